//! What a reporter did not mean to show is shown nowhere: no answer of any address, no log line, job, feed, package or
//! backup, no file that a server keeps holds the planted name, phone, position, device, address or receipt.

mod address;
mod failing;
mod log;
mod planted;

use std::{fs, path::Path};

use axum::{
    Router,
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use jingnuan::services::back_up::{self, Places};
use time::Duration;

use self::{
    address::{address, templates},
    log::{Log, without_times},
    planted::{LATITUDE, LONGITUDE, Planted, WORDS, plant, spaced, work},
};
use crate::site::{Answer, Multipart, TestSite};

fn holds(bytes: &[u8], planted: &str) -> bool {
    bytes.windows(planted.len()).any(|window| window == planted.as_bytes())
}

/// The line of a log that shows it.
fn line_with<'a>(log: &'a str, planted: &str) -> Option<&'a str> {
    log.lines().find(|line| line.contains(planted))
}

/// Looks for each planted text in an answer: its head and its body.
fn assert_silent<T: AsRef<str>>(answer: &Answer, planted: &[T], what: &str) {
    let head = format!("{:?}", answer.headers);
    for secret in planted.iter().map(AsRef::as_ref) {
        assert!(!holds(&answer.body, secret), "{what} shows {secret}");
        assert!(!head.contains(secret), "the head of {what} shows {secret}");
    }
}

/// Somebody who asks every address.
struct Person {
    who: &'static str,
    cookie: String,
    csrf: String,
    /// The tips are none of their business.
    stranger: bool,
    /// Whom the position that came with the tip is for.
    works_the_case: bool,
}

impl Person {
    async fn sign_in(site: &TestSite, who: &'static str, role: &str, office: &str, stranger: bool) -> Self {
        let login = who.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        let cookie = site.sign_in(&login, role, office).await;
        let csrf = site.staff_get("/staff/villages", &cookie).await.field("csrf");
        Self {
            who,
            cookie,
            csrf,
            stranger,
            works_the_case: matches!(who, "the handler" | "the approver"),
        }
    }
}

async fn people(site: &TestSite) -> Vec<Person> {
    let nobody = Person {
        who: "nobody",
        cookie: String::new(),
        csrf: String::new(),
        stranger: true,
        works_the_case: false,
    };
    let mut people = vec![nobody];
    for (who, role, office, stranger) in [
        ("the handler", "handler", "transport@410821", false),
        ("the approver", "approver", "transport@410821", false),
        ("a joint office", "handler", "public_security@410821", false),
        ("the city's handler", "handler", "transport@4108", false),
        ("the county's office", "coordinator", "county_office@410821", false),
        ("the city's office", "coordinator", "city_office@4108", false),
        ("the auditor", "auditor", "city_office@4108", false),
        ("the administrator", "administrator", "city_office@4108", true),
        ("another bureau", "handler", "ecology@410821", true),
        ("another county", "handler", "transport@410822", true),
        ("another county's office", "coordinator", "county_office@410822", true),
    ] {
        people.push(Person::sign_in(site, who, role, office, stranger).await);
    }
    people
}

/// Asks an address in every way of asking, as this person.
async fn ask(router: &Router, site: &str, path: &str, person: &Person) -> Vec<(String, Answer)> {
    let mut answers = Vec::new();
    // Signing out would end the walk.
    let csrf = if path.ends_with("/sign-out") { "" } else { &person.csrf };
    let form = format!("csrf={csrf}").into_bytes();
    let pieces = Multipart::default().field("csrf", csrf).finish();
    let plain = "application/x-www-form-urlencoded";
    let asked = [
        (Method::GET, plain, Vec::new()),
        (Method::POST, plain, form.clone()),
        (Method::POST, &*Multipart::kind(), pieces),
        (Method::POST, "application/json", b"{}".to_vec()),
        (Method::PATCH, plain, form.clone()),
        (Method::PUT, plain, form.clone()),
        (Method::DELETE, plain, form),
        (Method::OPTIONS, plain, Vec::new()),
    ];
    // What only differs in its method answers everyone alike.
    let ways = if person.cookie.is_empty() { asked.len() } else { 3 };
    for (method, kind, body) in asked.into_iter().take(ways) {
        let what = format!("{method} {path} on the {site} site for {}", person.who);
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", format!("{site}.test"))
            .header(header::CONTENT_TYPE, kind);
        if !person.cookie.is_empty() {
            request = request
                .header(header::COOKIE, &person.cookie)
                .header("origin", format!("http://{site}.test"));
        }
        answers.push((
            what,
            TestSite::ask(router, request.body(Body::from(body)).unwrap()).await,
        ));
    }
    answers
}

/// Walks over every address as everyone.
async fn walk(site: &TestSite, planted: &Planted) {
    let people = people(site).await;
    let mut shown = 0;
    for (name, router) in [("site", &site.public), ("staff", &site.staff)] {
        let templates = templates(router);
        assert!(templates.len() > 30, "{templates:?}");
        for template in templates {
            let path = address(&template, "2026-000001");
            // The public site knows no accounts.
            let asking = if name == "site" { &people[..1] } else { &people[..] };
            for person in asking {
                for (what, mut answer) in ask(router, name, &path, person).await {
                    shown += usize::from(answer.status == StatusCode::OK);
                    if path.starts_with("/staff/cases/") && person.works_the_case {
                        answer = without_position(answer);
                    }
                    assert_silent(&answer, &planted.never, &what);
                    if person.stranger {
                        assert_silent(&answer, &WORDS, &what);
                    }
                }
            }
        }
    }
    assert!(shown > 200, "{shown} answers showed anything at all");
}

/// The pages of one's own tip, with the digits that their forms carry on taken out. The rule for that is narrow: a page is
/// an answer to a POST that brought these very digits, is kept by nobody, and holds them as a hidden field of a form that
/// posts them to the receipt's own pages: not in an address, a text, a script or any other attribute.
fn without_carried(page: &Answer, receipt: &str, what: &str) -> Answer {
    assert_eq!(page.header("cache-control"), "no-store", "{what}");
    assert_eq!(page.header("referrer-policy"), "same-origin", "{what}");
    let field = format!("<input type=\"hidden\" name=\"receipt\" value=\"{receipt}\">");
    let text = page.text();
    let mut forms = text.split("<form");
    let mut rest = forms.next().unwrap().to_owned();
    for form in forms {
        let (head, body) = form.split_once('>').unwrap();
        let (inside, after) = body.split_once("</form>").unwrap();
        let own = ["/receipt", "/receipt/act", "/receipt/kept"]
            .iter()
            .any(|address| head.contains(&format!("action=\"{address}\"")));
        rest.push_str(head);
        if own && head.contains("method=\"post\"") {
            rest.push_str(&inside.replacen(&field, "", 1));
        } else {
            rest.push_str(inside);
        }
        rest.push_str(after);
    }
    Answer {
        status: page.status,
        headers: page.headers.clone(),
        body: rest.into_bytes(),
    }
}

async fn post(site: &TestSite, path: &str, fields: &[(&str, &str)]) -> Answer {
    let request = Request::post(path)
        .header("host", "site.test")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(serde_urlencoded::to_string(fields).unwrap()));
    TestSite::ask(&site.public, request.unwrap()).await
}

/// What a reporter sees of their own tip: never who they are, and the digits only as forms carry them on.
async fn follow(site: &TestSite, planted: &Planted) {
    for receipt in &planted.receipts {
        // The walk used up what may be asked in a minute.
        site.app.clock.advance(Duration::minutes(1));
        let mine = Request::get("/api/v1/tips/mine").header("receipt", receipt);
        let mine = TestSite::ask(&site.public, mine.body(Body::empty()).unwrap()).await;
        assert_eq!(mine.status, StatusCode::OK);
        assert_silent(&mine, &planted.never, "the API's answer to a receipt");
        let deed = Multipart::default().field("text", "");
        let refused = site
            .post_form("/api/v1/tips/mine/messages", &deed, &[("receipt", receipt)])
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_silent(&refused, &planted.never, "the API's refusal");

        let grouped = spaced(receipt);
        for typed in [receipt, &grouped] {
            let followed = post(site, "/receipt", &[("receipt", typed)]).await;
            assert_eq!(followed.status, StatusCode::OK);
            let seen = without_carried(&followed, receipt, "the page for a receipt");
            assert_silent(&seen, &planted.never, "the page for a receipt");
        }
        let nothing = Multipart::default()
            .field("receipt", receipt)
            .field("action", "nothing");
        let refused = site.post_form("/receipt/act", &nothing, &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let seen = without_carried(&refused, receipt, "a refused deed");
        assert_silent(&seen, &planted.never, "a refused deed");

        let kept = post(site, "/receipt/kept", &[("receipt", receipt)]).await;
        assert_eq!(kept.status, StatusCode::OK);
        // To the person who gave it, too (个人信息保护法第四十五条).
        let seen = without_position(without_carried(&kept, receipt, "what is kept"));
        assert_silent(&seen, &planted.never, "what is kept");

        // Put into an address by hand, it comes back from none.
        for path in [
            "/receipt",
            "/receipt/act",
            "/receipt/kept",
            "/report/received",
            "/nowhere",
        ] {
            let asked = site.get(&format!("{path}?receipt={receipt}")).await;
            assert_silent(&asked, &planted.never, path);
        }
    }
}

/// The page without the position that came with the tip: for who gave it, and for who works the case.
fn without_position(mut page: Answer) -> Answer {
    let (latitude, longitude) = (degrees(LATITUDE), degrees(LONGITUDE));
    let words = format!("{latitude:.5}, {longitude:.5}");
    let map = format!("geo:{latitude:.5},{longitude:.5}");
    page.body = page.text().replace(&words, "").replace(&map, "").into_bytes();
    page
}

fn degrees(text: &str) -> f64 {
    text.parse().unwrap()
}

#[tokio::test]
async fn nothing_planted_comes_out_anywhere() {
    let log = Log::default();
    // Everything below runs on this thread; what other threads log, the program's own test reads.
    let _logging = log.listen();
    let site = TestSite::start_with(&[
        ("JINGNUAN_SERVER_TRUSTED_PROXIES", "127.0.0.1"),
        ("JINGNUAN_REWARD_DOCUMENT", "示例奖励办法"),
    ])
    .await;
    let mut planted = plant(&site).await;
    let package = work(&site, &planted).await;
    let held = hold(&site).await;
    let now = site.app.clock.now();
    let jobs = site.app.storage.claim_jobs(now, Duration::ZERO, 1_000).await.unwrap();
    assert!(!jobs.is_empty(), "something waits to be done");
    jingnuan::jobs::run_due(&site.app).await.unwrap();
    planted.receipts.push(held.clone());
    planted.never.extend([held.clone(), spaced(&held)]);

    // A day on, cases show near by, too.
    site.app.clock.advance(Duration::days(1));
    let near = site.get(&address("/fn/near_by", "")).await;
    assert_ne!(near.text(), "[]", "a case is offered near by");
    walk(&site, &planted).await;
    follow(&site, &planted).await;

    // And it stands where it may.
    let handler = Person::sign_in(&site, "h", "handler", "transport@410821", false).await;
    let found = site.staff_get("/staff/cases/2026-000002", &handler.cookie).await;
    assert!(found.text().contains(WORDS[0]), "{}", found.text());
    let found = site.staff_get("/staff/cases/2026-000001", &handler.cookie).await.text();
    let found = found.replace("<!>", "");
    assert!(
        found.contains("geo:35.22317,113.44718") && found.contains("误差约 12 米"),
        "{found}"
    );
    let trail = site.staff_get("/staff/trails/1", &handler.cookie).await;
    assert!(trail.text().contains("豫H5531A"));
    let city = Person::sign_in(&site, "c", "coordinator", "city_office@4108", false).await;
    let holds_page = site.staff_get("/staff/holds", &city.cookie).await;
    assert!(holds_page.text().contains("植入的贷款"), "{}", holds_page.text());
    let feed = site.get("/feeds/notices.atom").await;
    assert!(feed.text().contains("<entry>"));

    let log = without_times(&log.read());
    assert!(log.len() > 1_000, "the log was kept");
    for secret in &planted.never {
        assert!(!holds(&package, secret), "the evidence package shows {secret}");
        assert!(!format!("{jobs:?}").contains(secret), "a job shows {secret}");
        assert_eq!(line_with(&log, secret), None, "the log shows {secret}");
    }
    for words in WORDS {
        assert_eq!(line_with(&log, words), None, "the log shows {words}");
        assert!(!format!("{jobs:?}").contains(words), "a job shows {words}");
    }
    let place = tempfile::tempdir().unwrap();
    let backup = place.path().join("backup");
    let here = Places {
        url: site.app.config.storage.url(),
        blobs: &site.app.blobs,
        secret: site.app.config.data_dir.join("secret.key"),
    };
    back_up::back_up(&here, &site.app.storage, &backup, 1).await.unwrap();
    for folder in [&backup, &site.app.config.data_dir] {
        let files = assert_no_file_holds(folder, &planted.never);
        assert!(files > 5, "{files} files");
    }
    let manifest = fs::read(backup.join("backup.json")).unwrap();
    let list = fs::read(backup.join("blobs.jsonl")).unwrap();
    for words in WORDS {
        assert!(!holds(&manifest, words) && !holds(&list, words));
    }
}

#[test]
fn digits_are_let_through_in_own_posting_forms_alone() {
    const RECEIPT: &str = "1234567812345678";
    let field = format!("<input type=\"hidden\" name=\"receipt\" value=\"{RECEIPT}\">");
    let left = |body: String| {
        let mut headers = axum::http::HeaderMap::new();
        headers.insert("cache-control", "no-store".parse().unwrap());
        headers.insert("referrer-policy", "same-origin".parse().unwrap());
        let page = Answer {
            status: StatusCode::OK,
            headers,
            body: body.into_bytes(),
        };
        holds(&without_carried(&page, RECEIPT, "a page").body, RECEIPT)
    };
    let form = |head: &str, inside: &str| format!("<main><form {head}>{inside}</form></main>");
    assert!(!left(form("action=\"/receipt/act\" method=\"post\"", &field)));
    for shown in [
        field.clone(),
        form("action=\"/receipt\" method=\"get\"", &field),
        form("action=\"/report/received\" method=\"post\"", &field),
        form("action=\"https://elsewhere.example/receipt\" method=\"post\"", &field),
        form("action=\"/receipt\" method=\"post\"", &format!("{field}{field}")),
        form(
            "action=\"/receipt\" method=\"post\"",
            &format!("{field}<p>{RECEIPT}</p>"),
        ),
        form(&format!("action=\"/receipt?receipt={RECEIPT}\" method=\"post\""), ""),
        format!("<a href=\"/receipt?receipt={RECEIPT}\">"),
        form("action=\"/receipt\" method=\"post\"", &field.replace("hidden", "text")),
    ] {
        assert!(left(shown.clone()), "{shown}");
    }
}

/// A tip that waits; gives its receipt.
async fn hold(site: &TestSite) -> String {
    let city = Person::sign_in(site, "keeper", "coordinator", "city_office@4108", false).await;
    let add = [("csrf", city.csrf.as_str()), ("word", "贷款")];
    let added = site.staff_post("/staff/holds/words", &city.cookie, &add).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
    let elsewhere = Multipart::default()
        .field("category", "mobile_vendor")
        .field("village", "410822001001")
        .field("text", "植入的贷款");
    let filed = site.send_tip("planted-key-held", &elsewhere).await;
    filed.json()["receipt"].as_str().unwrap().to_owned()
}

/// The database with its journal, the photos and whatever else is kept: a position is kept as numbers, all else sealed or
/// as hashes. Gives how many files were read.
fn assert_no_file_holds(folder: &Path, planted: &[String]) -> usize {
    let mut files = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files += assert_no_file_holds(&path, planted);
            continue;
        }
        files += 1;
        let bytes = fs::read(&path).unwrap();
        for secret in planted {
            assert!(!holds(&bytes, secret), "{} holds {secret}", path.display());
        }
    }
    files
}
