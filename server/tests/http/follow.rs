//! After filing: what a reporter may do, what staff ask, and what nobody else learns.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use jingnuan::storage::verify_chain;
use time::Duration;

use crate::site::{Answer, Multipart, TestSite, photo};

pub async fn file(site: &TestSite, key: &str, form: &Multipart) -> String {
    let answer = site.send_tip(key, form).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    answer.json()["receipt"].as_str().unwrap().to_owned()
}

async fn act(site: &TestSite, receipt: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
    let mut form = Multipart::default().field("receipt", receipt).field("action", action);
    for (name, value) in fields {
        form = form.field(name, value);
    }
    site.post_form("/receipt/act", &form, &[]).await
}

async fn mine(site: &TestSite, receipt: &str) -> serde_json::Value {
    let request = Request::get("/api/v1/tips/mine").header("receipt", receipt);
    let answer = TestSite::ask(&site.public, request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.json()
}

/// One member of staff at one case.
pub struct Desk<'a> {
    pub site: &'a TestSite,
    pub cookie: String,
    pub address: String,
    pub csrf: String,
}

impl<'a> Desk<'a> {
    pub async fn open(site: &'a TestSite, login: &str, office: &str, number: &str) -> Self {
        let cookie = site.sign_in(login, "handler", office).await;
        let address = format!("/staff/cases/{number}");
        let page = site.staff_get(&address, &cookie).await;
        assert_eq!(page.status, StatusCode::OK);
        let csrf = page.field("csrf");
        Self {
            site,
            cookie,
            address,
            csrf,
        }
    }

    pub async fn post(&self, to: &str, fields: &[(&str, &str)]) -> Answer {
        let mut form = fields.to_vec();
        form.push(("csrf", &self.csrf));
        let address = format!("{}/{to}", self.address);
        self.site.staff_post(&address, &self.cookie, &form).await
    }

    pub async fn step(&self, fields: &[(&str, &str)]) {
        let answer = self.post("step", fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{fields:?}: {}", answer.text());
    }

    pub async fn close(&self) {
        self.step(&[("step", "accept")]).await;
        self.step(&[("step", "close"), ("outcome", "not_found"), ("reply", "没有见到")])
            .await;
    }

    pub async fn page(&self) -> String {
        self.site.staff_get(&self.address, &self.cookie).await.text()
    }
}

async fn chain_holds(site: &TestSite, number: &str) {
    let case = site.app.storage.find_case(number).await.unwrap().unwrap();
    let events = site.app.storage.list_events(case.id).await.unwrap();
    assert_eq!(verify_chain(number, &events), Ok(()));
}

#[tokio::test]
async fn the_office_asks_and_the_reporter_answers_with_a_photo() {
    let site = TestSite::start().await;
    let receipt = file(&site, "one", &Multipart::tip("一袋一袋卖")).await;
    let desk = Desk::open(&site, "h", "transport@410821", "2026-000001").await;
    desk.step(&[("step", "reply"), ("ask", "1"), ("reply", "车是什么颜色？")])
        .await;

    let followed = act(&site, &receipt, "nothing", &[]).await;
    assert_eq!(followed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(followed.text().contains("正等您回答") && followed.text().contains("车是什么颜色？"));
    assert_eq!(followed.header("cache-control"), "no-store");

    let form = Multipart::default()
        .field("receipt", &receipt)
        .field("action", "messages")
        .field("once", "a")
        .field("text", "蓝色 </textarea><script>alert(1)</script>")
        .photo("a.jpg", &photo());
    for said in ["照片收到了", "没有重复"] {
        let answered = site.post_form("/receipt/act", &form, &[]).await;
        assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
        let text = answered.text();
        assert!(text.contains(said) && !text.contains("正等您回答") && !text.contains("<script>alert"));
    }
    let page = desk.page().await;
    assert!(page.contains("举报人有新动静") && page.contains("举报人补了照片 1 张"));
    assert_eq!(
        page.matches("<p class=\"said\">蓝色").count(),
        1,
        "sent twice, kept once"
    );
    assert!(site.staff_get("/staff/", &desk.cookie).await.text().contains("有回音"));
    assert_eq!(
        site.staff_get("/staff/photos/1", &desk.cookie).await.status,
        StatusCode::OK
    );
    desk.step(&[("step", "reply"), ("reply", "知道了")]).await;
    assert!(!desk.page().await.contains("举报人有新动静"), "acted on");
    chain_holds(&site, "2026-000001").await;

    let api = mine(&site, &receipt).await;
    let kinds: Vec<&str> = api["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["question", "own", "message"]);
    assert_eq!(
        (api["photos"].as_i64(), api["open"].as_array().unwrap().len()),
        (Some(1), 3)
    );
}

#[tokio::test]
async fn after_closing_one_rates_and_reopens_once_within_the_time() {
    let site = TestSite::start().await;
    let receipt = file(&site, "one", &Multipart::tip("一袋一袋卖")).await;
    for (action, fields) in [
        ("rating", vec![("score", "1")]),
        ("reopening", vec![("reason", "还在卖")]),
    ] {
        let early = act(&site, &receipt, action, &fields).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "{action}");
        assert!(early.text().contains("还没办结"));
    }
    let desk = Desk::open(&site, "h", "transport@410821", "2026-000001").await;
    desk.close().await;
    let late = act(&site, &receipt, "messages", &[("text", "再说一句")]).await;
    assert!(late.status == StatusCode::UNPROCESSABLE_ENTITY && late.text().contains("再说一句"));

    let wordless = act(&site, &receipt, "reopening", &[]).await;
    assert_eq!(wordless.status, StatusCode::UNPROCESSABLE_ENTITY);
    let rated = act(&site, &receipt, "rating", &[("score", "2"), ("words", "还在卖")]).await;
    assert!(rated.status == StatusCode::OK && rated.text().contains("您的评价记下了"));
    let again = act(&site, &receipt, "rating", &[("score", "5")]).await;
    assert!(again.text().contains("您已经评过分了"));

    let reopened = act(&site, &receipt, "reopening", &[("reason", "还在卖")]).await;
    assert!(
        reopened.status == StatusCode::OK && reopened.text().contains("等着签收"),
        "{}",
        reopened.text()
    );
    let page = desk.page().await;
    assert!(page.contains("举报人申请再办一次") && page.contains("不满意（2 分）"));
    assert!(!page.contains("没有查到</b>"), "the outcome is open again");
    let case = site.app.storage.find_case("2026-000001").await.unwrap().unwrap();
    assert!(case.due == Some(case.accept_by) && case.outcome.is_none() && case.closed_at.is_none());

    desk.close().await;
    let twice = act(&site, &receipt, "reopening", &[("reason", "还在卖")]).await;
    assert!(twice.text().contains("只能申请一回"));
    chain_holds(&site, "2026-000001").await;
}

#[tokio::test]
async fn the_time_to_reopen_ends() {
    let site = TestSite::start().await;
    let receipt = file(&site, "one", &Multipart::tip("一袋一袋卖")).await;
    Desk::open(&site, "h", "transport@410821", "2026-000001")
        .await
        .close()
        .await;
    site.app.clock.advance(Duration::days(30));
    let late = act(&site, &receipt, "reopening", &[("reason", "还在卖")]).await;
    assert!(late.status == StatusCode::UNPROCESSABLE_ENTITY && late.text().contains("办结太久了"));
}

#[tokio::test]
async fn a_tip_is_taken_back_once_and_the_office_decides_what_becomes_of_the_case() {
    let site = TestSite::start().await;
    let receipt = file(&site, "one", &Multipart::tip("一袋一袋卖")).await;
    let unsure = act(&site, &receipt, "withdrawal", &[]).await;
    assert!(unsure.status == StatusCode::UNPROCESSABLE_ENTITY && unsure.text().contains("请先勾上"));
    let withdrawn = act(&site, &receipt, "withdrawal", &[("sure", "yes")]).await;
    assert!(withdrawn.status == StatusCode::OK && withdrawn.text().contains("您撤回了"));
    for action in ["messages", "withdrawal"] {
        let after = act(&site, &receipt, action, &[("text", "x"), ("sure", "yes")]).await;
        assert!(after.text().contains("已经撤回"), "{action}");
    }
    let desk = Desk::open(&site, "h", "transport@410821", "2026-000001").await;
    assert!(desk.page().await.contains("举报人撤回了线索"));
    desk.close().await;
}

#[tokio::test]
async fn the_api_acts_by_header_and_repeats_harmlessly() {
    let site = TestSite::start().await;
    let receipt = file(&site, "one", &Multipart::tip("一袋一袋卖")).await;
    let form = Multipart::default().field("text", "又来了");
    let headers = [("receipt", receipt.as_str()), ("idempotency-key", "k")];
    for repeated in [false, true] {
        let answer = site.post_form("/api/v1/tips/mine/messages", &form, &headers).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        assert_eq!(answer.json()["repeated"], repeated);
    }
    assert_eq!(mine(&site, &receipt).await["messages"].as_array().unwrap().len(), 1);
    for (path, headers, status) in [
        ("messages", vec![], StatusCode::UNAUTHORIZED),
        ("messages", vec![("receipt", "0000000000000000")], StatusCode::NOT_FOUND),
        ("explode", vec![("receipt", receipt.as_str())], StatusCode::NOT_FOUND),
        (
            "rating",
            vec![("receipt", receipt.as_str())],
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            "messages",
            vec![("receipt", receipt.as_str()), ("origin", "http://evil.test")],
            StatusCode::FORBIDDEN,
        ),
    ] {
        let answer = site
            .post_form(&format!("/api/v1/tips/mine/{path}"), &form, &headers)
            .await;
        assert_eq!(answer.status, status, "{path} {headers:?}: {}", answer.text());
    }
    let foreign = Multipart::default()
        .field("receipt", &receipt)
        .field("action", "messages");
    let foreign = site
        .post_form("/receipt/act", &foreign, &[("origin", "http://evil.test")])
        .await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    assert_eq!(site.get("/receipt/act").await.header("location"), "/receipt");
}

/// Opens the form for 王庄, a day later, and answers with it.
async fn form_next_day(site: &TestSite) -> Answer {
    site.app.clock.advance(Duration::days(1));
    site.get("/report/mobile_vendor?village=410821100207").await
}

fn token(form: &Answer) -> Option<String> {
    let text = form.text();
    let input = text.split("<input").find(|input| input.contains("id=\"join-1\""))?;
    Some(input.split("value=\"").nth(1)?.split('"').next()?.to_owned())
}

#[tokio::test]
async fn a_second_reporter_joins_and_neither_learns_anything_of_the_other() {
    let site = TestSite::start().await;
    let first = file(&site, "one", &Multipart::tip("第一位写的话").photo("a.jpg", &photo())).await;
    let today = site.get("/report/mobile_vendor?village=410821100207").await;
    assert!(token(&today).is_none(), "a report of today shows to nobody");
    let desk = Desk::open(&site, "h", "transport@410821", "2026-000001").await;
    desk.step(&[("step", "reply"), ("reply", "给第一位的话")]).await;

    let form = form_next_day(&site).await;
    let text = form.text();
    assert!(text.contains("11月23日 · 城关镇 · 流动卖煤车"), "{text}");
    for hidden in ["第一位写的话", "2026-000001", "10:00", "给第一位的话"] {
        assert!(!text.contains(hidden), "{hidden}");
    }
    let elsewhere = site.get("/report/mobile_vendor?village=410822001001").await;
    assert!(token(&elsewhere).is_none());
    let join = token(&form).unwrap();
    // A neighbouring village is offered the same case under another token: nobody learns which of them it is of.
    let next_door = "/fn/near_by?category=mobile_vendor&village=410821100208";
    let next_door = site.get(next_door).await.json()[0]["token"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_ne!(next_door, join);
    let borrowed = Multipart::tip("拿着邻村的").field("join", &next_door);
    file(&site, "borrowed", &borrowed).await;
    assert!(
        site.app.storage.find_case("2026-000002").await.unwrap().is_some(),
        "a case of its own"
    );
    let asked = site
        .get("/fn/near_by?category=mobile_vendor&village=410821100207")
        .await;
    assert_eq!(asked.json()[0]["token"], join.as_str(), "the island is told the same");
    assert_eq!(asked.json()[0].as_object().unwrap().len(), 5, "and nothing else");
    for (category, village) in [
        ("household_burning", "410821100207"),
        ("sham_rectification", "410821100207"),
    ] {
        let asked = site
            .get(&format!("/fn/near_by?category={category}&village={village}"))
            .await;
        assert_eq!(asked.text(), "[]", "{category}");
    }
    // A session does not outlast the night.
    let desk = Desk::open(&site, "h2", "transport@410821", "2026-000001").await;

    let second = file(&site, "two", &Multipart::tip("第二位写的话").field("join", &join)).await;
    assert_ne!(first, second);
    assert!(
        site.app.storage.find_case("2026-000003").await.unwrap().is_none(),
        "no case of its own"
    );
    let page = desk.page().await;
    assert!(page.contains("线索 2") && page.contains("第二位写的话") && page.contains("又一条线索加入本案"));

    // To one alone, to each, and from one.
    let tip = page
        .split("<option value=\"")
        .nth(4)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    desk.step(&[("step", "reply"), ("ask", "1"), ("to", &tip), ("reply", "只问第二位")])
        .await;
    let unsaid = desk.post("step", &[("step", "reply"), ("reply", "给两位的话")]).await;
    assert!(unsaid.status == StatusCode::UNPROCESSABLE_ENTITY && unsaid.text().contains("请选告诉谁"));
    desk.step(&[("step", "reply"), ("to", "all"), ("reply", "给两位的话")])
        .await;
    act(&site, &second, "messages", &[("text", "第二位的回答")]).await;
    let (one, two) = (
        mine(&site, &first).await.to_string(),
        mine(&site, &second).await.to_string(),
    );
    for (words, shown_to_one, shown_to_two) in [
        ("给第一位的话", true, false),
        ("只问第二位", false, true),
        ("给两位的话", true, true),
        ("第二位的回答", false, true),
        ("加进了正在办的同一件事", false, true),
        ("2026-11-23T02:00:00Z", true, false),
    ] {
        assert_eq!(one.contains(words), shown_to_one, "{words} to the first: {one}");
        assert_eq!(two.contains(words), shown_to_two, "{words} to the second: {two}");
    }
    desk.close().await;
    for receipt in [&first, &second] {
        let followed = mine(&site, receipt).await;
        assert_eq!(followed["status"], "closed");
        assert!(followed.to_string().contains("没有见到"));
    }
    // One reporter's rating and reopening are that one's.
    assert_eq!(
        act(&site, &second, "rating", &[("score", "5")]).await.status,
        StatusCode::OK
    );
    assert_eq!(
        act(&site, &first, "rating", &[("score", "1")]).await.status,
        StatusCode::OK
    );
    assert!(!mine(&site, &first).await.to_string().contains("很满意"));
    chain_holds(&site, "2026-000001").await;
}

#[tokio::test]
async fn a_token_that_fits_no_more_costs_nobody_a_tip() {
    let site = TestSite::start().await;
    file(&site, "one", &Multipart::tip("第一位")).await;
    let join = token(&form_next_day(&site).await).unwrap();
    let elsewhere = Multipart::default()
        .field("category", "mobile_vendor")
        .field("village", "410822001001")
        .field("text", "别处")
        .field("join", &join);
    let forged = Multipart::tip("假的").field("join", "AAAAAAAAAAAAAAAAAAAAAA");
    for (key, form) in [("elsewhere", elsewhere), ("forged", forged)] {
        file(&site, key, &form).await;
    }
    assert!(
        site.app.storage.find_case("2026-000003").await.unwrap().is_some(),
        "each has its own case"
    );
    Desk::open(&site, "h", "transport@410821", "2026-000001")
        .await
        .close()
        .await;
    file(&site, "closed", &Multipart::tip("晚了").field("join", &join)).await;
    assert!(site.app.storage.find_case("2026-000004").await.unwrap().is_some());
    let replay = site
        .send_tip("closed", &Multipart::tip("晚了").field("join", &join))
        .await;
    assert_eq!(replay.status, StatusCode::OK);
}

#[tokio::test]
async fn staff_join_duplicates_and_part_them_and_nobody_loses_anything() {
    let site = TestSite::start().await;
    let first = file(&site, "one", &Multipart::tip("第一位")).await;
    site.app.clock.advance(Duration::minutes(5));
    let second = file(&site, "two", &Multipart::tip("第二位").photo("a.jpg", &photo())).await;
    let one = Desk::open(&site, "h", "transport@410821", "2026-000001").await;
    let two = Desk {
        site: &site,
        cookie: one.cookie.clone(),
        address: "/staff/cases/2026-000002".to_owned(),
        csrf: one.csrf.clone(),
    };
    two.step(&[("step", "reply"), ("reply", "并案前给第二位的话")]).await;
    site.app.clock.advance(Duration::minutes(5));
    for (number, why) in [
        ("", "请写另一件的编号"),
        ("2026-000002", "不能并入自己"),
        ("2026-999999", "没有这个编号"),
    ] {
        let refused = two.post("join", &[("action", "join"), ("number", number)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{number}");
        assert!(refused.text().contains(why), "{number}");
    }
    assert!(two.page().await.contains("2026-000001</a>"), "the neighbour is offered");
    let joined = two
        .post(
            "join",
            &[("action", "join"), ("number", "2026-000001"), ("note", "同一车牌")],
        )
        .await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER);
    assert!(two.page().await.contains("已并案") && one.page().await.contains("2026-000002</a>"));
    let page = one.page().await;
    assert!(
        page.contains("第二位") && page.contains("照片 1 张"),
        "all tips and photos in one place"
    );

    one.step(&[("step", "accept"), ("reply", "并案后给大家的话")]).await;
    assert_eq!(
        act(&site, &second, "messages", &[("text", "第二位又说")]).await.status,
        StatusCode::OK
    );
    assert!(one.page().await.contains("第二位又说"));
    let followed = mine(&site, &second).await;
    assert_eq!(followed["status"], "accepted");
    for words in ["并案前给第二位的话", "并案后给大家的话", "第二位又说"] {
        assert!(followed.to_string().contains(words), "{words} in {followed}");
    }
    assert!(!mine(&site, &first).await.to_string().contains("第二位又说"));

    let parted = two.post("join", &[("action", "part")]).await;
    assert_eq!(parted.status, StatusCode::SEE_OTHER);
    let followed = mine(&site, &second).await;
    assert_eq!(followed["status"], "submitted", "where it stood before");
    assert!(followed.to_string().contains("第二位又说"), "nothing of it is lost");
    assert_eq!(
        two.post("join", &[("action", "part")]).await.status,
        StatusCode::CONFLICT
    );
    let other = site.sign_in("other", "handler", "market_regulation@410821").await;
    let csrf = site.staff_get("/staff/cases/2026-000001", &other).await.field("csrf");
    let fields = [("csrf", csrf.as_str()), ("action", "join"), ("number", "2026-000001")];
    let refused = site.staff_post("/staff/cases/2026-000002/join", &other, &fields).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "only the lead decides");
    for number in ["2026-000001", "2026-000002"] {
        chain_holds(&site, number).await;
    }
}

#[tokio::test]
async fn the_receipts_page_holds_a_picture_and_no_address_the_digits() {
    let site = TestSite::start().await;
    let form = site.get("/report/mobile_vendor?village=410821100207").await;
    let filled = Multipart::default()
        .field("idempotency_key", &form.field("idempotency_key"))
        .field("village", "410821100207")
        .field("text", "一袋一袋卖");
    let issued = site.post_form("/report/mobile_vendor", &filled, &[]).await;
    assert_eq!(
        (issued.status, issued.header("cache-control")),
        (StatusCode::CREATED, "no-store")
    );
    let receipt = issued.field("receipt");
    let text = issued.text();
    assert!(text.contains("src=\"data:image/png;base64,") && text.contains("相册别人也能翻到"));
    for attribute in ["href=\"", "src=\"", "action=\""] {
        for address in text.split(attribute).skip(1) {
            assert!(!address.split('"').next().unwrap().contains(&receipt));
        }
    }
}

#[tokio::test]
async fn a_reward_is_claimed_by_receipt_confirmed_by_one_and_granted_by_another() {
    let settings = [
        ("JINGNUAN_REWARD_DOCUMENT", "示例奖励办法"),
        ("JINGNUAN_REWARD_MAX_YUAN", "1000"),
    ];
    let site = TestSite::start_with(&settings).await;
    let receipt = file(&site, "one", &Multipart::tip("一袋一袋卖")).await;
    let early = act(&site, &receipt, "reward", &[]).await;
    assert!(early.status == StatusCode::UNPROCESSABLE_ENTITY && early.text().contains("查实违法并办结以后"));
    let desk = Desk::open(&site, "h", "transport@410821", "2026-000001").await;
    desk.step(&[("step", "accept")]).await;
    desk.step(&[("step", "close"), ("outcome", "violation"), ("reply", "查到了")])
        .await;
    let claimed = act(&site, &receipt, "reward", &[]).await;
    assert!(
        claimed.status == StatusCode::OK && claimed.text().contains("申请记下了"),
        "{}",
        claimed.text()
    );
    assert!(
        act(&site, &receipt, "reward", &[("once", "b")])
            .await
            .text()
            .contains("已经申请过")
    );
    assert!(desk.page().await.contains("本案第 1 个报的"));

    let grant = [("claim", "1"), ("step", "set_amount"), ("yuan", "500")];
    assert_eq!(
        desk.post("reward", &grant).await.status,
        StatusCode::CONFLICT,
        "not confirmed yet"
    );
    let confirm = [("claim", "1"), ("step", "confirm_first")];
    assert_eq!(desk.post("reward", &confirm).await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        desk.post("reward", &grant).await.status,
        StatusCode::FORBIDDEN,
        "a second person sets the amount"
    );
    let cookie = site.sign_in("approver", "approver", "transport@410821").await;
    let csrf = site.staff_get(&desk.address, &cookie).await.field("csrf");
    let second = Desk {
        site: &site,
        cookie,
        address: desk.address.clone(),
        csrf,
    };
    let much = [("claim", "1"), ("step", "set_amount"), ("yuan", "5000")];
    assert!(
        second
            .post("reward", &much)
            .await
            .text()
            .contains("超过了办法规定的 1000 元")
    );
    assert_eq!(second.post("reward", &grant).await.status, StatusCode::SEE_OTHER);
    let pay = |receipt| {
        [
            ("claim", "1"),
            ("step", "pay"),
            ("receipt", receipt),
            ("payee", "领奖的王某"),
            ("document", "410800199001010000"),
        ]
    };
    assert_eq!(
        second.post("reward", &pay(&receipt)).await.status,
        StatusCode::FORBIDDEN,
        "whoever set the amount does not pay it"
    );
    let another = desk.post("reward", &pay("1234567890123456")).await;
    assert_eq!(another.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(another.text().contains("对不上这条线索") && another.text().contains("领奖的王某"));
    assert_eq!(mine(&site, &receipt).await["reward"]["state"], "amount_set");
    let paid = desk.post("reward", &pay(&receipt)).await;
    assert_eq!(paid.status, StatusCode::SEE_OTHER, "{}", paid.text());
    let followed = mine(&site, &receipt).await;
    assert_eq!(
        (
            followed["reward"]["state"].as_str(),
            followed["reward"]["yuan"].as_i64()
        ),
        (Some("paid"), Some(500))
    );
    // Who was paid stands nowhere but in the vault, which the paying office opens for a reason.
    let case = site.app.storage.find_case("2026-000001").await.unwrap().unwrap();
    let events = site.app.storage.list_events(case.id).await.unwrap();
    let known = format!("{events:?}{followed}{}", desk.page().await);
    assert!(!known.contains("领奖的王某") && !known.contains("410800199001010000"));
    let opened = desk
        .post("evidence", &[("what", "payment:1"), ("reason", "财务核对发放记录")])
        .await;
    assert!(opened.text().contains("领奖的王某"), "{}", opened.text());
    assert!(desk.page().await.contains("打开了领奖人的身份"));
    assert_eq!(desk.post("reward", &pay(&receipt)).await.status, StatusCode::CONFLICT);
    chain_holds(&site, "2026-000001").await;
}

#[tokio::test]
async fn who_was_first_is_proven_by_signed_times_and_a_changed_time_shows() {
    let site = TestSite::start_with(&[("JINGNUAN_REWARD_DOCUMENT", "示例奖励办法")]).await;
    let first = file(&site, "one", &Multipart::tip("第一位").photo("a.jpg", &photo())).await;
    let join = token(&form_next_day(&site).await).unwrap();
    let second = file(&site, "two", &Multipart::tip("第二位").field("join", &join)).await;
    let desk = Desk::open(&site, "h", "transport@410821", "2026-000001").await;
    desk.step(&[("step", "accept")]).await;
    desk.step(&[("step", "close"), ("outcome", "violation"), ("reply", "查到了")])
        .await;
    for receipt in [&first, &second] {
        assert_eq!(act(&site, receipt, "reward", &[]).await.status, StatusCode::OK);
    }
    let page = desk.page().await;
    assert_eq!(page.matches("收件时间有签名，对得上").count(), 2, "{page}");
    assert_eq!(page.matches("先后有签名证明").count(), 2);
    assert!(page.contains("本案第 1 个报的") && page.contains("照片 1") && page.contains("签名有效"));

    // One tip of a case is first, and the earlier one is decided first.
    let confirm = |claim| [("claim", claim), ("step", "confirm_first")];
    let too_soon = desk.post("reward", &confirm("2")).await;
    assert_eq!(too_soon.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(too_soon.text().contains("更早的一条也申请了"), "{}", too_soon.text());
    assert_eq!(desk.post("reward", &confirm("1")).await.status, StatusCode::SEE_OTHER);
    let late = desk.post("reward", &confirm("2")).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        late.text().contains("本案已经有一条核对为最先报的了"),
        "{}",
        late.text()
    );

    // The reporter holds the same, and it checks with the public key alone.
    let proof = mine(&site, &first).await["proof"].clone();
    let published = site.get("/api/v1/evidence-key").await.json();
    assert_eq!(proof["key_id"], published["key_id"]);
    let bytes = |value: &serde_json::Value| hex::decode(value.as_str().unwrap()).unwrap();
    let at = proof["filed_at_ms"].as_i64().unwrap();
    let at = time::OffsetDateTime::from_unix_timestamp_nanos(i128::from(at) * 1_000_000).unwrap();
    assert!(jingnuan::evidence::stamp::verify(
        &bytes(&published["public_key"]).try_into().unwrap(),
        jingnuan::evidence::stamp::Stamped::Tip,
        &bytes(&proof["hash"]).try_into().unwrap(),
        at,
        &bytes(&proof["signature"]),
    ));
    assert_eq!(proof.as_object().unwrap().len(), 4, "and nothing that identifies");
    let followed = site
        .post_form_plain("/receipt", &[("receipt", first.as_str())])
        .await
        .text();
    assert!(
        followed.contains("有电子签名为证") && followed.contains("不用名字"),
        "{followed}"
    );

    // Somebody makes the second come first.
    let database = sea_orm::Database::connect(site.app.config.storage.url()).await.unwrap();
    let sql = "UPDATE tip SET filed_at = filed_at - 864000000 WHERE id = 2";
    sea_orm::ConnectionTrait::execute_unprepared(&database, sql)
        .await
        .unwrap();
    let page = desk.page().await;
    assert_eq!(
        page.matches("先后没有证明：线索 2 的时间没有有效的签名").count(),
        2,
        "{page}"
    );
    assert_eq!(page.matches("收件时间和签名对不上").count(), 1);
    let followed = site
        .post_form_plain("/receipt", &[("receipt", second.as_str())])
        .await
        .text();
    assert!(followed.contains("记下的时间和电子签名对不上"), "{followed}");
}

#[tokio::test]
async fn without_a_rule_nothing_is_promised() {
    let site = TestSite::start().await;
    let receipt = file(&site, "one", &Multipart::tip("一袋一袋卖")).await;
    let desk = Desk::open(&site, "h", "transport@410821", "2026-000001").await;
    desk.step(&[("step", "accept")]).await;
    desk.step(&[("step", "close"), ("outcome", "violation"), ("reply", "查到了")])
        .await;
    let refused = act(&site, &receipt, "reward", &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("还没有公布"));
}
