//! The document around every page: head, header, tabs, footer.

use std::sync::Arc;

use hydration_context::{SharedContext, SsrSharedContext};
use leptos::prelude::*;

use crate::{
    components::link,
    icon::{Icon, icon},
};

/// The four main sections, in the order of the bottom bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// 查询.
    Check,
    /// 取暖账.
    Heating,
    /// 举报.
    Report,
    /// 通报.
    Notices,
}

impl Tab {
    const ALL: [Self; 4] = [Self::Check, Self::Heating, Self::Report, Self::Notices];

    const fn face(self) -> (&'static str, Icon, &'static str) {
        match self {
            Self::Check => ("/", Icon::Search, "查询"),
            Self::Heating => ("/prices", Icon::Book, "取暖账"),
            Self::Report => ("/report", Icon::Camera, "举报"),
            Self::Notices => ("/notices", Icon::Paper, "通报"),
        }
    }
}

/// One page, before it is wrapped in the document.
pub struct Page {
    /// `<title>`: reads well as a bare link.
    pub title: String,
    /// Summary, for sharing and search.
    pub description: String,
    /// Its address from the root, such as `/v/410821100207`; empty where it must not be linked.
    pub path: String,
    /// Which section it belongs to.
    pub tab: Option<Tab>,
    /// Whether it has islands, so that the start script is wanted.
    pub islands: bool,
    /// Whether it may be indexed and shared; receipts and errors may not.
    pub public: bool,
    /// Shows a send bar in place of the tabs (forms).
    pub form: bool,
    /// What stands in `<main>`; it sets its own width, with a `wrap`.
    pub main: AnyView,
}

/// What every page of one site shows alike.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frame {
    /// Elder view (大字版).
    pub elder: bool,
    /// Demonstration data is loaded: the banner shows.
    pub demonstration: bool,
    /// `https://…` of the public site, without a slash at the end.
    pub public_url: String,
    /// The style sheet, put into the page so that the first answer suffices to show it.
    pub css: Arc<str>,
    /// Address of the start script.
    pub start_script: String,
    /// Addresses of the islands' module and its WASM.
    pub module: String,
    /// Address of the WASM.
    pub wasm: String,
    /// Address of the script that keeps drafts and sends them.
    pub outbox: String,
    /// Issued numbers; empty ones read 待备案.
    pub numbers: IssuedNumbers,
}

/// Issued values of a government site; never invented.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct IssuedNumbers {
    /// 主办单位.
    pub organizer: String,
    /// 网站标识码.
    pub site_code: String,
    /// ICP 备案.
    pub icp: String,
    /// 公安备案.
    pub police: String,
    /// 审图号.
    pub map_approval: String,
}

/// Renders a whole document at once, as `leptos_axum` does for its streams: islands are marked, nothing else is.
pub fn to_html(make: impl FnOnce() -> AnyView) -> String {
    let context: Arc<dyn SharedContext + Send + Sync> = Arc::new(SsrSharedContext::new_islands());
    context.set_is_hydrating(false);
    let owner = Owner::new_root(Some(context));
    let html = owner.with(|| make().to_html());
    owner.unset_with_forced_cleanup();
    format!("<!DOCTYPE html>{html}")
}

/// The page as a whole HTML document.
///
/// `make` runs inside the owner that its islands belong to, as their mount points are numbered there.
pub fn render(frame: &Frame, make: impl FnOnce() -> Page) -> String {
    to_html(|| document(make(), frame).into_any())
}

/// The document around a page.
pub fn document(page: Page, frame: &Frame) -> impl IntoView {
    let head = head(&page, frame);
    let header = header(&page, frame);
    let footer = footer(&frame.numbers);
    let printed = (page.public && !page.path.is_empty()).then(|| absolute(frame, &page.path));
    view! {
        <html lang="zh-CN" data-view=frame.elder.then_some("elder")>
            {head}
            <body class=page.form.then_some("has-send")>
                <a class="skip" href="#main">"跳到正文"</a>
                {header}
                <main id="main">{page.main}</main>
                {footer}
                {printed.map(|address| view! { <p class="printed" aria-hidden="true">{address}</p> })}
            </body>
        </html>
    }
}

fn absolute(frame: &Frame, path: &str) -> String {
    format!("{}{path}", frame.public_url)
}

fn head(page: &Page, frame: &Frame) -> AnyView {
    let start = page.islands.then(|| {
        view! {
            <script
                defer=true
                src=frame.start_script.clone()
                data-module=frame.module.clone()
                data-wasm=frame.wasm.clone()
                data-outbox=frame.outbox.clone()
            ></script>
        }
    });
    view! {
        <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
            <title>{page.title.clone()}</title>
            <meta name="description" content=page.description.clone() />
            <meta name="theme-color" content="#0B6BCB" />
            <meta name="format-detection" content="telephone=no" />
            {sharing(page, frame)}
            <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
            <link rel="apple-touch-icon" href="/apple-touch-icon.png" />
            <link rel="manifest" href="/manifest.webmanifest" />
            <style inner_html=frame.css.clone()></style>
            {start}
        </head>
    }
    .into_any()
}

/// What a shared link shows; a page that is nobody else's business asks not to be indexed instead.
fn sharing(page: &Page, frame: &Frame) -> AnyView {
    if !page.public {
        return view! { <meta name="robots" content="noindex" /> }.into_any();
    }
    let address = absolute(frame, &page.path);
    let open_graph = [
        ("og:type", "website".to_owned()),
        ("og:locale", "zh_CN".to_owned()),
        ("og:site_name", "净暖".to_owned()),
        ("og:title", page.title.clone()),
        ("og:description", page.description.clone()),
        ("og:url", address.clone()),
        ("og:image", absolute(frame, "/share.png")),
        ("og:image:width", "600".to_owned()),
        ("og:image:height", "600".to_owned()),
    ]
    .map(|(property, content)| leptos::html::meta().attr("property", property).content(content))
    .to_vec();
    view! { <link rel="canonical" href=address /> {open_graph} }.into_any()
}

/// The house with the lit window.
const LOGO: &str = concat!(
    r##"<path d="M4 17.5 18 5l14 12.5" fill="none" stroke="#0B6BCB" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/>"##,
    r##"<path d="M8.5 19v12h19V19L18 10.5z" fill="#0B6BCB"/><path d="M14 19h8v7h-8z" fill="#FFD08A"/>"##,
);

fn header(page: &Page, frame: &Frame) -> AnyView {
    let current = page.tab;
    let tabs: Vec<_> = Tab::ALL
        .into_iter()
        .map(|tab| {
            let (href, sign, text) = tab.face();
            let here = current == Some(tab);
            // The tab's own page is the page; below it, the tab is the section.
            let mark = here.then_some(if page.path == href { "page" } else { "true" });
            view! { <a href=href aria-current=mark>{icon(sign)}<span>{text}</span></a> }
        })
        .collect();
    let (view_link, view_text) = (
        link::view(!frame.elder, &page.path),
        if frame.elder { "标准版" } else { "大字版" },
    );
    view! {
        <header class="top">
            {frame
                .demonstration
                .then(|| view! { <p class="demo"><span>"演示版：标着“示例”的内容不是政府公告"</span></p> })}
            <div class="wrap">
                <a class="brand" href="/">
                    <svg viewBox="0 0 36 36" aria-hidden="true" inner_html=LOGO></svg>
                    <span><b>"净暖"</b><small>"焦作散煤治理服务"</small></span>
                </a>
                <nav class="tabs" aria-label="主要栏目">{tabs}</nav>
                <a class="view" href=view_link rel="nofollow">{view_text}</a>
            </div>
        </header>
    }
    .into_any()
}

fn footer(numbers: &IssuedNumbers) -> AnyView {
    let issued = [
        ("主办单位", &numbers.organizer),
        ("网站标识码", &numbers.site_code),
        ("ICP 备案", &numbers.icp),
        ("公安备案", &numbers.police),
        ("审图号", &numbers.map_approval),
    ]
    .map(|(name, value)| {
        let value = if value.is_empty() { "待备案" } else { value };
        view! { <span class="nb">{format!("{name} {value}")}</span>" " }
    })
    .to_vec();
    view! {
        <footer class="foot">
            <div class="wrap">
                <a class="call" href="tel:12345">{icon(Icon::Phone)}" 有事打 12345"</a>
                <ul>
                    <li><a href="/guide">"取暖和举报指南"</a></li>
                    <li><a href="/guide/about">"关于净暖"</a></li>
                    <li><a href="/guide/protect-reporters">"怎么保护举报人"</a></li>
                    <li><a href="/sitemap">"网站地图"</a></li>
                </ul>
                <p class="issued">{issued}</p>
            </div>
        </footer>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(main: AnyView, public: bool) -> Page {
        Page {
            title: "王庄 <修武>".into(),
            description: "说明 \"引号\"".into(),
            path: "/v/410821100207".into(),
            tab: Some(Tab::Check),
            islands: false,
            public,
            form: false,
            main,
        }
    }

    fn frame() -> Frame {
        Frame {
            css: "a > b{color:red}".into(),
            public_url: "https://jingnuan.example".into(),
            start_script: "/start.js".into(),
            ..Frame::default()
        }
    }

    #[test]
    fn a_public_page_can_be_shared_and_runs_no_script() {
        let html = render(&frame(), || page(view! { <p>"正文"</p> }.into_any(), true));
        assert!(html.starts_with(r#"<!DOCTYPE html><html lang="zh-CN">"#), "{html}");
        for wanted in [
            "<title>王庄 &lt;修武&gt;</title>",
            "a > b{color:red}",
            r#"<link rel="canonical" href="https://jingnuan.example/v/410821100207">"#,
            r#"property="og:title""#,
            "https://jingnuan.example/share.png",
            "ICP 备案 待备案",
            "/view?elder=1&amp;back=/v/410821100207",
        ] {
            assert!(html.contains(wanted), "{wanted} in {html}");
        }
        for unwanted in ["<script", "style=\"", " onclick", "noindex"] {
            assert!(!html.contains(unwanted), "{unwanted} in {html}");
        }
    }

    #[test]
    fn a_private_page_is_neither_indexed_nor_described_to_others() {
        let html = render(&frame(), || page(().into_any(), false));
        assert!(
            html.contains("noindex") && !html.contains("og:") && !html.contains("canonical"),
            "{html}"
        );
    }

    #[test]
    fn only_pages_with_islands_load_the_start_script() {
        let html = render(&frame(), || Page {
            islands: true,
            ..page(().into_any(), true)
        });
        assert!(html.contains(r#"src="/start.js""#), "{html}");
    }

    #[test]
    fn elder_view_marks_the_document_and_leads_back() {
        let elder = Frame { elder: true, ..frame() };
        let html = render(&elder, || page(().into_any(), true));
        assert!(
            html.contains(r#"data-view="elder""#) && html.contains("标准版"),
            "{html}"
        );
        assert!(html.contains("/view?elder=0"), "{html}");
    }
}
