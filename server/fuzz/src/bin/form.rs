//! Any texts in the fields of a tip, through the form's rules; what they let through is within its bounds.
#![no_main]

use app::{
    domain::{
        category::CategoryGuide,
        tip::{OUTSIDE_CITY_MAX, PLACE_TEXT_MAX, TEXT_MAX},
    },
    forms::{
        happened_form::HappenedForm,
        tip_form::{TipContext, TipForm},
    },
};
use libfuzzer_sys::fuzz_target;

const GUIDE: &str = r#"{"code": "mobile_vendor", "name": "", "hint": "", "icon": "", "kind": "report",
    "question": [{"id": "plate", "label": "", "kind": "text", "max": 20}]}"#;

fuzz_target!(|texts: Vec<String>| {
    let text = |at: usize| texts.get(at).cloned().unwrap_or_default();
    let form = TipForm {
        category: text(0),
        text: text(1),
        village: text(2),
        place_text: text(3),
        latitude: text(4),
        longitude: text(5),
        accuracy: text(6),
        crs: text(7),
        happened: HappenedForm {
            said: text(8),
            day: text(12),
            clock: text(13),
            ago: text(14),
        },
        answers: [("plate".to_owned(), text(9)), (text(10), text(11))].into(),
        ..TipForm::default()
    };
    let guide: CategoryGuide = serde_json::from_str(GUIDE).expect("the guide above");
    let checked = form.check(&TipContext {
        guide: &guide,
        village_exists: &|_| true,
        metres_outside_city: &|at| {
            if at.latitude > 36.0 {
                OUTSIDE_CITY_MAX * 2.0
            } else {
                0.0
            }
        },
        now: time::macros::datetime!(2026-11-23 10:00 +8),
        photos: 0,
    });
    if let Ok(tip) = checked {
        assert!(tip.text.chars().count() <= TEXT_MAX && tip.place_text.chars().count() <= PLACE_TEXT_MAX);
        assert!(tip.answers.values().all(|answer| answer.chars().count() <= 20));
        assert!(
            tip.position
                .is_none_or(|p| p.at.latitude.is_finite() && p.accuracy.is_finite())
        );
        assert!(!tip.text.contains('\0') && !tip.text.is_empty());
    }
});
