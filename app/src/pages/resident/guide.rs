//! A guide: short answers to what people ask before they trust the site.

use leptos::prelude::*;

use crate::{
    components::{
        button::{Weight, back, link_button},
        link,
    },
    icon::{Icon, icon},
    ports::{Guide, GuideBlock, GuidePoint, GuideSpan},
    shell::Page,
};

/// The page.
pub fn page(guide: &Guide) -> Page {
    let card = &guide.card;
    let blocks = guide
        .blocks
        .iter()
        .enumerate()
        .map(|(at, block)| self::block(block, at == 0))
        .collect_view();
    Page {
        title: format!("{} · 净暖", card.title),
        description: card.description.clone(),
        path: link::guide(&card.topic),
        tab: None,
        islands: false,
        public: true,
        form: false,
        main: view! {
            <div class="wrap read guide">
                {back("/guide", "全部指南")}
                <h1>{card.title.clone()}</h1>
                {blocks}
            </div>
        }
        .into_any(),
    }
}

fn block(block: &GuideBlock, first: bool) -> AnyView {
    match block {
        GuideBlock::Heading(text) => view! { <h2 class="gap">{text.clone()}</h2> }.into_any(),
        GuideBlock::Paragraph(spans) => {
            // The first paragraph is the answer in short.
            let class = if first { "big-p" } else { "gap-s" };
            view! { <p class=class>{self::spans(spans)}</p> }.into_any()
        }
        GuideBlock::Bullets(items) => view! { <ul class="dots gap-s">{self::items(items)}</ul> }.into_any(),
        GuideBlock::Steps(items) => steps(items),
        GuideBlock::Points(points) => {
            view! { <ul class="points">{points.iter().map(point).collect_view()}</ul> }.into_any()
        }
        GuideBlock::Actions(links) => {
            let buttons = links.iter().enumerate().map(|(at, (href, text))| {
                let weight = if at == 0 { Weight::Main } else { Weight::Quiet };
                link_button(weight, href.clone(), action_icon(href), text.clone())
            });
            view! { <div class="do gap">{buttons.collect_view()}</div> }.into_any()
        }
    }
}

fn items(items: &[Vec<GuideSpan>]) -> Vec<AnyView> {
    items
        .iter()
        .map(|item| view! { <li>{spans(item)}</li> }.into_any())
        .collect()
}

/// Numbered, on the line that also shows how a tip goes its way.
fn steps(items: &[Vec<GuideSpan>]) -> AnyView {
    let steps = items
        .iter()
        .zip(1..)
        .map(|(item, number)| view! { <li><span class="dot" aria-hidden="true">{number}</span>{spans(item)}</li> })
        .collect_view();
    view! { <ol class="steps gap-s2">{steps}</ol> }.into_any()
}

fn point(point: &GuidePoint) -> AnyView {
    view! {
        <li>{icon(point.icon)}<div><h2 class="h3">{point.title.clone()}</h2><p>{spans(&point.text)}</p></div></li>
    }
    .into_any()
}

fn spans(spans: &[GuideSpan]) -> Vec<AnyView> {
    let one = |span: &GuideSpan| match span {
        GuideSpan::Text(text) => text.clone().into_any(),
        GuideSpan::Strong(text) => view! { <b>{text.clone()}</b> }.into_any(),
        GuideSpan::Link { href, text } => view! { <a class="hit" href=href.clone()>{text.clone()}</a> }.into_any(),
    };
    spans.iter().map(one).collect()
}

fn action_icon(href: &str) -> Icon {
    if href.starts_with("tel:") {
        Icon::Phone
    } else if href.starts_with("/report") {
        Icon::Camera
    } else if href.starts_with("/receipt") {
        Icon::Clock
    } else if href == "/" {
        Icon::Search
    } else {
        Icon::Next
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::GuideCard;

    #[test]
    fn words_stay_words_and_a_lone_link_is_a_button() {
        let guide = Guide {
            card: GuideCard {
                topic: "about".into(),
                title: "关于 <净暖>".into(),
                description: "说明".into(),
            },
            blocks: vec![
                GuideBlock::Paragraph(vec![
                    GuideSpan::Text("<script>".into()),
                    GuideSpan::Link {
                        href: "/prices".into(),
                        text: "电价".into(),
                    },
                ]),
                GuideBlock::Actions(vec![("tel:12345".into(), "打 12345".into())]),
            ],
        };
        let page = page(&guide);
        assert_eq!(page.path, "/guide/about");
        let html = page.main.to_html();
        assert!(html.contains("&lt;script&gt;") && !html.contains("<script>"), "{html}");
        assert!(html.contains(r#"href="tel:12345" class="btn""#), "{html}");
    }
}
