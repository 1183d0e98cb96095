//! Where it was seen: the chosen village, or the search for it.

use leptos::either::Either;
use leptos::html::A;
use leptos::prelude::*;

use super::report_flow::{FORM, Flow, PLACE_FORM, Place};
use super::village_box::{Labels, VillageBox};
use crate::icon::{Icon, icon};
use crate::ports::VillageChoice;

/// The village a tip is about. Without scripts the search is a plain form that comes back with villages to choose from;
/// those stand among the children and vanish once a village is chosen.
#[island]
pub fn PlaceField(
    /// What was searched already; empty at first.
    query: String,
    /// The villages found without scripts.
    children: Children,
) -> impl IntoView {
    let flow = expect_context::<Flow>();
    let category = flow.category.get_value();
    let fresh = StoredValue::new(format!("/report/{category}"));
    let link = StoredValue::new(format!("/report/{category}?village="));
    let query = StoredValue::new(query);
    let changing = RwSignal::new(false);
    let chosen_here = RwSignal::new(false);

    let choose = Callback::new(move |village: VillageChoice| {
        chosen_here.set(true);
        changing.set(false);
        flow.choose(&village);
    });
    let change = Callback::new(move |()| changing.set(true));

    view! {
        <input
            type="hidden"
            name="village"
            form=FORM
            value=move || flow.place.with(|p| p.as_ref().map(|p| p.code.clone()).unwrap_or_default())
        />
        {move || match flow.place.get() {
            Some(place) if !changing.get() => {
                Either::Left(card(place, fresh.get_value(), change, chosen_here.get_untracked()))
            }
            _ => {
                let labels = Labels { button: "查村名", placeholder: "如 王庄 或 wz" };
                Either::Right(
                    view! {
                        <div class="find">
                            <label for="place-q">"村名或拼音"</label>
                            <VillageBox
                                id="place-q"
                                value=query.get_value()
                                form=PLACE_FORM
                                labels=labels
                                link=link.get_value()
                                choose=choose
                            />
                        </div>
                    },
                )
            }
        }}
        <div hidden=move || flow.place.with(Option::is_some)>{children()}</div>
    }
}

/// The chosen village, with a way to choose another.
fn card(place: Place, fresh: String, change: Callback<()>, focus: bool) -> impl IntoView {
    let again = NodeRef::<A>::new();
    Effect::new(move || {
        if focus && let Some(link) = again.get() {
            _ = link.focus();
        }
    });
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
            <a node_ref=again href=fresh aria-label=label on:click=on_click>
                "换"
            </a>
        </div>
    }
}
