//! What a reporter did not mean to show is shown nowhere: no answer of any address, no log line, no file that a server
//! keeps holds the planted name, phone, position, device, address or receipt.

use std::{
    fs,
    io::Write,
    path::Path,
    sync::{Arc, Mutex},
};

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};

use crate::site::{Answer, Multipart, TestSite, WANGZHUANG, photo};

/// Every way in, with an address for each; one that takes parameters must be listed here by hand.
fn address(template: &str, case: &str) -> String {
    let filled = match template {
        "/v/{code}" => format!("/v/{WANGZHUANG}"),
        "/v/{code}/for/{audience}" => format!("/v/{WANGZHUANG}/for/household"),
        "/v/{code}/history" => format!("/v/{WANGZHUANG}/history"),
        "/zones/{id}" => "/zones/410821".to_owned(),
        "/zones/{id}/scan" => "/zones/1/scan".to_owned(),
        "/notices/{id}" => "/notices/1".to_owned(),
        "/guide/{topic}" => "/guide/safe-winter".to_owned(),
        "/offline/{name}" => "/offline/places.json".to_owned(),
        "/fn/{*function}" => format!("/fn/preview_route?category=mobile_vendor&village={WANGZHUANG}"),
        "/report/{category}" => format!("/report/mobile_vendor?village={WANGZHUANG}"),
        "/api/v1/uploads/{id}" => "/api/v1/uploads/nobody".to_owned(),
        "/staff/cases/{number}" => format!("/staff/cases/{case}"),
        "/staff/cases/{number}/step" => format!("/staff/cases/{case}/step"),
        "/staff/cases/{number}/notice" => format!("/staff/cases/{case}/notice"),
        "/staff/cases/{number}/coal" => format!("/staff/cases/{case}/coal"),
        "/staff/cases/{number}/join" => format!("/staff/cases/{case}/join"),
        "/staff/cases/{number}/reward" => format!("/staff/cases/{case}/reward"),
        "/staff/cases/{number}/trail" => format!("/staff/cases/{case}/trail"),
        "/staff/trails/{id}" => "/staff/trails/1".to_owned(),
        "/api/v1/tips/mine/{deed}" => "/api/v1/tips/mine/message".to_owned(),
        "/staff/cases/{number}/evidence" => format!("/staff/cases/{case}/evidence"),
        "/staff/cases/{number}/evidence/package" => format!("/staff/cases/{case}/evidence/package"),
        "/staff/photos/{id}" => "/staff/photos/1".to_owned(),
        "/staff/photos/{id}/thumbnail" => "/staff/photos/1/thumbnail".to_owned(),
        "/staff/notices/{id}" => "/staff/notices/1".to_owned(),
        "/staff/villages/{code}" => format!("/staff/villages/{WANGZHUANG}"),
        "/staff/outlets/{id}" => "/staff/outlets/1".to_owned(),
        "/staff/prices/{id}" => "/staff/prices/1".to_owned(),
        "/staff/zones/{id}" => "/staff/zones/1".to_owned(),
        "/staff/zones/{id}/scan" => "/staff/zones/1/scan".to_owned(),
        "/api/v1/zone-status" => format!("/api/v1/zone-status?village={WANGZHUANG}"),
        "/check" => "/check?q=wangzhuang".to_owned(),
        "/staff/" => "/staff/?view=closed".to_owned(),
        plain => plain.to_owned(),
    };
    assert!(
        !filled.contains('{'),
        "{template} is new: give it an address here, so that it is searched for what must not be shown"
    );
    filled
}

/// The templates of every route, read from the code that makes the routers: axum keeps no list.
fn templates() -> Vec<String> {
    fn read(folder: &Path, templates: &mut Vec<String>, nested: &mut usize) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read(&path, templates, nested);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let code = fs::read_to_string(&path).unwrap();
                // Others have methods of that name, too.
                if !code.contains("Router::new()") {
                    continue;
                }
                let routes = code.split(".route(").skip(1);
                templates.extend(routes.map(|rest| {
                    let name = rest.trim_start();
                    let name = name
                        .strip_prefix('"')
                        .unwrap_or_else(|| panic!("{}: no plain text", path.display()));
                    name.split('"').next().unwrap().to_owned()
                }));
                *nested += code.matches(".nest").count() + code.matches(".route_service(").count();
            }
        }
    }
    let (mut templates, mut nested) = (vec![], 0);
    let code = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http");
    read(&code, &mut templates, &mut nested);
    assert_eq!(
        nested, 2,
        "only the built scripts and the outbox are nested; anything else must be searched here"
    );
    templates.sort();
    templates.dedup();
    assert!(templates.len() > 50, "{templates:?}");
    templates
}

/// Where the log goes.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn holds(bytes: &[u8], planted: &str) -> bool {
    bytes.windows(planted.len()).any(|window| window == planted.as_bytes())
}

/// Looks for each planted text in an answer: its head and its body.
fn assert_silent(answer: &Answer, planted: &[String], what: &str) {
    let head = format!("{:?}", answer.headers);
    for secret in planted {
        assert!(!holds(&answer.body, secret), "{what} shows {secret}");
        assert!(!head.contains(secret.as_str()), "the head of {what} shows {secret}");
    }
}

const NAME: &str = "郑植入";
const PHONE: &str = "13900001234";
const LATITUDE: &str = "35.2231719";
const LONGITUDE: &str = "113.4471823";
const AGENT: &str = "PlantedBrowser/9.9";
const ADDRESS: &str = "203.0.113.77";
const KEY: &str = "planted-key-5531";

/// Sends the tip that holds everything; gives its receipt.
async fn plant(site: &TestSite) -> String {
    let form = Multipart::tip("三轮车进村，一袋一袋卖")
        .field("name", NAME)
        .field("phone", PHONE)
        .field("identity_notice", "1")
        .field("lat", LATITUDE)
        .field("long", LONGITUDE)
        .field("accuracy", "12")
        .photo("PlantedFile.jpg", &photo());
    let request = Multipart::request("/api/v1/tips")
        .header("idempotency-key", KEY)
        .header("user-agent", AGENT)
        .header("x-forwarded-for", ADDRESS)
        .body(form.body())
        .unwrap();
    let filed = TestSite::ask(&site.public, request).await;
    assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.text());
    filed.json()["receipt"].as_str().unwrap().to_owned()
}

/// Works the case to its published notice; gives its number.
async fn publish(site: &TestSite, handler: &str, approver: &str) -> String {
    let queue = site.staff_get("/staff/", handler).await;
    let number = queue
        .text()
        .split("/staff/cases/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let csrf = queue.field("csrf");
    for step in [
        vec![("step", "accept")],
        vec![("step", "investigate"), ("note", "现场查到散煤两吨")],
        vec![("step", "close"), ("outcome", "violation"), ("reply", "查到了，谢谢您")],
    ] {
        let fields: Vec<_> = step.into_iter().chain([("csrf", csrf.as_str())]).collect();
        let done = site
            .staff_post(&format!("/staff/cases/{number}/step"), handler, &fields)
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    }
    let notice = [
        ("title", "进村卖散煤，没收两吨"),
        ("summary", "一辆三轮车进村卖散煤，群众举报后当天查实。"),
        ("document_number", "示例罚〔2026〕1号"),
        ("party", "王某某"),
        ("violation", "流动卖散煤"),
        ("penalty", "没收散煤两吨"),
        ("legal_basis", "《中华人民共和国大气污染防治法》第一百零三条"),
        ("authority", "修武县交通运输局"),
        ("decided_on", "2026-11-23"),
        ("action", "propose"),
        ("csrf", &csrf),
    ];
    let drafted = site
        .staff_post(&format!("/staff/cases/{number}/notice"), handler, &notice)
        .await;
    assert_eq!(drafted.header("location"), "/staff/notices/1", "{}", drafted.text());
    let csrf = site.staff_get("/staff/", approver).await.field("csrf");
    let approve = [("action", "approve"), ("csrf", csrf.as_str())];
    let published = site.staff_post("/staff/notices/1", approver, &approve).await;
    assert_eq!(published.status, StatusCode::SEE_OTHER, "{}", published.text());
    number
}

#[tokio::test]
async fn nothing_planted_comes_out_anywhere() {
    let log = Log::default();
    let writer = log.clone();
    let logging = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    // Everything below runs on this thread.
    let _logging = tracing::subscriber::set_default(logging);

    let site = TestSite::start_with(&[("JINGNUAN_SERVER_TRUSTED_PROXIES", "127.0.0.1")]).await;
    let receipt = plant(&site).await;
    let spaced: Vec<&str> = (0..4).map(|group| &receipt[group * 4..group * 4 + 4]).collect();
    let planted: Vec<String> = [
        NAME,
        PHONE,
        &LATITUDE[..7],
        &LONGITUDE[..8],
        AGENT,
        ADDRESS,
        KEY,
        "Planted",
        &receipt,
        &spaced.join(" "),
    ]
    .map(str::to_owned)
    .into();

    let handler = site.sign_in("h", "handler", "transport@410821").await;
    let approver = site.sign_in("a", "approver", "transport@410821").await;
    let number = publish(&site, &handler, &approver).await;
    jingnuan::jobs::run_due(&site.app).await.unwrap();
    let mut people = vec![("nobody", String::new()), ("handler", handler), ("approver", approver)];
    for (role, office) in [
        ("coordinator", "county_office@410821"),
        ("coordinator", "city_office@4108"),
        ("auditor", "city_office@4108"),
        ("administrator", "city_office@4108"),
        ("handler", "ecology@410821"),
    ] {
        let cookie = site.sign_in(&format!("{role}-{}", office.len()), role, office).await;
        people.push((role, cookie));
    }

    let mut shown = 0;
    for template in templates() {
        let path = address(&template, &number);
        for (who, cookie) in &people {
            for method in [Method::GET, Method::POST] {
                for (name, router) in [("public", &site.public), ("staff", &site.staff)] {
                    let what = format!("{method} {path} on the {name} site for {who}");
                    let mut request = Request::builder()
                        .method(&method)
                        .uri(&path)
                        .header("host", format!("{name}.test"))
                        .header("origin", format!("http://{name}.test"))
                        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
                    if !cookie.is_empty() {
                        request = request.header(header::COOKIE, cookie);
                    }
                    let answer = TestSite::ask(router, request.body(Body::empty()).unwrap()).await;
                    shown += usize::from(answer.status == StatusCode::OK);
                    assert_silent(&answer, &planted, &what);
                }
            }
        }
    }
    assert!(shown > 200, "{shown} answers showed anything at all");

    // With the receipt, which its holder alone has; a minute later, for the walk used up what may be asked in one.
    site.app.clock.advance(time::Duration::minutes(1));
    let mine = Request::get("/api/v1/tips/mine").header("receipt", &receipt);
    let mine = TestSite::ask(&site.public, mine.body(Body::empty()).unwrap()).await;
    let followed = Request::post("/receipt")
        .header("host", "site.test")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(format!("receipt={receipt}")))
        .unwrap();
    let mut followed = TestSite::ask(&site.public, followed).await;
    // The page's own forms carry the digits on; they stand nowhere else.
    let carried = format!("name=\"receipt\" value=\"{receipt}\"");
    followed.body = followed.text().replace(&carried, "").into_bytes();
    for (what, answer) in [
        ("the API's answer to a receipt", mine),
        ("the page for a receipt", followed),
    ] {
        assert_eq!(answer.status, StatusCode::OK);
        assert_silent(&answer, &planted, what);
    }
    // And in what people search and read.
    let found = site.staff_get(&format!("/staff/cases/{number}"), &people[1].1).await;
    assert!(found.status == StatusCode::OK && found.text().contains("一袋一袋卖"));
    let feed = site.get("/feeds/notices.atom").await;
    assert!(feed.text().contains("<entry>"));

    let log = log.0.lock().unwrap();
    assert!(log.len() > 1_000, "the log was kept");
    for secret in &planted {
        assert!(!holds(&log, secret), "the log shows {secret}");
    }
    assert_no_file_holds(&site.app.config.data_dir, &planted);
}

/// The database with its journal, the photos and whatever else is kept: a position is kept as numbers, all else as hashes.
fn assert_no_file_holds(folder: &Path, planted: &[String]) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            assert_no_file_holds(&path, planted);
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        for secret in planted {
            assert!(!holds(&bytes, secret), "{} holds {secret}", path.display());
        }
    }
}
