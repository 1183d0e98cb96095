//! The document around every staff page: head, header, the queue's rail.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    icon::{Icon, icon},
    ports::{QueueView, SignedIn},
    shell,
};

/// Address of the queue.
pub const QUEUE: &str = "/staff/";
/// Address of the list of notices.
pub const NOTICES: &str = "/staff/notices";
/// Address of the villages and where they lie.
pub const VILLAGES: &str = "/staff/villages";
/// Address of the list of briquette outlets.
pub const OUTLETS: &str = "/staff/outlets";
/// Address of the list of ban zones.
pub const ZONES: &str = "/staff/zones";
/// Address of the list of prices and subsidies.
pub const PRICES: &str = "/staff/prices";
/// Address of what came in a flood.
pub const HOLDS: &str = "/staff/holds";
/// Address of the list of vendors' trails.
pub const TRAILS: &str = "/staff/trails";
/// Address that enters a tip for somebody.
pub const COUNTER: &str = "/staff/tips/new";
/// Address of the list of openings.
pub const OPENINGS: &str = "/staff/openings";
/// Address that sets up codes.
pub const SECOND_FACTOR: &str = "/staff/second-factor";
/// Address that signs in.
pub const SIGN_IN: &str = "/staff/sign-in";
/// Address that takes the code after the password.
pub const SIGN_IN_CODE: &str = "/staff/sign-in/code";
/// Address that signs out, by POST.
pub const SIGN_OUT: &str = "/staff/sign-out";

/// What every staff page shows alike.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StaffFrame {
    /// `style/tokens.css` followed by `style/staff.css`, put into the page.
    pub css: Arc<str>,
    /// Address of `public/staff.js`, which only adds keys.
    pub script: String,
    /// Address of `public/start.js`, which wakes islands.
    pub start_script: String,
    /// Address of the islands' module.
    pub module: String,
    /// Address of their WASM.
    pub wasm: String,
    /// Demonstration data is loaded: the header says so.
    pub demonstration: bool,
}

/// Where in the workbench a page belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RailItem {
    /// One view of the queue, or a case in it.
    Queue(QueueView),
    /// Notices.
    Notices,
    /// Where villages lie.
    Villages,
    /// Briquette outlets.
    Outlets,
    /// Ban zones.
    Zones,
    /// Prices and subsidies.
    Prices,
    /// What came in a flood.
    Holds,
    /// Vendors' trails.
    Trails,
    /// Tips entered for others.
    Counter,
    /// Who opened what is sealed.
    Openings,
    /// Nowhere: signing in, errors.
    Nowhere,
}

/// One staff page, before it is wrapped in the document.
pub struct StaffPage {
    /// What it is called, in the tab of the browser.
    pub title: String,
    /// What stands in `<main>`.
    pub main: AnyView,
    /// Where it belongs.
    pub current: RailItem,
    /// Who is signed in, if anyone.
    pub signed_in: Option<SignedIn>,
    /// How many cases each view holds, where the rail is shown.
    pub counts: Option<[i64; 4]>,
    /// What was searched.
    pub query: String,
    /// Whether it has islands, so that the start script is wanted.
    pub islands: bool,
}

/// The whole document. The page is made inside the rendering owner, hence the closure.
pub fn render(frame: &StaffFrame, make: impl FnOnce() -> StaffPage) -> String {
    shell::to_html(|| document(frame, make()))
}

fn document(frame: &StaffFrame, page: StaffPage) -> AnyView {
    let title = format!("{} · 净暖工作台", page.title);
    let header = header(frame, &page);
    let start = page.islands.then(|| start_script(frame));
    let main = page.main;
    let body = match (page.counts, page.current) {
        (Some(counts), RailItem::Queue(view)) => view! {
            <div class="desk">
                {rail(view, counts)}
                <main id="main">{main}</main>
            </div>
        }
        .into_any(),
        _ => view! { <main id="main" class="alone">{main}</main> }.into_any(),
    };
    view! {
        <html lang="zh-CN" data-view="staff">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="robots" content="noindex, nofollow" />
                <meta name="referrer" content="same-origin" />
                <meta name="theme-color" content="#10243E" />
                <title>{title}</title>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <style>{frame.css.to_string()}</style>
                <script src=frame.script.clone() defer></script>
                {start}
            </head>
            <body>
                <a class="skip" href="#main">"跳到正文"</a>
                {header}
                {body}
            </body>
        </html>
    }
    .into_any()
}

fn start_script(frame: &StaffFrame) -> impl IntoView {
    view! {
        <script
            defer=true
            src=frame.start_script.clone()
            data-module=frame.module.clone()
            data-wasm=frame.wasm.clone()
        ></script>
    }
}

fn header(frame: &StaffFrame, page: &StaffPage) -> AnyView {
    let demonstration = frame
        .demonstration
        .then(|| view! { <span class="tag">"演示数据"</span> });
    let Some(signed_in) = page.signed_in.clone() else {
        return view! {
            <header class="bar">
                <a class="brand" href=QUEUE>{brand()}</a>
                {demonstration}
            </header>
        }
        .into_any();
    };
    let view_of = match page.current {
        RailItem::Queue(view) if view != QueueView::Open => Some(view.code()),
        _ => None,
    };
    let section = |current: bool| current.then_some("true");
    let in_queue = section(matches!(page.current, RailItem::Queue(_)));
    let in_notices = section(page.current == RailItem::Notices);
    let in_villages = section(page.current == RailItem::Villages);
    let outlets = signed_in.sees_outlets.then(|| {
        let here = section(page.current == RailItem::Outlets);
        view! { <a href=OUTLETS aria-current=here>"网点"</a> }
    });
    let holds = signed_in.sees_holds.then(|| {
        let here = section(page.current == RailItem::Holds);
        view! { <a href=HOLDS aria-current=here>"先核对"</a> }
    });
    let in_zones = section(page.current == RailItem::Zones);
    let prices = signed_in.sees_prices.then(|| {
        let here = section(page.current == RailItem::Prices);
        view! { <a href=PRICES aria-current=here>"价格"</a> }
    });
    let in_trails = section(page.current == RailItem::Trails);
    let counter = signed_in.enters_tips.then(|| {
        let here = section(page.current == RailItem::Counter);
        view! { <a href=COUNTER aria-current=here>"代录"</a> }
    });
    let openings = signed_in.sees_openings.then(|| {
        let here = section(page.current == RailItem::Openings);
        view! { <a href=OPENINGS aria-current=here>"打开记录"</a> }
    });
    let office = signed_in.office.clone();
    view! {
        <header class="bar">
            <a class="brand" href=QUEUE>{brand()}</a>
            <nav class="top" aria-label="工作台">
                <a href=QUEUE aria-current=in_queue>"案件"</a>
                {holds}
                <a href=NOTICES aria-current=in_notices>"通报"</a>
                <a href=TRAILS aria-current=in_trails>"踪迹"</a>
                {counter}
                <a href=VILLAGES aria-current=in_villages>"村位置"</a>
                <a href=ZONES aria-current=in_zones>"禁煤区"</a>
                {prices}
                {outlets}
                {openings}
            </nav>
            <span class="where">{icon(Icon::Building)} {office} {demonstration}</span>
            <form class="seek" role="search" action=QUEUE>
                {view_of.map(|code| view! { <input type="hidden" name="view" value=code /> })}
                <label class="sr" for="q">"搜案件"</label>
                {icon(Icon::Search)}
                <input
                    id="q"
                    name="q"
                    type="search"
                    value=page.query.clone()
                    placeholder="编号、村名、拼音、车牌"
                    autocomplete="off"
                    enterkeyhint="search"
                    maxlength="60"
                    data-search="1"
                />
                <kbd aria-hidden="true">"/"</kbd>
            </form>
            {account(signed_in)}
        </header>
    }
    .into_any()
}

fn account(signed_in: SignedIn) -> AnyView {
    view! {
        <details class="me">
            <summary>{signed_in.name}</summary>
            <div>
                <p>{signed_in.office}<small>{signed_in.role}</small></p>
                <p><a href=SECOND_FACTOR>"手机验证码"</a></p>
                <form method="post" action=SIGN_OUT>
                    <input type="hidden" name="csrf" value=signed_in.csrf />
                    <button class="b">"退出登录"</button>
                </form>
            </div>
        </details>
    }
    .into_any()
}

fn rail(current: QueueView, counts: [i64; 4]) -> AnyView {
    let items = QueueView::ALL
        .into_iter()
        .zip(counts)
        .map(|(view, count)| {
            let class = if view == QueueView::Overdue && count > 0 {
                "over"
            } else {
                ""
            };
            let here = (view == current).then_some("page");
            view! {
                <li>
                    <a href=queue_address(view, "", None) aria-current=here>
                        {view.label()} <b class=class>{capped(count)}</b>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="rail" aria-label="案件视图">
            <h2>"我的案件"</h2>
            <ul>{items}</ul>
        </nav>
    }
    .into_any()
}

fn brand() -> impl IntoView {
    view! {
        <svg viewBox="0 0 36 36" aria-hidden="true">
            <path class="roof" d="M4 17.5 18 5l14 12.5"></path>
            <path class="wall" d="M8.5 19v12h19V19L18 10.5z"></path>
            <path class="window" d="M14 19h8v7h-8z"></path>
        </svg>
        <b>"净暖工作台"</b>
    }
}

/// A count as the rail shows it: exact up to a thousand.
pub fn capped(count: i64) -> String {
    if count > 1_000 {
        "1,000+".into()
    } else {
        count.to_string()
    }
}

/// Address of a view of the queue, of a search in it, or of a further page.
pub fn queue_address(view: QueueView, query: &str, after: Option<&str>) -> String {
    let pairs = [
        ("view", if view == QueueView::Open { "" } else { view.code() }),
        ("q", query),
        ("after", after.unwrap_or_default()),
    ];
    let query: Vec<String> = pairs
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", percent_encoded(value)))
        .collect();
    if query.is_empty() {
        QUEUE.into()
    } else {
        format!("{QUEUE}?{}", query.join("&"))
    }
}

/// Address of a case.
pub fn case_address(number: &str) -> String {
    format!("{QUEUE}cases/{}", percent_encoded(number))
}

fn percent_encoded(value: &str) -> String {
    use std::fmt::Write;
    let mut encoded = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_capped_and_addresses_encoded() {
        assert_eq!(capped(1_000), "1000");
        assert_eq!(capped(1_001), "1,000+");
        assert_eq!(queue_address(QueueView::Open, "", None), "/staff/");
        assert_eq!(
            queue_address(QueueView::Closed, "豫 &", Some("a=b")),
            "/staff/?view=closed&q=%E8%B1%AB%20%26&after=a%3Db"
        );
        assert_eq!(case_address("2026-0431"), "/staff/cases/2026-0431");
    }

    #[test]
    fn nobody_signed_in_sees_no_menu() {
        let html = render(&StaffFrame::default(), || StaffPage {
            title: "登录".into(),
            main: view! { <p>"正文"</p> }.into_any(),
            current: RailItem::Nowhere,
            signed_in: None,
            counts: None,
            query: String::new(),
            islands: false,
        });
        assert!(html.starts_with("<!DOCTYPE html><html lang=\"zh-CN\""), "{html}");
        assert!(!html.contains("退出登录") && !html.contains("role=\"search\""));
        assert!(!html.contains("style=\"") && !html.contains("onclick"));
    }
}
