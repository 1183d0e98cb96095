//! `[places]`: official ban zones, and how far the outlines may be off.

use std::path::PathBuf;

use app::domain::division::CountyCode;
use toml::de::DeValue;

use super::{
    reader::Section,
    value::{Value, short, texts},
};

/// Official ban zones, and how far the outlines may be off.
#[derive(Debug, Clone)]
pub struct PlacesConfig {
    /// The file of official zones; unset: `zones.toml` among the data files, if it is there.
    pub zones: Option<PathBuf>,
    /// How far off a county's outline may be, in metres.
    pub county_margin_metres: u32,
    /// Better figures for single counties.
    pub county_margins: Vec<(CountyCode, u32)>,
}

impl PlacesConfig {
    pub(super) fn read(section: &mut Section<'_, '_>) -> Self {
        Self {
            zones: section.optional("zones"),
            county_margin_metres: section.number("county_margin_metres", 6_000, 0..=100_000),
            county_margins: section.get("county_margins", Margins(Vec::new())).0,
        }
    }
}

/// Margins of single counties, each written `410883=1500`.
struct Margins(Vec<(CountyCode, u32)>);

impl Value for Margins {
    fn from_text(text: &str) -> Result<Self, String> {
        text.split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(margin)
            .collect::<Result<_, _>>()
            .map(Self)
    }
    fn from_toml(value: &DeValue<'_>) -> Result<Self, String> {
        texts(value)?
            .into_iter()
            .map(margin)
            .collect::<Result<_, _>>()
            .map(Self)
    }
    fn shown(&self) -> String {
        let margins: Vec<String> = self
            .0
            .iter()
            .map(|(county, metres)| format!("\"{county}={metres}\""))
            .collect();
        format!("[{}]", margins.join(", "))
    }
}

fn margin(text: &str) -> Result<(CountyCode, u32), String> {
    text.split_once('=')
        .and_then(|(county, metres)| Some((county.trim().parse().ok()?, metres.trim().parse().ok()?)))
        .ok_or_else(|| format!("“{}”应写成 410883=1500（区县代码=米）", short(text)))
}
