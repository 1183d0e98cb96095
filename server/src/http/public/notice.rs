//! Published results: list, page, feed, open data.

use app::{pages::resident, ports::NoticeList};
use axum::{
    Json,
    extract::{Path, Query, State},
    http::HeaderMap,
    response::Response,
};
use serde::Deserialize;
use serde_json::json;

use crate::{
    app_state::App,
    http::{
        error::HttpError,
        public::{
            api::open_data,
            feed::{Item, atom},
        },
        render,
    },
    services::publish_notice::{PublishedPage, find_published, latest_notices, list_published},
    storage::NoticeKey,
};

/// Notices in the feed and in one answer of open data.
const FEED: u32 = 50;

/// `?after=`.
#[derive(Deserialize)]
pub struct Paging {
    /// Where the page starts; the first without it.
    after: Option<String>,
}

/// `GET /notices`.
///
/// # Errors
/// 503 when the database is out of reach.
pub async fn list(
    State(app): State<App>,
    Query(paging): Query<Paging>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let after: Option<NoticeKey> = paging.after.as_deref().and_then(|key| key.parse().ok());
    let address = after.map_or_else(|| "/notices".to_owned(), |key| format!("/notices?after={key}"));
    let published = async {
        let PublishedPage { cards, next } = list_published(&app, after).await?;
        Ok(NoticeList {
            notices: cards,
            newer: after.map(|_| "/notices".to_owned()),
            older: next.map(|key| format!("/notices?after={key}")),
        })
    };
    render::public_page(&app, &headers, &address, published, |list| {
        resident::notices::page(&list)
    })
    .await
}

/// `GET /notices/{id}`.
///
/// # Errors
/// 404 for a notice that is not public, or no longer.
pub async fn detail(State(app): State<App>, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, HttpError> {
    let id: i64 = id.parse().map_err(|_| HttpError::not_found())?;
    let notice = find_published(&app, id).await?.ok_or_else(HttpError::not_found)?;
    Ok(render::own_page(&app, &headers, axum::http::StatusCode::OK, || {
        resident::notice::page(&notice)
    }))
}

/// `GET /feeds/notices.atom`.
///
/// # Errors
/// 503 when the database is out of reach.
pub async fn feed(State(app): State<App>) -> Result<Response, HttpError> {
    let items = latest_notices(&app, FEED)
        .await?
        .into_iter()
        .map(|(notice, summary)| Item {
            path: format!("/notices/{}", notice.id),
            title: if notice.demonstration {
                format!("【示例】{}", notice.title)
            } else {
                notice.title
            },
            author: notice.authority,
            published: notice.published_on,
            updated: notice.published_on,
            summary: format!("{}。{summary}", notice.place),
        });
    Ok(atom(&app, "/feeds/notices.atom", "净暖 · 案例通报", items.collect()))
}

/// `GET /api/v1/notices`.
///
/// # Errors
/// 503 when the database is out of reach.
pub async fn open(State(app): State<App>) -> Result<Response, HttpError> {
    let notices = latest_notices(&app, FEED).await?;
    let own = app.public_url();
    let rows: Vec<_> = notices
        .iter()
        .map(|(notice, summary)| {
            json!({
                "id": notice.id,
                "title": notice.title,
                "summary": summary,
                "place": notice.place,
                "authority": notice.authority,
                "published_on": notice.published_on,
                "demonstration": notice.demonstration,
                "url": format!("{own}/notices/{}", notice.id),
            })
        })
        .collect();
    Ok(open_data(Json(rows)))
}
