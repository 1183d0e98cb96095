//! Documents that one person drafts and another publishes, each a version that takes effect on a day: zones and prices.

use std::str::FromStr;

use super::case::UnknownCode;

/// What an edition is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EditionKind {
    /// A county's ban zone.
    BanZone,
    /// A price or subsidy rule.
    Price,
}

impl EditionKind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::BanZone, Self::Price];

    /// The code used in storage.
    pub const fn code(self) -> &'static str {
        match self {
            Self::BanZone => "ban_zone",
            Self::Price => "price",
        }
    }
}

impl FromStr for EditionKind {
    type Err = UnknownCode;
    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.code() == code)
            .ok_or(UnknownCode)
    }
}

/// How far an edition has come.
///
/// That it has been replaced is no state: it follows from the day and from what was published after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EditionState {
    /// Being written.
    Draft,
    /// Found whole by the checks, waiting for a second person; can no longer be changed.
    Checked,
    /// Published, for good: it takes effect on its day.
    Published,
    /// Given up, or withdrawn before its day.
    Withdrawn,
}

impl EditionState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Draft, Self::Checked, Self::Published, Self::Withdrawn];

    /// The code used in storage.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Checked => "checked",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// What staff call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Draft => "草稿",
            Self::Checked => "待审核",
            Self::Published => "已发布",
            Self::Withdrawn => "已撤回",
        }
    }
}

impl FromStr for EditionState {
    type Err = UnknownCode;
    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        Self::ALL
            .into_iter()
            .find(|state| state.code() == code)
            .ok_or(UnknownCode)
    }
}
