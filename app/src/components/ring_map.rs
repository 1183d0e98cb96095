//! The field in which an editor draws a ring: a text area of GeoJSON, and a map below it where scripts run.

use leptos::prelude::*;

use super::textarea::Textarea;
use crate::{domain::division::CountyCode, islands::ring_map::RingMap};

/// Most characters of pasted GeoJSON.
pub const GEOJSON_MAX: usize = 200_000;

/// A text area `field_name` (its id too) holding a GeoJSON polygon in WGS-84, and the map that draws into it.
///
/// Whole without scripts: GeoJSON is pasted. A page that uses it sets `StaffPage::islands`. The field comes back empty
/// where nothing was drawn; what it holds is checked on the server like any other field.
pub fn ring_map(field_name: &'static str, value: String, county: CountyCode) -> AnyView {
    view! {
        <div class="fl">
            <label for=field_name>"边界（GeoJSON 多边形，WGS-84，[经度, 纬度]）"</label>
            <p class="hint" id=format!("{field_name}-hint")>"在图上画，或者把测绘单位给的 GeoJSON 整段粘贴进来。"</p>
            <Textarea
                id=field_name
                name=field_name
                value=value
                max=GEOJSON_MAX
                described=Some(format!("{field_name}-hint"))
            />
            <RingMap field=field_name.to_owned() county=county.to_string() />
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_area_holds_the_ring_without_scripts() {
        let html = crate::shell::to_html(|| ring_map("polygon", "</textarea>{}".into(), 410_821.try_into().unwrap()));
        assert!(
            html.contains(r#"name="polygon""#) && html.contains("&lt;/textarea&gt;{}"),
            "{html}"
        );
        assert!(html.contains("leptos-island") && html.contains("410821"), "{html}");
    }
}
