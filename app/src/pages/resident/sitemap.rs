//! Every public page on one page.

use leptos::prelude::*;

use crate::shell::Page;

/// Section, then its pages.
const PAGES: [(&str, &[(&str, &str)]); 4] = [
    (
        "查询",
        &[("/", "查您村能不能烧煤"), ("/map", "禁煤区示意图，按县、乡镇找您村")],
    ),
    (
        "取暖账",
        &[("/prices", "供暖季电价"), ("/prices#subsidy", "补贴找谁问")],
    ),
    (
        "举报",
        &[
            ("/report", "举报卖煤烧煤，反映取暖困难"),
            ("/receipt", "用查询码看进度"),
            ("/guide/protect-reporters", "怎么保护举报人"),
        ],
    ),
    (
        "通报",
        &[
            ("/notices", "查办通报"),
            ("/feeds/notices.atom", "通报订阅（Atom）"),
            ("/guide/about", "关于净暖"),
        ],
    ),
];

/// The page.
pub fn page() -> Page {
    let sections: Vec<_> = PAGES
        .into_iter()
        .map(|(section, pages)| {
            let links: Vec<_> = pages
                .iter()
                .map(|(href, text)| view! { <li><a class="row" href=*href><b>{*text}</b></a></li> })
                .collect();
            view! { <section class="gap"><h2 class="h3">{section}</h2><ul class="rows gap-s">{links}</ul></section> }
        })
        .collect();
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
