//! A guide: short answers to what people ask, written in Markdown and read at start.

use crate::icon::Icon;

/// A guide in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuideCard {
    /// Its topic, as in `/guide/{topic}`.
    pub topic: String,
    /// Its title.
    pub title: String,
    /// Its summary.
    pub description: String,
}

/// A guide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guide {
    /// What its list shows.
    pub card: GuideCard,
    /// What it says.
    pub blocks: Vec<GuideBlock>,
}

/// A block of a guide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GuideBlock {
    /// A heading below the title.
    Heading(String),
    /// A paragraph.
    Paragraph(Vec<GuideSpan>),
    /// A list.
    Bullets(Vec<Vec<GuideSpan>>),
    /// A list whose order matters.
    Steps(Vec<Vec<GuideSpan>>),
    /// A list whose items each have a title and an icon.
    Points(Vec<GuidePoint>),
    /// Links that stand alone in their paragraph: shown as buttons, as address and words.
    Actions(Vec<(String, String)>),
}

/// An item with a title and an icon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuidePoint {
    /// Its icon.
    pub icon: Icon,
    /// Its title.
    pub title: String,
    /// What it says.
    pub text: Vec<GuideSpan>,
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GuideSpan {
    /// Plain words.
    Text(String),
    /// Stressed words.
    Strong(String),
    /// A link within the site, or a telephone number.
    Link {
        /// Its address.
        href: String,
        /// Its words.
        text: String,
    },
}
