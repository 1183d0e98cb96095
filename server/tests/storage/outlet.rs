//! Outlets: kept as recorded, each change with who and when, and never two of one name in a county.

use app::domain::{
    coordinate::Wgs84,
    outlet::{OutletContent, OutletKind},
    permission::Role,
};
use jingnuan::storage::{OUTLET_CHANGED, OUTLET_EXISTS, OutletEvent};
use time::{Duration, OffsetDateTime, macros::date};

use crate::{
    engine::on_both_engines,
    sample::{NOW, account},
};

fn outlet(name: &str) -> OutletContent {
    OutletContent {
        county: "410821".parse().unwrap(),
        kind: OutletKind::Outlet,
        name: name.to_owned(),
        address: "七贤镇某路".to_owned(),
        towns: vec!["410821101".parse().unwrap()],
        villages: vec!["410821102201".parse().unwrap(), "410821102202".parse().unwrap()],
        phone: "0391-0000001".to_owned(),
        hours: "每天".to_owned(),
        licence: "SL-2025-001".to_owned(),
        position: Some(Wgs84::new(113.25, 35.21)),
        valid_from: date!(2025 - 09 - 01),
        valid_until: Some(date!(2026 - 08 - 31)),
        closed_on: None,
    }
}

fn done(kind: &str, account: i64, at: OffsetDateTime) -> OutletEvent {
    OutletEvent {
        at,
        account,
        kind: kind.to_owned(),
        remark: String::new(),
    }
}

on_both_engines! {
    async fn an_outlet_is_added_changed_and_closed(engine) {
        let storage = &engine.storage;
        let by = storage.create_account(account("zhang", Role::Handler)).await.unwrap();
        assert_eq!(storage.outlet_version().await.unwrap(), 0);
        let id = storage.insert_outlet(&outlet("一"), done("add", by, NOW)).await.unwrap();
        let seen = storage.find_outlet(id).await.unwrap().unwrap();
        assert_eq!((&seen.content, seen.updated_at), (&outlet("一"), NOW));
        assert_eq!(storage.outlet_version().await.unwrap(), 1);

        let mut closed = seen.clone();
        closed.content.closed_on = Some(date!(2026 - 01 - 01));
        closed.content.position = None;
        closed.content.valid_until = None;
        // Within the same millisecond, the version moves on all the same.
        closed.updated_at = storage.update_outlet(&closed, done("close", by, NOW)).await.unwrap();
        assert!(closed.updated_at > seen.updated_at);
        assert_eq!(storage.list_outlets().await.unwrap(), [closed]);
        let late = storage.update_outlet(&seen, done("save", by, NOW + Duration::hours(1))).await;
        assert!(late.is_err_and(|error| error.is_conflict(OUTLET_CHANGED)));

        assert_eq!(storage.outlet_version().await.unwrap(), 2);
        let events = storage.list_outlet_events(id).await.unwrap();
        assert_eq!(events, [done("add", by, NOW), done("close", by, NOW)]);
        assert!(storage.find_outlet(id + 1).await.unwrap().is_none());
    }

    async fn a_county_has_one_outlet_of_a_name(engine) {
        let storage = &engine.storage;
        let by = storage.create_account(account("zhang", Role::Handler)).await.unwrap();
        storage.insert_outlet(&outlet("一"), done("add", by, NOW)).await.unwrap();
        let again = storage.insert_outlet(&outlet("一"), done("add", by, NOW)).await;
        assert!(again.is_err_and(|error| error.is_conflict(OUTLET_EXISTS)));
        let mut elsewhere = outlet("一");
        elsewhere.county = "410822".parse().unwrap();
        storage.insert_outlet(&elsewhere, done("add", by, NOW)).await.unwrap();
        let second = storage.insert_outlet(&outlet("二"), done("add", by, NOW)).await.unwrap();
        let mut renamed = storage.find_outlet(second).await.unwrap().unwrap();
        "一".clone_into(&mut renamed.content.name);
        let refused = storage.update_outlet(&renamed, done("save", by, NOW)).await;
        assert!(refused.is_err_and(|error| error.is_conflict(OUTLET_EXISTS)));
        // What is refused leaves no line behind.
        assert_eq!((storage.outlet_version().await.unwrap(), engine.count("outlet").await), (3, 3));
    }
}
