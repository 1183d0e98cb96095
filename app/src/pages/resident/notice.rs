//! One published notice: the legal fields in plain words.

use leptos::prelude::*;

use super::notices::{protection, seen_one_too};
use crate::{
    components::{button::back, tag},
    icon::{Icon, icon},
    ports::NoticeDetail,
    shell::{Page, Tab},
    text,
};

/// The page.
pub fn page(notice: &NoticeDetail) -> Page {
    let card = &notice.card;
    let mark = if card.demonstration { "（示例）" } else { "" };
    Page {
        title: format!("{}{mark} · {}", card.title, card.place),
        description: format!("{mark}{}", notice.summary),
        path: format!("/notices/{}", card.id),
        tab: Some(Tab::Notices),
        islands: false,
        public: true,
        form: false,
        main: main(notice),
    }
}

fn main(notice: &NoticeDetail) -> AnyView {
    let card = &notice.card;
    view! {
        <div class="wrap">
            {back("/notices", "全部通报")}
            <div class="cols">
                <article>
                    <p class="small soft">
                        {format!("案例通报 · {}", text::date(card.published_on))}{tag::demonstration(card.demonstration)}
                    </p>
                    <h1>{text::with_units(&card.title)}</h1>
                    <p class="gap-s big-p said">{text::with_units(&notice.summary)}</p>
                    <dl class="facts gap-s2">
                        {fact("怎么罚的", &notice.penalty, "lead")}
                        {fact("谁违法", &notice.party, "")}
                        {fact("在哪", &card.place, "")}
                        {fact("违了什么法", &notice.violation, "")}
                        {fact("谁查的", &card.authority, "")}
                        {fact("哪天定的", &text::date(notice.decided_on), "")}
                        {fact("文书号", &notice.document_number, "")}
                    </dl>
                    <details>
                        <summary>"依据哪条法？"</summary>
                        <p class="said">{notice.legal_basis.clone()}</p>
                    </details>
                </article>
                <aside class="gap">
                    {seen_one_too()}
                    {protection()}
                    <div class="share gap-s2">
                        {icon(Icon::Share)}
                        <p class="small">"在微信里，点右上角“…”发到群里，给卖煤的提个醒。"</p>
                    </div>
                    <p class="small soft gap-s">"处罚决定若有改动，3 日内撤下。公示满期后自动下线。"</p>
                </aside>
            </div>
        </div>
    }
    .into_any()
}

fn fact(name: &'static str, value: &str, class: &'static str) -> AnyView {
    (!value.is_empty())
        .then(|| view! { <div><dt>{name}</dt><dd class=class>{text::with_units(value)}</dd></div> })
        .into_any()
}
