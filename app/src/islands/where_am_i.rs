//! 我在哪: the phone says where it is, and the page proposes counties and villages. The position never leaves the phone.

use js_sys::Function;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::map_data::{MapData, field, items, number, position, text};
use crate::domain::{
    coordinate::Wgs84,
    geometry::distance,
    locate::{Judgement, judge, propose},
    zone::{UndeterminedReason, ZoneStatus},
};
use crate::icon::{Icon, icon};

/// Seconds to wait for a position.
const PATIENCE_MILLISECONDS: u32 = 20_000;
/// Villages farther than this are not offered, in metres.
const FARTHEST_VILLAGE: f64 = 5_000.0;
/// Most villages offered.
const VILLAGES_MAX: usize = 5;

/// What was found out.
#[derive(Clone, Default)]
struct Found {
    /// What a screen reader hears and everybody reads first.
    said: String,
    /// A status, only where nothing it may be differs.
    status: Option<ZoneStatus>,
    /// Nearest recorded villages: address, name, area with the distance.
    villages: Vec<(String, String, String)>,
    /// Counties in reach, likeliest first: address and name.
    counties: Vec<(String, String)>,
}

/// The button, once the page is awake and the phone can tell; then what to choose from. The start script shows the button
/// and loads this at its first press.
#[crate::piece]
pub fn WhereAmI() -> impl IntoView {
    let able = RwSignal::new(false);
    let asking = RwSignal::new(false);
    let found = RwSignal::new(Found::default());
    Effect::new(move || able.set(geolocation().is_some()));
    let ask = move |_| {
        asking.set(true);
        found.set(Found {
            said: "正在问手机在哪。手机要是问同不同意，请点同意。".into(),
            ..Found::default()
        });
        spawn_local(async move {
            let answer = find().await;
            found.set(answer);
            asking.set(false);
        });
    };
    view! {
        // Hidden, it keeps its room: nothing moves when the page wakes.
        <p class="gap-s" class:asleep=move || !able.get()>
            <button type="button" class="btn quiet" disabled=move || asking.get() on:click=ask>
                {icon(Icon::Pin)}
                "我在哪"
            </button>
        </p>
        <p class="say" role="status">{move || found.with(|found| found.said.clone())}</p>
        {move || found.with(choices)}
    }
}

fn choices(found: &Found) -> impl IntoView + use<> {
    let status = found.status.map(|status| {
        let (class, mark, words) = if status == ZoneStatus::Inside {
            ("is is-ban", Icon::NoBurn, "这一带在禁煤区里")
        } else {
            ("is is-ok", Icon::Briquette, "这一带不在禁煤区")
        };
        view! { <p class="gap-s"><span class=class>{icon(mark)}{words}</span></p> }
    });
    let row = |address: String, name: String, area: String| {
        view! {
            <li>
                <a href=address><span><b>{name}</b>{area}</span><span class="end">{icon(Icon::Next)}</span></a>
            </li>
        }
    };
    let villages = (!found.villages.is_empty()).then(|| {
        let rows: Vec<_> = found
            .villages
            .iter()
            .cloned()
            .map(|(link, name, area)| row(link, name, area))
            .collect();
        view! { <h2 class="h3 gap-s">"离得近的村，点您的村"</h2><ul class="pick gap-s">{rows}</ul> }
    });
    let counties = (!found.counties.is_empty()).then(|| {
        let rows: Vec<_> = found
            .counties
            .iter()
            .cloned()
            .map(|(link, name)| row(link, name, "一步步选乡镇、选村".into()))
            .collect();
        view! { <h2 class="h3 gap-s">"您在哪个县（市、区）？"</h2><ul class="pick gap-s">{rows}</ul> }
    });
    view! { {status}{villages}{counties} }
}

pub(super) fn geolocation() -> Option<web_sys::Geolocation> {
    let navigator = window().navigator();
    // Old browsers lack it, and pages without TLS are refused.
    (field(&navigator, "geolocation").is_object() && field(&window(), "isSecureContext").is_truthy())
        .then(|| navigator.geolocation().ok())
        .flatten()
}

async fn find() -> Found {
    let (at, accuracy) = match ask_phone().await {
        Ok(position) => position,
        Err(code) => {
            return Found {
                said: refusal(code).into(),
                ..Found::default()
            };
        }
    };
    match MapData::fetch().await {
        Ok(data) => answer(&data, at, accuracy),
        Err(_) => Found {
            said: "现在连不上网，请在上面输入村名，或者过一会儿再试。".into(),
            ..Found::default()
        },
    }
}

/// The position and its accuracy in metres; else the browser's code of the failure.
pub(super) async fn ask_phone() -> Result<(Wgs84, f64), u32> {
    let geolocation = geolocation().ok_or(2_u32)?;
    let options = web_sys::PositionOptions::new();
    options.set_enable_high_accuracy(true);
    options.set_timeout(PATIENCE_MILLISECONDS);
    let outcome = js_sys::Promise::new(&mut |done: Function, failed: Function| {
        let asked = geolocation.get_current_position_with_error_callback_and_options(&done, Some(&failed), &options);
        if asked.is_err() {
            _ = failed.call0(&JsValue::NULL);
        }
    });
    match JsFuture::from(outcome).await {
        Ok(position) => {
            let coordinates = field(&position, "coords");
            let at = |name| number(&coordinates, name).ok_or(2_u32);
            Ok((
                Wgs84::new(at("longitude")?, at("latitude")?),
                number(&coordinates, "accuracy").unwrap_or(f64::INFINITY),
            ))
        }
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the browser's codes are 1 to 3"
        )]
        Err(error) => Err(number(&error, "code").unwrap_or(2.0) as u32),
    }
}

pub(super) const fn refusal(code: u32) -> &'static str {
    match code {
        1 => "手机没有同意说出位置。不要紧，输入村名一样能查。",
        3 => "等了一会儿，手机还是没定到位。输入村名更快。",
        _ => "手机没定到位。输入村名一样能查。",
    }
}

fn answer(data: &MapData, at: Wgs84, accuracy: f64) -> Found {
    let areas = data.areas();
    let verdicts = data.verdicts();
    let known = |code| verdicts.iter().find(|county| county.code == code);
    let counties = propose(&areas, at, accuracy, |code| known(code).is_some());
    let said = counties
        .iter()
        .map(|code| known(*code).and_then(|county| Some(((), county.verdict.as_ref()?))));
    let judgement = judge(said, at, accuracy);
    let mut villages: Vec<(f64, (String, String, String))> = items(&data.layers, "points")
        .iter()
        .filter_map(|point| {
            let metres = distance(at, position(&field(point, "at"))?);
            let area = format!("{}，大约 {}", text(point, "area"), length(metres));
            (metres <= FARTHEST_VILLAGE + accuracy).then(|| {
                (
                    metres,
                    (format!("/v/{}", text(point, "code")), text(point, "name"), area),
                )
            })
        })
        .collect();
    villages.sort_by(|a, b| a.0.total_cmp(&b.0));
    villages.truncate(VILLAGES_MAX);
    let status = Some(judgement.status).filter(|status| *status != ZoneStatus::Undetermined);
    Found {
        said: words(counties.len(), accuracy, &judgement),
        status,
        villages: villages.into_iter().map(|(_, village)| village).collect(),
        counties: counties
            .iter()
            .filter_map(|code| Some((format!("/check?county={code}"), known(*code)?.name.clone())))
            .collect(),
    }
}

/// How exact the position is, and what that means; ends with what to do.
fn words<Z>(counties: usize, accuracy: f64, judgement: &Judgement<Z>) -> String {
    let exact = format!(
        "手机说的位置，误差在 ±{}左右。位置只在您手机上用，没有发给我们。",
        length(accuracy)
    );
    if counties == 0 {
        return format!("{exact}这个位置不在焦作。");
    }
    let next = match (judgement.status, judgement.reason) {
        (ZoneStatus::Undetermined, Some(UndeterminedReason::NoNotice)) => {
            "这一带没查到禁煤区通告。选您的村，看能确定的。"
        }
        (ZoneStatus::Undetermined, _) => "光凭位置说不准，请选您的村。",
        _ => "以您村的页面为准，请选您的村。",
    };
    format!("{exact}{next}")
}

/// 35 米, 1.2 公里.
pub(super) fn length(metres: f64) -> String {
    if !metres.is_finite() {
        "不知道多少".to_owned()
    } else if metres < 995.0 {
        // To tens: more would claim too much.
        format!("{:.0} 米", (metres / 10.0).ceil().max(1.0) * 10.0)
    } else {
        format!("{:.1} 公里", metres / 1_000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judgement(status: ZoneStatus, reason: Option<UndeterminedReason>) -> Judgement<()> {
        Judgement {
            status,
            reason,
            by: None,
        }
    }

    #[test]
    fn accuracy_is_said_and_never_sharpened() {
        for (metres, expected) in [
            (3.2, "10 米"),
            (35.0, "40 米"),
            (994.0, "1000 米"),
            (1_240.0, "1.2 公里"),
            (f64::INFINITY, "不知道多少"),
        ] {
            assert_eq!(length(metres), expected, "{metres}");
        }
    }

    #[test]
    fn every_answer_ends_with_choosing_the_village() {
        for (status, reason) in [
            (ZoneStatus::Inside, None),
            (ZoneStatus::Outside, None),
            (ZoneStatus::Undetermined, Some(UndeterminedReason::NoNotice)),
            (ZoneStatus::Undetermined, Some(UndeterminedReason::PositionOnly)),
        ] {
            let said = words(2, 35.0, &judgement(status, reason));
            assert!(said.contains("±40 米") && said.contains("选您的村"), "{said}");
        }
        let far = words(0, 35.0, &judgement(ZoneStatus::Undetermined, None));
        assert!(far.ends_with("这个位置不在焦作。"), "{far}");
    }
}
