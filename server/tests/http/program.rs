//! The program itself, on free ports and a folder of its own; gone with the test.

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    thread::JoinHandle,
};

use axum::{
    body::Body,
    http::{Request, Response, StatusCode},
};
use http_body_util::BodyExt;
use hyper_util::rt::TokioIo;
use jingnuan::evidence::vault::{KeyFiles, create_keys};

use crate::{
    photo::bombs,
    picture,
    site::{Answer, Multipart},
};

/// A running program.
pub struct Program {
    child: Child,
    public: SocketAddr,
    staff: SocketAddr,
    /// What it said at its start.
    pub said: String,
    log: Arc<Mutex<Vec<u8>>>,
    reader: Option<JoinHandle<()>>,
    folder: tempfile::TempDir,
}

impl Program {
    /// Starts it with settings from the environment's names.
    pub fn start(settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        create_keys(&KeyFiles::within(&folder.path().join("data-keys"))).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_jingnuan"))
            .args(["serve", "--public-addr", "127.0.0.1:0", "--staff-addr", "127.0.0.1:0"])
            .arg("--data-dir")
            .arg(folder.path().join("data"))
            .current_dir(folder.path())
            .env(
                "JINGNUAN_SERVER_DATA_FILES",
                concat!(env!("CARGO_MANIFEST_DIR"), "/data"),
            )
            .env("JINGNUAN_SITE_DEMONSTRATION", "false")
            .env_remove("DATABASE_URL")
            .envs(settings.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let log = Arc::new(Mutex::new(Vec::new()));
        let (mut stderr, kept) = (child.stderr.take().unwrap(), log.clone());
        let reader = std::thread::spawn(move || {
            let mut buffer = [0; 4 * 1024];
            while let Ok(read @ 1..) = stderr.read(&mut buffer) {
                kept.lock().unwrap().extend_from_slice(&buffer[..read]);
            }
        });
        let mut said = String::new();
        let (mut public, mut staff) = (None, None);
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            let address = |start: &str| line.strip_prefix(start)?.split('/').next()?.parse().ok();
            public = public.or_else(|| address("公开站点 http://"));
            staff = staff.or_else(|| address("工作台 http://"));
            said.push_str(&line);
            said.push('\n');
            if staff.is_some() {
                break;
            }
        }
        let log_so_far = || String::from_utf8_lossy(&log.lock().unwrap()).into_owned();
        Self {
            public: public.unwrap_or_else(|| panic!("no public site: {said}{}", log_so_far())),
            staff: staff.unwrap_or_else(|| panic!("no workbench: {said}{}", log_so_far())),
            child,
            said,
            log,
            reader: Some(reader),
            folder,
        }
    }

    /// Where it keeps its data.
    pub fn data(&self) -> std::path::PathBuf {
        self.folder.path().join("data")
    }

    /// Asks the public site.
    pub async fn ask(&self, request: Request<Body>) -> Answer {
        ask(self.public, request).await
    }

    /// Asks the workbench.
    pub async fn ask_staff(&self, request: Request<Body>) -> Answer {
        ask(self.staff, request).await
    }

    /// Sends a tip through the API.
    pub async fn send_tip(&self, key: &str, form: &Multipart) -> Answer {
        let request = Multipart::request("/api/v1/tips").header("idempotency-key", key);
        self.ask(request.body(form.body()).unwrap()).await
    }

    /// The most memory it has held so far, in bytes.
    fn peak(&self) -> usize {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        let kilobytes: usize = line.trim().trim_end_matches(" kB").parse().unwrap();
        kilobytes * 1024
    }

    /// Stops it; gives all that it logged.
    pub fn stop(mut self) -> Vec<u8> {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.reader.take().unwrap().join().unwrap();
        std::mem::take(&mut self.log.lock().unwrap())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Stopped already, or now.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn ask(address: SocketAddr, request: Request<Body>) -> Answer {
    let stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .unwrap();
    tokio::spawn(connection);
    let response: Response<_> = sender.send_request(request).await.unwrap();
    let (parts, body) = response.into_parts();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: body.collect().await.unwrap().to_bytes().to_vec(),
    }
}

#[tokio::test]
async fn lifted_limits_are_said_at_the_start_in_the_log_and_on_readyz() {
    for (limits, lifted) in [("off", true), ("on", false)] {
        let program = Program::start(&[("JINGNUAN_ABUSE_LIMITS", limits)]);
        assert_eq!(program.said.contains("所有限流都关了"), lifted, "{}", program.said);
        let ready = Request::get("/readyz").header("host", "site.test").body(Body::empty());
        assert_eq!(program.ask(ready.unwrap()).await.json()["abuse_limits"], limits);
        let log = String::from_utf8(program.stop()).unwrap();
        assert_eq!(log.contains("abuse limits are off"), lifted, "{log}");
    }
}

/// What the whole program may hold while many send photos at once.
const MEMORY_MAX: usize = 256 * 1024 * 1024;

#[tokio::test]
async fn bombs_cost_no_memory_beyond_the_bound() {
    let program = Program::start(&[("JINGNUAN_ABUSE_LIMITS", "off")]);
    let mut sent = bombs();
    let behind = picture::png_claiming(16, 16, 1024 * 1024 * 1024);
    let profile = [b"icc\0\0".as_slice(), &picture::nothing(1024 * 1024 * 1024)].concat();
    sent.push(("a gigabyte behind the rows", behind, ""));
    sent.push((
        "a gigabyte of profile",
        picture::chunk(&picture::png(64, 64), b"iCCP", &profile),
        "",
    ));
    let forms: Vec<_> = (0..4)
        .flat_map(|turn| {
            sent.iter()
                .map(move |(name, bytes, _)| (format!("{name} {turn}"), bytes))
        })
        .map(|(name, bytes)| (Multipart::tip(&name).photo("a.jpg", bytes), name))
        .collect();
    let each = forms.iter().enumerate().map(|(at, (form, name))| {
        let program = &program;
        async move {
            let answer = program.send_tip(&format!("bomb-{at}"), form).await;
            let settled = [
                StatusCode::UNPROCESSABLE_ENTITY,
                StatusCode::CREATED,
                StatusCode::SERVICE_UNAVAILABLE,
            ];
            assert!(settled.contains(&answer.status), "{name}: {}", answer.text());
        }
    });
    futures::future::join_all(each).await;
    let good = Multipart::tip("好照片").photo("a.jpg", &picture::jpeg(320, 240));
    assert_eq!(program.send_tip("good", &good).await.status, StatusCode::CREATED);
    let peak = program.peak();
    assert!(peak < MEMORY_MAX, "{} MB at most", peak / 1024 / 1024);
}
