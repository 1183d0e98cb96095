//! What the log says: of one thread in full, and of the whole program at its most talkative.

use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};

use super::planted::{AGENT, CAMERA, LATITUDE, LONGITUDE, NAME, PHONE, secrets, send, spaced, tip};
use crate::{picture, program::Program, site::Multipart};

/// Where the log of this thread goes.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Keeps everything this thread logs, until the guard goes.
    pub fn listen(&self) -> tracing::subscriber::DefaultGuard {
        let writer = self.clone();
        let logging = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(move || writer.clone())
            .finish();
        tracing::subscriber::set_default(logging)
    }

    /// What was logged so far.
    pub fn read(&self) -> Vec<u8> {
        self.0.lock().unwrap().clone()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A log without how long each statement took: among thousands of times one begins like a planted position now and then.
pub fn without_times(log: &[u8]) -> String {
    let text = String::from_utf8_lossy(log);
    let kept = |line: &str| -> String {
        let words = line.split(' ').filter(|word| !word.contains("elapsed"));
        words.collect::<Vec<_>>().join(" ")
    };
    text.lines().map(kept).collect::<Vec<_>>().join("\n")
}

const KEY: &str = "planted-key-8842";
const PASSWORD: &str = "planted-password-77";
const WORDS: &str = "植入的举报";

#[tokio::test]
async fn the_programs_log_holds_nothing_of_anyone_at_its_most_talkative() {
    let program = Program::start(&[
        ("JINGNUAN_LOG_LEVEL", "trace"),
        ("JINGNUAN_SERVER_TRUSTED_PROXIES", "127.0.0.1"),
    ]);
    let form = tip(WORDS).photo("PlantedFile.jpg", &picture::talkative_jpeg(CAMERA));
    let filed = send(&program, KEY, &form).await;
    assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.text());
    let receipt = filed.json()["receipt"].as_str().unwrap().to_owned();
    let changed = send(&program, KEY, &tip(WORDS).field("place_text", "别处")).await;
    assert_eq!(changed.status, StatusCode::CONFLICT);
    let bad = tip(WORDS).photo("PlantedFile.jpg", b"PlantedBytes");
    assert_eq!(
        send(&program, "k2", &bad).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let torn = Multipart::request("/api/v1/tips").body(Body::from(format!("{WORDS} {NAME}")));
    assert_eq!(program.ask(torn.unwrap()).await.status, StatusCode::BAD_REQUEST);
    for address in [
        format!("/api/v1/zone-status?lat={LATITUDE}&long={LONGITUDE}&accuracy=9"),
        format!("/receipt?receipt={receipt}"),
        format!("/nowhere/{receipt}"),
    ] {
        let asked = Request::get(&address)
            .header("host", "site.test")
            .header("user-agent", AGENT)
            .body(Body::empty());
        program.ask(asked.unwrap()).await;
    }
    let mine = Request::get("/api/v1/tips/mine")
        .header("host", "site.test")
        .header("receipt", &receipt);
    assert_eq!(
        program.ask(mine.body(Body::empty()).unwrap()).await.status,
        StatusCode::OK
    );
    let followed = Request::post("/receipt")
        .header("host", "site.test")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(format!("receipt={receipt}")));
    assert_eq!(program.ask(followed.unwrap()).await.status, StatusCode::OK);
    let signing_in = Request::post("/staff/sign-in")
        .header("host", "staff.test")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(format!("login={PHONE}&password={PASSWORD}&csrf=x")));
    program.ask_staff(signing_in.unwrap()).await;
    // Where nothing can be stored, the cause is logged, and what was sent is not.
    let blobs = program.data().join("blobs");
    std::fs::rename(&blobs, program.data().join("moved")).unwrap();
    std::fs::write(&blobs, "no folder").unwrap();
    let lost = send(&program, "k3", &form).await;
    assert_eq!(lost.status, StatusCode::SERVICE_UNAVAILABLE, "{}", lost.text());

    let log = program.stop();
    let text = without_times(&log);
    assert!(text.contains("cannot store"), "{text}");
    let others = [KEY, "Planted", PASSWORD, WORDS, &receipt, &spaced(&receipt)];
    for secret in secrets().into_iter().chain(others) {
        assert!(!text.contains(secret), "the log shows {secret}");
    }
}
