//! A briquette centre or outlet, as staff type it.

use serde::Deserialize;
use time::Date;

use super::{
    FormErrors,
    day::read_day,
    served_places::{ServedPlaces, read_places},
    text_field,
};
use crate::domain::{
    coordinate::{CoordinateSystem, Wgs84},
    division::Divisions,
    outlet::{OutletContent, OutletKind},
};

/// An outlet as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct OutletForm {
    /// The county's six digits.
    pub county: String,
    /// `outlet` or `centre`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: String,
    /// The places it serves, as [`read_places`] reads them.
    pub serves: String,
    /// Its telephone.
    pub phone: String,
    /// When it is open.
    pub hours: String,
    /// The number of its licence.
    pub licence: String,
    /// Degrees east; empty if not recorded.
    pub longitude: String,
    /// Degrees north; empty if not recorded.
    pub latitude: String,
    /// The system of the two: `wgs84`, `gcj02` or `bd09`.
    pub crs: String,
    /// First day of the licence.
    pub valid_from: String,
    /// Last day of the licence; empty while no end is set.
    pub valid_until: String,
    /// First day it is closed; used by the action `close`.
    pub closed_on: String,
    /// Why it is closed or opened again.
    pub remark: String,
    /// What to do: `save`, `close`, `reopen`.
    pub action: String,
    /// When what was changed had last been changed, in Unix milliseconds.
    pub seen: String,
    /// The session's token.
    pub csrf: String,
}

/// Letters and digits of a licence at least.
const LICENCE_MIN: usize = 5;

impl OutletForm {
    /// Checks what was typed; `closed_on` is taken over as it stands.
    ///
    /// # Errors
    /// A message for each field that is missing, too long or cannot be.
    pub fn check(&self, divisions: &Divisions, closed_on: Option<Date>) -> Result<OutletContent, FormErrors> {
        let mut errors = FormErrors::default();
        let county = self
            .county
            .parse()
            .ok()
            .filter(|code| divisions.county(*code).is_some());
        if county.is_none() {
            errors.add("county", "请选县（市、区）");
        }
        let kind = self.kind.parse::<OutletKind>().ok();
        if kind.is_none() {
            errors.add("kind", "请选是配送网点还是生产中心");
        }
        let mut required = |field: &str, label: &str, raw: &str, max: usize| {
            let text = text_field(&mut errors, field, raw, max);
            if text.is_empty() {
                errors.add(field, format!("请填{label}"));
            }
            text
        };
        let name = required("name", "名称", &self.name, 60);
        let address = required("address", "地址", &self.address, 100);
        let phone = required("phone", "电话", &self.phone, 30);
        let hours = required("hours", "营业时间", &self.hours, 60);
        let licence = required("licence", "许可（执照）编号", &self.licence, 60);
        if !phone.is_empty() && !is_phone(&phone) {
            errors.add("phone", "电话没看懂，写成 0391-1234567 或 11 位手机号");
        }
        if !licence.is_empty() && licence.chars().filter(char::is_ascii_alphanumeric).count() < LICENCE_MIN {
            errors.add("licence", "编号太短，请照许可证或执照上的写全");
        }
        let places = county.map(|county| read_places(&self.serves, county, divisions));
        let places = match places {
            Some(Ok(places)) => places,
            Some(Err(message)) => {
                errors.add("serves", message);
                ServedPlaces::default()
            }
            None => ServedPlaces::default(),
        };
        let nowhere = places.towns.is_empty() && places.villages.is_empty();
        if kind == Some(OutletKind::Outlet) && nowhere {
            errors.add("serves", "请写它管哪些乡镇、哪些村");
        }
        let position = self.position(&mut errors);
        let (valid_from, valid_until) = self.term(&mut errors);
        let (Some(county), Some(kind), Some(valid_from)) = (county, kind, valid_from) else {
            return Err(errors);
        };
        errors.into_result(OutletContent {
            county,
            kind,
            name,
            address,
            towns: places.towns,
            villages: places.villages,
            phone,
            hours,
            licence,
            position,
            valid_from,
            valid_until,
            closed_on,
        })
    }

    fn position(&self, errors: &mut FormErrors) -> Option<Wgs84> {
        let (longitude, latitude) = (self.longitude.trim(), self.latitude.trim());
        if longitude.is_empty() && latitude.is_empty() {
            return None;
        }
        let system = match self.crs.trim() {
            "" | "wgs84" => CoordinateSystem::Wgs84,
            "gcj02" => CoordinateSystem::Gcj02,
            "bd09" => CoordinateSystem::Bd09,
            _ => {
                errors.add("crs", "请选坐标是哪一种");
                return None;
            }
        };
        let mut degrees = |field: &str, raw: &str, range: std::ops::RangeInclusive<f64>, example: &str| {
            let read = raw.parse::<f64>().ok().filter(|number| range.contains(number));
            if read.is_none() {
                errors.add(field, format!("要写焦作一带的度数，如 {example}；不知道就两格都空着"));
            }
            read
        };
        let longitude = degrees("longitude", longitude, 112.0..=114.5, "113.2421");
        let latitude = degrees("latitude", latitude, 34.5..=36.0, "35.2156");
        Some(system.to_wgs84(longitude?, latitude?))
    }

    fn term(&self, errors: &mut FormErrors) -> (Option<Date>, Option<Date>) {
        let mut day = |field: &str, raw: &str| read_day(raw).map_err(|message| errors.add(field, message)).ok();
        let from = day("valid_from", &self.valid_from);
        let until = if self.valid_until.trim().is_empty() {
            None
        } else {
            day("valid_until", &self.valid_until)
        };
        if let (Some(from), Some(until)) = (from, until)
            && until < from
        {
            errors.add("valid_until", "到期日早于起始日");
        }
        (from, until)
    }
}

/// 0391-1234567, 400-123-4567, 13800000000, 12345: digits, in groups if one likes.
fn is_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let plain = |c: char| c.is_ascii_digit() || matches!(c, '-' | ' ' | '(' | ')');
    (5..=13).contains(&digits) && text.chars().all(plain) && text.starts_with(|c: char| c.is_ascii_digit() || c == '(')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::division::{County, Town};

    fn divisions() -> Divisions {
        Divisions::new(
            vec![County {
                code: "410821".parse().unwrap(),
                name: "修武县".into(),
            }],
            vec![Town {
                code: "410821101".parse().unwrap(),
                name: "七贤镇".into(),
            }],
            vec![],
        )
        .unwrap()
    }

    fn filled() -> OutletForm {
        OutletForm {
            county: "410821".into(),
            kind: "outlet".into(),
            name: "某配送网点".into(),
            address: "七贤镇某路".into(),
            serves: "七贤镇".into(),
            phone: "0391-0000001".into(),
            hours: "每天 8:00-18:00".into(),
            licence: "SL-2025-001".into(),
            valid_from: "2025-09-01".into(),
            valid_until: "2026-08-31".into(),
            ..OutletForm::default()
        }
    }

    #[test]
    fn a_complete_form_passes() {
        let content = filled().check(&divisions(), None).unwrap();
        assert_eq!((content.towns.len(), content.position), (1, None));
    }

    #[test]
    fn a_position_is_kept_in_one_system() {
        let form = OutletForm {
            longitude: "113.2500".into(),
            latitude: "35.2150".into(),
            crs: "gcj02".into(),
            ..filled()
        };
        let at = form.check(&divisions(), None).unwrap().position.unwrap();
        assert!((at.longitude - 113.25).abs() > 0.005, "{at:?}");
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "a table")]
    fn every_bad_field_is_named() {
        let empty = OutletForm::default().check(&divisions(), None).unwrap_err();
        for field in [
            "county",
            "kind",
            "name",
            "address",
            "phone",
            "hours",
            "licence",
            "valid_from",
        ] {
            assert!(empty.get(field).is_some(), "{field}");
        }
        for (field, change) in [
            (
                "county",
                OutletForm {
                    county: "410899".into(),
                    ..filled()
                },
            ),
            (
                "kind",
                OutletForm {
                    kind: "shop".into(),
                    ..filled()
                },
            ),
            (
                "name",
                OutletForm {
                    name: "长".repeat(61),
                    ..filled()
                },
            ),
            (
                "serves",
                OutletForm {
                    serves: "火星镇".into(),
                    ..filled()
                },
            ),
            (
                "serves",
                OutletForm {
                    serves: " 、 ".into(),
                    ..filled()
                },
            ),
            (
                "phone",
                OutletForm {
                    phone: "打村长".into(),
                    ..filled()
                },
            ),
            (
                "phone",
                OutletForm {
                    phone: "123".into(),
                    ..filled()
                },
            ),
            (
                "licence",
                OutletForm {
                    licence: "有".into(),
                    ..filled()
                },
            ),
            (
                "longitude",
                OutletForm {
                    longitude: "35.2".into(),
                    latitude: "35.2".into(),
                    ..filled()
                },
            ),
            (
                "latitude",
                OutletForm {
                    longitude: "113.2".into(),
                    ..filled()
                },
            ),
            (
                "latitude",
                OutletForm {
                    longitude: "113.2".into(),
                    latitude: "NaN".into(),
                    ..filled()
                },
            ),
            (
                "crs",
                OutletForm {
                    longitude: "113.2".into(),
                    latitude: "35.2".into(),
                    crs: "utm".into(),
                    ..filled()
                },
            ),
            (
                "valid_from",
                OutletForm {
                    valid_from: "今年".into(),
                    ..filled()
                },
            ),
            (
                "valid_until",
                OutletForm {
                    valid_until: "2025-08-31".into(),
                    ..filled()
                },
            ),
        ] {
            let errors = change.check(&divisions(), None).unwrap_err();
            assert!(errors.get(field).is_some(), "{field}: {errors:?}");
        }
    }
}
