//! What comes with a tip and around it: captions, further places, photos of a refused form, proposals, the receipt again.

use app::domain::happened::Happened;
use axum::http::StatusCode;

use crate::site::{Answer, Multipart, TestSite, WANGZHUANG, photo};

const FORM: &str = "/report/mobile_vendor";

async fn key(site: &TestSite, address: &str) -> String {
    site.get(address).await.field("idempotency_key")
}

/// The values of all hidden fields of this name.
fn hidden(answer: &Answer, name: &str) -> Vec<String> {
    let text = answer.text();
    let inputs = text.split("<input").filter(|input| {
        let tag = input.split('>').next().unwrap();
        tag.contains("hidden") && tag.contains(&format!("name=\"{name}\""))
    });
    inputs
        .map(|input| {
            input
                .split("value=\"")
                .nth(1)
                .unwrap()
                .split('"')
                .next()
                .unwrap()
                .to_owned()
        })
        .collect()
}

#[tokio::test]
async fn staff_read_what_was_said_of_each_photo_and_where_else_it_was_seen() {
    let site = TestSite::start().await;
    let form = Multipart::tip("一袋一袋卖")
        .photo("a.jpg", &photo())
        .photo("b.jpg", &[photo(), b"another".to_vec()].concat())
        .field("caption", "")
        .field("caption", " 车尾<b> ")
        .field("sighting.2.place", "邻村集上")
        .field("sighting.2.when", "上周三早上");
    let filed = site.send_tip("one", &form).await;
    assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.text());
    let cookie = site.sign_in("h", "handler", "transport@410821").await;
    let page = site.staff_get("/staff/cases/2026-000001", &cookie).await.text();
    assert_eq!(page.matches("class=\"cap\"").count(), 1, "{page}");
    assert!(page.contains("车尾&lt;b&gt;"), "{page}");
    assert!(page.contains("邻村集上，上周三早上"), "{page}");

    assert_eq!(site.send_tip("one", &form).await.status, StatusCode::OK, "a replay");
    let other = form.field("sighting.3.place", "镇上");
    assert_eq!(site.send_tip("one", &other).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn what_is_too_long_is_named_by_its_field() {
    let site = TestSite::start().await;
    let form = Multipart::tip("x")
        .photo("a.jpg", &photo())
        .field("caption", &"车".repeat(61))
        .field("sighting.1.when", &"早".repeat(41));
    let answer = site.send_tip("one", &form).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = answer.json()["fields"].clone();
    assert!(fields["photo"].as_str().unwrap().contains("第 1 张"), "{fields}");
    assert!(
        fields["sighting.1.when"].as_str().unwrap().contains("最多写 40"),
        "{fields}"
    );
    assert_eq!(site.blobs(), 0);
}

#[tokio::test]
async fn a_refused_form_keeps_its_photos() {
    let site = TestSite::start().await;
    let form = Multipart::default()
        .field("idempotency_key", &key(&site, FORM).await)
        .photo("a.jpg", &photo());
    let refused = site
        .post_form(FORM, &form.clone().field("village", "110101001001"), &[])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("刚才的 1 张照片还在"), "{}", refused.text());
    let kept = hidden(&refused, "upload");
    assert_eq!(kept.len(), 1);
    // Refused again: the same photo goes on waiting.
    let again = Multipart::default()
        .field("idempotency_key", &refused.field("idempotency_key"))
        .field("upload", &kept[0]);
    let refused = site
        .post_form(FORM, &again.clone().field("village", "110101001001"), &[])
        .await;
    assert_eq!(hidden(&refused, "upload"), kept);
    let filed = site.post_form(FORM, &again, &[]).await;
    assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.text());
    assert!(filed.text().contains("照片 1 张已存好"));
}

/// Without scripts a village is searched in the middle of filling the form.
#[tokio::test]
async fn searching_for_a_village_loses_nothing_that_was_typed() {
    let site = TestSite::start().await;
    let typed = |form: Multipart| {
        form.field("place_text", "村口桥头")
            .field("text", "一袋一袋卖")
            .field("happened_at", "earlier")
            .field("happened_day", "2026-11-20")
            .field("answer.vehicle", "tricycle")
    };
    let opened = key(&site, FORM).await;
    let search = typed(Multipart::default())
        .field("idempotency_key", &opened)
        .field("q", "wangzhuang")
        .field("find", "1")
        .photo("a.jpg", &photo());
    let found = site.post_form(FORM, &search, &[]).await;
    assert_eq!(found.status, StatusCode::OK, "{}", found.text());
    let holds_all = |answer: &Answer| {
        let page = answer.text();
        for kept in ["村口桥头", "一袋一袋卖", "2026-11-20"] {
            assert!(page.contains(kept), "{kept}: {page}");
        }
        for (name, value) in [("happened_at", "earlier"), ("answer.vehicle", "tricycle")] {
            let input = format!(r#"name="{name}" value="{value}" checked"#);
            assert!(page.contains(&input), "{input}: {page}");
        }
        assert_eq!(answer.field("idempotency_key"), opened);
    };
    holds_all(&found);
    assert!(
        found.text().contains(&format!(r#"name="choose" value="{WANGZHUANG}""#)),
        "{}",
        found.text()
    );
    let photos = hidden(&found, "upload");
    assert_eq!(photos.len(), 1);
    assert!(found.text().contains("刚才的 1 张照片还在"), "{}", found.text());

    let again = typed(Multipart::default())
        .field("idempotency_key", &opened)
        .field("upload", &photos[0]);
    let chosen = site
        .post_form(FORM, &again.clone().field("choose", WANGZHUANG), &[])
        .await;
    holds_all(&chosen);
    assert_eq!(chosen.field("village"), WANGZHUANG);
    let another = again.clone().field("village", WANGZHUANG).field("find", "another");
    let another = site.post_form(FORM, &another, &[]).await;
    holds_all(&another);
    assert_eq!(another.field("village"), "");

    let filed = site.post_form(FORM, &again.field("village", WANGZHUANG), &[]).await;
    assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.text());
    assert!(filed.text().contains("照片 1 张已存好"), "{}", filed.text());
}

/// Named, and sent without having been chosen: the name is never dropped.
#[tokio::test]
async fn a_village_that_is_only_named_is_found_asked_about_or_sent_in_words() {
    let site = TestSite::start().await;
    let cookie = site.sign_in("h", "handler", "transport@410823").await;
    let form = |name: &str, opened: &str| {
        Multipart::default()
            .field("idempotency_key", opened)
            .field("text", "一袋一袋卖")
            .field("place_text", "桥头")
            .field("q", name)
    };
    // One village has the name.
    let opened = key(&site, FORM).await;
    let filed = site.post_form(FORM, &form("西滑封", &opened), &[]).await;
    assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.text());
    assert!(filed.text().contains("西滑封"), "{}", filed.text());
    let case = site.staff_get("/staff/cases/2026-000001", &cookie).await;
    assert!(case.text().contains("西滑封"), "{}", case.text());

    // Several do: asked once, with all that was typed and the villages to choose from.
    let opened = key(&site, FORM).await;
    let asked = site
        .post_form(FORM, &form("王庄", &opened).photo("a.jpg", &photo()), &[])
        .await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = asked.text();
    assert!(
        page.contains("“王庄”是哪个村？") && page.contains(r#"name="choose""#),
        "{page}"
    );
    assert!(page.contains("桥头") && page.contains("一袋一袋卖"), "{page}");
    assert_eq!(
        (asked.field("asked").as_str(), asked.field("idempotency_key")),
        ("王庄", opened.clone())
    );
    assert_eq!(hidden(&asked, "upload").len(), 1);
    // Sent once more, it goes along in words; a name that no village has goes at once.
    let again = form("王庄", &opened).field("asked", "王庄");
    let filed = site.post_form(FORM, &again, &[]).await;
    assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.text());
    let own = key(&site, FORM).await;
    let unknown = site.post_form(FORM, &form("三岔口养鸡场", &own), &[]).await;
    assert_eq!(unknown.status, StatusCode::CREATED, "{}", unknown.text());
    let by_script = Multipart::default()
        .field("category", "mobile_vendor")
        .field("text", "卖煤")
        .field("q", "王庄");
    let by_script = site.send_tip("script", &by_script).await;
    assert_eq!(by_script.status, StatusCode::CREATED, "{}", by_script.text());
    for (number, words) in [(2, "王庄，桥头"), (3, "三岔口养鸡场，桥头"), (4, "王庄")] {
        let case = site
            .app
            .storage
            .find_case(&format!("2026-{number:06}"))
            .await
            .unwrap()
            .unwrap();
        let tips = site.app.storage.list_tips(case.id).await.unwrap();
        assert_eq!(tips[0].tip.place_text, words);
        assert_eq!(tips[0].tip.village, None);
    }
}

#[tokio::test]
async fn a_tip_that_waited_on_the_phone_keeps_the_time_of_writing() {
    let site = TestSite::start().await;
    let form = |ago: &str| {
        Multipart::tip("一袋一袋卖")
            .field("happened_at", "now")
            .field("written_ago", ago)
    };
    let filed = site.send_tip("one", &form("10800")).await;
    assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.text());
    let case = site.app.storage.find_case("2026-000001").await.unwrap().unwrap();
    let tips = site.app.storage.list_tips(case.id).await.unwrap();
    let written = site.app.clock.now() - time::Duration::hours(3);
    assert!(
        matches!(tips[0].tip.happened, Some(Happened::Moment(at)) if (at - written).abs() < time::Duration::minutes(1)),
        "{:?}",
        tips[0].tip.happened
    );
    assert_eq!(
        site.send_tip("one", &form("14400")).await.status,
        StatusCode::OK,
        "the same tip, an hour later"
    );
}

#[tokio::test]
async fn staff_read_when_it_was_as_exactly_as_was_said() {
    let site = TestSite::start().await;
    let cookie = site.sign_in("h", "handler", "transport@410821").await;
    let cases: [(&[(&str, &str)], &str); 5] = [
        (&[("happened_at", "now")], "填写的时候正在发生"),
        (&[("happened_at", "earlier")], "以前，没说哪天"),
        (
            &[("happened_at", "now"), ("happened_day", "2026-11-20")],
            "2026年11月20日，没说几点",
        ),
        (
            &[("happened_day", "2026-11-20"), ("happened_clock", "08:15")],
            "2026年11月20日 08:15",
        ),
        (&[], "没说"),
    ];
    for (number, (fields, expected)) in (1..).zip(cases) {
        let form = fields
            .iter()
            .fold(Multipart::tip("卖煤"), |form, (name, value)| form.field(name, value));
        let filed = site.send_tip(&format!("tip {number}"), &form).await;
        assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.text());
        let page = site
            .staff_get(&format!("/staff/cases/2026-{number:06}"), &cookie)
            .await
            .text();
        let shown = page
            .split("发生时间")
            .nth(1)
            .and_then(|rest| rest.split("收到时间").next());
        assert!(shown.unwrap().contains(expected), "{expected}: {page}");
    }
    let future = Multipart::tip("卖煤").field("happened_day", "2126-11-20");
    let refused = site.send_tip("future", &future).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.json()["fields"]["happened_day"].is_string(),
        "{}",
        refused.text()
    );
}

#[tokio::test]
async fn the_notice_above_the_name_names_whoever_gets_the_tip() {
    let site = TestSite::start().await;
    let holder = |page: String| {
        page.split("谁来处理")
            .nth(1)
            .unwrap()
            .split("找谁问")
            .next()
            .unwrap()
            .to_owned()
    };
    let chosen = holder(site.get(&format!("{FORM}?village={WANGZHUANG}")).await.text());
    assert!(chosen.contains("修武县交通运输局"), "{chosen}");
    let open = holder(site.get(FORM).await.text());
    assert!(open.contains("焦作市交通运输局"), "{open}");
}

#[tokio::test]
async fn a_photo_that_cannot_be_taken_is_not_kept() {
    let site = TestSite::start().await;
    let form = Multipart::default()
        .field("idempotency_key", &key(&site, FORM).await)
        .photo("a.jpg", b"<html>");
    let refused = site.post_form(FORM, &form, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(hidden(&refused, "upload").is_empty());
    assert_eq!(site.blobs(), 0);
}

#[tokio::test]
async fn who_is_not_sure_is_shown_what_it_looks_like_and_chooses() {
    let site = TestSite::start().await;
    let form = Multipart::default()
        .field("idempotency_key", &key(&site, "/report/unsure").await)
        .field("village", WANGZHUANG)
        .field("text", "有辆三轮车拉煤进村卖")
        .photo("a.jpg", &photo());
    let step = site.post_form("/report/unsure", &form, &[]).await;
    assert_eq!(step.status, StatusCode::OK);
    let text = step.text();
    assert!(text.contains("因为您写了“三轮车”"), "{text}");
    assert!(text.contains("formaction=\"/report/mobile_vendor\""), "{text}");
    let cookie = site.sign_in("h", "handler", "transport@410821").await;
    let again = ["idempotency_key", "village", "text", "upload"]
        .into_iter()
        .fold(Multipart::default(), |form, name| {
            form.field(name, &hidden(&step, name)[0])
        });
    let filed = site.post_form(FORM, &again, &[]).await;
    assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.text());
    assert!(filed.text().contains("修武县交通运输局"));
    let case = site.staff_get("/staff/cases/2026-000001", &cookie).await;
    assert_eq!(case.status, StatusCode::OK, "one case, at the office that was chosen");
    assert!(case.text().contains("照片 1 张"));

    let stays = Multipart::default()
        .field("idempotency_key", &key(&site, "/report/unsure").await)
        .field("text", "有辆三轮车拉煤进村卖")
        .field("sure", "1");
    assert_eq!(
        site.post_form("/report/unsure", &stays, &[]).await.status,
        StatusCode::CREATED
    );
    let silent = Multipart::default()
        .field("idempotency_key", &key(&site, "/report/unsure").await)
        .field("text", "说不上来");
    assert_eq!(
        site.post_form("/report/unsure", &silent, &[]).await.status,
        StatusCode::CREATED
    );
}

#[tokio::test]
async fn the_receipt_of_a_tip_that_a_script_sent_is_shown_as_any_other() {
    let site = TestSite::start().await;
    let filed = site
        .send_tip("one", &Multipart::tip("一袋一袋卖").photo("a.jpg", &photo()))
        .await;
    let receipt = filed.json()["receipt"].as_str().unwrap().to_owned();
    let ask = async |digits: &str| {
        let request = axum::http::Request::post("/report/received")
            .header("host", "site.test")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(axum::body::Body::from(format!("receipt={digits}")))
            .unwrap();
        TestSite::ask(&site.public, request).await
    };
    let shown = ask(&receipt).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.header("cache-control").contains("no-store"));
    let text = shown.text();
    for wanted in [&receipt[..4], "收到了", "修武县交通运输局", "王庄", "照片 1 张已存好"] {
        assert!(text.contains(wanted), "{wanted} in {text}");
    }
    assert!(!text.contains("一袋一袋卖"), "the receipt says nothing of the words");
    assert_eq!(ask("0000000000000000").await.status, StatusCode::NOT_FOUND);
    assert_eq!(ask("12").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        site.get("/report/received").await.status,
        StatusCode::METHOD_NOT_ALLOWED
    );
}
