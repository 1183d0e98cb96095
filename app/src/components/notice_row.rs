//! A published notice in a list.

use leptos::prelude::*;

use super::tag;
use crate::{ports::NoticeCard, text};

/// The list, newest first.
pub fn notice_rows(notices: &[NoticeCard]) -> AnyView {
    let rows: Vec<_> = notices
        .iter()
        .map(|notice| view! { <li>{notice_row(notice)}</li> })
        .collect();
    view! { <ul class="rows">{rows}</ul> }.into_any()
}

fn notice_row(notice: &NoticeCard) -> AnyView {
    let day = text::date(notice.published_on);
    view! {
        <a class="row" href=format!("/notices/{}", notice.id)>
            <b>{text::with_units(&notice.title)}</b>
            <span class="small soft">
                {tag::whole(format!("{} · {day}", notice.place))} " · "
                <span class="nb">{notice.authority.clone()}{tag::demonstration(notice.demonstration)}</span>
            </span>
        </a>
    }
    .into_any()
}
