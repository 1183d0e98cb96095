//! The document around every page: head, header, tabs, footer.

use std::sync::Arc;

use hydration_context::{SharedContext, SsrSharedContext};
use leptos::prelude::*;

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
    /// What stands in `<main>`.
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
    pub css: std::sync::Arc<str>,
    /// Address of the start script.
    pub start_script: String,
    /// Addresses of the islands' module and its WASM.
    pub module: String,
    /// Address of the WASM.
    pub wasm: String,
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
