//! Every guide.

use leptos::prelude::*;

use crate::{
    components::{
        button::{Weight, call_button},
        link,
    },
    ports::GuideCard,
    shell::Page,
};

/// The page.
pub fn page(guides: &[GuideCard]) -> Page {
    let rows: Vec<_> = guides
        .iter()
        .map(|guide| {
            view! {
                <li><a class="row" href=link::guide(&guide.topic)>
                    <b>{guide.title.clone()}</b><span class="small soft">{guide.description.clone()}</span>
                </a></li>
            }
        })
        .collect();
    Page {
        title: "取暖和举报指南 · 净暖".into(),
        description: "热泵怎么用省电、烧气烧煤怎么防中毒、为什么不让烧散煤、举报以后会怎样，用大白话说清。".into(),
        path: "/guide".into(),
        tab: None,
        islands: false,
        public: true,
        form: false,
        main: view! {
            <div class="wrap read">
                <h1 class="top-gap">"取暖和举报指南"</h1>
                <p class="soft">"用大白话说，几分钟看完一篇。"</p>
                <ul class="rows gap-s2">{rows}</ul>
                <div class="do gap">{call_button(Weight::Quiet, "还有不懂的，打 12345")}</div>
            </div>
        }
        .into_any(),
    }
}
