//! What a tip is about: every category, in the order of what is seen most.

use leptos::prelude::*;

use super::report_form::DRAFTS;
use crate::{
    components::{button::back, link, tag},
    domain::category::{Category, CategoryGuide},
    icon::{Icon, icon},
    ports::{ReportChoice, VillageChoice},
    shell::{Page, Tab},
};

/// The page.
pub fn page(choice: &ReportChoice) -> Page {
    Page {
        title: "举报卖煤烧煤，反映取暖困难 · 净暖".into(),
        description: "在焦作看见卖散煤、烧散煤，拍张照就能举报，可以不留名；取暖有困难也能反映。".into(),
        path: "/report".into(),
        tab: Some(Tab::Report),
        // The start script offers the drafts on this phone.
        islands: true,
        public: true,
        form: false,
        main: main(choice),
    }
}

fn main(choice: &ReportChoice) -> AnyView {
    let village = choice.village.as_ref().map(|v| v.code);
    let items: Vec<_> = choice
        .categories
        .iter()
        .map(|guide| {
            let href = link::report_form(guide.category, village);
            view! { <li>{category(guide, href)}</li> }
        })
        .collect();
    view! {
        <div class="wrap">
            {choice.village.as_ref().map(|v| back(link::village(v.code), "回到村的页面"))}
            <div id=DRAFTS></div>
            <h1 class="top-gap">"您要说哪一样？"</h1>
            <p class="soft">{tag::whole("可以不留名。")}{tag::whole("选错了也不要紧，会转给该管的单位。")}</p>
            {choice.village.as_ref().map(place)}
            <p class="gap-s"><a class="btn wide" href=link::report_form(Category::Unsure, village)>{icon(Icon::Camera)}" 先拍照、先写，不用选类"</a></p>
            <ul class="pick kinds gap-s2">{items}</ul>
            <p class="tip care">
                {icon(Icon::Alert)}
                <span>{tag::whole("着火打 119，")}{tag::whole("有人煤气中毒打 120，")}{tag::whole("别在这里等。")}</span>
            </p>
            <p class="gap-s">"报过了？"<a class="hit" href="/receipt">"用查询码看进度"</a></p>
        </div>
    }
    .into_any()
}

fn place(village: &VillageChoice) -> AnyView {
    view! {
        <div class="where read">
            {icon(Icon::Pin)}
            <p><b>{village.name.clone()}</b>{format!("{} · {}", village.county, village.town)}</p>
            <a href="/report">"不是这儿"</a>
        </div>
    }
    .into_any()
}

fn category(guide: &CategoryGuide, href: String) -> AnyView {
    view! {
        <a href=href>
            <span class="mark">{icon(Icon::from_name(&guide.icon))}</span>
            <span><b>{guide.name.clone()}</b><span class="sub">{guide.hint.clone()}</span></span>
            <span class="end">{icon(Icon::Next)}</span>
        </a>
    }
    .into_any()
}
