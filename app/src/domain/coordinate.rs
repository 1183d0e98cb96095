//! Positions in the three systems used in China, as distinct types, and the conversions between them.
//!
//! Formula: gcoord `src/crs/GCJ02.ts` and `BD09.ts` (MIT); GCJ-02 lies about 600 m east of WGS-84 at Jiaozuo,
//! so that mixing them moves a resident by more than half a village.

use serde::{Deserialize, Serialize};

macro_rules! position {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
        pub struct $name {
            /// Degrees east.
            pub longitude: f64,
            /// Degrees north.
            pub latitude: f64,
        }

        impl $name {
            /// A position from degrees east and north.
            pub const fn new(longitude: f64, latitude: f64) -> Self {
                Self { longitude, latitude }
            }
        }
    };
}

position!(
    /// GPS, and within a metre CGCS2000 (天地图).
    Wgs84
);
position!(
    /// Amap, Tencent, WeChat.
    Gcj02
);
position!(
    /// Baidu.
    Bd09
);

/// Which system the numbers of a request are in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CoordinateSystem {
    /// [`Wgs84`].
    #[default]
    Wgs84,
    /// [`Gcj02`].
    Gcj02,
    /// [`Bd09`].
    Bd09,
}

impl CoordinateSystem {
    /// Every system.
    pub const ALL: [Self; 3] = [Self::Wgs84, Self::Gcj02, Self::Bd09];

    /// The code used in the API and in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Wgs84 => "wgs84",
            Self::Gcj02 => "gcj02",
            Self::Bd09 => "bd09",
        }
    }

    /// The system with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|system| system.code() == code)
    }

    /// Reads the numbers as this system's and gives the position in WGS-84.
    pub fn to_wgs84(self, longitude: f64, latitude: f64) -> Wgs84 {
        match self {
            Self::Wgs84 => Wgs84::new(longitude, latitude),
            Self::Gcj02 => Gcj02::new(longitude, latitude).into(),
            Self::Bd09 => Gcj02::from(Bd09::new(longitude, latitude)).into(),
        }
    }
}

const SEMI_MAJOR_AXIS: f64 = 6_378_245.0;
const ECCENTRICITY_SQUARED: f64 = 0.006_693_421_622_965_823;
/// Below a millimetre.
const INVERSE_TOLERANCE: f64 = 1e-9;

fn waves(x: f64) -> f64 {
    use std::f64::consts::PI;
    20.0 * (6.0 * x * PI).sin() + 20.0 * (2.0 * x * PI).sin()
}

fn shift(at: Wgs84) -> (f64, f64) {
    use std::f64::consts::PI;
    let (x, y) = (at.longitude - 105.0, at.latitude - 35.0);
    let root = x.abs().sqrt();
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * root
        + (waves(x) + 20.0 * (y * PI).sin() + 40.0 * (y / 3.0 * PI).sin()) * 2.0 / 3.0
        + (160.0 * (y / 12.0 * PI).sin() + 320.0 * (y / 30.0 * PI).sin()) * 2.0 / 3.0;
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * root
        + (waves(x) + 20.0 * (x * PI).sin() + 40.0 * (x / 3.0 * PI).sin()) * 2.0 / 3.0
        + (150.0 * (x / 12.0 * PI).sin() + 300.0 * (x / 30.0 * PI).sin()) * 2.0 / 3.0;
    let latitude = at.latitude.to_radians();
    let magic = 1.0 - ECCENTRICITY_SQUARED * latitude.sin().powi(2);
    let meridian = SEMI_MAJOR_AXIS * (1.0 - ECCENTRICITY_SQUARED) / (magic * magic.sqrt());
    let parallel = SEMI_MAJOR_AXIS / magic.sqrt() * latitude.cos();
    ((east / parallel).to_degrees(), (north / meridian).to_degrees())
}

impl From<Wgs84> for Gcj02 {
    fn from(at: Wgs84) -> Self {
        let (east, north) = shift(at);
        Self::new(at.longitude + east, at.latitude + north)
    }
}

impl From<Gcj02> for Wgs84 {
    /// The inverse has no closed form: the guess is corrected until it maps back within a millimetre.
    fn from(at: Gcj02) -> Self {
        let mut guess = Self::new(at.longitude, at.latitude);
        for _ in 0..30 {
            let there = Gcj02::from(guess);
            let (east, north) = (there.longitude - at.longitude, there.latitude - at.latitude);
            guess.longitude -= east;
            guess.latitude -= north;
            if east.abs() < INVERSE_TOLERANCE && north.abs() < INVERSE_TOLERANCE {
                break;
            }
        }
        guess
    }
}

const BAIDU_ANGLE: f64 = std::f64::consts::PI * 3000.0 / 180.0;

impl From<Gcj02> for Bd09 {
    fn from(at: Gcj02) -> Self {
        let (x, y) = (at.longitude, at.latitude);
        let length = x.hypot(y) + 0.000_02 * (y * BAIDU_ANGLE).sin();
        let angle = y.atan2(x) + 0.000_003 * (x * BAIDU_ANGLE).cos();
        Self::new(length * angle.cos() + 0.0065, length * angle.sin() + 0.006)
    }
}

impl From<Bd09> for Gcj02 {
    /// As above: corrected until it maps back.
    fn from(at: Bd09) -> Self {
        let mut guess = Self::new(at.longitude - 0.0065, at.latitude - 0.006);
        for _ in 0..30 {
            let there = Bd09::from(guess);
            let (east, north) = (there.longitude - at.longitude, there.latitude - at.latitude);
            guess.longitude -= east;
            guess.latitude -= north;
            if east.abs() < INVERSE_TOLERANCE && north.abs() < INVERSE_TOLERANCE {
                break;
            }
        }
        guess
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn metres(a: Wgs84, b: Wgs84) -> f64 {
        let east = (a.longitude - b.longitude) * a.latitude.to_radians().cos();
        east.hypot(a.latitude - b.latitude) * 111_320.0
    }

    #[test]
    fn published_vectors_hold_there_and_back() {
        let file: serde_json::Value =
            serde_json::from_str(include_str!("../../../server/data/coordinate-vectors.json")).unwrap();
        let vectors = file["wgs84_to_gcj02"].as_array().unwrap();
        assert_eq!(vectors.len(), 3);
        let at = |v: &serde_json::Value, i: usize| v[i].as_f64().unwrap();
        for vector in vectors {
            let (from, to) = (&vector["wgs84"], &vector["gcj02"]);
            let got = Gcj02::from(Wgs84::new(at(from, 0), at(from, 1)));
            assert!((got.longitude - at(to, 0)).abs() < 1e-6 && (got.latitude - at(to, 1)).abs() < 1e-6);
            let back = Wgs84::from(Gcj02::new(at(to, 0), at(to, 1)));
            assert!(metres(back, Wgs84::new(at(from, 0), at(from, 1))) < 0.5);
        }
    }

    #[test]
    fn the_shift_at_jiaozuo_is_as_measured() {
        let here = Wgs84::new(113.24, 35.21);
        let there = Gcj02::from(here);
        let shifted = metres(here, Wgs84::new(there.longitude, there.latitude));
        assert!((559.0..=601.0).contains(&shifted), "{shifted}");
    }

    proptest! {
        #[test]
        fn there_and_back_is_within_half_a_metre(longitude in 112.5..113.8, latitude in 34.8..35.6) {
            let here = Wgs84::new(longitude, latitude);
            let gcj = Gcj02::from(here);
            prop_assert!(metres(here, gcj.into()) < 0.5);
            prop_assert!(metres(here, Gcj02::from(Bd09::from(gcj)).into()) < 0.5);
        }

        /// The API reads numbers in the system that is named, and only then lands where they were taken.
        #[test]
        fn each_system_leads_to_the_same_place(longitude in 112.5..113.8, latitude in 34.8..35.6) {
            let here = Wgs84::new(longitude, latitude);
            let gcj = Gcj02::from(here);
            let bd = Bd09::from(gcj);
            for (system, longitude, latitude) in [
                (CoordinateSystem::Wgs84, here.longitude, here.latitude),
                (CoordinateSystem::Gcj02, gcj.longitude, gcj.latitude),
                (CoordinateSystem::Bd09, bd.longitude, bd.latitude),
            ] {
                prop_assert!(metres(here, system.to_wgs84(longitude, latitude)) < 0.5);
                // Mixed up, it is off by half a village or more.
                if system != CoordinateSystem::Wgs84 {
                    prop_assert!(metres(here, Wgs84::new(longitude, latitude)) > 400.0);
                }
            }
        }
    }
}
