//! The list of licensed briquette centres and outlets.

use leptos::prelude::*;

use super::frame::{OUTLETS, RailItem, StaffPage};
use crate::{
    icon::{Icon, icon},
    ports::{OutletRow, SignedIn},
};

/// The page; `may_add` offers the empty form.
pub fn page(rows: Vec<OutletRow>, may_add: bool, signed_in: &SignedIn) -> StaffPage {
    let count = rows.len();
    let invented = rows.iter().any(|row| row.demonstration);
    let body = if rows.is_empty() {
        view! {
            <div class="none">
                {icon(Icon::Store)}
                <h2>"还没有登记网点"</h2>
                <p>"登记以后，禁煤区外的居民、种养户就能在村里的页面上看到去哪儿买。"</p>
            </div>
        }
        .into_any()
    } else {
        table(rows)
    };
    let add = may_add.then(
        || view! { <p class="aside"><a class="b" href=format!("{OUTLETS}/new")>{icon(Icon::Plus)} "登记网点"</a></p> },
    );
    let demonstration = invented.then(|| {
        view! { <p class="eyes">"下面是示例，名称、电话都是编的。登记第一个真的网点以后，示例就不再显示。"</p> }
    });
    let main = view! {
        <div class="head">
            <h1>"洁净型煤网点 " <small>{format!("{count} 个")}</small></h1>
            {add}
        </div>
        {demonstration}
        {body}
    }
    .into_any();
    StaffPage {
        title: "洁净型煤网点".into(),
        main,
        current: RailItem::Outlets,
        signed_in: Some(signed_in.clone()),
        counts: None,
        query: String::new(),
        islands: false,
    }
}

fn table(rows: Vec<OutletRow>) -> AnyView {
    view! {
        <div class="scroll">
            <table class="q nl">
                <caption class="sr">"洁净型煤生产中心和配送网点"</caption>
                <thead>
                    <tr>
                        <th scope="col">"名称"</th>
                        <th scope="col">"县（市、区）"</th>
                        <th scope="col">"状态"</th>
                        <th scope="col">"管哪里"</th>
                        <th scope="col">"电话"</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(row: OutletRow) -> AnyView {
    let name = match row.id {
        Some(id) => view! { <a href=format!("{OUTLETS}/{id}") data-row="1">{row.name}</a> }.into_any(),
        None => row.name.into_any(),
    };
    let mark = row.demonstration.then(|| view! { " " <span class="tag">"示例"</span> });
    let class = if row.open { "st st-done" } else { "st st-off" };
    view! {
        <tr>
            <th scope="row" class="ti">{name}{mark}<small>{row.kind.label()} " · " {row.address}</small></th>
            <td class="no">{row.county}</td>
            <td class="at"><span class=class>{row.term}</span></td>
            <td class="ag">{row.serves}</td>
            <td class="dl">{row.phone}</td>
        </tr>
    }
    .into_any()
}
