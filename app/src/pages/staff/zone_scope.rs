//! What a version of a ban zone covers: towns and villages to tick, road rings to draw, and the same to read.

use leptos::prelude::*;

use super::field::{Field, long_field, message, short_field};
use crate::{
    forms::zone_form::RingForm,
    icon::{Icon, icon},
    islands::ring_map::RingMap,
    ports::zone_desk::{DeskTown, ZoneDesk},
};

/// The county's towns and villages, each to tick; a filter finds one by name where scripts run.
pub fn tree(desk: &ZoneDesk) -> AnyView {
    let towns = desk.towns.iter().map(|town| branch(desk, town)).collect_view();
    view! {
        <section class="box" aria-labelledby="zt" id="scope" tabindex="-1">
            <h2 id="zt">"范围：乡镇和村"</h2>
            {message("scope", desk.errors.get("scope"))}
            <label class="pick">
                <input type="checkbox" name="whole_county" value="1" checked=desk.form.whole_county />
                <span>{format!("整个{}", desk.county.1)}</span>
            </label>
            <div class="fl seekin" hidden=true data-filter="zt-list">
                <label for="zt-find">"找村"</label>
                <input id="zt-find" type="search" autocomplete="off" placeholder="村名或乡镇名" />
            </div>
            <div id="zt-list">{towns}</div>
        </section>
    }
    .into_any()
}

fn branch(desk: &ZoneDesk, town: &DeskTown) -> AnyView {
    let code = town.code.to_string();
    let whole = desk.form.towns.contains(&code);
    let ticked = |village: &str| desk.form.villages.iter().any(|ticked| ticked == village);
    let picked = town
        .villages
        .iter()
        .filter(|(village, _)| ticked(&village.to_string()))
        .count();
    let some = picked > 0;
    let says = match (whole, picked) {
        (true, _) => "整个乡镇".to_owned(),
        (false, 0) => format!("{} 个村", town.villages.len()),
        (false, picked) => format!("选了 {picked} / {} 个村", town.villages.len()),
    };
    let villages = town
        .villages
        .iter()
        .map(|(village, name)| {
            let value = village.to_string();
            let checked = ticked(&value);
            view! {
                <label class="pick" data-name=name.clone()>
                    <input type="checkbox" name="village" value=value checked=checked />
                    <span>{name.clone()}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <details class="branch" data-name=town.name.clone() open=some>
            <summary><b>{town.name.clone()}</b> <small>{says}</small></summary>
            <label class="pick all">
                <input type="checkbox" name="town" value=code checked=whole />
                <span>{format!("整个{}", town.name)}</span>
            </label>
            <div class="leaves">{villages}</div>
        </details>
    }
    .into_any()
}

/// The road rings, and an empty one for the next.
pub fn rings(desk: &ZoneDesk) -> AnyView {
    let next = RingForm::default();
    let rings = desk
        .form
        .rings
        .iter()
        .chain([&next])
        .enumerate()
        .map(|(at, ring)| ring_fields(desk, at, ring))
        .collect_view();
    view! {
        <section class="box" aria-labelledby="zr">
            <h2 id="zr">"范围：几条路围成的片" <small>"没有就空着"</small></h2>
            {rings}
        </section>
    }
    .into_any()
}

fn ring_fields(desk: &ZoneDesk, at: usize, ring: &RingForm) -> AnyView {
    let names: Vec<String> = ["name", "roads", "polygon", "crs", "inside", "cut"]
        .iter()
        .map(|name| format!("ring.{at}.{name}"))
        .collect();
    let field = |which: usize, label: &'static str, hint: &'static str, value| Field {
        id: &names[which],
        name: &names[which],
        label,
        hint,
        value,
        error: desk.errors.get(&names[which]),
    };
    let systems = [
        ("wgs84", "WGS-84（GPS、天地图）"),
        ("gcj02", "GCJ-02（高德、腾讯、微信）"),
        ("bd09", "BD-09（百度）"),
    ]
    .map(|(code, label)| view! { <option value=code selected=ring.crs == code>{label}</option> })
    .collect_view();
    let crs = names[3].clone();
    let is_new = at == desk.form.rings.len();
    let hint = desk
        .hints
        .get(at)
        .filter(|hint| !hint.is_empty())
        .map(|hint| view! { <p class="eyes">{format!("按已记录的村位置，供参考。{hint}")}</p> });
    let heading = if is_new {
        "再加一片".to_owned()
    } else {
        format!("第 {} 片", at + 1)
    };
    view! {
        <details class="branch" open=!is_new>
            <summary><b>{heading}</b> <small>{ring.name.clone()}</small></summary>
            {short_field(&field(0, "叫什么", "如“城区环线内”。", &ring.name), "text", "off")}
            {short_field(&field(1, "边界是哪几条路", "用顿号隔开。", &ring.roads), "text", "off")}
            {long_field(&field(2, "边界（GeoJSON 多边形）", "从地图软件导出后粘贴，或在下面的图上点。起点和终点要是同一点。", &ring.polygon), 120_000)}
            <div class="fl">
                <label for=crs.clone()>"坐标系"</label>
                <p class="hint">"弄错会差出大半个村（约 600 米）。存上以后一律换成 WGS-84。"</p>
                <select id=crs.clone() name=crs>{systems}</select>
            </div>
            <RingMap field=names[2].clone() system=names[3].clone() county=desk.county.0.clone() />
            {hint}
            {long_field(&field(4, "整个在里面的村", "一行一个乡镇，如“城关镇：王庄村、东村”。", &ring.inside), 4_000)}
            {long_field(&field(5, "被边界穿过的村", "这些村的人会看到“还不能确定”，并问住在路哪边。", &ring.cut), 4_000)}
        </details>
    }
    .into_any()
}

/// What a version covers and says, for whoever may only read it.
pub fn scope_read(desk: &ZoneDesk) -> AnyView {
    let form = &desk.form;
    let named = |codes: &[String]| -> Vec<String> {
        let towns = desk.towns.iter();
        towns
            .flat_map(|town| {
                let own = codes.contains(&town.code.to_string()).then(|| town.name.clone());
                let villages: Vec<&str> = town
                    .villages
                    .iter()
                    .filter(|(code, _)| codes.contains(&code.to_string()))
                    .map(|(_, name)| name.as_str())
                    .collect();
                let villages = (!villages.is_empty()).then(|| format!("{}：{}", town.name, villages.join("、")));
                own.into_iter().chain(villages)
            })
            .collect()
    };
    let whole = form
        .whole_county
        .then(|| view! { <li>{format!("整个{}", desk.county.1)}</li> });
    let towns = named(&form.towns)
        .into_iter()
        .map(|name| view! { <li>{format!("{name}全部")}</li> })
        .collect_view();
    let villages = named(&form.villages)
        .into_iter()
        .map(|line| view! { <li>{line}</li> })
        .collect_view();
    let rings = form
        .rings
        .iter()
        .map(|ring| {
            view! {
                <li>
                    <b>{ring.name.clone()}</b>
                    {format!("（{}）", ring.roads)}
                    <small>{format!("里面：{}", ring.inside.replace('\n', "；"))}</small>
                    <small>{format!("穿过：{}", ring.cut.replace('\n', "；"))}</small>
                </li>
            }
        })
        .collect_view();
    let facts = [
        ("标题", form.title.clone()),
        ("发布单位", form.issuer.clone()),
        ("文号", form.number.clone()),
        ("发布日期", form.issued.clone()),
        ("生效日期", form.in_force.clone()),
        ("依据", form.basis.replace('\n', "；")),
        (
            "洁净型煤",
            if form.includes_briquettes {
                "也禁"
            } else {
                "通告没写，居民先问"
            }
            .to_owned(),
        ),
        ("不受限制的用途", form.exemptions.replace('\n', "、")),
        ("电话", form.contact.clone()),
    ]
    .map(|(name, value)| view! { <p class="fixed"><span>{name}</span> <b>{value}</b></p> })
    .collect_view();
    view! {
        <section class="box" aria-labelledby="zn">
            <h2 id="zn">"通告"</h2>
            {facts}
        </section>
        <section class="box" aria-labelledby="zt">
            <h2 id="zt">{icon(Icon::Pin)} " 范围"</h2>
            <ul class="plain">{whole} {towns} {villages} {rings}</ul>
        </section>
    }
    .into_any()
}
