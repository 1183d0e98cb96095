//! The home page: search first, then three tasks, the latest notices and the season.

use leptos::prelude::*;

use super::report_form::DRAFTS;
use crate::{
    components::{notice_row::notice_rows, ridge::ridge, season::season_panel, tag::whole},
    icon::{Icon, icon},
    islands::{village_search::VillageSearch, where_am_i::WhereAmI},
    ports::Home,
    shell::{Page, Tab},
};

/// The page.
pub fn page(home: &Home) -> Page {
    Page {
        title: "净暖 · 查查您村能不能烧煤".into(),
        description: "输入焦作的村名，马上知道能不能烧煤；看取暖电价，举报卖散煤，查办理结果。".into(),
        path: "/".into(),
        tab: Some(Tab::Check),
        islands: true,
        public: true,
        form: false,
        main: main(home),
    }
}

fn main(home: &Home) -> AnyView {
    view! {
        <section class="hero">
            {ridge()}
            <div class="wrap">
                <h1>"您村能烧煤吗？"</h1>
                <p>"输入村名，马上知道能烧什么。"</p>
                <VillageSearch />
                <WhereAmI />
                <p class="gap-s"><a class="hit" href="/map">"看地图，或按县、乡镇找"</a></p>
            </div>
        </section>
        <div class="wrap">
            <div id=DRAFTS></div>
            {tasks()}
            <div class="cols gap">
                <section aria-labelledby="news">
                    <div class="head">
                        <h2 id="news">"最近查办的案子"</h2>
                        <a href="/notices">"全部通报"</a>
                    </div>
                    {latest(home)}
                </section>
                {season_panel(home.today)}
            </div>
        </div>
    }
    .into_any()
}

fn tasks() -> AnyView {
    view! {
        <ul class="tasks">
            {task("/prices", Icon::Book, "看取暖账", view! { {whole("供暖季电价多少，")}{whole("补贴找谁问")} }.into_any())}
            {task("/report", Icon::Camera, "举报卖煤烧煤", view! { {whole("拍张照就行，")}{whole("可以不留名")} }.into_any())}
            {task("/receipt", Icon::Key, "查举报办到哪了", "输入 16 位查询码".into_any())}
        </ul>
    }
    .into_any()
}

fn task(href: &'static str, sign: Icon, title: &'static str, detail: AnyView) -> AnyView {
    view! {
        <li>
            <a href=href>
                <span class="mark">{icon(sign)}</span>
                <span><b>{title}</b>{detail}</span>
                <span class="go">{icon(Icon::Next)}</span>
            </a>
        </li>
    }
    .into_any()
}

fn latest(home: &Home) -> AnyView {
    if home.notices.is_empty() {
        return view! {
            <p class="empty">
                {whole("还没有发布通报。")}{whole("查实一起，")}{whole("就在这里公布一起。")}
            </p>
        }
        .into_any();
    }
    notice_rows(&home.notices)
}
