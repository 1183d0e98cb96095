//! Where it was, by the phone: a position for the tip, and the villages near it to choose from. It is a hint; the village
//! that somebody chooses decides.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::map_data::{MapData, field, items, position, text};
use super::report_flow::{Flow, Pin, Place};
use super::where_am_i::{ask_phone, geolocation, length, refusal};
use crate::domain::{coordinate::Wgs84, geometry::distance, locate::propose};
use crate::icon::{Icon, icon};

/// Villages farther than this are not offered, in metres.
const FARTHEST_VILLAGE: f64 = 5_000.0;
/// Most villages offered.
const VILLAGES_MAX: usize = 5;

/// What lies around a position.
#[derive(Clone, Default)]
struct Around {
    /// What a screen reader hears and everybody reads first.
    said: String,
    /// Nearest recorded villages, with how far they are.
    villages: Vec<(Place, String)>,
}

/// The button and what it finds. The start script shows the button and loads this at its first press.
#[crate::piece]
pub fn WhereItWas() -> impl IntoView {
    let flow = expect_context::<Flow>();
    let able = RwSignal::new(false);
    let asking = RwSignal::new(false);
    let around = RwSignal::new(Around::default());
    Effect::new(move || able.set(geolocation().is_some()));
    let ask = move |_| {
        asking.set(true);
        around.set(Around {
            said: "正在问手机在哪。手机要是问同不同意，请点同意。".into(),
            villages: Vec::new(),
        });
        spawn_local(async move {
            match ask_phone().await {
                Ok((at, accuracy)) => {
                    flow.pin.set(Some(pin(at, accuracy)));
                    around.set(look_around(at, accuracy).await);
                }
                Err(code) => around.set(Around {
                    said: refusal(code).into(),
                    villages: Vec::new(),
                }),
            }
            asking.set(false);
        });
    };
    let forget = move |_| {
        flow.pin.set(None);
        around.set(Around {
            said: "好，不发位置。".into(),
            villages: Vec::new(),
        });
    };
    let choose = Callback::new(move |place: Place| {
        around.update(|around| around.villages.clear());
        flow.choose(place);
    });
    view! {
        <p class="gap-s" class:asleep=move || !able.get()>
            <button type="button" class="btn quiet" disabled=move || asking.get() on:click=ask>
                {icon(Icon::Pin)}
                "我就在那儿，用手机定位"
            </button>
        </p>
        <p class="say" role="status">{move || around.with(|around| around.said.clone())}</p>
        {move || around.with(|around| villages(&around.villages, choose))}
        <p hidden=move || flow.pin.with(Option::is_none)>
            <button type="button" class="hit" on:click=forget>"不发位置"</button>
        </p>
    }
}

fn villages(villages: &[(Place, String)], choose: Callback<Place>) -> impl IntoView + use<> {
    (!villages.is_empty()).then(|| {
        let rows: Vec<_> = villages
            .iter()
            .cloned()
            .map(|(place, area)| {
                let name = place.name.clone();
                view! {
                    <li>
                        <button type="button" on:click=move |_| choose.run(place.clone())>
                            <span><b>{name}</b>{area}</span>
                            <span class="end">{icon(Icon::Next)}</span>
                        </button>
                    </li>
                }
            })
            .collect();
        view! { <ul class="pick gap-s">{rows}</ul> }
    })
}

fn pin(at: Wgs84, accuracy: f64) -> Pin {
    Pin {
        lat: format!("{:.6}", at.latitude),
        long: format!("{:.6}", at.longitude),
        accuracy: if accuracy.is_finite() {
            format!("{accuracy:.0}")
        } else {
            String::new()
        },
        crs: "wgs84".into(),
    }
}

async fn look_around(at: Wgs84, accuracy: f64) -> Around {
    let exact = format!(
        "记下位置了，误差在 ±{}左右，会和线索一起发给办的单位。",
        length(accuracy)
    );
    let Ok(data) = MapData::fetch().await else {
        return Around {
            said: format!("{exact}现在连不上网，村名请自己填。"),
            villages: Vec::new(),
        };
    };
    let names = data.verdicts();
    let name_of = |code| {
        names
            .iter()
            .find(|county| county.code == code)
            .map(|county| county.name.clone())
    };
    let counties: Vec<String> = propose(&data.areas(), at, accuracy, |code| name_of(code).is_some())
        .into_iter()
        .filter_map(name_of)
        .collect();
    if counties.is_empty() {
        return Around {
            said: "手机说的位置不在焦作。请查村名，或者写清楚在哪。".into(),
            villages: Vec::new(),
        };
    }
    let mut near: Vec<(f64, (Place, String))> = items(&data.layers, "points")
        .iter()
        .filter_map(|point| {
            let metres = distance(at, position(&field(point, "at"))?);
            let area = text(point, "area");
            let place = Place {
                code: text(point, "code"),
                name: text(point, "name"),
                area: area.clone(),
            };
            (metres <= FARTHEST_VILLAGE + accuracy)
                .then(|| (metres, (place, format!("{area}，大约 {}", length(metres)))))
        })
        .collect();
    near.sort_by(|a, b| a.0.total_cmp(&b.0));
    near.truncate(VILLAGES_MAX);
    let next = if near.is_empty() {
        format!("大概在{}。请在上面查村名。", counties.join("或者"))
    } else {
        "是下面哪个村？都不是就在上面查村名。".to_owned()
    };
    Around {
        said: format!("{exact}{next}"),
        villages: near.into_iter().map(|(_, village)| village).collect(),
    }
}
