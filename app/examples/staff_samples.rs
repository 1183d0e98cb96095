//! Writes every staff page with sample data (示例) to a folder, to look at while working on the design:
//! `cargo run -p jingnuan-app --features ssr --example staff_samples -- target/staff`, from the repository's root.

use std::{env, error::Error, fs, path::PathBuf};

use app::{
    domain::{
        case::{CaseState, Outcome, open_steps},
        case_notice::NoticeState,
        zone::ZoneStatus,
    },
    forms::{FormErrors, case_form::StepForm, notice_form::NoticeForm, sign_in_form::SignInForm},
    pages::staff::{
        case, error,
        frame::{StaffFrame, StaffPage, render},
        notice_desk, notices, queue, sign_in,
    },
    ports::{
        CasePage, FollowedMessage, HistoryLine, NoticeDesk, PhotoRef, QueuePage, QueueRow, QueueView, SignedIn,
        StaffNoticeRow, Trouble, VillageChoice,
    },
};
use time::{
    OffsetDateTime,
    macros::{date, datetime},
};

const NOW: OffsetDateTime = datetime!(2026-11-05 14:32 +8);
const FILED: OffsetDateTime = datetime!(2026-11-03 09:14 +8);

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::args().nth(1).unwrap_or_else(|| "target/staff".into()));
    fs::create_dir_all(&folder)?;
    let css = fs::read_to_string("style/tokens.css")? + &fs::read_to_string("style/staff.css")?;
    let frame = StaffFrame {
        css: css.into(),
        script: "/staff.js".into(),
        demonstration: true,
    };
    for (name, make) in pages() {
        fs::write(folder.join(format!("{name}.html")), render(&frame, make))?;
    }
    Ok(())
}

type Make = fn() -> StaffPage;

fn pages() -> [(&'static str, Make); 20] {
    [
        ("sign-in", || {
            sign_in::page(SignInForm::default(), FormErrors::default(), true)
        }),
        ("sign-in-refused", || {
            let form = SignInForm {
                login: "xiuwu".into(),
                ..SignInForm::default()
            };
            sign_in::page(form, FormErrors::one("login", "账号或密码不对"), true)
        }),
        ("queue", || {
            queue::page(queue_page(rows(), "", QueueView::Open), &signed_in())
        }),
        ("queue-empty", || {
            queue::page(queue_page(Vec::new(), "", QueueView::Waiting), &signed_in())
        }),
        ("queue-search", || {
            queue::page(
                queue_page(rows().split_off(5), "wangzhuang", QueueView::Open),
                &signed_in(),
            )
        }),
        ("case", || case::page(case_page(CaseState::Investigating), &signed_in())),
        ("case-new", || case::page(new_case(), &signed_in())),
        ("case-refused", || case::page(refused_case(), &signed_in())),
        ("case-raced", || case::page(raced_case(), &signed_in())),
        ("case-onlooker", || {
            case::page(
                watched_case(),
                &SignedIn {
                    office: "修武县公安局".into(),
                    ..signed_in()
                },
            )
        }),
        ("case-closed", || case::page(closed_case(), &signed_in())),
        ("notices", || notices::page(notice_rows(), &signed_in())),
        ("notice-draft", || {
            notice_desk::page(desk(NoticeState::Draft), &signed_in())
        }),
        ("notice-refused", || notice_desk::page(refused_desk(), &signed_in())),
        ("notice-back", || {
            let mut back = desk(NoticeState::Draft);
            back.form.remark = "车牌要隐去，依据写到条款。（示例）".into();
            notice_desk::page(back, &signed_in())
        }),
        ("notice-approve", || {
            notice_desk::page(
                NoticeDesk {
                    may_approve: true,
                    ..desk(NoticeState::Proposed)
                },
                &signed_in(),
            )
        }),
        ("notice-mine", || {
            let approval_hint = "您起草的通报，要由另一位审核人发布".into();
            notice_desk::page(
                NoticeDesk {
                    approval_hint,
                    ..desk(NoticeState::Proposed)
                },
                &signed_in(),
            )
        }),
        ("notice-public", || {
            let desk = NoticeDesk {
                may_withdraw: true,
                public_from: Some(NOW),
                ..desk(NoticeState::Published)
            };
            notice_desk::page(desk, &signed_in())
        }),
        ("error-404", || {
            error::page(&Trouble {
                status: 404,
                ..Trouble::default()
            })
        }),
        ("error-500", || {
            error::page(&Trouble {
                status: 500,
                reference: "7f3a-91c2".into(),
                ..Trouble::default()
            })
        }),
    ]
}

fn signed_in() -> SignedIn {
    SignedIn {
        name: "示例 经办员".into(),
        role: "经办人".into(),
        office: "修武县交通运输局".into(),
        csrf: "token".into(),
    }
}

/// Number, excerpt, village, town, state, deadline, per cent of the time used, photos.
type Sample = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    CaseState,
    OffsetDateTime,
    u8,
    i64,
);

const SAMPLES: [Sample; 7] = [
    (
        "2026-0388",
        "粮库后院装车往外拉，夜里走小路（示例）",
        "王庄",
        "七贤镇",
        CaseState::Rectifying,
        datetime!(2026-11-04 00:00 +8),
        100,
        5,
    ),
    (
        "2026-0391",
        "",
        "小王庄",
        "周庄镇",
        CaseState::Investigating,
        datetime!(2026-11-05 07:00 +8),
        100,
        3,
    ),
    (
        "2026-0397",
        "蓝色小货车，后三位看不清，逢集就来，从桥头往北走，每次待半个钟头（示例）",
        "李河村",
        "郇封镇",
        CaseState::Investigating,
        datetime!(2026-11-06 00:00 +8),
        94,
        4,
    ),
    (
        "2026-0441",
        "磅房旁边卖块煤，论袋卖（示例）",
        "殷家洼村",
        "云台山镇",
        CaseState::Submitted,
        datetime!(2026-11-06 09:10 +8),
        72,
        3,
    ),
    (
        "2026-0445",
        "半夜有大车卸东西（示例）",
        "",
        "",
        CaseState::Submitted,
        datetime!(2026-11-06 13:50 +8),
        4,
        0,
    ),
    (
        "2026-0402",
        "三轮车一袋一袋卖（示例）",
        "大东村",
        "城关镇",
        CaseState::Accepted,
        datetime!(2026-11-07 00:00 +8),
        80,
        6,
    ),
    (
        "2026-0431",
        "喊“便宜煤”，今天第二回来了（示例）",
        "王庄",
        "七贤镇",
        CaseState::Reinspecting,
        datetime!(2026-11-18 00:00 +8),
        20,
        3,
    ),
];

fn row((number, excerpt, village, town, state, due, used_percent, photos): Sample) -> QueueRow {
    QueueRow {
        number: number.into(),
        category: "流动卖煤车".into(),
        excerpt: excerpt.into(),
        place: village.into(),
        area: if town.is_empty() {
            String::new()
        } else {
            format!("修武县 {town}")
        },
        lead: "修武县交通运输局".into(),
        joint: vec!["市场监管".into(), "公安".into()],
        clause: "二(四)".into(),
        state,
        due: Some(due),
        used_percent,
        photos,
    }
}

fn rows() -> Vec<QueueRow> {
    SAMPLES.into_iter().map(row).collect()
}

fn queue_page(rows: Vec<QueueRow>, query: &str, view: QueueView) -> QueuePage {
    QueuePage {
        view,
        query: query.into(),
        counts: [1_001, 2, 2, 312],
        next: (rows.len() > 3).then(|| "next".into()),
        rows,
        now: NOW,
    }
}

fn case_page(state: CaseState) -> CasePage {
    let line = |at, who: &str, text: &str, link: &str| HistoryLine {
        at,
        who: who.into(),
        text: text.into(),
        link: link.into(),
    };
    let office = "修武县交通运输局 示例甲";
    CasePage {
        row: QueueRow {
            state,
            ..row(SAMPLES[6])
        },
        text: "一袋一袋卖，喊着“便宜煤”，今天第二回来了。</textarea><script>alert(1)</script>\n（示例）".into(),
        place_text: "村口桥头往北，小学门前".into(),
        happened_at: Some(datetime!(2026-11-03 09:00 +8)),
        filed_at: FILED,
        answers: vec![("车".into(), "三轮车".into()), ("车牌".into(), "没看清".into())],
        village: "410821101226".parse().ok().map(|code| VillageChoice {
            code,
            name: "王庄".into(),
            town: "七贤镇".into(),
            county: "修武县".into(),
            status: ZoneStatus::Inside,
            exact: true,
        }),
        zone_demonstration: true,
        rule_version: "3".into(),
        reason: "严厉打击流动运输销售散煤行为，由交通运输部门牵头。".into(),
        photos: (1..=3)
            .map(|id| PhotoRef {
                id,
                width: 2_048,
                height: 1_536,
            })
            .collect(),
        history: vec![
            line(
                datetime!(2026-11-05 14:20 +8),
                office,
                "现场查看：车未找到，调取桥头监控",
                "8f31",
            ),
            line(datetime!(2026-11-03 11:06 +8), office, "签收", "91d4"),
            line(FILED, "系统", "按 二（四） 分给修武县交通运输局", "5a60"),
            line(FILED, "举报人", "提交线索，照片 3 张", "e41c"),
        ],
        chain_intact: true,
        messages: vec![FollowedMessage {
            at: datetime!(2026-11-03 11:06 +8),
            from: "修武县交通运输局".into(),
            text: "您反映的情况我们收到了，正在安排人去看。".into(),
        }],
        outcome: None,
        accept_by: datetime!(2026-11-04 09:14 +8),
        accepted_at: Some(datetime!(2026-11-03 11:06 +8)),
        close_by: datetime!(2026-11-18 00:00 +8),
        now: NOW,
        steps: open_steps(state),
        may_reply: true,
        may_draft_notice: true,
        notice: None,
        typed: StepForm::default(),
        errors: FormErrors::default(),
    }
}

fn new_case() -> CasePage {
    let mut page = case_page(CaseState::Submitted);
    page.accepted_at = None;
    page.accept_by = datetime!(2026-11-05 16:00 +8);
    page.row.due = Some(page.accept_by);
    page.row.used_percent = 92;
    page.history.drain(..2);
    page.messages.clear();
    page.may_draft_notice = false;
    page
}

fn refused_case() -> CasePage {
    let mut page = case_page(CaseState::Investigating);
    page.typed = StepForm {
        step: "close".into(),
        note: "</textarea><script>alert(1)</script>".into(),
        outcome: "out_of_remit".into(),
        ..StepForm::default()
    };
    page.errors = page.typed.check().err().unwrap_or_default();
    page
}

fn closed_case() -> CasePage {
    let mut page = case_page(CaseState::Closed);
    page.outcome = Some(Outcome::Violation);
    page.row.due = None;
    page.notice = Some((7, NoticeState::Proposed));
    page
}

/// Someone else closed it meanwhile.
fn raced_case() -> CasePage {
    let mut page = closed_case();
    page.typed = StepForm {
        step: "investigate".into(),
        note: "去看了，没有人（示例）".into(),
        ..StepForm::default()
    };
    page.errors = FormErrors::one("step", "刚才有人先办了一步，请看一下现在的情况再做");
    page
}

/// A joint office looks on; there is little to see, and the chain is broken.
fn watched_case() -> CasePage {
    let mut page = case_page(CaseState::Investigating);
    page.steps.clear();
    page.may_reply = false;
    page.may_draft_notice = false;
    page.chain_intact = false;
    page.photos.clear();
    page.text.clear();
    page.village = None;
    page
}

fn notice_rows() -> Vec<StaffNoticeRow> {
    let row = |(id, state)| StaffNoticeRow {
        id,
        title: "进村卖散煤，没收 3 吨，罚 4,800 元（示例）".into(),
        case_number: "2026-0431".into(),
        state,
        updated_at: NOW,
        drafted_by: "示例 经办员".into(),
    };
    (1..).zip(NoticeState::ALL).map(row).collect()
}

fn desk(state: NoticeState) -> NoticeDesk {
    NoticeDesk {
        id: Some(7),
        case_number: "2026-0431".into(),
        place: "修武县七贤镇".into(),
        state,
        form: NoticeForm {
            title: "进村卖散煤，没收 3 吨，罚 4,800 元（示例）".into(),
            summary: "接到反映后第二天查实，当场没收。（示例）".into(),
            document_number: "示例〔2026〕12号".into(),
            party: "某煤炭经营部（示例）".into(),
            violation: "在禁煤区流动销售散煤。".into(),
            penalty: "没收散煤 3 吨，罚款 4,800 元。".into(),
            legal_basis: "示例条款".into(),
            authority: "修武县交通运输局".into(),
            decided_on: "2026-11-04".into(),
            ..NoticeForm::default()
        },
        errors: FormErrors::default(),
        may_edit: state == NoticeState::Draft,
        may_approve: false,
        may_withdraw: false,
        approval_hint: String::new(),
        drafted_by: "示例 经办员".into(),
        public_from: None,
    }
}

fn refused_desk() -> NoticeDesk {
    let mut desk = desk(NoticeState::Draft);
    desk.form.summary = "车牌豫H3A521的三轮车在七贤镇卖散煤。（示例）".into();
    desk.form.legal_basis.clear();
    desk.errors = desk.form.check(date!(2026 - 11 - 05)).err().unwrap_or_default();
    desk
}
