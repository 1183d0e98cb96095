//! Seals what only few may read to age recipients, and opens it where the private keys are: in the staff role alone.
//!
//! What is sealed is an ordinary age file: `age --decrypt --identity escrow.txt` opens it without this program.

mod key;
mod load;
#[cfg(test)]
mod tests;

use std::{
    io::{self, BufReader, Read, Write},
    sync::Arc,
};

use age::{DecryptError, Decryptor, Encryptor, x25519};
use serde::Serialize;
use zeroize::Zeroizing;

pub use self::{
    key::{KeyFiles, Rotated, create_keys, rotate_keys},
    load::{KeyProblem, check_identities, check_recipients},
};
use super::stamp::Signer;
use crate::config::Config;

/// Ciphertext that only the private keys open. A type of its own, so that what is sealed is never taken for what is not.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(Vec<u8>);

impl Sealed {
    /// Takes back what was stored.
    pub const fn from_stored(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes to store.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The bytes to store.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sealed({} bytes)", self.0.len())
    }
}

/// Something could not be sealed.
#[derive(Debug, thiserror::Error)]
#[error("sealing failed: {0}")]
pub struct SealError(String);

/// Something could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There are no private keys here.
    #[error("{0}")]
    NoKeys(KeyProblem),
    /// None of the private keys here fits.
    #[error("none of the private keys fits")]
    WrongKeys,
    /// It was changed or cut off since it was sealed.
    #[error("damaged: {0}")]
    Damaged(String),
}

/// The public half: seals to every recipient.
pub struct Sealer(Vec<x25519::Recipient>);

impl Sealer {
    /// A sealer to these recipients.
    pub const fn new(recipients: Vec<x25519::Recipient>) -> Self {
        Self(recipients)
    }

    /// To whom it seals.
    pub fn recipients(&self) -> &[x25519::Recipient] {
        &self.0
    }

    /// Seals a few bytes.
    ///
    /// # Errors
    /// [`SealError`]; then nothing may be acknowledged.
    pub fn seal(&self, plain: &[u8]) -> Result<Sealed, SealError> {
        let mut sealed = Vec::with_capacity(plain.len() + 512);
        self.seal_stream(&mut &*plain, &mut sealed)?;
        Ok(Sealed(sealed))
    }

    /// Seals a stream piece by piece; memory stays at one piece of 64 KiB.
    ///
    /// # Errors
    /// [`SealError`] when either side fails.
    pub fn seal_stream(&self, from: &mut impl Read, into: &mut impl Write) -> Result<(), SealError> {
        let failed = |error: &dyn std::fmt::Display| SealError(error.to_string());
        let recipients = self.0.iter().map(|recipient| recipient as &dyn age::Recipient);
        let encryptor = Encryptor::with_recipients(recipients).map_err(|e| failed(&e))?;
        let mut writer = encryptor.wrap_output(into).map_err(|e| failed(&e))?;
        io::copy(from, &mut writer).map_err(|e| failed(&e))?;
        writer.finish().map_err(|e| failed(&e))?;
        Ok(())
    }
}

/// The private half: opens what was sealed to any of its keys, present or past.
pub struct Opener(Vec<x25519::Identity>);

impl Opener {
    /// An opener with these private keys.
    pub const fn new(identities: Vec<x25519::Identity>) -> Self {
        Self(identities)
    }

    /// The recipients that seal to its keys.
    pub fn recipients(&self) -> impl Iterator<Item = x25519::Recipient> {
        self.0.iter().map(x25519::Identity::to_public)
    }

    /// Opens a few bytes.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open(&self, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let mut plain = Zeroizing::new(Vec::with_capacity(sealed.len()));
        self.reader(sealed)?
            .read_to_end(&mut plain)
            .map_err(|error| OpenError::Damaged(error.to_string()))?;
        Ok(plain)
    }

    /// Opens a stream.
    ///
    /// # Errors
    /// [`OpenError`]; what is damaged further on shows while reading.
    pub fn reader<R: Read>(&self, sealed: R) -> Result<impl Read, OpenError> {
        let refused = |error: DecryptError| match error {
            DecryptError::NoMatchingKeys | DecryptError::KeyDecryptionFailed => OpenError::WrongKeys,
            other => OpenError::Damaged(other.to_string()),
        };
        let decryptor = Decryptor::new_buffered(BufReader::new(sealed)).map_err(refused)?;
        let identities = self.0.iter().map(|identity| identity as &dyn age::Identity);
        decryptor.decrypt(identities).map_err(refused)
    }
}

/// The keys of a running server.
pub struct Vault {
    sealer: Arc<Sealer>,
    opener: Result<Opener, KeyProblem>,
    /// Why the private keys, though in order, open nothing that is sealed now.
    strange: Option<KeyProblem>,
    /// Signs times of receipt.
    pub signer: Signer,
}

impl Vault {
    /// Loads what this process may hold. In demonstrations missing keys are made first.
    ///
    /// A private key that cannot be read is no reason to stop: tips are taken as long as they can be sealed. What is
    /// wrong with it is in [`Vault::opener`].
    ///
    /// # Errors
    /// Without usable recipients or a signing key nothing can be taken; the problem names the setting.
    pub fn load(config: &Config) -> Result<Self, KeyProblem> {
        load::vault(config)
    }

    /// A vault of these parts.
    pub fn new(sealer: Sealer, opener: Result<Opener, KeyProblem>, signer: Signer) -> Self {
        Self {
            sealer: Arc::new(sealer),
            opener,
            strange: None,
            signer,
        }
    }

    /// Seals a few bytes.
    ///
    /// # Errors
    /// [`SealError`]; then nothing may be acknowledged.
    pub fn seal(&self, plain: &[u8]) -> Result<Sealed, SealError> {
        self.sealer.seal(plain)
    }

    /// Seals a record as JSON, of which nothing stays in memory.
    ///
    /// # Errors
    /// [`SealError`]; then nothing may be acknowledged.
    pub fn seal_json(&self, record: &impl Serialize) -> Result<Sealed, SealError> {
        let plain = serde_json::to_vec(record).map_err(|error| SealError(error.to_string()))?;
        self.seal(&Zeroizing::new(plain))
    }

    /// The public half.
    pub fn sealer(&self) -> &Sealer {
        &self.sealer
    }

    /// The public half, for work on another thread.
    pub fn shared_sealer(&self) -> Arc<Sealer> {
        self.sealer.clone()
    }

    /// What is wrong with the private keys: there are none, or none of them fits what is sealed now.
    pub fn problem(&self) -> Option<&KeyProblem> {
        self.opener.as_ref().err().or(self.strange.as_ref())
    }

    /// The private half, or why there is none here. Whoever opens something for a person must log it first: that is what
    /// `services::open_sealed` is for. Beside it only `services::rewrap_sealed` opens, and shows nobody anything.
    ///
    /// # Errors
    /// What is wrong with the private keys.
    pub const fn opener(&self) -> Result<&Opener, &KeyProblem> {
        self.opener.as_ref()
    }
}
