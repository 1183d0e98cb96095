//! Published results: list, page, feed, open data.

use app::{pages::resident, ports::NoticeList};
use atom_syndication::{Content, Entry, Feed, Link, Person, Text};
use axum::{
    Json,
    extract::{Path, Query, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

use crate::{
    app_state::App,
    http::{error::HttpError, public::api::open_data, render},
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
    let notices = latest_notices(&app, FEED).await?;
    let own = app.public_url();
    let mark = |demonstration: bool, text: &str| {
        if demonstration {
            format!("【示例】{text}")
        } else {
            text.to_owned()
        }
    };
    let stamp = |day: time::Date| {
        // The feed's dates are days: noon in China keeps the day the same everywhere.
        let text = format!("{day}T12:00:00+08:00");
        text.parse().unwrap_or_default()
    };
    let entries: Vec<Entry> = notices
        .iter()
        .map(|(notice, summary)| {
            let address = format!("{own}/notices/{}", notice.id);
            Entry {
                title: Text::plain(mark(notice.demonstration, &notice.title)),
                id: address.clone(),
                updated: stamp(notice.published_on),
                published: Some(stamp(notice.published_on)),
                links: vec![Link {
                    href: address,
                    rel: "alternate".into(),
                    ..Link::default()
                }],
                authors: vec![Person {
                    name: notice.authority.clone(),
                    ..Person::default()
                }],
                summary: Some(Text::plain(format!("{}。{summary}", notice.place))),
                content: None::<Content>,
                ..Entry::default()
            }
        })
        .collect();
    let feed = Feed {
        title: Text::plain("净暖 · 案例通报"),
        id: format!("{own}/feeds/notices.atom"),
        updated: notices
            .first()
            .map_or_else(|| stamp(app.today()), |(latest, _)| stamp(latest.published_on)),
        links: vec![Link {
            href: format!("{own}/feeds/notices.atom"),
            rel: "self".into(),
            ..Link::default()
        }],
        entries,
        ..Feed::default()
    };
    Ok((
        [(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")],
        feed.to_string(),
    )
        .into_response())
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
