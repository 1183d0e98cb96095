//! What proves when a tip came, without a name: the server's signature over its content's hash and the time.

use app::ports::FiledProof;

use crate::{
    app_state::App,
    evidence::{
        package::millis,
        stamp::{Stamped, verify},
    },
    storage::{NewPhoto, StoredTip},
};

/// Whether the signed time of a tip holds; none where it was never signed.
pub(super) fn tip_signed(app: &App, tip: &StoredTip) -> Option<bool> {
    let key = app.vault.signer.public_key();
    (!tip.signature.is_empty()).then(|| verify(&key, Stamped::Tip, &tip.body_hash, tip.filed_at, &tip.signature))
}

/// Whether the signed time of a photo holds; none where it was never signed.
pub(super) fn photo_signed(app: &App, photo: &NewPhoto) -> Option<bool> {
    let key = app.vault.signer.public_key();
    let copy = photo.sealed.as_ref()?;
    Some(verify(
        &key,
        Stamped::Photo,
        &photo.sha256,
        copy.received_at,
        &copy.signature,
    ))
}

/// The proof as its reporter may keep it; none where the time was never signed.
pub(super) fn filed_proof(app: &App, tip: &StoredTip) -> Option<FiledProof> {
    Some(FiledProof {
        holds: tip_signed(app, tip)?,
        hash: hex::encode(tip.body_hash),
        at: tip.filed_at,
        at_ms: millis(tip.filed_at),
        signature: hex::encode(&tip.signature),
        key_id: app.vault.signer.key_id(),
    })
}
