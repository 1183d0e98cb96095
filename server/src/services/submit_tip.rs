//! Takes a tip: checks it, cleans its photos, makes blobs durable, then stores all rows in one transaction.

use app::{
    domain::{
        calendar::{Deadlines, china_date},
        case::CaseState,
        category::{Category, TipKind},
        division::VillageCode,
        flood::HoldReason,
        identity::Identity,
        receipt::Receipt,
        routing::{Place, Route},
        tip::Tip,
        trace::traces,
        zone::ZoneStatus,
    },
    forms::{
        FormErrors,
        identity_form::IdentityForm,
        tip_form::{TipContext, TipForm},
    },
};
use time::OffsetDateTime;

use super::keep_photos::{OfPhotos, discard, keep_photos};
use super::near_by::find_joined;
use crate::{
    app_state::App,
    blob::BlobError,
    evidence::{received::Received, spooled_photo::SpooledPhoto, stamp::Stamped, vault::SealError},
    metrics::TipFate,
    secret::random_bytes,
    services::screen_tip::{Screened, Sender, held, screen_tip, settle},
    storage::{Entered, EventKind, Filed, FiledTip, NewEvent, NewPhoto, NewTip, RECEIPT_TAKEN, StorageError},
};

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
    /// What the browser read of each photo before shrinking it, in the photos' order.
    pub seen: Vec<String>,
    /// Who files it, if they wish to say.
    pub identity: IdentityForm,
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
    /// What must be sealed could not be.
    #[error(transparent)]
    Seal(#[from] SealError),
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
    let now = app.steady_now();
    let refused = |_: &SubmitError| app.metrics.tip(raw.form.category.parse().ok(), TipFate::Refused);
    let (tip, identity) = check(app, &raw, now).inspect_err(refused)?;
    let route = route(app, &tip, now);
    let body_hash = body_hash(app, &raw);
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
    let identity = identity.map(|who| seal_identity(app, &who)).transpose()?;
    let photos = keep_photos(
        app,
        raw.photos,
        OfPhotos {
            seen: &raw.seen,
            captions: &raw.form.captions,
        },
        now,
    )
    .await?;
    let count = photos.len();
    let screened = screen_tip(app, &tip, &photos, raw.sender).await;
    let prepared = Prepared {
        tip: &tip,
        route: &route,
        identity,
        now,
        join: match screened.hold {
            // Whoever comes in a flood joins nobody's case.
            Some(_) => None,
            None => find_joined(app, &tip, &route, &raw.join, now).await?,
        },
        entered: raw.entered,
        screened: &screened,
    };
    let stored = file(app, &key, body_hash, prepared, &photos).await;
    // Another copy of the same tip came first. After a failure they stay for the sweep: the answer that was lost may have
    // been a yes.
    if matches!(stored, Ok(Stored { replayed: true, .. }) | Err(SubmitError::KeyReused)) {
        discard(app, &photos).await;
    }
    Ok(submitted(stored?, count))
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
    identity: Option<Vec<u8>>,
    now: OffsetDateTime,
    screened: &'a Screened,
    join: Option<i64>,
    entered: Option<Entered>,
}

/// Name and telephone number in the one form that is sealed.
pub(super) fn seal_identity(app: &App, identity: &Identity) -> Result<Vec<u8>, SealError> {
    Ok(app.vault.seal_json(identity)?.into_bytes())
}

fn check(app: &App, raw: &RawTip, now: OffsetDateTime) -> Result<(Tip, Option<Identity>), SubmitError> {
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
    let mut errors = FormErrors::default();
    if let Some(message) = &raw.photo_error {
        errors.add("photo", message);
    }
    let tip = raw.form.check(&context).map_err(|wrong| errors.extend(&wrong)).ok();
    let identity = raw.identity.check().map_err(|wrong| errors.extend(&wrong)).ok();
    match (tip, identity) {
        (Some(tip), Some(identity)) if errors.is_empty() => Ok((tip, identity)),
        _ => Err(SubmitError::Invalid(errors)),
    }
}

/// Who acts on a tip filed now.
pub(super) fn route(app: &App, tip: &Tip, now: OffsetDateTime) -> Route {
    let place = tip.village.map_or(Place::Unknown, Place::Village);
    let status = tip.village.map_or(ZoneStatus::Undetermined, |v| {
        app.places.zones().register().status(v, china_date(now)).status
    });
    app.reference.route(tip.category, place, status)
}

/// The clocks of a tip filed now.
pub(super) fn deadlines(app: &App, category: Category, now: OffsetDateTime) -> Deadlines {
    let guide = app.reference.category_guide(category);
    let kind = guide.map_or(TipKind::Report, |guide| guide.kind);
    app.reference.deadlines(kind, now)
}

/// Identifies what was sent, so that another tip under the same key is told apart from a replay. The key itself, of which
/// only a hash is kept, is part of it: nobody can try names and words against the hash afterwards.
fn body_hash(app: &App, raw: &RawTip) -> [u8; 32] {
    let form = &raw.form;
    let answers = serde_json::to_vec(&form.answers).unwrap_or_default();
    let text = [
        &raw.idempotency_key,
        &raw.join,
        &form.category,
        &form.text,
        &form.village,
        &form.place_text,
        &form.latitude,
        &form.longitude,
        &form.accuracy,
        &form.crs,
    ];
    let mut parts: Vec<&[u8]> = text.iter().map(|part| part.as_bytes()).collect();
    let sightings = form
        .sightings
        .iter()
        .flat_map(|s| [s.place.as_bytes(), s.when.as_bytes()]);
    parts.extend(sightings);
    parts.extend(form.captions.iter().filter(|c| !c.is_empty()).map(String::as_bytes));
    let happened = &form.happened;
    parts.extend([&happened.said, &happened.day, &happened.clock].map(String::as_bytes));
    parts.push(&answers);
    parts.push(raw.identity.name.as_bytes());
    parts.push(raw.identity.phone.as_bytes());
    parts.extend(raw.photos.iter().map(|photo| photo.sha256.as_slice()));
    app.secret.body_hash(&parts)
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
    photos: &[NewPhoto],
) -> Result<Stored, SubmitError> {
    let Prepared {
        tip,
        route,
        identity,
        now,
        screened,
        join,
        entered,
    } = prepared;
    let received = Received::tip(tip, photos.iter().map(|photo| &photo.sha256));
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
            deadlines: deadlines(app, tip.category, now),
            photos: photos.to_vec(),
            identity: identity.clone(),
            signature: app.vault.signer.sign(Stamped::Tip, &body_hash, now).to_vec(),
            events: first_events(app, route, photos.len(), now, entered, screened.hold, &received),
            hold: screened.hold,
            entered,
            traces: traces(
                tip,
                app.reference.category_guide(tip.category),
                photos.iter().map(|photo| photo.caption.as_str()),
            ),
            join,
            jobs: vec![],
        };
        match app.storage.file_tip(new).await {
            Ok(Filed::New(filed)) => {
                let fate = screened.hold.map_or(TipFate::Filed, |_| TipFate::Held);
                app.metrics.tip(Some(tip.category), fate);
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
    received: &Received,
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
        received: Received::default(),
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
        received: received.clone(),
        ..event(EventKind::Filed, filed, "您的线索已经收到".to_owned())
    };
    vec![first, next]
}
