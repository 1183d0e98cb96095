//! The map of ban zones: laid over the drawing that the page came with, once the page is awake.

use leaflet::{Layer, LayerGroup, Map, Polygon};
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;

use super::leaflet_map::{SKY, fit, load, mark, name, new_map, outline, plain_outline, popup, ring, style};
use super::map_data::{MapData, field, items, number, position, text};

/// What can be shown or hidden, in the order of the groups.
const LAYERS: [&str; 4] = ["禁煤区", "村的位置", "型煤网点", "查办通报"];

/// To whom an outlet may sell: the plan's 二(八).
const OUTLET_RULE: &str = "只卖给禁煤区外的住家户和种地养殖户，不卖给商户。";

/// The map and what was put on it.
struct Drawn {
    map: Map,
    groups: [LayerGroup; 4],
    counties: Vec<DrawnCounty>,
}

struct DrawnCounty {
    code: String,
    name: String,
    words: String,
    shape: Polygon,
}

/// The map, opened for a village (its code; empty for none).
#[crate::piece]
pub fn ZoneMap(
    /// The village it was opened for; empty for none.
    village: String,
    /// Key for 天地图's tiles; empty without.
    tianditu_key: String,
    /// The drawing that stands here until then, and for good without scripts.
    children: Children,
) -> impl IntoView {
    let place = NodeRef::<Div>::new();
    let drawn = StoredValue::new_local(None::<Drawn>);
    let counties = RwSignal::new(Vec::<(String, String)>::new());
    let said = RwSignal::new(String::new());
    let awake = move || counties.with(|counties| !counties.is_empty());

    Effect::new(move || {
        let Some(element) = place.get() else {
            return;
        };
        let (village, key) = (village.clone(), tianditu_key.clone());
        spawn_local(async move {
            match draw(&element, &village, &key).await {
                Ok(map) => {
                    counties.set(map.counties.iter().map(|c| (c.code.clone(), c.name.clone())).collect());
                    drawn.set_value(Some(map));
                }
                Err(_) => said.set("地图现在打不开，下面的文字内容是一样的。".into()),
            }
        });
    });
    on_cleanup(move || {
        if let Some(Some(drawn)) = drawn.try_update_value(Option::take) {
            drawn.map.unchecked_ref::<Layer>().remove();
        }
    });

    let jump = move |code: String| {
        drawn.with_value(|drawn| {
            let Some(drawn) = drawn else { return };
            match drawn.counties.iter().find(|county| county.code == code) {
                Some(county) => {
                    // Words below the map: a pop-up would cover what was asked for.
                    fit(&drawn.map, &county.shape);
                    said.set(format!("{}：{}。", county.name, county.words));
                }
                None => {
                    show_all(drawn);
                    said.set(String::new());
                }
            }
        });
    };
    let toggle = move |at: usize, shown: bool| {
        drawn.with_value(|drawn| {
            let Some(drawn) = drawn else { return };
            let group: &Layer = drawn.groups[at].unchecked_ref();
            if shown {
                group.add_to(&drawn.map);
            } else {
                group.remove();
            }
        });
    };

    view! {
        <div class="mapbox">
            <div aria-hidden=move || awake().then_some("true")>{children()}</div>
            <div
                node_ref=place
                class="leaf"
                role="application"
                aria-label="禁煤区示意图。方向键移动，加号减号放大缩小。旁边的文字内容是一样的。"
                hidden=move || !awake()
            ></div>
        </div>
        <p class="say small" role="status">{move || said.get()}</p>
        <div class="gap-s" class:asleep=move || !awake()>
            <p class="field">
                <label for="jump">"看哪个县（市、区）"</label>
                <select id="jump" on:change=move |event| jump(event_target_value(&event))>
                    <option value="">"全市"</option>
                    {move || {
                        counties
                            .get()
                            .into_iter()
                            .map(|(code, name)| view! { <option value=code>{name}</option> })
                            .collect_view()
                    }}
                </select>
            </p>
            <p class="layers" role="group" aria-label="图上显示什么">
                {LAYERS
                    .into_iter()
                    .enumerate()
                    .map(|(at, name)| {
                        view! {
                            <label class="nb">
                                <input
                                    type="checkbox"
                                    checked=true
                                    on:change=move |event| toggle(at, event_target_checked(&event))
                                />
                                {name}
                            </label>
                        }
                    })
                    .collect_view()}
            </p>
        </div>
    }
}

fn show_all(drawn: &Drawn) {
    let all = leaflet::FeatureGroup::new();
    for county in &drawn.counties {
        all.unchecked_ref::<LayerGroup>()
            .add_layer(county.shape.unchecked_ref());
    }
    fit(&drawn.map, &all);
}

async fn draw(element: &HtmlElement, village: &str, key: &str) -> Result<Drawn, JsValue> {
    let data = MapData::fetch().await?;
    load().await?;
    // The library measures the place, so it must be there.
    element.set_hidden(false);
    let map = new_map(element)?;
    let groups: [LayerGroup; 4] = std::array::from_fn(|_| LayerGroup::new());
    let mut drawn = Drawn {
        map,
        groups,
        counties: Vec::new(),
    };
    if !key.is_empty() {
        tiles(&drawn.map, key);
    }
    put_counties(&mut drawn, &data);
    show_all(&drawn);
    for group in &drawn.groups {
        group.unchecked_ref::<Layer>().add_to(&drawn.map);
    }
    put_marks(&drawn, &data, village);
    open_for(&drawn, village);
    Ok(drawn)
}

/// 天地图 in spherical Mercator: roads and names. Its reference system agrees with WGS-84 within a metre.
fn tiles(map: &Map, key: &str) {
    for layer in ["vec", "cva"] {
        let address = format!(
            "https://t{{s}}.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}\
             &STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={key}"
        );
        let options = super::map_data::object(&[("subdomains", "01234567".into())]);
        let tiles = leaflet::TileLayer::new_options(&address, options.unchecked_ref());
        tiles.unchecked_ref::<Layer>().add_to(map);
    }
}

/// Outlines and names for good; fillings, rings and cases in their groups.
fn put_counties(drawn: &mut Drawn, data: &MapData) {
    let said = items(&data.layers, "counties");
    for feature in data.counties() {
        let code = text(&field(&feature, "properties"), "code");
        let Some(county) = said.iter().find(|county| text(county, "code") == code) else {
            continue;
        };
        let shape = plain_outline(&drawn.map, &feature);
        let filling = outline(&feature, &style("#44566d", 1.5, Some(fill(&text(county, "coverage")))));
        let lines = [
            text(county, "name"),
            text(county, "words"),
            text(county, "notice"),
            cases_words(county),
        ];
        for pressed in [&shape, &filling] {
            popup(
                pressed.unchecked_ref(),
                &lines,
                Some(("按乡镇找您村", format!("/check?county={code}"))),
            );
        }
        drawn.groups[0].add_layer(filling.unchecked_ref());
        put_cases(drawn, county, &shape);
        let words = lines[1..].iter().filter(|line| !line.is_empty()).cloned();
        drawn.counties.push(DrawnCounty {
            code,
            name: text(county, "name"),
            words: words.collect::<Vec<_>>().join("。"),
            shape,
        });
    }
    for ring_data in items(&data.layers, "rings") {
        let shape = ring(&ring_data);
        let roads = format!("由这些路围成：{}", text(&ring_data, "roads"));
        popup(
            &shape,
            &[text(&ring_data, "name"), roads, "家在圈里边，就在禁煤区里。".into()],
            None,
        );
        drawn.groups[0].add_layer(&shape);
    }
}

/// What fills a county; the page's drawing brings the hatchings.
fn fill(coverage: &str) -> &'static str {
    match coverage {
        "all" => "#f0a98c",
        "some" => "url(#p-some)",
        "none" => "#eaf6ec",
        _ => "url(#p-unknown)",
    }
}

fn cases_words(county: &JsValue) -> String {
    match number(county, "cases") {
        Some(count) if count > 0.0 => format!("已公开查办通报 {count} 件：{}", text(county, "cases_at")),
        _ => String::new(),
    }
}

/// A mark with the number of published cases below the county's name.
fn put_cases(drawn: &Drawn, county: &JsValue, shape: &Polygon) {
    let words = cases_words(county);
    if words.is_empty() {
        return;
    }
    let bounds = shape.unchecked_ref::<leaflet::FeatureGroup>().get_bounds();
    let (low, high) = (bounds.get_south_west(), bounds.get_north_east());
    let at = crate::domain::coordinate::Wgs84::new(
        f64::midpoint(low.lng(), high.lng()),
        low.lat() + (high.lat() - low.lat()) * 0.3,
    );
    let mark = mark(at, 9.0, "#854400");
    name(&mark, &format!("通报 {}", number(county, "cases").unwrap_or_default()));
    popup(&mark, &[words], Some(("看通报", "/notices".into())));
    drawn.groups[3].add_layer(&mark);
}

/// Recorded villages and licensed outlets.
fn put_marks(drawn: &Drawn, data: &MapData, village: &str) {
    for point in items(&data.layers, "points") {
        let Some(at) = position(&field(&point, "at")) else {
            continue;
        };
        let code = text(&point, "code");
        let own = code == village;
        let shape = mark(at, if own { 10.0 } else { 6.0 }, SKY);
        let link = Some(("看能烧什么", format!("/v/{code}")));
        popup(&shape, &[text(&point, "name"), text(&point, "area")], link);
        drawn.groups[1].add_layer(&shape);
        if own {
            drawn.map.set_view(&super::leaflet_map::lat_lng(at), 13.0);
            shape.open_popup();
        }
    }
    for outlet in items(&data.layers, "outlets") {
        let Some(at) = position(&field(&outlet, "at")) else {
            continue;
        };
        let shape = mark(at, 7.0, "#1e6b2f");
        popup(
            &shape,
            &[
                text(&outlet, "name"),
                text(&outlet, "address"),
                text(&outlet, "phone"),
                OUTLET_RULE.into(),
            ],
            None,
        );
        drawn.groups[2].add_layer(&shape);
    }
}

/// Without a recorded point, a village is shown by its county.
fn open_for(drawn: &Drawn, village: &str) {
    let recorded = drawn.groups[1].get_layers().length() > 0 && drawn.map.get_zoom() >= 13.0;
    if let Some(county) = drawn.counties.iter().find(|county| village.starts_with(&county.code))
        && !recorded
    {
        fit(&drawn.map, &county.shape);
    }
}
