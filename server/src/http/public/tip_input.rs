//! A tip's multipart fields, alike in the form and in the API.

use app::{
    domain::{
        tip::{SIGHTINGS_MAX, Sighting},
        village_search::QUERY_MAX,
    },
    forms::{
        happened_form::{self, HappenedForm},
        identity_form::IdentityForm,
        tip_form::TipForm,
    },
    islands::village_box,
    ports::{Choices, Places},
};

use crate::{
    app_state::App,
    http::upload::Upload,
    services::{screen_tip::Sender, submit_tip::RawTip},
};

/// The tip as it is meant: a village that was named and not chosen is taken where only one has that name; else the name goes
/// along in words.
pub fn form(app: &App, upload: &Upload) -> TipForm {
    let mut form = as_typed(upload);
    let name = village_named(upload);
    if !form.village.is_empty() || name.is_empty() {
        return form;
    }
    match app.places.choices(&name, 2) {
        Choices { total: 1, villages, .. } if villages.iter().all(|village| village.exact) => {
            form.village = villages.iter().map(|village| village.code.to_string()).collect();
        }
        _ if form.place_text.contains(&name) => {}
        _ if form.place_text.trim().is_empty() => form.place_text = name,
        _ => form.place_text = format!("{name}，{}", form.place_text),
    }
    form
}

/// The village as it was named.
pub fn village_named(upload: &Upload) -> String {
    upload.text(village_box::NAME).trim().chars().take(QUERY_MAX).collect()
}

/// The fields as typed; the category comes from the address or the API's own field.
pub fn as_typed(upload: &Upload) -> TipForm {
    let answers = upload
        .fields
        .iter()
        .filter_map(|(name, value)| Some((name.strip_prefix("answer.")?.to_owned(), value.clone())))
        .collect();
    TipForm {
        category: upload.text("category"),
        text: upload.text("text"),
        village: upload.text("village"),
        place_text: upload.text("place_text"),
        latitude: upload.text("lat"),
        longitude: upload.text("long"),
        accuracy: upload.text("accuracy"),
        crs: upload.text("crs"),
        happened: happened(upload),
        answers,
        sightings: sightings(upload),
        captions: upload.captions.clone(),
    }
}

fn happened(upload: &Upload) -> HappenedForm {
    HappenedForm {
        said: upload.text(happened_form::SAID),
        day: upload.text(happened_form::DAY),
        clock: upload.text(happened_form::CLOCK),
        ago: upload.text(happened_form::AGO),
    }
}

/// The rows of further places and times, up to the last that holds anything.
fn sightings(upload: &Upload) -> Vec<Sighting> {
    let mut rows: Vec<Sighting> = (1..=SIGHTINGS_MAX)
        .map(|number| Sighting {
            place: upload.text(&format!("sighting.{number}.place")),
            when: upload.text(&format!("sighting.{number}.when")),
        })
        .collect();
    while rows.last().is_some_and(|row| *row == Sighting::default()) {
        rows.pop();
    }
    rows
}

/// Who files it, as typed.
pub fn identity(upload: &Upload) -> IdentityForm {
    IdentityForm {
        name: upload.text("name"),
        phone: upload.text("phone"),
        notice: upload.text("identity_notice"),
    }
}

/// The tip as the service takes it; without a sender it was typed in by staff for somebody.
pub fn raw(form: TipForm, upload: Upload, idempotency_key: String, sender: Option<Sender>) -> RawTip {
    RawTip {
        join: upload.text("join"),
        entered: None,
        form,
        identity: identity(&upload),
        seen: upload.seen,
        photos: upload.photos,
        photo_count: upload.photo_count,
        photo_error: upload.photo_error,
        idempotency_key,
        sender,
    }
}
