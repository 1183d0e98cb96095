//! Case notices: one for a case, seen by the public only in its time.

use app::domain::{
    case_notice::{NoticeContent, NoticeState},
    category::Category,
    permission::Role,
};
use jingnuan::storage::{
    CaseFile, NOTICE_CHANGED, NOTICE_EXISTS, NewNotice, Notice, NoticeChanges, NoticeEvent, NoticeKey, Storage,
};
use time::{Duration, OffsetDateTime, macros::date};

use crate::{
    engine::on_both_engines,
    sample::{NOW, account, filed, tip},
};

fn draft(case: &CaseFile, title: &str, drafted_by: i64) -> NewNotice {
    NewNotice {
        case_id: case.id,
        office: case.lead,
        content: NoticeContent {
            title: title.to_owned(),
            summary: "群众举报后第二天查实。".to_owned(),
            document_number: "焦交罚〔2026〕12号".to_owned(),
            party: "某煤炭经营部".to_owned(),
            violation: "流动贩卖散煤".to_owned(),
            penalty: "没收散煤 3 吨".to_owned(),
            legal_basis: "大气污染防治法".to_owned(),
            authority: "修武县交通运输局".to_owned(),
            decided_on: date!(2026 - 11 - 20),
        },
        place: "修武县城关镇".to_owned(),
        category: Category::MobileVendor,
        demonstration: true,
        drafted_by,
        at: NOW,
    }
}

fn done(kind: &str, account: i64, at: OffsetDateTime) -> NoticeEvent {
    NoticeEvent {
        at,
        account,
        kind: kind.to_owned(),
        remark: String::new(),
    }
}

/// A notice that is public from one instant until another.
async fn published(storage: &Storage, title: &str, from: OffsetDateTime, until: Option<OffsetDateTime>) -> Notice {
    let by = match storage.find_account("zhang").await.unwrap() {
        Some(account) => account.id,
        None => storage.create_account(account("zhang", Role::Handler)).await.unwrap(),
    };
    let case = filed(storage, tip(title)).await;
    let id = storage.insert_notice(draft(&case, title, by)).await.unwrap();
    let mut notice = storage.find_notice(id).await.unwrap().unwrap();
    notice.state = NoticeState::Published;
    notice.public_from = Some(from);
    notice.public_until = until;
    notice.updated_at = storage.update_notice(&notice, done("approve", by, NOW)).await.unwrap();
    notice
}

async fn titles(storage: &Storage, now: OffsetDateTime) -> Vec<String> {
    let notices = storage.list_published_notices(now, None, 10).await.unwrap();
    notices.into_iter().map(|notice| notice.content.title).collect()
}

on_both_engines! {
    async fn a_notice_is_drafted_approved_and_withdrawn(engine) {
        let storage = &engine.storage;
        let author = storage.create_account(account("zhang", Role::Handler)).await.unwrap();
        let approver = storage.create_account(account("li", Role::Approver)).await.unwrap();
        let case = filed(storage, tip("a")).await;
        let new = draft(&case, "没收散煤 3 吨", author);
        let id = storage.insert_notice(new.clone()).await.unwrap();
        let again = storage.insert_notice(new.clone()).await;
        assert!(again.is_err_and(|error| error.is_conflict(NOTICE_EXISTS)));

        let seen = storage.find_notice(id).await.unwrap().unwrap();
        assert_eq!((seen.state, &seen.content, &seen.case_number), (NoticeState::Draft, &new.content, &case.number));
        assert_eq!(storage.find_notice_of_case(case.id).await.unwrap().as_ref(), Some(&seen));

        let mut agreed = seen.clone();
        agreed.state = NoticeState::Published;
        agreed.approved_by = Some(approver);
        agreed.public_from = Some(NOW);
        // Within the same millisecond, the version moves on all the same.
        agreed.updated_at = storage.update_notice(&agreed, done("approve", approver, NOW)).await.unwrap();
        assert!(agreed.updated_at > seen.updated_at);
        assert_eq!(storage.find_notice(id).await.unwrap().as_ref(), Some(&agreed));
        let late = storage.update_notice(&seen, done("save", author, NOW)).await;
        assert!(late.is_err_and(|error| error.is_conflict(NOTICE_CHANGED)));

        let mut withdrawn = agreed.clone();
        withdrawn.state = NoticeState::Withdrawn;
        withdrawn.withdrawn_at = Some(NOW + Duration::days(1));
        storage.update_notice(&withdrawn, done("withdraw", approver, NOW + Duration::days(1))).await.unwrap();
        assert!(storage.find_published_notice(id, NOW + Duration::days(2)).await.unwrap().is_none());
        let second = storage.insert_notice(new).await.unwrap();
        assert_eq!(storage.find_notice_of_case(case.id).await.unwrap().map(|notice| notice.id), Some(second));

        let kinds: Vec<_> = storage.list_notice_events(id).await.unwrap().into_iter().map(|event| event.kind).collect();
        assert_eq!(kinds, ["draft", "approve", "withdraw"]);
        let of_office = storage.list_notices_of_office(case.lead, 10).await.unwrap();
        assert_eq!(of_office.iter().map(|notice| notice.id).collect::<Vec<_>>(), [id, second]);
    }

    async fn the_public_sees_a_notice_in_its_time(engine) {
        let storage = &engine.storage;
        let hour = Duration::hours(1);
        let first = published(storage, "一", NOW, Some(NOW + hour * 3)).await;
        let second = published(storage, "二", NOW + hour, None).await;
        for (hours, expected) in [(-1, &[][..]), (0, &["一"]), (1, &["二", "一"]), (2, &["二", "一"]), (3, &["二"])] {
            assert_eq!(titles(storage, NOW + hour * hours).await, expected, "after {hours} hours");
        }
        assert!(storage.find_published_notice(second.id, NOW).await.unwrap().is_none());
        assert_eq!(storage.find_published_notice(second.id, NOW + hour).await.unwrap(), Some(second.clone()));

        let after = NoticeKey::after(&second).map(|key| key.to_string().parse().unwrap());
        let rest = storage.list_published_notices(NOW + hour, after, 10).await.unwrap();
        assert_eq!(rest, [first]);
    }

    async fn caches_learn_when_the_notices_change(engine) {
        let storage = &engine.storage;
        let (before, hour) = (NOW - Duration::hours(1), Duration::hours(1));
        assert_eq!(storage.notice_changes(NOW).await.unwrap(), NoticeChanges::default());
        let mut notice = published(storage, "一", NOW + hour, Some(NOW + hour * 3)).await;
        for (at, latest, next) in [
            (before, None, Some(NOW + hour)),
            (NOW + hour, Some(NOW + hour), Some(NOW + hour * 3)),
            (NOW + hour * 2, Some(NOW + hour), Some(NOW + hour * 3)),
            (NOW + hour * 3, Some(NOW + hour * 3), None),
        ] {
            let changes = storage.notice_changes(at).await.unwrap();
            assert_eq!((changes.latest, changes.next), (latest, next), "{at}");
        }
        notice.state = NoticeState::Withdrawn;
        let withdrawn_at = NOW + hour * 2;
        storage.update_notice(&notice, done("withdraw", notice.drafted_by, withdrawn_at)).await.unwrap();
        assert_eq!(storage.notice_changes(withdrawn_at).await.unwrap().latest, Some(withdrawn_at));
    }
}
