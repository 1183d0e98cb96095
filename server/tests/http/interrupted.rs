//! Cut off at every byte, through a real listener: what came is kept and no more is claimed; what did not come whole is
//! never acknowledged and leaves nothing.

use std::net::SocketAddr;

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use jingnuan::secret::sha256;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::{
    picture,
    site::{Answer, Multipart, TestSite},
    upload::Tus,
};

const OFF: [(&str, &str); 1] = [("JINGNUAN_ABUSE_LIMITS", "off")];

/// A small photo, so that every byte of it can be tried.
fn small() -> Vec<u8> {
    picture::png(8, 8)
}

async fn listen(site: &TestSite) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = site.public.clone().into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    address
}

/// Sends a request's head and the first bytes of its body.
async fn begin(address: SocketAddr, head: &str, body: &[u8], sent: usize) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!("{head}host: site.test\r\ncontent-length: {}\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&body[..sent]).await.unwrap();
    stream
}

/// The same, then hangs up; gives what was answered.
async fn cut(address: SocketAddr, head: &str, body: &[u8], sent: usize) -> String {
    let mut stream = begin(address, head, body, sent).await;
    stream.shutdown().await.unwrap();
    let mut answer = Vec::new();
    // The server may hang up in its own way.
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

async fn head(tus: &Tus<'_>, path: &str) -> usize {
    tus.offset(path).await.parse().unwrap()
}

fn piece_head(path: &str) -> String {
    format!(
        "PATCH {path} HTTP/1.1\r\ntus-resumable: 1.0.0\r\nupload-offset: 0\r\n\
         content-type: application/offset+octet-stream\r\n"
    )
}

#[tokio::test]
async fn what_came_over_a_line_that_falls_silent_is_kept_while_it_stays_open() {
    let site = TestSite::start_with(&OFF).await;
    let address = listen(&site).await;
    let tus = Tus(&site);
    let photo = small();
    let half = photo.len() / 2;
    let path = tus.begin(photo.len()).await;
    let silent = begin(address, &piece_head(&path), &photo, half).await;
    while head(&tus, &path).await < half {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let rest = tus.patch(&path, half, &photo[half..]).await;
    assert_eq!(rest.status, StatusCode::NO_CONTENT, "{}", rest.text());
    drop(silent);
    let form = Multipart::tip("有照片").field("upload", path.rsplit('/').next().unwrap());
    let filed = site.send_tip("key", &form).await;
    assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.text());
    let case = site.app.storage.find_case("2026-000001").await.unwrap().unwrap();
    let photos = site.app.storage.list_photos(case.id).await.unwrap();
    assert_eq!(photos[0].file.sha256, sha256(&photo));
}

#[tokio::test]
async fn a_photo_cut_off_at_every_byte_is_resumed_and_arrives_whole() {
    let site = TestSite::start_with(&OFF).await;
    let address = listen(&site).await;
    let tus = Tus(&site);
    let photo = small();
    let mut ids = Vec::new();
    for sent in 0..photo.len() {
        let path = tus.begin(photo.len()).await;
        cut(address, &piece_head(&path), &photo, sent).await;
        let kept = head(&tus, &path).await;
        assert_eq!(kept, sent, "what came is kept, and HEAD says so");
        let rest = tus.patch(&path, kept, &photo[kept..]).await;
        assert_eq!(rest.status, StatusCode::NO_CONTENT, "{sent}: {}", rest.text());
        assert_eq!(head(&tus, &path).await, photo.len());
        ids.push(path.rsplit('/').next().unwrap().to_owned());
    }
    for (n, ids) in ids.chunks(9).enumerate() {
        let form = ids
            .iter()
            .fold(Multipart::tip("有照片"), |form, id| form.field("upload", id));
        let filed = site.send_tip(&format!("key-{n}"), &form).await;
        assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.text());
        let number = format!("2026-{:06}", n + 1);
        let case = site.app.storage.find_case(&number).await.unwrap().unwrap();
        let photos = site.app.storage.list_photos(case.id).await.unwrap();
        assert_eq!(photos.len(), ids.len());
        for kept in photos {
            assert_eq!(kept.file.sha256, sha256(&photo), "the very same bytes");
        }
    }
}

#[tokio::test]
async fn a_line_that_breaks_after_every_byte_still_gets_a_photo_through() {
    let site = TestSite::start_with(&OFF).await;
    let tus = Tus(&site);
    // More pieces than are kept of one photo.
    let photo = picture::scene(1.0, (320, 240), 90);
    assert!(photo.len() > 2_000, "{}", photo.len());
    let path = tus.begin(photo.len()).await;
    for (at, byte) in photo[..2_010].iter().enumerate() {
        let answer = tus.patch(&path, at, &[*byte]).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{at}: {}", answer.text());
    }
    assert!(site.blobs() < 600, "{} pieces lie in the store", site.blobs());
    let rest = tus.patch(&path, 2_010, &photo[2_010..]).await;
    assert_eq!(rest.status, StatusCode::NO_CONTENT, "{}", rest.text());
    let form = Multipart::tip("有照片").field("upload", path.rsplit('/').next().unwrap());
    let filed = site.send_tip("key", &form).await;
    assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.text());
    let case = site.app.storage.find_case("2026-000001").await.unwrap().unwrap();
    let photos = site.app.storage.list_photos(case.id).await.unwrap();
    assert_eq!(photos[0].file.sha256, sha256(&photo));
    assert_eq!(site.blobs(), 3);
}

const END: &str = "\r\n";

/// Cuts a tip off at every `step`-th byte. The end of the line after its last boundary carries nothing: without it all of
/// the tip has come.
async fn never_acknowledged(site: &TestSite, address: SocketAddr, form: &Multipart, step: usize) -> usize {
    let body = form.finish();
    let kind = Multipart::kind();
    let mut tried = 0;
    for sent in (0..body.len() - END.len()).step_by(step) {
        let head = format!("POST /api/v1/tips HTTP/1.1\r\nidempotency-key: cut\r\ncontent-type: {kind}\r\n");
        let answer = cut(address, &head, &body, sent).await;
        let status = answer.split(' ').nth(1).unwrap_or("400");
        assert!(status.starts_with('4'), "{sent} of {}: {answer}", body.len());
        assert!(!answer.contains("receipt\":\""), "{sent}: {answer}");
        tried += 1;
    }
    assert_eq!(site.blobs(), 0, "nothing is left behind");
    assert!(site.app.storage.find_case("2026-000001").await.unwrap().is_none());
    tried
}

#[tokio::test]
async fn a_tip_cut_off_at_every_byte_is_never_acknowledged_and_leaves_nothing() {
    let site = TestSite::start_with(&OFF).await;
    let address = listen(&site).await;
    let form = Multipart::tip("有车卖煤").photo("a.jpg", &small());
    assert!(never_acknowledged(&site, address, &form, 1).await > 500);
    let larger = Multipart::tip("有车卖煤").photo("a.jpg", &picture::jpeg(400, 300));
    assert!(never_acknowledged(&site, address, &larger, 97).await > 100);
    let whole = site.send_tip("cut", &form).await;
    assert_eq!(whole.status, StatusCode::CREATED, "its key is not used up");
}

#[tokio::test]
async fn what_is_announced_and_does_not_come_fills_nothing() {
    let site = TestSite::start().await;
    let tus = Tus(&site);
    // 300 of 20 MB would be more than may lie here.
    for n in 0..300 {
        let begun = announce(&site, n).await;
        assert_eq!(begun.status, StatusCode::CREATED, "{n}: {}", begun.text());
    }
    let path = tus.begin(10).await;
    assert_eq!(tus.patch(&path, 0, &[0; 5]).await.status, StatusCode::NO_CONTENT);
    assert_eq!(site.app.storage.count_uploads().await.unwrap().count, 301);
    site.app.clock.advance(time::Duration::minutes(16));
    jingnuan::jobs::sweep_once(&site.app).await.unwrap();
    assert_eq!(
        site.app.storage.count_uploads().await.unwrap().count,
        1,
        "what came stays"
    );
    assert_eq!(head(&tus, &path).await, 5);
}

/// 20 MB, from an address of its own.
async fn announce(site: &TestSite, n: usize) -> Answer {
    let mut request = Request::post("/api/v1/uploads")
        .header("host", "site.test")
        .header("tus-resumable", "1.0.0")
        .header("upload-length", "20000000")
        .body(Body::empty())
        .unwrap();
    let from = SocketAddr::from((
        [10, 9, u8::try_from(n / 250).unwrap(), u8::try_from(n % 250).unwrap()],
        1,
    ));
    request.extensions_mut().insert(axum::extract::ConnectInfo(from));
    TestSite::ask(&site.public, request).await
}

#[tokio::test]
async fn one_address_announces_only_so_much() {
    let site = TestSite::start_with(&[("JINGNUAN_ABUSE_UPLOAD_MEGABYTES_PER_HOUR", "1024")]).await;
    let mut refused = None;
    for n in 0..60 {
        let begun = Tus(&site)
            .ask("POST", "/api/v1/uploads", &[("upload-length", "20000000")], vec![])
            .await;
        if begun.status != StatusCode::CREATED {
            refused = Some((n, begun));
            break;
        }
    }
    let (after, answer) = refused.unwrap();
    assert!((40..60).contains(&after), "{after}");
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.header("retry-after").parse::<u32>().unwrap() > 0);
    assert_eq!(
        announce(&site, 1).await.status,
        StatusCode::CREATED,
        "a neighbour's line"
    );
}
