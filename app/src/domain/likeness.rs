//! When two photos look like the same picture: their difference hashes differ in few bits, and say enough to compare.

/// Pictures whose hashes differ in no more bits than this are taken for the same.
pub const ALIKE_BITS: u32 = 3;
/// A picture of the night or of one colour has so few bits set, or so few not, that it is like many others.
const TELLING_BITS: u32 = 8;

/// Whether a hash tells its picture from others at all.
pub const fn is_telling(likeness: u64) -> bool {
    let set = likeness.count_ones();
    set >= TELLING_BITS && set <= u64::BITS - TELLING_BITS
}

/// Whether two hashes are of the same picture, compressed or resized anew.
pub const fn are_alike(one: u64, other: u64) -> bool {
    is_telling(one) && is_telling(other) && (one ^ other).count_ones() <= ALIKE_BITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_bits_apart_is_alike_unless_there_is_nothing_to_see() {
        let picture = 0xF0F0_1234_5678_9ABC;
        assert!(are_alike(picture, picture) && are_alike(picture, picture ^ 0b111));
        assert!(!are_alike(picture, picture ^ 0b1111));
        for night in [0, 0b1, 0b1111_1110, u64::MAX, !0b111] {
            assert!(!are_alike(night, night), "{night:x}");
        }
    }
}
