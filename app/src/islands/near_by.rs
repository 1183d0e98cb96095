//! Open cases of the same kind near by, offered in the tip's form: a day and a town, nothing of anyone.

use leptos::{prelude::*, task::spawn_local};

use super::{
    ask::json_of,
    report_flow::{Flow, Place},
};
use crate::{
    icon::{Icon, icon},
    ports::NearByCase,
    text,
};

/// The choice whether it is the same thing; follows the chosen village, and is not there where nothing is near by.
#[crate::piece]
pub fn NearBy(
    /// What is near the village that was chosen without scripts.
    cases: Vec<NearByCase>,
) -> impl IntoView {
    let flow = expect_context::<Flow>();
    let shown = RwSignal::new(cases);
    Effect::new(move |before: Option<Option<Place>>| {
        let place = flow.place.get();
        if let Some(before) = before
            && before != place
        {
            shown.set(vec![]);
            if let Some(place) = &place {
                look_around(flow, place.code.clone(), shown);
            }
        }
        place
    });
    view! { <div aria-live="polite">{move || fields(&shown.get(), &flow.join.get())}</div> }
}

fn look_around(flow: Flow, code: String, shown: RwSignal<Vec<NearByCase>>) {
    spawn_local(async move {
        let category = flow.category.get_value();
        let found = json_of(&format!("/fn/near_by?category={category}&village={code}")).await;
        let still_chosen = flow
            .place
            .with_untracked(|place| place.as_ref().is_some_and(|place| place.code == code));
        if still_chosen {
            shown.set(found.unwrap_or_default());
        }
    });
}

/// The choice among `cases`; `kept` is what a draft had chosen.
fn fields(cases: &[NearByCase], kept: &str) -> Option<impl IntoView + use<>> {
    if cases.is_empty() {
        return None;
    }
    let is_chosen = |case: &NearByCase| case.chosen || case.token == kept;
    let alone = !cases.iter().any(is_chosen);
    let choices: Vec<_> = cases
        .iter()
        .zip(1..)
        .map(|(case, at)| choice(case, at, is_chosen(case)))
        .collect();
    Some(view! {
        <fieldset class="near" aria-describedby="join-hint">
            <legend>"附近已经有人报过，是同一件事吗？"</legend>
            <p class="hint" id="join-hint">
                "是同一辆车、同一家，就把您的加进去一起办。您照样有自己的查询码和答复，先后按您自己的时间算。"
            </p>
            <div class="opts list">
                <label class="opt">
                    <input id="join" type="radio" name="join" value="" checked=alone />
                    <span>"不是，或者说不准：单独报"</span>
                </label>
                {choices}
            </div>
            <p class="tip">{icon(Icon::Shield)}<span>"只写哪天、哪个乡镇。谁报的、写了什么，谁也看不到。"</span></p>
        </fieldset>
    })
}

fn choice(case: &NearByCase, at: usize, chosen: bool) -> impl IntoView + use<> {
    let words = format!(
        "是同一件：{} · {} · {}",
        text::short_date(case.day),
        case.town,
        case.category
    );
    view! {
        <label class="opt">
            <input id=format!("join-{at}") type="radio" name="join" value=case.token.clone() checked=chosen />
            <span>{words}</span>
        </label>
    }
}
