//! The answer where there is no network: the same verdict, by the same rules, from the file on the phone.

use leptos::prelude::*;
use leptos::task::spawn_local;
use time::Date;

use super::phone::{self, Answered};
use crate::components::{
    burn_table::burn_table,
    button::{Weight, call_button},
    link,
    plate::{plate, verdict},
    status::status_badge,
    tag,
    verdict::verdict_clauses,
};
use crate::domain::village_search::QUERY_MAX;
use crate::domain::zone::ZoneStatus;
use crate::icon::{Icon, icon};
use crate::ports::{Choices, VillageAnswer, VillageChoice};
use crate::text;

/// The offline page's own address; the service worker shows it for others.
pub const PATH: &str = "/offline";
/// Most villages listed for one name.
const CHOICES_MAX: usize = 60;

/// What the address asks for, as far as the phone can tell.
#[derive(Debug, Clone, PartialEq)]
enum Told {
    /// Still reading the file.
    Reading,
    /// A village's page.
    Village(Box<VillageAnswer>),
    /// Villages to choose from.
    Choices(String, Choices),
    /// No such village.
    Unknown,
    /// A page that needs the network.
    NeedsNetwork,
    /// The offline page itself.
    Itself,
    /// No file on this phone.
    NothingStored,
}

/// What the offline page says of the address it was shown for.
#[crate::piece]
pub fn OfflineAnswer() -> impl IntoView {
    let told = RwSignal::new(Told::Reading);
    let stored = RwSignal::new(None::<(Date, bool)>);
    Effect::new(move || {
        window_event_listener(leptos::ev::online, |_| _ = window().location().reload());
        spawn_local(async move {
            let (answer, as_of) = look_up().await;
            stored.set(as_of);
            told.set(answer);
        });
    });
    view! {
        <div aria-live="polite">
            {move || stored.get().map(|(day, old)| as_of(day, old))}
            {move || told.with(shown)}
        </div>
    }
}

/// Reads the address and asks the file; with the day the server last confirmed it.
async fn look_up() -> (Told, Option<(Date, bool)>) {
    let location = window().location();
    let path = location.pathname().unwrap_or_default();
    if let Some(code) = path.strip_prefix("/v/") {
        let Ok(code) = code.parse() else {
            return (Told::Unknown, None);
        };
        let Ok(answered) = phone::village(code).await else {
            return (Told::NothingStored, None);
        };
        let as_of = confirmed(&answered);
        let told = answered
            .answer
            .map_or(Told::Unknown, |answer| Told::Village(Box::new(answer)));
        return (told, as_of);
    }
    if path == "/check" {
        let query = query(&location.search().unwrap_or_default());
        return match phone::search(&query, CHOICES_MAX).await {
            Ok(answered) => {
                let as_of = confirmed(&answered);
                (Told::Choices(query, answered.answer), as_of)
            }
            Err(_) => (Told::NothingStored, None),
        };
    }
    let told = if path == PATH { Told::Itself } else { Told::NeedsNetwork };
    (told, None)
}

fn confirmed<T>(answered: &Answered<T>) -> Option<(Date, bool)> {
    Some((answered.as_of?, answered.is_old))
}

/// `?q=` as it was typed.
fn query(search: &str) -> String {
    let value = search
        .trim_start_matches('?')
        .split('&')
        .find_map(|pair| pair.strip_prefix("q="));
    let value = value.unwrap_or_default().replace('+', " ");
    let decoded = js_sys::decode_uri_component(&value).map_or(value, String::from);
    decoded.trim().chars().take(QUERY_MAX).collect()
}

fn as_of(day: Date, old: bool) -> impl IntoView {
    let late = old.then_some("资料存了一个多月了，禁煤区可能变了，有网时再看一眼，或者打 12345。");
    view! {
        <p class="tip care">
            {icon(Icon::Clock)}
            <span>
                "现在没有网。下面按这台手机 " <b>{text::date(day)}</b> " 存下的资料回答，连上网会自动更新。" {late}
            </span>
        </p>
    }
}

fn shown(told: &Told) -> AnyView {
    match told {
        Told::Reading => view! { <p class="soft">"正在看这台手机上存的资料…"</p> }.into_any(),
        Told::Village(answer) => village(answer),
        Told::Choices(query, choices) => choose(query, choices),
        Told::Unknown => help("没有这个村", "可能是地址写错了，回首页重新查。"),
        Told::NeedsNetwork => help("这一页要有网才能看", "连上网会自动打开。没网时，首页可以查村名。"),
        Told::Itself => help("没网也能查", "没有网的时候，打开村的页面，就由这台手机自己回答。"),
        Told::NothingStored => help("没有网，也还没存过资料", "有网时打开一次首页，以后没网也能查。"),
    }
}

fn help(title: &'static str, words: &'static str) -> AnyView {
    title_of_page(title);
    view! {
        <h1>{title}</h1>
        <p class="soft">{words}</p>
        <div class="do gap">{call_button(Weight::Quiet, "打 12345 问一问")}</div>
    }
    .into_any()
}

fn village(answer: &VillageAnswer) -> AnyView {
    title_of_page(&format!("{}（{}{}）", answer.name, answer.county, answer.town));
    let source = answer.source.as_ref().map(|source| {
        view! {
            <p class="src">
                "依据：" <b>{source.title.trim_end_matches("（示例）").to_owned()}</b>
                {tag::demonstration(source.demonstration)}<br />
                {tag::whole(format!("{} · ", source.number))}
                {tag::whole(format!("{}起执行", text::date(source.in_force)))}
            </p>
        }
    });
    let sides = answer.cutting.as_ref().map(|(area, roads)| {
        view! {
            <p class="src">
                "通告划的“"{area.clone()}"”由这些路围成："<b>{roads.join("、")}</b>
                "。家在圈里边算禁煤区里，说不准就打 12345。"
            </p>
        }
    });
    let caption = if answer.status == ZoneStatus::Undetermined {
        "能确定的是"
    } else {
        "谁能烧什么"
    };
    view! {
        <article class="answer">
            {plate(
                answer.name.clone(),
                answer.pinyin.clone(),
                format!("{} · {}", answer.county, answer.town),
            )}
            {verdict(answer.status, verdict_clauses(answer))}
            {source}
            {sides}
            {burn_table(caption, &answer.rows)}
            <p class="always">
                {icon(Icon::Alert)}
                <span><b>{tag::whole("散煤在哪都不能烧，")}{tag::whole("卖散煤在哪都不允许。")}</b></span>
            </p>
        </article>
        <div class="do gap">{call_button(Weight::Main, "打 12345 问一问")}</div>
    }
    .into_any()
}

fn choose(query: &str, choices: &Choices) -> AnyView {
    if choices.villages.is_empty() {
        return help("没找到这个村", "可能是写法不一样，换个字或者拼音试试。");
    }
    let title = format!("看看是哪个村：“{query}”");
    title_of_page(&title);
    let items: Vec<_> = choices.villages.iter().map(choice).collect();
    view! {
        <h1>{title}</h1>
        <ul class="pick">{items}</ul>
        {choices
            .demonstration
            .then(|| view! { <p class="gap-s small soft">"禁煤区范围为演示"{tag::demonstration(true)}</p> })}
    }
    .into_any()
}

fn choice(village: &VillageChoice) -> AnyView {
    view! {
        <li>
            <a href=link::village(village.code)>
                <span>
                    <b>{village.name.clone()}</b>
                    <span class="sub">{format!("{} · {}", village.county, village.town)}</span>
                    {status_badge(village.status)}
                </span>
                <span class="end">{icon(Icon::Next)}</span>
            </a>
        </li>
    }
    .into_any()
}

fn title_of_page(title: &str) {
    if let Some(document) = window().document() {
        document.set_title(&format!("{title} · 净暖"));
    }
}
