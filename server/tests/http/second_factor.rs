//! Codes after the password: set up from the page, asked for, taken once, required where the settings say so.

use axum::http::StatusCode;
use jingnuan::services::manage_account::{add_account, reset_account};
use time::Duration;
use totp_rs::{Builder, Secret, Totp};

use crate::site::{Answer, TestSite};

const PAGE: &str = "/staff/second-factor";

async fn account(site: &TestSite) -> String {
    let (role, office) = ("handler".parse().unwrap(), "transport@410821".parse().unwrap());
    let now = site.app.clock.now();
    add_account(&site.app.storage, "li", "测试", role, office, now)
        .await
        .unwrap()
}

/// What the page shows to type into an app.
fn app_of(page: &Answer) -> Totp {
    let text = page.text();
    let letters = text.split("扫不了就照着输：").nth(1).unwrap();
    let letters = letters
        .split("<b>")
        .nth(1)
        .unwrap()
        .split('<')
        .next()
        .unwrap()
        .replace(' ', "");
    let secret = Secret::try_from_base32(letters).unwrap();
    Builder::new().with_secret(secret).build().unwrap()
}

fn code(site: &TestSite, app: &Totp) -> String {
    let now = site.app.clock.now().unix_timestamp();
    app.generate(now.try_into().unwrap()).to_string()
}

async fn set_up(site: &TestSite, cookie: &str) -> Totp {
    let page = site.staff_get(PAGE, cookie).await;
    let app = app_of(&page);
    let (csrf, sealed) = (page.field("csrf"), page.field("sealed"));
    let fields = |code| [("csrf", &*csrf), ("sealed", &*sealed), ("code", code)];
    let wrong = site.staff_post(PAGE, cookie, &fields("000000")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(app_of(&wrong) == app, "the same once more");
    let right = code(site, &app);
    let done = site.staff_post(PAGE, cookie, &fields(&right)).await;
    assert_eq!((done.status, done.header("location")), (StatusCode::SEE_OTHER, PAGE));
    let page = site.staff_get(PAGE, cookie).await.text();
    assert!(page.contains("已经开了") && !page.contains("otpauth"), "shown once");
    let again = site.staff_post(PAGE, cookie, &fields(&right)).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    app
}

/// The page that asks for a code, after a right password, with its cookie.
async fn asked(site: &TestSite, password: &str) -> (Answer, String) {
    let form = site.staff_get("/staff/sign-in", "").await;
    let cookie = form.cookies();
    let fields = [("login", "li"), ("password", password), ("csrf", &form.field("csrf"))];
    let asked = site.staff_post("/staff/sign-in", &cookie, &fields).await;
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.text());
    assert!(asked.text().contains("再输验证码") && asked.cookies().is_empty());
    (asked, cookie)
}

async fn send_code(site: &TestSite, (asked, cookie): &(Answer, String), code: &str) -> Answer {
    let (csrf, ticket) = (asked.field("csrf"), asked.field("ticket"));
    let fields = [("csrf", &*csrf), ("ticket", &*ticket), ("code", code)];
    site.staff_post("/staff/sign-in/code", cookie, &fields).await
}

#[tokio::test]
async fn who_set_it_up_gives_a_code_and_each_is_taken_once() {
    let site = TestSite::start().await;
    let password = account(&site).await;
    let cookie = site.try_sign_in("li", &password).await.cookies();
    assert_eq!(
        site.staff_get("/staff/", &cookie).await.status,
        StatusCode::OK,
        "optional in demonstrations"
    );
    let app = set_up(&site, &cookie).await;

    let first = asked(&site, &password).await;
    let used = send_code(&site, &first, &code(&site, &app)).await;
    assert_eq!(
        used.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "the one that set it up is used"
    );
    assert!(used.text().contains("已经用过") && used.cookies().is_empty());
    site.app.clock.advance(Duration::seconds(30));
    let now = code(&site, &app);
    let entered = send_code(&site, &first, &now).await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.text());
    assert_eq!(
        site.staff_get("/staff/", &entered.cookies()).await.status,
        StatusCode::OK
    );
    let second = asked(&site, &password).await;
    let replayed = send_code(&site, &second, &now).await;
    assert_eq!(
        replayed.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "seen over a shoulder"
    );

    site.app.clock.advance(Duration::seconds(30));
    let elsewhere = (second.0, "sign-in=another".to_owned());
    let stolen = send_code(&site, &elsewhere, &code(&site, &app)).await;
    assert_eq!(
        stolen.status,
        StatusCode::FORBIDDEN,
        "a ticket holds in its own browser"
    );
    let late = asked(&site, &password).await;
    site.app.clock.advance(Duration::minutes(6));
    let late = send_code(&site, &late, &code(&site, &app)).await;
    assert!(late.text().contains("隔得太久了") && late.status == StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn wrong_codes_lock_and_a_known_password_is_no_way_around() {
    let site = TestSite::start().await;
    let password = account(&site).await;
    let cookie = site.try_sign_in("li", &password).await.cookies();
    let app = set_up(&site, &cookie).await;
    site.app.clock.advance(Duration::seconds(30));
    // Five tries lock: each password here is one, and each code.
    for n in 0..2 {
        let page = asked(&site, &password).await;
        assert_eq!(
            send_code(&site, &page, "000000").await.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{n}"
        );
    }
    let page = asked(&site, &password).await;
    let locked = send_code(&site, &page, &code(&site, &app)).await;
    assert_eq!(locked.status, StatusCode::UNPROCESSABLE_ENTITY, "the right one neither");
    let minutes = site.app.config.staff.lockout_minutes;
    site.app.clock.advance(Duration::minutes(minutes + 1));
    let page = asked(&site, &password).await;
    assert_eq!(
        send_code(&site, &page, &code(&site, &app)).await.status,
        StatusCode::SEE_OTHER
    );
    // A lost phone.
    let password = reset_account(&site.app.storage, "li").await.unwrap();
    assert_eq!(site.try_sign_in("li", &password).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn where_it_is_required_nothing_else_can_be_done_before() {
    let site = TestSite::start_with(&[("JINGNUAN_STAFF_TOTP", "required")]).await;
    let password = account(&site).await;
    let signed_in = site.try_sign_in("li", &password).await;
    let cookie = signed_in.cookies();
    for path in ["/staff/", "/staff/holds", "/staff/villages", "/staff/photos/1"] {
        let sent = site.staff_get(path, &cookie).await;
        assert_eq!(
            (sent.status, sent.header("location")),
            (StatusCode::SEE_OTHER, PAGE),
            "{path}"
        );
    }
    assert!(site.staff_get(PAGE, &cookie).await.text().contains("要先开验证码"));
    set_up(&site, &cookie).await;
    assert_eq!(site.staff_get("/staff/", &cookie).await.status, StatusCode::OK);
}

#[tokio::test]
async fn where_it_is_off_nobody_is_asked_and_nothing_of_a_secret_lies_in_the_clear() {
    let site = TestSite::start_with(&[("JINGNUAN_STAFF_TOTP", "off")]).await;
    let password = account(&site).await;
    let cookie = site.try_sign_in("li", &password).await.cookies();
    let page = site.staff_get(PAGE, &cookie).await.text();
    assert!(page.contains("这里登录不用验证码") && !page.contains("otpauth"));

    let site = TestSite::start().await;
    let password = account(&site).await;
    let cookie = site.try_sign_in("li", &password).await.cookies();
    let app = set_up(&site, &cookie).await;
    let kept = site.app.storage.find_account("li").await.unwrap().unwrap();
    let sealed = kept.totp_secret.unwrap();
    let plain = app.secret().as_bytes();
    assert!(!sealed.windows(8).any(|part| part == &plain[..8]));
}
