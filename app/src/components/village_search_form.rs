//! The search for a village: one field, one button, a plain GET form.

use leptos::prelude::*;

use crate::{
    domain::village_search::QUERY_MAX,
    icon::{Icon, icon},
};

/// The form, with what was typed.
pub fn village_search_form(query: &str) -> AnyView {
    view! {
        <form class="find" action="/check" role="search">
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
