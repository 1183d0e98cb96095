//! Writes sample staff pages, all 示例, into a folder to be looked at.
#![allow(clippy::unwrap_used)]
use app::domain::{case::*, case_notice::NoticeState, zone::ZoneStatus};
use app::forms::{FormErrors, case_form::StepForm, notice_form::NoticeForm, sign_in_form::SignInForm};
use app::pages::staff::{
    case, error,
    frame::{self, StaffFrame, StaffPage},
    notice_desk as notice, notices, queue, sign_in,
};
use app::ports::*;
use time::{Duration, OffsetDateTime, macros::datetime};

const NOW: OffsetDateTime = datetime!(2026-11-05 14:32 +8);

fn me() -> SignedIn {
    SignedIn {
        name: "示例 经办员".into(),
        role: "经办人".into(),
        office: "修武县交通运输局".into(),
        csrf: "t".into(),
    }
}
fn row(
    n: &str,
    cat: &str,
    ex: &str,
    place: &str,
    area: &str,
    joint: &[&str],
    clause: &str,
    state: CaseState,
    due: Option<OffsetDateTime>,
    used: u8,
    photos: i64,
) -> QueueRow {
    QueueRow {
        number: n.into(),
        category: cat.into(),
        excerpt: ex.into(),
        place: place.into(),
        area: area.into(),
        lead: "修武县交通运输局".into(),
        joint: joint.iter().map(|s| (*s).into()).collect(),
        clause: clause.into(),
        state,
        due,
        used_percent: used,
        photos,
    }
}
fn rows() -> Vec<QueueRow> {
    let j = ["市场监管", "公安"];
    vec![
        row(
            "2026-0388",
            "流动卖煤车",
            "粮库后院装车往外拉，夜里走小路（示例）",
            "王庄",
            "修武县 七贤镇",
            &j,
            "二(四)",
            CaseState::Rectifying,
            Some(NOW - Duration::days(2)),
            100,
            5,
        ),
        row(
            "2026-0391",
            "电话、网上卖煤",
            "",
            "小王庄",
            "修武县 周庄镇",
            &j,
            "二(四)",
            CaseState::Investigating,
            Some(NOW - Duration::hours(7)),
            100,
            3,
        ),
        row(
            "2026-0397",
            "流动卖煤车",
            "蓝色小货车，后三位看不清，逢集就来，从桥头往北走，每次待半个钟头（示例）",
            "李河村",
            "修武县 郇封镇",
            &j,
            "二(四)",
            CaseState::Investigating,
            Some(datetime!(2026-11-06 00:00 +8)),
            94,
            4,
        ),
        row(
            "2026-0441",
            "流动卖煤车",
            "磅房旁边卖块煤，论袋卖（示例）",
            "殷家洼村",
            "修武县 云台山镇",
            &j,
            "二(四)",
            CaseState::Submitted,
            Some(datetime!(2026-11-06 09:10 +8)),
            72,
            3,
        ),
        row(
            "2026-0445",
            "流动卖煤车",
            "半夜有大车卸东西（示例）",
            "",
            "",
            &[],
            "二(四)",
            CaseState::Submitted,
            Some(datetime!(2026-11-06 13:50 +8)),
            4,
            0,
        ),
        row(
            "2026-0402",
            "流动卖煤车",
            "三轮车一袋一袋卖（示例）",
            "大东村",
            "修武县 城关镇",
            &j,
            "二(四)",
            CaseState::Accepted,
            Some(datetime!(2026-11-07 00:00 +8)),
            80,
            6,
        ),
        row(
            "2026-0431",
            "流动卖煤车",
            "喊“便宜煤”，今天第二回来了（示例）",
            "王庄",
            "修武县 七贤镇",
            &j,
            "二(四)",
            CaseState::Reinspecting,
            Some(datetime!(2026-11-18 00:00 +8)),
            20,
            3,
        ),
    ]
}
fn queue_page(rows: Vec<QueueRow>, q: &str, view: QueueView) -> QueuePage {
    QueuePage {
        view,
        query: q.into(),
        counts: [1001, 2, 2, 312],
        next: (rows.len() > 3).then(|| "c1".into()),
        rows,
        now: NOW,
    }
}
fn case_page(state: CaseState) -> CasePage {
    let mut r = rows().remove(6);
    r.state = state;
    CasePage {
        row: r,
        text: "一袋一袋卖，喊着“便宜煤”，今天第二回来了。</textarea><script>alert(1)</script>\n（示例）".into(),
        place_text: "村口桥头往北，小学门前".into(),
        happened_at: Some(datetime!(2026-11-03 09:00 +8)),
        filed_at: datetime!(2026-11-03 09:14 +8),
        answers: vec![("车".into(), "三轮车".into()), ("车牌".into(), "没看清".into())],
        village: Some(VillageChoice {
            code: "410821101226".parse().unwrap(),
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
                width: 2048,
                height: 1536,
            })
            .collect(),
        history: [
            (
                "11-05",
                "修武县交通运输局 示例甲",
                "现场查看：车未找到，调取桥头监控",
                "8f31",
            ),
            ("", "修武县交通运输局 示例甲", "签收", "91d4"),
            ("", "系统", "按 二（四） 分给修武县交通运输局，规则版本 3", "5a60"),
            ("", "举报人（匿名）", "提交线索，照片 3 张", "e41c"),
        ]
        .iter()
        .zip([5, 3, 3, 3])
        .map(|((_, w, t, l), d)| HistoryLine {
            at: datetime!(2026-11-01 09:14 +8) + Duration::days(d - 1),
            who: (*w).into(),
            text: (*t).into(),
            link: (*l).into(),
        })
        .collect(),
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
fn desk() -> NoticeDesk {
    NoticeDesk {
        id: Some(7),
        case_number: "2026-0431".into(),
        place: "修武县七贤镇".into(),
        state: NoticeState::Draft,
        form: NoticeForm {
            title: "进村卖散煤，没收 3 吨，罚 4,800 元（示例）".into(),
            summary: "群众举报后第二天查实。车牌豫H3A521的三轮车在七贤镇卖散煤。".into(),
            document_number: "焦交罚〔2026〕12号（示例）".into(),
            party: "某煤炭经营部（示例）".into(),
            violation: "在禁煤区流动销售散煤。".into(),
            penalty: "没收散煤 3 吨，罚款 4,800 元。".into(),
            legal_basis: String::new(),
            authority: "修武县交通运输局".into(),
            decided_on: "2026-11-04".into(),
            ..NoticeForm::default()
        },
        errors: FormErrors::default(),
        may_edit: true,
        may_approve: false,
        may_withdraw: false,
        approval_hint: String::new(),
        drafted_by: "示例 经办员".into(),
        public_from: None,
    }
}

fn main() {
    let out = std::env::args().nth(1).unwrap();
    let css =
        std::fs::read_to_string("style/tokens.css").unwrap() + &std::fs::read_to_string("style/staff.css").unwrap();
    let f = StaffFrame {
        css: css.into(),
        script: "/staff.js".into(),
        demonstration: true,
    };
    let put = |name: &str, make: Box<dyn FnOnce() -> StaffPage>| {
        std::fs::write(format!("{out}/{name}.html"), frame::render(&f, make)).unwrap();
    };
    let wrong = || {
        let mut e = FormErrors::one("login", "账号或密码不对");
        e.add("password", "请再输一遍密码");
        e
    };
    put(
        "sign-in",
        Box::new(|| sign_in::page(SignInForm::default(), FormErrors::default(), true)),
    );
    put(
        "sign-in-refused",
        Box::new(move || {
            sign_in::page(
                SignInForm {
                    login: "xiuwu".into(),
                    ..SignInForm::default()
                },
                wrong(),
                true,
            )
        }),
    );
    put(
        "queue",
        Box::new(|| queue::page(queue_page(rows(), "", QueueView::Open), &me())),
    );
    put(
        "queue-empty",
        Box::new(|| queue::page(queue_page(vec![], "", QueueView::Waiting), &me())),
    );
    put(
        "queue-search",
        Box::new(|| queue::page(queue_page(rows()[5..].to_vec(), "wangzhuang", QueueView::Open), &me())),
    );
    put(
        "case",
        Box::new(|| case::page(case_page(CaseState::Investigating), &me())),
    );
    put(
        "case-new",
        Box::new(|| {
            let mut c = case_page(CaseState::Submitted);
            c.accepted_at = None;
            c.accept_by = datetime!(2026-11-05 16:00 +8);
            c.history.drain(0..2);
            c.messages.clear();
            c.may_draft_notice = false;
            c.row.due = Some(c.accept_by);
            c.row.used_percent = 92;
            case::page(c, &me())
        }),
    );
    put(
        "case-refused",
        Box::new(|| {
            let mut c = case_page(CaseState::Investigating);
            c.typed = StepForm {
                step: "close".into(),
                note: "</textarea><script>alert(1)</script>".into(),
                outcome: "out_of_remit".into(),
                ..StepForm::default()
            };
            c.errors = c.typed.check().unwrap_err();
            case::page(c, &me())
        }),
    );
    put(
        "case-onlooker",
        Box::new(|| {
            let mut c = case_page(CaseState::Investigating);
            c.steps.clear();
            c.may_reply = false;
            c.may_draft_notice = false;
            c.chain_intact = false;
            c.photos.clear();
            c.text.clear();
            c.village = None;
            case::page(
                c,
                &SignedIn {
                    office: "修武县公安局".into(),
                    ..me()
                },
            )
        }),
    );
    put(
        "case-closed",
        Box::new(|| {
            let mut c = case_page(CaseState::Closed);
            c.outcome = Some(Outcome::Violation);
            c.row.due = None;
            c.notice = Some((7, NoticeState::Proposed));
            case::page(c, &me())
        }),
    );
    put(
        "notices",
        Box::new(|| {
            let one = |id, state| StaffNoticeRow {
                id,
                title: "进村卖散煤，没收 3 吨，罚 4,800 元（示例）".into(),
                case_number: "2026-0431".into(),
                state,
                updated_at: NOW,
                drafted_by: "示例 经办员".into(),
            };
            notices::page(
                vec![
                    one(1, NoticeState::Published),
                    one(2, NoticeState::Proposed),
                    one(3, NoticeState::Draft),
                    one(4, NoticeState::Withdrawn),
                ],
                &me(),
            )
        }),
    );
    put("notice-draft", Box::new(|| notice::page(desk(), &me())));
    put(
        "notice-refused",
        Box::new(|| {
            let mut d = desk();
            d.errors = d.form.check(time::macros::date!(2026 - 11 - 05)).unwrap_err();
            notice::page(d, &me())
        }),
    );
    put(
        "notice-approve",
        Box::new(|| {
            let mut d = desk();
            d.state = NoticeState::Proposed;
            d.may_edit = false;
            d.may_approve = true;
            d.form.summary = "群众举报后第二天查实。".into();
            d.form.legal_basis = "示例条款".into();
            notice::page(d, &me())
        }),
    );
    put(
        "notice-mine",
        Box::new(|| {
            let mut d = desk();
            d.state = NoticeState::Proposed;
            d.approval_hint = "这份是你起草的，要由本单位另一位审核人来发布（四眼原则）。".into();
            notice::page(d, &me())
        }),
    );
    put(
        "notice-public",
        Box::new(|| {
            let mut d = desk();
            d.state = NoticeState::Published;
            d.may_withdraw = true;
            d.public_from = Some(NOW);
            notice::page(d, &me())
        }),
    );
    for status in [403, 404, 409, 500] {
        put(
            &format!("problem-{status}"),
            Box::new(move || {
                error::page(&Trouble {
                    status,
                    reference: if status == 500 {
                        "7f3a-91c2".into()
                    } else {
                        String::new()
                    },
                    ..Trouble::default()
                })
            }),
        );
    }
}
