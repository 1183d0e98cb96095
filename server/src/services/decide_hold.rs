//! Held tips: shown in groups, released into their queues or closed, a whole group with one click.

use app::{
    domain::{
        block_list::{WORD_MAX, WORD_MIN, plain},
        case::CaseState,
        permission::{Action, Actor, Role, Subject, may},
    },
    forms::FormErrors,
    ports::{BlockedPhotosLine, BlockedWordLine, HeldGroupCard, HeldSample, HoldPage},
};
use time::OffsetDateTime;

use crate::{
    app_state::App,
    evidence::received::Received,
    secret::random_bytes,
    storage::{CaseFile, EventKind, HeldKey, HoldDecision, NewEvent, StorageError},
};

/// Samples shown of a group.
const SAMPLES: u32 = 3;
/// Cases moved at a time.
const BATCH: u32 = 200;

/// Why held tips cannot be shown or decided.
#[derive(Debug, thiserror::Error)]
pub enum HoldError {
    /// This person has no business with them.
    #[error("先核对的线索由散烧办看")]
    Forbidden,
    /// The form names no group of ours.
    #[error("no such group")]
    Unknown,
    /// Something in the form must be changed.
    #[error("the form has errors")]
    Invalid(FormErrors),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Whether this person sees held tips at all.
pub fn sees_holds(actor: &Actor) -> bool {
    actor.role == Role::Coordinator
}

fn subject(key: &HeldKey) -> Subject<'static> {
    Subject::Held {
        county: key.county,
        category: key.category,
    }
}

/// The groups that this person may decide, with samples, and the list of words where they keep it.
///
/// # Errors
/// [`HoldError::Forbidden`] or a failure of storage.
pub async fn read_holds(app: &App, actor: &Actor) -> Result<HoldPage, HoldError> {
    if !sees_holds(actor) {
        return Err(HoldError::Forbidden);
    }
    let mut groups = Vec::new();
    for group in app.storage.list_held_groups().await? {
        if !may(actor, Action::DecideHold, &subject(&group.key)) {
            continue;
        }
        let cases = app.storage.list_held_cases(group.key, group.until, SAMPLES).await?;
        let county = group.key.county.and_then(|code| app.reference.divisions().county(code));
        groups.push(HeldGroupCard {
            reason: group.key.reason,
            category: group.key.category,
            county: group.key.county,
            category_name: app.reference.category_name(group.key.category),
            county_name: county.map_or_else(|| "没说地点".to_owned(), |county| county.name.clone()),
            count: group.count,
            first: group.first,
            last: group.last,
            until: group.until,
            samples: cases.into_iter().map(|case| sample(app, case)).collect(),
        });
    }
    let keeps_blocks = may(actor, Action::KeepBlocks, &Subject::Blocks);
    let (words, photos) = if keeps_blocks {
        (
            app.storage.list_blocked_words().await?,
            app.storage.list_blocked_photos().await?,
        )
    } else {
        (vec![], vec![])
    };
    Ok(HoldPage {
        groups,
        keeps_blocks,
        words: words
            .into_iter()
            .map(|word| BlockedWordLine {
                id: word.id,
                word: word.word,
                added_by: word.added_by,
                added_at: word.added_at,
            })
            .collect(),
        photos: photos
            .into_iter()
            .map(|photos| BlockedPhotosLine {
                key: photos.key.to_string(),
                count: photos.count,
                added_by: photos.added_by,
                added_at: photos.key.added_at,
            })
            .collect(),
        typed: String::new(),
        errors: FormErrors::default(),
    })
}

fn sample(app: &App, case: CaseFile) -> HeldSample {
    let village = case.village.and_then(|code| app.reference.divisions().village(code));
    HeldSample {
        number: case.number,
        excerpt: case.excerpt,
        place: village.map_or(case.place_text, |village| village.full_name()),
        filed_at: case.filed_at,
        photos: case.photo_count,
    }
}

/// Releases or rejects what was shown of a group; what came since waits. With `block_photos`, the photos of rejected tips
/// are looked at first from now on. Gives how many were moved.
///
/// # Errors
/// [`HoldError`]; what was moved before a failure stays moved, and the rest waits.
pub async fn decide_hold(
    app: &App,
    actor: &Actor,
    key: HeldKey,
    until: i64,
    decision: HoldDecision,
    block_photos: bool,
) -> Result<usize, HoldError> {
    if !may(actor, Action::DecideHold, &subject(&key)) {
        return Err(HoldError::Forbidden);
    }
    let at = app.clock.now();
    if block_photos && decision == HoldDecision::Reject {
        // The list is the whole city's.
        check_keeper(actor)?;
        let photos = app.storage.list_held_photos(key, until).await?;
        app.storage.block_photos(&photos, actor.account, at).await?;
        app.blocks.refresh(&app.storage).await?;
    }
    let mut moved = 0;
    loop {
        let cases = app.storage.list_held_cases(key, until, BATCH).await?;
        let events = cases
            .iter()
            .map(|case| (case.id, event(app, actor, case, decision, at)))
            .collect();
        let decided = app.storage.decide_held(events, decision, actor.account, at).await?;
        if decided == 0 {
            break;
        }
        moved += decided;
    }
    tracing::info!(
        moved,
        decision = decision.code(),
        reason = key.reason.code(),
        "held tips decided"
    );
    Ok(moved)
}

fn event(app: &App, actor: &Actor, case: &CaseFile, decision: HoldDecision, at: OffsetDateTime) -> NewEvent {
    let lead = app.reference.office_name(case.lead);
    let (kind, state, text, public_text) = match decision {
        HoldDecision::Release => (
            EventKind::Released,
            CaseState::Submitted,
            format!(
                "核对后放行，按 {} 分给{lead}，规则版本 {}",
                case.clause, case.rule_version
            ),
            format!("核对过了，已经交给{lead}"),
        ),
        HoldDecision::Reject => (
            EventKind::Declined,
            CaseState::Closed,
            "核对后没有受理".to_owned(),
            "核对下来没有受理。真有人烧煤、卖煤的，请再报一次，或者打 12345".to_owned(),
        ),
    };
    NewEvent {
        at,
        account: Some(actor.account),
        office: Some(actor.office),
        tip: None,
        kind,
        state,
        text,
        public_text,
        received: Received::default(),
        salt: random_bytes(),
    }
}

/// Puts a word on the list.
///
/// # Errors
/// [`HoldError`]; then nothing is added.
pub async fn block_word(app: &App, actor: &Actor, typed: &str) -> Result<(), HoldError> {
    check_keeper(actor)?;
    let word = typed.trim();
    let counts = plain(word).chars().count();
    if !(WORD_MIN..=WORD_MAX).contains(&counts) || word.chars().any(char::is_control) {
        let message = format!("请写 {WORD_MIN} 到 {WORD_MAX} 个字，标点和空格不算");
        return Err(HoldError::Invalid(FormErrors::one("word", message)));
    }
    app.storage.block_word(word, actor.account, app.clock.now()).await?;
    Ok(app.blocks.refresh(&app.storage).await?)
}

/// Takes a word off the list.
///
/// # Errors
/// [`HoldError`]; then nothing is removed.
pub async fn unblock_word(app: &App, actor: &Actor, id: i64) -> Result<(), HoldError> {
    check_keeper(actor)?;
    app.storage.unblock_word(id, actor.account, app.clock.now()).await?;
    Ok(app.blocks.refresh(&app.storage).await?)
}

/// Takes the photos off the list that were put there together.
///
/// # Errors
/// [`HoldError`]; then nothing is removed.
pub async fn unblock_photos(app: &App, actor: &Actor, key: &str) -> Result<(), HoldError> {
    check_keeper(actor)?;
    let key = key.parse().map_err(|_| HoldError::Unknown)?;
    app.storage.unblock_photos(key, actor.account, app.clock.now()).await?;
    Ok(app.blocks.refresh(&app.storage).await?)
}

fn check_keeper(actor: &Actor) -> Result<(), HoldError> {
    if may(actor, Action::KeepBlocks, &Subject::Blocks) {
        Ok(())
    } else {
        Err(HoldError::Forbidden)
    }
}
