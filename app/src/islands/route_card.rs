//! Who will act on the tip, said before it is sent.

use leptos::prelude::*;

use super::report_flow::{Flow, Route};
use crate::icon::{Icon, icon};

/// The office, who helps it, why, and how long it takes; follows the chosen village.
#[island]
pub fn RouteCard() -> impl IntoView {
    let flow = expect_context::<Flow>();
    view! {
        <section class="route" aria-labelledby="to">
            <h2 id="to" class="small soft">"这条会交给"</h2>
            <div aria-live="polite">{move || flow.route.with(body)}</div>
        </section>
    }
}

fn body(route: &Route) -> AnyView {
    let known = match route {
        Route::Known(known) => known,
        Route::Asking => return view! { <p class="to">{icon(Icon::Building)}"正在查由谁来办…"</p> }.into_any(),
        Route::Unreachable => {
            return view! {
                <p class="to">{icon(Icon::Building)}"管这件事的单位"</p>
                <p class="soft">"现在连不上网，查不到单位名。发出后按您选的村交给它，名字会写在查询码旁边。"</p>
            }
            .into_any();
        }
    };
    let joint = (!known.joint.is_empty()).then(|| {
        let offices = known.joint.join("、");
        view! { <p class="soft">{offices}"一起办"</p> }
    });
    view! {
        <p class="to">{icon(Icon::Building)}{known.lead.clone()}</p>
        {joint}
        <details>
            <summary>"为什么是他们？"</summary>
            <p>{known.reason.clone()}</p>
            <p>{format!("依据：{}，{}。", known.document, known.clause)}</p>
        </details>
        <p class="small">
            {format!("{} 个工作小时内签收，{} 个工作日内办结。", known.accept_hours, known.close_days)}
        </p>
    }
    .into_any()
}
