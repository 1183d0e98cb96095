//! The input in which a village is named, with the villages that fit below it (an ARIA combobox with a listbox).

use leptos::ev::{Event, KeyboardEvent};
use leptos::html::Input;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::suggestion::{PAUSE, PAUSE_COMPOSING, Suggestions};
use crate::domain::zone::ZoneStatus;
use crate::icon::{Icon, icon};
use crate::ports::VillageChoice;

/// The field in which a village is named.
pub const NAME: &str = "q";

/// The field of the button that, without scripts, searches within a form that is being filled.
pub const FIND: &str = "find";

/// Where a form that is being filled comes back to: the question of the place.
pub const HERE: &str = "#where";

/// What stands around the input.
#[derive(Clone, Copy)]
pub struct Labels {
    /// The button's words.
    pub button: &'static str,
    /// An example inside the input.
    pub placeholder: &'static str,
}

/// An input, its button and, once the page is awake, suggestions. Without scripts it belongs to a plain form.
#[component]
pub fn VillageBox(
    /// The input's identifier; those of the list and its options begin with it.
    id: &'static str,
    /// What it holds at first.
    value: String,
    /// The form it belongs to, where that is not the one around it.
    #[prop(optional)]
    form: Option<&'static str>,
    /// Its words.
    labels: Labels,
    /// What stands before the village's code in a suggestion's address.
    link: String,
    /// Takes the chosen village; without it the suggestion's link is followed and statuses are shown.
    #[prop(optional)]
    choose: Option<Callback<VillageChoice>>,
) -> impl IntoView {
    let suggestions = Suggestions::new();
    let awake = RwSignal::new(false);
    let input = NodeRef::<Input>::new();
    Effect::new(move || awake.set(true));
    Effect::new(move || {
        if let Some(active) = suggestions.active() {
            keep_in_sight(&option_id(id, active));
        }
    });

    let on_input = move |event: Event| {
        let composing = event
            .dyn_ref::<web_sys::InputEvent>()
            .is_some_and(web_sys::InputEvent::is_composing);
        let pause = if composing { PAUSE_COMPOSING } else { PAUSE };
        suggestions.typed(event_target_value(&event), pause);
    };
    let typed = move || input.get_untracked().map(|i| i.value()).unwrap_or_default();
    let link = StoredValue::new(link);
    // Where a choice fills the form in place, the button only looks again: were it to submit, Enter in any other field
    // would press it.
    let in_place = choose.is_some();
    let on_key = move |event: KeyboardEvent| press(&event, suggestions, id, in_place);
    let kind = move || if in_place && awake.get() { "button" } else { "submit" };
    let on_button = move |event: leptos::ev::MouseEvent| {
        if in_place {
            event.prevent_default();
            suggestions.asked(typed());
            if let Some(input) = input.get_untracked() {
                _ = input.focus();
            }
        }
    };

    view! {
        <div class="box">
            <input
                node_ref=input
                id=id
                name=NAME
                type="search"
                form=form
                value=value
                placeholder=labels.placeholder
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                enterkeyhint="search"
                maxlength="40"
                role=move || awake.get().then_some("combobox")
                aria-autocomplete=move || awake.get().then_some("list")
                aria-controls=move || awake.get().then(|| list_id(id))
                aria-expanded=move || awake.get().then(|| suggestions.is_open().to_string())
                aria-activedescendant=move || suggestions.active().map(|at| option_id(id, at))
                on:input=on_input
                on:compositionend=move |event| suggestions.typed(event_target_value(&event), PAUSE)
                on:keydown=on_key
                on:focus=move |_| suggestions.reopen()
                on:blur=move |_| suggestions.close()
            />
            <button class="btn" type=kind form=form name=in_place.then_some(FIND) value="1" formaction=in_place.then_some(HERE) on:click=on_button>
                {icon(Icon::Search)}
                " "
                {labels.button}
            </button>
        </div>
        // A press must not take the focus away, or the list would be gone before the click.
        <div class="suggest" hidden=move || !suggestions.is_open() on:mousedown=|event| event.prevent_default()>
            <div id=list_id(id) role="listbox" aria-label="符合的村">
                {move || {
                    let choices = suggestions.choices();
                    choices
                        .villages
                        .into_iter()
                        .enumerate()
                        .map(|(at, village)| suggestion(id, at, village, link, suggestions, choose))
                        .collect_view()
                }}
            </div>
            {move || {
                let demonstration = choose.is_none() && suggestions.choices().demonstration;
                demonstration.then(|| view! { <p class="small soft">"禁煤区范围为演示 "<span class="tag">"示例"</span></p> })
            }}
        </div>
        <p class="say small soft" role="status">{move || suggestions.said()}</p>
    }
}

/// One suggestion: county and town first, because they tell villages of one name apart.
fn suggestion(
    id: &'static str,
    at: usize,
    village: VillageChoice,
    link: StoredValue<String>,
    suggestions: Suggestions,
    choose: Option<Callback<VillageChoice>>,
) -> impl IntoView {
    let address = format!("{}{}", link.get_value(), village.code);
    let area = format!("{} · {}", village.county, village.town);
    let name = village.name.clone();
    let status = choose.is_none().then(|| status_mark(village.status));
    let on_click = move |event: leptos::ev::MouseEvent| {
        if let Some(choose) = choose {
            event.prevent_default();
            suggestions.close();
            choose.run(village.clone());
        }
    };
    view! {
        <a
            id=option_id(id, at)
            role="option"
            href=address
            tabindex="-1"
            aria-selected=move || (suggestions.active() == Some(at)).to_string()
            on:click=on_click
        >
            <b>{area}</b>
            <span>{name}" "{status}</span>
        </a>
    }
}

fn status_mark(status: ZoneStatus) -> impl IntoView {
    let (class, mark, words) = match status {
        ZoneStatus::Inside => ("is is-ban", Icon::NoBurn, "在禁煤区里"),
        ZoneStatus::Outside => ("is is-ok", Icon::Briquette, "不在禁煤区"),
        ZoneStatus::Undetermined => ("is is-ask", Icon::Ask, "还不能确定"),
    };
    view! { <span class=class>{icon(mark)}{words}</span> }
}

/// Arrow keys move, Enter takes, Escape closes; keys of an input method are left alone.
fn press(event: &KeyboardEvent, suggestions: Suggestions, id: &str, in_place: bool) {
    if event.is_composing() || event.key_code() == 229 {
        return;
    }
    match event.key().as_str() {
        "Enter" => {
            if let Some(active) = untrack(|| suggestions.active()) {
                event.prevent_default();
                click(&option_id(id, active));
            } else if in_place {
                event.prevent_default();
                match suggestions.choices_now().villages.as_slice() {
                    [_only] => click(&option_id(id, 0)),
                    [] => suggestions.asked(event_target_value(event)),
                    _ => {
                        suggestions.moved("ArrowDown");
                    }
                }
            }
        }
        "Escape" if untrack(|| suggestions.is_open()) => {
            event.prevent_default();
            suggestions.close();
        }
        key => {
            if suggestions.moved(key) {
                event.prevent_default();
            }
        }
    }
}

fn list_id(id: &str) -> String {
    format!("{id}-list")
}

fn option_id(id: &str, at: usize) -> String {
    format!("{id}-{at}")
}

fn click(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(element) = element.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
        element.click();
    }
}

fn keep_in_sight(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}
