//! Rewards: claimed by receipt, confirmed as first, their amount set by a second person, paid to whoever brings the receipt.
//! Who that is, is asked then and not before, and goes sealed into the vault.

use app::{
    domain::{
        permission::{Action, Actor, may},
        reporter::Claimable,
        reward::{RewardState, RewardStep, advance, may_be_first},
    },
    forms::{
        FormErrors,
        reward_form::{Payment, RewardForm},
    },
    ports::{RewardClaimed, RewardShown},
};

use super::{
    advance_case::{CaseError, find_readable, subject},
    prove_filing::{photo_signed, tip_signed},
};
use crate::{
    app_state::App,
    evidence::received::Received,
    secret::random_bytes,
    storage::{
        CaseFile, EventKind, FollowedTip, NewEvent, REWARD_MOVED, RewardClaim, RewardDecision, StorageError, StoredTip,
    },
};

use app::domain::case::Outcome;
use time::OffsetDateTime;

/// Whether a case of this kind and end may be rewarded.
fn found(case: &CaseFile) -> bool {
    case.outcome == Some(Outcome::Violation) && case.category.may_be_published()
}

/// Whether a reward may be claimed for a tip.
pub(super) fn claimable(app: &App, followed: &FollowedTip) -> Claimable {
    if followed.reward.is_some() {
        Claimable::Claimed
    } else if app.config.reward.document.is_empty() {
        Claimable::NoRule
    } else if found(followed.worked_in()) {
        Claimable::Open
    } else {
        Claimable::NotFound
    }
}

/// What the reporter reads of it.
pub(super) fn shown(app: &App, followed: &FollowedTip) -> RewardShown {
    let claim = followed.reward.as_ref();
    RewardShown {
        document: app.config.reward.document.clone(),
        claim: claim.map(|claim| claim.state),
        yuan: claim.and_then(|claim| claim.yuan),
        reason: claim.map(|claim| claim.reason.clone()).unwrap_or_default(),
        found: found(followed.worked_in()) && followed.follow.withdrawn_at.is_none(),
    }
}

/// The rewards claimed for a case's tips, with what this person may do.
pub(super) async fn claimed(
    app: &App,
    actor: &Actor,
    case: &CaseFile,
    tips: &[StoredTip],
) -> Result<Vec<RewardClaimed>, StorageError> {
    // A time that is not proven may be any time: then it is not proven who was first.
    let unproven: Vec<String> = tips
        .iter()
        .zip(1..)
        .filter(|(tip, _)| tip_signed(app, tip) != Some(true))
        .map(|(_, at)| format!("线索 {at}"))
        .collect();
    let mut rewards = Vec::new();
    for (tip, at) in tips.iter().zip(1..) {
        if let Some(claim) = app.storage.find_reward(tip.id).await? {
            rewards.push(RewardClaimed {
                id: claim.id,
                label: format!("线索 {at}"),
                filed_at: tip.filed_at,
                signed: tip_signed(app, tip),
                hash: hex::encode(tip.body_hash),
                photos: signed_photos(app, tip).await?,
                place: place_of(tips, tip.id),
                unproven: unproven.clone(),
                state: claim.state,
                yuan: claim.yuan,
                steps: open_steps(actor, case, &claim),
            });
        }
    }
    Ok(rewards)
}

/// Which of the case's tips came as the first, second, …: from 1.
fn place_of(tips: &[StoredTip], tip_id: i64) -> usize {
    let mut by_time: Vec<&StoredTip> = tips.iter().collect();
    by_time.sort_by_key(|tip| (tip.filed_at, tip.id));
    by_time.iter().position(|tip| tip.id == tip_id).unwrap_or_default() + 1
}

/// A tip's photos with their signed times.
async fn signed_photos(
    app: &App,
    tip: &StoredTip,
) -> Result<Vec<(String, Option<OffsetDateTime>, Option<bool>)>, StorageError> {
    let photos = app.storage.list_photos_of_tip(tip.id).await?;
    Ok(photos
        .iter()
        .map(|photo| {
            let came = photo.file.sealed.as_ref().map(|copy| copy.received_at);
            (hex::encode(photo.file.sha256), came, photo_signed(app, &photo.file))
        })
        .collect())
}

/// What this person may do with a claim now: whoever confirmed it does not set its amount.
fn open_steps(actor: &Actor, case: &CaseFile, claim: &RewardClaim) -> Vec<RewardStep> {
    // Decided where it is worked, beside the other claims of the same thing.
    if case.joined.is_some() {
        return Vec::new();
    }
    let allowed = |step: &RewardStep| match step {
        RewardStep::ConfirmFirst | RewardStep::Refuse => may(actor, Action::ConfirmReward, &subject(case)),
        RewardStep::SetAmount => {
            may(actor, Action::GrantReward, &subject(case)) && claim.account != Some(actor.account)
        }
        // Neither does whoever set the amount pay it.
        RewardStep::Pay => may(actor, Action::ConfirmReward, &subject(case)) && claim.account != Some(actor.account),
    };
    RewardStep::ALL
        .into_iter()
        .filter(|step| advance(claim.state, *step).is_some() && allowed(step))
        .collect()
}

/// Takes a step with a claim.
///
/// # Errors
/// [`CaseError`]; then nothing is changed.
pub async fn decide_reward(app: &App, actor: &Actor, number: &str, form: &RewardForm) -> Result<(), CaseError> {
    let case = find_readable(app, actor, number).await?;
    let decided = form.check().map_err(CaseError::Invalid)?;
    let tips = app.storage.list_tips(case.id).await?;
    let (mut found, mut others) = (None, Vec::new());
    for (tip, at) in tips.iter().zip(1..) {
        match app.storage.find_reward(tip.id).await? {
            Some(claim) if claim.id == decided.id => found = Some((claim, at)),
            Some(claim) => others.push(claim),
            None => {}
        }
    }
    let (claim, at) = found.ok_or(CaseError::NotFound)?;
    let Some(state) = advance(claim.state, decided.step) else {
        return Err(CaseError::Moved);
    };
    if !open_steps(actor, &case, &claim).contains(&decided.step) {
        return Err(CaseError::Forbidden);
    }
    if state == RewardState::ConfirmedFirst {
        let places = others.iter().map(|other| (place_of(&tips, other.tip_id), other.state));
        may_be_first(place_of(&tips, claim.tip_id), places)
            .map_err(|why| CaseError::Invalid(FormErrors::one("reward", why.to_string())))?;
    }
    let rule = &app.config.reward;
    if let Some(yuan) = decided.yuan
        && rule.max_yuan.is_some_and(|max| yuan > max)
    {
        let message = format!("超过了办法规定的 {} 元", rule.max_yuan.unwrap_or_default());
        return Err(CaseError::Invalid(FormErrors::one("yuan", message)));
    }
    let sealed = match &decided.payment {
        Some(payment) => Some(seal_payee(app, &claim, payment).await?),
        None => None,
    };
    let told = match (decided.step, decided.yuan) {
        (RewardStep::ConfirmFirst, _) => "核对了先后，是最先报的".to_owned(),
        (RewardStep::SetAmount, Some(yuan)) => format!("定了金额：{yuan} 元"),
        (RewardStep::Pay, _) => "发放了，当面核对了身份".to_owned(),
        (RewardStep::Refuse, _) => format!("没有批：{}", decided.reason),
        _ => return Err(CaseError::Forbidden),
    };
    let event = NewEvent {
        at: app.clock.now(),
        account: Some(actor.account),
        office: Some(actor.office),
        tip: Some(claim.tip_id),
        kind: EventKind::Rewarded,
        state: case.state,
        text: format!("线索 {at} 的奖励申请：{told}"),
        public_text: format!("奖励申请：{told}"),
        received: Received::default(),
        salt: random_bytes(),
    };
    let decision = RewardDecision {
        id: claim.id,
        expected: claim.state,
        state,
        yuan: decided.yuan,
        reason: decided.reason,
        account: actor.account,
        case_id: case.id,
        sealed,
        event,
    };
    match app.storage.decide_reward(decision).await {
        Err(error) if error.is_conflict(REWARD_MOVED) => Err(CaseError::Moved),
        done => Ok(done?),
    }
}

/// Seals who is paid, once the receipt they brought proves that the tip is theirs.
async fn seal_payee(app: &App, claim: &RewardClaim, payment: &Payment) -> Result<Vec<u8>, CaseError> {
    let hash = app.secret.receipt_hash(&payment.receipt);
    let found = app.storage.find_tip_by_receipt(&hash).await?;
    if found.is_none_or(|followed| followed.tip.id != claim.tip_id) {
        let message = "查询码对不上这条线索，请让领奖人再看一下";
        return Err(CaseError::Invalid(FormErrors::one("receipt", message)));
    }
    Ok(app.vault.seal_json(&payment.payee)?.into_bytes())
}
