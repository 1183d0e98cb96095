//! The file's lines: a tag, then parts after tabs. The order of lines decides what belongs to what.

use crate::domain::division::VillageKind;

/// The first line; a phone that finds another asks the server instead.
pub(super) const FORMAT: &str = "places 1";

/// `长chang,zhang 安an`: the readings of every character that names use.
pub(super) const READINGS: &str = "R";
/// A county: code, name.
pub(super) const COUNTY: &str = "C";
/// A town: code, name.
pub(super) const TOWN: &str = "T";
/// A village of the town above: the last three digits of its code, name, its committee's place in [`COMMITTEES`], and
/// its plate where that does not read as its characters usually do.
pub(super) const VILLAGE: &str = "V";
/// A version of a ban zone: identifier, county, title, issuer, number, issued, contact, in force, replaced, and letters
/// for what is so.
pub(super) const ZONE: &str = "Z";
/// What the notice above rests on, a part each.
pub(super) const BASIS: &str = "B";
/// Uses it exempts, a part each.
pub(super) const EXEMPTIONS: &str = "E";
/// Whole towns of the zone above, a part each.
pub(super) const TOWNS: &str = "TT";
/// Listed villages of the zone above, a part each.
pub(super) const VILLAGES: &str = "VV";
/// An area of the zone above that roads bound: its name, then the roads. Its line is left out: a village's code decides,
/// and the phone asks for no position.
pub(super) const RING: &str = "A";
/// Villages wholly inside the ring above, a part each.
pub(super) const RING_INSIDE: &str = "AI";
/// Villages that the ring above cuts, a part each.
pub(super) const RING_CUT: &str = "AC";

/// Letters of a zone: the whole county.
pub(super) const WHOLE_COUNTY: char = 'w';
/// Briquettes are banned too.
pub(super) const BRIQUETTES: char = 'b';
/// A demonstration.
pub(super) const DEMONSTRATION: char = 'd';

/// What a committee's name adds to the village's, and which committee that is.
pub(super) const COMMITTEES: [(&str, VillageKind); 6] = [
    ("村民委员会", VillageKind::Village),
    ("社区居民委员会", VillageKind::Community),
    ("居民委员会", VillageKind::Community),
    ("居委会", VillageKind::Community),
    ("村委会", VillageKind::Village),
    ("社区居委会", VillageKind::Community),
];

/// The text without characters that would end a part: tabs and line breaks become spaces.
pub(super) fn part(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
