//! Signed times: Ed25519 over a few lines of text, so that anyone with the public key can check when something came.
//!
//! The text that is signed is UTF-8: `jingnuan <kind> v1`, the SHA-256 of the thing in lower-case hexadecimal, and the
//! time of receipt in milliseconds since 1970 (UTC), each line ended by `\n`. Kinds and what their hash is of:
//! `photo`, the file as it came; `tip`, the keyed hash of all that was sent; `erasure`, the hashes of what went;
//! `package`, the package's `manifest.json`; `checkpoint`, number, count and root as [`super::checkpoint`] says.

use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use time::OffsetDateTime;

/// An Ed25519 signature.
pub type Signature = [u8; 64];
/// An Ed25519 public key.
pub type PublicKey = [u8; 32];

/// What is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stamped {
    /// A photo as it came.
    Photo,
    /// A tip; its hash is the keyed one that is stored, which only the server can make.
    Tip,
    /// What retention erased.
    Erasure,
    /// The list of an evidence package.
    Package,
    /// A checkpoint over the histories of all cases.
    Checkpoint,
}

impl Stamped {
    /// The word in the signed text.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Tip => "tip",
            Self::Erasure => "erasure",
            Self::Package => "package",
            Self::Checkpoint => "checkpoint",
        }
    }
}

/// The text that is signed.
pub fn statement(what: Stamped, sha256: &[u8; 32], at: OffsetDateTime) -> String {
    let millis = at.unix_timestamp_nanos().div_euclid(1_000_000);
    format!("jingnuan {} v1\n{}\n{millis}\n", what.code(), hex::encode(sha256))
}

/// Whether a signature over a thing and its time holds.
pub fn verify(key: &PublicKey, what: Stamped, sha256: &[u8; 32], at: OffsetDateTime, signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, key)
        .verify(statement(what, sha256, at).as_bytes(), signature)
        .is_ok()
}

/// Signs times of receipt.
pub struct Signer {
    pair: Ed25519KeyPair,
    seed: [u8; 32],
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signer(…)")
    }
}

impl Signer {
    /// A signer from 32 secret bytes.
    ///
    /// # Panics
    /// Never: every 32 bytes are a seed.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        #[expect(clippy::expect_used, reason = "every 32 bytes are a seed")]
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).expect("every 32 bytes are a seed");
        Self { pair, seed }
    }

    /// Reads a key file: 64 hexadecimal digits, comments aside.
    ///
    /// # Errors
    /// What is wrong, in plain Chinese; never repeats the key.
    pub fn from_file(text: &str) -> Result<Self, String> {
        let mut lines = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        let line = lines.next().ok_or("里面没有密钥")?;
        let mut seed = [0; 32];
        hex::decode_to_slice(line, &mut seed).map_err(|_| "里面不是 64 位十六进制的密钥")?;
        Ok(Self::from_seed(seed))
    }

    /// What the key file says.
    pub fn file(&self) -> String {
        format!(
            "# 签收件时间的密钥 / signs times of receipt (Ed25519)\n# public key: {}\n{}\n",
            hex::encode(self.public_key()),
            hex::encode(self.seed)
        )
    }

    /// The public half.
    pub fn public_key(&self) -> PublicKey {
        let mut key = [0; 32];
        key.copy_from_slice(self.pair.public_key().as_ref());
        key
    }

    /// What the public half is called in short: the first 16 hexadecimal digits of its SHA-256.
    pub fn key_id(&self) -> String {
        hex::encode(&crate::secret::sha256(&self.public_key())[..8])
    }

    /// Signs that a thing came at a time.
    pub fn sign(&self, what: Stamped, sha256: &[u8; 32], at: OffsetDateTime) -> Signature {
        let mut signature = [0; 64];
        signature.copy_from_slice(self.pair.sign(statement(what, sha256, at).as_bytes()).as_ref());
        signature
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::{Duration, macros::datetime};

    const AT: OffsetDateTime = datetime!(2026-11-23 10:00 +8);

    #[test]
    fn the_signed_text_is_as_documented() {
        let text = statement(Stamped::Photo, &[0xAB; 32], AT);
        assert_eq!(text, format!("jingnuan photo v1\n{}\n1795399200000\n", "ab".repeat(32)));
    }

    #[test]
    fn a_signature_holds_for_its_thing_time_and_key_alone() {
        let signer = Signer::from_seed([7; 32]);
        let (key, hash) = (signer.public_key(), [1; 32]);
        let signature = signer.sign(Stamped::Photo, &hash, AT);
        assert!(verify(&key, Stamped::Photo, &hash, AT, &signature));
        assert!(!verify(&key, Stamped::Tip, &hash, AT, &signature));
        assert!(!verify(&key, Stamped::Photo, &[2; 32], AT, &signature));
        assert!(!verify(
            &key,
            Stamped::Photo,
            &hash,
            AT - Duration::milliseconds(1),
            &signature
        ));
        assert!(!verify(
            &Signer::from_seed([8; 32]).public_key(),
            Stamped::Photo,
            &hash,
            AT,
            &signature
        ));
        let mut forged = signature;
        forged[5] ^= 1;
        assert!(!verify(&key, Stamped::Photo, &hash, AT, &forged));
        assert!(!verify(&key, Stamped::Photo, &hash, AT, &signature[..63]));
    }

    #[test]
    fn a_key_file_reads_back() {
        let signer = Signer::from_seed([7; 32]);
        assert_eq!(
            Signer::from_file(&signer.file()).unwrap().public_key(),
            signer.public_key()
        );
        for bad in ["", "# only a comment\n", "abc\n", &"zz".repeat(32), &"ab".repeat(31)] {
            assert!(Signer::from_file(bad).is_err(), "{bad}");
        }
    }
}
