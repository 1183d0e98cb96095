//! A village's page: plate, verdict, source, who may burn what, and what to do.

use leptos::prelude::*;

use crate::{
    answer::{household_briquette, verdict_clauses},
    components::{
        burn_table::burn_table,
        button::{Weight, back, call_button, link_button},
        drawing, link,
        plate::{plate, verdict},
        tag,
    },
    domain::{category::Category, meaning::Audience, who_may_burn::Allowance, zone::ZoneStatus},
    icon::{Icon, icon},
    pages::resident::meaning::{audience_name, short_answer},
    ports::{VillageAnswer, ZoneSource},
    shell::{Page, Tab},
    text,
};

mod policy;

/// The page.
pub fn page(answer: &VillageAnswer) -> Page {
    let (title, description) = words(answer);
    Page {
        title,
        description,
        path: link::village(answer.code),
        tab: Some(Tab::Check),
        islands: false,
        public: true,
        form: false,
        main: main(answer),
    }
}

/// Title and summary: they read well as a bare link.
fn words(answer: &VillageAnswer) -> (String, String) {
    let place = format!("{}（{}{}）", answer.name, answer.county, answer.town);
    let title = match answer.status {
        ZoneStatus::Inside if household_briquette(&answer.rows) == Allowance::Forbidden => {
            format!("{place}在禁煤区里，散煤、型煤都不能烧")
        }
        ZoneStatus::Inside => format!("{place}在禁煤区里，散煤不能烧，型煤先问清"),
        ZoneStatus::Outside => format!("{place}不在禁煤区，住家户只能烧洁净型煤"),
        ZoneStatus::Undetermined => format!("{place}在不在禁煤区，还不能确定"),
    };
    let description = match answer.status {
        ZoneStatus::Undetermined => format!("{title}。散煤哪里都不能烧，型煤请先打 12345 问清。"),
        _ => format!("{title}。看谁能烧什么、依据哪份通告、该找谁。"),
    };
    (title, description)
}

fn main(answer: &VillageAnswer) -> AnyView {
    view! {
        <div class="wrap">
            {back("/", "查别的村")}
            <div class="cols">
                <article class="answer">
                    {plate(
                        answer.name.clone(),
                        answer.pinyin.clone(),
                        format!("{} · {}", answer.county, answer.town),
                    )}
                    {verdict(
                        answer.status,
                        verdict_clauses(answer.status, answer.reason, household_briquette(&answer.rows)),
                    )}
                    {source(answer)}
                    {burn_table(
                        if answer.status == ZoneStatus::Undetermined { "能确定的是" } else { "谁能烧什么" },
                        &answer.rows,
                    )}
                    {always(answer.status)}
                    {policy::policy(answer)}
                </article>
                <div>
                    {which_side(answer)}
                    {actions(answer)}
                    {instead(answer)}
                    {for_me(answer)}
                    {place(answer)}
                    {share()}
                </div>
            </div>
        </div>
    }
    .into_any()
}

/// The notice's title or issuer without the mark that the tag beside it repeats.
fn unmarked(text: &str) -> String {
    text.trim_end_matches("（示例）").to_owned()
}

fn source(answer: &VillageAnswer) -> AnyView {
    let Some(source) = &answer.source else {
        return view! {
            <p class="src">{tag::whole("县里公布范围后，")}{tag::whole("这里会马上更新。")}
                <br /><a class="hit" href=link::village_history(answer.code)>"以前有过通告吗？"</a>
            </p>
        }
        .into_any();
    };
    view! {
        <p class="src">
            "依据：" <b>{unmarked(&source.title)}</b>{tag::demonstration(source.demonstration)}<br />
            {tag::whole(format!("{} · ", source.number))}
            {tag::whole(format!("{}起执行", text::date(source.in_force)))}
            <br /><a class="hit" href=link::village_history(answer.code)>"以前在不在里面？"</a>
        </p>
    }
    .into_any()
}

fn always(status: ZoneStatus) -> AnyView {
    let words = if status == ZoneStatus::Undetermined {
        view! {
            <b>{tag::whole("在不在禁煤区，")}{tag::whole("散煤都不能烧。")}</b>
            {tag::whole("卖散煤在哪都不允许。")}
        }
        .into_any()
    } else {
        view! {
            <b>{tag::whole("卖散煤，")}{tag::whole("在哪都不允许。")}</b>
            {tag::whole("有人进村卖，")}{tag::whole("请举报。")}
        }
        .into_any()
    };
    view! { <p class="always">{icon(Icon::Alert)}<span>{words}</span></p> }.into_any()
}

/// For a village that the boundary runs through: which side of the named roads.
fn which_side(answer: &VillageAnswer) -> AnyView {
    let Some((area, roads)) = &answer.cutting else {
        return ().into_any();
    };
    let briquette_banned = answer
        .source
        .as_ref()
        .is_some_and(|s: &ZoneSource| s.includes_briquettes);
    let inside = if briquette_banned {
        "散煤、洁净型煤都不能烧"
    } else {
        "散煤不能烧，洁净型煤先问清"
    };
    view! {
        <section class="panel sides" aria-labelledby="side">
            <h2 id="side">"您家在路的哪一边？"</h2>
            <p>
                "通告划的“"{area.clone()}"”由这些路围成："<b>{roads.join("、")}</b>"。"
            </p>
            <ul>
                <li>
                    <span class="is is-ban">{icon(Icon::NoBurn)}"家在圈里边"</span>
                    <p>{inside}</p>
                </li>
                <li>
                    <span class="is is-ok">{icon(Icon::Briquette)}"家在圈外边"</span>
                    <p>"住家户能烧洁净型煤，不能烧散煤"</p>
                </li>
            </ul>
            <p class="small soft">"说不准就打 12345，告诉人家您家靠近哪条路。"</p>
        </section>
    }
    .into_any()
}

/// One filled button: to ask where the answer is open, to report where it is known.
fn actions(answer: &VillageAnswer) -> AnyView {
    let report = |weight| link_button(weight, link::report(Some(answer.code)), Icon::Camera, "举报卖煤烧煤");
    if answer.status != ZoneStatus::Undetermined {
        return view! {
            <div class="do gap">{report(Weight::Main)}{call_button(Weight::Quiet, "打 12345 问一问")}</div>
        }
        .into_any();
    }
    let boundary = link::report_form(Category::ZoneBoundary, Some(answer.code));
    view! {
        <div class="do gap">
            {call_button(Weight::Main, "打 12345 问清楚")}
            {link_button(Weight::Quiet, boundary, Icon::Map, "在网上问划到哪")}
            {report(Weight::Quiet)}
        </div>
    }
    .into_any()
}

/// What to burn or use instead: only what is known, with its source.
fn instead(answer: &VillageAnswer) -> AnyView {
    let trouble = link::report_form(Category::HeatingSwitch, Some(answer.code));
    let heading = match answer.status {
        ZoneStatus::Inside => "不烧煤，怎么取暖？",
        ZoneStatus::Outside => "取暖，用什么好？",
        ZoneStatus::Undetermined => "这些哪儿都能用",
    };
    let briquettes = (household_briquette(&answer.rows) == Allowance::Allowed).then(|| {
        view! {
            <li>
                {icon(Icon::Briquette)}
                <p>
                    <b>"洁净型煤"</b>"到正规的配送网点买，别买散煤。"
                    <a class="hit" href=format!("{}#outlets", link::meaning(answer.code, Audience::Household))>
                        "去哪买"
                    </a>
                </p>
            </li>
        }
    });
    view! {
        <section class="panel warm gap" aria-labelledby="instead">
            <h2 id="instead">{heading}</h2>
            <ul class="ways">
                <li>
                    {icon(Icon::Plug)}
                    <p>
                        <b>"用电"</b>
                        "热泵、电暖气。没有集中供热的一户一表人家，供暖季 1,120 度以内每度 0.56 元。"
                        <small>"河南 2017 年文件，待主管部门核实"</small>
                    </p>
                </li>
                <li>{icon(Icon::Flame)}<p><b>"用气"</b>"燃气壁挂炉。气价请打 12345 问准。"</p></li>
                {briquettes}
            </ul>
            <p>
                <a class="hit" href=format!("/prices?village={}", answer.code)>"看本村的电价、气价"</a>
                <br />
                <a class="hit" href=format!("/subsidies?village={}", answer.code)>"看能领什么补贴"</a>
                <br />
                <a class="hit" href=format!("/prices/calculator?village={}", answer.code)>"算算一冬要花多少"</a>
            </p>
            <p><a class="hit" href=trouble>"电取暖、气取暖有困难，找人帮"</a></p>
        </section>
    }
    .into_any()
}

/// Its county as a drawing, and the way to the map.
fn place(answer: &VillageAnswer) -> AnyView {
    let Some(drawing) = &answer.drawing else {
        return ().into_any();
    };
    view! {
        <section class="panel gap sketch" aria-labelledby="place">
            <h2 id="place">{format!("{}在哪", drawing.about)}</h2>
            {drawing::svg(drawing)}
            {drawing::caption(drawing)}
            <p><a class="hit" href=link::map(Some(answer.code))>"看大图和全市的禁煤区"</a></p>
        </section>
    }
    .into_any()
}

/// The short answer for each kind of person; what lies behind it is a page of its own.
fn for_me(answer: &VillageAnswer) -> AnyView {
    let rows: Vec<_> = Audience::ALL
        .into_iter()
        .map(|audience| {
            let row = answer.rows.iter().find(|row| row.who == audience.burner());
            let briquette = row.map_or(Allowance::Undetermined, |row| row.briquette);
            view! {
                <li>
                    <a class="row" href=link::meaning(answer.code, audience)>
                        <b>{audience_name(audience)}</b>
                        <span class="small soft">{short_answer(audience, briquette)}</span>
                    </a>
                </li>
            }
        })
        .collect();
    view! {
        <section class="gap" aria-labelledby="for-me">
            <h2 id="for-me">"您是哪一种？点开看怎么办"</h2>
            <ul class="rows gap-s">{rows}</ul>
        </section>
    }
    .into_any()
}

fn share() -> AnyView {
    view! {
        <section class="share gap">
            {icon(Icon::Share)}
            <div>
                <h2 class="h3">"告诉邻居"</h2>
                <p>"在微信里，点右上角“…”发到群里。"</p>
                <p class="soft small">"想贴到宣传栏，用浏览器菜单里的“打印”，只印这张卡。"</p>
            </div>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests;
