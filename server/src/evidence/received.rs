//! What a line of history proves of what came with it: a digest of the words, and the photos' own.
//!
//! The line's commitment covers both, and the case's chain the line: a tip whose words are changed afterwards, or a photo
//! that is taken away, no longer fits its history. An erasure takes the digests with the words.

use std::collections::BTreeMap;

use app::domain::tip::Tip;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What came with a line of history; nothing for most lines.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Received {
    /// [`Words::digest`] of a tip's words, in hexadecimal; none where no tip came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// SHA-256 of each photo as received, in hexadecimal, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<String>,
}

impl Received {
    /// Photos alone.
    pub fn photos<'a>(photos: impl IntoIterator<Item = &'a [u8; 32]>) -> Self {
        Self {
            words: None,
            photos: photos.into_iter().map(hex::encode).collect(),
        }
    }

    /// A tip with its photos.
    pub fn tip<'a>(tip: &Tip, photos: impl IntoIterator<Item = &'a [u8; 32]>) -> Self {
        Self {
            words: Some(Words::of(tip).digest()),
            ..Self::photos(photos)
        }
    }

    /// Whether nothing came.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A tip's words in the one form that is hashed and that an evidence package shows. Field order is part of the format. The
/// position stays out: it may be the reporter's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// The category's code.
    pub category: String,
    /// The village's code; empty if none.
    pub village: String,
    /// The place in words.
    pub place: String,
    /// When it was, as [`app::domain::happened::Happened`] writes it; empty if nothing was said.
    pub happened: String,
    /// Answers by question.
    pub answers: BTreeMap<String, String>,
    /// What the reporter wrote.
    pub text: String,
    /// Further places and times.
    pub sightings: Vec<(String, String)>,
}

impl Words {
    /// Those of a tip.
    pub fn of(tip: &Tip) -> Self {
        Self {
            category: tip.category.code().to_owned(),
            village: tip.village.map(|code| code.to_string()).unwrap_or_default(),
            place: tip.place_text.clone(),
            happened: tip.happened.map(|at| at.to_string()).unwrap_or_default(),
            answers: tip.answers.clone(),
            text: tip.text.clone(),
            sightings: tip
                .sightings
                .iter()
                .map(|seen| (seen.place.clone(), seen.when.clone()))
                .collect(),
        }
    }

    /// SHA-256 over its JSON, in hexadecimal.
    pub fn digest(&self) -> String {
        // Texts alone always become JSON.
        hex::encode(Sha256::digest(serde_json::to_vec(self).unwrap_or_default()))
    }
}
