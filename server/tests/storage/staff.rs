//! Accounts and sessions.

use app::domain::permission::Role;
use futures::future::join_all;
use jingnuan::storage::{LOGIN_TAKEN, NewSession, Storage};
use time::{Duration, OffsetDateTime};

use crate::{
    engine::on_both_engines,
    sample::{NOW, account, hash},
};

const IDLE_MAX: Duration = Duration::minutes(30);

async fn session(storage: &Storage, token: &str, account_id: i64) {
    let new = NewSession {
        token_hash: hash(token),
        account_id,
        csrf: "csrf".to_owned(),
        created_at: NOW,
        expires_at: NOW + Duration::hours(8),
    };
    storage.insert_session(new).await.unwrap();
}

async fn holds(storage: &Storage, token: &str, now: OffsetDateTime) -> bool {
    storage
        .find_session(&hash(token), now, IDLE_MAX)
        .await
        .unwrap()
        .is_some()
}

on_both_engines! {
    async fn a_login_is_one_persons(engine) {
        let storage = &engine.storage;
        let id = storage.create_account(account("zhang", Role::Handler)).await.unwrap();
        let again = storage.create_account(account("zhang", Role::Auditor)).await;
        assert!(again.is_err_and(|error| error.is_conflict(LOGIN_TAKEN)));
        storage.create_account(account("li", Role::Approver)).await.unwrap();

        let found = storage.find_account("zhang").await.unwrap().unwrap();
        assert_eq!((found.id, found.role, found.actor().account), (id, Role::Handler, id));
        assert_eq!(storage.find_account_by_id(id).await.unwrap().as_ref(), Some(&found));
        assert!(storage.find_account("wang").await.unwrap().is_none());
        let logins: Vec<_> = storage.list_accounts().await.unwrap().into_iter().map(|account| account.login).collect();
        assert_eq!(logins, ["li", "zhang"]);
        assert!(!format!("{found:?}").contains("argon2"));
    }

    async fn wrong_passwords_lock_the_account(engine) {
        let storage = &engine.storage;
        let id = storage.create_account(account("zhang", Role::Handler)).await.unwrap();
        let at = |now| storage.count_sign_in(id, now, 5, Duration::minutes(15));
        let fail = || at(NOW);
        let state = async || {
            let account = storage.find_account_by_id(id).await.unwrap().unwrap();
            (account.failed_attempts, account.locked_until)
        };
        join_all((0..4).map(|_| fail())).await;
        assert_eq!(state().await, (4, None));
        let lock = (0, Some(NOW + Duration::minutes(15)));
        let many: Vec<_> = join_all((0..8).map(|_| fail())).await.into_iter().map(Result::unwrap).collect();
        assert_eq!(many.iter().filter(|counted| **counted).count(), 1, "of many at once one is the last");
        assert_eq!(state().await, lock);
        assert!(!fail().await.unwrap());
        assert_eq!(state().await, lock, "nothing is counted meanwhile");
        assert!(at(NOW + Duration::minutes(15)).await.unwrap());
        storage.record_sign_in(id).await.unwrap();
        assert_eq!(state().await, (0, None));
    }

    async fn a_code_is_taken_once_and_a_new_password_takes_the_factor_away(engine) {
        let storage = &engine.storage;
        let id = storage.create_account(account("zhang", Role::Handler)).await.unwrap();
        let sealed = async || storage.find_account_by_id(id).await.unwrap().unwrap().totp_secret;
        assert!(!storage.use_second_factor(id, 1).await.unwrap(), "none is set up");
        assert!(storage.set_second_factor(id, b"sealed", 10).await.unwrap());
        assert!(!storage.set_second_factor(id, b"another", 11).await.unwrap());
        assert_eq!(sealed().await.as_deref(), Some(&b"sealed"[..]));
        for (step, taken) in [(10, false), (9, false), (11, true), (11, false)] {
            assert_eq!(storage.use_second_factor(id, step).await.unwrap(), taken, "{step}");
        }
        let many = join_all((0..8).map(|_| storage.use_second_factor(id, 12))).await;
        assert_eq!(many.into_iter().filter(|taken| *taken.as_ref().unwrap()).count(), 1);
        assert!(storage.set_password("zhang", "$argon2id$…").await.unwrap());
        assert_eq!(sealed().await, None);
        assert!(storage.set_second_factor(id, b"new", 1).await.unwrap(), "and it can be set up again");
    }

    async fn a_session_ends_by_time_by_idleness_and_by_hand(engine) {
        let storage = &engine.storage;
        let id = storage.create_account(account("zhang", Role::Handler)).await.unwrap();
        session(storage, "a", id).await;
        let found = storage.find_session(&hash("a"), NOW, IDLE_MAX).await.unwrap().unwrap();
        assert_eq!((found.account.login.as_str(), found.csrf.as_str()), ("zhang", "csrf"));
        assert!(!holds(storage, "b", NOW).await);

        assert!(holds(storage, "a", NOW + IDLE_MAX).await);
        assert!(!holds(storage, "a", NOW + IDLE_MAX + Duration::seconds(1)).await, "idle");
        storage.touch_session(&hash("a"), NOW + IDLE_MAX).await.unwrap();
        assert!(holds(storage, "a", NOW + IDLE_MAX * 2).await);
        storage.touch_session(&hash("a"), NOW + Duration::hours(8)).await.unwrap();
        assert!(!holds(storage, "a", NOW + Duration::hours(8)).await, "over");

        session(storage, "b", id).await;
        storage.delete_session(&hash("b")).await.unwrap();
        assert!(!holds(storage, "b", NOW).await);

        session(storage, "idle", id).await;
        assert_eq!(storage.delete_expired_sessions(NOW + Duration::hours(1), IDLE_MAX).await.unwrap(), 1);
        assert_eq!(storage.delete_expired_sessions(NOW + Duration::hours(8), IDLE_MAX).await.unwrap(), 1);
        assert_eq!(engine.count("session").await, 0);
    }

    async fn a_new_password_or_a_bar_ends_every_session(engine) {
        let storage = &engine.storage;
        let id = storage.create_account(account("zhang", Role::Handler)).await.unwrap();
        let other = storage.create_account(account("li", Role::Handler)).await.unwrap();
        session(storage, "other", other).await;
        session(storage, "a", id).await;
        assert!(storage.set_password("zhang", "new hash").await.unwrap());
        assert!(!holds(storage, "a", NOW).await);
        assert_eq!(storage.find_account("zhang").await.unwrap().unwrap().password_hash, "new hash");

        session(storage, "b", id).await;
        assert!(storage.set_disabled("zhang", true).await.unwrap());
        assert!(!holds(storage, "b", NOW).await);
        session(storage, "c", id).await;
        assert!(!holds(storage, "c", NOW).await, "the account is disabled");
        assert!(storage.set_disabled("zhang", false).await.unwrap());
        assert!(holds(storage, "c", NOW).await);
        assert!(holds(storage, "other", NOW).await);
        assert!(!storage.set_password("wang", "x").await.unwrap());
    }
}
