//! What a reporter reads and may press, by where the tip stands.

use time::macros::datetime;

use super::*;
use crate::{
    domain::{
        receipt::Receipt,
        reporter::{Deed, Score},
    },
    forms::{FormErrors, follow_form::FollowForm},
    ports::{FollowedStep, RewardShown, Said},
};

fn tip(state: CaseState, outcome: Option<Outcome>) -> TipFollowed {
    TipFollowed {
        state,
        outcome,
        category: "流动卖煤车".into(),
        category_code: crate::domain::category::Category::MobileVendor,
        place: "修武县七贤镇".into(),
        filed_at: datetime!(2025-11-05 14:32 +8),
        proof: None,
        lead: "修武县交通运输局".into(),
        area: "410821".into(),
        accept_by: datetime!(2025-11-06 14:32 +8),
        close_by: datetime!(2025-11-20 0:00 +8),
        history: vec![FollowedStep {
            at: datetime!(2025-11-05 14:32 +8),
            state: CaseState::Submitted,
            text: "已收到".into(),
        }],
        messages: vec![],
        photos: 0,
        withdrawn_at: None,
        rating: None,
        reward: RewardShown::default(),
        may: if state == CaseState::Closed {
            vec![Deed::Rate, Deed::Reopen]
        } else {
            vec![Deed::Write, Deed::AddPhotos, Deed::Withdraw]
        },
        reopen_until: (state == CaseState::Closed).then_some(datetime!(2025-12-05 0:00 +8)),
        receipt: Receipt::from_number(5_083_194_722_607_718),
        once: "once".into(),
        said: None,
        typed: FollowForm::default(),
        errors: FormErrors::default(),
    }
}

fn html(tip: &TipFollowed) -> String {
    Owner::new().with(|| page(tip).main.to_html())
}

fn message(hour: i64, kind: MessageKind, text: &str) -> FollowedMessage {
    FollowedMessage {
        at: datetime!(2025-11-06 0:00 +8) + Duration::hours(hour),
        from: "修武县交通运输局".into(),
        kind,
        text: text.into(),
    }
}

#[test]
fn what_is_to_come_has_its_dates() {
    let html = html(&tip(CaseState::Submitted, None));
    assert!(
        html.contains("2025年11月6日 14:32 前") && html.contains("最晚 2025年11月19日"),
        "{html}"
    );
}

#[test]
fn a_closed_case_shows_its_outcome_and_nothing_to_come() {
    let html = html(&tip(CaseState::Closed, Some(Outcome::Violation)));
    assert!(html.contains("查到违法，已处理") && !html.contains("最晚"), "{html}");
}

#[test]
fn a_held_tip_says_so_and_one_not_taken_on_says_what_to_do() {
    let held = html(&tip(CaseState::Held, None));
    assert!(held.contains("散烧办先核对") && held.contains("签收"), "{held}");
    let declined = html(&tip(CaseState::Closed, Some(Outcome::Declined)));
    assert!(
        declined.contains("没有受理") && declined.contains("再报一次"),
        "{declined}"
    );
}

#[test]
fn replies_are_shown_newest_first_and_escaped() {
    let mut tip = tip(CaseState::Investigating, None);
    tip.messages = vec![
        message(1, MessageKind::FromOffice, "先回的"),
        message(2, MessageKind::FromOffice, "<script>后回的"),
    ];
    let html = html(&tip);
    assert!(html.find("后回的").unwrap() < html.find("先回的").unwrap());
    assert!(!html.contains("<script>"));
}

#[test]
fn a_question_stands_open_until_it_is_answered() {
    let mut tip = tip(CaseState::Investigating, None);
    tip.messages = vec![message(1, MessageKind::Question, "车是什么颜色？")];
    assert!(html(&tip).contains("正等您回答"));
    tip.messages.push(message(2, MessageKind::FromReporter, "蓝色"));
    assert!(!html(&tip).contains("正等您回答"));
}

#[test]
fn only_what_may_be_done_is_offered_and_no_address_holds_the_digits() {
    for (state, offered, missing) in [
        (
            CaseState::Investigating,
            ["messages", "withdrawal"],
            ["rating", "reopening"],
        ),
        (CaseState::Closed, ["rating", "reopening"], ["messages", "withdrawal"]),
    ] {
        let html = html(&tip(state, None));
        for action in offered {
            assert!(html.contains(&format!(r#"value="{action}""#)), "{action} in {html}");
        }
        for action in missing {
            assert!(!html.contains(&format!(r#"value="{action}""#)), "{action} in {html}");
        }
        for address in html.split("href=\"").chain(html.split("action=\"")).skip(1) {
            assert!(!address.split('"').next().unwrap().contains("5083"), "{address}");
        }
    }
}

#[test]
fn a_refused_form_keeps_what_was_typed_and_says_why_beside_it() {
    let mut tip = tip(CaseState::Closed, Some(Outcome::NotFound));
    tip.typed = FollowForm {
        action: "reopening".into(),
        words: "</textarea><script>".into(),
        ..FollowForm::default()
    };
    tip.errors = FormErrors::one("reason", "请写为什么要再办一次");
    let html = html(&tip);
    assert!(
        html.contains(r##"href="#reason""##) && html.contains(r#"id="reason-error""#),
        "{html}"
    );
    assert!(!html.contains("<script>"), "{html}");
}

#[test]
fn a_reward_is_spoken_of_only_after_a_finding_and_never_invented() {
    let mut tip = tip(CaseState::Closed, Some(Outcome::Violation));
    assert!(!html(&tip).contains("奖励"), "nothing was found");
    tip.reward.found = true;
    let unknown = html(&tip);
    assert!(
        unknown.contains("还没有公布") && !unknown.contains(r#"value="reward""#),
        "{unknown}"
    );
    tip.reward.document = "示例办法".into();
    tip.may.push(Deed::Claim);
    assert!(html(&tip).contains(r#"value="reward""#));
    tip.may.pop();
    tip.reward.claim = Some(crate::domain::reward::RewardState::AmountSet);
    tip.reward.yuan = Some(500);
    let set = html(&tip);
    assert!(set.contains("500 元") && set.contains("金额定了"), "{set}");
}

#[test]
fn what_was_done_is_said() {
    let mut tip = tip(CaseState::Investigating, None);
    for (said, words) in [
        (Said::Did(Deed::Write), "已经发给"),
        (Said::Did(Deed::Withdraw), "撤回了"),
        (Said::Before, "没有重复"),
    ] {
        tip.said = Some(said);
        assert!(html(&tip).contains(words), "{words}");
    }
    tip.withdrawn_at = Some(datetime!(2025-11-07 9:00 +8));
    tip.may = vec![];
    tip.rating = Score::new(2).map(|score| (score, "还在卖".to_owned()));
    let html = html(&tip);
    assert!(
        html.contains("您撤回了") && html.contains("不满意") && !html.contains("最晚"),
        "{html}"
    );
}

#[test]
fn when_it_came_is_proven_or_plainly_not() {
    let proven = |holds| {
        let proof = FiledProof {
            hash: "ab12".into(),
            at: datetime!(2025-11-05 14:32:09 +8),
            at_ms: 1_762_324_329_000,
            signature: "cd34".into(),
            key_id: "ef56".into(),
            holds,
        };
        let followed = TipFollowed {
            proof: Some(proof),
            ..tip(CaseState::Submitted, None)
        };
        crate::shell::to_html(|| page(&followed).main)
    };
    let html = proven(true);
    for shown in ["有电子签名为证", "14:32:09", "ab12", "cd34", "ef56", "不用名字"] {
        assert!(html.contains(shown), "{shown} in {html}");
    }
    let html = proven(false);
    assert!(html.contains("签名对不上") && !html.contains("不用名字"), "{html}");
}
