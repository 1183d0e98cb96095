//! Counts the Huffman code sets of a lossless WebP before it is decoded.
//!
//! A picture may bring 65,536 sets, and the decoder keeps up to 20 kB for each: 5 MB of file would
//! take 1.3 GB. Their number stands in a small picture of its own, which is read here, and nothing
//! else. The format is RFC 9649, section 3.

use super::PhotoError;

/// Symbols of the five codes of a set: green with lengths, red, blue, alpha, distances.
const ALPHABETS: [usize; 5] = [256 + 24, 256, 256, 256, 40];

/// How many sets of Huffman codes the stream of a picture of this size brings.
///
/// # Errors
/// `Truncated` or `Corrupt` as far as the stream has to be read.
pub fn code_sets(stream: &[u8], width: usize, height: usize) -> Result<usize, PhotoError> {
    let mut bits = Bits { stream, position: 0 };
    let mut width = width;
    let mut seen = [false; 4];
    while bits.flag()? {
        let kind = bits.take(2)?;
        if std::mem::replace(&mut seen[kind], true) {
            return Err(PhotoError::Corrupt);
        }
        match kind {
            // Prediction and colour correlation, a value per tile.
            0 | 1 => {
                let tile = bits.take(3)? + 2;
                read_small_picture(&mut bits, tiles(width, tile) * tiles(height, tile))?;
            }
            // A palette, with which several pixels may share one.
            3 => {
                let colours = bits.take(8)? + 1;
                read_small_picture(&mut bits, colours)?;
                width = tiles(
                    width,
                    match colours {
                        1..=2 => 3,
                        3..=4 => 2,
                        5..=16 => 1,
                        _ => 0,
                    },
                );
            }
            // Green subtracted: nothing more to it.
            _ => {}
        }
    }
    if bits.flag()? {
        bits.take(4)?;
    }
    if !bits.flag()? {
        return Ok(1);
    }
    let tile = bits.take(3)? + 2;
    Ok(read_small_picture(&mut bits, tiles(width, tile) * tiles(height, tile))? + 1)
}

/// Tiles of 2^`bits` that cover a side.
fn tiles(side: usize, bits: usize) -> usize {
    side.div_ceil(1 << bits)
}

/// Reads an entropy-coded picture and returns the greatest number that red and green make in it.
/// Pixels copied from earlier ones add nothing to that, so none has to be kept.
fn read_small_picture(bits: &mut Bits, pixels: usize) -> Result<usize, PhotoError> {
    let cached = if bits.flag()? { 1 << bits.take(4)? } else { 0 };
    let mut codes = Vec::with_capacity(5);
    for (index, symbols) in ALPHABETS.into_iter().enumerate() {
        codes.push(Code::read(bits, if index == 0 { symbols + cached } else { symbols })?);
    }
    let mut greatest = 0;
    let mut at = 0;
    while at < pixels {
        let green = codes[0].symbol(bits)?;
        if green < 256 {
            let red = codes[1].symbol(bits)?;
            codes[2].symbol(bits)?;
            codes[3].symbol(bits)?;
            greatest = greatest.max(red << 8 | green);
            at += 1;
        } else if green < 280 {
            at += extended(bits, green - 256)?;
            let distance = codes[4].symbol(bits)?;
            extended(bits, distance)?;
        } else {
            at += 1;
        }
    }
    Ok(greatest)
}

/// A length or distance: a prefix and the extra bits that it asks for.
fn extended(bits: &mut Bits, prefix: usize) -> Result<usize, PhotoError> {
    if prefix < 4 {
        return Ok(prefix + 1);
    }
    let extra = (prefix - 2) >> 1;
    Ok(((2 + (prefix & 1)) << extra) + bits.take(extra)? + 1)
}

/// A canonical Huffman code, read bit by bit: the pictures here are small.
struct Code {
    /// How many codes have each length.
    counts: [usize; 16],
    /// Symbols by length, then by value.
    symbols: Vec<usize>,
}

impl Code {
    fn new(lengths: &[usize]) -> Self {
        let mut counts = [0; 16];
        for &length in lengths {
            counts[length] += 1;
        }
        counts[0] = 0;
        let mut symbols: Vec<usize> = (0..lengths.len()).filter(|&at| lengths[at] > 0).collect();
        symbols.sort_by_key(|&symbol| lengths[symbol]);
        Self { counts, symbols }
    }

    fn read(bits: &mut Bits, alphabet: usize) -> Result<Self, PhotoError> {
        const ORDER: [usize; 19] = [17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
        if bits.flag()? {
            let two = bits.flag()?;
            let wide = bits.flag()?;
            let first = bits.take(if wide { 8 } else { 1 })?;
            let mut symbols = vec![first];
            let mut counts = [0; 16];
            if two {
                symbols.push(bits.take(8)?);
                counts[1] = 2;
            }
            // Eight bits say more than the 40 distances there are: one beyond them would ask for bits without end.
            if symbols.iter().any(|&symbol| symbol >= alphabet) {
                return Err(PhotoError::Corrupt);
            }
            return Ok(Self { counts, symbols });
        }
        let mut lengths = [0; 19];
        let listed = bits.take(4)? + 4;
        for &at in &ORDER[..listed] {
            lengths[at] = bits.take(3)?;
        }
        let code = Self::new(&lengths);
        let mut left = if bits.flag()? {
            let size = 2 + 2 * bits.take(3)?;
            2 + bits.take(size)?
        } else {
            alphabet
        };
        let mut lengths = Vec::with_capacity(alphabet);
        let mut previous = 8;
        while lengths.len() < alphabet && left > 0 {
            left -= 1;
            let (length, times) = match code.symbol(bits)? {
                16 => (previous, 3 + bits.take(2)?),
                17 => (0, 3 + bits.take(3)?),
                18 => (0, 11 + bits.take(7)?),
                length => {
                    if length > 0 {
                        previous = length;
                    }
                    (length, 1)
                }
            };
            lengths.extend(std::iter::repeat_n(length, times));
        }
        if lengths.len() > alphabet {
            return Err(PhotoError::Corrupt);
        }
        Ok(Self::new(&lengths))
    }

    fn symbol(&self, bits: &mut Bits) -> Result<usize, PhotoError> {
        // A code of one symbol takes no bits.
        if let [only] = self.symbols[..] {
            return Ok(only);
        }
        let (mut code, mut first, mut index) = (0, 0, 0);
        for &count in &self.counts[1..] {
            code |= bits.take(1)?;
            if code < first + count {
                let at = (index + code).checked_sub(first).ok_or(PhotoError::Corrupt)?;
                return self.symbols.get(at).copied().ok_or(PhotoError::Corrupt);
            }
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        Err(PhotoError::Corrupt)
    }
}

/// Bits from the lowest of each byte up.
struct Bits<'a> {
    stream: &'a [u8],
    position: usize,
}

impl Bits<'_> {
    fn flag(&mut self) -> Result<bool, PhotoError> {
        Ok(self.take(1)? == 1)
    }

    fn take(&mut self, count: usize) -> Result<usize, PhotoError> {
        let mut bits = 0;
        for at in 0..count {
            let byte = self.stream.get(self.position / 8).ok_or(PhotoError::Truncated)?;
            bits |= usize::from(byte >> (self.position % 8) & 1) << at;
            self.position += 1;
        }
        Ok(bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes bits from the lowest up.
    #[derive(Default)]
    struct Stream(Vec<bool>);

    impl Stream {
        fn put(&mut self, bits: usize, count: usize) -> &mut Self {
            self.0.extend((0..count).map(|at| bits >> at & 1 == 1));
            self
        }

        /// A code of one symbol.
        fn only(&mut self, symbol: usize) -> &mut Self {
            self.put(0b101, 3).put(symbol, 8)
        }

        fn bytes(&self) -> Vec<u8> {
            let byte = |bits: &[bool]| bits.iter().rev().fold(0, |byte, &bit| byte << 1 | u8::from(bit));
            self.0.chunks(8).map(byte).collect()
        }
    }

    #[test]
    fn sets_are_counted_by_the_greatest_number_in_their_picture() {
        // No transform, no cache, sets by tiles of 4: green 0x34 and red 0x12 everywhere.
        let mut stream = Stream::default();
        stream.put(0, 1).put(0, 1).put(1, 1).put(0, 3).put(0, 1);
        stream.only(0x34).only(0x12).only(0).only(0).only(0);
        assert_eq!(code_sets(&stream.bytes(), 16, 16), Ok(0x1235));
    }

    #[test]
    fn a_distance_that_no_stream_has_is_refused() {
        // Green is always the length 256, and its distance a symbol beyond the forty there are.
        let mut stream = Stream::default();
        stream.put(0, 1).put(0, 1).put(1, 1).put(0, 3).put(0, 1);
        // A code written out: lengths 1 for 256 and 257, through a code of the lengths 0, 1 and 18.
        let lengths = |stream: &mut Stream| {
            stream.put(0, 1).put(18 - 4, 4);
            for symbol in [17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14] {
                stream.put(usize::from(symbol == 18 || symbol == 1), 3);
            }
            // To the end of the alphabet: 138 zeros, 118 zeros, two ones, 22 zeros.
            stream.put(0, 1);
            for run in [138, 118] {
                stream.put(1, 1).put(run - 11, 7);
            }
            stream.put(0, 1).put(0, 1).put(1, 1).put(22 - 11, 7);
        };
        lengths(&mut stream);
        stream.only(0).only(0).only(0).only(255);
        stream.put(0, 32);
        assert_eq!(code_sets(&stream.bytes(), 16, 16), Err(PhotoError::Corrupt));
        let mut known = Stream::default();
        known.put(0, 1).put(0, 1).put(1, 1).put(0, 3).put(0, 1);
        lengths(&mut known);
        known.only(0).only(0).only(0).only(39);
        // Sixteen pixels: a bit and 18 further ones for each distance.
        for _ in 0..16 {
            known.put(0, 19);
        }
        assert_eq!(code_sets(&known.bytes(), 16, 16), Ok(1));
    }

    #[test]
    fn a_picture_without_tiles_has_one_set() {
        assert_eq!(code_sets(&[0], 16, 16), Ok(1));
        // Green subtracted first.
        assert_eq!(code_sets(&[0b0000_0101], 16, 16), Ok(1));
        assert_eq!(code_sets(&[], 16, 16), Err(PhotoError::Truncated));
    }
}
