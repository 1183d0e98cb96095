//! The program itself, on free ports and a folder of its own; gone with the test.

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    os::unix::fs::PermissionsExt,
    path::Path,
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
use jingnuan::{
    config::{Config, Flags},
    evidence::vault::{KeyFiles, create_keys},
};

use crate::{
    photo::bombs,
    picture,
    site::{Answer, Multipart},
};

/// A running program.
pub struct Program {
    child: Child,
    public: SocketAddr,
    staff: Option<SocketAddr>,
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
        Self::start_in(folder, settings).unwrap_or_else(|said| panic!("it did not start: {said}"))
    }

    /// Starts it on a folder with keys; what it said where it does not start. A public site alone has no workbench.
    pub fn start_in(folder: tempfile::TempDir, settings: &[(&str, &str)]) -> Result<Self, String> {
        let mut child = command(folder.path(), &folder.path().join("data"))
            .args(["serve", "--public-addr", "127.0.0.1:0", "--staff-addr", "127.0.0.1:0"])
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
        let alone = settings.contains(&("JINGNUAN_ROLE", "public"));
        let mut said = String::new();
        let (mut public, mut staff) = (None, None);
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            let address = |start: &str| line.strip_prefix(start)?.split('/').next()?.parse().ok();
            public = public.or_else(|| address("公开站点 http://"));
            staff = staff.or_else(|| address("工作台 http://"));
            said.push_str(&line);
            said.push('\n');
            if staff.is_some() || alone && public.is_some() {
                break;
            }
        }
        let Some(public) = public else {
            child.wait().unwrap();
            reader.join().unwrap();
            let log = String::from_utf8_lossy(&log.lock().unwrap()).into_owned();
            return Err(format!("{said}{log}"));
        };
        Ok(Self {
            public,
            staff,
            child,
            said,
            log,
            reader: Some(reader),
            folder,
        })
    }

    /// The folder of everything that is its own.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Runs another command beside it, on its data unless another folder is named: what it said, or what was wrong.
    pub fn run(&self, arguments: &[&str]) -> Result<String, String> {
        self.run_with(&[], arguments)
    }

    /// The same with settings from the environment's names.
    pub fn run_with(&self, settings: &[(&str, &str)], arguments: &[&str]) -> Result<String, String> {
        let mut command = command(self.folder(), &self.data());
        let done = command.args(arguments).envs(settings.iter().copied()).output().unwrap();
        let said = [done.stdout, done.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        if done.status.success() { Ok(said) } else { Err(said) }
    }

    /// The settings of one like it on another data folder, with its keys.
    pub fn config(&self, data: &Path) -> Config {
        let keys = KeyFiles::within(&self.folder().join("data-keys"));
        let environment = [
            ("JINGNUAN_EVIDENCE_RECIPIENTS_FILE", keys.recipients),
            ("JINGNUAN_EVIDENCE_IDENTITIES_FILE", keys.identities),
            ("JINGNUAN_EVIDENCE_SIGNING_KEY_FILE", keys.signing),
        ];
        let environment = environment.map(|(name, path)| (name.to_owned(), path.to_string_lossy().into_owned()));
        let flags = Flags {
            data_dir: Some(data.to_owned()),
            ..Flags::default()
        };
        Config::load(&flags, environment).unwrap()
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
        ask(self.staff.expect("a workbench"), request).await
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

/// The program on a folder, with the settings of every test.
fn command(folder: &Path, data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jingnuan"));
    command
        .current_dir(folder)
        .env("JINGNUAN_DATA_DIR", data)
        .env(
            "JINGNUAN_SERVER_DATA_FILES",
            concat!(env!("CARGO_MANIFEST_DIR"), "/data"),
        )
        .env("JINGNUAN_SITE_DEMONSTRATION", "false")
        .env_remove("DATABASE_URL");
    command
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

/// Whatever is wrong with private keys, the public site takes tips, named ones and photos too.
#[tokio::test]
async fn a_public_site_takes_tips_whatever_is_wrong_with_the_private_keys() {
    for wrong in ["missing", "unreadable", "nonsense", "strange"] {
        let folder = tempfile::tempdir().unwrap();
        let keys = KeyFiles::within(&folder.path().join("data-keys"));
        create_keys(&keys).unwrap();
        match wrong {
            "missing" => fs::remove_file(&keys.identities).unwrap(),
            "unreadable" => fs::set_permissions(&keys.identities, fs::Permissions::from_mode(0o000)).unwrap(),
            "nonsense" => fs::write(&keys.identities, "AGE-SECRET-KEY-1QQQ\n").unwrap(),
            _ => {
                let other = KeyFiles::within(&folder.path().join("other-keys"));
                create_keys(&other).unwrap();
                fs::copy(other.identities, &keys.identities).unwrap();
            }
        }
        let program = Program::start_in(folder, &[("JINGNUAN_ROLE", "public")]).unwrap();
        let form = Multipart::tip("有车卖煤")
            .field("name", "郑示例")
            .field("phone", "13900005678")
            .field("identity_notice", "yes")
            .photo("a.jpg", &picture::jpeg(320, 240));
        let filed = program.send_tip("one", &form).await;
        assert_eq!(filed.status, StatusCode::CREATED, "{wrong}: {}", filed.text());
        let checked = program.run_with(&[("JINGNUAN_ROLE", "public")], &["keys", "check"]);
        // Root reads what nobody may read.
        if fs::File::open(&keys.identities).is_err() {
            assert!(checked.unwrap().contains("没有试"), "{wrong}");
        } else {
            assert!(checked.unwrap_err().contains("请移走"), "{wrong}");
        }
        let log = String::from_utf8(program.stop()).unwrap();
        assert!(!log.contains("QQQ"), "{log}");
    }
}

#[tokio::test]
async fn a_workbench_says_at_its_start_that_its_private_keys_fit_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let keys = KeyFiles::within(&folder.path().join("data-keys"));
    create_keys(&keys).unwrap();
    let other = KeyFiles::within(&folder.path().join("other-keys"));
    create_keys(&other).unwrap();
    fs::copy(other.identities, &keys.identities).unwrap();
    let program = Program::start_in(folder, &[]).unwrap();
    assert!(
        program.said.contains("identities_file") && program.said.contains("都不是一对"),
        "{}",
        program.said
    );
    let checked = program.run(&["keys", "check"]).unwrap_err();
    assert!(checked.contains("都不是一对"), "{checked}");
    let refused = program.run(&["keys", "rewrap"]).unwrap_err();
    assert!(refused.contains("都不是一对"), "{refused}");
}

#[test]
fn without_recipients_or_a_signing_key_nothing_starts_and_the_setting_is_named() {
    for (file, setting) in [
        ("recipients.txt", "recipients_file"),
        ("signing.key", "signing_key_file"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        create_keys(&KeyFiles::within(&folder.path().join("data-keys"))).unwrap();
        fs::remove_file(folder.path().join("data-keys").join(file)).unwrap();
        let Err(said) = Program::start_in(folder, &[("JINGNUAN_ROLE", "public")]) else {
            panic!("it started without {file}");
        };
        assert!(said.contains(setting) && said.contains("没有启动"), "{said}");
    }
}
