//! The search for a village: one field, one button, a plain GET form.

use leptos::prelude::*;

use crate::{
    domain::village_search::QUERY_MAX,
    icon::{Icon, icon},
};

/// The form that leads to the village's page, with what was typed.
pub fn village_search_form(query: &str) -> AnyView {
    village_search_to("/check", query, Vec::new())
}

/// The form that leads to `address`, with what was typed and what goes along: names and values.
pub fn village_search_to(address: &'static str, query: &str, along: Vec<(String, String)>) -> AnyView {
    let along = along
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view();
    view! {
        <form class="find" action=address role="search">
            {along}
            <label for="q">"村名或拼音"</label>
            <div class="box">
                <input
                    id="q"
                    name="q"
                    type="search"
                    value=query.to_owned()
                    maxlength=QUERY_MAX.to_string()
                    autocomplete="off"
                    enterkeyhint="search"
                    placeholder="如 王庄 或 wz"
                />
                <button class="btn">{icon(Icon::Search)}" 查询"</button>
            </div>
        </form>
    }
    .into_any()
}
