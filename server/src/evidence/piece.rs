//! Pieces of a photo on its way, as they lie in the store: encrypted by a key that follows from the upload's own
//! address, of which the server keeps only the hash. Whoever takes disk and secret away reads none of them.

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use crate::secret::{Secret, random_bytes};

/// Locks and unlocks the pieces of one upload.
pub struct PieceLock(LessSafeKey);

impl PieceLock {
    /// The lock of an upload.
    ///
    /// # Panics
    /// Never: the key has the length the algorithm wants.
    pub fn new(secret: &Secret, upload: &str) -> Self {
        #[expect(clippy::expect_used, reason = "32 bytes are a key")]
        let key = UnboundKey::new(&CHACHA20_POLY1305, &secret.upload_key(upload)).expect("32 bytes are a key");
        Self(LessSafeKey::new(key))
    }

    /// Encrypts a piece that starts at `start`; none only for pieces of many gigabytes.
    pub fn lock(&self, start: i64, piece: &[u8]) -> Option<Vec<u8>> {
        let nonce: [u8; NONCE_LEN] = random_bytes();
        let mut locked = Vec::with_capacity(NONCE_LEN + piece.len() + 16);
        locked.extend_from_slice(&nonce);
        locked.extend_from_slice(piece);
        let aad = Aad::from(start.to_be_bytes());
        let tag = self
            .0
            .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), aad, &mut locked[NONCE_LEN..])
            .ok()?;
        locked.extend_from_slice(tag.as_ref());
        Some(locked)
    }

    /// Decrypts the piece that starts at `start`; none if it is not that piece, whole and unchanged.
    pub fn unlock(&self, start: i64, locked: &[u8]) -> Option<Vec<u8>> {
        let (nonce, rest) = locked.split_first_chunk::<NONCE_LEN>()?;
        let mut piece = rest.to_vec();
        let aad = Aad::from(start.to_be_bytes());
        let length = self
            .0
            .open_in_place(Nonce::assume_unique_for_key(*nonce), aad, &mut piece)
            .ok()?
            .len();
        piece.truncate(length);
        Some(piece)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_opens_in_its_own_place_only() {
        let secret = Secret::from_bytes([7; 32]);
        let lock = PieceLock::new(&secret, "upload");
        let locked = lock.lock(512, b"GPS 35.2 113.4").unwrap();
        assert!(!locked.windows(3).any(|window| window == b"GPS"));
        assert_eq!(lock.unlock(512, &locked).unwrap(), b"GPS 35.2 113.4");
        assert!(lock.unlock(0, &locked).is_none(), "another place");
        assert!(PieceLock::new(&secret, "other").unlock(512, &locked).is_none());
        assert!(
            PieceLock::new(&Secret::from_bytes([8; 32]), "upload")
                .unlock(512, &locked)
                .is_none()
        );
        assert!(lock.unlock(512, &locked[..20]).is_none() && lock.unlock(512, &[]).is_none());
    }
}
