//! Photos that come piece by piece: broken off anywhere, doubled, too long, and joined to their tip.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};

use crate::site::{Answer, Multipart, TestSite, photo};

pub struct Tus<'a>(pub &'a TestSite);

impl Tus<'_> {
    pub async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "site.test")
            .header("tus-resumable", "1.0.0");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        TestSite::ask(&self.0.public, request.body(Body::from(body)).unwrap()).await
    }

    /// Begins an upload; gives its path.
    pub async fn begin(&self, length: usize) -> String {
        let begun = self
            .ask(
                "POST",
                "/api/v1/uploads",
                &[("upload-length", &length.to_string())],
                vec![],
            )
            .await;
        assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.text());
        assert!(!begun.header("upload-expires").is_empty());
        begun
            .header("location")
            .trim_start_matches("http://site.test")
            .to_owned()
    }

    pub async fn patch(&self, path: &str, offset: usize, piece: &[u8]) -> Answer {
        let offset = offset.to_string();
        let headers = [
            ("content-type", "application/offset+octet-stream"),
            ("upload-offset", &*offset),
        ];
        self.ask("PATCH", path, &headers, piece.to_vec()).await
    }

    pub async fn offset(&self, path: &str) -> String {
        self.ask("HEAD", path, &[], vec![])
            .await
            .header("upload-offset")
            .to_owned()
    }

    /// A photo that has come whole, in two pieces; gives its identifier.
    async fn whole(&self, photo: &[u8]) -> String {
        let path = self.begin(photo.len()).await;
        self.patch(&path, 0, &photo[..1_000]).await;
        self.patch(&path, 1_000, &photo[1_000..]).await;
        path.rsplit('/').next().unwrap().to_owned()
    }
}

#[tokio::test]
async fn a_photo_that_came_in_pieces_joins_its_tip_and_leaves_nothing_behind() {
    let site = TestSite::start().await;
    let tus = Tus(&site);
    let id = tus.whole(&photo()).await;
    let form = Multipart::tip("有照片").field("upload", &id);
    let filed = site.send_tip("key", &form).await;
    assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.text());
    assert_eq!(
        site.blobs(),
        3,
        "the clean copy, its thumbnail and the sealed one: the pieces are gone"
    );
    let again = site.send_tip("key", &form).await;
    assert_eq!(
        (again.status, again.json()["receipt"].clone()),
        (StatusCode::OK, filed.json()["receipt"].clone())
    );
    let other = site.send_tip("other", &form).await;
    assert_eq!(
        other.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "a photo joins one tip alone"
    );
}

#[tokio::test]
async fn the_same_tip_again_after_its_uploads_are_gone_is_given_the_same_receipt() {
    let site = TestSite::start().await;
    let tus = Tus(&site);
    let (first, second) = (
        tus.whole(&photo()).await,
        tus.whole(&[photo(), b"2".to_vec()].concat()).await,
    );
    let form = |text| Multipart::tip(text).field("upload", &first).field("upload", &second);
    let filed = site.send_tip("key", &form("回执丢了")).await;
    assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.text());
    let later = site.app.clock.now() + time::Duration::hours(25);
    site.app.storage.delete_expired_uploads(later).await.unwrap();
    let again = site.send_tip("key", &form("回执丢了")).await;
    assert_eq!(
        (again.status, again.json()["receipt"].clone()),
        (StatusCode::OK, filed.json()["receipt"].clone())
    );
    assert_eq!(site.send_tip("key", &form("别的话")).await.status, StatusCode::CONFLICT);
    assert_eq!(
        site.send_tip("other", &form("回执丢了")).await.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "no photo of another's"
    );
}

#[tokio::test]
async fn what_is_added_later_is_taken_once_although_its_answer_was_lost() {
    let site = TestSite::start().await;
    let filed = site.send_tip("key", &Multipart::tip("先报一声")).await;
    let receipt = filed.json()["receipt"].as_str().unwrap().to_owned();
    let id = Tus(&site).whole(&photo()).await;
    let form = |text| {
        Multipart::default()
            .field("receipt", &receipt)
            .field("action", "messages")
            .field("once", "a")
            .field("text", text)
            .field("upload", &id)
    };
    for said in ["照片收到了", "没有重复"] {
        let added = site.post_form("/receipt/act", &form("补一张"), &[]).await;
        assert_eq!(added.status, StatusCode::OK, "{}", added.text());
        assert!(added.text().contains(said), "{said}: {}", added.text());
    }
    let other = site.post_form("/receipt/act", &form("又一句"), &[]).await;
    assert_eq!(
        other.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "a photo is added once alone"
    );
    assert_eq!(site.blobs(), 3);
}

#[tokio::test]
async fn a_line_that_breaks_loses_nothing_that_was_acknowledged() {
    let site = TestSite::start().await;
    let tus = Tus(&site);
    let photo = photo();
    let path = tus.begin(photo.len()).await;
    assert_eq!(tus.patch(&path, 0, &photo[..700]).await.header("upload-offset"), "700");
    assert_eq!(
        tus.patch(&path, 0, &photo[..700]).await.status,
        StatusCode::CONFLICT,
        "the same piece again"
    );
    assert_eq!(
        tus.patch(&path, 900, &photo[900..]).await.status,
        StatusCode::CONFLICT,
        "a gap"
    );
    assert_eq!(tus.offset(&path).await, "700");
    let broken = futures::stream::iter([
        Ok(bytes::Bytes::copy_from_slice(&photo[700..800])),
        Err(std::io::Error::other("the line broke")),
    ]);
    let request = Request::patch(&path)
        .header("tus-resumable", "1.0.0")
        .header("content-type", "application/offset+octet-stream")
        .header("upload-offset", "700")
        .body(Body::from_stream(broken))
        .unwrap();
    TestSite::ask(&site.public, request).await;
    assert_eq!(tus.offset(&path).await, "800", "what came before the break is kept");
    let id = path.rsplit('/').next().unwrap();
    let early = site
        .send_tip("early", &Multipart::tip("没传完").field("upload", id))
        .await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.text().contains("第 1 张照片还没传完"));
    tus.patch(&path, 800, &photo[800..]).await;
    let filed = site
        .send_tip("early", &Multipart::tip("传完了").field("upload", id))
        .await;
    assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.text());
}

#[tokio::test]
async fn what_is_no_upload_is_refused_by_the_protocol() {
    let site = TestSite::start().await;
    let tus = Tus(&site);
    let options = tus.ask("OPTIONS", "/api/v1/uploads", &[], vec![]).await;
    assert_eq!(options.header("tus-version"), "1.0.0");
    assert!(options.header("tus-extension").contains("creation"));
    for (length, expected) in [
        ("", StatusCode::BAD_REQUEST),
        ("-1", StatusCode::BAD_REQUEST),
        ("0", StatusCode::PAYLOAD_TOO_LARGE),
        ("20971521", StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        let answer = tus
            .ask("POST", "/api/v1/uploads", &[("upload-length", length)], vec![])
            .await;
        assert_eq!(answer.status, expected, "{length}");
    }
    let path = tus.begin(10).await;
    assert_eq!(
        tus.patch(&path, 0, &[0; 11]).await.status,
        StatusCode::PAYLOAD_TOO_LARGE
    );
    assert_eq!(tus.offset(&path).await, "0");
    let wrong_kind = tus.ask("PATCH", &path, &[("upload-offset", "0")], vec![0; 5]).await;
    assert_eq!(wrong_kind.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let old = Request::head(&path)
        .header("tus-resumable", "0.2.2")
        .body(Body::empty())
        .unwrap();
    assert_eq!(
        TestSite::ask(&site.public, old).await.status,
        StatusCode::PRECONDITION_FAILED
    );
    assert_eq!(
        tus.ask("DELETE", &path, &[], vec![]).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(tus.ask("HEAD", &path, &[], vec![]).await.status, StatusCode::NOT_FOUND);
    let unknown = site
        .send_tip("key", &Multipart::tip("没有").field("upload", "nobody"))
        .await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(site.blobs(), 0);
}

#[tokio::test]
async fn what_is_not_sent_within_a_day_goes() {
    let site = TestSite::start().await;
    let tus = Tus(&site);
    let id = tus.whole(&photo()).await;
    assert!(site.blobs() > 0);
    for (key, _) in site.app.blobs.list().await.unwrap() {
        let piece = site.app.blobs.find(&key).await.unwrap().unwrap();
        for part in photo().chunks_exact(500).map(|part| &part[..32]) {
            assert!(
                !piece.windows(32).any(|window| window == part),
                "a piece lies in the clear"
            );
        }
    }
    let now = site.app.clock.now();
    let later = now + time::Duration::hours(25);
    let keys = site.app.storage.delete_expired_uploads(later).await.unwrap();
    assert_eq!(keys.len(), 2);
    let gone = site.send_tip("key", &Multipart::tip("晚了").field("upload", &id)).await;
    assert!(gone.text().contains("再选一次"));
}
