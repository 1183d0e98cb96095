//! The tip's form: what a resident typed, and the tip it makes.

use std::collections::BTreeMap;

use time::OffsetDateTime;

use super::{FormErrors, happened_form::HappenedForm, text_field};
use crate::domain::{
    category::{AnswerKind, Category, CategoryGuide, Question},
    coordinate::CoordinateSystem,
    division::VillageCode,
    tip::{CAPTION_MAX, PHOTOS_MAX, PLACE_TEXT_MAX, Position, SIGHTING_WHEN_MAX, Sighting, TEXT_MAX, Tip},
};

/// A tip as typed, photos aside.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TipForm {
    /// The category's code.
    pub category: String,
    /// What happened.
    pub text: String,
    /// The chosen village's code; empty if none.
    pub village: String,
    /// The place in words.
    pub place_text: String,
    /// Degrees, as sent.
    pub latitude: String,
    /// Degrees, as sent.
    pub longitude: String,
    /// Metres, as sent.
    pub accuracy: String,
    /// `wgs84`, `gcj02` or `bd09`; empty is `wgs84`.
    pub crs: String,
    /// When it was.
    pub happened: HappenedForm,
    /// Answers by question.
    pub answers: BTreeMap<String, String>,
    /// Further places and times of a moving vendor, as typed; empty rows keep their place.
    pub sightings: Vec<Sighting>,
    /// What is said of each photo, in the order of photos.
    pub captions: Vec<String>,
}

/// What the form is checked against.
pub struct TipContext<'a> {
    /// The category's questions.
    pub guide: &'a CategoryGuide,
    /// Whether the village exists.
    pub village_exists: &'a dyn Fn(VillageCode) -> bool,
    /// How far a position lies outside the city, in metres; zero inside.
    pub metres_outside_city: &'a dyn Fn(crate::domain::coordinate::Wgs84) -> f64,
    /// Now.
    pub now: OffsetDateTime,
    /// How many photos came with it.
    pub photos: usize,
}

impl TipForm {
    /// Checks what was typed.
    ///
    /// # Errors
    /// A message for each field that cannot be used.
    pub fn check(&self, context: &TipContext<'_>) -> Result<Tip, FormErrors> {
        let mut errors = FormErrors::default();
        let category = self.category.parse::<Category>().unwrap_or_else(|_| {
            errors.add("category", "请选一个类别");
            context.guide.category
        });
        let text = text_field(&mut errors, "text", &self.text, TEXT_MAX);
        let place_text = text_field(&mut errors, "place_text", &self.place_text, PLACE_TEXT_MAX);
        let village = self.village(&mut errors, context);
        let position = self.position(&mut errors, context);
        let happened = self.happened.check(&mut errors, context.now);
        let answers = self.answers(&mut errors, &context.guide.questions);
        let sightings = self.sightings(&mut errors);
        for (caption, number) in self.captions.iter().zip(1..) {
            if caption.trim().chars().count() > CAPTION_MAX {
                errors.add("photo", format!("第 {number} 张照片的说明最多 {CAPTION_MAX} 个字"));
            }
        }
        if context.photos > PHOTOS_MAX {
            errors.add(
                "photo",
                format!("最多 {PHOTOS_MAX} 张照片，现在有 {} 张", context.photos),
            );
        }
        if text.is_empty() && context.photos == 0 {
            errors.add("text", "请写一句看到了什么，或者加一张照片");
        }
        errors.into_result(Tip {
            category,
            village,
            place_text,
            position,
            happened,
            answers,
            text,
            sightings,
        })
    }

    fn sightings(&self, errors: &mut FormErrors) -> Vec<Sighting> {
        let mut read = |number: usize, part: &str, raw: &str, max: usize| {
            text_field(errors, &format!("sighting.{number}.{part}"), raw, max)
        };
        let read = self.sightings.iter().zip(1..).map(|(typed, number)| Sighting {
            place: read(number, "place", &typed.place, PLACE_TEXT_MAX),
            when: read(number, "when", &typed.when, SIGHTING_WHEN_MAX),
        });
        read.filter(|sighting| *sighting != Sighting::default()).collect()
    }

    fn village(&self, errors: &mut FormErrors, context: &TipContext<'_>) -> Option<VillageCode> {
        if self.village.trim().is_empty() {
            return None;
        }
        let village = self
            .village
            .trim()
            .parse()
            .ok()
            .filter(|code| (context.village_exists)(*code));
        if village.is_none() {
            errors.add("village", "焦作没有这个村，请重新查一下村名");
        }
        village
    }

    fn position(&self, errors: &mut FormErrors, context: &TipContext<'_>) -> Option<Position> {
        if self.latitude.trim().is_empty() && self.longitude.trim().is_empty() {
            return None;
        }
        let crs = match self.crs.as_str() {
            "" | "wgs84" => CoordinateSystem::Wgs84,
            "gcj02" => CoordinateSystem::Gcj02,
            "bd09" => CoordinateSystem::Bd09,
            _ => {
                errors.add("crs", "坐标系只能是 wgs84、gcj02 或 bd09");
                return None;
            }
        };
        let degrees = |raw: &str, limit: f64| {
            raw.trim()
                .parse::<f64>()
                .ok()
                .filter(|d| d.is_finite() && d.abs() <= limit)
        };
        let (Some(latitude), Some(longitude)) = (degrees(&self.latitude, 90.0), degrees(&self.longitude, 180.0)) else {
            errors.add("lat", "位置读不出来，请改填村名");
            return None;
        };
        let accuracy = match self.accuracy.trim() {
            "" => 1_000.0,
            raw => raw
                .parse::<f64>()
                .ok()
                .filter(|m| m.is_finite() && *m >= 0.0)
                .unwrap_or(1_000.0),
        };
        let at = crs.to_wgs84(longitude, latitude);
        if (context.metres_outside_city)(at) > crate::domain::tip::OUTSIDE_CITY_MAX {
            errors.add("lat", "这个位置不在焦作，请改填村名");
            return None;
        }
        Some(Position { at, accuracy })
    }

    fn answers(&self, errors: &mut FormErrors, questions: &[Question]) -> BTreeMap<String, String> {
        let mut answers = BTreeMap::new();
        for question in questions {
            let Some(raw) = self
                .answers
                .get(&question.id)
                .map(|raw| raw.trim())
                .filter(|raw| !raw.is_empty())
            else {
                continue;
            };
            let field = format!("answer.{}", question.id);
            match &question.answer {
                AnswerKind::Choice { options } if options.iter().any(|o| o.value == raw) => {
                    answers.insert(question.id.clone(), raw.to_owned());
                }
                AnswerKind::Choice { .. } => errors.add(field, "请从给出的选项里选"),
                AnswerKind::Text { max, .. } => {
                    answers.insert(question.id.clone(), text_field(errors, &field, raw, *max));
                }
            }
        }
        answers
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::category::{AnswerOption, TipKind};
    use time::macros::datetime;

    fn guide() -> CategoryGuide {
        CategoryGuide {
            category: Category::MobileVendor,
            name: "流动卖煤车".into(),
            hint: String::new(),
            icon: "truck".into(),
            kind: TipKind::Report,
            notice: String::new(),
            coach: vec![],
            words: vec![],
            questions: vec![Question {
                id: "vehicle".into(),
                label: "什么车？".into(),
                hint: String::new(),
                identifies: None,
                answer: AnswerKind::Choice {
                    options: vec![AnswerOption {
                        value: "truck".into(),
                        label: "货车".into(),
                    }],
                },
            }],
        }
    }

    fn check(form: &TipForm, photos: usize) -> Result<Tip, FormErrors> {
        form.check(&TipContext {
            guide: &guide(),
            village_exists: &|code| code.to_string() == "410821100207",
            metres_outside_city: &|at| if at.longitude > 114.0 { 20_000.0 } else { 0.0 },
            now: datetime!(2026-11-23 10:00 +8),
            photos,
        })
    }

    fn form() -> TipForm {
        TipForm {
            category: "mobile_vendor".into(),
            text: "有车卖煤".into(),
            ..TipForm::default()
        }
    }

    #[test]
    fn words_or_a_photo_suffice() {
        assert!(check(&form(), 0).is_ok());
        let wordless = TipForm {
            text: " \n ".into(),
            ..form()
        };
        assert!(check(&wordless, 1).is_ok());
        assert!(check(&wordless, 0).unwrap_err().get("text").is_some());
    }

    #[test]
    fn each_bad_field_has_its_message() {
        let far = TipForm {
            latitude: "35.2".into(),
            longitude: "116.4".into(),
            ..form()
        };
        for (field, bad) in [
            (
                "text",
                TipForm {
                    text: "煤".repeat(100_000),
                    ..form()
                },
            ),
            (
                "category",
                TipForm {
                    category: "coal".into(),
                    ..form()
                },
            ),
            (
                "village",
                TipForm {
                    village: "410821100208".into(),
                    ..form()
                },
            ),
            (
                "village",
                TipForm {
                    village: "110101001001".into(),
                    ..form()
                },
            ),
            ("lat", far),
            (
                "lat",
                TipForm {
                    latitude: "NaN".into(),
                    longitude: "113".into(),
                    ..form()
                },
            ),
            (
                "lat",
                TipForm {
                    latitude: "35.2".into(),
                    ..form()
                },
            ),
            (
                "crs",
                TipForm {
                    latitude: "35.2".into(),
                    longitude: "113".into(),
                    crs: "utm".into(),
                    ..form()
                },
            ),
            (
                "happened_at",
                TipForm {
                    happened: HappenedForm {
                        said: "昨天".into(),
                        ..HappenedForm::default()
                    },
                    ..form()
                },
            ),
            (
                "answer.vehicle",
                TipForm {
                    answers: [("vehicle".into(), "boat".into())].into(),
                    ..form()
                },
            ),
        ] {
            let errors = check(&bad, 0).unwrap_err();
            assert!(errors.get(field).is_some(), "{field}: {errors:?}");
        }
        assert!(
            check(&form(), 10)
                .unwrap_err()
                .get("photo")
                .unwrap()
                .contains("最多 9 张")
        );
    }

    #[test]
    fn sightings_keep_their_order_and_lose_their_empty_rows() {
        let sighting = |place: &str, when: &str| Sighting {
            place: place.into(),
            when: when.into(),
        };
        let typed = TipForm {
            sightings: vec![
                sighting("", " "),
                sighting(" 邻村集上 ", ""),
                sighting("", "上周三早上"),
            ],
            ..form()
        };
        assert_eq!(
            check(&typed, 0).unwrap().sightings,
            [sighting("邻村集上", ""), sighting("", "上周三早上")]
        );
        let long = TipForm {
            sightings: vec![sighting("", ""), sighting("集上", &"早".repeat(SIGHTING_WHEN_MAX + 1))],
            ..form()
        };
        assert!(check(&long, 0).unwrap_err().get("sighting.2.when").is_some());
    }

    #[test]
    fn a_caption_that_is_too_long_names_its_photo() {
        let long = TipForm {
            captions: vec!["车头".into(), "车".repeat(CAPTION_MAX + 1)],
            ..form()
        };
        assert!(check(&long, 2).unwrap_err().get("photo").unwrap().contains("第 2 张"));
        assert!(
            check(
                &TipForm {
                    captions: vec!["车".repeat(CAPTION_MAX)],
                    ..form()
                },
                1
            )
            .is_ok()
        );
    }

    #[test]
    fn answers_to_questions_nobody_asked_are_dropped() {
        let form = TipForm {
            answers: [("vehicle".into(), "truck".into()), ("x".into(), "y".into())].into(),
            ..form()
        };
        assert_eq!(check(&form, 0).unwrap().answers.len(), 1);
    }
}
