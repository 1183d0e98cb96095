//! A case's evidence for the page that shows it, and the auditor's list of openings.

use std::collections::HashMap;

use app::{
    domain::{
        calendar::china_date,
        likeness,
        permission::{Action, Actor, Role, may},
    },
    forms::FormErrors,
    ports::{EvidencePage, KeysHere, NamedTip, OpeningLine, SealedPhoto},
};
use time::Date;

use super::{
    advance_case::{CaseError, account_names, find_readable, subject},
    prove_filing::photo_signed,
};
use crate::{
    app_state::App,
    storage::{CaseFile, EventKind, Opening, Photo, StorageError},
};

/// Photos looked at when the same one is searched for.
const ALIKE_LOOKED_AT: u64 = 500;
/// Openings on one page of the auditor's list.
const PAGE: usize = 50;
/// Openings read at once, and how often: those of cases that the auditor may not see are left out.
const CHUNK: u32 = 200;
const CHUNKS: usize = 10;

/// A case's evidence, if this person may see the case.
///
/// # Errors
/// [`CaseError::NotFound`] or a failure of storage.
pub async fn read_evidence(app: &App, actor: &Actor, number: &str) -> Result<EvidencePage, CaseError> {
    let case = find_readable(app, actor, number).await?;
    let mut photos = Vec::new();
    for photo in app.storage.list_photos(case.id).await? {
        photos.push(sealed_photo(app, actor, &case, photo).await?);
    }
    let tell_by = tell_by(app, &case).await?;
    let named = app.storage.list_identities(case.id).await?;
    let payments = app.storage.list_payments(case.id).await?;
    let subject = subject(&case);
    let numbers = HashMap::from([(case.id, case.number.clone())]);
    let openings = app.storage.list_openings_of(case.id).await?;
    Ok(EvidencePage {
        number: case.number.clone(),
        photos,
        named: named
            .into_iter()
            .map(|identity| NamedTip {
                tip_id: identity.tip_id,
                given_at: identity.given_at,
                tell_by,
            })
            .collect(),
        paid: payments.into_iter().map(|(claim, _)| claim).collect(),
        openings: lines(app, openings, &numbers).await?,
        may_open: may(actor, Action::OpenSealed, &subject),
        may_reveal: may(actor, Action::RevealIdentity, &subject),
        may_take: may(actor, Action::TakeEvidence, &subject),
        keys: match (app.vault.problem(), app.vault.opener()) {
            (None, _) => KeysHere::Fit,
            (Some(problem), Ok(_)) => KeysHere::Strange(problem.to_string()),
            (Some(problem), Err(_)) => KeysHere::Missing(problem.to_string()),
        },
        public_key: hex::encode(app.vault.signer.public_key()),
        opened: None,
        chosen: String::new(),
        reason: String::new(),
        errors: FormErrors::default(),
    })
}

/// Named reporters are told within five working days of the decision (市场监督管理投诉举报处理暂行办法 31).
async fn tell_by(app: &App, case: &CaseFile) -> Result<Option<Date>, StorageError> {
    let events = app.storage.list_events(case.id).await?;
    let decided = events.iter().find(|event| event.kind == EventKind::Closed);
    Ok(decided.map(|event| app.reference.tell_named_by(china_date(event.at))))
}

async fn sealed_photo(app: &App, actor: &Actor, case: &CaseFile, photo: Photo) -> Result<SealedPhoto, CaseError> {
    let alike = app
        .storage
        .list_photos_alike(&photo, likeness::ALIKE_BITS, ALIKE_LOOKED_AT)
        .await?;
    let mut numbers = Vec::new();
    for other in alike.into_iter().filter(|other| other.case_id != case.id) {
        // Only what this person may see anyway.
        let found = app.storage.find_case_by_id(other.case_id).await?;
        let visible = found.filter(|found| may(actor, Action::ReadCase, &subject(found)));
        numbers.extend(visible.map(|found| found.number));
    }
    // Other photos alike may lie between two of the same case.
    numbers.sort();
    numbers.dedup();
    let signed = photo_signed(app, &photo.file);
    let hash = photo.file.sha256;
    let copy = photo.file.sealed;
    Ok(SealedPhoto {
        id: photo.id,
        sha256: hex::encode(hash),
        received_at: copy.as_ref().map(|copy| copy.received_at),
        signed,
        kept: copy.is_some(),
        detail: copy.is_some_and(|copy| copy.detail.is_some()),
        alike: numbers,
    })
}

async fn lines(
    app: &App,
    openings: Vec<Opening>,
    numbers: &HashMap<i64, String>,
) -> Result<Vec<OpeningLine>, StorageError> {
    let names = account_names(app).await?;
    Ok(openings
        .into_iter()
        .map(|Opening { opening, .. }| {
            let name = names.get(&opening.account).cloned().unwrap_or_default();
            OpeningLine {
                at: opening.at,
                who: format!("{} {name}", app.reference.office_name(opening.office)),
                case_number: numbers.get(&opening.case_id).cloned().unwrap_or_default(),
                what: match opening.what.as_str() {
                    "copy" => "照片原件",
                    "detail" => "拍摄信息",
                    "identity" => "举报人的姓名和电话",
                    "package" => "证据包",
                    "payment" => "领奖人的身份",
                    _ => "封存的内容",
                }
                .to_owned(),
                reason: opening.reason,
            }
        })
        .collect())
}

/// The openings that an auditor may see, newest first, and where older ones begin.
///
/// # Errors
/// [`CaseError::Forbidden`] for everyone but auditors.
pub async fn list_openings(
    app: &App,
    actor: &Actor,
    before: Option<i64>,
) -> Result<(Vec<OpeningLine>, Option<i64>), CaseError> {
    if actor.role != Role::Auditor {
        return Err(CaseError::Forbidden);
    }
    let (mut shown, mut numbers, mut before) = (Vec::new(), HashMap::new(), before.unwrap_or(i64::MAX));
    for _ in 0..CHUNKS {
        let chunk = app.storage.list_openings(before, CHUNK).await?;
        let last = chunk.len() < CHUNK as usize;
        for opening in chunk {
            before = opening.id;
            let Some(case) = app.storage.find_case_by_id(opening.opening.case_id).await? else {
                continue;
            };
            if may(actor, Action::ReadOpenings, &subject(&case)) {
                numbers.insert(case.id, case.number.clone());
                shown.push(opening);
            }
            if shown.len() == PAGE {
                return Ok((lines(app, shown, &numbers).await?, Some(before)));
            }
        }
        if last {
            return Ok((lines(app, shown, &numbers).await?, None));
        }
    }
    Ok((lines(app, shown, &numbers).await?, Some(before)))
}
