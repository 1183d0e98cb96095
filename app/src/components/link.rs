//! Addresses of public pages, with what they carry safely encoded.

use std::fmt::Write;

use crate::domain::{
    category::Category,
    division::{CountyCode, TownCode, VillageCode},
    meaning::Audience,
};

/// A village's page.
pub fn village(code: VillageCode) -> String {
    format!("/v/{code}")
}

/// What a village's answer means for one kind of person.
pub fn meaning(code: VillageCode, audience: Audience) -> String {
    format!("/v/{code}/for/{}", audience.code())
}

/// A village's answers over time.
pub fn village_history(code: VillageCode) -> String {
    format!("/v/{code}/history")
}

/// A county's notices.
pub fn zone_notices(code: CountyCode) -> String {
    format!("/zones/{code}")
}

/// A guide.
pub fn guide(topic: &str) -> String {
    format!("/guide/{topic}")
}

/// The villages that fit a query.
pub fn check(query: &str) -> String {
    format!("/check?q={}", encode(query))
}

/// The towns of a county, to choose from.
pub fn towns(county: CountyCode) -> String {
    format!("/check?county={county}")
}

/// The villages of a town, to choose from.
pub fn villages_of(town: TownCode) -> String {
    format!("/check?town={town}")
}

/// The map, opened for a village if one is known.
pub fn map(village: Option<VillageCode>) -> String {
    village.map_or_else(|| "/map".to_owned(), |code| format!("/map?village={code}"))
}

/// The choice of what a tip is about, from a village if one is known.
pub fn report(village: Option<VillageCode>) -> String {
    village.map_or_else(|| "/report".to_owned(), |code| format!("/report?village={code}"))
}

/// The form of one category, from a village if one is known.
pub fn report_form(category: Category, village: Option<VillageCode>) -> String {
    village.map_or_else(
        || format!("/report/{category}"),
        |code| format!("/report/{category}?village={code}"),
    )
}

/// Turns elder view on or off and comes back to `path`.
pub fn view(elder: bool, path: &str) -> String {
    let back = if path.is_empty() { "/" } else { path };
    format!("/view?elder={}&back={}", u8::from(elder), encode(back))
}

/// Percent-encodes all but unreserved characters and the slash.
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_cannot_leave_its_parameter() {
        assert_eq!(check("王庄&a=b"), "/check?q=%E7%8E%8B%E5%BA%84%26a%3Db");
        assert_eq!(view(true, "/check?q=a"), "/view?elder=1&back=/check%3Fq%3Da");
        assert_eq!(view(false, ""), "/view?elder=0&back=/");
    }
}
