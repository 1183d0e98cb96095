//! What a checkpoint is the hash of.
//!
//! A checkpoint covers the lines that were appended to any case's history since the one before it, in the order of their
//! identifiers, each as a leaf: SHA-256 over the line's identifier, its case's identifier, its place in the case's history
//! (each as eight bytes, the highest first) and its link. The root is SHA-256 over the root before it (32 zero bytes
//! before the first) and all leaves. What is signed is SHA-256 over three lines of text: the checkpoint's number, how many
//! lines it covers, and the root in lower-case hexadecimal, each ended by `\n`.
//!
//! Each root holds all before it: whoever kept one number with its root can show that anything up to it was rewritten.
//! What retention erases leaves every link, and so every root, as it was.

use sha2::{Digest, Sha256};

use super::stamp::{PublicKey, Stamped, verify};
use crate::storage::{Bytes32, Checkpoint, Covered};

/// What stands before the first root.
pub const ORIGIN: Bytes32 = [0; 32];

/// A line as it goes into a root.
pub fn leaf(line: &Covered) -> Bytes32 {
    let mut hash = Sha256::new();
    for number in [line.event, line.case_id, line.seq] {
        hash.update(number.to_be_bytes());
    }
    hash.update(line.link);
    hash.finalize().into()
}

/// The root over the one before and the leaves, in their order.
pub fn root(previous: &Bytes32, leaves: impl IntoIterator<Item = Bytes32>) -> Bytes32 {
    let mut hash = Sha256::new();
    hash.update(previous);
    for leaf in leaves {
        hash.update(leaf);
    }
    hash.finalize().into()
}

/// What is signed, together with the time.
pub fn digest(number: i64, events: i64, root: &Bytes32) -> Bytes32 {
    Sha256::digest(format!("{number}\n{events}\n{}\n", hex::encode(root))).into()
}

/// Whether a checkpoint's signature holds.
pub fn is_signed(key: &PublicKey, checkpoint: &Checkpoint) -> bool {
    let digest = digest(checkpoint.number, checkpoint.events, &checkpoint.root);
    verify(key, Stamped::Checkpoint, &digest, checkpoint.at, &checkpoint.signature)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: Covered = Covered {
        event: 1,
        case_id: 2,
        seq: 3,
        link: [4; 32],
    };

    #[test]
    fn hashes_are_as_documented() {
        let mut bytes = vec![0; 24];
        (bytes[7], bytes[15], bytes[23]) = (1, 2, 3);
        bytes.extend([4; 32]);
        let expected: Bytes32 = Sha256::digest(&bytes).into();
        assert_eq!(leaf(&LINE), expected);
        let expected: Bytes32 = Sha256::digest([[0; 32], leaf(&LINE)].concat()).into();
        assert_eq!(root(&ORIGIN, [leaf(&LINE)]), expected);
        let expected: Bytes32 = Sha256::digest(format!("7\n1\n{}\n", "ab".repeat(32))).into();
        assert_eq!(digest(7, 1, &[0xAB; 32]), expected);
    }

    #[test]
    fn every_part_of_every_line_counts_and_so_does_their_order() {
        let other = Covered { seq: 4, ..LINE };
        let good = root(&ORIGIN, [leaf(&LINE), leaf(&other)]);
        assert_ne!(good, root(&ORIGIN, [leaf(&other), leaf(&LINE)]));
        assert_ne!(good, root(&ORIGIN, [leaf(&LINE)]));
        assert_ne!(good, root(&[1; 32], [leaf(&LINE), leaf(&other)]));
        for changed in [
            Covered { event: 9, ..LINE },
            Covered { case_id: 9, ..LINE },
            Covered { seq: 9, ..LINE },
            Covered { link: [9; 32], ..LINE },
        ] {
            assert_ne!(good, root(&ORIGIN, [leaf(&changed), leaf(&other)]), "{changed:?}");
        }
    }
}
