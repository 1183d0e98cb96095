//! The tip's form as a whole: what its pieces tell each other, and the guard that sends it once.

use leptos::ev::{Event, MouseEvent, SubmitEvent};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast;

use super::ask::json_of;
use super::outbox::{self, DraftPhoto, Post};
use super::{focus_soon, phone, place_field, village_box};
use crate::domain::division::VillageCode;
use crate::forms::happened_form::{self, HappenedForm};
use crate::ports::{RoutePreview, VillageChoice};

/// The form's identifier in the page.
pub const FORM: &str = "tip";
/// Where the notice above the name says who gets it, if that is the lead office.
pub const HOLDER: &str = "holder";
/// The field of a village chosen among those that a search without scripts found.
pub const CHOOSE: &str = "choose";

/// The chosen village, as the form shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// County and town.
    pub area: String,
}

impl From<&VillageChoice> for Place {
    fn from(village: &VillageChoice) -> Self {
        Self {
            code: village.code.to_string(),
            name: village.name.clone(),
            area: format!("{} · {}", village.county, village.town),
        }
    }
}

/// A position that goes with the tip, as the form's fields hold it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    /// Degrees.
    pub lat: String,
    /// Degrees.
    pub long: String,
    /// Metres.
    pub accuracy: String,
    /// The coordinate system; empty for WGS-84.
    #[serde(default)]
    pub crs: String,
}

/// What is known of who will get the tip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// This office.
    Known(RoutePreview),
    /// The server is being asked.
    Asking,
    /// The server cannot be reached; it decides when the tip arrives.
    Unreachable,
}

/// What has been typed that makes a tip easy to act on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    /// The place in words.
    pub place: bool,
    /// When.
    pub time: bool,
    /// A plate, telephone number or account.
    pub plate: bool,
}

/// How far sending has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sending {
    /// Nothing was sent.
    No,
    /// As soon as the photos are ready.
    WhenReady,
    /// It is on its way, by the ordinary form.
    Now,
}

/// What the pieces of the form tell each other.
#[derive(Clone, Copy)]
pub struct Flow {
    /// The category's code.
    pub category: StoredValue<String>,
    /// The chosen village.
    pub place: RwSignal<Option<Place>>,
    /// The position that goes with the tip.
    pub pin: RwSignal<Option<Pin>>,
    /// Who will get it.
    pub route: RwSignal<Route>,
    /// What has been typed.
    pub typed: RwSignal<Typed>,
    /// The free text.
    pub words: RwSignal<String>,
    /// How many photos there are.
    pub photos: RwSignal<usize>,
    /// Some photo is still being made smaller.
    pub preparing: RwSignal<bool>,
    /// How far sending has come.
    pub sending: RwSignal<Sending>,
    /// What the outbox says.
    pub post: RwSignal<Post>,
    /// The photos of a draft that was opened again, until they are shown.
    pub restored: RwSignal<Vec<DraftPhoto>>,
    /// The case near by that a draft was to join.
    pub join: RwSignal<String>,
    /// What is asked of a village that was named and not chosen; empty where nothing is.
    pub question: RwSignal<String>,
    /// The name that was asked about already.
    pub asked: RwSignal<String>,
    plate_field: StoredValue<String>,
}

impl Flow {
    /// Takes a village and asks who would get the tip from there.
    pub fn choose(self, place: Place) {
        self.question.set(String::new());
        self.become_place(Some(place));
    }

    /// Takes the village back: what is searched for instead may never be found, and must not go to the old one.
    pub fn choose_again(self) {
        self.become_place(None);
    }

    fn become_place(self, place: Option<Place>) {
        outbox::keep_place(place.as_ref());
        self.place.set(place.clone());
        self.route.set(Route::Asking);
        spawn_local(async move {
            let category = self.category.get_value();
            let code = place.as_ref().map_or("", |place| place.code.as_str());
            let answer: Option<RoutePreview> =
                json_of(&format!("/fn/preview_route?category={category}&village={code}")).await;
            let still_chosen = self.place.with_untracked(|now| *now == place);
            if still_chosen {
                if let (Some(known), Some(holder)) = (&answer, document().get_element_by_id(HOLDER)) {
                    holder.set_text_content(Some(&known.lead));
                }
                self.route.set(answer.map_or(Route::Unreachable, Route::Known));
            }
        });
    }

    /// Whether nothing may be changed now.
    pub fn is_busy(self) -> bool {
        self.sending.get() != Sending::No || self.post.with(|post| post.busy)
    }

    /// Looks at what stands in the form now.
    fn look(self) {
        let Some(data) = form().and_then(|form| web_sys::FormData::new_with_form(&form).ok()) else {
            return;
        };
        let text = |field: &str| data.get(field).as_string().unwrap_or_default();
        let filled = |field: &str| !text(field).trim().is_empty();
        let typed = Typed {
            place: filled("place_text"),
            time: HappenedForm {
                said: text(happened_form::SAID),
                day: text(happened_form::DAY),
                clock: text(happened_form::CLOCK),
                ago: String::new(),
            }
            .is_telling(),
            plate: self.plate_field.with_value(|field| filled(field)),
        };
        if self.typed.get_untracked() != typed {
            self.typed.set(typed);
        }
        let words = text("text");
        if self.words.with_untracked(|before| *before != words) {
            self.words.set(words);
        }
    }

    /// Takes a village that was found before the page was awake, in place of sending the form for it.
    fn pressed(self, event: &MouseEvent) {
        let pressed = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
        let button = pressed.and_then(|p| p.closest(&format!("button[name={CHOOSE}]")).ok().flatten());
        let Some(button) = button else { return };
        event.prevent_default();
        let of = |name: &str| button.get_attribute(name).unwrap_or_default();
        self.choose(Place {
            code: of("value"),
            name: of("data-name"),
            area: of("data-area"),
        });
    }

    /// Hands the tip to the outbox; without one, lets the first submission through, once the photos are ready, and
    /// swallows every other.
    fn submitted(self, event: &SubmitEvent) {
        let is_tip = event
            .target()
            .and_then(|t| t.dyn_into::<web_sys::HtmlFormElement>().ok())
            .is_some_and(|form| form.id() == FORM);
        if !is_tip {
            return;
        }
        let by_outbox = self.post.with_untracked(|post| post.able);
        if by_outbox {
            event.prevent_default();
        }
        if self.sending.get_untracked() != Sending::Now && self.asks_which() {
            event.prevent_default();
            self.sending.set(Sending::No);
            return;
        }
        match self.sending.get_untracked() {
            Sending::No | Sending::WhenReady if self.preparing.get_untracked() => {
                event.prevent_default();
                self.sending.set(Sending::WhenReady);
            }
            Sending::No | Sending::WhenReady if by_outbox => {
                self.sending.set(Sending::No);
                outbox::send();
            }
            Sending::No | Sending::WhenReady => self.sending.set(Sending::Now),
            Sending::Now => event.prevent_default(),
        }
    }

    /// Whether a village was named and none chosen: then it is asked for once. Sent again, the name goes along in words.
    fn asks_which(self) -> bool {
        let named = form().and_then(|form| web_sys::FormData::new_with_form(&form).ok());
        let named = named.and_then(|data| data.get(village_box::NAME).as_string());
        let named = named.unwrap_or_default().trim().to_owned();
        if named.is_empty() || self.place.with_untracked(Option::is_some) || self.asked.get_untracked() == named {
            return false;
        }
        self.question
            .set(format!("“{named}”是哪个村？请点一个。名单里没有，就再按一次“发出”。"));
        self.asked.set(named);
        focus_soon(place_field::SEARCH);
        true
    }

    /// Opens the draft that the address names, and hears from the outbox from then on.
    async fn open_draft(self) {
        let category = self.category.get_value();
        let tell = move |post| {
            // Gone from the page.
            _ = self.post.try_set(post);
        };
        let Some(draft) = outbox::open(&category, tell).await else {
            return;
        };
        // First: what is picked meanwhile comes after these, and must not take their place.
        if !draft.photos.is_empty() {
            self.restored.set(draft.photos);
        }
        self.join.set(draft.join);
        if let Some(place) = draft.place {
            let shown = self.place.with_untracked(|p| p.as_ref() == Some(&place));
            if !shown {
                self.choose(place);
            }
        } else if let Some(place) = self.place.get_untracked() {
            outbox::keep_place(Some(&place));
        } else if let Some(place) = named_in_address().await {
            self.choose(place);
        }
        if draft.pin.is_some() {
            self.pin.set(draft.pin);
        }
        self.look();
    }
}

/// The village that the address names: a form that the phone keeps does not know it.
async fn named_in_address() -> Option<Place> {
    let search = window().location().search().ok()?;
    let named = search
        .trim_start_matches('?')
        .split('&')
        .find_map(|pair| pair.strip_prefix("village="))?;
    let code: VillageCode = named.parse().ok()?;
    let villages = phone::villages_of(code.town()).await.ok()?.await?;
    villages.iter().find(|village| village.code == code).map(Place::from)
}

/// The tip's form, with everything that belongs to it as children.
#[crate::piece]
pub fn ReportFlow(
    /// The category's code.
    category: String,
    /// The chosen village.
    place: Option<Place>,
    /// The position sent before.
    pin: Option<Pin>,
    /// Who will get it.
    route: RoutePreview,
    /// What is typed already.
    typed: Typed,
    /// The field for a plate, telephone number or account; empty if the category has none.
    plate_field: String,
    /// The form.
    children: Children,
) -> impl IntoView {
    let flow = Flow {
        category: StoredValue::new(category),
        place: RwSignal::new(place),
        pin: RwSignal::new(pin),
        route: RwSignal::new(Route::Known(route)),
        typed: RwSignal::new(typed),
        words: RwSignal::new(String::new()),
        photos: RwSignal::new(0),
        preparing: RwSignal::new(false),
        sending: RwSignal::new(Sending::No),
        post: RwSignal::new(Post::default()),
        restored: RwSignal::new(Vec::new()),
        join: RwSignal::new(String::new()),
        question: RwSignal::new(String::new()),
        asked: RwSignal::new(String::new()),
        plate_field: StoredValue::new(plate_field),
    };
    provide_context(flow);

    Effect::new(move || {
        // Typed before the page was awake.
        flow.look();
        // Back from the next page: the button must work again.
        window_event_listener(leptos::ev::pageshow, move |_| flow.sending.set(Sending::No));
        spawn_local(flow.open_draft());
    });
    Effect::new(move || {
        if flow.sending.get() == Sending::WhenReady && !flow.preparing.get() {
            send_now(flow);
        }
    });

    let look = move |_: Event| flow.look();
    view! {
        <div
            on:input=move |_| flow.look()
            on:change=look
            on:click=move |event| flow.pressed(&event)
            on:submit=move |event| flow.submitted(&event)
        >
            {children()}
        </div>
    }
}

fn form() -> Option<web_sys::HtmlFormElement> {
    document().get_element_by_id(FORM)?.dyn_into().ok()
}

fn send_now(flow: Flow) {
    if let Some(form) = form()
        && form.request_submit().is_err()
    {
        // A browser without requestSubmit: no submit event comes to say so.
        flow.sending.set(Sending::Now);
        _ = form.submit();
    }
}
