//! The workbench: who sees and may do what, and what a stolen or forged token is worth.

use axum::http::StatusCode;
use time::Duration;

use crate::site::{Multipart, TestSite};

async fn case_number(site: &TestSite, cookie: &str) -> String {
    let queue = site.staff_get("/staff/", cookie).await.text();
    queue
        .split("/staff/cases/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn a_case_is_worked_to_its_end_and_only_its_office_sees_it() {
    let site = TestSite::start().await;
    site.send_tip("one", &Multipart::tip("一袋一袋卖</textarea><script>alert(1)</script>"))
        .await;
    let cookie = site.sign_in("h", "handler", "transport@410821").await;
    let number = case_number(&site, &cookie).await;
    let address = format!("/staff/cases/{number}");
    let page = site.staff_get(&address, &cookie).await;
    assert!(
        page.text().contains("一袋一袋卖&lt;/textarea&gt;&lt;script&gt;"),
        "shown, and only as text"
    );
    assert!(!page.text().contains("<script>alert"));
    let csrf = page.field("csrf");
    let step = format!("{address}/step");
    for (fields, status) in [
        (
            vec![("step", "close"), ("outcome", "violation"), ("reply", "x")],
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (vec![("step", "accept")], StatusCode::SEE_OTHER),
        (
            vec![("step", "accept"), ("seen_state", "submitted")],
            StatusCode::CONFLICT,
        ),
        (
            vec![("step", "investigate"), ("note", "")],
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            vec![("step", "investigate"), ("note", "现场查到散煤")],
            StatusCode::SEE_OTHER,
        ),
        (
            vec![("step", "close"), ("outcome", "violation"), ("reply", "查到了，谢谢")],
            StatusCode::SEE_OTHER,
        ),
        (
            vec![("step", "investigate"), ("note", "再查")],
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
    ] {
        let mut form = fields.clone();
        form.push(("csrf", &csrf));
        let answer = site.staff_post(&step, &cookie, &form).await;
        assert_eq!(answer.status, status, "{fields:?}: {}", answer.text());
    }
    for (login, role, office, expected) in [
        ("other", "handler", "transport@410822", StatusCode::NOT_FOUND),
        ("market", "handler", "market_regulation@410821", StatusCode::OK),
        ("admin", "administrator", "city_office@4108", StatusCode::NOT_FOUND),
        ("city", "coordinator", "city_office@4108", StatusCode::OK),
    ] {
        let cookie = site.sign_in(login, role, office).await;
        let answer = site.staff_get(&address, &cookie).await;
        assert_eq!(answer.status, expected, "{login}");
        assert_eq!(
            site.staff_get("/staff/?view=closed", &cookie)
                .await
                .text()
                .contains(&number),
            expected == StatusCode::OK,
            "{login}"
        );
    }
}

#[tokio::test]
async fn onlookers_cannot_work_a_case() {
    let site = TestSite::start().await;
    site.send_tip("one", &Multipart::tip("x")).await;
    let cookie = site.sign_in("m", "handler", "market_regulation@410821").await;
    let number = case_number(&site, &cookie).await;
    let csrf = site
        .staff_get(&format!("/staff/cases/{number}"), &cookie)
        .await
        .field("csrf");
    let fields = [("step", "accept"), ("csrf", csrf.as_str())];
    let answer = site
        .staff_post(&format!("/staff/cases/{number}/step"), &cookie, &fields)
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_token_of_another_session_is_worth_nothing() {
    let site = TestSite::start().await;
    site.send_tip("one", &Multipart::tip("x")).await;
    let mine = site.sign_in("a", "handler", "transport@410821").await;
    let theirs = site.sign_in("b", "handler", "transport@410821").await;
    let number = case_number(&site, &mine).await;
    let step = format!("/staff/cases/{number}/step");
    let token = site
        .staff_get(&format!("/staff/cases/{number}"), &theirs)
        .await
        .field("csrf");
    for csrf in [token.as_str(), "", "forged"] {
        let answer = site
            .staff_post(&step, &mine, &[("step", "accept"), ("csrf", csrf)])
            .await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{csrf}");
    }
    let signed_out = site.staff_get("/staff/", "staff=made-up").await;
    assert_eq!(signed_out.status, StatusCode::SEE_OTHER);
}

/// An account; gives its password.
async fn account(site: &TestSite, login: &str) -> String {
    let (role, office) = ("handler".parse().unwrap(), "transport@410821".parse().unwrap());
    let now = site.app.clock.now();
    jingnuan::services::manage_account::add_account(&site.app.storage, login, "测试", role, office, now)
        .await
        .unwrap()
}

/// What the page says, without what differs from page to page.
fn said(answer: &crate::site::Answer, login: &str) -> String {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = answer.text().replace(&answer.field("csrf"), "");
    text.replace(&format!("value=\"{login}\""), "")
}

#[tokio::test]
async fn a_locked_account_says_what_one_that_does_not_exist_says() {
    let site = TestSite::start_with(&[("JINGNUAN_STAFF_LOCKOUT_ATTEMPTS", "3")]).await;
    let password = account(&site, "h").await;
    let nobody = said(&site.try_sign_in("x", "wrong").await, "x");
    assert!(nobody.contains("账号或密码不对") && nobody.contains("连着错 3 次"));
    for n in 0..3 {
        assert_eq!(said(&site.try_sign_in("h", "wrong").await, "h"), nobody, "{n}");
    }
    let locked = site.try_sign_in("h", &password).await;
    assert_eq!(said(&locked, "h"), nobody, "the right password neither");
    let minutes = site.app.config.staff.lockout_minutes;
    site.app.clock.advance(Duration::minutes(minutes + 1));
    assert_eq!(site.try_sign_in("h", &password).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn guesses_made_all_at_once_are_as_many_as_one_after_the_other() {
    let site = TestSite::start_with(&[
        ("JINGNUAN_STAFF_LOCKOUT_ATTEMPTS", "3"),
        ("JINGNUAN_ABUSE_LIMITS", "off"),
    ])
    .await;
    let password = account(&site, "h").await;
    let guesses = (0..12).map(|n| {
        // The right one comes last of all that wait.
        let guess = if n == 11 {
            password.clone()
        } else {
            format!("guess-{n}")
        };
        let site = &site;
        async move { site.try_sign_in("h", &guess).await.status }
    });
    let answers = futures::future::join_all(guesses).await;
    assert!(
        answers.iter().all(|status| *status == StatusCode::UNPROCESSABLE_ENTITY),
        "{answers:?}"
    );
}

#[tokio::test]
async fn sessions_end_when_idle_and_when_old() {
    let site = TestSite::start().await;
    let cookie = site.sign_in("h", "handler", "transport@410821").await;
    assert_eq!(site.staff_get("/staff/", &cookie).await.status, StatusCode::OK);
    let idle = site.app.config.staff.session_idle_minutes;
    site.app.clock.advance(Duration::minutes(idle + 1));
    assert_eq!(site.staff_get("/staff/", &cookie).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn staff_find_a_case_by_what_it_says_once_it_is_indexed() {
    let site = TestSite::start().await;
    site.send_tip("one", &Multipart::tip("蓝色小货车逢集就来")).await;
    let cookie = site.sign_in("h", "handler", "transport@410821").await;
    let number = case_number(&site, &cookie).await;
    jingnuan::jobs::run_due(&site.app).await.unwrap();
    let query = |words: &str| format!("/staff/?{}", serde_urlencoded::to_string([("q", words)]).unwrap());
    for words in ["逢集", "王庄", "wangzhuang", number.as_str()] {
        assert!(
            site.staff_get(&query(words), &cookie)
                .await
                .text()
                .contains(&format!("/staff/cases/{number}")),
            "{words}"
        );
    }
    assert!(
        !site
            .staff_get(&query("红色轿车"), &cookie)
            .await
            .text()
            .contains(&format!("/staff/cases/{number}"))
    );
}
