//! Loads the release server over loopback and prints requests per second and p99, for the README's table.
//!
//! `cargo bench -p jingnuan --bench load`, after `cargo leptos build --release`. Generator and server share the machine.

#![allow(
    clippy::print_stdout,
    clippy::cast_precision_loss,
    missing_docs,
    reason = "a program that prints a table"
)]

mod scene;

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{Request, client::conn::http1::SendRequest};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

const WARM_UP: Duration = Duration::from_secs(1);
const MEASURED: Duration = Duration::from_secs(5);

/// A server of its own, with a data folder that goes with it.
struct Server {
    process: Child,
    address: SocketAddr,
    _folder: tempfile::TempDir,
}

impl Server {
    fn start() -> Result<Self> {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
        let program =
            std::env::var_os("JINGNUAN_BIN").map_or_else(|| root.join("target/release/jingnuan"), PathBuf::from);
        let folder = tempfile::tempdir()?;
        let mut process = Command::new(&program)
            .current_dir(&root)
            .args([
                "serve",
                "--public-addr",
                "127.0.0.1:0",
                "--staff-addr",
                "127.0.0.1:0",
                "--data-dir",
            ])
            .arg(folder.path())
            .env("JINGNUAN_ABUSE_LIMITS", "off")
            .env("JINGNUAN_LOG_LEVEL", "error")
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}: build it first", program.display()))?;
        let lines = BufReader::new(process.stdout.take().context("no stdout")?).lines();
        for line in lines {
            let line = line?;
            if let Some(address) = line.split("公开站点").nth(1).and_then(|rest| rest.split("//").nth(1)) {
                let address = address.trim().trim_end_matches('/').parse()?;
                return Ok(Self {
                    process,
                    address,
                    _folder: folder,
                });
            }
        }
        anyhow::bail!("the server ended before it named its address")
    }

    /// Resident memory in MiB, as the kernel counts it.
    fn memory(&self) -> u64 {
        self.status("VmRSS")
    }

    /// The most it ever was.
    fn memory_peak(&self) -> u64 {
        self.status("VmHWM")
    }

    fn status(&self, name: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line.split_whitespace()
            .nth(1)
            .and_then(|kib| kib.parse::<u64>().ok())
            .unwrap_or(0)
            / 1024
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

type Make = dyn Fn(u64) -> Request<Full<Bytes>> + Send + Sync;

async fn connect(address: SocketAddr) -> Result<SendRequest<Full<Bytes>>> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    Ok(sender)
}

/// Sends as fast as `connections` allow, one request at a time each, and prints the measured part.
async fn measure(server: &Server, name: &str, connections: u64, expected: u16, make: Arc<Make>) -> Result<()> {
    let start = Instant::now();
    let tasks: Vec<_> = (0..connections)
        .map(|connection| {
            let (make, address) = (make.clone(), server.address);
            tokio::spawn(async move {
                let mut sender = connect(address).await?;
                let mut micros = Vec::new();
                for i in 0.. {
                    let sent = Instant::now();
                    let response = sender.send_request(make(connection << 40 | i)).await?;
                    let status = response.status().as_u16();
                    let body = response.into_body().collect().await?.to_bytes();
                    ensure!(status == expected, "{status}: {}", String::from_utf8_lossy(&body));
                    if start.elapsed() > WARM_UP + MEASURED {
                        break;
                    }
                    if start.elapsed() > WARM_UP {
                        micros.push(u64::try_from(sent.elapsed().as_micros())?);
                    }
                }
                Ok::<_, anyhow::Error>(micros)
            })
        })
        .collect();
    let mut micros = Vec::new();
    for task in tasks {
        micros.extend(task.await??);
    }
    micros.sort_unstable();
    let at = |part: f64| {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "an index"
        )]
        let index = ((micros.len() - 1) as f64 * part) as usize;
        micros[index]
    };
    let rate = micros.len() as f64 / MEASURED.as_secs_f64();
    println!(
        "| {name} | {connections} | {rate:.0} | {:.2} | {:.2} | {} |",
        at(0.5) as f64 / 1000.0,
        at(0.99) as f64 / 1000.0,
        server.memory()
    );
    Ok(())
}

fn get(path: &'static str) -> Arc<Make> {
    Arc::new(move |_| {
        let request = Request::get(path)
            .header("host", "127.0.0.1")
            .header("accept-encoding", "br");
        request.body(Full::default()).unwrap_or_default()
    })
}

/// Bytes of one answer as the browser receives it, and its text if it is not compressed.
async fn fetch(server: &Server, path: &str, encoding: &str) -> Result<Bytes> {
    let mut sender = connect(server.address).await?;
    let request = Request::get(path)
        .header("host", "127.0.0.1")
        .header("accept-encoding", encoding)
        .body(Full::default())?;
    Ok(sender
        .send_request(request)
        .await?
        .into_body()
        .collect()
        .await?
        .to_bytes())
}

/// What a first visit to a page costs: the page with its style sheet, the start script, the module and its WASM.
async fn sizes(server: &Server) -> Result<()> {
    println!("| page | HTML and CSS | start script | module | WASM | in all |\n|---|---:|---:|---:|---:|---:|");
    for path in ["/", "/v/410821100207", "/report/mobile_vendor?village=410821100207"] {
        let plain = String::from_utf8_lossy(&fetch(server, path, "identity").await?).into_owned();
        let mut row = vec![fetch(server, path, "br").await?.len()];
        for attribute in [
            "<script defer src=\"",
            "<script src=\"",
            "data-module=\"",
            "data-wasm=\"",
        ] {
            let address = plain.split(attribute).nth(1).and_then(|rest| rest.split('"').next());
            match address {
                Some(address) => row.push(fetch(server, address, "br").await?.len()),
                None if attribute.starts_with("<script") => {}
                None => row.push(0),
            }
        }
        let all: usize = row.iter().sum();
        let cells: Vec<String> = row.iter().map(ToString::to_string).collect();
        println!("| `{path}` | {} | {all} |", cells.join(" | "));
    }
    Ok(())
}

const BOUNDARY: &str = "----jingnuan-load";

/// Each measurement sends tips of its own: under a key used before they would be replays.
static MEASUREMENT: AtomicU64 = AtomicU64::new(0);

fn tip(photo: Option<Bytes>) -> Arc<Make> {
    let measurement = MEASUREMENT.fetch_add(1, Ordering::Relaxed);
    let mut body = Vec::new();
    for (name, value) in [
        ("category", "mobile_vendor"),
        ("village", "410821100207"),
        ("text", "一袋一袋卖，今天第二回来了。"),
    ] {
        let part = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    if let Some(photo) = photo {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(&photo);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    let body = Bytes::from(body);
    Arc::new(move |n| {
        Request::post("/api/v1/tips")
            .header("host", "127.0.0.1")
            .header("idempotency-key", format!("load-{measurement}-{n}"))
            .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"))
            .body(Full::from(body.clone()))
            .unwrap_or_default()
    })
}

#[tokio::main]
async fn main() -> Result<()> {
    let begun = Instant::now();
    let server = Server::start()?;
    let mut first = connect(server.address).await?;
    first.send_request(get("/")(0)).await?.into_body().collect().await?;
    println!(
        "start to first answer: {} ms; memory idle: {} MiB",
        begun.elapsed().as_millis(),
        server.memory()
    );
    sizes(&server).await?;
    println!("| request | connections | per second | p50 ms | p99 ms | server MiB |\n|---|---:|---:|---:|---:|---:|");
    for path in [
        "/",
        "/v/410821100207",
        "/api/v1/zone-status?village=410821100207",
        "/api/v1/villages?q=boxiang",
        "/favicon.svg",
    ] {
        measure(&server, path, 16, 200, get(path)).await?;
    }
    for connections in [16, 64] {
        measure(&server, "tip without photo", connections, 201, tip(None)).await?;
    }
    let photo =
        std::fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../end2end/fixtures/vendor-with-gps.jpg"))?;
    for connections in [16, 64] {
        measure(
            &server,
            "tip with a 2-megapixel photo",
            connections,
            201,
            tip(Some(photo.clone().into())),
        )
        .await?;
    }
    uploads_at_once().await
}

/// A server of its own, so that its highest memory is that of 32 phones which all send a 12-megapixel photo, again and again.
async fn uploads_at_once() -> Result<()> {
    let server = Server::start()?;
    let photo = scene::jpeg(&scene::scene(4032, 3024, 19), 4032, 3024, false);
    let size = photo.len() / 1000;
    measure(
        &server,
        "tip with a 12-megapixel photo",
        32,
        201,
        tip(Some(photo.into())),
    )
    .await?;
    println!(
        "memory at its highest with 32 uploads of {size} kB at once: {} MiB",
        server.memory_peak()
    );
    Ok(())
}
