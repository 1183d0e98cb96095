//! What a reporter may do with what is kept of them: see it, correct it, withdraw it (个人信息保护法 45, 46, 47).

use std::collections::HashMap;

use app::{
    domain::{case::CaseState, category::AnswerKind, receipt::Receipt, tip::TEXT_MAX},
    forms::{FormErrors, identity_form::IdentityForm},
    ports::{IdentityAsk, KeptPage, KeptPhoto},
    text,
};

use super::{
    erase_kept::erase_tip,
    submit_tip::{SubmitError, seal_identity},
};
use crate::{
    app_state::App,
    evidence::received::Received,
    secret::random_bytes,
    storage::{
        CaseFile, ErasureScope, EventKind, FollowedTip, INDEX_CASE, NewEvent, NewJob, NewMessage, NewOpening,
        StorageError, StoredTip,
    },
};
use time::OffsetDateTime;

/// What a reporter asks for.
pub enum Wish {
    /// To see what is kept.
    See,
    /// To give a name, or another one.
    Identity(IdentityForm),
    /// To have the name erased.
    WithdrawIdentity,
    /// To correct what was written.
    Correct(String),
    /// To have everything erased.
    Erase,
}

/// What must be said before a name is typed: by whom it is handled, where nobody else is configured by the lead office.
pub fn identity_ask(app: &App, lead: String, form: IdentityForm) -> IdentityAsk {
    let site = &app.config.site;
    let organizer = &site.numbers.organizer;
    IdentityAsk {
        holder_is_lead: organizer.is_empty(),
        holder: if organizer.is_empty() { lead } else { organizer.clone() },
        contact: format!("打 {}", site.hotline),
        keep_days: app.config.retention.identity_days,
        form,
    }
}

/// Does what the holder of a receipt asks for, and shows what is kept then. None if there is no such tip.
///
/// # Errors
/// [`SubmitError`] where something cannot be sealed or stored; then nothing is changed. What is wrong with a form stands
/// in the page.
pub async fn change_kept(app: &App, receipt: &Receipt, wish: Wish) -> Result<Option<KeptPage>, SubmitError> {
    let hash = app.secret.receipt_hash(receipt);
    let Some(found) = app.storage.find_tip_by_receipt(&hash).await? else {
        return Ok(None);
    };
    let mut typed = Typed::default();
    let done = fulfil(app, &found, wish, &mut typed).await?;
    // As it stands now.
    let Some(found) = app.storage.find_tip_by_receipt(&hash).await? else {
        return Ok(None);
    };
    let mut page = show(app, receipt, &found).await?;
    done.clone_into(&mut page.done);
    page.ask.form = typed.identity;
    page.correction = typed.correction;
    page.errors = typed.errors;
    Ok(Some(page))
}

/// What stays in the fields of a refused form.
#[derive(Default)]
struct Typed {
    identity: IdentityForm,
    correction: String,
    errors: FormErrors,
}

async fn fulfil(app: &App, found: &FollowedTip, wish: Wish, typed: &mut Typed) -> Result<&'static str, SubmitError> {
    if found.tip.erased_at.is_some() {
        return Ok("");
    }
    match wish {
        Wish::See => Ok(""),
        Wish::Identity(form) => match form.check() {
            Ok(Some(who)) => {
                let sealed = seal_identity(app, &who)?;
                let event = event(
                    app,
                    Some(found.tip.id),
                    EventKind::IdentityChanged,
                    "举报人留下或更改了姓名和电话（已封存）",
                    "姓名和电话已经封存",
                );
                app.storage
                    .put_identity(found.case.id, found.tip.id, &sealed, event)
                    .await?;
                Ok("姓名和电话已经封存。")
            }
            Ok(None) => {
                typed.errors.add("name", "请写姓名和电话");
                Ok("")
            }
            Err(errors) => {
                typed.identity = form;
                typed.errors = errors;
                Ok("")
            }
        },
        Wish::WithdrawIdentity => {
            erase_tip(app, found, &[ErasureScope::Identity], "举报人撤回").await?;
            Ok("姓名和电话已经删除，这条举报现在是匿名的。")
        }
        Wish::Correct(words) => correct(app, found, words, typed).await,
        Wish::Erase if found.worked_in().state == CaseState::Closed => {
            erase_tip(app, found, &ErasureScope::ALL, "举报人要求删除").await?;
            Ok("已经全部删除。")
        }
        Wish::Erase => {
            typed.errors.add("erase", "案子还没有办结，办结以后才能删除内容");
            Ok("")
        }
    }
}

async fn correct(
    app: &App,
    found: &FollowedTip,
    words: String,
    typed: &mut Typed,
) -> Result<&'static str, SubmitError> {
    let said: String = words.trim().chars().filter(|c| !c.is_control() || *c == '\n').collect();
    let length = said.chars().count();
    if !(1..=TEXT_MAX).contains(&length) {
        let message = if length == 0 {
            "请写哪里不对，应该是怎样".to_owned()
        } else {
            format!("最多写 {TEXT_MAX} 个字，现在是 {length} 个")
        };
        typed.errors.add("correction", message);
        typed.correction = words;
        return Ok("");
    }
    let case = found.worked_in();
    let event = NewEvent {
        state: case.state,
        ..event(
            app,
            Some(found.tip.id),
            EventKind::Corrected,
            &format!("举报人更正：{said}"),
            "您作了更正",
        )
    };
    let at = event.at;
    let message = NewMessage {
        at,
        office: None,
        from_reporter: true,
        tip: Some(found.tip.id),
        question: false,
        text: format!("更正：{said}"),
    };
    let index = NewJob {
        kind: INDEX_CASE.to_owned(),
        payload: serde_json::json!({"case_id": case.id}),
        run_at: at,
        unique_key: None,
    };
    app.storage.add_message(case.id, message, event, vec![index]).await?;
    Ok("更正已经转给办案的人。")
}

fn event(app: &App, tip: Option<i64>, kind: EventKind, text: &str, public_text: &str) -> NewEvent {
    NewEvent {
        at: app.clock.now(),
        account: None,
        office: None,
        tip,
        kind,
        state: CaseState::Submitted, // the case's own takes its place
        text: text.to_owned(),
        public_text: public_text.to_owned(),
        received: Received::default(),
        salt: random_bytes(),
    }
}

async fn show(app: &App, receipt: &Receipt, found: &FollowedTip) -> Result<KeptPage, StorageError> {
    let (tip, case) = (&found.tip, &found.case);
    let photos = app.storage.list_photos_of_tip(tip.id).await?;
    let identities = app.storage.list_identities(case.id).await?;
    let named = identities.iter().find(|identity| identity.tip_id == tip.id);
    let mut openings = app.storage.list_openings_of(case.id).await?;
    if let Some(joined) = &found.joined {
        openings.extend(app.storage.list_openings_of(joined.id).await?);
    }
    let opened = |wanted: &dyn Fn(&NewOpening) -> bool| -> Vec<(OffsetDateTime, String)> {
        let openings = openings.iter().map(|opening| &opening.opening);
        openings
            .filter(|opening| wanted(opening))
            .map(|opening| (opening.at, app.reference.office_name(opening.office)))
            .collect()
    };
    let claim = found.reward.as_ref().map(|claim| claim.id);
    let payments = app.storage.list_payments(case.id).await?;
    let lead = app.reference.office_name(case.lead);
    let mut facts = facts(app, tip, case);
    let later = found.messages.iter();
    let later = later.filter(|one| one.from_reporter && one.tip == Some(tip.id) && !one.text.is_empty());
    facts.extend(later.map(|one| ("后来写的".to_owned(), one.text.clone())));
    Ok(KeptPage {
        receipt: receipt.clone(),
        facts,
        photos: photos
            .into_iter()
            .map(|photo| KeptPhoto {
                sha256: hex::encode(photo.file.sha256),
                received_at: photo.file.sealed.map(|copy| copy.received_at),
            })
            .collect(),
        named_since: named.map(|identity| identity.given_at),
        reveals: opened(&|opening| opening.what == "identity" && opening.subject == tip.id),
        paid: payments.iter().any(|(paid, _)| claim == Some(*paid)),
        paid_reveals: opened(&|opening| opening.what == "payment" && claim == Some(opening.subject)),
        handed_out: opened(&|opening| opening.what == "package" && opening.at >= tip.filed_at),
        ask: identity_ask(app, lead, IdentityForm::default()),
        may_erase: found.worked_in().state == CaseState::Closed,
        erased: tip.erased_at.is_some(),
        content_days: app.config.retention.content_days,
        done: String::new(),
        correction: String::new(),
        errors: FormErrors::default(),
    })
}

/// What was written, in the words of the form.
fn facts(app: &App, tip: &StoredTip, case: &CaseFile) -> Vec<(String, String)> {
    let sent = &tip.tip;
    let mut facts = vec![("什么事".to_owned(), app.reference.category_name(sent.category))];
    let mut add = |term: &str, value: String| {
        if !value.is_empty() {
            facts.push((term.to_owned(), value));
        }
    };
    let village = case.village.and_then(|code| app.reference.divisions().village(code));
    add("村", village.map(|located| located.full_name()).unwrap_or_default());
    add("地点", sent.place_text.clone());
    add("定位", sent.position.as_ref().map(text::position).unwrap_or_default());
    add("发生时间", sent.happened.map(text::happened).unwrap_or_default());
    add("收到时间", text::date_time(tip.filed_at));
    let questions = app
        .reference
        .category_guide(sent.category)
        .map(|guide| &guide.questions[..]);
    let labels: HashMap<&str, (&str, &AnswerKind)> = questions
        .unwrap_or_default()
        .iter()
        .map(|question| (question.id.as_str(), (question.label.as_str(), &question.answer)))
        .collect();
    for (id, answer) in &sent.answers {
        let (label, kind) = labels.get(id.as_str()).copied().unzip();
        let words = match kind {
            Some(AnswerKind::Choice { options }) => {
                options.iter().find(|o| o.value == *answer).map(|o| o.label.clone())
            }
            _ => None,
        };
        add(label.unwrap_or(id), words.unwrap_or_else(|| answer.clone()));
    }
    add("您写的", sent.text.clone());
    facts
}
