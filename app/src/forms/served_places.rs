//! The places an outlet serves, typed as names or codes, one after another.

use crate::domain::division::{CountyCode, Divisions, Town, TownCode, Village, VillageCode};

/// Towns and villages of one county.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServedPlaces {
    /// Whole towns.
    pub towns: Vec<TownCode>,
    /// Single villages.
    pub villages: Vec<VillageCode>,
}

/// Most places one outlet may list.
const MOST: usize = 400;

/// Reads towns (城关镇) and villages (七贤镇王庄, 王庄, or codes), parted by lines, commas or 、.
///
/// # Errors
/// Every name that is not found in the county or fits several villages, in plain Chinese.
pub fn read_places(typed: &str, county: CountyCode, divisions: &Divisions) -> Result<ServedPlaces, String> {
    let mut places = ServedPlaces::default();
    let mut wrong = Vec::new();
    let words = typed.split(['\n', '\r', '、', '，', ',', '；', ';']).map(str::trim);
    for word in words.filter(|word| !word.is_empty()).take(MOST + 1) {
        match find(word, county, divisions) {
            Ok(Found::Town(code)) if !places.towns.contains(&code) => places.towns.push(code),
            Ok(Found::Village(code)) if !places.villages.contains(&code) => places.villages.push(code),
            Ok(_) => {}
            Err(message) => wrong.push(message),
        }
    }
    if places.towns.len() + places.villages.len() > MOST {
        return Err(format!("最多写 {MOST} 个地方"));
    }
    if wrong.is_empty() {
        return Ok(places);
    }
    let more = wrong.len().saturating_sub(5);
    wrong.truncate(5);
    let rest = if more > 0 {
        format!("；另外还有 {more} 处")
    } else {
        String::new()
    };
    Err(format!("{}{rest}", wrong.join("；")))
}

/// The places as they are typed, one a line: what [`read_places`] reads back.
pub fn write_places(towns: &[TownCode], villages: &[VillageCode], divisions: &Divisions) -> String {
    let town = |code: &TownCode| {
        divisions
            .town(*code)
            .map_or_else(|| code.to_string(), |town| town.name.clone())
    };
    let village = |code: &VillageCode| {
        let Some(place) = divisions.village(*code) else {
            return code.to_string();
        };
        let alike = divisions.villages_of(code.town()).iter();
        if alike.filter(|other| other.short == place.village.short).count() > 1 {
            return code.to_string();
        }
        format!("{} {}", place.town.name, place.village.short)
    };
    let lines: Vec<String> = towns.iter().map(town).chain(villages.iter().map(village)).collect();
    lines.join("\n")
}

enum Found {
    Town(TownCode),
    Village(VillageCode),
}

fn find(word: &str, county: CountyCode, divisions: &Divisions) -> Result<Found, String> {
    let shown: String = word.chars().take(30).collect();
    let elsewhere = || format!("“{shown}”不在本县（市、区）");
    if let Ok(code) = word.parse::<VillageCode>() {
        return match divisions.village(code) {
            Some(_) if code.county() == county => Ok(Found::Village(code)),
            Some(_) => Err(elsewhere()),
            None => Err(format!("没有编号是 {code} 的村")),
        };
    }
    if let Ok(code) = word.parse::<TownCode>() {
        return match divisions.town(code) {
            Some(_) if code.county() == county => Ok(Found::Town(code)),
            Some(_) => Err(elsewhere()),
            None => Err(format!("没有编号是 {code} 的乡镇（街道）")),
        };
    }
    let towns = divisions.towns_of(county);
    if let Some(town) = towns.iter().find(|town| town.name == word) {
        return Ok(Found::Town(town.code));
    }
    let named = |name: &str, town: &Town| -> Vec<VillageCode> {
        let villages = divisions.villages_of(town.code).iter();
        villages.filter(|v| is_called(v, name)).map(|v| v.code).collect()
    };
    // A village's own name may begin like a town's: both readings count.
    let mut fits: Vec<VillageCode> = towns.iter().flat_map(|town| named(word, town)).collect();
    for town in towns {
        if let Some(rest) = word.strip_prefix(town.name.as_str()) {
            fits.extend(named(rest.trim(), town));
        }
    }
    match fits.as_slice() {
        [one] => Ok(Found::Village(*one)),
        [] => Err(format!("本县（市、区）没有“{shown}”")),
        several => Err(format!(
            "“{shown}”有 {} 个，请在前面写上乡镇，或写 12 位编号",
            several.len()
        )),
    }
}

fn is_called(village: &Village, name: &str) -> bool {
    village.short == name || village.name == name || name.strip_suffix('村') == Some(&village.short)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::division::{County, VillageKind};

    fn divisions() -> Divisions {
        let county = |code: &str, name: &str| County {
            code: code.parse().unwrap(),
            name: name.into(),
        };
        let town = |code: &str, name: &str| Town {
            code: code.parse().unwrap(),
            name: name.into(),
        };
        let village = |code: &str, short: &str| Village {
            code: code.parse().unwrap(),
            name: format!("{short}村民委员会"),
            short: short.into(),
            kind: VillageKind::Village,
            pinyin: String::new(),
        };
        Divisions::new(
            vec![county("410821", "修武县"), county("410822", "博爱县")],
            vec![
                town("410821100", "城关镇"),
                town("410821101", "七贤镇"),
                town("410822100", "许良镇"),
            ],
            vec![
                village("410821100207", "王庄"),
                village("410821101201", "王庄"),
                village("410821101202", "韩庄"),
                village("410821101203", "双生"),
                village("410821101204", "双生"),
                village("410822100201", "下伏头"),
            ],
        )
        .unwrap()
    }

    fn read(typed: &str) -> Result<ServedPlaces, String> {
        read_places(typed, "410821".parse().unwrap(), &divisions())
    }

    #[test]
    fn names_and_codes_are_found_within_the_county() {
        let places = read("城关镇、七贤镇 王庄\n韩庄村，410821101203；韩庄").unwrap();
        assert_eq!(places.towns, ["410821100".parse().unwrap()]);
        let villages: Vec<String> = places.villages.iter().map(ToString::to_string).collect();
        assert_eq!(villages, ["410821101201", "410821101202", "410821101203"]);
    }

    #[test]
    fn what_is_written_out_reads_back() {
        let places = read("七贤镇王庄、410821101203、城关镇").unwrap();
        let text = write_places(&places.towns, &places.villages, &divisions());
        assert_eq!(read(&text).unwrap(), places, "{text}");
    }

    #[test]
    fn what_does_not_decide_is_named() {
        for (typed, says) in [
            ("王庄", "“王庄”有 2 个"),
            ("火星", "没有“火星”"),
            ("下伏头", "没有“下伏头”"),
            ("410822100201", "不在本县"),
            ("410821100999", "没有编号是 410821100999"),
            ("410822100", "不在本县"),
            ("七贤镇双生", "有 2 个"),
        ] {
            let message = read(typed).unwrap_err();
            assert!(message.contains(says), "{typed}: {message}");
        }
        let all = read("火星、木星、水星、金星、土星、天王星、海王星").unwrap_err();
        assert!(all.contains("另外还有 2 处"), "{all}");
    }
}
