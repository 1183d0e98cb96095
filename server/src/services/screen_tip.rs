//! Looks at a tip before it reaches any office: too fast to be believed, or with what staff put on a list, it waits for a
//! person. Never lost, never refused for good.

use std::sync::{Mutex, MutexGuard, PoisonError};

use app::domain::{
    block_list::plain,
    case::CaseState,
    challenge::bits_under,
    division::VillageCode,
    flood::{Arrival, FloodRules, HoldReason, Watch},
    tip::Tip,
};
use time::OffsetDateTime;

use crate::{
    app_state::App,
    http::sender::Sender,
    secret::{random_bytes, sha256},
    storage::{Bytes32, EventKind, FiledTip, NewEvent},
};

/// Shorter words are alike by chance.
const WORDS_MIN: usize = 12;

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
pub async fn screen_tip(app: &App, tip: &Tip, photos: &[Bytes32], sender: Option<Sender>) -> Screened {
    let Some(sender) = sender.filter(|_| !app.flood.off) else {
        return Screened::default();
    };
    let blocks = app.blocks.list();
    let texts = [&tip.text, &tip.place_text].into_iter().chain(tip.answers.values());
    let blocked = if blocks.holds_word(texts.map(String::as_str)) {
        Some(HoldReason::Word)
    } else if photos.iter().any(|photo| blocks.holds_photo(photo)) {
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

/// A tip that passed is stored as a case of its own; where a flood showed itself meanwhile, it is held after all.
pub async fn settle(app: &App, screened: &Screened, filed: &FiledTip) {
    let Some(ticket) = screened.ticket.filter(|_| screened.hold.is_none()) else {
        return;
    };
    let caught = app.flood.lock().filed(ticket, filed.case_id);
    if let Some(reason) = caught {
        call_back(app, vec![filed.case_id], reason).await;
    }
}

async fn call_back(app: &App, cases: Vec<i64>, reason: HoldReason) {
    if cases.is_empty() {
        return;
    }
    let at = app.clock.now();
    let events: Vec<_> = cases.into_iter().map(|case| (case, held(reason, at))).collect();
    // The tip that showed the flood is stored whatever becomes of this.
    match app.storage.call_back(&events, reason).await {
        Ok(held) => tracing::warn!(
            held,
            reason = reason.code(),
            "a flood of tips: the first of it were called back"
        ),
        Err(error) => tracing::error!(%error, reason = reason.code(), "the first tips of a flood stay in their queues"),
    }
}

/// The line in the history of a case that waits.
pub fn held(reason: HoldReason, at: OffsetDateTime) -> NewEvent {
    NewEvent {
        at,
        account: None,
        office: None,
        tip: None,
        kind: EventKind::Held,
        state: CaseState::Held,
        text: format!("先核对再分派：{}", reason.label()),
        public_text: "来得集中，散烧办先核对，再转给办理单位".to_owned(),
        salt: random_bytes(),
    }
}
