//! A village's name in pinyin, as it stands on the plate at its gate.

use super::village_search::Readings;

/// The name by each character's likeliest reading, in capitals: WANGZHUANG. Characters without a reading are left out.
pub fn plate(name: &str, readings: &Readings) -> String {
    capitals(name.chars().filter_map(|c| readings.of(c).first()).map(AsRef::as_ref))
}

/// Syllables as a plate joins them (汉语拼音正词法基本规则): an apostrophe parts one that begins with a vowel, v reads Ü.
pub fn capitals<'r>(syllables: impl Iterator<Item = &'r str>) -> String {
    let mut plate = String::new();
    for syllable in syllables {
        if !plate.is_empty() && syllable.starts_with(['a', 'e', 'o']) {
            plate.push('\'');
        }
        plate.push_str(&syllable.to_ascii_uppercase().replace('V', "Ü"));
    }
    plate
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plates_are_written_by_the_rules_of_pinyin() {
        assert_eq!(capitals(["wang", "zhuang"].into_iter()), "WANGZHUANG");
        assert_eq!(capitals(["dong", "an"].into_iter()), "DONG'AN");
        assert_eq!(capitals(["an", "lv"].into_iter()), "ANLÜ");
    }
}
