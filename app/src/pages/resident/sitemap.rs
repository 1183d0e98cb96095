//! Every public page on one page.

use leptos::prelude::*;

use crate::{components::link, ports::GuideCard, shell::Page};

/// Section, then its pages. The guides follow in a section of their own.
const PAGES: [(&str, &[(&str, &str)]); 4] = [
    (
        "查询",
        &[
            ("/", "查您村能不能烧煤"),
            ("/map", "禁煤区示意图，按县、乡镇找您村"),
            ("/zones", "各县（市、区）的禁煤区通告"),
            ("/feeds/zones.atom", "禁煤区通告订阅（Atom）"),
        ],
    ),
    (
        "取暖账",
        &[
            ("/prices", "电价、气价"),
            ("/prices/calculator", "算算一冬取暖多少钱"),
            ("/subsidies", "取暖补贴"),
            ("/feeds/prices.atom", "价格补贴订阅（Atom）"),
        ],
    ),
    (
        "举报",
        &[
            ("/report", "举报卖煤烧煤，反映取暖困难"),
            ("/receipt", "用查询码看进度"),
        ],
    ),
    (
        "通报",
        &[("/notices", "查办通报"), ("/feeds/notices.atom", "通报订阅（Atom）")],
    ),
];

/// The page.
pub fn page(guides: &[GuideCard]) -> Page {
    let fixed = PAGES.into_iter().map(|(heading, pages)| {
        let pages = pages
            .iter()
            .map(|(href, text)| ((*href).to_owned(), (*text).to_owned()));
        section(heading, pages.collect())
    });
    let guides = std::iter::once(("/guide".to_owned(), "全部指南".to_owned())).chain(
        guides
            .iter()
            .map(|guide| (link::guide(&guide.topic), guide.title.clone())),
    );
    let sections: Vec<_> = fixed.chain([section("指南", guides.collect())]).collect();
    Page {
        title: "网站地图 · 净暖".into(),
        description: "净暖的全部页面。".into(),
        path: "/sitemap".into(),
        tab: None,
        islands: false,
        public: true,
        form: false,
        main: view! { <div class="wrap read"><h1 class="top-gap">"网站地图"</h1>{sections}</div> }.into_any(),
    }
}

fn section(heading: &'static str, pages: Vec<(String, String)>) -> AnyView {
    let links: Vec<_> = pages
        .into_iter()
        .map(|(href, text)| view! { <li><a class="row" href=href><b>{text}</b></a></li> })
        .collect();
    view! { <section class="gap"><h2 class="h3">{heading}</h2><ul class="rows gap-s">{links}</ul></section> }.into_any()
}
