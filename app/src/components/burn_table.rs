//! Who may burn what, as a table with row and column headers.

use leptos::prelude::*;

use super::status::allowance_badge;
use crate::{
    domain::who_may_burn::Burner,
    icon::{Icon, icon},
    ports::BurnRow,
};

const fn burner_words(who: Burner) -> (&'static str, &'static str) {
    match who {
        Burner::Household => ("住家户", "做饭、取暖"),
        Burner::Merchant => ("商户", "饭店、小摊、酒席"),
        Burner::Farm => ("种地养殖", "大棚、烤地黄等"),
    }
}

/// The table.
pub fn burn_table(caption: &'static str, rows: &[BurnRow]) -> AnyView {
    let rows: Vec<_> = rows
        .iter()
        .map(|row| {
            let (who, where_used) = burner_words(row.who);
            view! {
                <tr>
                    <th scope="row">{who}<small>{where_used}</small></th>
                    <td>{allowance_badge(row.loose_coal)}</td>
                    <td>{allowance_badge(row.briquette)}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <table class="burn">
            <caption>{caption}</caption>
            <thead>
                <tr>
                    <td></td>
                    <th scope="col">{icon(Icon::Coal)}"散煤"</th>
                    <th scope="col">{icon(Icon::Briquette)}"洁净型煤"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}
