//! Opens what is sealed, for a reason: logged first, in the list and in the case's own history, then opened.

use app::{
    domain::{
        case::CaseState,
        identity::Identity,
        permission::{Action, Actor, may},
        reward::Payee,
    },
    forms::FormErrors,
    ports::Opened,
};
use zeroize::Zeroizing;

use super::advance_case::{CaseError, find_readable, subject};
use crate::{
    app_state::App,
    evidence::{
        detail::Detail,
        received::Received,
        vault::{OpenError, Sealed},
    },
    secret::{random_bytes, sha256},
    storage::{CaseFile, EventKind, NewEvent, NewOpening, Photo},
};

/// Fewest and most characters of a reason.
const REASON: std::ops::RangeInclusive<usize> = 4..=200;

/// What is to be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A photo's copy as received.
    Copy(i64),
    /// What a photo says of its device and place.
    Detail(i64),
    /// Who filed a tip.
    Identity(i64),
    /// Who was paid on a claim.
    Payment(i64),
}

impl What {
    /// Reads the form's value, such as `copy:12`.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, id) = text.split_once(':')?;
        let id = id.parse().ok()?;
        match kind {
            "copy" => Some(Self::Copy(id)),
            "detail" => Some(Self::Detail(id)),
            "identity" => Some(Self::Identity(id)),
            "payment" => Some(Self::Payment(id)),
            _ => None,
        }
    }
}

/// What came out.
pub enum Shown {
    /// A file to be downloaded.
    File {
        /// Its name.
        name: String,
        /// Its content, as it was received.
        bytes: Zeroizing<Vec<u8>>,
    },
    /// Words to be shown once.
    Words(Opened),
}

/// An opening that is about to happen.
pub struct Opening<'a> {
    /// The case in whose history it is written.
    pub case_id: i64,
    /// What: `copy`, `detail`, `identity`, `package`, `payment`.
    pub kind: &'a str,
    /// What, in plain Chinese.
    pub words: &'a str,
    /// Identifier of what is opened.
    pub subject: i64,
    /// Why.
    pub reason: &'a str,
}

/// Checks a reason.
///
/// # Errors
/// A message for the field.
pub fn check_reason(field: &str, reason: &str) -> Result<String, CaseError> {
    let reason = reason.trim().replace(|c: char| c.is_control(), " ");
    if REASON.contains(&reason.chars().count()) {
        Ok(reason)
    } else {
        let message = format!("请写明为什么，{} 到 {} 个字", REASON.start(), REASON.end());
        Err(CaseError::Invalid(FormErrors::one(field, message)))
    }
}

/// Logs an opening; only then may anything be opened. Whoever calls this has asked `may`.
///
/// # Errors
/// When the log cannot be written.
pub async fn log_opening(app: &App, actor: &Actor, opening: &Opening<'_>) -> Result<(), CaseError> {
    let at = app.clock.now();
    let event = NewEvent {
        at,
        account: Some(actor.account),
        office: Some(actor.office),
        tip: None,
        kind: EventKind::Opened,
        state: CaseState::Submitted, // the case's own takes its place
        text: format!("打开了{}：{}", opening.words, opening.reason),
        public_text: String::new(),
        received: Received::default(),
        salt: random_bytes(),
    };
    let new = NewOpening {
        at,
        account: actor.account,
        office: actor.office,
        case_id: opening.case_id,
        what: opening.kind.to_owned(),
        subject: opening.subject,
        reason: opening.reason.to_owned(),
    };
    app.storage.record_opening(&new, event).await?;
    Ok(())
}

/// Opens a few sealed bytes after logging it. For payment identities and the like: whoever calls this has asked `may`.
///
/// # Errors
/// [`CaseError::Sealed`] where it cannot be opened here; the attempt stays in the log.
pub async fn open_logged(
    app: &App,
    actor: &Actor,
    opening: &Opening<'_>,
    sealed: &Sealed,
) -> Result<Zeroizing<Vec<u8>>, CaseError> {
    // Without keys there is nothing to log: nothing can come out.
    let opener = app
        .vault
        .opener()
        .map_err(|problem| OpenError::NoKeys(problem.clone()))?;
    log_opening(app, actor, opening).await?;
    Ok(opener.open(sealed.as_bytes())?)
}

/// Opens a copy, a photo's details or an identity of a case.
///
/// # Errors
/// [`CaseError::NotFound`] for what this person may not even see, [`CaseError::Forbidden`] for what they may not open,
/// [`CaseError::Invalid`] without a reason, [`CaseError::Sealed`] where it cannot be opened here.
pub async fn open_sealed(app: &App, actor: &Actor, number: &str, what: &str, reason: &str) -> Result<Shown, CaseError> {
    let case = find_readable(app, actor, number).await?;
    let choose = || CaseError::Invalid(FormErrors::one("what", "请选打开什么"));
    let what = What::parse(what).ok_or_else(choose)?;
    let action = match what {
        What::Copy(_) | What::Detail(_) => Action::OpenSealed,
        What::Identity(_) | What::Payment(_) => Action::RevealIdentity,
    };
    if !may(actor, action, &subject(&case)) {
        return Err(CaseError::Forbidden);
    }
    let reason = check_reason("reason", reason)?;
    match what {
        What::Copy(id) => open_copy(app, actor, &case, id, &reason).await,
        What::Detail(id) => open_detail(app, actor, &case, id, &reason).await,
        What::Identity(tip) => open_identity(app, actor, &case, tip, &reason).await,
        What::Payment(claim) => open_payment(app, actor, &case, claim, &reason).await,
    }
}

async fn photo_of(app: &App, case: &CaseFile, id: i64) -> Result<(usize, Photo), CaseError> {
    let photos = app.storage.list_photos(case.id).await?;
    let mut numbered = (1..).zip(photos);
    numbered.find(|(_, photo)| photo.id == id).ok_or(CaseError::NotFound)
}

async fn open_copy(app: &App, actor: &Actor, case: &CaseFile, id: i64, reason: &str) -> Result<Shown, CaseError> {
    let (at, photo) = photo_of(app, case, id).await?;
    let copy = photo.file.sealed.ok_or(CaseError::NotFound)?;
    let sealed = app.blobs.find(&copy.key).await?.ok_or(CaseError::NotFound)?;
    let opening = Opening {
        case_id: case.id,
        kind: "copy",
        words: &format!("第 {at} 张照片的原件"),
        subject: id,
        reason,
    };
    app.vault
        .opener()
        .map_err(|problem| OpenError::NoKeys(problem.clone()))?;
    log_opening(app, actor, &opening).await?;
    let opening_app = app.clone();
    let read = move || -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let opener = opening_app
            .vault
            .opener()
            .map_err(|problem| OpenError::NoKeys(problem.clone()))?;
        opener.open(&sealed)
    };
    let opened = tokio::task::spawn_blocking(read).await;
    let bytes = opened.map_err(|error| OpenError::Damaged(error.to_string()))??;
    if sha256(&bytes) != photo.file.sha256 {
        return Err(OpenError::Damaged("the copy is not what was received".to_owned()).into());
    }
    Ok(Shown::File {
        name: format!("{}-{at}.original", case.number),
        bytes,
    })
}

async fn open_detail(app: &App, actor: &Actor, case: &CaseFile, id: i64, reason: &str) -> Result<Shown, CaseError> {
    let (at, photo) = photo_of(app, case, id).await?;
    let detail = photo
        .file
        .sealed
        .and_then(|copy| copy.detail)
        .ok_or(CaseError::NotFound)?;
    let words = format!("第 {at} 张照片的拍摄信息");
    let opening = Opening {
        case_id: case.id,
        kind: "detail",
        words: &words,
        subject: id,
        reason,
    };
    let plain = open_logged(app, actor, &opening, &Sealed::from_stored(detail)).await?;
    let detail: Detail = serde_json::from_slice(&plain).map_err(|error| OpenError::Damaged(error.to_string()))?;
    Ok(Shown::Words(Opened {
        what: words,
        lines: detail.lines(),
    }))
}

async fn open_identity(app: &App, actor: &Actor, case: &CaseFile, tip: i64, reason: &str) -> Result<Shown, CaseError> {
    let identities = app.storage.list_identities(case.id).await?;
    let found = identities.into_iter().find(|identity| identity.tip_id == tip);
    let found = found.ok_or(CaseError::NotFound)?;
    let opening = Opening {
        case_id: case.id,
        kind: "identity",
        words: "举报人的姓名和电话",
        subject: tip,
        reason,
    };
    let plain = open_logged(app, actor, &opening, &Sealed::from_stored(found.sealed)).await?;
    let who: Identity = serde_json::from_slice(&plain).map_err(|error| OpenError::Damaged(error.to_string()))?;
    Ok(Shown::Words(Opened {
        what: "举报人的姓名和电话".to_owned(),
        lines: vec![("姓名".to_owned(), who.name), ("电话".to_owned(), who.phone)],
    }))
}

async fn open_payment(app: &App, actor: &Actor, case: &CaseFile, claim: i64, reason: &str) -> Result<Shown, CaseError> {
    let payments = app.storage.list_payments(case.id).await?;
    let found = payments.into_iter().find(|(id, _)| *id == claim);
    let (_, sealed) = found.ok_or(CaseError::NotFound)?;
    let words = "领奖人的身份";
    let opening = Opening {
        case_id: case.id,
        kind: "payment",
        words,
        subject: claim,
        reason,
    };
    let plain = open_logged(app, actor, &opening, &Sealed::from_stored(sealed)).await?;
    let who: Payee = serde_json::from_slice(&plain).map_err(|error| OpenError::Damaged(error.to_string()))?;
    Ok(Shown::Words(Opened {
        what: words.to_owned(),
        lines: vec![("姓名".to_owned(), who.name), ("证件号码".to_owned(), who.document)],
    }))
}
