//! Where villages lie: find one, record its point.

use leptos::prelude::*;

use super::{
    field::{Field, message, short_field, summary},
    frame::{RailItem, StaffPage, VILLAGES},
};
use crate::{
    icon::{Icon, icon},
    islands::point_map::PointMap,
    map_view::{VillagePointDesk, VillagePointLine, degrees},
    ports::{SignedIn, VillageChoice},
    text,
};

/// The systems staff copy positions from: code, and where such numbers come from.
const SYSTEMS: [(&str, &str); 3] = [
    ("wgs84", "手机定位、GPS、天地图（WGS-84）"),
    ("gcj02", "高德、腾讯、微信（GCJ-02）"),
    ("bd09", "百度（BD-09）"),
];

/// The search: villages found, with whether their point is recorded; without a query how far each county has come.
pub fn list(
    query: &str,
    found: Vec<(VillageChoice, bool)>,
    progress: Vec<(String, usize, usize)>,
    signed_in: &SignedIn,
) -> StaffPage {
    let below = if query.is_empty() {
        progress_table(progress)
    } else {
        found_table(found)
    };
    let main = view! {
        <div class="head">
            <h1>"村位置"</h1>
            <p class="sum">"记下村委会的位置，居民点“我在哪”时就能先看到最近的村。"</p>
        </div>
        <form class="box" action=VILLAGES role="search">
            <div class="fl">
                <label for="village">"村名或拼音"</label>
                <input id="village" name="q" type="search" value=query.to_owned() maxlength="40" autocomplete="off" />
            </div>
            <button class="b pri">"找村"</button>
        </form>
        {below}
    }
    .into_any();
    page("村位置", main, signed_in, false)
}

fn progress_table(progress: Vec<(String, usize, usize)>) -> AnyView {
    let rows: Vec<_> = progress
        .into_iter()
        .map(
            |(county, recorded, all)| view! { <tr><th scope="row">{county}</th><td>{recorded}</td><td>{all}</td></tr> },
        )
        .collect();
    view! {
        <div class="scroll">
            <table class="q nl">
                <caption class="sr">"各县已记录的村"</caption>
                <thead><tr><th scope="col">"县（市、区）"</th><th scope="col">"已记录"</th><th scope="col">"共有村、社区"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn found_table(found: Vec<(VillageChoice, bool)>) -> AnyView {
    if found.is_empty() {
        return view! { <div class="none">{icon(Icon::Search)}<h2>"没有找到"</h2><p>"换个字，或者用拼音试试。"</p></div> }.into_any();
    }
    let rows: Vec<_> = found
        .into_iter()
        .map(|(village, recorded)| {
            let address = format!("{VILLAGES}/{}", village.code);
            view! {
                <tr>
                    <th scope="row" class="ti"><a href=address data-row="1">{village.name}</a></th>
                    <td class="ag">{format!("{} {}", village.county, village.town)}</td>
                    <td class="at">{if recorded { "已记录" } else { "还没有" }}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <div class="scroll">
            <table class="q nl">
                <caption class="sr">"找到的村"</caption>
                <thead><tr><th scope="col">"村"</th><th scope="col">"县、乡镇"</th><th scope="col">"位置"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// One village's desk.
pub fn desk(desk: &VillagePointDesk, signed_in: &SignedIn) -> StaffPage {
    let village = &desk.village;
    let form = if desk.may_record {
        form(desk, signed_in)
    } else {
        view! { <p class="eyes">"这个村的位置由本县生态环境、散烧办或市里记录。"</p> }.into_any()
    };
    let now = desk.at.map_or_else(
        || "还没有记录".to_owned(),
        |at| format!("{}（WGS-84，经度, 纬度）", degrees(at)),
    );
    let records: Vec<_> = desk.records.iter().map(record).collect();
    let main = view! {
        <p><a class="backl" href=VILLAGES data-back="1">"返回村位置"</a></p>
        <div class="head">
            <h1>{village.name.clone()} " " <small>{format!("{} {}", village.county, village.town)}</small></h1>
        </div>
        {summary("没有保存", &desk.errors, &[("position", "position"), ("crs", "crs")])}
        <div class="two">
            <section class="box">
                <h2>"村委会的位置"</h2>
                <p>{now}</p>
                {form}
            </section>
            <section class="box">
                <h2>"谁记的、什么时候"</h2>
                {if records.is_empty() {
                    view! { <p class="silent">"还没有人记过。"</p> }.into_any()
                } else {
                    view! { <ul class="talk">{records}</ul> }.into_any()
                }}
            </section>
        </div>
    }
    .into_any();
    page(&village.name, main, signed_in, desk.may_record)
}

fn form(desk: &VillagePointDesk, signed_in: &SignedIn) -> AnyView {
    let error = |name: &str| desk.errors.get(name).map(ToOwned::to_owned);
    let position_error = error("position");
    let position = Field {
        id: "position",
        name: "position",
        label: "经度, 纬度",
        hint: "如 113.42, 35.22，可以从地图软件里整段复制；也可以在下面的图上点。",
        value: &desk.form.position,
        error: position_error.as_deref(),
    };
    let systems: Vec<_> = SYSTEMS
        .map(|(code, name)| {
            let chosen = desk.form.crs == code;
            view! { <option value=code selected=chosen>{name}</option> }
        })
        .into_iter()
        .collect();
    let crs_error = error("crs");
    let remove = desk.at.map(|_| {
        view! { <button class="b" name="action" value="remove">"记错了，撤掉这个位置"</button> }
    });
    view! {
        <form method="post" data-main="1">
            <input type="hidden" name="csrf" value=signed_in.csrf.clone() />
            {short_field(&position, "text", "off")}
            <div class="fl">
                <label for="crs">"坐标从哪里来"</label>
                {message("crs", crs_error.as_deref())}
                <select id="crs" name="crs">{systems}</select>
            </div>
            <PointMap field="position".to_owned() system="crs".to_owned() county=desk.village.code.county().to_string() />
            <p class="fl"><button class="b pri" name="action" value="save">"保存位置"</button></p>
            {remove}
        </form>
    }
    .into_any()
}

fn record(line: &VillagePointLine) -> AnyView {
    let what = line.at.map_or_else(|| "撤掉了位置".to_owned(), degrees);
    view! {
        <li><time>{text::short_date_time(line.recorded_at)}</time>" "{line.name.clone()}<br />{what}</li>
    }
    .into_any()
}

fn page(title: &str, main: AnyView, signed_in: &SignedIn, islands: bool) -> StaffPage {
    StaffPage {
        title: title.to_owned(),
        main,
        current: RailItem::Villages,
        signed_in: Some(signed_in.clone()),
        counts: None,
        query: String::new(),
        islands,
    }
}
