//! Where it was seen: the chosen village, or the search for it.

use leptos::prelude::*;

use super::focus_soon;
use super::report_flow::{FORM, Flow, PLACE_FORM, Pin, Place};
use super::village_box::{Labels, VillageBox};
use crate::icon::{Icon, icon};
use crate::ports::VillageChoice;

/// The input that searches.
const SEARCH: &str = "place-q";
/// The link that chooses again.
const AGAIN: &str = "place-again";

/// The village a tip is about. Without scripts the search is a plain form that comes back with villages to choose from;
/// those stand among the children and vanish once a village is chosen.
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
    let fresh = format!("/report/{category}");
    let link = format!("{fresh}?village=");

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
        {move || shown().map(|place| card(place, fresh.clone(), change))}
        <div class="find" hidden=move || !searching()>
            <label for=SEARCH>"村名或拼音"</label>
            <VillageBox id=SEARCH value=query form=PLACE_FORM labels=labels link=link choose=choose />
        </div>
        <div hidden=move || flow.place.with(Option::is_some)>{children()}</div>
    }
}

/// The chosen village, with a way to choose another.
fn card(place: Place, fresh: String, change: Callback<()>) -> impl IntoView {
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
            <a id=AGAIN href=fresh aria-label=label on:click=on_click>
                "换"
            </a>
        </div>
    }
}
