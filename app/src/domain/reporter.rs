//! What the holder of a receipt may do with their tip, and until when; the receipt is the only proof asked for.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{
    calendar::{CHINA, WorkCalendar, china_date},
    case::{CaseState, UnknownCode},
};

/// Most messages one reporter writes about one tip.
pub const MESSAGES_MAX: usize = 50;
/// Most photos of one tip, those added later included.
pub const ALL_PHOTOS_MAX: usize = 30;

/// What a reporter does after filing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// Writes to the office, or answers its question.
    Write,
    /// Adds photos.
    AddPhotos,
    /// Takes the tip back.
    Withdraw,
    /// Says how it went.
    Rate,
    /// Asks for the case to be worked again.
    Reopen,
    /// Claims the reward.
    Claim,
}

impl Deed {
    /// Every deed, in the order offered.
    pub const ALL: [Self; 6] = [
        Self::Write,
        Self::AddPhotos,
        Self::Rate,
        Self::Reopen,
        Self::Claim,
        Self::Withdraw,
    ];

    /// The code used in forms and the API's addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Write => "messages",
            Self::AddPhotos => "photos",
            Self::Withdraw => "withdrawal",
            Self::Rate => "rating",
            Self::Reopen => "reopening",
            Self::Claim => "reward",
        }
    }
}

impl FromStr for Deed {
    type Err = UnknownCode;
    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        Self::ALL.into_iter().find(|d| d.code() == code).ok_or(UnknownCode)
    }
}

/// How satisfied a reporter is, 1 to 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Score(u8);

impl Score {
    /// Every score, best first, as it is offered.
    pub const ALL: [Self; 5] = [Self(5), Self(4), Self(3), Self(2), Self(1)];

    /// The score with this number.
    pub fn new(number: u8) -> Option<Self> {
        (1..=5).contains(&number).then_some(Self(number))
    }

    /// 1 to 5.
    pub const fn number(self) -> u8 {
        self.0
    }

    /// In words.
    pub const fn label(self) -> &'static str {
        match self.0 {
            1 => "很不满意",
            2 => "不满意",
            3 => "一般",
            4 => "满意",
            _ => "很满意",
        }
    }
}

/// Where a tip stands, as far as its reporter's rights go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TipStanding {
    /// The state of the case it is worked in.
    pub state: CaseState,
    /// When that case was closed, if it is.
    pub closed_at: Option<OffsetDateTime>,
    /// Its reporter took it back.
    pub withdrawn: bool,
    /// When its reporter last rated.
    pub rated_at: Option<OffsetDateTime>,
    /// Its reporter asked once for the case to be worked again.
    pub reopened: bool,
    /// Last moment to ask for that; none while the case is open.
    pub reopen_until: Option<OffsetDateTime>,
    /// Messages its reporter wrote.
    pub messages: usize,
    /// Photos it has.
    pub photos: usize,
    /// What may be claimed for it.
    pub reward: Claimable,
}

/// Whether a reward may be claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claimable {
    /// No rule is known, so that nothing may be promised.
    NoRule,
    /// The case did not end with a violation, or not yet.
    NotFound,
    /// It may.
    Open,
    /// It was.
    Claimed,
}

/// Why a reporter may not do something; the sentence is for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The tip was taken back.
    #[error("这条线索您已经撤回，不能再改了。又看见了，请再报一条")]
    Withdrawn,
    /// The case is closed.
    #[error("已经办结，不能再补充。对结果不满意，可以申请再办一次")]
    Closed,
    /// The case is not closed yet.
    #[error("还没办结，办结以后再来")]
    NotClosed,
    /// Rated since it was closed.
    #[error("您已经评过分了，谢谢")]
    Rated,
    /// Asked for once already.
    #[error("再办一次只能申请一回，您已经申请过了。还不满意，请打 12345")]
    Reopened,
    /// Too late.
    #[error("办结太久了，不能再申请。还有情况，请再报一条，或者打 12345")]
    TooLate,
    /// No rule is known.
    #[error("奖励办法还没有公布，现在不能申请")]
    NoRule,
    /// No violation was found.
    #[error("查实违法并办结以后，才能申请奖励")]
    NothingFound,
    /// Claimed already.
    #[error("您已经申请过奖励了")]
    Claimed,
    /// Enough messages.
    #[error("话已经写了很多条，不能再写了。急事请打 12345")]
    Full,
}

/// Whether the reporter of a tip may do this now.
///
/// # Errors
/// [`Refusal`], which says why.
pub fn may_do(deed: Deed, tip: &TipStanding, now: OffsetDateTime) -> Result<(), Refusal> {
    if tip.withdrawn {
        return Err(Refusal::Withdrawn);
    }
    let closed = tip.state == CaseState::Closed;
    let late = || tip.reopen_until.is_none_or(|until| now >= until);
    let rated = || tip.rated_at.is_some() && tip.rated_at >= tip.closed_at;
    match deed {
        Deed::Write | Deed::AddPhotos | Deed::Withdraw if closed => Err(Refusal::Closed),
        Deed::Rate | Deed::Reopen if !closed => Err(Refusal::NotClosed),
        Deed::Write if tip.messages >= MESSAGES_MAX => Err(Refusal::Full),
        Deed::AddPhotos if tip.photos >= ALL_PHOTOS_MAX => Err(Refusal::Full),
        Deed::Rate if rated() => Err(Refusal::Rated),
        Deed::Reopen if tip.reopened => Err(Refusal::Reopened),
        Deed::Reopen if late() => Err(Refusal::TooLate),
        Deed::Claim => match tip.reward {
            Claimable::Open => Ok(()),
            Claimable::NoRule => Err(Refusal::NoRule),
            Claimable::NotFound => Err(Refusal::NothingFound),
            Claimable::Claimed => Err(Refusal::Claimed),
        },
        Deed::Write | Deed::AddPhotos | Deed::Withdraw | Deed::Rate | Deed::Reopen => Ok(()),
    }
}

/// Until when a case closed at an instant may be opened again: the end of the `days`-th working day after.
pub fn reopen_until(calendar: &WorkCalendar, closed_at: OffsetDateTime, days: u32) -> OffsetDateTime {
    let last = calendar.working_day_after(china_date(closed_at), days);
    let after = last.next_day().unwrap_or(last);
    after.with_time(time::Time::MIDNIGHT).assume_offset(CHINA)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::{Duration, macros::datetime};

    const NOW: OffsetDateTime = datetime!(2026-11-23 10:00 +8);

    fn open() -> TipStanding {
        TipStanding {
            state: CaseState::Investigating,
            closed_at: None,
            withdrawn: false,
            rated_at: None,
            reopened: false,
            reopen_until: None,
            messages: 0,
            photos: 0,
            reward: Claimable::NoRule,
        }
    }

    fn closed() -> TipStanding {
        TipStanding {
            state: CaseState::Closed,
            closed_at: Some(NOW - Duration::days(1)),
            reopen_until: Some(NOW + Duration::days(1)),
            ..open()
        }
    }

    /// A tip, and why its reporter may not do each of [`Deed::ALL`]; none where they may.
    type Row = (&'static str, TipStanding, [Option<Refusal>; 6]);

    fn check(rows: &[Row]) {
        for (name, tip, expected) in rows {
            assert_eq!(Deed::ALL.map(|deed| may_do(deed, tip, NOW).err()), *expected, "{name}");
        }
    }

    const C: Option<Refusal> = Some(Refusal::Closed);
    const N: Option<Refusal> = Some(Refusal::NotClosed);
    const R: Option<Refusal> = Some(Refusal::NoRule);
    const F: Option<Refusal> = Some(Refusal::Full);

    #[test]
    fn what_a_reporter_may_do_while_the_case_is_open() {
        let full = TipStanding {
            messages: MESSAGES_MAX,
            photos: ALL_PHOTOS_MAX,
            ..open()
        };
        let withdrawn = TipStanding {
            withdrawn: true,
            reward: Claimable::Open,
            ..open()
        };
        check(&[
            ("open", open(), [None, None, N, N, R, None]),
            ("full", full, [F, F, N, N, R, None]),
            ("withdrawn", withdrawn, [Some(Refusal::Withdrawn); 6]),
        ]);
    }

    #[test]
    fn what_a_reporter_may_do_once_it_is_closed() {
        let rated = TipStanding {
            rated_at: Some(NOW),
            reward: Claimable::NotFound,
            ..closed()
        };
        let reopened = TipStanding {
            rated_at: Some(NOW - Duration::days(3)),
            reopened: true,
            ..closed()
        };
        let late = TipStanding {
            reopen_until: Some(NOW),
            ..closed()
        };
        let of_reward = |reward| TipStanding { reward, ..closed() };
        let withdrawn = TipStanding {
            withdrawn: true,
            ..closed()
        };
        let (done, nothing) = (Some(Refusal::Rated), Some(Refusal::NothingFound));
        let (once, claimed) = (Some(Refusal::Reopened), Some(Refusal::Claimed));
        check(&[
            ("closed", closed(), [C, C, None, None, R, C]),
            (
                "to be rewarded",
                of_reward(Claimable::Open),
                [C, C, None, None, None, C],
            ),
            ("claimed", of_reward(Claimable::Claimed), [C, C, None, None, claimed, C]),
            ("rated", rated, [C, C, done, None, nothing, C]),
            ("rated, reopened, closed again", reopened, [C, C, None, once, R, C]),
            ("too late", late, [C, C, None, Some(Refusal::TooLate), R, C]),
            ("withdrawn before", withdrawn, [Some(Refusal::Withdrawn); 6]),
        ]);
    }

    #[test]
    fn the_time_to_reopen_counts_working_days() {
        let friday = datetime!(2026-11-20 16:00 +8);
        let until = reopen_until(&WorkCalendar::default(), friday, 10);
        assert_eq!(until, datetime!(2026-12-05 0:00 +8));
    }

    #[test]
    fn codes_and_scores_read_back() {
        for deed in Deed::ALL {
            assert_eq!(deed.code().parse(), Ok(deed));
        }
        assert_eq!(Score::new(1).map(Score::label), Some("很不满意"));
        assert!(Score::new(0).is_none() && Score::new(6).is_none());
    }
}
