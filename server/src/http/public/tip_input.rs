//! A tip's multipart fields, alike in the form and in the API.

use app::forms::tip_form::TipForm;

use crate::{
    http::{sender::Sender, upload::Upload},
    services::submit_tip::RawTip,
};

/// The fields as typed; the category comes from the address or the API's own field.
pub fn form(upload: &Upload) -> TipForm {
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
        happened_at: upload.text("happened_at"),
        answers,
    }
}

/// The tip as the service takes it; without a sender it was typed in by staff for somebody.
pub fn raw(form: TipForm, upload: Upload, idempotency_key: String, sender: Option<Sender>) -> RawTip {
    RawTip {
        form,
        photos: upload.photos,
        photo_count: upload.photo_count,
        photo_error: upload.photo_error,
        idempotency_key,
        sender,
    }
}
