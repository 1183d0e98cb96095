//! The search on the home page: suggests villages as one types, and is a plain form to `/check` until then.

use leptos::prelude::*;

use super::village_box::{Labels, VillageBox};

/// The search for a village's page.
#[island]
pub fn VillageSearch() -> impl IntoView {
    let labels = Labels {
        button: "查询",
        placeholder: "如 王庄 或 wz",
    };
    view! {
        <form class="find" action="/check" method="get" role="search">
            <label for="q">"村名或拼音"</label>
            <VillageBox id="q" value=String::new() labels=labels link="/v/".to_owned() />
            <p id="stored" class="stored small"></p>
        </form>
    }
}
