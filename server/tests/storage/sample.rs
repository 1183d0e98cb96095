//! Tips, steps and accounts to test with.

use std::collections::BTreeSet;

use app::domain::{
    agency::Queue,
    calendar::Deadlines,
    case::{CaseState, Step},
    category::Category,
    coordinate::Wgs84,
    happened::Happened,
    permission::Role,
    routing::Route,
    tip::{Position, Sighting, Tip},
};
use jingnuan::evidence::received::Received;
use jingnuan::storage::{
    Bytes32, CaseFile, CaseStep, EventKind, Filed, FiledTip, NewAccount, NewEvent, NewPhoto, NewTip, Storage,
};
use sha2::{Digest, Sha256};
use time::{Duration, OffsetDateTime, macros::datetime};

pub const NOW: OffsetDateTime = datetime!(2026-11-23 08:00 UTC);

pub fn office(text: &str) -> Queue {
    text.parse().unwrap()
}

pub fn hash(text: &str) -> Bytes32 {
    Sha256::digest(text).into()
}

pub fn event(kind: EventKind, state: CaseState, at: OffsetDateTime, text: &str) -> NewEvent {
    NewEvent {
        at,
        account: None,
        office: None,
        tip: None,
        kind,
        state,
        text: text.to_owned(),
        public_text: text.to_owned(),
        received: Received::default(),
        salt: hash(&format!("salt of {text}")),
    }
}

/// A mobile vendor's tip from 修武, different for each `key`.
pub fn tip(key: &str) -> NewTip {
    NewTip {
        tip: Tip {
            category: Category::MobileVendor,
            village: "410821100207".parse().ok(),
            place_text: "村口桥头".to_owned(),
            position: Some(Position {
                at: Wgs84 {
                    longitude: 113.447,
                    latitude: 35.223,
                },
                accuracy: 25.5,
            }),
            happened: Some(Happened::Moment(NOW - Duration::hours(2))),
            answers: [("plate".to_owned(), "豫H3A521".to_owned())].into(),
            text: format!("蓝色货车进村卖散煤 {key}"),
            sightings: vec![Sighting {
                place: "邻村集上".to_owned(),
                when: "上周三早上".to_owned(),
            }],
        },
        receipt_hash: hash(&format!("receipt {key}")),
        idempotency_hash: hash(&format!("key {key}")),
        body_hash: hash(&format!("body {key}")),
        filed_at: NOW,
        route: Route {
            lead: office("transport@410821"),
            joint: vec![office("market_regulation@410821"), office("public_security@410821")],
            clause: "二(四)".to_owned(),
            reason: "流动贩卖由交通运输部门牵头".to_owned(),
            version: "2023-1".to_owned(),
        },
        county: "410821".parse().ok(),
        town: "410821100".parse().ok(),
        deadlines: Deadlines {
            accept_by: NOW + Duration::hours(24),
            close_by: NOW + Duration::days(14),
        },
        photos: vec![photo(key, 0), photo(key, 1)],
        identity: None,
        signature: vec![7; 64],
        events: vec![
            event(EventKind::Filed, CaseState::Submitted, NOW, "收到举报"),
            event(EventKind::Routed, CaseState::Submitted, NOW, "分派给修武县交通运输局"),
        ],
        hold: None,
        entered: None,
        traces: BTreeSet::new(),
        join: None,
        jobs: vec![],
    }
}

pub fn photo(key: &str, position: u32) -> NewPhoto {
    NewPhoto {
        clean_key: format!("{key}/{position}.jpg"),
        thumbnail_key: format!("{key}/{position}.small.jpg"),
        width: 2048,
        height: 1536,
        thumbnail_width: 480,
        thumbnail_height: 360,
        bytes: 400_000,
        sha256: hash(key),
        caption: format!("第 {position} 张"),
        sealed: None,
        likeness: None,
        original: None,
    }
}

/// The tip of this key, routed elsewhere and due at another time.
pub fn routed(key: &str, category: Category, lead: &str, joint: &[&str], due_in: Duration) -> NewTip {
    let mut tip = tip(key);
    tip.tip.category = category;
    tip.route.lead = office(lead);
    tip.route.joint = joint.iter().map(|text| office(text)).collect();
    tip.deadlines.accept_by = NOW + due_in;
    tip
}

pub fn new(filed: Filed) -> FiledTip {
    match filed {
        Filed::New(tip) => tip,
        other => panic!("not new: {other:?}"),
    }
}

/// Files a tip and reads its case.
pub async fn filed(storage: &Storage, tip: NewTip) -> CaseFile {
    let filed = new(storage.file_tip(tip).await.unwrap());
    storage.find_case(&filed.case_number).await.unwrap().unwrap()
}

pub fn step(case: &CaseFile, step: Step, at: OffsetDateTime) -> CaseStep {
    let state = app::domain::case::advance(case.state, step).unwrap();
    CaseStep {
        case_id: case.id,
        expected_state: case.state,
        outcome: None,
        referred_to: None,
        event: NewEvent {
            account: Some(1),
            office: Some(case.lead),
            ..event(step.into(), state, at, step.label())
        },
        message: None,
        jobs: vec![],
    }
}

pub fn account(login: &str, role: Role) -> NewAccount {
    NewAccount {
        login: login.to_owned(),
        name: "张三".to_owned(),
        role,
        office: office("transport@410821"),
        password_hash: "$argon2id$…".to_owned(),
        created_at: NOW,
    }
}
