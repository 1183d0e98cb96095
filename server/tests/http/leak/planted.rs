//! What is planted, by everyone who can send something: a reporter's browser, another one's API, the counter, the payer.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};

use crate::{
    follow::Desk,
    picture,
    program::Program,
    site::{Answer, Multipart, TestSite, WANGZHUANG},
};

pub const NAME: &str = "郑植入";
pub const PHONE: &str = "13900001234";
pub const LATITUDE: &str = "35.2231719";
pub const LONGITUDE: &str = "113.4471823";
pub const AGENT: &str = "PlantedBrowser/9.9";
pub const ADDRESS: &str = "203.0.113.77";
const KEY: &str = "planted-key-5531";
/// The camera's words, and everything else in a photo's file.
pub const CAMERA: &str = "PlantedCamera 7";
/// What the browser read in the picked file.
const SEEN_LATITUDE: &str = "35.2239991";
const SEEN_LONGITUDE: &str = "113.4479993";
const SEEN_HASH: &str = "5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed";
pub const CALLER: &str = "钱来电";
const CALLER_PHONE: &str = "13900005678";
pub const LATER_NAME: &str = "郑后补";
const LATER_PHONE: &str = "13900009999";
const PAYEE: &str = "孙领奖";
const DOCUMENT: &str = "410821199001019876";

/// The words of tips: for the offices that work them, and for nobody else.
pub const WORDS: [&str; 6] = [
    "植入的举报",
    "植入的地点",
    "植入的说明",
    "植入的回话",
    "植入的评语",
    "植入的来电",
];

/// A tip that names its reporter and where they stand.
pub fn tip(words: &str) -> Multipart {
    Multipart::tip(words)
        .field("name", NAME)
        .field("phone", PHONE)
        .field("identity_notice", "1")
        .field("lat", LATITUDE)
        .field("long", LONGITUDE)
        .field("accuracy", "12")
}

/// Sends it to the whole program, from the planted address and browser.
pub async fn send(program: &Program, key: &str, form: &Multipart) -> Answer {
    let request = Multipart::request("/api/v1/tips")
        .header("idempotency-key", key)
        .header("user-agent", AGENT)
        .header("x-forwarded-for", ADDRESS)
        .body(form.body());
    program.ask(request.unwrap()).await
}

/// What no log may hold of such a tip, but for its key and its receipt.
pub fn secrets() -> [&'static str; 6] {
    [NAME, PHONE, &LATITUDE[..7], &LONGITUDE[..8], AGENT, ADDRESS]
}

/// All that was planted.
pub struct Planted {
    /// Shown nowhere, to nobody.
    pub never: Vec<String>,
    /// The receipts among it: whoever holds one may send it, by POST.
    pub receipts: Vec<String>,
}

/// Digits as they are written down.
pub fn spaced(receipt: &str) -> String {
    let groups: Vec<&str> = (0..4).map(|group| &receipt[group * 4..group * 4 + 4]).collect();
    groups.join(" ")
}

impl Planted {
    fn new(keys: &[String], receipts: Vec<String>) -> Self {
        let plain = [
            KEY,
            CAMERA,
            "Planted",
            &SEEN_LATITUDE[..8],
            &SEEN_LONGITUDE[..9],
            SEEN_HASH,
            CALLER,
            CALLER_PHONE,
            LATER_NAME,
            LATER_PHONE,
            PAYEE,
            DOCUMENT,
        ];
        let mut never: Vec<String> = plain.into_iter().chain(secrets()).map(str::to_owned).collect();
        never.extend_from_slice(keys);
        for receipt in &receipts {
            never.extend([receipt.clone(), spaced(receipt)]);
        }
        Self { never, receipts }
    }
}

/// A visitor's browser: the token of its device.
pub async fn device(site: &TestSite) -> String {
    let form = site.get(&format!("/report/mobile_vendor?village={WANGZHUANG}")).await;
    form.cookies()
}

fn receipt(filed: &Answer) -> String {
    assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.text());
    filed.json()["receipt"].as_str().unwrap().to_owned()
}

/// Sends all that strangers send. Whoever runs this trusts the proxy that forwards the address.
pub async fn plant(site: &TestSite) -> Planted {
    let visit = device(site).await;
    let file = picture::talkative_jpeg(CAMERA);
    let upload = upload(site, &picture::talkative_webp(CAMERA)).await;
    let seen = format!(
        r#"{{"sha256":"{SEEN_HASH}","taken_at":"2026-11-22T17:03:00+08:00","lat":{SEEN_LATITUDE},"long":{SEEN_LONGITUDE}}}"#
    );
    let asked = Request::get("/api/v1/challenge").header("idempotency-key", KEY);
    let challenge = TestSite::ask(&site.public, asked.body(Body::empty()).unwrap()).await;
    let challenge = challenge.json()["challenge"].as_str().unwrap().to_owned();
    let form = tip(WORDS[0])
        .field("place_text", WORDS[1])
        .field("caption", WORDS[2])
        .field("answer.plate_or_phone", "豫H5531A")
        .field("challenge", &format!("{challenge}.1.2.3"))
        .field("seen", &seen)
        .field("seen", &seen)
        .field("upload", &upload)
        .photo("PlantedFile.jpg", &file);
    let request = Multipart::request("/api/v1/tips")
        .header("idempotency-key", KEY)
        .header("user-agent", AGENT)
        .header("x-forwarded-for", ADDRESS)
        .header("cookie", &visit)
        .header("origin", "http://site.test");
    let first = receipt(&TestSite::ask(&site.public, request.body(form.body()).unwrap()).await);
    let token = visit.split_once('=').unwrap().1.to_owned();
    let mut receipts = vec![first.clone()];
    for key in ["planted-key-second", "planted-key-third"] {
        let again = Multipart::tip(WORDS[0]).field("answer.plate_or_phone", "豫H5531A");
        receipts.push(receipt(&site.send_tip(key, &again).await));
    }
    // What the reporter adds later.
    let message = Multipart::default()
        .field("receipt", &first)
        .field("action", "messages")
        .field("text", WORDS[3])
        .photo("PlantedFile.jpg", &picture::talkative_png(CAMERA));
    let said = site.post_form("/receipt/act", &message, &[("user-agent", AGENT)]).await;
    assert_eq!(said.status, StatusCode::OK, "{}", said.text());
    let named = [
        ("receipt", first.as_str()),
        ("do", "identity"),
        ("name", LATER_NAME),
        ("phone", LATER_PHONE),
        ("identity_notice", "yes"),
    ];
    let kept = Request::post("/receipt/kept")
        .header("host", "site.test")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(serde_urlencoded::to_string(named).unwrap()));
    let kept = TestSite::ask(&site.public, kept.unwrap()).await;
    assert!(kept.text().contains("已经封存"), "{}", kept.text());
    receipts.push(call(site).await);
    let keys = [
        upload,
        token,
        challenge,
        "planted-key-second".to_owned(),
        "planted-key-third".to_owned(),
    ];
    Planted::new(&keys, receipts)
}

/// A photo that comes by itself; gives its identifier, with which anybody could send it.
async fn upload(site: &TestSite, photo: &[u8]) -> String {
    let begun = Request::post("/api/v1/uploads")
        .header("host", "site.test")
        .header("tus-resumable", "1.0.0")
        .header("upload-length", photo.len())
        .header("upload-metadata", "filename UGxhbnRlZEZpbGUuanBn")
        .header("user-agent", AGENT)
        .header(header::CONTENT_TYPE, "application/offset+octet-stream")
        .body(Body::from(photo.to_vec()));
    let begun = TestSite::ask(&site.public, begun.unwrap()).await;
    assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.text());
    begun.header("location").rsplit('/').next().unwrap().to_owned()
}

/// Somebody calls the county's office, which enters the tip; gives the receipt on the slip.
async fn call(site: &TestSite) -> String {
    let cookie = site.sign_in("counter", "coordinator", "county_office@410821").await;
    let form = site
        .staff_get(
            &format!("/staff/tips/new?category=mobile_vendor&village={WANGZHUANG}"),
            &cookie,
        )
        .await;
    let filled = Multipart::tip(WORDS[5])
        .field("csrf", &form.field("csrf"))
        .field("idempotency_key", &form.field("idempotency_key"))
        .field("channel", "telephone")
        .field("name", CALLER)
        .field("phone", CALLER_PHONE)
        .field("identity_notice", "1");
    let slip = site.staff_post_multipart("/staff/tips/new", &cookie, &filled).await;
    assert_eq!(slip.status, StatusCode::CREATED, "{}", slip.text());
    assert_eq!(slip.header("cache-control"), "no-store");
    let text = slip.text();
    assert!(
        !text.contains(CALLER) && !text.contains(CALLER_PHONE),
        "a slip names nobody"
    );
    let digits = text
        .split("class=\"digits\">")
        .nth(1)
        .unwrap()
        .split('<')
        .next()
        .unwrap();
    digits.chars().filter(char::is_ascii_digit).collect()
}

/// The first case is worked to its published notice, its reward is paid, its evidence opened and taken out.
pub async fn work(site: &TestSite, planted: &Planted) -> Vec<u8> {
    let first = &planted.receipts[0];
    let desk = Desk::open(site, "worker", "transport@410821", "2026-000001").await;
    let second = second_desk(site).await;
    let trail = [("kind", "plate"), ("value", "豫H5531A"), ("action", "confirm")];
    assert_eq!(desk.post("trail", &trail).await.status, StatusCode::SEE_OTHER);
    for step in [
        vec![("step", "accept")],
        vec![("step", "investigate"), ("note", "现场查到散煤两吨")],
        vec![("step", "close"), ("outcome", "violation"), ("reply", "查到了，谢谢您")],
    ] {
        desk.step(&step).await;
    }
    for (action, field, value) in [("rating", "score", "1"), ("reward", "once", "r")] {
        let form = Multipart::default()
            .field("receipt", first)
            .field("action", action)
            .field(field, value)
            .field("words", WORDS[4]);
        let done = site.post_form("/receipt/act", &form, &[]).await;
        assert_eq!(done.status, StatusCode::OK, "{action}: {}", done.text());
    }
    let pay = [
        ("claim", "1"),
        ("step", "pay"),
        ("receipt", first.as_str()),
        ("payee", PAYEE),
        ("document", DOCUMENT),
    ];
    for (who, fields) in [
        (&desk, &[("claim", "1"), ("step", "confirm_first")][..]),
        (&second, &[("claim", "1"), ("step", "set_amount"), ("yuan", "500")]),
        (&desk, &pay),
    ] {
        let done = who.post("reward", fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{fields:?}: {}", done.text());
        assert!(!done.text().contains(PAYEE));
    }
    publish(site, &desk, &second).await;
    open(&desk).await;
    let taken = second
        .post("evidence/package", &[("take_reason", "移送公安机关")])
        .await;
    assert_eq!(taken.status, StatusCode::OK);
    taken.body
}

async fn second_desk(site: &TestSite) -> Desk<'_> {
    let cookie = site.sign_in("approver", "approver", "transport@410821").await;
    let address = "/staff/cases/2026-000001".to_owned();
    let csrf = site.staff_get(&address, &cookie).await.field("csrf");
    Desk {
        site,
        cookie,
        address,
        csrf,
    }
}

/// What was planted did arrive: it comes out where it may, for a reason.
async fn open(desk: &Desk<'_>) {
    for (what, found) in [
        ("identity:1", LATER_NAME),
        ("detail:1", CAMERA),
        ("detail:2", SEEN_HASH),
        ("payment:1", PAYEE),
    ] {
        let opened = desk
            .post("evidence", &[("what", what), ("reason", "核对植入的内容")])
            .await;
        assert!(opened.text().contains(found), "{what}: {}", opened.text());
        assert_eq!(opened.header("cache-control"), "no-store", "{what}");
    }
}

async fn publish(site: &TestSite, desk: &Desk<'_>, approver: &Desk<'_>) {
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
    ];
    let drafted = desk.post("notice", &notice).await;
    assert_eq!(drafted.header("location"), "/staff/notices/1", "{}", drafted.text());
    let approve = [("action", "approve"), ("csrf", approver.csrf.as_str())];
    let published = site.staff_post("/staff/notices/1", &approver.cookie, &approve).await;
    assert_eq!(published.status, StatusCode::SEE_OTHER, "{}", published.text());
}
