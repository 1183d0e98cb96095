//! The desk on which a price or subsidy rule is written, checked, previewed and published.

use leptos::prelude::*;

use super::{
    field::{Field, long_field, message, short_field, summary},
    frame::{PRICES, RailItem, StaffPage},
    price_review::{actions, faults, fixed, history, preview},
    prices::state_class,
};
use crate::{
    domain::heating::rule::{Energy, HeatingWay},
    forms::rule_form::{KINDS, energy_code},
    icon::{Icon, icon},
    ports::{SignedIn, price_desk::PriceDesk},
};

/// Fields whose control has the field's own name as its identifier.
const FIELDS: [&str; 33] = [
    "replaces",
    "ends_only",
    "kind",
    "name",
    "certainty",
    "note",
    "from",
    "until",
    "season_first",
    "season_last",
    "places",
    "central_heating",
    "own_meter",
    "on_register",
    "document",
    "number",
    "date",
    "link",
    "energy",
    "per",
    "tiers",
    "valley",
    "peak",
    "valley_from",
    "valley_to",
    "cap",
    "percent",
    "payers",
    "claim_place",
    "claim_by",
    "papers",
    "remark",
    "ways",
];

/// Yes, no, or either.
const EITHER: [(&str, &str); 3] = [("", "都算"), ("yes", "是"), ("no", "不是")];

/// The page.
#[expect(clippy::needless_pass_by_value, reason = "every page takes over what it shows")]
pub fn page(desk: PriceDesk, signed_in: &SignedIn) -> StaffPage {
    let ids: Vec<(&str, &str)> = FIELDS.iter().map(|name| (*name, *name)).collect();
    let refused = summary("还有要改的地方。写过的都还在", &desk.errors, &ids);
    let address = format!("{PRICES}/{}", desk.id);
    let written = if desk.may.edit {
        view! { {what(&desk)} {when_and_whom(&desk)} {terms(&desk)} {subsidy(&desk)} {source(&desk)} }.into_any()
    } else {
        fixed(&desk)
    };
    let title = if desk.form.name.is_empty() {
        "新规则".to_owned()
    } else {
        desk.form.name.clone()
    };
    let main = view! {
        {refused}
        {head(&desk, &title)}
        <form method="post" action=address data-main="1" class="two">
            <input type="hidden" name="csrf" value=signed_in.csrf.clone() />
            <input type="hidden" name="revision" value=desk.revision.to_string() />
            <div class="col">{written}</div>
            <div class="col">{actions(&desk)} {faults(&desk)} {preview(&desk)} {history(&desk)}</div>
        </form>
    }
    .into_any();
    StaffPage {
        title: if desk.errors.is_empty() {
            title
        } else {
            format!("还有要改的：{title}")
        },
        main,
        current: RailItem::Prices,
        signed_in: Some(signed_in.clone()),
        counts: None,
        query: String::new(),
        islands: false,
    }
}

fn head(desk: &PriceDesk, title: &str) -> AnyView {
    let demonstration = desk.demonstration.then(|| view! { <span class="tag">"示例"</span> });
    view! {
        <div class="casehead">
            <p><a class="backl" href=PRICES data-back="1">{icon(Icon::Back)} "价格和补贴"</a> <kbd class="hand">"Esc"</kbd></p>
            <h1>{title.to_owned()}</h1>
            <p class="tags">
                <span class=state_class(desk.state)>{desk.state.label()}</span>
                {demonstration}
                <span>{desk.area.clone()}</span>
                <span>{format!("起草人：{}", desk.drafted_by)}</span>
            </p>
        </div>
    }
    .into_any()
}

fn field<'a>(desk: &'a PriceDesk, name: &'a str, label: &'a str, hint: &'a str, value: &'a str) -> Field<'a> {
    Field {
        id: name,
        name,
        label,
        hint,
        value,
        error: desk.errors.get(name),
    }
}

fn line(desk: &PriceDesk, name: &str, label: &str, hint: &str, value: &str) -> AnyView {
    short_field(&field(desk, name, label, hint, value), "text", "off")
}

fn date(desk: &PriceDesk, name: &str, label: &str, hint: &str, value: &str) -> AnyView {
    short_field(&field(desk, name, label, hint, value), "date", "off")
}

fn choice(desk: &PriceDesk, name: &'static str, label: &'static str, value: &str, options: &[(&str, &str)]) -> AnyView {
    let options = options
        .iter()
        .map(|(code, words)| {
            view! { <option value=(*code).to_owned() selected=*code == value>{(*words).to_owned()}</option> }
        })
        .collect_view();
    let error = desk.errors.get(name);
    view! {
        <div class=if error.is_some() { "fl bad" } else { "fl" }>
            <label for=name>{label}</label>
            {message(name, error)}
            <select id=name name=name>{options}</select>
        </div>
    }
    .into_any()
}

fn tick(name: &'static str, words: &'static str, value: &str) -> AnyView {
    view! {
        <label class="pick">
            <input type="checkbox" id=name name=name value="1" checked=value == "1" />
            <span>{words}</span>
        </label>
    }
    .into_any()
}

fn what(desk: &PriceDesk) -> AnyView {
    let form = &desk.form;
    let mut kinds = vec![("", "请选")];
    kinds.extend(KINDS);
    let mut old = vec![(String::new(), "不替换，是新加的".to_owned())];
    old.extend(desk.replaceable.iter().cloned());
    let old: Vec<(&str, &str)> = old.iter().map(|(id, name)| (id.as_str(), name.as_str())).collect();
    view! {
        <section class="box" aria-labelledby="pw">
            <h2 id="pw">"是什么"</h2>
            {choice(desk, "replaces", "替换哪一条（到新的生效前一天为止）", &form.replaces, &old)}
            {tick("ends_only", "只停用那一条，没有新的", &form.ends_only)}
            {choice(desk, "kind", "哪一种", &form.kind, &kinds)}
            {line(desk, "name", "名称", "居民看得懂的话，如“供暖期居民电价”。", &form.name)}
            {choice(
                desk,
                "certainty",
                "核实了没有",
                &form.certainty,
                &[("unverified", "待主管部门核实"), ("verified", "主管部门已核实")],
            )}
            {long_field(&field(desk, "note", "补充说明", "", &form.note), 300)}
        </section>
    }
    .into_any()
}

fn when_and_whom(desk: &PriceDesk) -> AnyView {
    let form = &desk.form;
    view! {
        <section class="box" aria-labelledby="pv">
            <h2 id="pv">"什么时候，给谁"</h2>
            {date(desk, "from", "从哪天起（只停用的：从哪天停）", "到这一天自动换成新的。", &form.from)}
            {date(desk, "until", "到哪天为止（最后一天）", "没有就空着。", &form.until)}
            {line(desk, "season_first", "每年的哪段：从", "写成 11-15；全年都算就空着。", &form.season_first)}
            {line(desk, "season_last", "到", "写成 03-15，这一天也算。", &form.season_last)}
            {long_field(&field(desk, "places", "哪些地方", "一行一个区划代码：6 位县、9 位乡镇、12 位村；全市就空着。", &form.places), 4_000)}
            {choice(desk, "central_heating", "通集中供热", &form.central_heating, &EITHER)}
            {choice(desk, "own_meter", "一户一表", &form.own_meter, &EITHER)}
            {choice(desk, "on_register", "在“双替代”名单里", &form.on_register, &EITHER)}
        </section>
    }
    .into_any()
}

fn terms(desk: &PriceDesk) -> AnyView {
    let form = &desk.form;
    let mut energies = vec![("", "不是价格")];
    energies.extend(Energy::ALL.map(|energy| (energy_code(energy), energy.label())));
    let tiers = "一行一档：从多少、到多少、每度（立方米、吨）几元，如 0 1120 0.56；最后一档写 1120 - 0.61。补贴的最后一档写到封顶的量。";
    view! {
        <section class="box" aria-labelledby="pt">
            <h2 id="pt">"怎么算"</h2>
            {choice(desk, "energy", "什么的价（价格才选）", &form.energy, &energies)}
            {choice(desk, "per", "档从哪里重新数", &form.per, &[("season", "每季"), ("month", "每月"), ("year", "每年")])}
            {long_field(&field(desk, "tiers", "分档", tiers, &form.tiers), 1_000)}
            {tick("beyond_unknown", "文件没写最后一档以上的价", &form.beyond_unknown)}
            {line(desk, "valley", "峰谷：谷段每度加（减写负数）", "如 -0.12", &form.valley)}
            {line(desk, "peak", "峰谷：其余时间每度加", "如 0.03", &form.peak)}
            {line(desk, "valley_from", "谷段从几点", "22:00", &form.valley_from)}
            {line(desk, "valley_to", "到几点", "08:00", &form.valley_to)}
        </section>
    }
    .into_any()
}

fn subsidy(desk: &PriceDesk) -> AnyView {
    let form = &desk.form;
    let ways = HeatingWay::ALL
        .into_iter()
        .map(|way| {
            let checked = form.ways.iter().any(|code| code == way.code());
            view! {
                <label class="pick">
                    <input type="checkbox" name="ways" value=way.code() checked=checked />
                    <span>{way.label()}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <section class="box" aria-labelledby="ps">
            <h2 id="ps">"补贴才填"</h2>
            <fieldset id="ways"><legend>"补给哪些取暖方式"</legend>{message("ways", desk.errors.get("ways"))}{ways}</fieldset>
            {line(desk, "cap", "最多补多少元", "运行补贴按季、按年，设备补贴按户；没有就空着。", &form.cap)}
            {line(desk, "percent", "设备补贴：补设备价的百分之几", "", &form.percent)}
            {long_field(&field(desk, "payers", "谁出钱", "一行一个：省级财政 1。数字是份数。", &form.payers), 500)}
            {line(desk, "claim_place", "去哪领", "", &form.claim_place)}
            {line(desk, "claim_by", "什么时候前领", "", &form.claim_by)}
            {long_field(&field(desk, "papers", "带什么", "一行一样。", &form.papers), 500)}
        </section>
    }
    .into_any()
}

fn source(desk: &PriceDesk) -> AnyView {
    let form = &desk.form;
    view! {
        <section class="box" aria-labelledby="po">
            <h2 id="po">"出处"</h2>
            {line(desk, "document", "文件", "发文单位和标题。", &form.document)}
            {line(desk, "number", "文号", "没有文号不能发布。", &form.number)}
            {date(desk, "date", "文件日期", "", &form.date)}
            {line(desk, "link", "链接", "https:// 开头，没有就空着。", &form.link)}
        </section>
    }
    .into_any()
}
