//! Ban-zone notices: which counties have one, and what each of a county's notices changed.

use leptos::prelude::*;
use time::Date;

use crate::{
    components::{
        button::{Weight, back, call_button},
        link, tag,
    },
    icon::{Icon, icon},
    ports::{CountyHistory, ZoneVersion},
    shell::{Page, Tab},
    text,
};

/// The list of counties, each with its notice in force today.
pub fn counties(counties: &[CountyHistory]) -> Page {
    let rows: Vec<_> = counties.iter().map(county_row).collect();
    Page {
        title: "各县（市、区）的禁煤区通告 · 净暖".into(),
        description: "焦作各县（市、区）哪份通告管着禁煤区，什么时候起执行，以前怎么划的。".into(),
        path: "/zones".into(),
        tab: Some(Tab::Check),
        islands: false,
        public: true,
        form: false,
        main: view! {
            <div class="wrap read">
                <h1 class="top-gap">"各县（市、区）的禁煤区通告"</h1>
                <p class="soft">"点开看每份通告划了哪里、改了什么。"</p>
                <ul class="rows gap-s2">{rows}</ul>
                <p class="gap-s2"><a class="hit" href="/feeds/zones.atom">"订阅通告（Atom）"</a></p>
            </div>
        }
        .into_any(),
    }
}

fn county_row(county: &CountyHistory) -> AnyView {
    let current = county.versions.iter().find(|version| in_force(version, county.today));
    let says = match current {
        Some(version) => view! {
            {version.source.number.clone()}{tag::demonstration(version.source.demonstration)} "，"
            {text::date(version.source.in_force)} "起执行"
        }
        .into_any(),
        None => "还没有查到现在有效的通告".into_any(),
    };
    view! {
        <li><a class="row" href=link::zone_notices(county.code)>
            <b>{county.name.clone()}</b><span class="small soft">{says}</span>
        </a></li>
    }
    .into_any()
}

fn in_force(version: &ZoneVersion, today: Date) -> bool {
    version.source.in_force <= today && version.last.is_none_or(|last| today <= last)
}

/// One county's notices.
pub fn county(history: &CountyHistory) -> Page {
    let notices = if history.versions.is_empty() {
        view! {
            <section class="empty gap">
                {icon(Icon::Paper)}
                <h2 class="h3">"还没有查到通告"</h2>
                <p>"在不在禁煤区，现在只能说“还不能确定”。散煤哪里都不能烧。县里公布以后，这里会更新。"</p>
            </section>
        }
        .into_any()
    } else {
        history
            .versions
            .iter()
            .map(|version| notice(version, history.today))
            .collect_view()
            .into_any()
    };
    Page {
        title: format!("{}的禁煤区通告 · 净暖", history.name),
        description: format!(
            "{}每份禁煤区通告划了哪里、什么时候起执行、划进划出了哪些村。",
            history.name
        ),
        path: link::zone_notices(history.code),
        tab: Some(Tab::Check),
        islands: false,
        public: true,
        form: false,
        main: view! {
            <div class="wrap read guide">
                {back("/zones", "别的县（市、区）")}
                <h1>{format!("{}的禁煤区通告", history.name)}</h1>
                <p class="soft">"新的在上面。自己村在不在里面，请"<a class="hit" href="/">"按村名查"</a>"。"</p>
                {notices}
                <div class="do gap">{call_button(Weight::Quiet, "打 12345 问一问")}</div>
            </div>
        }
        .into_any(),
    }
}

fn notice(version: &ZoneVersion, today: Date) -> AnyView {
    let source = &version.source;
    let state = if in_force(version, today) {
        "现在有效"
    } else if source.in_force > today {
        "还没到执行的日子"
    } else {
        "已经不用了"
    };
    let days = match version.last {
        Some(last) => format!("{}到{}", text::date(source.in_force), text::date(last)),
        None => format!("{}起", text::date(source.in_force)),
    };
    let fuels = if source.includes_briquettes {
        "散煤、洁净型煤都禁"
    } else {
        "禁散煤；型煤没写，先问清"
    };
    view! {
        <section class="gap" id=version.id.clone()>
            <h2>{source.title.trim_end_matches("（示例）").to_owned()}{tag::demonstration(source.demonstration)}</h2>
            <p><span class="tag">{state}</span></p>
            <dl class="facts gap-s">
                <div><dt>"文号"</dt><dd>{source.number.clone()}</dd></div>
                <div><dt>"谁发的"</dt><dd>{source.issuer.trim_end_matches("（示例）").to_owned()}</dd></div>
                <div><dt>"哪天发的"</dt><dd>{text::date(source.issued)}</dd></div>
                <div><dt>"管哪些天"</dt><dd>{days}</dd></div>
                <div><dt>"禁什么"</dt><dd>{fuels}</dd></div>
                <div><dt>"改了什么"</dt><dd>{changed(version)}</dd></div>
            </dl>
            {scope(version)}
        </section>
    }
    .into_any()
}

fn changed(version: &ZoneVersion) -> AnyView {
    let cut = if version.cut > 0 {
        format!("，边界穿过 {} 个", version.cut)
    } else {
        String::new()
    };
    let into = format!("划进 {} 个村（社区）{cut}", version.into);
    if version.out_of.is_empty() {
        return into.into_any();
    }
    let names: Vec<_> = version
        .out_of
        .iter()
        .map(|(code, name)| view! { " " <a class="hit" href=link::village_history(*code)>{name.clone()}</a> })
        .collect();
    view! { {into}{format!("，划出 {} 个：", version.out_of.len())}{names} }.into_any()
}

/// What it covers, folded away.
fn scope(version: &ZoneVersion) -> AnyView {
    let whole = version
        .whole_county
        .then(|| view! { <p>"全县（市、区）都在里面。"</p> });
    let list = |heading: &'static str, names: &[String]| {
        (!names.is_empty()).then(|| view! { <p><b>{heading}</b>"　"{names.join("、")}</p> })
    };
    let rings: Vec<_> = version
        .rings
        .iter()
        .map(|(name, roads)| view! { <p><b>{name.clone()}</b>"　由这些路围成："{roads.join("、")}</p> })
        .collect();
    view! {
        <details>
            <summary>"划了哪些地方"</summary>
            <div>
                {whole} {list("整个乡镇（街道）", &version.towns)} {list("村（社区）", &version.villages)} {rings}
                <p>"没写到、路圈也没碰到的村，不在这份通告的禁煤区里。"</p>
            </div>
        </details>
    }
    .into_any()
}
