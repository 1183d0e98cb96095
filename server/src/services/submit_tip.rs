//! Takes a tip: checks it, cleans its photos, makes blobs durable, then stores all rows in one transaction.

use std::io::{Read, Seek};

use app::{
    domain::{
        calendar::china_date,
        case::CaseState,
        category::TipKind,
        division::VillageCode,
        flood::HoldReason,
        receipt::Receipt,
        routing::{Place, Route},
        tip::Tip,
        trace::traces,
        zone::ZoneStatus,
    },
    forms::{
        FormErrors,
        tip_form::{TipContext, TipForm},
    },
};
use bytes::Bytes;
use time::OffsetDateTime;

use super::near_by::find_joined;
use crate::{
    app_state::App,
    blob::{BlobError, BlobStore},
    evidence::photo::{PhotoError, ProcessedPhoto},
    http::{sender::Sender, upload::SpooledPhoto},
    secret::random_bytes,
    services::screen_tip::{Screened, held, screen_tip, settle},
    storage::{Entered, EventKind, Filed, FiledTip, NewEvent, NewPhoto, NewTip, RECEIPT_TAKEN, StorageError},
};

/// How long a tip waits for its photos' turn.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(30);
/// How often a receipt may collide before something is wrong with the secret.
const COLLISIONS_MAX: u8 = 8;

/// A tip as it arrived.
pub struct RawTip {
    /// What was typed.
    pub form: TipForm,
    /// Its photos.
    pub photos: Vec<SpooledPhoto>,
    /// How many photos came, including those that could not be kept.
    pub photo_count: usize,
    /// A message for a photo that could not be kept.
    pub photo_error: Option<String>,
    /// The client-made key that makes sending twice harmless.
    pub idempotency_key: String,
    /// Who sent it, for limits alone; none where staff typed it in for somebody.
    pub sender: Option<Sender>,
    /// The token of an open case near by to which it is added; empty for a case of its own.
    pub join: String,
    /// Who entered it, where staff did so for somebody.
    pub entered: Option<Entered>,
}

/// A tip that is stored.
#[derive(Debug)]
pub struct Submitted {
    /// The only key to it.
    pub receipt: Receipt,
    /// When it was stored first.
    pub filed_at: OffsetDateTime,
    /// Who acts on it.
    pub route: Route,
    /// The tip.
    pub tip: Tip,
    /// How many photos were kept.
    pub photos: usize,
    /// Sent before with the same key: nothing new was stored.
    pub replayed: bool,
    /// It was added to a case that was open already.
    pub joined: bool,
}

/// Why a tip was not taken. Nothing of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// Something in it must be changed.
    #[error("the form has errors")]
    Invalid(FormErrors),
    /// The key was used for another tip.
    #[error("the idempotency key was used for another tip")]
    KeyReused,
    /// Too much is waiting.
    #[error("photo pool is full")]
    Busy {
        /// Seconds until it is worth trying again.
        retry_after: u64,
    },
    /// The blob store failed.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// The spool file cannot be read back.
    #[error("spool: {0}")]
    Spool(#[from] std::io::Error),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// Receipts collide again and again.
    #[error("receipts keep colliding")]
    Collisions,
}

/// Takes a tip and gives its receipt; the same key gives the same receipt.
///
/// # Errors
/// [`SubmitError`]; then nothing of the tip is stored.
pub async fn submit_tip(app: &App, raw: RawTip) -> Result<Submitted, SubmitError> {
    let now = app.clock.now();
    let tip = check(app, &raw, now)?;
    let route = route(app, &tip, now);
    let body_hash = body_hash(app, &raw.form, &raw.photos);
    let key = raw.idempotency_key;
    let submitted = |stored: Stored, photos| Submitted {
        receipt: stored.receipt,
        filed_at: stored.filed_at,
        replayed: stored.replayed,
        joined: stored.joined,
        route: route.clone(),
        tip: tip.clone(),
        photos,
    };
    if let Some(stored) = replayed(app, &key, body_hash).await? {
        return Ok(submitted(stored, raw.photos.len()));
    }
    let cleaned = clean(app, raw.photos).await?;
    let photos = store_blobs(app, cleaned, &raw.form.captions).await?;
    let count = photos.len();
    let hashes: Vec<_> = photos.iter().map(|photo| photo.sha256).collect();
    let screened = screen_tip(app, &tip, &hashes, raw.sender).await;
    let prepared = Prepared {
        tip: &tip,
        route: &route,
        now,
        join: match screened.hold {
            // Whoever comes in a flood joins nobody's case.
            Some(_) => None,
            None => find_joined(app, &tip, &route, &raw.join, now).await?,
        },
        entered: raw.entered,
        screened: &screened,
    };
    let stored = file(app, &key, body_hash, prepared, photos).await?;
    Ok(submitted(stored, count))
}

/// What storing came to.
struct Stored {
    receipt: Receipt,
    filed_at: OffsetDateTime,
    replayed: bool,
    joined: bool,
}

/// What is stored, beside its photos.
struct Prepared<'a> {
    tip: &'a Tip,
    route: &'a Route,
    now: OffsetDateTime,
    screened: &'a Screened,
    join: Option<i64>,
    entered: Option<Entered>,
}

fn check(app: &App, raw: &RawTip, now: OffsetDateTime) -> Result<Tip, SubmitError> {
    let guide = raw
        .form
        .category
        .parse()
        .ok()
        .and_then(|category| app.reference.category_guide(category));
    let Some(guide) = guide else {
        return Err(SubmitError::Invalid(FormErrors::one("category", "请选一个类别")));
    };
    let context = TipContext {
        guide,
        village_exists: &|code| app.reference.divisions().village(code).is_some(),
        metres_outside_city: &|at| (-app.reference.city_depth(at)).max(0.0),
        now,
        photos: raw.photo_count,
    };
    let checked = raw.form.check(&context);
    match (&raw.photo_error, checked) {
        (None, Ok(tip)) => Ok(tip),
        (Some(message), Ok(_)) => Err(SubmitError::Invalid(FormErrors::one("photo", message))),
        (Some(message), Err(mut errors)) => {
            errors.add("photo", message);
            Err(SubmitError::Invalid(errors))
        }
        (None, Err(errors)) => Err(SubmitError::Invalid(errors)),
    }
}

fn route(app: &App, tip: &Tip, now: OffsetDateTime) -> Route {
    let place = tip.village.map_or(Place::Unknown, Place::Village);
    let status = tip.village.map_or(ZoneStatus::Undetermined, |v| {
        app.places.zones().register().status(v, china_date(now)).status
    });
    app.reference.route(tip.category, place, status)
}

/// Identifies what was sent, so that another tip under the same key is told apart from a replay.
fn body_hash(app: &App, form: &TipForm, photos: &[SpooledPhoto]) -> [u8; 32] {
    let answers = serde_json::to_vec(&form.answers).unwrap_or_default();
    let text = [
        &form.category,
        &form.text,
        &form.village,
        &form.place_text,
        &form.latitude,
        &form.longitude,
    ];
    let mut parts: Vec<&[u8]> = text.iter().map(|part| part.as_bytes()).collect();
    let sightings = form
        .sightings
        .iter()
        .flat_map(|s| [s.place.as_bytes(), s.when.as_bytes()]);
    parts.extend(sightings);
    parts.extend(form.captions.iter().filter(|c| !c.is_empty()).map(String::as_bytes));
    parts.push(form.happened_at.as_bytes());
    parts.push(&answers);
    parts.extend(photos.iter().map(|photo| photo.sha256.as_slice()));
    app.secret.body_hash(&parts)
}

/// Decodes every photo, one after another; the message names the one that cannot be taken.
pub(super) async fn clean(app: &App, files: Vec<SpooledPhoto>) -> Result<Vec<(ProcessedPhoto, [u8; 32])>, SubmitError> {
    let mut cleaned = Vec::with_capacity(files.len());
    for (i, spooled) in files.into_iter().enumerate() {
        // A turn before the file is read: what waits, waits on disk.
        let turn = tokio::time::timeout(PATIENCE, app.photo_turns.acquire()).await;
        let Ok(Ok(_turn)) = turn else {
            return Err(SubmitError::Busy {
                retry_after: PATIENCE.as_secs(),
            });
        };
        let sha256 = spooled.sha256;
        let bytes = read_back(spooled).await?;
        match app.photos.process(bytes).await {
            Ok(photo) => cleaned.push((photo, sha256)),
            Err(PhotoError::Busy { retry_after }) => {
                return Err(SubmitError::Busy {
                    retry_after: retry_after.as_secs().max(1),
                });
            }
            Err(error) => {
                let message = format!("第 {} 张：{}", i + 1, error.message());
                return Err(SubmitError::Invalid(FormErrors::one("photo", message)));
            }
        }
    }
    Ok(cleaned)
}

async fn read_back(mut photo: SpooledPhoto) -> std::io::Result<Bytes> {
    let read = move || {
        let mut bytes = Vec::with_capacity(photo.bytes);
        photo.file.rewind()?;
        photo.file.read_to_end(&mut bytes)?;
        Ok(Bytes::from(bytes))
    };
    tokio::task::spawn_blocking(read).await.map_err(std::io::Error::other)?
}

/// Blobs are durable before any row names them; what a crash leaves behind, the sweep removes.
pub(super) async fn store_blobs(
    app: &App,
    cleaned: Vec<(ProcessedPhoto, [u8; 32])>,
    captions: &[String],
) -> Result<Vec<NewPhoto>, BlobError> {
    let mut photos = Vec::with_capacity(cleaned.len());
    for (at, (photo, sha256)) in cleaned.into_iter().enumerate() {
        let caption = captions.get(at).map_or("", |caption| caption.trim());
        let new = NewPhoto {
            clean_key: BlobStore::new_key("clean", "jpg"),
            thumbnail_key: BlobStore::new_key("thumbnail", "jpg"),
            width: photo.copy.width,
            height: photo.copy.height,
            thumbnail_width: photo.thumbnail.width,
            thumbnail_height: photo.thumbnail.height,
            bytes: i64::try_from(photo.copy.bytes.len()).unwrap_or(i64::MAX),
            sha256,
            caption: caption.chars().filter(|c| !c.is_control()).collect(),
        };
        app.blobs.put(&new.clean_key, photo.copy.bytes.into()).await?;
        app.blobs.put(&new.thumbnail_key, photo.thumbnail.bytes.into()).await?;
        photos.push(new);
    }
    Ok(photos)
}

/// What was stored before under this key, if it was the same tip.
async fn replayed(app: &App, key: &str, body_hash: [u8; 32]) -> Result<Option<Stored>, SubmitError> {
    let found = app
        .storage
        .find_filed(&app.secret.idempotency_hash(key), &body_hash)
        .await?;
    match found {
        None => Ok(None),
        Some(Filed::ConflictingBody) => Err(SubmitError::KeyReused),
        Some(Filed::New(filed) | Filed::Replay(filed)) => Ok(Some(stored_before(app, key, &filed)?)),
    }
}

fn stored_before(app: &App, key: &str, filed: &FiledTip) -> Result<Stored, SubmitError> {
    Ok(Stored {
        receipt: receipt_of(app, key, &filed.receipt_hash)?,
        filed_at: filed.filed_at,
        replayed: true,
        joined: filed.joined,
    })
}

/// The receipt whose hash was stored: the first counter nearly always, the next after a collision.
fn receipt_of(app: &App, key: &str, stored: &[u8; 32]) -> Result<Receipt, SubmitError> {
    (0..COLLISIONS_MAX)
        .map(|counter| app.secret.receipt(key, counter))
        .find(|receipt| app.secret.receipt_hash(receipt) == *stored)
        .ok_or(SubmitError::Collisions)
}

/// Tip, case, history, photos and jobs in one transaction.
async fn file(
    app: &App,
    key: &str,
    body_hash: [u8; 32],
    prepared: Prepared<'_>,
    photos: Vec<NewPhoto>,
) -> Result<Stored, SubmitError> {
    let Prepared {
        tip,
        route,
        now,
        screened,
        join,
        entered,
    } = prepared;
    let kind = app
        .reference
        .category_guide(tip.category)
        .map_or(TipKind::Report, |guide| guide.kind);
    for counter in 0..COLLISIONS_MAX {
        let receipt = app.secret.receipt(key, counter);
        let new = NewTip {
            tip: tip.clone(),
            receipt_hash: app.secret.receipt_hash(&receipt),
            idempotency_hash: app.secret.idempotency_hash(key),
            body_hash,
            filed_at: now,
            route: route.clone(),
            county: tip.village.map(VillageCode::county),
            town: tip.village.map(VillageCode::town),
            deadlines: app.reference.deadlines(kind, now),
            photos: photos.clone(),
            events: first_events(app, route, photos.len(), now, entered, screened.hold),
            hold: screened.hold,
            entered,
            traces: traces(tip),
            join,
            jobs: vec![],
        };
        match app.storage.file_tip(new).await {
            Ok(Filed::New(filed)) => {
                settle(app, screened, &filed).await;
                return Ok(Stored {
                    receipt,
                    filed_at: filed.filed_at,
                    replayed: false,
                    joined: filed.joined,
                });
            }
            Ok(Filed::Replay(filed)) => return stored_before(app, key, &filed),
            Ok(Filed::ConflictingBody) => return Err(SubmitError::KeyReused),
            Err(error) if error.is_conflict(RECEIPT_TAKEN) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(SubmitError::Collisions)
}

fn first_events(
    app: &App,
    route: &Route,
    photos: usize,
    now: OffsetDateTime,
    entered: Option<Entered>,
    hold: Option<HoldReason>,
) -> Vec<NewEvent> {
    let state = if hold.is_some() {
        CaseState::Held
    } else {
        CaseState::Submitted
    };
    let event = |kind, text: String, public_text: String| NewEvent {
        at: now,
        account: None,
        office: None,
        tip: None,
        kind,
        state,
        text,
        public_text,
        salt: random_bytes(),
    };
    let lead = app.reference.office_name(route.lead);
    let mut filed = if photos == 0 {
        "提交线索".to_owned()
    } else {
        format!("提交线索，照片 {photos} 张")
    };
    if let Some(entered) = entered {
        filed = format!("代录（{}）：{filed}", entered.channel.label());
    }
    let routed = format!("按 {} 分给{lead}，规则版本 {}", route.clause, route.version);
    let next = match hold {
        Some(reason) => held(reason, now),
        None => event(EventKind::Routed, routed, format!("已经交给{lead}")),
    };
    let first = NewEvent {
        account: entered.map(|entered| entered.account),
        office: entered.map(|entered| entered.office),
        ..event(EventKind::Filed, filed, "您的线索已经收到".to_owned())
    };
    vec![first, next]
}
