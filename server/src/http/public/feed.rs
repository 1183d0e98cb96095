//! Atom feeds, alike for notices, zones and prices.

use atom_syndication::{Entry, Feed, FixedDateTime, Link, Person, Text};
use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use time::Date;

use crate::app_state::App;

/// One entry.
pub struct Item {
    /// Its page, from `/` on; what tells two entries of one page apart stands behind `#`.
    pub path: String,
    /// Its headline.
    pub title: String,
    /// Who issued it.
    pub author: String,
    /// When it was issued.
    pub published: Date,
    /// When it changed last, or takes effect.
    pub updated: Date,
    /// What it says, in a few words.
    pub summary: String,
}

/// The feed at `path` with these entries, the latest first.
pub fn atom(app: &App, path: &str, title: &str, items: Vec<Item>) -> Response {
    let own = app.public_url();
    let link = |href: &str, rel: &str| {
        vec![Link {
            href: href.to_owned(),
            rel: rel.to_owned(),
            ..Link::default()
        }]
    };
    let updated = items.first().map_or_else(|| app.today(), |latest| latest.updated);
    let entry = |item: Item| {
        let address = format!("{own}{}", item.path);
        Entry {
            title: Text::plain(item.title),
            links: link(&address, "alternate"),
            id: address,
            updated: stamp(item.updated),
            published: Some(stamp(item.published)),
            authors: vec![Person {
                name: item.author,
                ..Person::default()
            }],
            summary: Some(Text::plain(item.summary)),
            ..Entry::default()
        }
    };
    let address = format!("{own}{path}");
    let feed = Feed {
        title: Text::plain(title),
        updated: stamp(updated),
        links: link(&address, "self"),
        id: address,
        entries: items.into_iter().map(entry).collect(),
        ..Feed::default()
    };
    let kind = (header::CONTENT_TYPE, "application/atom+xml; charset=utf-8");
    ([kind], feed.to_string()).into_response()
}

/// These dates are days: noon in China keeps the day the same everywhere.
fn stamp(day: Date) -> FixedDateTime {
    format!("{day}T12:00:00+08:00").parse().unwrap_or_default()
}
