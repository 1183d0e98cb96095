//! Published notices, newest first.

use leptos::prelude::*;

use crate::{
    components::{
        button::{Weight, link_button},
        notice_row::notice_rows,
    },
    icon::{Icon, icon},
    ports::NoticeList,
    shell::{Page, Tab},
};

/// The page.
pub fn page(list: &NoticeList) -> Page {
    Page {
        title: "查办通报：谁卖散煤、怎么罚的 · 净暖".into(),
        description: "焦作查办散煤的案例通报：查实一起，公布一起。看谁违法、怎么罚的、谁查的。".into(),
        path: "/notices".into(),
        tab: Some(Tab::Notices),
        islands: false,
        public: true,
        form: false,
        main: main(list),
    }
}

fn main(list: &NoticeList) -> AnyView {
    view! {
        <div class="wrap">
            <h1 class="top-gap">"查办通报"</h1>
            <p class="soft">"查实一起，公布一起。"</p>
            <div class="cols gap-s2">
                <div>
                    {if list.notices.is_empty() { empty() } else { notice_rows(&list.notices) }}
                    {paging(list)}
                </div>
                <aside class="gap">{seen_one_too()}{protection()}</aside>
            </div>
        </div>
    }
    .into_any()
}

fn empty() -> AnyView {
    view! {
        <section class="empty">
            {icon(Icon::Paper)}
            <h2 class="h3">"还没有发布通报"</h2>
            <p>"举报查实、作出处罚以后，会在这里公布，最晚 20 个工作日。"</p>
        </section>
    }
    .into_any()
}

fn paging(list: &NoticeList) -> AnyView {
    let turn = |href: &Option<String>, rel: &'static str, text: &'static str| {
        href.clone()
            .map(|href| view! { <a class="btn quiet" href=href rel=rel>{text}</a> })
    };
    (list.newer.is_some() || list.older.is_some())
        .then(|| {
            view! {
                <nav class="paging gap-s2" aria-label="翻页">
                    {turn(&list.newer, "prev", "看新一点的")}{turn(&list.older, "next", "看早一点的")}
                </nav>
            }
        })
        .into_any()
}

/// The way from reading to reporting.
pub fn seen_one_too() -> AnyView {
    view! {
        <section class="panel warm">
            <h2>"您也看见了？"</h2>
            <p class="gap-s">"拍张照就能举报，可以不留名。"</p>
            <p class="gap-s">{link_button(Weight::Main, "/report", Icon::Camera, "我要举报")}</p>
        </section>
    }
    .into_any()
}

/// Why a notice cannot lead back to whoever reported.
pub fn protection() -> AnyView {
    view! {
        <div class="share gap-s2">
            {icon(Icon::Shield)}
            <p class="small">
                "为保护举报人，正式使用时通报晚些天才发，地点只写到乡镇，不写谁举报的。"
                <a class="hit" href="/guide/protect-reporters">"怎么保护"</a>
            </p>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_list_is_said_kindly_and_has_no_paging() {
        let html = page(&NoticeList::default()).main.to_html();
        assert!(html.contains("还没有发布通报") && !html.contains("翻页"), "{html}");
    }
}
