//! The islands of the tip's form: one piece, loaded where there is such a form.

use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};
use serde::Deserialize;
use web_sys::HtmlElement;

use super::{children, name_of, rouse, start};
use crate::islands::{
    coach::{Coach, Want},
    near_by::NearBy,
    photo_picker::PhotoPicker,
    place_field::{PlaceField, PlaceFieldProps},
    proposal::Proposal,
    report_flow::{Pin, Place, ReportFlow, ReportFlowProps, Typed},
    route_card::RouteCard,
    send_bar::SendBar,
};
use crate::{
    domain::proposal::CategoryWords,
    ports::{NearByCase, RoutePreview},
};

#[derive(Deserialize)]
struct FlowStart {
    category: String,
    place: Option<Place>,
    pin: Option<Pin>,
    route: RoutePreview,
    typed: Typed,
    plate_field: String,
}

#[derive(Deserialize)]
struct CoachStart {
    wants: Vec<Want>,
}

#[derive(Deserialize)]
struct ProposalStart {
    categories: Vec<CategoryWords>,
}

#[derive(Deserialize)]
struct NearByStart {
    cases: Vec<NearByCase>,
}

#[derive(Deserialize)]
struct PlaceStart {
    query: String,
}

#[wasm_split(report, wasm_split_path = leptos::wasm_split, fallible)]
pub(super) fn wake(island: HtmlElement) -> Result<(), SplitLoaderError> {
    match name_of(&island).as_str() {
        "ReportFlow" => {
            if let Some(FlowStart {
                category,
                place,
                pin,
                route,
                typed,
                plate_field,
            }) = start(&island)
            {
                let flow = ReportFlowProps::builder()
                    .category(category)
                    .place(place)
                    .pin(pin)
                    .route(route)
                    .typed(typed)
                    .plate_field(plate_field)
                    .children(children());
                rouse(&island, move || ReportFlow(flow.build()));
            }
        }
        "Coach" => {
            if let Some(CoachStart { wants }) = start(&island) {
                rouse(&island, move || view! { <Coach wants=wants /> });
            }
        }
        "PlaceField" => {
            if let Some(PlaceStart { query }) = start(&island) {
                let field = PlaceFieldProps::builder().query(query).children(children());
                rouse(&island, move || PlaceField(field.build()));
            }
        }
        "NearBy" => {
            if let Some(NearByStart { cases }) = start(&island) {
                rouse(&island, move || view! { <NearBy cases=cases /> });
            }
        }
        "PhotoPicker" => rouse(&island, || view! { <PhotoPicker /> }),
        "Proposal" => {
            if let Some(ProposalStart { categories }) = start(&island) {
                rouse(&island, move || view! { <Proposal categories=categories /> });
            }
        }
        "RouteCard" => rouse(&island, || view! { <RouteCard /> }),
        "SendBar" => rouse(&island, || view! { <SendBar /> }),
        _ => {}
    }
    Ok(())
}
