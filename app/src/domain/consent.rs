//! The bodies that must agree before a ban zone is published, and how far they have.

use super::agency::Agency;

/// The eight bodies that join ecology in drawing a ban zone (plan 二(二)).
pub const CONSULTED: [Agency; 8] = [
    Agency::DevelopmentReform,
    Agency::Industry,
    Agency::MarketRegulation,
    Agency::Transport,
    Agency::PublicSecurity,
    Agency::NaturalResources,
    Agency::CityManagement,
    Agency::Agriculture,
];

/// What one body has said of the text as it now stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// Nothing yet.
    Asked,
    /// It agrees.
    Agreed,
    /// It does not.
    Objected,
}

impl Consent {
    /// What staff read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Asked => "还没答复",
            Self::Agreed => "同意",
            Self::Objected => "不同意",
        }
    }
}

/// Where each body stands, in the order of [`CONSULTED`]: its last answer to this revision counts; one to an earlier
/// text does not. `answers` are body, revision and whether it agrees, oldest first.
pub fn standing(answers: &[(Agency, i64, bool)], revision: i64) -> [Consent; 8] {
    CONSULTED.map(|body| {
        let mut own = answers.iter().rev().filter(|(agency, ..)| *agency == body);
        match own.find(|(_, answered, _)| *answered == revision) {
            Some((_, _, true)) => Consent::Agreed,
            Some((_, _, false)) => Consent::Objected,
            None => Consent::Asked,
        }
    })
}

/// Whether all agree.
pub fn all_agree(standing: &[Consent]) -> bool {
    standing.iter().all(|consent| *consent == Consent::Agreed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_answer_to_this_text_counts() {
        let all: Vec<(Agency, i64, bool)> = CONSULTED.iter().map(|body| (*body, 3, true)).collect();
        assert!(all_agree(&standing(&all, 3)));
        assert_eq!(
            standing(&all, 4),
            [Consent::Asked; 8],
            "a changed text is asked about again"
        );
        let mut objected = all.clone();
        objected.push((Agency::Transport, 3, false));
        let now = standing(&objected, 3);
        assert_eq!(now[3], Consent::Objected);
        assert!(!all_agree(&now));
        objected.push((Agency::Transport, 3, true));
        assert!(all_agree(&standing(&objected, 3)));
    }
}
