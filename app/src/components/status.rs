//! A place's status: always an icon, words and a colour together.

use leptos::prelude::*;

use crate::{
    domain::{who_may_burn::Allowance, zone::ZoneStatus},
    icon::{Icon, icon},
};

/// The colour's class.
pub const fn status_class(status: ZoneStatus) -> &'static str {
    match status {
        ZoneStatus::Inside => "is-ban",
        ZoneStatus::Outside => "is-ok",
        ZoneStatus::Undetermined => "is-ask",
    }
}

/// The icon. Outside shows the briquette, not a tick: it is no general permit.
pub const fn status_icon(status: ZoneStatus) -> Icon {
    match status {
        ZoneStatus::Inside => Icon::NoBurn,
        ZoneStatus::Outside => Icon::Briquette,
        ZoneStatus::Undetermined => Icon::Ask,
    }
}

/// The words.
pub const fn status_words(status: ZoneStatus) -> &'static str {
    match status {
        ZoneStatus::Inside => "在禁煤区里",
        ZoneStatus::Outside => "不在禁煤区",
        ZoneStatus::Undetermined => "还不能确定",
    }
}

/// A status in a line of text.
pub fn status_badge(status: ZoneStatus) -> AnyView {
    let class = format!("is {}", status_class(status));
    view! { <span class=class>{icon(status_icon(status))}{status_words(status)}</span> }.into_any()
}

/// Whether something may be burnt.
pub fn allowance_badge(allowance: Allowance) -> AnyView {
    let (class, sign, words) = match allowance {
        Allowance::Forbidden => ("is is-ban", Icon::No, "不能烧"),
        Allowance::Allowed => ("is is-ok", Icon::Yes, "可以烧"),
        Allowance::Undetermined => ("is is-ask", Icon::Ask, "先问清"),
    };
    view! { <span class=class>{icon(sign)}{words}</span> }.into_any()
}
