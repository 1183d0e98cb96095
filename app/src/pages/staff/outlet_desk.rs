//! The desk on which a briquette centre or outlet is added, changed, closed and opened again.

use leptos::prelude::*;

use super::{
    deadline::moment,
    field::{Field, choice_field, long_field, short_field, summary},
    frame::{OUTLETS, RailItem, StaffPage},
};
use crate::{
    domain::outlet::OutletKind,
    icon::{Icon, icon},
    ports::{OutletDesk, OutletEventLine, SignedIn},
    text,
};

/// Every field, as the error summary links to them.
const FIELDS: [(&str, &str); 15] = [
    ("county", "county"),
    ("kind", "kind"),
    ("name", "name"),
    ("address", "address"),
    ("serves", "serves"),
    ("phone", "phone"),
    ("hours", "hours"),
    ("licence", "licence"),
    ("longitude", "longitude"),
    ("latitude", "latitude"),
    ("crs", "crs"),
    ("valid_from", "valid_from"),
    ("valid_until", "valid_until"),
    ("closed_on", "closed_on"),
    ("remark", "remark"),
];
/// Longest list of places, in characters.
const PLACES_MAX: usize = 6_000;

/// The page.
#[expect(clippy::needless_pass_by_value, reason = "every page takes over what it shows")]
pub fn page(desk: OutletDesk, signed_in: &SignedIn) -> StaffPage {
    let refused = summary("没有存上，请改一下再交。写过的都还在下面", &desk.errors, &FIELDS);
    let heading = match (&desk.id, desk.form.name.is_empty()) {
        (None, _) => "登记网点".to_owned(),
        (Some(_), false) => desk.form.name.clone(),
        (Some(_), true) => "网点".to_owned(),
    };
    let address = match desk.id {
        Some(id) => format!("{OUTLETS}/{id}"),
        None => OUTLETS.to_owned(),
    };
    let state = desk.closed.then(|| view! { <span class="st st-off">"已关停"</span> });
    let content = if desk.may_keep {
        view! {
            <form method="post" action=address data-main="1" class="two">
                <input type="hidden" name="csrf" value=signed_in.csrf.clone() />
                <input type="hidden" name="seen" value=desk.form.seen.clone() />
                {written(&desk)}
                <div class="col">{actions(&desk)}{history(&desk.history)}</div>
            </form>
        }
        .into_any()
    } else {
        view! { <div class="two">{shown(&desk)}<div class="col">{history(&desk.history)}</div></div> }.into_any()
    };
    let main = view! {
        {refused}
        <div class="casehead">
            <p><a class="backl" href=OUTLETS data-back="1">{icon(Icon::Back)} "全部网点"</a></p>
            <h1>{heading.clone()}</h1>
            <p class="tags">{state}</p>
        </div>
        {content}
    }
    .into_any();
    StaffPage {
        title: if desk.errors.is_empty() {
            heading
        } else {
            format!("没有存上：{heading}")
        },
        main,
        current: RailItem::Outlets,
        signed_in: Some(signed_in.clone()),
        counts: None,
        query: String::new(),
        islands: false,
    }
}

fn written(desk: &OutletDesk) -> AnyView {
    let form = &desk.form;
    let field = |name: &'static str, label, hint, value| Field {
        id: name,
        name,
        label,
        hint,
        value,
        error: desk.errors.get(name),
    };
    let ask = (desk.counties.len() > 1).then(|| (String::new(), "请选".to_owned()));
    let counties = desk
        .counties
        .iter()
        .map(|(code, name)| (code.to_string(), name.clone()));
    let counties: Vec<(String, String)> = ask.into_iter().chain(counties).collect();
    let kinds = OutletKind::ALL.map(|kind| (kind.code().to_owned(), kind.label().to_owned()));
    let systems = [
        ("wgs84", "GPS、天地图（WGS-84 / CGCS2000）"),
        ("gcj02", "高德、腾讯、微信（GCJ-02）"),
        ("bd09", "百度（BD-09）"),
    ]
    .map(|(code, words)| (code.to_owned(), words.to_owned()));
    view! {
        <div class="col">
            <section class="box" aria-labelledby="w1">
                <h2 id="w1">"居民看到的"</h2>
                {choice_field(&field("county", "县（市、区）", "", &form.county), &counties)}
                {choice_field(&field("kind", "是什么", "", &form.kind), &kinds)}
                {short_field(&field("name", "名称", "照牌子或执照上的写。", &form.name), "text", "off")}
                {short_field(&field("address", "地址", "写到路和门牌。", &form.address), "text", "off")}
                {short_field(&field("phone", "电话", "居民订货打的，如 0391-1234567。", &form.phone), "text", "off")}
                {short_field(&field("hours", "营业时间", "如：每天 8 点到 18 点。", &form.hours), "text", "off")}
                {long_field(
                    &field(
                        "serves",
                        "管哪些乡镇、哪些村",
                        "一行一个，乡镇写全名；村名前面写上乡镇，如“七贤镇 王庄”。整个在禁煤区里的地方不能写。",
                        &form.serves,
                    ),
                    PLACES_MAX,
                )}
            </section>
            <section class="box" aria-labelledby="w2">
                <h2 id="w2">"许可"</h2>
                {short_field(&field("licence", "许可（执照）编号", "", &form.licence), "text", "off")}
                {short_field(&field("valid_from", "哪天起有效", "如 2025-09-01。", &form.valid_from), "text", "off")}
                {short_field(&field("valid_until", "到哪天", "没有到期日就空着。", &form.valid_until), "text", "off")}
            </section>
            <section class="box" aria-labelledby="w3">
                <h2 id="w3">"位置 " <small>"不知道就空着"</small></h2>
                {short_field(&field("longitude", "经度", "如 113.2421", &form.longitude), "text", "off")}
                {short_field(&field("latitude", "纬度", "如 35.2156", &form.latitude), "text", "off")}
                {choice_field(&field("crs", "坐标从哪里抄的", "不同的地图差五六百米，选对才准。", &form.crs), &systems)}
            </section>
        </div>
    }
    .into_any()
}

fn actions(desk: &OutletDesk) -> AnyView {
    let save = if desk.id.is_some() { "存上" } else { "登记" };
    let end = desk.id.map(|_| closing(desk));
    view! {
        <section class="box act" aria-labelledby="ac">
            <h2 id="ac">"写好以后"</h2>
            <p>"存上以后几秒钟，居民页面就会变。谁改的、什么时候改的，都会记下来。"</p>
            <button class="b pri" name="action" value="save">{save}</button>
        </section>
        {end}
    }
    .into_any()
}

fn closing(desk: &OutletDesk) -> AnyView {
    let reason = Field {
        id: "remark",
        name: "remark",
        label: "原因",
        hint: "如：许可被撤销、自己不干了。只有工作人员能看到。",
        value: &desk.form.remark,
        error: desk.errors.get("remark"),
    };
    if desk.closed {
        return view! {
            <section class="box act" aria-labelledby="cl">
                <h2 id="cl">"重新开"</h2>
                {short_field(&reason, "text", "off")}
                <button class="b" name="action" value="reopen">"重新开"</button>
            </section>
        }
        .into_any();
    }
    let day = Field {
        id: "closed_on",
        name: "closed_on",
        label: "从哪天起关停",
        hint: "如 2026-01-15。到了这天，居民就看不到它了。",
        value: &desk.form.closed_on,
        error: desk.errors.get("closed_on"),
    };
    view! {
        <section class="box act" aria-labelledby="cl">
            <h2 id="cl">"关停"</h2>
            {short_field(&day, "text", "off")}
            {short_field(&reason, "text", "off")}
            <button class="b" name="action" value="close">"关停"</button>
        </section>
    }
    .into_any()
}

/// For those who may look and not change.
fn shown(desk: &OutletDesk) -> AnyView {
    let form = &desk.form;
    let county = desk.counties.iter().find(|(code, _)| code.to_string() == form.county);
    let until = if form.valid_until.is_empty() {
        "没有到期日"
    } else {
        &form.valid_until
    };
    let facts = [
        ("县（市、区）", county.map(|(_, name)| name.clone()).unwrap_or_default()),
        (
            "是什么",
            form.kind
                .parse::<OutletKind>()
                .map_or_else(|_| String::new(), |kind| kind.label().to_owned()),
        ),
        ("地址", form.address.clone()),
        ("电话", form.phone.clone()),
        ("营业时间", form.hours.clone()),
        ("管哪里", form.serves.replace('\n', "、")),
        ("许可编号", form.licence.clone()),
        ("有效期", format!("{} 到 {until}", form.valid_from)),
        ("关停", form.closed_on.clone()),
    ];
    let facts = facts
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
        .collect_view();
    view! { <section class="box"><h2>"登记的内容"</h2><dl class="kv">{facts}</dl></section> }.into_any()
}

fn history(lines: &[OutletEventLine]) -> AnyView {
    if lines.is_empty() {
        return ().into_any();
    }
    let lines = lines
        .iter()
        .map(|line| {
            view! {
                <li>{moment(line.at, text::short_date_time(line.at))}<div><b>{line.who.clone()}</b> " " <span>{line.text.clone()}</span></div></li>
            }
        })
        .collect_view();
    view! { <section class="box" aria-labelledby="hi"><h2 id="hi">"谁改过"</h2><ol class="hist">{lines}</ol></section> }
        .into_any()
}
