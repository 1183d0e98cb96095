//! What a village's answer means for one kind of person: what is allowed, what instead, where to buy, what happens.

use leptos::prelude::*;

use crate::{
    components::{
        button::{Weight, back, call_button, link_button},
        link,
        outlet_card::outlet_cards,
        status::status_badge,
        tag,
    },
    domain::{
        category::Category,
        meaning::{Audience, Rule, Source, Sourced},
        who_may_burn::Allowance,
        zone::ZoneStatus,
    },
    icon::{Icon, icon},
    ports::{MeaningPage, VillageAnswer},
    shell::{Page, Tab},
    text,
};

mod source;
mod words;

pub use words::{audience_name, short_answer};

/// The page.
pub fn page(data: &MeaningPage) -> Page {
    let answer = &data.answer;
    let audience = data.meaning.audience;
    let place = format!("{}（{}{}）", answer.name, answer.county, answer.town);
    let short = short_answer(audience, data.meaning.briquette);
    Page {
        title: format!("{place}：{}，{short}", audience_name(audience)),
        description: format!(
            "{place}的{}能烧什么、不烧煤用什么、违反了会怎样，每一条都写明依据。",
            audience_name(audience)
        ),
        path: link::meaning(answer.code, audience),
        tab: Some(Tab::Check),
        islands: false,
        public: true,
        form: false,
        main: main(data),
    }
}

fn main(data: &MeaningPage) -> AnyView {
    let answer = &data.answer;
    let meaning = &data.meaning;
    let audience = meaning.audience;
    view! {
        <div class="wrap guide">
            {back(link::village(answer.code), "回到村里的答案")}
            <h1>{words::question(&answer.name, audience)}</h1>
            <p class="soft">{format!("{} · {}", answer.county, answer.town)}</p>
            <p class="gap-s">{status_badge(answer.status)}</p>
            <p class="gap-s big-p"><b>{short_answer(audience, meaning.briquette)}"。"</b>{words::who_is_meant(audience)}</p>
            {notice(answer, meaning.briquette)}
            <div class="cols gap-s2">
                <div>
                    {statements("能不能", &meaning.rules, |rule| (rule_icon(rule), words::rule(audience, rule)))}
                    {statements(words::instead_heading(audience), &meaning.instead, |instead| (Icon::Tick, words::instead(audience, instead)))}
                    {outlets(data)}
                    {statements("违反了会怎样", &meaning.consequences, |end| {
                        (Icon::Scale, words::consequence(audience, end))
                    })}
                    <p class="gap-s2 tip">
                        {icon(Icon::Bulb)}
                        <span>
                            "罚不罚、罚多少，要看是哪一条、煤的质量和在什么地方，由执法单位依法定。这里只说条文，不替他们下结论。"
                        </span>
                    </p>
                    {source::texts(answer, meaning)}
                </div>
                <div>
                    {ask(answer, audience)}
                    {others(answer, audience)}
                </div>
            </div>
        </div>
    }
    .into_any()
}

/// The notice that decided, or that there is none.
fn notice(answer: &VillageAnswer, briquette: Allowance) -> AnyView {
    let Some(source) = &answer.source else {
        let ask = (briquette == Allowance::Undetermined).then_some("型煤行不行，先问清。");
        return view! { <p class="small soft">"还没查到您县现在有效的禁煤区通告。"{ask}</p> }.into_any();
    };
    view! {
        <p class="small soft">
            "范围依据：" {source.number.clone()}{tag::demonstration(source.demonstration)} "，"
            {text::date(source.in_force)} "起执行"
        </p>
    }
    .into_any()
}

const fn rule_icon(rule: Rule) -> Icon {
    match rule.verdict() {
        _ if rule.is_duty() => Icon::Paper,
        Allowance::Forbidden => Icon::No,
        Allowance::Allowed => Icon::Yes,
        Allowance::Undetermined => Icon::Ask,
    }
}

fn statements<T: Copy>(
    heading: &'static str,
    list: &[Sourced<T>],
    words: impl Fn(T) -> (Icon, words::Words),
) -> AnyView {
    let items: Vec<_> = list
        .iter()
        .map(|statement| {
            let (sign, words) = words(statement.says);
            view! {
                <li>
                    {icon(sign)}
                    <div><h3>{words.title}</h3><p>{words.text}</p>{cited(statement.source)}</div>
                </li>
            }
        })
        .collect();
    view! { <section class="gap"><h2>{heading}</h2><ul class="points">{items}</ul></section> }.into_any()
}

fn cited(source: Source) -> AnyView {
    let unconfirmed = source.is_unconfirmed().then(|| view! { " " {tag::unverified()} });
    view! { <p class="small soft">{source::name(source)}{unconfirmed}</p> }.into_any()
}

/// Where to buy, shown only to those whose rules allow briquettes here.
fn outlets(data: &MeaningPage) -> AnyView {
    if !data.meaning.shows_outlets() {
        return ().into_any();
    }
    let code = data.answer.code;
    let list = if data.outlets.is_empty() {
        view! { <p class="gap-s">"还没有登记管您村的网点。打 12345，问本县哪里有正规的洁净型煤。"</p> }.into_any()
    } else {
        outlet_cards(&data.outlets)
    };
    view! {
        <section class="panel gap" id="outlets" aria-labelledby="outlets-title">
            <h2 id="outlets-title">"去哪儿买洁净型煤"</h2>
            <p class="small soft">"工信部门登记的正规网点，离您近的在前面"</p>
            {list}
            <p><a class="hit" href=link::report_form(Category::BriquetteShortage, Some(code))>"买不着、不给送"</a></p>
            <p><a class="hit" href=link::report_form(Category::BriquettePrice, Some(code))>"价钱涨得不对"</a></p>
        </section>
    }
    .into_any()
}

/// Whom to call, and where the site itself helps.
fn ask(answer: &VillageAnswer, audience: Audience) -> AnyView {
    let (category, sign, words) = match audience {
        Audience::Household => (Category::HeatingSwitch, Icon::Plug, "取暖有困难，找人帮"),
        Audience::FuelSeller | Audience::Shop | Audience::Stall | Audience::Farm if is_open(answer) => {
            (Category::ZoneBoundary, Icon::Map, "在网上问划到哪")
        }
        _ => (Category::Unsure, Icon::Ask, "在网上问一问"),
    };
    view! {
        <section class="panel warm gap-s2" aria-labelledby="ask">
            <h2 id="ask">"拿不准，问谁"</h2>
            <p class="gap-s">"打 12345，说清是哪个县、哪个村、做什么用。"</p>
            <div class="do gap-s">
                {call_button(Weight::Main, "打 12345 问一问")}
                {link_button(Weight::Quiet, link::report_form(category, Some(answer.code)), sign, words)}
            </div>
        </section>
    }
    .into_any()
}

fn is_open(answer: &VillageAnswer) -> bool {
    answer.status == ZoneStatus::Undetermined
}

fn others(answer: &VillageAnswer, audience: Audience) -> AnyView {
    let rest = Audience::ALL.into_iter().filter(|other| *other != audience);
    let rows: Vec<_> = rest
        .map(|other| {
            view! { <li><a class="row" href=link::meaning(answer.code, other)>{audience_name(other)}</a></li> }
        })
        .collect();
    view! {
        <section class="gap" aria-labelledby="others">
            <h2 id="others" class="h3">"别的人家怎么办"</h2>
            <ul class="rows gap-s">{rows}</ul>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests;
