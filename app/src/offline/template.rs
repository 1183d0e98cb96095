//! The offline page's ready-made pieces: the server renders one for every kind of answer, the phone picks one and fills it.
//!
//! So the phone shows what the server's own components made, and carries no second copy of them.

use crate::{
    answer::household_briquette,
    domain::{
        who_may_burn::Allowance,
        zone::{UndeterminedReason, ZoneStatus},
    },
    ports::VillageAnswer,
};

/// The offline page's own address; the service worker shows it for others.
pub const PATH: &str = "/offline";
/// Identifier of the element that holds the answer.
pub const ANSWER: &str = "offline-answer";

/// What is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// A village's name.
    Name,
    /// Its reading.
    Pinyin,
    /// Its county.
    County,
    /// Its town.
    Town,
    /// Its code.
    Code,
    /// The notice's title.
    Title,
    /// The notice's number.
    Number,
    /// The first day in force, in words.
    InForce,
    /// The area a ring bounds.
    Area,
    /// The roads that bound it.
    Roads,
    /// The day the server last confirmed the file, in words.
    AsOf,
    /// What was searched.
    Query,
}

impl Slot {
    /// How it stands in a piece: no text contains this by chance.
    pub const fn mark(self) -> &'static str {
        match self {
            Self::Name => "{name}",
            Self::Pinyin => "{pinyin}",
            Self::County => "{county}",
            Self::Town => "{town}",
            Self::Code => "{code}",
            Self::Title => "{title}",
            Self::Number => "{number}",
            Self::InForce => "{in-force}",
            Self::Area => "{area}",
            Self::Roads => "{roads}",
            Self::AsOf => "{as-of}",
            Self::Query => "{query}",
        }
    }
}

/// A ready-made piece of the offline page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// Inside, briquettes banned too.
    Inside,
    /// Inside, where the notice leaves briquettes out.
    InsideUnsure,
    /// Outside.
    Outside,
    /// Cut by a ring.
    Cut,
    /// No notice.
    NoNotice,
    /// One village among several, inside.
    ChoiceInside,
    /// The same, outside.
    ChoiceOutside,
    /// The same, undetermined.
    ChoiceUndetermined,
    /// Above a list of villages.
    Choices,
    /// Nothing fits what was searched.
    Nothing,
    /// No such village.
    Unknown,
    /// A page that needs the network.
    NeedsNetwork,
    /// The offline page itself.
    Itself,
    /// No file on this phone.
    NothingStored,
    /// On which day the server last confirmed the file.
    AsOf,
    /// That this is long ago.
    Old,
    /// Some status rests on a demonstration zone.
    Demonstration,
}

impl Piece {
    /// Every piece.
    pub const ALL: [Self; 17] = [
        Self::Inside,
        Self::InsideUnsure,
        Self::Outside,
        Self::Cut,
        Self::NoNotice,
        Self::ChoiceInside,
        Self::ChoiceOutside,
        Self::ChoiceUndetermined,
        Self::Choices,
        Self::Nothing,
        Self::Unknown,
        Self::NeedsNetwork,
        Self::Itself,
        Self::NothingStored,
        Self::AsOf,
        Self::Old,
        Self::Demonstration,
    ];

    /// The identifier of its `<template>`.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Inside => "o-inside",
            Self::InsideUnsure => "o-inside-unsure",
            Self::Outside => "o-outside",
            Self::Cut => "o-cut",
            Self::NoNotice => "o-no-notice",
            Self::ChoiceInside => "o-choice-inside",
            Self::ChoiceOutside => "o-choice-outside",
            Self::ChoiceUndetermined => "o-choice-undetermined",
            Self::Choices => "o-choices",
            Self::Nothing => "o-nothing",
            Self::Unknown => "o-unknown",
            Self::NeedsNetwork => "o-needs-network",
            Self::Itself => "o-itself",
            Self::NothingStored => "o-nothing-stored",
            Self::AsOf => "o-as-of",
            Self::Old => "o-old",
            Self::Demonstration => "o-demonstration",
        }
    }

    /// The piece that says what `answer` says. A code never leaves only a position to go by.
    pub fn of(answer: &VillageAnswer) -> Self {
        match (answer.status, answer.reason) {
            (ZoneStatus::Inside, _) if household_briquette(&answer.rows) == Allowance::Forbidden => Self::Inside,
            (ZoneStatus::Inside, _) => Self::InsideUnsure,
            (ZoneStatus::Outside, _) => Self::Outside,
            (ZoneStatus::Undetermined, Some(UndeterminedReason::CutByBoundary)) => Self::Cut,
            (ZoneStatus::Undetermined, _) => Self::NoNotice,
        }
    }

    /// One village among several.
    pub const fn choice(status: ZoneStatus) -> Self {
        match status {
            ZoneStatus::Inside => Self::ChoiceInside,
            ZoneStatus::Outside => Self::ChoiceOutside,
            ZoneStatus::Undetermined => Self::ChoiceUndetermined,
        }
    }
}

/// The piece with its slots filled. What is filled in is text, whatever it contains.
pub fn fill(piece: &str, slots: &[(Slot, &str)]) -> String {
    let mut out = String::with_capacity(piece.len() + 64);
    let mut rest = piece;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match slots.iter().find(|(slot, _)| rest.starts_with(slot.mark())) {
            Some((slot, text)) => {
                escape(text, &mut out);
                rest = &rest[slot.mark().len()..];
            }
            None => {
                out.push('{');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_filled_with_text_and_nothing_else() {
        let piece = "<h1>{name}</h1><a href=\"/v/{code}\">{county}{</a>";
        let slots = [
            (Slot::Name, "<b>\"{code}\"&"),
            (Slot::Code, "410821100207"),
            (Slot::County, "修武县"),
        ];
        assert_eq!(
            fill(piece, &slots),
            "<h1>&lt;b&gt;&quot;{code}&quot;&amp;</h1><a href=\"/v/410821100207\">修武县{</a>"
        );
    }

    #[test]
    fn pieces_have_names_of_their_own() {
        let ids: std::collections::BTreeSet<_> = Piece::ALL.iter().map(|piece| piece.id()).collect();
        assert_eq!(ids.len(), Piece::ALL.len());
    }
}
