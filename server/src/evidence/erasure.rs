//! What the signature of an erasure covers: what went, how much of each kind, and why.

use serde::Serialize;
use sha2::{Digest, Sha256};

/// Field order is part of the format.
#[derive(Serialize)]
struct Record<'a> {
    digest: String,
    scope: &'a str,
    cause: &'a str,
    counts: &'a [(String, u64)],
}

/// What is signed: SHA-256 over the digest of all that went, with scope, cause and counts.
pub fn signed_digest(digest: &[u8; 32], scope: &str, cause: &str, counts: &[(String, u64)]) -> [u8; 32] {
    let record = Record {
        digest: hex::encode(digest),
        scope,
        cause,
        counts,
    };
    // Texts and numbers alone always become JSON.
    Sha256::digest(serde_json::to_vec(&record).unwrap_or_default()).into()
}
