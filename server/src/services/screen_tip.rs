//! Looks at a tip before it reaches any office: too fast to be believed, or with what staff put on a list, it waits for a
//! person. Never lost, never refused for good.

use std::sync::{Mutex, MutexGuard, PoisonError};

use app::domain::{
    block_list::plain,
    case::CaseState,
    challenge::bits_under,
    division::VillageCode,
    flood::{Arrival, Effort, FloodRules, HoldReason, Stored, Watch},
    tip::Tip,
};
use time::OffsetDateTime;

use crate::{
    app_state::App,
    evidence::received::Received,
    secret::{random_bytes, sha256},
    services::submit_tip::{deadlines, route},
    storage::{EventKind, FiledTip, NewEvent, NewPhoto, StorageError, StoredTip, TipPart},
};

/// Shorter words are alike by chance.
const WORDS_MIN: usize = 12;

/// Who sends a tip, as it is counted.
#[derive(Debug, Clone, Copy)]
pub struct Sender {
    /// The address, as a number that means nothing elsewhere.
    pub address: u64,
    /// The device, likewise; none without a token of ours.
    pub device: Option<u64>,
    /// What the sender's side did against floods.
    pub effort: Effort,
}

/// The watch over what comes in, of this process alone: several instances each see their part of a flood.
#[derive(Debug)]
pub struct FloodWatch {
    watch: Mutex<Watch>,
    rules: FloodRules,
    off: bool,
}

impl FloodWatch {
    /// Watches by these rules; `off` lets everything pass.
    pub fn new(rules: FloodRules, off: bool) -> Self {
        Self {
            watch: Mutex::new(Watch::new(rules)),
            rules,
            off,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Watch> {
        self.watch.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What becomes of a tip.
#[derive(Debug, Default)]
pub struct Screened {
    /// Why it waits; none where it goes its way.
    pub hold: Option<HoldReason>,
    ticket: Option<u64>,
}

/// How hard the challenges are now.
pub fn challenge_bits(app: &App) -> u8 {
    let arrivals = app.flood.lock().arrivals(app.clock.uptime());
    bits_under(arrivals, app.flood.rules.city_per_minute)
}

/// Counts a tip that is about to be stored. Cases that turn out to belong to the same flood are taken out of the queues.
/// What staff type in for somebody has no sender and always passes.
pub async fn screen_tip(app: &App, tip: &Tip, photos: &[NewPhoto], sender: Option<Sender>) -> Screened {
    let Some(sender) = sender.filter(|_| !app.flood.off) else {
        return Screened::default();
    };
    let blocks = app.blocks.list();
    let texts = [&tip.text, &tip.place_text]
        .into_iter()
        .chain(tip.answers.values())
        .chain(tip.sightings.iter().flat_map(|seen| [&seen.place, &seen.when]))
        .chain(photos.iter().map(|photo| &photo.caption));
    let blocked = if blocks.holds_word(texts.map(String::as_str)) {
        Some(HoldReason::Word)
    } else if photos
        .iter()
        .any(|photo| blocks.holds_photo(&photo.sha256, photo.likeness))
    {
        Some(HoldReason::Photo)
    } else {
        None
    };
    let verdict = app.flood.lock().note(&arrival(app, tip, sender));
    if let Some(reason) = verdict.hold {
        call_back(app, verdict.call_back, reason).await;
    }
    Screened {
        hold: blocked.or(verdict.hold),
        ticket: Some(verdict.ticket),
    }
}

fn arrival(app: &App, tip: &Tip, sender: Sender) -> Arrival {
    let words = plain(&tip.text);
    let number = |words: &str| {
        let hash = sha256(words.as_bytes());
        let mut first = [0; 8];
        first.copy_from_slice(&hash[..8]);
        u64::from_be_bytes(first)
    };
    Arrival {
        at: app.clock.uptime(),
        address: sender.address,
        device: sender.device,
        effort: sender.effort,
        category: tip.category,
        county: tip.village.map(VillageCode::county),
        words: (words.chars().count() >= WORDS_MIN).then(|| number(&words)),
    }
}

/// A tip that passed is stored; where a flood showed itself meanwhile, it is held after all.
pub async fn settle(app: &App, screened: &Screened, filed: &FiledTip) {
    let Some(ticket) = screened.ticket.filter(|_| screened.hold.is_none()) else {
        return;
    };
    let stored = if filed.joined {
        Stored::Joined(filed.tip_id)
    } else {
        Stored::Own(filed.case_id)
    };
    let caught = app.flood.lock().filed(ticket, stored);
    if let Some(reason) = caught {
        call_back(app, vec![stored], reason).await;
    }
}

/// The tip that showed the flood is stored whatever becomes of this.
async fn call_back(app: &App, stored: Vec<Stored>, reason: HoldReason) {
    let (mut own, mut joined) = (Vec::new(), Vec::new());
    for stored in stored {
        match stored {
            Stored::Own(case) => own.push(case),
            Stored::Joined(tip) => joined.push(tip),
        }
    }
    // First those who joined: a case that others joined is left to them.
    if let Err(error) = part(app, &joined, reason).await {
        tracing::error!(%error, reason = reason.code(), "tips of a flood stay in the case they joined");
    }
    hold(app, own, reason).await;
}

async fn hold(app: &App, cases: Vec<i64>, reason: HoldReason) {
    if cases.is_empty() {
        return;
    }
    let at = app.clock.now();
    let events: Vec<_> = cases.into_iter().map(|case| (case, held(reason, at))).collect();
    match app.storage.call_back(&events, reason).await {
        Ok(held) => tracing::warn!(
            held,
            reason = reason.code(),
            "a flood of tips: the first of it were called back"
        ),
        Err(error) => tracing::error!(%error, reason = reason.code(), "the first tips of a flood stay in their queues"),
    }
}

/// Tips that joined an open case leave it again and wait by themselves.
async fn part(app: &App, tips: &[i64], reason: HoldReason) -> Result<(), StorageError> {
    if tips.is_empty() {
        return Ok(());
    }
    for tip in app.storage.list_tips_by_id(tips).await? {
        let at = app.clock.now();
        let filed = NewEvent {
            received: noted(app, &tip).await?,
            ..line(tip.filed_at, EventKind::Filed, "提交线索", "您的线索已经收到")
        };
        let told = NewEvent {
            tip: Some(tip.id),
            ..line(
                at,
                EventKind::Parted,
                "刚加进来的一条线索来得集中，分出去先核对，不影响本案",
                "",
            )
        };
        let part = TipPart {
            route: route(app, &tip.tip, tip.filed_at),
            deadlines: deadlines(app, tip.tip.category, tip.filed_at),
            events: vec![filed, held(reason, at)],
            told,
            tip,
        };
        app.storage.part_tip(part, reason).await?;
    }
    tracing::warn!(
        parted = tips.len(),
        reason = reason.code(),
        "a flood of tips: those that joined a case were parted"
    );
    Ok(())
}

/// What the case that a tip joined noted of it when it came.
async fn noted(app: &App, tip: &StoredTip) -> Result<Received, StorageError> {
    let events = app.storage.list_events(tip.case_id).await?;
    let joined = events
        .into_iter()
        .find(|event| event.kind == EventKind::Joined && event.tip == Some(tip.id));
    Ok(joined.map(|event| event.received).unwrap_or_default())
}

/// The line in the history of a case that waits.
pub fn held(reason: HoldReason, at: OffsetDateTime) -> NewEvent {
    let text = format!("先核对再分派：{}", reason.label());
    line(at, EventKind::Held, &text, "来得集中，散烧办先核对，再转给办理单位")
}

fn line(at: OffsetDateTime, kind: EventKind, text: &str, public_text: &str) -> NewEvent {
    NewEvent {
        at,
        account: None,
        office: None,
        tip: None,
        kind,
        state: CaseState::Held,
        text: text.to_owned(),
        public_text: public_text.to_owned(),
        received: Received::default(),
        salt: random_bytes(),
    }
}
