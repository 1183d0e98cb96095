//! A database that fails: PostgreSQL tells the whole row that it refused, and the log must not.

use axum::{
    body::Body,
    http::{Request, header},
};
use sea_orm::{ConnectionTrait, Database};

use super::{
    log::without_times,
    planted::{secrets, send, tip},
};
use crate::{postgres::postgres, program::Program, site::Multipart};

const WORDS: &str = "植入的举报";
const LATER: &str = "植入的后话";
const PLATE: &str = "豫H5531A";
const KEY: &str = "planted-key-7719";

/// What makes every insertion of somebody's words fail, on either engine.
const ON_SQLITE: [&str; 2] = [
    "CREATE TRIGGER refuse_tip BEFORE INSERT ON tip BEGIN SELECT RAISE(ABORT, 'refused'); END",
    "CREATE TRIGGER refuse_message BEFORE INSERT ON message BEGIN SELECT RAISE(ABORT, 'refused'); END",
];
const ON_POSTGRES: [&str; 2] = [
    "ALTER TABLE tip ADD CONSTRAINT refused CHECK (length(text) < 1) NOT VALID",
    "ALTER TABLE message ADD CONSTRAINT refused CHECK (length(text) < 1) NOT VALID",
];

async fn execute(url: &str, statements: &[&str]) {
    let connection = Database::connect(url).await.unwrap();
    for sql in statements {
        connection.execute_unprepared(sql).await.unwrap();
    }
    connection.close().await.unwrap();
}

fn form() -> Multipart {
    tip(WORDS)
        .field("place_text", &format!("{WORDS}的桥头"))
        .field("answer.plate_or_phone", PLATE)
}

/// Sends what is refused by the database; gives the log, and the receipt in use.
async fn fail(program: Program, url: &str, refuse: &[&str]) -> (String, String) {
    let filed = send(&program, "planted-key-first", &form()).await;
    let receipt = filed.json()["receipt"].as_str().unwrap().to_owned();
    execute(url, refuse).await;
    let refused = send(&program, KEY, &form()).await;
    assert!(refused.status.is_server_error(), "{}", refused.text());
    for hidden in [WORDS, PLATE, "refused", "tip"] {
        assert!(!refused.text().contains(hidden), "{hidden}: {}", refused.text());
    }
    let said = Multipart::default()
        .field("receipt", &receipt)
        .field("action", "messages")
        .field("text", LATER);
    let said = Multipart::request("/receipt/act").body(said.body()).unwrap();
    assert!(program.ask(said).await.status.is_server_error());
    let corrected = [("receipt", receipt.as_str()), ("do", "correct"), ("correction", LATER)];
    let corrected = Request::post("/receipt/kept")
        .header("host", "site.test")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(serde_urlencoded::to_string(corrected).unwrap()));
    assert!(program.ask(corrected.unwrap()).await.status.is_server_error());
    (without_times(&program.stop()), receipt)
}

fn assert_silent(log: &str, receipt: &str) {
    assert!(log.contains("request failed"), "{log}");
    let others = [WORDS, LATER, PLATE, KEY, receipt, "Failing row"];
    for secret in secrets().into_iter().chain(others) {
        let line = log.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "the log shows {secret}: {line:?}");
    }
}

const TALKATIVE: [(&str, &str); 2] = [
    ("JINGNUAN_LOG_LEVEL", "trace"),
    ("JINGNUAN_SERVER_TRUSTED_PROXIES", "127.0.0.1"),
];

#[tokio::test]
async fn what_sqlite_refuses_is_not_in_the_log() {
    let program = Program::start(&TALKATIVE);
    let url = format!("sqlite://{}", program.data().join("jingnuan.db").display());
    let (log, receipt) = fail(program, &url, &ON_SQLITE).await;
    assert_silent(&log, &receipt);
}

#[tokio::test]
async fn what_postgresql_refuses_is_not_in_the_log() {
    let Some(url) = postgres("what the log says of a refused row").await else {
        return;
    };
    let program = Program::start(&[TALKATIVE[0], TALKATIVE[1], ("DATABASE_URL", &url)]);
    let (log, receipt) = fail(program, &url, &ON_POSTGRES).await;
    assert_silent(&log, &receipt);
}
