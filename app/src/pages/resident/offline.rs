//! The page that stands in for others where there is no network; the phone keeps it, and an island answers in it.

use leptos::prelude::*;

use crate::{
    components::button::{Weight, back, link_button},
    icon::Icon,
    islands::offline_answer::{OfflineAnswer, PATH},
    shell::{Page, Tab},
};

/// The page: the same for every address it is shown at.
pub fn page() -> Page {
    Page {
        title: "没网也能查 · 净暖".into(),
        description: "没有网的时候，由这台手机按存下的资料回答。".into(),
        path: PATH.into(),
        tab: Some(Tab::Check),
        islands: true,
        public: false,
        form: false,
        main: view! {
            <div class="wrap read">
                {back("/", "查别的村")}
                <OfflineAnswer />
                // An empty address is the page's own, whichever it is shown for.
                <div class="do gap-s">{link_button(Weight::Quiet, "", Icon::Link, "再连一次网")}</div>
            </div>
        }
        .into_any(),
    }
}
