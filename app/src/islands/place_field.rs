//! Where it was seen: the chosen village, or the search for it.

use leptos::prelude::*;

use super::focus_soon;
use super::report_flow::{FORM, Flow, Pin, Place};
use super::village_box::{FIND, HERE, Labels, VillageBox};
use crate::icon::{Icon, icon};
use crate::ports::VillageChoice;

/// What the button that chooses again sends without scripts.
pub const ANOTHER: &str = "another";
/// The input that searches.
const SEARCH: &str = "place-q";
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
    let changing = RwSignal::new(false);
    let shown = move || flow.place.get().filter(|_| !changing.get());
    let searching = move || shown().is_none();

    let choose = Callback::new(move |village: VillageChoice| {
        changing.set(false);
        flow.choose(Place::from(&village));
        focus_soon(AGAIN);
    });
    let change = Callback::new(move |()| {
        changing.set(true);
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
        {move || shown().map(|place| card(place, change))}
        <div class="find" hidden=move || !searching()>
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
