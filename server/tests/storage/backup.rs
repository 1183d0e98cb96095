//! A copy of the database is the database, on both engines.

use std::collections::BTreeMap;

use jingnuan::{
    evidence::stamp::Signer,
    services::{check_checkpoints::check_checkpoints, sign_checkpoint::sign_checkpoints},
    storage::{Storage, verify_chain},
};
use sea_orm::{ConnectionTrait, Database, Statement};
use time::Duration;

use crate::{
    engine::Engine,
    sample::{NOW, filed, tip},
};

/// Copies a database with tips into an empty one and compares.
async fn drill(engine: &Engine, empty: &str) {
    let first = filed(&engine.storage, tip("one")).await;
    filed(&engine.storage, tip("two")).await;
    let signer = Signer::from_seed([7; 32]);
    let at = NOW + Duration::hours(1);
    assert_eq!(sign_checkpoints(&engine.storage, &signer, at).await.unwrap(), 1);
    let folder = tempfile::tempdir().unwrap();
    engine.storage.copy_into(folder.path()).await.unwrap();
    let restored = Storage::restore(empty, folder.path()).await.unwrap();
    assert_eq!(restored.find_case(&first.number).await.unwrap(), Some(first.clone()));
    let events = restored.list_events(first.id).await.unwrap();
    assert_eq!(events, engine.storage.list_events(first.id).await.unwrap());
    assert_eq!(verify_chain(&first.number, &events), Ok(()));
    assert_eq!(
        restored.list_photos(first.id).await.unwrap(),
        engine.storage.list_photos(first.id).await.unwrap()
    );
    assert_eq!(
        restored.list_tips(first.id).await.unwrap(),
        engine.storage.list_tips(first.id).await.unwrap()
    );
    let checked = check_checkpoints(&restored, &signer.public_key(), &BTreeMap::new())
        .await
        .unwrap();
    assert_eq!((checked.faults.len(), checked.events), (0, 4), "{checked}");
    // Numbers and identifiers go on where they stopped.
    let next = filed(&restored, tip("three")).await;
    assert!(next.number > first.number && next.id > first.id + 1, "{next:?}");
    assert!(
        Storage::restore(empty, folder.path()).await.is_err(),
        "only into an empty database"
    );
}

#[tokio::test]
async fn sqlite() {
    let engine = Engine::sqlite().await;
    let place = tempfile::tempdir().unwrap();
    drill(&engine, &format!("sqlite://{}/copy.db", place.path().display())).await;
}

#[tokio::test]
async fn postgres() {
    let Some(engine) = Engine::postgres("backup").await else {
        return;
    };
    let empty = Engine::postgres("backup").await.unwrap();
    drill(&engine, &empty.url).await;
    let connection = Database::connect(&empty.url).await.unwrap();
    let sql = "SELECT COUNT(*) AS found FROM photo";
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let row = connection.query_one_raw(statement).await.unwrap().unwrap();
    assert_eq!(row.try_get::<i64>("", "found").unwrap(), 6);
}
