//! The bar that sends the tip and names who will get it.

use leptos::prelude::*;

use super::report_flow::{Flow, Route, Sending};
use crate::icon::{Icon, icon};

/// The send bar.
#[crate::piece]
pub fn SendBar() -> impl IntoView {
    let flow = expect_context::<Flow>();
    let note = move || match (flow.sending.get(), flow.preparing.get()) {
        (Sending::Now, _) => "正在发送，请别关掉这一页。",
        (Sending::WhenReady, _) => "照片一准备好就发出。",
        (Sending::No, true) => "照片还在准备，可以接着填。",
        (Sending::No, false) => "不用留名，发出后给您查询码。",
    };
    let label = move || match (flow.sending.get(), flow.route.get()) {
        (Sending::Now | Sending::WhenReady, _) => "正在发送…".to_owned(),
        (Sending::No, Route::Known(route)) => format!("发给{}", route.lead),
        (Sending::No, Route::Asking | Route::Unreachable) => "发出".to_owned(),
    };
    view! {
        <div class="sendbar">
            <div class="wrap read">
                <p role="status">{note}</p>
                <button class="btn wide" disabled=move || flow.sending.get() != Sending::No>
                    {icon(Icon::Send)}
                    " "
                    <span>{label}</span>
                </button>
            </div>
        </div>
    }
}
