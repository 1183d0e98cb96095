//! The list of case notices that this office writes and approves.

use leptos::prelude::*;

use super::{
    deadline::moment,
    frame::{NOTICES, RailItem, StaffPage, case_address},
};
use crate::{
    domain::case_notice::NoticeState,
    icon::{Icon, icon},
    ports::{SignedIn, StaffNoticeRow},
    text,
};

/// The page. What waits for approval comes first, then drafts, then what is public and what was taken down.
#[expect(clippy::needless_pass_by_value, reason = "every page takes over what it shows")]
pub fn page(rows: Vec<StaffNoticeRow>, signed_in: &SignedIn) -> StaffPage {
    const ORDER: [NoticeState; 4] = [
        NoticeState::Proposed,
        NoticeState::Draft,
        NoticeState::Published,
        NoticeState::Withdrawn,
    ];
    let body = if rows.is_empty() {
        view! {
            <div class="none">
                {icon(Icon::Paper)}
                <h2>"还没有通报"</h2>
                <p>"查到违法、作出处罚后，打开那件案件，点“起草案例通报”。"</p>
            </div>
        }
        .into_any()
    } else {
        let groups = ORDER
            .into_iter()
            .map(|state| {
                (
                    state,
                    rows.iter()
                        .filter(|row| row.state == state)
                        .cloned()
                        .collect::<Vec<_>>(),
                )
            })
            .filter(|(_, rows)| !rows.is_empty())
            .map(|(state, rows)| group(state, rows))
            .collect_view();
        view! {
            <div class="scroll">
                <table class="q nl">
                    <caption class="sr">"案例通报，等审核的在最上面"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"标题"</th>
                            <th scope="col">"案件"</th>
                            <th scope="col">"状态"</th>
                            <th scope="col">"起草人"</th>
                            <th scope="col">"最近改动"</th>
                        </tr>
                    </thead>
                    {groups}
                </table>
            </div>
        }
        .into_any()
    };
    let main = view! {
        <div class="head">
            <h1>"案例通报 " <small>{format!("{} 件", rows.len())}</small></h1>
            <p class="sum">"一人起草，另一人审核；发布后居民可以看到。"</p>
        </div>
        {body}
    }
    .into_any();
    StaffPage {
        title: "案例通报".into(),
        main,
        current: RailItem::Notices,
        signed_in: Some(signed_in.clone()),
        counts: None,
        query: String::new(),
        islands: false,
    }
}

fn group(state: NoticeState, rows: Vec<StaffNoticeRow>) -> AnyView {
    let class = if state == NoticeState::Proposed { "g wait" } else { "g" };
    let rows = rows.into_iter().map(row).collect_view();
    view! {
        <tbody>
            <tr class=class><th colspan="5" scope="rowgroup">{state.label()}</th></tr>
            {rows}
        </tbody>
    }
    .into_any()
}

fn row(row: StaffNoticeRow) -> AnyView {
    let title = if row.title.is_empty() {
        "（还没写标题）".to_owned()
    } else {
        row.title
    };
    view! {
        <tr>
            <th scope="row" class="ti"><a href=format!("{NOTICES}/{}", row.id) data-row="1">{title}</a></th>
            <td class="no"><a href=case_address(&row.case_number)>{row.case_number.clone()}</a></td>
            <td class="at">{state_tag(row.state)}</td>
            <td class="ag">{row.drafted_by}</td>
            <td class="dl">{moment(row.updated_at, text::short_date_time(row.updated_at))}</td>
        </tr>
    }
    .into_any()
}

/// The state with its dot.
pub fn state_tag(state: NoticeState) -> AnyView {
    let class = match state {
        NoticeState::Draft => "st",
        NoticeState::Proposed => "st st-wait",
        NoticeState::Published => "st st-done",
        NoticeState::Withdrawn => "st st-off",
    };
    view! { <span class=class>{state.label()}</span> }.into_any()
}
