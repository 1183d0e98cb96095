//! Tips that staff enter for somebody who calls, comes or writes.

use std::str::FromStr;

use super::case::UnknownCode;

/// How it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// By telephone.
    Telephone,
    /// In person.
    Visit,
    /// By letter.
    Letter,
}

impl Channel {
    /// Every channel, in the order offered.
    pub const ALL: [Self; 3] = [Self::Telephone, Self::Visit, Self::Letter];

    /// The code used in forms and storage.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Telephone => "telephone",
            Self::Visit => "visit",
            Self::Letter => "letter",
        }
    }

    /// What staff call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Telephone => "电话",
            Self::Visit => "来访",
            Self::Letter => "信件",
        }
    }
}

impl FromStr for Channel {
    type Err = UnknownCode;
    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        Self::ALL.into_iter().find(|c| c.code() == code).ok_or(UnknownCode)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_back() {
        for channel in Channel::ALL {
            assert_eq!(channel.code().parse(), Ok(channel));
        }
        assert!("pigeon".parse::<Channel>().is_err());
    }
}
