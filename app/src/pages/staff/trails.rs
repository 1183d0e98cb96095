//! Trails: one vendor's appearances across villages, as a list and drawn.

use leptos::prelude::*;

use super::{
    deadline::{moment, state_tag},
    frame::{RailItem, StaffPage, TRAILS, case_address},
};
use crate::{
    components::drawing,
    icon::{Icon, icon},
    ports::{Appearance, SignedIn, TrailPage, TrailRow},
    text,
};

fn name(row: &TrailRow) -> String {
    match row.kind {
        kind if kind.is_readable() => format!("{} {}", kind.label(), row.value),
        kind => kind.label().to_owned(),
    }
}

/// The confirmed trails.
pub fn list(rows: Vec<TrailRow>, signed_in: &SignedIn) -> StaffPage {
    let content = if rows.is_empty() {
        view! {
            <div class="none">
                {icon(Icon::Link)}
                <h2>"还没有认定过踪迹"</h2>
                <p>"几个案件里出现同一车牌、电话、账号、链接或照片时，案件页会提出来，由经办人认定。"</p>
            </div>
        }
        .into_any()
    } else {
        let items: Vec<_> = rows
            .iter()
            .map(|row| {
                view! {
                    <tr>
                        <th scope="row" class="ti"><a href=format!("{TRAILS}/{}", row.id) data-row="1">{name(row)}</a></th>
                        <td class="no">{format!("{} 件", row.cases)}</td>
                        <td class="ag">{row.office.clone()}</td>
                        <td class="at">{moment(row.at, text::short_date_time(row.at))}</td>
                    </tr>
                }
            })
            .collect();
        view! {
            <div class="scroll">
                <table class="q nl">
                    <caption class="sr">"认定过的踪迹"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"凭什么"</th><th scope="col">"案件"</th>
                            <th scope="col">"谁认定的"</th><th scope="col">"什么时候"</th>
                        </tr>
                    </thead>
                    <tbody>{items}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    let main = view! {
        <div class="head"><h1>"卖家踪迹"</h1><p class="sum">"同一个卖家在各村出现过的地方"</p></div>
        {content}
    }
    .into_any();
    page("卖家踪迹".to_owned(), main, signed_in)
}

/// One trail.
pub fn trail(data: TrailPage, signed_in: &SignedIn) -> StaffPage {
    let title = name(&data.row);
    let items: Vec<_> = data.appearances.iter().map(appearance).collect();
    let hidden = (data.hidden > 0)
        .then(|| view! { <p class="note">{format!("另有 {} 件由别的单位办，你看不到。", data.hidden)}</p> });
    let note = (!data.note.is_empty()).then(|| view! { <p class="said">{data.note.clone()}</p> });
    let without = data.appearances.iter().filter(|one| one.at.is_none()).count();
    let drawn = match &data.drawing {
        Some(found) => {
            let missing = (without > 0).then(|| {
                view! { <p class="note">{format!("有 {without} 件的村还没有记录位置，图上没有。")}</p> }
            });
            view! { <div class="sketch">{drawing::svg(found)}</div>{missing} }.into_any()
        }
        None => view! { <p class="silent">"这些村都还没有记录位置，画不出来。可以到“村位置”里记。"</p> }.into_any(),
    };
    let main = view! {
        <p><a class="backl" href=TRAILS data-back="1">{icon(Icon::Back)} "卖家踪迹"</a></p>
        <div class="head">
            <h1>{title.clone()}</h1>
            <p class="sum">{format!("{} {}认定", text::short_date_time(data.row.at), data.row.office)}</p>
        </div>
        {note}
        <div class="two">
            <section class="box" aria-labelledby="ap">
                <h2 id="ap">{format!("出现过 {} 回", data.appearances.len())}</h2>
                <ol class="talk">{items}</ol>
                {hidden}
            </section>
            <section class="box" aria-labelledby="mp">
                <h2 id="mp">"在哪些村 " <small>"示意图，标的是村委会，不是举报人"</small></h2>
                {drawn}
            </section>
        </div>
    }
    .into_any();
    page(title, main, signed_in)
}

fn appearance(one: &Appearance) -> AnyView {
    view! {
        <li>
            <p>
                {moment(one.filed_at, text::short_date_time(one.filed_at))} " "
                <a href=case_address(&one.number)>{one.number.clone()}</a> " " {state_tag(one.state)}
            </p>
            <p>{format!("{} · {}", one.category, one.place)}</p>
        </li>
    }
    .into_any()
}

fn page(title: String, main: AnyView, signed_in: &SignedIn) -> StaffPage {
    StaffPage {
        title,
        main,
        current: RailItem::Trails,
        signed_in: Some(signed_in.clone()),
        counts: None,
        query: String::new(),
        islands: false,
    }
}
