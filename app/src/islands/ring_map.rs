//! A map on which editors draw a ring: points added, moved, taken away and taken back. The form's text area holds it.

use leaflet::{Layer, LayerGroup, Map, Marker, MarkerOptions, Polygon};
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::HtmlElement;

use super::leaflet_map::{fit, lat_lng, lat_lngs, load, new_map, spot, staff_base, style, wgs84};
use super::map_data::{MapData, field as property, items, position, text};
use super::point_map::on_click;
use super::{field_value, fill_field, on_field_change};
use crate::domain::{
    coordinate::{CoordinateSystem, Wgs84},
    geometry::Ring,
    ring_draft::RingDraft,
    ring_index::{RingIndex, Side},
};

/// Villages nearer to the boundary than this may be cut by it, in metres; a point is a village's middle, not its edge.
const CUT_WITHIN: f64 = 500.0;

/// What is on the map of one ring.
struct Drawn {
    map: Map,
    /// Everything of the ring, drawn anew after each change.
    ring: LayerGroup,
    /// Recorded villages of the county: name and place.
    villages: Vec<(String, Wgs84)>,
}

/// The drawing below a text area of GeoJSON. Without scripts the text area takes pasted GeoJSON by itself.
///
/// Opened by a button, so that a page may hold several and loads the map library only for who draws. What is drawn goes
/// into the text area as a closed polygon in WGS-84, and the field of the system is set to say so.
#[crate::piece]
pub fn RingMap(
    /// The id of the text area.
    field: String,
    /// The id of the field that says which system its numbers are in; empty where they are always WGS-84.
    system: String,
    /// The county's code.
    county: String,
) -> impl IntoView {
    let place = NodeRef::<Div>::new();
    let drawn = StoredValue::new_local(None::<Drawn>);
    let able = RwSignal::new(false);
    let opened = RwSignal::new(false);
    let wrong = RwSignal::new(String::new());
    let draft = RwSignal::new(RingDraft::default());
    let ids = StoredValue::new((field, system));
    Effect::new(move || able.set(true));

    // Changes the ring and writes it back.
    let change = move |what: &dyn Fn(&mut RingDraft)| {
        draft.update(what);
        wrong.set(String::new());
        let text = draft.with_untracked(RingDraft::geojson);
        ids.with_value(|(field, system)| {
            fill_field(field, &text);
            fill_field(system, CoordinateSystem::Wgs84.code());
        });
    };
    let start = move |_| {
        opened.set(true);
        let (Some(element), county) = (place.get_untracked(), county.clone()) else {
            return;
        };
        spawn_local(async move {
            let Ok(made) = open(&element, &county).await else {
                opened.set(false);
                wrong.set("地图打不开，请把 GeoJSON 粘贴在上面。".into());
                return;
            };
            on_click(&made.map, move |at| change(&|draft| draft.add(at)));
            read(ids, draft, wrong);
            draft.with_untracked(|draft| {
                if draft.points().len() > 2 {
                    fit(&made.map, &polygon(draft));
                }
            });
            drawn.set_value(Some(made));
            draft.update(|_| ());
            ids.with_value(|(field, system)| {
                for id in [field, system] {
                    on_field_change(id, move || read(ids, draft, wrong));
                }
            });
        });
    };
    // Whatever changed it, the map shows it.
    Effect::new(move || {
        draft.with(|ring| {
            drawn.with_value(|drawn| {
                if let Some(drawn) = drawn {
                    redraw(drawn, ring, change);
                }
            });
        });
    });
    let findings = move || draft.with(|ring| drawn.with_value(|drawn| said(ring, drawn.as_ref())));
    view! {
        <p class="fl" hidden=move || !able.get() || opened.get()>
            <button type="button" class="b" on:click=start>"在图上画"</button>
        </p>
        <p class="wrong" role="status" hidden=move || wrong.with(String::is_empty)>{move || wrong.get()}</p>
        <div hidden=move || !opened.get()>
            <div class="mapbox tall">
                <div
                    node_ref=place
                    class="leaf"
                    role="application"
                    aria-label="画边界：点地图加一个点，拖动点能移动。方向键移动地图，也可以用下面的按钮。"
                ></div>
            </div>
            {tools(drawn, draft, change)}
            <p class="hint" role="status">{findings}</p>
            <details class="more">
                <summary>"一个点一个点看"</summary>
                <ol class="talk">
                    {move || {
                        let points = draft.with(|draft| draft.points().to_vec());
                        points.into_iter().enumerate().map(|(at, point)| row(at, point, drawn, draft, change)).collect_view()
                    }}
                </ol>
            </details>
        </div>
    }
}

/// Reads the text area, at first and after somebody typed or pasted.
fn read(ids: StoredValue<(String, String)>, draft: RwSignal<RingDraft>, wrong: RwSignal<String>) {
    let (text, system) = ids.with_value(|(field, system)| (field_value(field), field_value(system)));
    match RingDraft::parse(&text) {
        Ok(read) => {
            wrong.set(String::new());
            let read = read.read_in(CoordinateSystem::from_code(&system).unwrap_or_default());
            if read.geojson() != draft.with_untracked(RingDraft::geojson) {
                draft.set(read);
            }
        }
        Err(error) => wrong.set(error.to_string()),
    }
}

/// What can be done to the whole ring.
fn tools(
    drawn: StoredValue<Option<Drawn>, LocalStorage>,
    draft: RwSignal<RingDraft>,
    change: impl Fn(&dyn Fn(&mut RingDraft)) + Copy + Send + 'static,
) -> impl IntoView {
    let at_centre = move |_| {
        if let Some(at) = centre(drawn) {
            change(&|draft| draft.add(at));
        }
    };
    view! {
        <p class="fl phrases">
            <button type="button" class="b" on:click=at_centre>"在地图正中间加一点"</button>
            " "
            <button
                type="button"
                class="b"
                disabled=move || draft.with(|draft| !draft.can_undo())
                on:click=move |_| change(&|draft| _ = draft.undo())
            >
                "退回一步"
            </button>
            " "
            <button type="button" class="b" on:click=move |_| change(&RingDraft::clear)>"全部擦掉"</button>
        </p>
    }
}

/// The middle of what the map shows.
fn centre(drawn: StoredValue<Option<Drawn>, LocalStorage>) -> Option<Wgs84> {
    drawn.with_value(|drawn| drawn.as_ref().map(|drawn| wgs84(&drawn.map.get_center())))
}

/// One point as text, with what can be done to it by keyboard.
fn row(
    at: usize,
    point: Wgs84,
    drawn: StoredValue<Option<Drawn>, LocalStorage>,
    draft: RwSignal<RingDraft>,
    change: impl Fn(&dyn Fn(&mut RingDraft)) + Copy + 'static,
) -> impl IntoView {
    let number = at + 1;
    let move_here = move |_| {
        if let Some(centre) = centre(drawn) {
            change(&|draft| draft.set(at, centre));
        }
    };
    let select = move |_| {
        draft.update(|draft| draft.select(Some(at)));
        drawn.with_value(|drawn| {
            if let Some(drawn) = drawn {
                drawn.map.pan_to(&lat_lng(point));
            }
        });
    };
    let selected = move || draft.with(|draft| (draft.selected() == Some(at)).to_string());
    view! {
        <li>
            {format!("第 {number} 点 {:.6}, {:.6} ", point.longitude, point.latitude)}
            <button type="button" class="b" aria-pressed=selected on:click=select aria-label=format!("选中第 {number} 点，下一个点加在它后面")>"选中"</button>
            " "
            <button type="button" class="b" on:click=move_here aria-label=format!("第 {number} 点移到正中间")>"移到正中间"</button>
            " "
            <button type="button" class="b" on:click=move |_| change(&|draft| draft.remove(at)) aria-label=format!("删掉第 {number} 点")>"删"</button>
        </li>
    }
}

async fn open(element: &HtmlElement, county: &str) -> Result<Drawn, JsValue> {
    let data = MapData::fetch().await?;
    load().await?;
    let map = new_map(element)?;
    staff_base(&map, &data, county);
    let ring = LayerGroup::new();
    ring.unchecked_ref::<Layer>().add_to(&map);
    let villages = items(&data.layers, "points")
        .iter()
        .filter(|point| text(point, "code").starts_with(county))
        .filter_map(|point| Some((text(point, "name"), position(&property(point, "at"))?)))
        .collect();
    Ok(Drawn { map, ring, villages })
}

fn polygon(draft: &RingDraft) -> Polygon {
    let options = style("#0b6bcb", 3.0, Some("#0b6bcb"));
    Polygon::new_with_options(&lat_lngs(draft.points()), options.unchecked_ref())
}

fn redraw(drawn: &Drawn, draft: &RingDraft, change: impl Fn(&dyn Fn(&mut RingDraft)) + Copy + 'static) {
    drawn.ring.clear_layers();
    let shape = polygon(draft);
    // A press on the ring is a press on the map: it adds a point.
    drawn.ring.add_layer(shape.unchecked_ref());
    for (at, point) in draft.points().iter().enumerate() {
        drawn
            .ring
            .add_layer(&corner(at, *point, draft.selected() == Some(at), change));
    }
}

/// A corner that can be dragged, and selected by pressing it.
fn corner(at: usize, point: Wgs84, selected: bool, change: impl Fn(&dyn Fn(&mut RingDraft)) + Copy + 'static) -> Layer {
    let options = MarkerOptions::new();
    if let Ok(icon) = spot(if selected { "corner chosen" } else { "corner" }) {
        options.set_icon(icon);
    }
    options.set_draggable(true);
    // The list of points does the same by keyboard.
    options.set_keyboard(false);
    let marker = Marker::new_with_options(&lat_lng(point), &options);
    let moved = {
        let marker = marker.clone();
        Closure::<dyn Fn(JsValue)>::new(move |_| {
            let to = wgs84(&marker.get_lat_lng());
            change(&|draft| draft.set(at, to));
        })
    };
    let pressed = Closure::<dyn Fn(JsValue)>::new(move |_| change(&|draft| draft.select(Some(at))));
    let events: &leaflet::Evented = marker.unchecked_ref();
    events.on("dragend", &moved.into_js_value());
    events.on("click", &pressed.into_js_value());
    marker.unchecked_into()
}

/// How many points, what is wrong, and which recorded villages lie inside or near the boundary.
fn said(draft: &RingDraft, drawn: Option<&Drawn>) -> String {
    let count = draft.points().len();
    if count < 3 {
        return format!("已有 {count} 个点，至少要 3 个。点地图加点，最后一点会自己连回第一点。");
    }
    let mut words = format!("{count} 个点，已连成一圈。");
    if let Some((first, second)) = draft.crossing() {
        words.push_str(&format!("注意：第 {first} 边和第 {second} 边交叉了，要改。"));
    }
    let villages = drawn.map(|drawn| drawn.villages.as_slice()).unwrap_or_default();
    let closed: Vec<Wgs84> = draft.points().iter().chain(draft.points().first()).copied().collect();
    if let (false, Ok(ring)) = (villages.is_empty(), Ring::new(closed)) {
        let ring = RingIndex::new(ring);
        let named = |side: Side| -> Vec<&str> {
            let fits = villages.iter().filter(|(_, at)| ring.side(*at, CUT_WITHIN) == side);
            fits.map(|(name, _)| name.as_str()).collect()
        };
        let (inside, near) = (named(Side::Inside), named(Side::Near));
        words.push_str(&format!(
            "记过位置的村里，在圈里的：{}；离边界不到 {CUT_WITHIN} 米、可能被穿过的：{}。",
            listed(&inside),
            listed(&near)
        ));
    }
    words
}

fn listed(names: &[&str]) -> String {
    if names.is_empty() {
        "没有".to_owned()
    } else {
        names.join("、")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_editor_hears_how_many_points_and_what_crosses() {
        let mut draft = RingDraft::default();
        assert!(said(&draft, None).contains("至少要 3 个"));
        for (longitude, latitude) in [(113.0, 35.0), (113.1, 35.1), (113.1, 35.0), (113.0, 35.1)] {
            draft.add(Wgs84::new(longitude, latitude));
        }
        let words = said(&draft, None);
        assert!(
            words.contains("4 个点") && words.contains("第 1 边和第 3 边交叉"),
            "{words}"
        );
    }
}
