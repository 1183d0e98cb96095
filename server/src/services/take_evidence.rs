//! Takes a case's evidence out as one file that anyone can check.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Seek},
};

use app::domain::permission::{Action, Actor, may};
use futures::TryStreamExt;
use tokio::io::AsyncWriteExt;

use super::{
    advance_case::{CaseError, find_readable, subject},
    open_sealed::{Opening, check_reason, log_opening},
};
use crate::{
    app_state::App,
    blob::BlobError,
    evidence::{
        checkpoint::ORIGIN,
        cover::CheckpointProof,
        history_line::HistoryLine,
        package::{
            CHECKPOINTS, ErasureProof, FORMAT, HISTORY, MANIFEST, Manifest, PackageSignature, PhotoProof, SIGNATURE,
            TipProof, add, millis,
        },
        received::Words,
        stamp::Stamped,
    },
    secret::sha256,
    storage::{CaseFile, StorageError},
};

/// A file of the package, before it is packed.
struct Part {
    name: String,
    size: u64,
    file: File,
}

/// Makes a case's package, after logging that it is taken out.
///
/// # Errors
/// As for opening; also when a store fails. A sealed copy that is missing stands as missing in the package.
pub async fn take_evidence(app: &App, actor: &Actor, number: &str, reason: &str) -> Result<(String, File), CaseError> {
    let case = find_readable(app, actor, number).await?;
    if !may(actor, Action::TakeEvidence, &subject(&case)) {
        return Err(CaseError::Forbidden);
    }
    let reason = check_reason("take_reason", reason)?;
    let opening = Opening {
        case_id: case.id,
        kind: "package",
        words: "证据包（取出）",
        subject: case.id,
        reason: &reason,
    };
    log_opening(app, actor, &opening).await?;
    let file = pack(app, &case).await?;
    Ok((format!("{}-evidence.tar", case.number), file))
}

async fn pack(app: &App, case: &CaseFile) -> Result<File, CaseError> {
    let now = app.steady_now();
    let (photos, parts) = photos(app, case).await?;
    // After the opening was logged: the package's history says that it was taken out.
    let events = app.storage.list_events(case.id).await?;
    let history: Vec<HistoryLine> = events.iter().map(HistoryLine::of).collect();
    let history = serde_json::to_vec_pretty(&history).map_err(unreadable)?;
    let checkpoints = checkpoints(app, case).await?;
    let checkpoints = serde_json::to_vec(&checkpoints).map_err(unreadable)?;
    let tips = app.storage.list_tips(case.id).await?;
    let mut files: BTreeMap<String, String> = photos
        .iter()
        .filter_map(|(proof, sha256)| Some((proof.file.clone()?, hex::encode(sha256))))
        .collect();
    files.insert(HISTORY.to_owned(), hex::encode(sha256(&history)));
    files.insert(CHECKPOINTS.to_owned(), hex::encode(sha256(&checkpoints)));
    let manifest = Manifest {
        format: FORMAT.to_owned(),
        case: case.number.clone(),
        made_at: millis(now),
        public_key: hex::encode(app.vault.signer.public_key()),
        files,
        photos: photos.into_iter().map(|(proof, _)| proof).collect(),
        tips: tips
            .into_iter()
            .map(|tip| TipProof {
                hash: hex::encode(tip.body_hash),
                filed_at: millis(tip.filed_at),
                signature: hex::encode(&tip.signature),
                words: (tip.case_id == case.id && tip.erased_at.is_none()).then(|| Words::of(&tip.tip)),
                erased: tip.case_id == case.id && tip.erased_at.is_some(),
            })
            .collect(),
        erasures: erasures(app, case).await?,
    };
    let manifest = serde_json::to_vec_pretty(&manifest).map_err(unreadable)?;
    let signature = app.vault.signer.sign(Stamped::Package, &sha256(&manifest), now);
    let signature = PackageSignature {
        signature: hex::encode(signature),
    };
    let signature = serde_json::to_vec_pretty(&signature).map_err(unreadable)?;
    let write = move || -> io::Result<File> {
        let mut tar = tar::Builder::new(tempfile::tempfile()?);
        add(&mut tar, MANIFEST, manifest.len() as u64, &*manifest)?;
        for part in parts {
            add(&mut tar, &part.name, part.size, part.file)?;
        }
        add(&mut tar, HISTORY, history.len() as u64, &*history)?;
        add(&mut tar, CHECKPOINTS, checkpoints.len() as u64, &*checkpoints)?;
        add(&mut tar, SIGNATURE, signature.len() as u64, &*signature)?;
        let mut file = tar.into_inner()?;
        file.rewind()?;
        Ok(file)
    };
    let packed = tokio::task::spawn_blocking(write).await.map_err(io::Error::other);
    Ok(packed.and_then(|written| written).map_err(BlobError::Spool)?)
}

/// The checkpoints that cover lines of the case, with all it takes to compute their roots.
async fn checkpoints(app: &App, case: &CaseFile) -> Result<Vec<CheckpointProof>, StorageError> {
    let mut proofs = Vec::new();
    for number in app.storage.list_checkpoints_of(case.id).await? {
        let stored = app.storage.find_checkpoint(number).await?;
        let previous = app.storage.find_checkpoint(number - 1).await?;
        let previous = previous.map_or(ORIGIN, |previous| previous.root);
        let covers = app.storage.list_covered(number).await?;
        proofs.push(CheckpointProof::of(
            number,
            stored.as_ref(),
            &previous,
            &covers,
            case.id,
        ));
    }
    Ok(proofs)
}

/// What was erased of the case and of its duplicates.
async fn erasures(app: &App, case: &CaseFile) -> Result<Vec<ErasureProof>, StorageError> {
    let mut cases = vec![case.id];
    cases.extend(
        app.storage
            .list_duplicates(case.id)
            .await?
            .iter()
            .map(|duplicate| duplicate.id),
    );
    let mut proofs = Vec::new();
    for case_id in cases {
        for erased in app.storage.list_erasures(case_id).await? {
            proofs.push(ErasureProof {
                at: millis(erased.at),
                scope: erased.scope,
                cause: erased.cause,
                counts: erased.counts,
                digest: hex::encode(erased.digest),
                signature: hex::encode(erased.signature),
            });
        }
    }
    Ok(proofs)
}

/// Each photo's proof with the hash of its ciphertext, and the sealed copies, spooled to files without a name.
async fn photos(app: &App, case: &CaseFile) -> Result<(Vec<(PhotoProof, [u8; 32])>, Vec<Part>), CaseError> {
    let (mut proofs, mut parts) = (Vec::new(), Vec::new());
    for (photo, at) in app.storage.list_photos(case.id).await?.into_iter().zip(1..) {
        let Some(copy) = photo.file.sealed else { continue };
        let name = format!("photos/{at}.age");
        if let Some((size, file)) = spool(app, &copy.key).await? {
            parts.push(Part {
                name: name.clone(),
                size,
                file,
            });
        }
        let proof = PhotoProof {
            file: Some(name),
            sha256: hex::encode(photo.file.sha256),
            received_at: millis(copy.received_at),
            signature: hex::encode(&copy.signature),
        };
        proofs.push((proof, copy.sha256));
    }
    Ok((proofs, parts))
}

async fn spool(app: &App, key: &str) -> Result<Option<(u64, File)>, BlobError> {
    let Some(mut pieces) = app.blobs.stream(key).await? else {
        return Ok(None);
    };
    let mut file = tokio::fs::File::from_std(tempfile::tempfile()?);
    let mut size = 0;
    while let Some(piece) = pieces.try_next().await? {
        size += piece.len() as u64;
        file.write_all(&piece).await?;
    }
    file.flush().await?;
    let mut file = file.into_std().await;
    file.rewind()?;
    Ok(Some((size, file)))
}

fn unreadable(error: serde_json::Error) -> CaseError {
    CaseError::Blob(BlobError::Spool(io::Error::other(error)))
}
