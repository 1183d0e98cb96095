//! What staff pages must show, and must not.

use time::{OffsetDateTime, macros::datetime};

use super::{
    case,
    frame::{StaffFrame, StaffPage, render},
    notice_desk, queue,
};
use crate::{
    domain::{
        case::{CaseState, Step, open_steps},
        case_notice::NoticeState,
        coordinate::Wgs84,
        reward::{RewardState, RewardStep},
        tip::{Position, Sighting},
        trace::TraceKind,
    },
    forms::{
        FormErrors,
        case_form::{JoinForm, StepForm},
        notice_form::NoticeForm,
        reward_form::RewardForm,
        trail_form::CoalForm,
    },
    ports::{
        CasePage, CoalWays, FollowedMessage, FurtherTip, HistoryLine, MessageKind, NoticeDesk, PhotoRef, QueuePage,
        QueueRow, QueueView, RewardClaimed, SharedTrace, SignedIn,
    },
};

const NOW: OffsetDateTime = datetime!(2026-11-23 14:32 +8);
const HOSTILE: &str = "</textarea><script>alert(1)</script>\" onload=\"x";

fn signed_in() -> SignedIn {
    SignedIn {
        name: "示例".into(),
        role: "经办人".into(),
        office: "修武县交通运输局".into(),
        csrf: "token".into(),
        sees_outlets: true,
        sees_prices: true,
        sees_holds: true,
        enters_tips: true,
        sees_openings: true,
    }
}

fn row(number: &str, state: CaseState, due: Option<OffsetDateTime>) -> QueueRow {
    QueueRow {
        number: number.into(),
        category: "流动卖煤车".into(),
        excerpt: HOSTILE.into(),
        place: HOSTILE.into(),
        area: "修武县 七贤镇".into(),
        lead: "修武县交通运输局".into(),
        joint: vec!["公安".into()],
        clause: "二(四)".into(),
        state,
        due,
        used_percent: 20,
        photos: 1,
        news: true,
    }
}

fn case_page(state: CaseState) -> CasePage {
    CasePage {
        row: row("0431", state, Some(datetime!(2026-12-05 00:00 +8))),
        text: HOSTILE.into(),
        erased_at: None,
        place_text: HOSTILE.into(),
        position: Some(Position {
            at: Wgs84::new(113.447_182_3, 35.223_171_9),
            accuracy: 12.4,
        }),
        happened: None,
        filed_at: NOW,
        entered: Some(HOSTILE.into()),
        answers: vec![(HOSTILE.into(), HOSTILE.into())],
        sightings: vec![Sighting {
            place: HOSTILE.into(),
            when: HOSTILE.into(),
        }],
        village: None,
        zone_demonstration: false,
        rule_version: "1".into(),
        reason: HOSTILE.into(),
        photos: vec![PhotoRef {
            id: 9,
            width: 2_048,
            height: 1_536,
            caption: HOSTILE.into(),
        }],
        history: vec![HistoryLine {
            at: NOW,
            who: "系统".into(),
            text: HOSTILE.into(),
            link: "8f31".into(),
        }],
        chain_intact: true,
        messages: vec![FollowedMessage {
            at: NOW,
            from: "示例".into(),
            kind: MessageKind::FromReporter,
            text: HOSTILE.into(),
        }],
        reporter_at: Some(NOW),
        further: vec![FurtherTip {
            label: "线索 2".into(),
            of_case: HOSTILE.into(),
            filed_at: NOW,
            entered: Some(HOSTILE.into()),
            text: HOSTILE.into(),
            place: HOSTILE.into(),
            position: None,
            answers: vec![(HOSTILE.into(), HOSTILE.into())],
        }],
        recipients: vec![(String::new(), "每位举报人".into()), ("2".into(), HOSTILE.into())],
        duplicates: vec![],
        joined_into: None,
        near_by: vec![(HOSTILE.into(), HOSTILE.into())],
        may_join: true,
        traces: vec![SharedTrace {
            kind: TraceKind::Plate,
            value: HOSTILE.into(),
            cases: vec![(HOSTILE.into(), HOSTILE.into())],
            hidden: 1,
            decided: Some((7, true)),
        }],
        coal: CoalWays {
            sources: vec![(HOSTILE.into(), HOSTILE.into())],
            destinations: vec![],
        },
        may_decide_trail: true,
        rewards: vec![RewardClaimed {
            id: 1,
            label: "线索 1".into(),
            filed_at: NOW,
            signed: Some(false),
            hash: HOSTILE.into(),
            photos: vec![(HOSTILE.into(), Some(NOW), Some(true))],
            place: 1,
            unproven: vec!["线索 2".into()],
            state: RewardState::Claimed,
            yuan: Some(500),
            steps: RewardStep::ALL.to_vec(),
        }],
        reward_document: HOSTILE.into(),
        reward_form: RewardForm::default(),
        outcome: None,
        accept_by: datetime!(2026-11-24 14:32 +8),
        accepted_at: None,
        close_by: datetime!(2026-12-05 00:00 +8),
        now: NOW,
        steps: open_steps(state),
        may_reply: true,
        may_draft_notice: false,
        notice: None,
        typed: StepForm::default(),
        typed_join: JoinForm::default(),
        typed_coal: CoalForm::default(),
        errors: FormErrors::default(),
    }
}

fn desk(state: NoticeState) -> NoticeDesk {
    NoticeDesk {
        id: Some(7),
        case_number: "0431".into(),
        place: "修武县七贤镇".into(),
        state,
        form: NoticeForm {
            summary: HOSTILE.into(),
            party: "豫H3A521的车主".into(),
            ..NoticeForm::default()
        },
        errors: FormErrors::default(),
        may_edit: false,
        may_approve: false,
        may_withdraw: false,
        approval_hint: String::new(),
        drafted_by: "示例".into(),
        public_from: None,
    }
}

fn html(make: impl FnOnce() -> StaffPage) -> String {
    let frame = StaffFrame {
        script: "/staff.js".into(),
        ..StaffFrame::default()
    };
    let html = render(&frame, make);
    assert_eq!(html.matches("<script").count(), 1, "only the page's own script: {html}");
    assert!(
        !html.contains("</script>\" onload") && !html.contains("style=\""),
        "quotes end no attribute, and nothing is styled inline: {html}"
    );
    html
}

fn case_html(page: CasePage) -> String {
    html(|| case::page(page, &signed_in()))
}

fn notice_html(desk: NoticeDesk) -> String {
    html(|| notice_desk::page(desk, &signed_in()))
}

fn offers(html: &str, action: &str) -> bool {
    html.contains(&format!("name=\"action\" value=\"{action}\""))
}

#[test]
fn the_queue_groups_by_urgency_and_links_onward() {
    let page = QueuePage {
        view: QueueView::Open,
        query: String::new(),
        rows: vec![
            row("1", CaseState::Accepted, Some(datetime!(2026-11-20 00:00 +8))),
            row("2", CaseState::Submitted, Some(datetime!(2026-11-24 10:00 +8))),
            row("3", CaseState::Accepted, Some(datetime!(2026-12-05 00:00 +8))),
        ],
        counts: [1_001, 1, 1, 0],
        next: Some("a b".into()),
        now: NOW,
    };
    let html = html(|| queue::page(page, &signed_in()));
    let at = |text: &str| {
        html.find(&format!("scope=\"rowgroup\">{text}"))
            .unwrap_or_else(|| panic!("{text}: {html}"))
    };
    assert!(at("已超期") < at("等签收") && at("等签收") < at("还有时间"));
    assert!(html.contains("1,000+") && html.contains("/staff/?after=a%20b"));
}

#[test]
fn what_was_searched_stays_in_its_field() {
    let page = QueuePage {
        view: QueueView::Closed,
        query: "\"><b onload=\"x".into(),
        rows: Vec::new(),
        counts: [0; 4],
        next: None,
        now: NOW,
    };
    let html = html(|| queue::page(page, &signed_in()));
    assert!(html.contains("value=\"&quot;&gt;&lt;b onload=&quot;x\""), "{html}");
    assert!(html.contains("没有找到") && html.contains("name=\"view\" value=\"closed\""));
}

#[test]
fn the_form_offers_exactly_the_open_steps() {
    for state in CaseState::ALL {
        let html = case_html(case_page(state));
        for step in Step::ALL {
            let offered = html.contains(&format!("value=\"{}\"", step.code()));
            assert_eq!(offered, open_steps(state).contains(&step), "{state:?} {step:?}");
        }
    }
}

#[test]
fn a_refused_step_keeps_what_was_typed_and_links_to_each_field() {
    let mut page = case_page(CaseState::Investigating);
    page.typed = StepForm {
        step: "close".into(),
        note: HOSTILE.into(),
        outcome: "out_of_remit".into(),
        ..StepForm::default()
    };
    page.errors = page.typed.check().unwrap_err();
    let html = case_html(page);
    assert!(html.contains("&lt;/textarea&gt;&lt;script&gt;"));
    for id in ["referred_to", "reply"] {
        assert!(
            html.contains(&format!("href=\"#{id}\"")) && html.contains(&format!("id=\"{id}-wrong\"")),
            "{id}"
        );
    }
}

#[test]
fn an_onlooker_learns_who_acts_and_gets_no_form() {
    let mut page = case_page(CaseState::Investigating);
    page.steps.clear();
    page.may_reply = false;
    page.row.lead = "修武县公安局".into();
    let html = case_html(page);
    assert!(html.contains("由修武县公安局牵头办理"), "{html}");
    assert!(!html.contains("/staff/cases/0431/step"));
}

#[test]
fn a_broken_chain_is_loud() {
    let mut page = case_page(CaseState::Accepted);
    assert!(case_html(page.clone()).contains("链条完整"));
    page.chain_intact = false;
    let html = case_html(page);
    assert!(html.contains("链条断了") && !html.contains("链条完整"));
}

#[test]
fn a_notice_offers_only_what_is_allowed() {
    let mut draft = desk(NoticeState::Draft);
    draft.may_edit = true;
    let mut proposed = desk(NoticeState::Proposed);
    proposed.may_edit = true;
    let mut approver = desk(NoticeState::Proposed);
    approver.may_approve = true;
    let mut published = desk(NoticeState::Published);
    published.may_withdraw = true;
    for (desk, allowed) in [
        (draft, &["save", "propose"][..]),
        (proposed, &[]),
        (approver, &["approve", "send_back"]),
        (published, &["withdraw"]),
        (desk(NoticeState::Withdrawn), &[]),
    ] {
        let state = desk.state;
        let html = notice_html(desk);
        for action in ["save", "propose", "approve", "send_back", "withdraw"] {
            assert_eq!(offers(&html, action), allowed.contains(&action), "{state:?} {action}");
        }
    }
}

#[test]
fn the_preview_marks_what_must_be_redacted() {
    let html = notice_html(desk(NoticeState::Draft));
    assert!(html.contains(">豫H3A521</mark>"), "{html}");
    assert!(html.contains("还有 1 处要隐去"));
}
