//! Who will act on the tip, said before it is sent.

use leptos::prelude::*;

use super::report_flow::{Flow, Route};
use crate::icon::{Icon, icon};
use crate::ports::RoutePreview;

/// The office, who helps it, why, and how long it takes; follows the chosen village.
#[crate::piece]
pub fn RouteCard() -> impl IntoView {
    let flow = expect_context::<Flow>();
    view! {
        <section class="route" aria-labelledby="to">
            <h2 id="to" class="small soft">"这条会交给"</h2>
            <div aria-live="polite">{move || flow.route.with(body)}</div>
        </section>
    }
}

/// One shape for every state: what is not known is hidden.
fn body(route: &Route) -> impl IntoView + use<> {
    let (lead, helpers, time) = match route {
        Route::Known(known) => (known.lead.clone(), helpers(&known.joint), clock(known)),
        Route::Asking => ("正在查由谁来办…".into(), String::new(), String::new()),
        Route::Unreachable => (
            "管这件事的单位".into(),
            "现在连不上网，查不到单位名。".into(),
            "发出后按您选的村交给它，名字会写在查询码旁边。".into(),
        ),
    };
    let (reason, basis) = match route {
        Route::Known(known) => (
            known.reason.clone(),
            format!("依据：{}，{}。", known.document, known.clause),
        ),
        Route::Asking | Route::Unreachable => (String::new(), String::new()),
    };
    let unknown = reason.is_empty();
    view! {
        <p class="to">{icon(Icon::Building)}<span>{lead}</span></p>
        <p class="soft">{helpers}</p>
        <details hidden=unknown>
            <summary>"为什么是他们？"</summary>
            <p>{reason}</p>
            <p>{basis}</p>
        </details>
        <p class="small">{time}</p>
    }
}

fn helpers(joint: &[String]) -> String {
    if joint.is_empty() {
        String::new()
    } else {
        format!("{}一起办", joint.join("、"))
    }
}

fn clock(route: &RoutePreview) -> String {
    format!(
        "{} 个工作小时内签收，{} 个工作日内办结。",
        route.accept_hours, route.close_days
    )
}
