//! The bar that sends the tip, names who will get it, and says at every moment where the tip is.

use leptos::prelude::*;

use super::outbox;
use super::report_flow::{Flow, Route, Sending};
use crate::icon::{Icon, icon};

/// The send bar.
#[crate::piece]
pub fn SendBar() -> impl IntoView {
    let flow = expect_context::<Flow>();
    let note = move || match (flow.sending.get(), flow.preparing.get()) {
        (Sending::Now, _) => "正在发送，请别关掉这一页。".to_owned(),
        (Sending::WhenReady, _) => "照片一准备好就发出。".to_owned(),
        (Sending::No, true) => "照片还在准备，可以接着填。".to_owned(),
        (Sending::No, false) => flow.post.with(|post| match post.words.as_str() {
            "" => "不用留名，发出后给您查询码。".to_owned(),
            words => words.to_owned(),
        }),
    };
    let label = move || match (flow.is_busy(), flow.route.get()) {
        (true, _) => "正在发送…".to_owned(),
        (false, Route::Known(route)) => format!("发给{}", route.lead),
        (false, Route::Asking | Route::Unreachable) => "发出".to_owned(),
    };
    view! {
        <div class="sendbar">
            <div class="wrap read">
                <p role="status">{note}</p>
                <button class="btn wide" disabled=move || flow.is_busy()>
                    {icon(Icon::Send)}
                    " "
                    <span>{label}</span>
                </button>
                <button
                    type="button"
                    class="btn quiet wide"
                    hidden=move || !flow.post.with(|post| post.stoppable)
                    on:click=move |_| outbox::stop()
                >
                    "先不发，我再改改"
                </button>
            </div>
        </div>
    }
}
