//! Where it was, by the phone: a position for the tip, and what lies around it to choose from, step by step: the villages
//! whose points are recorded, or the counties, then their towns, then their villages. It is a hint; the village that somebody
//! chooses decides.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::map_data::{MapData, field, items, position, text};
use super::phone;
use super::report_flow::{Flow, Pin, Place};
use super::where_am_i::{ask_phone, geolocation, length, refusal};
use crate::domain::{
    coordinate::Wgs84,
    division::{CountyCode, Town, TownCode},
    geometry::distance,
    locate::propose,
};
use crate::icon::{Icon, icon};
use crate::ports::VillageChoice;

/// Villages farther than this are not offered, in metres.
const FARTHEST_VILLAGE: f64 = 5_000.0;
/// Most villages offered by their points.
const VILLAGES_MAX: usize = 5;
const OUT_OF_REACH: &str = "现在连不上网，村名请自己填。";

/// Something to choose, and where it leads.
#[derive(Clone)]
enum Choice {
    /// To its towns.
    County(CountyCode),
    /// To its villages.
    Town(TownCode),
    /// To the end.
    Village(Place),
}

/// A choice as it is shown.
#[derive(Clone)]
struct Offered {
    name: String,
    about: String,
    choice: Choice,
}

/// What lies around a position.
#[derive(Clone, Default)]
struct Around {
    /// What a screen reader hears and everybody reads first.
    said: String,
    /// What may be chosen now.
    offered: Vec<Offered>,
}

impl Around {
    fn said(said: impl Into<String>) -> Self {
        Self {
            said: said.into(),
            offered: Vec::new(),
        }
    }
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
        around.set(Around::said("正在问手机在哪。手机要是问同不同意，请点同意。"));
        spawn_local(async move {
            match ask_phone().await {
                Ok((at, accuracy)) => {
                    flow.pin.set(Some(pin(at, accuracy)));
                    let found = look_around(at, accuracy).await;
                    // No office of this city can do anything with such a position.
                    if found.is_none() {
                        flow.pin.set(None);
                    }
                    around.set(found.unwrap_or_else(|| {
                        Around::said("手机说的位置不在焦作，就不发位置了。请查村名，或者写清楚在哪。")
                    }));
                }
                Err(code) => around.set(Around::said(refusal(code))),
            }
            asking.set(false);
        });
    };
    let forget = move |_| {
        flow.pin.set(None);
        around.set(Around::said("好，不发位置。"));
    };
    let choose = Callback::new(move |choice: Choice| {
        around.update(|around| around.offered.clear());
        match choice {
            Choice::Village(place) => flow.choose(place),
            wider => spawn_local(async move { around.set(within(wider).await) }),
        }
    });
    view! {
        <p class="gap-s" class:asleep=move || !able.get()>
            <button type="button" class="btn quiet" disabled=move || asking.get() on:click=ask>
                {icon(Icon::Pin)}
                "我就在那儿，用手机定位"
            </button>
        </p>
        <p class="say" role="status">{move || around.with(|around| around.said.clone())}</p>
        {move || around.with(|around| list(&around.offered, choose))}
        <p hidden=move || flow.pin.with(Option::is_none)>
            <button type="button" class="hit" on:click=forget>"不发位置"</button>
        </p>
    }
}

fn list(offered: &[Offered], choose: Callback<Choice>) -> impl IntoView + use<> {
    (!offered.is_empty()).then(|| {
        let rows: Vec<_> = offered
            .iter()
            .cloned()
            .map(|Offered { name, about, choice }| {
                view! {
                    <li>
                        <button type="button" on:click=move |_| choose.run(choice.clone())>
                            <span><b>{name}</b>{about}</span>
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

/// What lies around; none outside the city.
async fn look_around(at: Wgs84, accuracy: f64) -> Option<Around> {
    let exact = format!(
        "记下位置了，误差在 ±{}左右，会和线索一起发给办的单位。",
        length(accuracy)
    );
    let Ok(data) = MapData::fetch().await else {
        return Some(Around::said(format!("{exact}{OUT_OF_REACH}")));
    };
    let names = data.verdicts();
    let name_of = |code: CountyCode| names.iter().find(|county| county.code == code).map(|c| c.name.clone());
    let counties: Vec<Offered> = propose(&data.areas(), at, accuracy, |code| name_of(code).is_some())
        .into_iter()
        .filter_map(|code| {
            Some(Offered {
                name: name_of(code)?,
                about: String::new(),
                choice: Choice::County(code),
            })
        })
        .collect();
    if counties.is_empty() {
        return None;
    }
    let near = nearest(&data, at, accuracy);
    let (next, offered) = if near.is_empty() {
        ("大概在这里，先选县，再选乡镇、村。", counties)
    } else {
        // None of the villages with a point may be the one.
        (
            "是下面哪个村？都不是就选县，再选乡镇、村。",
            near.into_iter().chain(counties).collect(),
        )
    };
    Some(Around {
        said: format!("{exact}{next}也可以在上面查村名。"),
        offered,
    })
}

/// The nearest villages among those whose points are recorded.
fn nearest(data: &MapData, at: Wgs84, accuracy: f64) -> Vec<Offered> {
    let mut near: Vec<(f64, Offered)> = items(&data.layers, "points")
        .iter()
        .filter_map(|point| {
            let metres = distance(at, position(&field(point, "at"))?);
            let area = text(point, "area");
            let place = Place {
                code: text(point, "code"),
                name: text(point, "name"),
                area: area.clone(),
            };
            let offered = Offered {
                name: place.name.clone(),
                about: format!("{area}，大约 {}", length(metres)),
                choice: Choice::Village(place),
            };
            (metres <= FARTHEST_VILLAGE + accuracy).then_some((metres, offered))
        })
        .collect();
    near.sort_by(|a, b| a.0.total_cmp(&b.0));
    near.truncate(VILLAGES_MAX);
    near.into_iter().map(|(_, village)| village).collect()
}

/// What lies within a county or a town.
async fn within(choice: Choice) -> Around {
    let found = match choice {
        Choice::County(code) => towns(code).await,
        Choice::Town(code) => villages(code).await,
        Choice::Village(_) => None,
    };
    found.unwrap_or_else(|| Around::said(OUT_OF_REACH))
}

async fn towns(county: CountyCode) -> Option<Around> {
    let towns = phone::towns_of(county).await.ok()?.await?;
    let offered = |Town { code, name }| Offered {
        name,
        about: String::new(),
        choice: Choice::Town(code),
    };
    Some(Around {
        said: "是哪个乡镇、街道？".into(),
        offered: towns.into_iter().map(offered).collect(),
    })
}

async fn villages(town: TownCode) -> Option<Around> {
    let villages = phone::villages_of(town).await.ok()?.await?;
    let offered = |village: VillageChoice| {
        let place = Place::from(&village);
        Offered {
            name: village.name,
            about: place.area.clone(),
            choice: Choice::Village(place),
        }
    };
    Some(Around {
        said: "是哪个村、社区？".into(),
        offered: villages.into_iter().map(offered).collect(),
    })
}
