//! A database that fails: PostgreSQL tells the whole row that it refused, and the log must not.

use std::io::Write;

use axum::{
    body::Body,
    http::{Request, header},
};
use sea_orm::{ConnectionTrait, Database};

use super::{
    log::without_times,
    planted::{ADDRESS, AGENT, LATITUDE, LONGITUDE, NAME, PHONE},
};
use crate::{program::Program, site::Multipart};

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

fn tip() -> Multipart {
    Multipart::tip(WORDS)
        .field("name", NAME)
        .field("phone", PHONE)
        .field("identity_notice", "1")
        .field("lat", LATITUDE)
        .field("long", LONGITUDE)
        .field("accuracy", "12")
        .field("place_text", &format!("{WORDS}的桥头"))
        .field("answer.plate_or_phone", PLATE)
}

async fn send(program: &Program, key: &str) -> crate::site::Answer {
    let request = Multipart::request("/api/v1/tips")
        .header("idempotency-key", key)
        .header("user-agent", AGENT)
        .header("x-forwarded-for", ADDRESS)
        .body(tip().body());
    program.ask(request.unwrap()).await
}

/// Sends what is refused by the database; gives the log, and the receipt in use.
async fn fail(program: Program, url: &str, refuse: &[&str]) -> (String, String) {
    let filed = send(&program, "planted-key-first").await;
    let receipt = filed.json()["receipt"].as_str().unwrap().to_owned();
    execute(url, refuse).await;
    let refused = send(&program, KEY).await;
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
    for secret in [
        WORDS,
        LATER,
        PLATE,
        NAME,
        PHONE,
        &LATITUDE[..7],
        &LONGITUDE[..8],
        AGENT,
        ADDRESS,
        KEY,
        receipt,
        "Failing row",
    ] {
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
    let Ok(server) = std::env::var("JINGNUAN_TEST_POSTGRES_URL") else {
        // Past the capture of test output: a skipped half must be seen.
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED on PostgreSQL: what the log says of a refused row"
        );
        return;
    };
    let schema = format!("leak_{}", std::process::id());
    execute(&server, &[&format!("CREATE SCHEMA {schema}")]).await;
    let separator = if server.contains('?') { '&' } else { '?' };
    let url = format!("{server}{separator}options=-csearch_path%3D{schema}");
    let program = Program::start(&[TALKATIVE[0], TALKATIVE[1], ("DATABASE_URL", &url)]);
    let (log, receipt) = fail(program, &url, &ON_POSTGRES).await;
    assert_silent(&log, &receipt);
}
