//! The list of ban-zone versions, by county.

use leptos::prelude::*;

use super::frame::{RailItem, StaffPage, ZONES};
use crate::{
    icon::{Icon, icon},
    ports::{
        SignedIn,
        zone_desk::{CountyZones, ZoneList, ZoneRow},
    },
    text,
};

/// The page. Where this person has something to do stands first.
#[expect(clippy::needless_pass_by_value, reason = "every page takes over what it shows")]
pub fn page(list: ZoneList, signed_in: &SignedIn) -> StaffPage {
    let body = if list.counties.is_empty() {
        view! {
            <div class="none">
                {icon(Icon::Paper)}
                <h2>"这里没有您能看的禁煤区"</h2>
                <p>"禁煤区由各县（市、区）生态环境部门起草，其他单位看本县的。"</p>
            </div>
        }
        .into_any()
    } else {
        let counties = list
            .counties
            .iter()
            .map(|county| of_county(county, signed_in))
            .collect_view();
        view! { <div class="col">{counties}</div> }.into_any()
    };
    let main = view! {
        <div class="head">
            <h1>"禁煤区"</h1>
            <p class="sum">"起草、核对、八个部门同意、另一人发布；到生效那天自动换。"</p>
        </div>
        {body}
    }
    .into_any();
    StaffPage {
        title: "禁煤区".into(),
        main,
        current: RailItem::Zones,
        signed_in: Some(signed_in.clone()),
        counts: None,
        query: String::new(),
        islands: false,
    }
}

fn of_county(county: &CountyZones, signed_in: &SignedIn) -> AnyView {
    let begin = county.may_draft.then(|| {
        view! {
            <form method="post" action=ZONES>
                <input type="hidden" name="csrf" value=signed_in.csrf.clone() />
                <input type="hidden" name="county" value=county.code.clone() />
                <button class="b">{icon(Icon::Plus)} "起草新版本"</button>
            </form>
        }
    });
    let rows = if county.rows.is_empty() {
        view! { <p class="silent">"还没有禁煤区通告：居民查到的是“还不能确定”。"</p> }.into_any()
    } else {
        table(county)
    };
    let id = format!("c{}", county.code);
    let heading = id.clone();
    view! {
        <section class="box" aria-labelledby=heading>
            <div class="head"><h2 id=id>{county.name.clone()}</h2><div class="aside">{begin}</div></div>
            {rows}
        </section>
    }
    .into_any()
}

fn table(county: &CountyZones) -> AnyView {
    let rows = county.rows.iter().map(row).collect_view();
    view! {
        <div class="scroll">
            <table class="q nl">
                <caption class="sr">{format!("{}的禁煤区版本", county.name)}</caption>
                <thead>
                    <tr>
                        <th scope="col">"通告"</th>
                        <th scope="col">"文号"</th>
                        <th scope="col">"状态"</th>
                        <th scope="col">"生效"</th>
                        <th scope="col">"失效"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(row: &ZoneRow) -> AnyView {
    let title = row.title.clone();
    let title = match row.id {
        Some(id) => view! { <a href=format!("{ZONES}/{id}") data-row="1">{title}</a> }.into_any(),
        None => view! { <span>{title}</span> }.into_any(),
    };
    let demonstration = row.demonstration.then(|| view! { <span class="tag">"示例"</span> });
    let day = |day: Option<time::Date>| day.map(text::date).unwrap_or_default();
    let class = match (row.open, row.standing) {
        (true, _) => "st st-wait",
        (_, "生效中") => "st st-done",
        (_, "未到日期") => "st",
        _ => "st st-off",
    };
    view! {
        <tr>
            <th scope="row" class="ti">{title} " " {demonstration}</th>
            <td class="ag">{row.number.clone()}</td>
            <td class="at"><span class=class>{row.standing}</span></td>
            <td class="dl">{day(row.in_force)}</td>
            <td class="dl">{day(row.replaced)}</td>
        </tr>
    }
    .into_any()
}
