//! Photos that somebody made to do harm, and photos that broke on their way: each is refused by name beside its field, or
//! what people get to see of it is clean; and whatever came, the next good photo passes.

use axum::http::StatusCode;

use crate::{
    picture,
    site::{Answer, Multipart, TestSite, WANGZHUANG, photo},
};

const SCRIPT: &str = "<script>alert('planted')</script><img src=x onerror=alert(1)>";

/// One photo at a time: what a bad one kept for itself, the next good one would miss.
const NARROW: [(&str, &str); 4] = [
    ("JINGNUAN_PHOTOS_WORKERS", "1"),
    ("JINGNUAN_PHOTOS_WAITING", "1"),
    ("JINGNUAN_PHOTOS_PATIENCE_SECONDS", "1"),
    ("JINGNUAN_ABUSE_LIMITS", "off"),
];

/// What refusals say.
const NOT_A_PHOTO: &str = "不是照片";
const TOO_BIG: &str = "尺寸太大";
const MOVING: &str = "会动的图片";
const BROKEN: &str = "已损坏";
const CUT: &str = "不完整";
const IPHONE: &str = "HEIC";
const SLOW: &str = "太慢";
/// Either will do: a decoder that runs out of rows may call the file damaged.
const CUT_OR_BROKEN: &str = "这张照片";

fn message(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text());
    answer.json()["fields"]["photo"].as_str().unwrap_or_default().to_owned()
}

/// The next good photo passes: no turn was kept by those before it.
async fn next_passes(site: &TestSite, key: &str) {
    let good = Multipart::tip("好照片").photo("a.jpg", &picture::jpeg(320, 240));
    let filed = site.send_tip(key, &good).await;
    assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.text());
    assert_eq!(site.app.photo_turns.available_permits(), 2, "every turn was given back");
}

/// Every bomb: what unpacks, or claims to unpack, to far more than it is.
pub fn bombs() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let small = picture::webp(64, 64);
    vec![
        (
            "a JPEG of 60,000 x 60,000",
            picture::jpeg_claiming(60_000, 60_000),
            TOO_BIG,
        ),
        (
            "a PNG of 60,000 x 60,000",
            picture::png_claiming(60_000, 60_000, 1_000_000),
            TOO_BIG,
        ),
        (
            "a WebP of 16,384 x 16,384",
            picture::webp_claiming(16_384, 16_384),
            TOO_BIG,
        ),
        (
            "a WebP with a canvas of 60,000 x 60,000",
            picture::framed(&small, 0, (60_000, 60_000), &[]),
            BROKEN,
        ),
        (
            "a PNG of 23 megapixels without their rows",
            picture::png_claiming(23_000, 1_000, 16),
            CUT_OR_BROKEN,
        ),
    ]
}

#[tokio::test]
async fn what_claims_or_hides_too_much_is_refused_by_name() {
    let site = TestSite::start_with(&NARROW).await;
    for (at, (name, bytes, said)) in bombs().into_iter().enumerate() {
        assert!(bytes.len() < 1_000_000, "{name} is small to send");
        let answer = site
            .send_tip(&format!("b{at}"), &Multipart::tip("x").photo("a.jpg", &bytes))
            .await;
        let message = message(&answer);
        assert!(
            message.starts_with("第 1 张：") && message.contains(said),
            "{name}: {message}"
        );
        assert_eq!(site.blobs(), 0, "{name} left something behind");
    }
    next_passes(&site, "after").await;
}

#[tokio::test]
async fn what_unpacks_to_very_much_costs_its_pixels_and_no_more() {
    let site = TestSite::start_with(&NARROW).await;
    // A quarter of a gigabyte behind the 16 rows of a picture, and as much in a colour profile nobody reads.
    let much = picture::nothing(256 * 1024 * 1024);
    let behind = picture::png_claiming(16, 16, 256 * 1024 * 1024);
    let profile = picture::chunk(&picture::png(64, 64), b"iCCP", &[b"icc\0\0", &much[..]].concat());
    let text = picture::chunk(&picture::png(64, 64), b"zTXt", &[b"Comment\0\0", &much[..]].concat());
    for (name, bytes) in [("pixels", behind), ("profile", profile), ("text", text)] {
        let answer = site.send_tip(name, &Multipart::tip("x").photo("a.png", &bytes)).await;
        if answer.status == StatusCode::UNPROCESSABLE_ENTITY {
            let message = message(&answer);
            assert!(message.contains(BROKEN) || message.contains(SLOW), "{name}: {message}");
            continue;
        }
        assert_eq!(answer.status, StatusCode::CREATED, "{name}: {}", answer.text());
    }
    next_passes(&site, "after").await;
}

#[tokio::test]
async fn what_is_no_still_photo_is_refused_by_name_and_the_form_keeps_what_was_typed() {
    let site = TestSite::start_with(&NARROW).await;
    let page = [
        b"\xEF\xBB\xBF<!doctype html><script>".as_slice(),
        &picture::jpeg(16, 16),
    ]
    .concat();
    for (name, bytes, said) in [
        ("heic", picture::heic(), IPHONE),
        ("animated", picture::animated_webp(), MOVING),
        ("an archive", picture::zip(), NOT_A_PHOTO),
        (
            "an archive before a picture",
            [picture::zip(), picture::png(16, 16)].concat(),
            NOT_A_PHOTO,
        ),
        ("a web page before a picture", page, NOT_A_PHOTO),
    ] {
        let both = Multipart::tip("x")
            .photo("a.jpg", &picture::jpeg(64, 64))
            .photo("b.jpg", &bytes);
        let message = message(&site.send_tip(name, &both).await);
        assert!(
            message.starts_with("第 2 张：") && message.contains(said),
            "{name}: {message}"
        );

        let form = site.get(&format!("/report/mobile_vendor?village={WANGZHUANG}")).await;
        let typed = Multipart::default()
            .field("idempotency_key", &form.field("idempotency_key"))
            .field("village", WANGZHUANG)
            .field("text", "写了很久的一段话")
            .photo("b.jpg", &bytes);
        let refused = site.post_form("/report/mobile_vendor", &typed, &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        let text = refused.text();
        assert!(text.contains(said) && text.contains("写了很久的一段话"), "{name}");
        assert!(text.contains("id=\"photo-wrong\""), "{name}: beside its field");
    }
    assert_eq!(site.blobs(), 0);
    next_passes(&site, "after").await;
}

#[tokio::test]
async fn a_photo_that_broke_off_anywhere_is_refused() {
    let site = TestSite::start_with(&NARROW).await;
    for (kind, whole) in [
        ("JPEG", picture::segment(&picture::jpeg(200, 150), 0xFE, b"words")),
        (
            "PNG",
            picture::chunk(&picture::png(200, 150), b"tEXt", b"Comment\0words"),
        ),
        (
            "WebP",
            picture::framed(
                &picture::webp(200, 150),
                0x08,
                (200, 150),
                &[(b"EXIF", &picture::tiff("x"))],
            ),
        ),
    ] {
        for part in 1..64 {
            let cut = &whole[..whole.len() * part / 64];
            let answer = site
                .send_tip(&format!("{kind}-{part}"), &Multipart::tip("x").photo("a.jpg", cut))
                .await;
            let message = message(&answer);
            let said = [CUT, BROKEN, NOT_A_PHOTO].iter().any(|said| message.contains(said));
            assert!(
                message.starts_with("第 1 张：") && said,
                "{kind} cut at {part}/64: {message}"
            );
        }
        assert_eq!(site.blobs(), 0, "{kind}");
    }
    next_passes(&site, "after").await;
}

#[tokio::test]
async fn words_in_a_photos_file_reach_no_picture_and_no_page_as_more_than_text() {
    let site = TestSite::start_with(&NARROW).await;
    let polyglot = [picture::png(64, 64), picture::zip()].concat();
    let files = [
        ("JPEG", picture::talkative_jpeg(SCRIPT)),
        ("PNG", picture::talkative_png(SCRIPT)),
        ("WebP", picture::talkative_webp(SCRIPT)),
        ("PNG and archive", polyglot),
        ("a camera's", photo()),
    ];
    let handler = site.sign_in("h", "handler", "transport@410821").await;
    for (at, (name, bytes)) in files.iter().enumerate() {
        let form = Multipart::tip(name).photo(&format!("{SCRIPT}.jpg"), bytes);
        let sent = site.send_tip(name, &form).await;
        assert_eq!(sent.status, StatusCode::CREATED, "{name}: {}", sent.text());
        for kind in ["", "/thumbnail"] {
            let served = site
                .staff_get(&format!("/staff/photos/{}{kind}", at + 1), &handler)
                .await;
            assert_eq!(served.status, StatusCode::OK, "{name}{kind}");
            assert_eq!(served.header("content-type"), "image/jpeg");
            assert_eq!(served.header("x-content-type-options"), "nosniff");
            assert!(served.body.starts_with(&[0xFF, 0xD8]) && served.body.ends_with(&[0xFF, 0xD9]));
            for words in [b"script".as_slice(), b"planted", b"Exif", b"PK\x03\x04", b"ICC_PROFILE"] {
                let found = served.body.windows(words.len()).any(|window| window == words);
                assert!(!found, "{name}{kind} holds {}", String::from_utf8_lossy(words));
            }
        }
        let case = format!("/staff/cases/2026-{:06}", at + 1);
        for page in [case.clone(), format!("{case}/evidence")] {
            let text = site.staff_get(&page, &handler).await.text();
            assert!(!text.contains("planted"), "{name}: {page}");
        }
    }
    // What the camera's words say, the handler reads for a reason, as text.
    for photo in 1..=3 {
        let csrf = site.staff_get("/staff/", &handler).await.field("csrf");
        let what = format!("detail:{photo}");
        let fields = [("csrf", csrf.as_str()), ("what", &what), ("reason", "核对拍摄时间")];
        let address = format!("/staff/cases/2026-{photo:06}/evidence");
        let shown = site.staff_post(&address, &handler, &fields).await.text();
        assert!(shown.contains("planted"), "{photo}: {shown}");
        assert!(
            !shown.contains("<script>alert") && !shown.contains("<img src=x"),
            "{photo}"
        );
    }
}
