//! Where it was seen: the chosen village, or the search for it.

use leptos::prelude::*;

use super::focus_soon;
use super::report_flow::{FORM, Flow, Pin, Place};
use super::village_box::{FIND, HERE, Labels, VillageBox};
use crate::icon::{Icon, icon};
use crate::ports::VillageChoice;

/// What the button that chooses again sends without scripts.
pub const ANOTHER: &str = "another";
/// The field of the name that was asked about already.
pub const ASKED: &str = "asked";
/// The input that searches.
pub const SEARCH: &str = "place-q";
/// The button that chooses again.
const AGAIN: &str = "place-again";

/// The village a tip is about. Without scripts the search sends the form, which comes back with all that was typed and with
/// villages to choose from; those stand among the children and vanish once a village is chosen.
#[crate::piece]
pub fn PlaceField(
    /// What was searched already; empty at first.
    query: String,
    /// The villages found without scripts.
    children: Children,
) -> impl IntoView {
    let flow = expect_context::<Flow>();
    let category = flow.category.get_value();
    flow.asked.set(query.clone());

    let choose = Callback::new(move |village: VillageChoice| {
        flow.choose(Place::from(&village));
        focus_soon(AGAIN);
    });
    let change = Callback::new(move |()| {
        flow.choose_again();
        focus_soon(SEARCH);
    });
    let labels = Labels {
        button: "查村名",
        placeholder: "如 王庄 或 wz",
    };
    let link = format!("/report/{category}?village=");

    let pinned =
        move |part: fn(&Pin) -> &String| flow.pin.with(|pin| pin.as_ref().map(part).cloned().unwrap_or_default());

    view! {
        <input
            type="hidden"
            name="village"
            form=FORM
            value=move || flow.place.with(|p| p.as_ref().map(|p| p.code.clone()).unwrap_or_default())
        />
        <input type="hidden" name="lat" form=FORM value=move || pinned(|pin| &pin.lat) />
        <input type="hidden" name="long" form=FORM value=move || pinned(|pin| &pin.long) />
        <input type="hidden" name="accuracy" form=FORM value=move || pinned(|pin| &pin.accuracy) />
        <input type="hidden" name="crs" form=FORM value=move || pinned(|pin| &pin.crs) />
        <input type="hidden" name=ASKED form=FORM value=move || flow.asked.get() />
        {move || flow.place.get().map(|place| card(place, change))}
        <div class="find" hidden=move || flow.place.with(Option::is_some)>
            <p class="wrong" role="alert" hidden=move || flow.question.with(String::is_empty)>
                {move || flow.question.get()}
            </p>
            <label for=SEARCH>"村名或拼音"</label>
            <VillageBox id=SEARCH value=query form=FORM labels=labels link=link choose=choose />
        </div>
        <div hidden=move || flow.place.with(Option::is_some)>{children()}</div>
    }
}

/// The chosen village, with a way to choose another.
fn card(place: Place, change: Callback<()>) -> impl IntoView {
    let awake = RwSignal::new(false);
    Effect::new(move || awake.set(true));
    let on_click = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        change.run(());
    };
    let label = format!("换一个村，现在是{}", place.name);
    view! {
        <div class="where">
            {icon(Icon::Pin)}
            <span>
                <b>{place.name}</b>
                {place.area}
            </span>
            <button
                id=AGAIN
                type=move || if awake.get() { "button" } else { "submit" }
                form=FORM
                name=FIND
                value=ANOTHER
                formaction=HERE
                aria-label=label
                on:click=on_click
            >
                "换"
            </button>
        </div>
    }
}
