//! Queues: who sees what, in which order, page by page, and by words.

use app::{
    domain::{agency::Area, case::Step, category::Category},
    ports::QueueView,
};
use jingnuan::storage::{CaseFile, QueueQuery, QueueScope, Storage};
use time::Duration;

use crate::{
    engine::on_both_engines,
    sample::{NOW, filed, office, routed, step, tip},
};

fn query(scope: QueueScope, view: QueueView) -> QueueQuery {
    QueueQuery {
        scope,
        view,
        words: String::new(),
        now: NOW,
        after: None,
        limit: 50,
    }
}

fn own(text: &str) -> QueueScope {
    QueueScope::Office(office(text))
}

fn area(text: &str, complaints: bool) -> QueueScope {
    QueueScope::Area {
        area: text.parse().unwrap(),
        complaints,
    }
}

async fn numbers(storage: &Storage, query: &QueueQuery) -> Vec<String> {
    let page = storage.list_queue(query).await.unwrap();
    page.rows
        .into_iter()
        .map(|case| case.number[5..].trim_start_matches('0').to_owned())
        .collect()
}

async fn search(storage: &Storage, words: &str) -> Vec<String> {
    let words = words.to_owned();
    numbers(
        storage,
        &QueueQuery {
            words,
            ..query(own("transport@410821"), QueueView::Open)
        },
    )
    .await
}

on_both_engines! {
    async fn each_office_sees_its_own_most_urgent_first(engine) {
        let storage = &engine.storage;
        let hours = Duration::hours;
        for (n, (category, lead, joint, due)) in [
            (Category::MobileVendor, "transport@410821", &["public_security@410821"][..], 5),
            (Category::MobileVendor, "transport@410821", &[][..], 2),
            (Category::MobileVendor, "transport@410822", &["market_regulation@410822"][..], 3),
            (Category::HouseholdBurning, "town@410821100", &["ecology@410821"][..], 4),
            (Category::ShamRectification, "city_office@4108", &["transport@410821"][..], 1),
            (Category::MobileVendor, "transport@410821", &[][..], 2),
        ]
        .into_iter()
        .enumerate()
        {
            filed(storage, routed(&n.to_string(), category, lead, joint, hours(due))).await;
        }
        for (scope, expected) in [
            (own("transport@410821"), &["2", "6", "1"][..]),
            (own("public_security@410821"), &["1"]),
            (own("transport@410822"), &["3"]),
            (own("transport@4108"), &["2", "6", "3", "1"]),
            (own("town@410821100"), &["4"]),
            (own("ecology@410821"), &["4"]),
            (own("ecology@410822"), &[]),
            (own("city_office@4108"), &["5"]),
            (area("410821", false), &["2", "6", "4", "1"]),
            (area("410821100", false), &["4"]),
            (area("4108", false), &["2", "6", "3", "4", "1"]),
            (area("4108", true), &["5", "2", "6", "3", "4", "1"]),
        ] {
            assert_eq!(numbers(storage, &query(scope, QueueView::Open)).await, expected, "{scope:?}");
            let counts = storage.count_queue(scope, NOW).await.unwrap();
            let expected = i64::try_from(expected.len()).unwrap();
            assert_eq!(counts, [expected, 0, expected, 0], "{scope:?}");
        }
    }

    async fn views_follow_the_case(engine) {
        let storage = &engine.storage;
        let mut cases: Vec<CaseFile> = vec![];
        for n in 0..4 {
            cases.push(filed(storage, tip(&n.to_string())).await);
        }
        let scope = own("transport@410821");
        for case in &cases[1..] {
            storage.take_step(step(case, Step::Accept, NOW)).await.unwrap();
        }
        for (n, minutes) in [(2, 1), (3, 2)] {
            let case = storage.find_case(&cases[n].number).await.unwrap().unwrap();
            storage.take_step(step(&case, Step::Close, NOW + Duration::minutes(minutes))).await.unwrap();
        }
        for (view, expected) in [
            (QueueView::Open, &["1", "2"][..]),
            (QueueView::Overdue, &[]),
            (QueueView::Waiting, &["1"]),
            (QueueView::Closed, &["4", "3"]),
        ] {
            assert_eq!(numbers(storage, &query(scope, view)).await, expected, "{view:?}");
        }
        assert_eq!(storage.count_queue(scope, NOW).await.unwrap(), [2, 0, 1, 2]);

        let later = NOW + Duration::days(2);
        let overdue = QueueQuery { now: later, ..query(scope, QueueView::Overdue) };
        assert_eq!(numbers(storage, &overdue).await, ["1"], "accepting starts the longer clock");
        assert_eq!(storage.count_queue(scope, later).await.unwrap(), [2, 1, 1, 2]);
    }

    async fn pages_hold_every_case_once(engine) {
        let storage = &engine.storage;
        for n in 0..25 {
            let due = Duration::hours(i64::from(n % 4));
            filed(storage, routed(&n.to_string(), Category::MobileVendor, "transport@410821", &[], due)).await;
        }
        let mut page = QueueQuery { limit: 10, ..query(own("transport@410821"), QueueView::Open) };
        let mut seen: Vec<CaseFile> = vec![];
        for (rows, more) in [(10, true), (10, true), (5, false)] {
            let slice = storage.list_queue(&page).await.unwrap();
            assert_eq!((slice.rows.len(), slice.next.is_some()), (rows, more));
            seen.extend(slice.rows);
            page.after = slice.next.map(|key| key.to_string().parse().unwrap());
        }
        assert!(seen.is_sorted_by_key(|case| (case.due, case.id)));
        seen.dedup_by_key(|case| case.id);
        assert_eq!(seen.len(), 25);
    }

    async fn a_full_last_page_has_no_next(engine) {
        for n in 0..2 {
            filed(&engine.storage, tip(&n.to_string())).await;
        }
        let page = QueueQuery { limit: 2, ..query(own("transport@410821"), QueueView::Open) };
        let slice = engine.storage.list_queue(&page).await.unwrap();
        assert_eq!((slice.rows.len(), slice.next), (2, None));
    }

    async fn words_find_cases(engine) {
        let storage = &engine.storage;
        for (n, text) in ["修武王庄 豫H3A521 蓝色货车", "王村 庄园旁 三轮车", "武陟 货车 ＡＢＣ"].into_iter().enumerate() {
            let case = filed(storage, tip(&n.to_string())).await;
            storage.index_case(case.id, &format!("{} {text}", case.number)).await.unwrap();
            storage.index_case(case.id, &format!("{} {text}", case.number)).await.unwrap();
        }
        for (words, expected) in [
            ("王庄", &["1"][..]),
            ("货车", &["1", "3"]),
            ("货车 武陟", &["3"]),
            ("h3a5", &["1"]),
            ("abc", &["3"]),
            ("2026-000002", &["2"]),
            ("庄", &["1", "2"]),
            ("车", &["1", "2", "3"]),
            ("煤炭", &[]),
            ("王庄 煤", &[]),
            ("，", &["1", "2", "3"]),
        ] {
            assert_eq!(search(storage, words).await, expected, "{words}");
        }
        let elsewhere = QueueQuery { words: "王庄".into(), ..query(own("transport@410822"), QueueView::Open) };
        assert!(numbers(storage, &elsewhere).await.is_empty());
        let city = QueueScope::Area { area: Area::City, complaints: false };
        let everywhere = QueueQuery { words: "王庄".into(), ..query(city, QueueView::Open) };
        assert_eq!(numbers(storage, &everywhere).await, ["1"]);
    }
}
