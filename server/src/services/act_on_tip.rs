//! What a reporter does after filing: writes, adds photos, takes the tip back, rates, opens the case again.

use app::{
    domain::{
        case::{CaseState, reopen},
        category::TipKind,
        receipt::Receipt,
        reporter::{Deed, may_do},
    },
    forms::{
        FormErrors,
        follow_form::{Done, FollowForm, field_of},
    },
    ports::Said,
};

use super::{
    follow_tip::{find, standing},
    keep_photos::{OfPhotos, keep_photos},
    receive_upload::UploadFailure,
    submit_tip::SubmitError,
};
use crate::{
    app_state::App,
    evidence::{received::Received, spooled_photo::SpooledPhoto},
    secret::random_bytes,
    storage::{
        CASE_MOVED, CaseStep, DEED_DONE, DeedMark, EventKind, FollowedTip, INDEX_CASE, NewEvent, NewJob, NewMessage,
        NewPhoto, ReporterStep, StorageError, TIP_MOVED,
    },
};

/// How often a deed is tried again when the case moved under it.
const TRIES: u8 = 4;

/// What a reporter sent.
pub struct RawDeed {
    /// What was typed.
    pub form: FollowForm,
    /// Makes sending it twice harmless.
    pub once: String,
    /// Photos that came with it.
    pub photos: Vec<SpooledPhoto>,
    /// How many came, including those that could not be kept.
    pub photo_count: usize,
    /// What the browser read of each photo before shrinking it, in the photos' order.
    pub seen: Vec<String>,
    /// A message for a photo that could not be kept.
    pub photo_error: Option<String>,
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum DeedError {
    /// No tip has this receipt.
    #[error("no such receipt")]
    NotFound,
    /// Something must be changed, or may not be done.
    #[error("the form has errors")]
    Invalid(FormErrors),
    /// Photos could not be taken.
    #[error(transparent)]
    Photos(SubmitError),
    /// Photos that came before, piece by piece, could not be read.
    #[error(transparent)]
    Upload(#[from] UploadFailure),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Does what the reporter asks, if they may.
///
/// # Errors
/// [`DeedError`]; then nothing is changed.
pub async fn act_on_tip(app: &App, receipt: &Receipt, raw: RawDeed) -> Result<Said, DeedError> {
    let found = find(app, receipt).await?.ok_or(DeedError::NotFound)?;
    let done = raw.form.check(raw.photo_count).map_err(DeedError::Invalid)?;
    let deed = done.deed();
    if let Some(message) = raw.photo_error {
        return Err(DeedError::Invalid(FormErrors::one("photo", message)));
    }
    let once_hash = once_hash(app, receipt, &raw);
    // Of photos that were taken before only their hashes came again.
    if app.storage.is_deed_done(&once_hash).await? {
        return Ok(Said::Before);
    }
    // Before photos are decoded: what is refused in any case costs nothing.
    allowed(app, deed, &found)?;
    let photos = match deed {
        Deed::AddPhotos => cleaned(app, raw.photos, &raw.seen).await?,
        _ => vec![],
    };
    let mut found = Some(found);
    for _ in 0..TRIES {
        let seen = match found.take() {
            Some(seen) => seen,
            None => find(app, receipt).await?.ok_or(DeedError::NotFound)?,
        };
        allowed(app, deed, &seen)?;
        let step = reporter_step(app, &seen, &done, photos.clone(), once_hash);
        match app.storage.take_reporter_step(step).await {
            Ok(_) => return Ok(Said::Did(deed)),
            Err(error) if error.is_conflict(DEED_DONE) => return Ok(Said::Before),
            // The case moved while this was read: the rule is asked again.
            Err(error) if error.is_conflict(CASE_MOVED) || error.is_conflict(TIP_MOVED) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(DeedError::Invalid(FormErrors::one(
        field_of(deed),
        "刚才正有人在办这件事，请再试一次",
    )))
}

fn once_hash(app: &App, receipt: &Receipt, raw: &RawDeed) -> [u8; 32] {
    let form = &raw.form;
    let typed = [
        &raw.once,
        &form.action,
        &form.text,
        &form.score,
        &form.words,
        &form.reason,
    ];
    let mut content: Vec<&[u8]> = typed.iter().map(|part| part.as_bytes()).collect();
    content.extend(raw.photos.iter().map(|photo| photo.sha256.as_slice()));
    app.secret.deed_hash(receipt, &content)
}

fn allowed(app: &App, deed: Deed, found: &FollowedTip) -> Result<(), DeedError> {
    may_do(deed, &standing(app, found), app.clock.now())
        .map_err(|refusal| DeedError::Invalid(FormErrors::one(field_of(deed), refusal.to_string())))
}

async fn cleaned(app: &App, photos: Vec<SpooledPhoto>, seen: &[String]) -> Result<Vec<NewPhoto>, DeedError> {
    let refused = |error| match error {
        SubmitError::Invalid(errors) => DeedError::Invalid(errors),
        other => DeedError::Photos(other),
    };
    let said = OfPhotos { seen, captions: &[] };
    keep_photos(app, photos, said, app.steady_now()).await.map_err(refused)
}

/// The deed as it is stored: its line in the history, its message, and what stays with the tip.
fn reporter_step(
    app: &App,
    found: &FollowedTip,
    done: &Done,
    photos: Vec<NewPhoto>,
    once_hash: [u8; 32],
) -> ReporterStep {
    let case = found.worked_in();
    let at = app.clock.now();
    let told = told(done, photos.len());
    let received = Received::photos(photos.iter().map(|photo| &photo.sha256));
    let state = match done {
        Done::Reopened(_) => reopen(case.state).unwrap_or(CaseState::Submitted),
        _ => case.state,
    };
    let kind = app
        .reference
        .category_guide(case.category)
        .map_or(TipKind::Report, |guide| guide.kind);
    let mark = match done {
        Done::Written(_) => DeedMark::Nothing,
        Done::Photos(_) => DeedMark::Photos(photos),
        Done::Withdrawn => DeedMark::Withdrawn,
        Done::Rated(score, words) => DeedMark::Rated(*score, words.clone()),
        Done::Claimed => DeedMark::Claimed,
        Done::Reopened(_) => DeedMark::Reopened(app.reference.deadlines(kind, at)),
    };
    let message = told.message.map(|text| NewMessage {
        at,
        office: Some(case.lead),
        from_reporter: true,
        tip: Some(found.tip.id),
        question: false,
        text,
    });
    ReporterStep {
        tip_id: found.tip.id,
        once_hash,
        mark,
        step: CaseStep {
            case_id: case.id,
            expected_state: case.state,
            outcome: None,
            referred_to: None,
            event: NewEvent {
                at,
                account: None,
                office: None,
                tip: Some(found.tip.id),
                kind: told.kind,
                state,
                text: told.text,
                public_text: told.public_text,
                received,
                salt: random_bytes(),
            },
            message,
            jobs: vec![NewJob {
                kind: INDEX_CASE.to_owned(),
                payload: serde_json::json!({"case_id": case.id}),
                run_at: at,
                unique_key: None,
            }],
        },
    }
}

/// What the history and the messages say of a deed.
struct Told {
    kind: EventKind,
    text: String,
    public_text: String,
    message: Option<String>,
}

fn told(done: &Done, photos: usize) -> Told {
    let with = |head: String, words: &str| {
        if words.is_empty() {
            head
        } else {
            format!("{head}\n{words}")
        }
    };
    match done {
        Done::Written(text) => Told {
            kind: EventKind::Answered,
            text: with("举报人来话".to_owned(), text),
            public_text: "您补充了情况".to_owned(),
            message: Some(text.clone()),
        },
        Done::Photos(text) => Told {
            kind: EventKind::PhotosAdded,
            text: with(format!("举报人补了照片 {photos} 张"), text),
            public_text: format!("您补了照片 {photos} 张"),
            message: (!text.is_empty()).then(|| text.clone()),
        },
        Done::Withdrawn => Told {
            kind: EventKind::Withdrawn,
            text: "举报人撤回了线索。查不查、怎么查，由本单位依法决定".to_owned(),
            public_text: "您撤回了这条线索".to_owned(),
            message: None,
        },
        Done::Rated(score, words) => Told {
            kind: EventKind::Rated,
            text: with(format!("举报人评价：{}（{} 分）", score.label(), score.number()), words),
            public_text: format!("您的评价：{}", score.label()),
            message: None,
        },
        Done::Claimed => Told {
            kind: EventKind::Rewarded,
            text: "举报人凭查询码申请奖励".to_owned(),
            public_text: "您申请了奖励".to_owned(),
            message: None,
        },
        Done::Reopened(reason) => Told {
            kind: EventKind::Reopened,
            text: with("举报人申请再办一次，案件回到待签收，期限重新算".to_owned(), reason),
            public_text: "您申请再办一次，案子回到经办单位".to_owned(),
            message: Some(reason.clone()),
        },
    }
}
