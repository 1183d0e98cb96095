//! Invented data for every page; marked 示例 wherever it shows.

use app::{
    domain::{
        case::{CaseState, Outcome},
        category::{AnswerKind, AnswerOption, CategoryGuide, Question, TipKind},
        division::VillageCode,
        receipt::Receipt,
        who_may_burn::{Allowance, Burner},
        zone::{UndeterminedReason, ZoneStatus},
    },
    forms::{FormErrors, tip_form::TipForm},
    ports::{
        BurnRow, Choices, FollowedMessage, FollowedStep, Home, NoticeCard, NoticeDetail, NoticeList, ReceiptIssued,
        ReportChoice, ReportForm, RoutePreview, TipFollowed, VillageAnswer, VillageChoice, ZoneSource,
    },
};
use time::macros::{date, datetime};

fn code(number: u64) -> VillageCode {
    VillageCode::try_from(number).unwrap_or_else(|_| unreachable!("sample codes have twelve digits"))
}

pub fn sample_home(notices: Vec<NoticeCard>, today: time::Date) -> Home {
    Home { notices, today }
}

fn card(id: i64, title: &str, place: &str, authority: &str, published_on: time::Date) -> NoticeCard {
    NoticeCard {
        id,
        title: title.into(),
        place: place.into(),
        authority: authority.into(),
        published_on,
        demonstration: true,
    }
}

pub fn cards() -> Vec<NoticeCard> {
    vec![
        card(
            3,
            "卖散煤，没收 3 吨，罚 4,800 元",
            "修武县城关镇",
            "修武县市场监督管理局",
            date!(2026 - 11 - 04),
        ),
        card(
            2,
            "早点摊烧煤，当场改用燃气",
            "温县番田镇",
            "焦作市生态环境局温县分局",
            date!(2026 - 11 - 03),
        ),
        card(
            1,
            "型煤网点卖给饭店，停业整改",
            "武陟县詹店镇",
            "武陟县工业和信息化局",
            date!(2026 - 10 - 30),
        ),
    ]
}

pub fn list() -> NoticeList {
    NoticeList {
        notices: cards(),
        newer: Some("/notices".into()),
        older: Some("/notices?before=1".into()),
    }
}

pub fn detail() -> NoticeDetail {
    NoticeDetail {
        card: cards().remove(0),
        summary: "修武县城关镇一家煤点偷偷卖散煤。群众举报后第二天查实，煤没收了，钱也罚了。".into(),
        document_number: "示例〔2026〕第1号".into(),
        party: "某煤炭经营部，王某".into(),
        violation: "销售不符合质量标准的散煤".into(),
        penalty: "没收散煤 3 吨，罚款 4,800 元".into(),
        legal_basis: "《中华人民共和国大气污染防治法》第一百零三条（示例）".into(),
        decided_on: date!(2026 - 10 - 28),
    }
}

fn choice(number: u64, name: &str, county: &str, town: &str, status: ZoneStatus, exact: bool) -> VillageChoice {
    VillageChoice {
        code: code(number),
        name: name.into(),
        town: town.into(),
        county: county.into(),
        status,
        exact,
    }
}

pub fn choices() -> Choices {
    use ZoneStatus::{Inside, Outside, Undetermined};
    Choices {
        villages: vec![
            choice(410_821_100_207, "王庄", "修武县", "城关镇", Inside, true),
            choice(410_821_101_207, "王庄", "修武县", "七贤镇", Outside, true),
            choice(410_803_100_207, "王庄", "中站区", "许衡街道", Inside, true),
            choice(410_822_100_207, "王庄", "博爱县", "清化镇街道", Inside, true),
            choice(410_823_100_207, "王庄", "武陟县", "詹店镇", Undetermined, true),
            choice(410_825_100_207, "东王庄", "温县", "番田镇", Outside, false),
            choice(410_882_100_207, "西王庄", "沁阳市", "紫陵镇", Outside, false),
        ],
        total: 12,
        demonstration: true,
    }
}

pub fn answer(status: ZoneStatus) -> VillageAnswer {
    let briquette = match status {
        ZoneStatus::Inside => Allowance::Forbidden,
        ZoneStatus::Outside => Allowance::Allowed,
        ZoneStatus::Undetermined => Allowance::Undetermined,
    };
    let known = status != ZoneStatus::Undetermined;
    VillageAnswer {
        code: code(410_821_100_207),
        name: "王庄".into(),
        pinyin: "WANGZHUANG".into(),
        town: "城关镇".into(),
        county: "修武县".into(),
        status,
        reason: (!known).then_some(UndeterminedReason::NoNotice),
        source: known.then(source),
        cutting: None,
        rows: Burner::ALL
            .map(|who| BurnRow {
                who,
                loose_coal: Allowance::Forbidden,
                briquette: if who == Burner::Merchant {
                    Allowance::Forbidden
                } else {
                    briquette
                },
            })
            .to_vec(),
    }
}

fn source() -> ZoneSource {
    ZoneSource {
        title: "修武县人民政府关于划定禁煤区的通告（示例）".into(),
        issuer: "修武县人民政府（示例）".into(),
        number: "示例〔2025〕第5号".into(),
        issued: date!(2025 - 08 - 18),
        in_force: date!(2025 - 09 - 01),
        basis: vec!["《中华人民共和国大气污染防治法》".into()],
        exemptions: vec!["电煤".into(), "集中供热用煤".into(), "原料用煤".into()],
        contact: "12345".into(),
        includes_briquettes: true,
        demonstration: true,
    }
}

pub fn cut() -> VillageAnswer {
    VillageAnswer {
        name: "东南王里村".into(),
        pinyin: "DONGNANWANGLI".into(),
        reason: Some(UndeterminedReason::CutByBoundary),
        source: Some(source()),
        cutting: Some((
            "县城建成区".into(),
            ["黄河路", "子夏大街", "司马大街", "振兴路"].map(String::from).to_vec(),
        )),
        ..answer(ZoneStatus::Undetermined)
    }
}

pub fn report() -> ReportChoice {
    let samples = [
        (
            "mobile_vendor",
            "流动卖煤车",
            "开车、骑三轮进村卖散煤，或者夜里偷着运煤。",
            "truck",
        ),
        (
            "loose_coal_seller",
            "固定点卖散煤",
            "院子、门店、煤场里存着散煤往外卖。",
            "store",
        ),
        (
            "remote_sale",
            "打电话、网上卖煤",
            "打个电话、发个微信就给您送散煤。",
            "phone",
        ),
        (
            "coal_advert",
            "卖煤小广告",
            "墙上、手机上卖散煤的广告、视频、卡片。",
            "ad",
        ),
        (
            "merchant_burning",
            "饭店、商户烧煤",
            "饭店、澡堂、早点铺、酒席等做生意的烧煤、存煤。",
            "shop",
        ),
        ("street_stall", "路边摊烧煤", "夜市、早市、路边的小摊用煤炉。", "stall"),
        (
            "household_burning",
            "邻居家里烧煤",
            "住家户做饭、取暖烧煤。先上门帮忙。",
            "home",
        ),
        ("farm_burning", "种养烧煤", "菇棚、大棚、养殖场、烤地黄烧煤。", "sprout"),
        (
            "briquette_business",
            "型煤网点违规",
            "型煤厂、配送网点卖散煤，卖给饭店，或卖进禁煤区。",
            "factory",
        ),
        (
            "briquette_quality",
            "型煤质量不好",
            "买的型煤烧不着、一烧就碎、烟大味呛。",
            "scale",
        ),
        (
            "briquette_price",
            "型煤涨价乱收费",
            "型煤突然涨价、乱收送货费、几家一起涨。",
            "yuan",
        ),
        (
            "briquette_shortage",
            "买不到型煤",
            "网点没货、不送货，家里快断煤了。",
            "box",
        ),
        (
            "heating_switch",
            "电取暖、气取暖有困难",
            "补贴没到账、电费气费弄不清、停电停气、设备坏了。",
            "plug",
        ),
        (
            "zone_boundary",
            "问禁煤区划到哪",
            "不知道自家在不在禁煤区，或觉得划得不对。",
            "map",
        ),
        (
            "sham_rectification",
            "假整改、没人管",
            "说是查过了、改好了，其实还照旧，或者报了没人管。",
            "shield",
        ),
        (
            "unsure",
            "说不清是哪一类",
            "不知道该选哪个，就选这个，我们替您分。",
            "ask",
        ),
    ];
    ReportChoice {
        categories: samples
            .into_iter()
            .filter_map(|(code, name, hint, icon)| {
                Some(CategoryGuide {
                    category: code.parse().ok()?,
                    name: name.into(),
                    hint: hint.into(),
                    icon: icon.into(),
                    kind: TipKind::Report,
                    notice: String::new(),
                    coach: vec![],
                    questions: vec![],
                })
            })
            .collect(),
        village: Some(choice(
            410_821_100_207,
            "王庄",
            "修武县",
            "城关镇",
            ZoneStatus::Inside,
            true,
        )),
    }
}

pub fn tip_form(errors: FormErrors) -> ReportForm {
    let mut guide = report().categories.remove(0);
    guide.coach = ["place", "time", "plate", "photo"].map(String::from).to_vec();
    let option = |value: &str, label: &str| AnswerOption {
        value: value.into(),
        label: label.into(),
    };
    guide.questions = vec![
        Question {
            id: "vehicle".into(),
            label: "什么车？".into(),
            hint: String::new(),
            answer: AnswerKind::Choice {
                options: vec![
                    option("tricycle", "三轮车"),
                    option("small_truck", "小货车"),
                    option("unseen", "没看清"),
                ],
            },
        },
        Question {
            id: "plate_or_phone".into(),
            label: "车牌或卖煤电话".into(),
            hint: "有车牌，找车快得多。只看清后三位也有用。".into(),
            answer: AnswerKind::Text {
                max: 40,
                placeholder: "比如：后三位 123".into(),
            },
        },
    ];
    ReportForm {
        guide,
        village: (!errors.is_empty()).then(|| choices().villages.remove(1)),
        query: String::new(),
        choices: Choices::default(),
        route: RoutePreview {
            lead: "修武县交通运输局".into(),
            joint: vec!["修武县市场监督管理局".into(), "修武县公安局".into()],
            clause: "二(四)".into(),
            document: "焦散烧办〔2023〕7号".into(),
            reason: "流动车卖散煤由交通运输部门牵头，市场监管、公安配合。".into(),
            accept_hours: 24,
            close_days: 10,
        },
        idempotency_key: "00000000-0000-4000-8000-000000000000".into(),
        form: TipForm::default(),
        errors,
    }
}

pub fn issued() -> ReceiptIssued {
    ReceiptIssued {
        receipt: Receipt::from_number(5_083_194_722_607_718),
        qr_svg: r##"<svg viewBox="0 0 29 29"><path fill="#10243E" d="M0 0h7v7H0zM22 0h7v7h-7zM0 22h7v7H0zM9 9h11v11H9z"/></svg>"##.into(),
        filed_at: datetime!(2026-11-23 14:32 +8),
        category: "流动卖煤车".into(),
        place: "王庄（修武县七贤镇）".into(),
        lead: "修武县交通运输局".into(),
        joint: vec!["修武县市场监督管理局".into(), "修武县公安局".into()],
        accept_by: datetime!(2026-11-24 14:32 +8),
        close_by: datetime!(2026-12-08 0:00 +8),
        photos: 2,
    }
}

pub fn followed(state: CaseState, outcome: Option<Outcome>) -> TipFollowed {
    let step = |at, text: &str| FollowedStep {
        at,
        state,
        text: text.into(),
    };
    TipFollowed {
        state,
        outcome,
        category: "流动卖煤车".into(),
        place: "王庄（修武县七贤镇）".into(),
        filed_at: datetime!(2026-11-23 14:32 +8),
        lead: "修武县交通运输局".into(),
        accept_by: datetime!(2026-11-24 14:32 +8),
        close_by: datetime!(2026-12-08 0:00 +8),
        history: vec![
            step(datetime!(2026-11-23 14:32 +8), "已收到"),
            step(datetime!(2026-11-23 16:05 +8), "修武县交通运输局已签收"),
            step(datetime!(2026-11-24 09:40 +8), "已到现场核查"),
        ],
        messages: vec![FollowedMessage {
            at: datetime!(2026-11-24 10:12 +8),
            from: "修武县交通运输局".into(),
            text: "谢谢您。车牌后三位看清了吗？\n看清了请再报一次，写上就行。".into(),
        }],
    }
}

pub fn new_tip() -> TipFollowed {
    let mut tip = followed(CaseState::Submitted, None);
    tip.history.truncate(1);
    tip.messages.clear();
    tip
}
