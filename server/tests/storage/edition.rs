//! Editions: drafted, checked, published once for a day, and then unchangeable.

use app::domain::{
    agency::Agency,
    edition::{EditionKind, EditionState},
    permission::Role,
};
use jingnuan::storage::{
    EDITION_CHANGED, EDITION_DAY_TAKEN, Edition, EditionAnswer, EditionEvent, ImportedEdition, NewEdition, Storage,
};
use serde_json::json;
use time::macros::date;

use crate::{
    engine::on_both_engines,
    sample::{NOW, account},
};

const ZONE: EditionKind = EditionKind::BanZone;

async fn drafted(storage: &Storage) -> Edition {
    let by = match storage.find_account("zhang").await.unwrap() {
        Some(account) => account.id,
        None => storage.create_account(account("zhang", Role::Handler)).await.unwrap(),
    };
    let new = NewEdition {
        kind: ZONE,
        scope: "410821".to_owned(),
        document: json!({"title": "通告"}),
        demonstration: true,
        drafted_by: by,
        at: NOW,
    };
    let id = storage.insert_edition(new).await.unwrap();
    storage.find_edition(id).await.unwrap().unwrap()
}

fn done(kind: &str, edition: &Edition) -> EditionEvent {
    EditionEvent::new(NOW, edition.drafted_by, kind)
}

async fn published(storage: &Storage) -> Edition {
    let mut edition = drafted(storage).await;
    edition.state = EditionState::Published;
    edition.effective = Some(date!(2026 - 12 - 01));
    edition.published_at = Some(NOW);
    edition.revision = storage
        .update_edition(&edition, done("approve", &edition))
        .await
        .unwrap();
    edition
}

on_both_engines! {
    async fn a_draft_is_kept_as_written_with_its_history(engine) {
        let storage = &engine.storage;
        let mut edition = drafted(storage).await;
        edition.document = json!({"title": "改过的通告", "towns": [410_821_100]});
        edition.effective = Some(date!(2026 - 12 - 01));
        edition.attachment = Some("editions/a".to_owned());
        edition.revision = storage.update_edition(&edition, done("save", &edition)).await.unwrap();
        assert_eq!(storage.find_edition(edition.id).await.unwrap().unwrap(), edition);
        let kinds: Vec<String> = storage
            .list_edition_events(edition.id).await.unwrap().into_iter().map(|event| event.kind).collect();
        assert_eq!(kinds, ["draft", "save"]);
        assert_eq!(storage.list_editions(ZONE, Some("410821")).await.unwrap().len(), 1);
        assert!(storage.list_editions(ZONE, Some("410822")).await.unwrap().is_empty());
        assert!(storage.list_editions(EditionKind::Price, None).await.unwrap().is_empty());
        let known = storage.list_blob_keys_known(&["editions/a".to_owned(), "editions/b".to_owned()]).await.unwrap();
        assert!(known.contains("editions/a") && !known.contains("editions/b"));
        assert_eq!(storage.find_published_attachment(edition.id).await.unwrap(), None);
    }

    async fn of_two_people_at_one_draft_the_second_is_told(engine) {
        let storage = &engine.storage;
        let edition = drafted(storage).await;
        storage.update_edition(&edition, done("save", &edition)).await.unwrap();
        let error = storage.update_edition(&edition, done("save", &edition)).await.unwrap_err();
        assert!(error.is_conflict(EDITION_CHANGED), "{error}");
        assert_eq!(storage.list_edition_events(edition.id).await.unwrap().len(), 2);
    }

    async fn what_is_published_can_only_be_withdrawn(engine) {
        let storage = &engine.storage;
        let before = storage.edition_stamp(ZONE).await.unwrap();
        let mut edition = published(storage).await;
        let after = storage.edition_stamp(ZONE).await.unwrap();
        assert_ne!(before, after);
        assert_eq!(storage.list_published_editions(ZONE).await.unwrap(), [edition.clone()]);
        let mut forged = edition.clone();
        forged.document = json!({"title": "偷改"});
        let error = storage.update_edition(&forged, done("save", &forged)).await.unwrap_err();
        assert!(error.is_conflict(EDITION_CHANGED), "{error}");
        forged.state = EditionState::Withdrawn;
        edition.state = EditionState::Withdrawn;
        edition.revision = storage.update_edition(&forged, done("withdraw", &forged)).await.unwrap();
        let kept = storage.find_edition(edition.id).await.unwrap().unwrap();
        assert_eq!(kept.document, edition.document, "withdrawing changes no word");
        assert!(storage.list_published_editions(ZONE).await.unwrap().is_empty());
        assert_ne!(storage.edition_stamp(ZONE).await.unwrap(), after);
    }

    async fn two_versions_never_share_a_day(engine) {
        let storage = &engine.storage;
        published(storage).await;
        let mut second = drafted(storage).await;
        second.state = EditionState::Published;
        second.effective = Some(date!(2026 - 12 - 01));
        let error = storage.update_edition(&second, done("approve", &second)).await.unwrap_err();
        assert!(error.is_conflict(EDITION_DAY_TAKEN), "{error}");
        second.effective = Some(date!(2027 - 01 - 01));
        storage.update_edition(&second, done("approve", &second)).await.unwrap();
    }

    async fn an_import_is_whole_or_not_at_all(engine) {
        let storage = &engine.storage;
        let version = |day| ImportedEdition {
            scope: "410821".to_owned(),
            document: json!({"title": "通告"}),
            effective: day,
            demonstration: false,
        };
        let same_day = vec![version(date!(2026 - 12 - 01)), version(date!(2026 - 12 - 01))];
        let error = storage.import_editions(ZONE, same_day, NOW).await.unwrap_err();
        assert!(error.is_conflict(EDITION_DAY_TAKEN), "{error}");
        assert_eq!(engine.count("edition").await, 0);
        let both = vec![version(date!(2026 - 12 - 01)), version(date!(2027 - 01 - 01))];
        let ids = storage.import_editions(ZONE, both, NOW).await.unwrap();
        let events = storage.list_edition_events(ids[0]).await.unwrap();
        assert_eq!((events.len(), events[0].account, events[0].kind.as_str()), (1, None, "import"));
        assert_eq!(storage.list_published_editions(ZONE).await.unwrap().len(), 2);
    }

    async fn answers_are_kept_in_order(engine) {
        let storage = &engine.storage;
        let edition = drafted(storage).await;
        for agrees in [false, true] {
            let answer = EditionAnswer {
                at: NOW,
                account: edition.drafted_by.unwrap(),
                agency: Agency::Industry,
                revision: edition.revision,
                agrees,
                remark: "修工信函〔2026〕3号".to_owned(),
            };
            storage.insert_edition_answer(edition.id, answer).await.unwrap();
        }
        let answers = storage.list_edition_answers(edition.id).await.unwrap();
        assert_eq!(answers.iter().map(|a| a.agrees).collect::<Vec<_>>(), [false, true]);
    }
}
