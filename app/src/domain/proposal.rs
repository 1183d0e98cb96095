//! Which category somebody's own words speak of, and why.

use serde::{Deserialize, Serialize};

use super::category::{Category, CategoryGuide};

/// Most categories proposed.
const PROPOSALS_MAX: usize = 2;
/// Most words named as the reason.
const REASONS_MAX: usize = 3;

/// A category with the words that speak for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryWords {
    /// The category.
    pub category: Category,
    /// Its name in plain words.
    pub name: String,
    /// Words that speak for it.
    pub words: Vec<String>,
}

impl From<&CategoryGuide> for CategoryWords {
    fn from(guide: &CategoryGuide) -> Self {
        Self {
            category: guide.category,
            name: guide.name.clone(),
            words: guide.words.clone(),
        }
    }
}

/// A category that the words speak of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The category.
    pub category: Category,
    /// Its name in plain words.
    pub name: String,
    /// The words that speak for it.
    pub because: Vec<String>,
}

impl Proposal {
    /// The reason in a sentence.
    pub fn reason(&self) -> String {
        let words: Vec<String> = self.because.iter().map(|word| format!("“{word}”")).collect();
        format!("因为您写了{}", words.join("、"))
    }
}

/// The likeliest categories, best first; none where nothing speaks for any. A longer word says more than a short one, and
/// a word within another that was found says nothing of its own. Between equals the order of the data decides.
pub fn propose(text: &str, categories: &[CategoryWords]) -> Vec<Proposal> {
    let mut weighed: Vec<(usize, Proposal)> = categories.iter().filter_map(|c| weigh(text, c)).collect();
    let mut proposed = Vec::new();
    let mut enough = 0;
    // Sorting for the sake of two would weigh more in the browser than all the rest of this.
    while proposed.len() < PROPOSALS_MAX {
        let Some(best) = (0..weighed.len()).rev().max_by_key(|at| weighed[*at].0) else {
            break;
        };
        let (weight, proposal) = weighed.remove(best);
        // Far weaker ones would only confuse.
        if weight < enough {
            break;
        }
        enough = weight.div_ceil(2);
        proposed.push(proposal);
    }
    proposed
}

fn weigh(text: &str, category: &CategoryWords) -> Option<(usize, Proposal)> {
    let found: Vec<&String> = category
        .words
        .iter()
        .filter(|word| text.contains(word.as_str()))
        .collect();
    let within = |word: &str| {
        found
            .iter()
            .any(|other| other.len() > word.len() && other.contains(word))
    };
    let speaking = found.iter().filter(|word| !within(word));
    let weight = speaking.clone().map(|word| word.chars().count()).sum();
    let because = speaking.take(REASONS_MAX).map(|word| (*word).clone()).collect();
    (weight > 0).then(|| {
        let proposal = Proposal {
            category: category.category,
            name: category.name.clone(),
            because,
        };
        (weight, proposal)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn categories() -> Vec<CategoryWords> {
        [
            (Category::MobileVendor, "流动卖煤车", ["三轮车", "三轮", "拉煤"]),
            (Category::CoalAdvert, "卖煤小广告", ["广告", "卡片", "短视频"]),
            (Category::MerchantBurning, "饭店、商户烧煤", ["饭店", "锅炉", "烧煤"]),
        ]
        .into_iter()
        .map(|(category, name, words)| CategoryWords {
            category,
            name: name.into(),
            words: words.map(str::to_owned).to_vec(),
        })
        .collect()
    }

    #[test]
    fn words_decide_and_are_the_reason() {
        for (text, expected) in [
            (
                "有个三轮车拉煤进村",
                &[(Category::MobileVendor, "因为您写了“三轮车”、“拉煤”")][..],
            ),
            ("电线杆上贴着广告", &[(Category::CoalAdvert, "因为您写了“广告”")]),
            (
                "饭店门口停着三轮",
                &[
                    (Category::MobileVendor, "因为您写了“三轮”"),
                    (Category::MerchantBurning, "因为您写了“饭店”"),
                ],
            ),
            ("说不清楚", &[]),
            ("", &[]),
        ] {
            let proposed = propose(text, &categories());
            let short: Vec<_> = proposed.iter().map(|p| (p.category, p.reason())).collect();
            let expected: Vec<_> = expected.iter().map(|(c, r)| (*c, (*r).to_owned())).collect();
            assert_eq!(short, expected, "{text}");
        }
    }

    #[test]
    fn what_is_far_weaker_is_not_offered() {
        let proposed = propose("三轮车拉煤，旁边贴着广告", &categories());
        assert_eq!(proposed.len(), 1, "{proposed:?}");
    }
}
