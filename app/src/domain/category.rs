//! What a tip can be about, and which clock it starts.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The category is not one of the plan's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("没有这个类别：{0}")]
pub struct UnknownCategory(pub String);

macro_rules! categories {
    ($($(#[$doc:meta])* $variant:ident = $code:literal),+ $(,)?) => {
        /// A tip's category; the routing table decides who acts on it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(into = "String", try_from = "String")]
        pub enum Category { $($(#[$doc])* $variant),+ }

        impl Category {
            /// Every category, in the order of the plan's clauses.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code used in addresses, the API and storage.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }

        impl FromStr for Category {
            type Err = UnknownCategory;
            fn from_str(code: &str) -> Result<Self, UnknownCategory> {
                match code { $($code => Ok(Self::$variant),)+ other => Err(UnknownCategory(other.chars().take(40).collect())) }
            }
        }
    };
}

categories! {
    /// Small ads, short videos and cards that sell coal.
    CoalAdvert = "coal_advert",
    /// A fixed seller or store of loose coal.
    LooseCoalSeller = "loose_coal_seller",
    /// A mobile vendor or coal vehicle.
    MobileVendor = "mobile_vendor",
    /// Sale by telephone or online.
    RemoteSale = "remote_sale",
    /// A merchant who burns or stores coal.
    MerchantBurning = "merchant_burning",
    /// Coal burnt in a household.
    HouseholdBurning = "household_burning",
    /// Coal burnt in farm production.
    FarmBurning = "farm_burning",
    /// A briquette maker or outlet that breaks the rules.
    BriquetteBusiness = "briquette_business",
    /// Poor briquettes.
    BriquetteQuality = "briquette_quality",
    /// Briquettes sold too dear.
    BriquettePrice = "briquette_price",
    /// Briquettes short or not delivered.
    BriquetteShortage = "briquette_shortage",
    /// A street stall that burns coal.
    StreetStall = "street_stall",
    /// An unlicensed briquette workshop.
    UnlicensedWorkshop = "unlicensed_workshop",
    /// Trouble with the heating switch: subsidy, price or supply.
    HeatingSwitch = "heating_switch",
    /// A question about a ban zone's boundary.
    ZoneBoundary = "zone_boundary",
    /// Rectification for show, or official inaction.
    ShamRectification = "sham_rectification",
    /// The sender is not sure.
    Unsure = "unsure",
}

impl Category {
    /// Household cases begin with help and never become notices (DESIGN section 3).
    pub const fn may_be_published(self) -> bool {
        !matches!(self, Self::HouseholdBurning)
    }

    /// Sellers of these kinds turn up in several places.
    pub const fn moves_about(self) -> bool {
        matches!(
            self,
            Self::MobileVendor | Self::CoalAdvert | Self::RemoteSale | Self::Unsure
        )
    }

    /// Whether a reporter is shown open cases of this kind near by, to join. Only for what moves or stands in public:
    /// neither a household nor an official must learn from a form that somebody complained, and help is one's own.
    pub const fn may_be_joined(self) -> bool {
        matches!(
            self,
            Self::CoalAdvert
                | Self::LooseCoalSeller
                | Self::MobileVendor
                | Self::RemoteSale
                | Self::MerchantBurning
                | Self::StreetStall
                | Self::UnlicensedWorkshop
                | Self::BriquetteBusiness
        )
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl From<Category> for String {
    fn from(category: Category) -> Self {
        category.code().to_owned()
    }
}

impl TryFrom<String> for Category {
    type Error = UnknownCategory;
    fn try_from(code: String) -> Result<Self, UnknownCategory> {
        code.parse()
    }
}

/// Which of the 12345 rule's clocks a category starts (河南省12345政务服务便民热线运行管理办法).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TipKind {
    /// 投诉、举报: closed within 10 working days.
    Report,
    /// 求助: closed within 5 working days.
    Help,
    /// 咨询: closed within 3 working days.
    Question,
}

/// How a question of a category is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AnswerKind {
    /// One of a few options.
    Choice {
        /// The options, in the order shown.
        options: Vec<AnswerOption>,
    },
    /// A short line of text.
    Text {
        /// Most characters accepted.
        max: usize,
        /// An example inside the field.
        #[serde(default)]
        placeholder: String,
    },
}

/// One option of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerOption {
    /// What is stored.
    pub value: String,
    /// What is shown.
    pub label: String,
}

/// A category's own question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Stable name; the form's field is `answer.<id>`.
    pub id: String,
    /// The question in plain words.
    pub label: String,
    /// Help below the field.
    #[serde(default)]
    pub hint: String,
    /// What its answer identifies; nothing for most.
    #[serde(default)]
    pub identifies: Option<Identifies>,
    /// How it is answered.
    #[serde(flatten)]
    pub answer: AnswerKind,
}

/// What an answer identifies: with it a tip is easier to act on, and tips of one seller are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Identifies {
    /// A seller: by a plate, a telephone number, a name.
    Seller,
    /// An account of a platform, by its name.
    Account,
}

/// What residents are told about a category and asked in it; data, not code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryGuide {
    /// The category.
    #[serde(rename = "code")]
    pub category: Category,
    /// Its name in plain words, such as 流动卖煤车.
    pub name: String,
    /// One sentence that says when to choose it.
    pub hint: String,
    /// The icon's name in the sprite.
    pub icon: String,
    /// Which clock it starts.
    pub kind: TipKind,
    /// Said before sending where help comes first.
    #[serde(default)]
    pub notice: String,
    /// What makes a tip of this category easy to act on, of `place`, `time`, `photo`, `plate`.
    #[serde(default)]
    pub coach: Vec<String>,
    /// Words by which it is proposed to who is not sure.
    #[serde(default)]
    pub words: Vec<String>,
    /// Its own questions.
    #[serde(default, rename = "question")]
    pub questions: Vec<Question>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_parses_back() {
        for category in Category::ALL {
            assert_eq!(category.code().parse::<Category>().unwrap(), *category);
        }
        assert!("mobile_vendors".parse::<Category>().is_err());
    }

    #[test]
    fn a_household_is_never_published() {
        assert!(!Category::HouseholdBurning.may_be_published());
        assert!(Category::MobileVendor.may_be_published());
        for kept_apart in [
            Category::HouseholdBurning,
            Category::ShamRectification,
            Category::HeatingSwitch,
            Category::Unsure,
        ] {
            assert!(!kept_apart.may_be_joined(), "{kept_apart}");
        }
        assert!(Category::MobileVendor.may_be_joined());
    }
}
