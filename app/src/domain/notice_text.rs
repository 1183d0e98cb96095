//! The towns and villages that a notice's own words name, as in “花庄镇(2个村):花庄村、陈庄村”.

use super::division::{CountyCode, Divisions, Town, TownCode, Village, VillageCode, VillageKind};

/// What was recognised in a pasted notice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NoticeReading {
    /// Towns named as a whole.
    pub towns: Vec<TownCode>,
    /// Villages named.
    pub villages: Vec<VillageCode>,
    /// What a person must decide: names nobody knows, names that fit several villages, counts that do not tally.
    pub undecided: Vec<String>,
}

/// Words after a town's name that mean all of it.
const WHOLE: [&str; 8] = ["全域", "全境", "全部", "全镇", "全乡", "全街道", "所有村", "辖区"];
/// Words that are no village's name, though they may stand in a list.
const NO_NAMES: [&str; 6] = ["等", "以及", "其中", "包括", "范围", "下列村庄"];

/// Reads a notice's words for one county.
pub fn read_notice(text: &str, county: CountyCode, divisions: &Divisions) -> NoticeReading {
    let text = plain(text);
    let mut reading = NoticeReading::default();
    for sentence in text.split(['。', '；', ';', '\n']) {
        read_sentence(sentence, county, divisions, &mut reading);
    }
    let whole = std::mem::take(&mut reading.towns);
    for town in whole {
        if !reading.towns.contains(&town) {
            reading.towns.push(town);
        }
    }
    reading.villages.sort_unstable();
    reading.villages.dedup();
    reading
}

/// One kind of bracket, colon and comma.
fn plain(text: &str) -> String {
    let one = |c: char| match c {
        '(' | '〔' | '［' | '[' => '（',
        ')' | '〕' | '］' | ']' => '）',
        ':' => '：',
        ',' | '，' | '、' | '\t' | '\u{3000}' => '、',
        '\r' => '\n',
        other => other,
    };
    text.chars().map(one).collect()
}

fn read_sentence(sentence: &str, county: CountyCode, divisions: &Divisions, reading: &mut NoticeReading) {
    let mentions = towns_in(sentence, county, divisions);
    let Some((first, _)) = mentions.first() else {
        read_loose(sentence, county, divisions, reading);
        return;
    };
    // What stands before the first town is an introduction, or villages of the county without their town.
    read_loose(&sentence[..*first], county, divisions, reading);
    for (at, (start, town)) in mentions.iter().enumerate() {
        let end = mentions.get(at + 1).map_or(sentence.len(), |(next, _)| *next);
        read_town(town, &sentence[start + town.name.len()..end], divisions, reading);
    }
}

/// Where the county's towns are named, in order; the longer of two names that start alike.
fn towns_in<'a>(sentence: &str, county: CountyCode, divisions: &'a Divisions) -> Vec<(usize, &'a Town)> {
    let mut mentions: Vec<(usize, &Town)> = divisions
        .towns_of(county)
        .iter()
        .flat_map(|town| {
            sentence
                .match_indices(town.name.as_str())
                .map(move |(at, _)| (at, town))
        })
        .collect();
    // 祥云镇村 is a village of 祥云镇, not the town and a 村.
    mentions.retain(|(at, town)| !is_village_named_so(&sentence[at + town.name.len()..], town, divisions));
    mentions.sort_by_key(|(at, town)| (*at, std::cmp::Reverse(town.name.len())));
    let mut end = 0;
    mentions.retain(|(at, town)| {
        let apart = *at >= end;
        if apart {
            end = at + town.name.len();
        }
        apart
    });
    mentions
}

/// Whether what follows a town's name makes it the name of one of its villages.
fn is_village_named_so(rest: &str, town: &Town, divisions: &Divisions) -> bool {
    let after = |village: &Village| {
        let suffix = village.short.strip_prefix(town.name.as_str());
        suffix.is_some_and(|suffix| {
            if suffix.is_empty() {
                rest.starts_with(['村', '社'])
            } else {
                rest.starts_with(suffix)
            }
        })
    };
    divisions.villages_of(town.code).iter().any(after)
}

/// What follows a town's name, up to the next town.
fn read_town(town: &Town, rest: &str, divisions: &Divisions, reading: &mut NoticeReading) {
    let (bracket, rest) = bracket(rest);
    let count = bracket.and_then(claimed_count);
    let list = rest.split_once('：').map_or(rest, |(_, list)| list);
    let names: Vec<&str> = names_in(list).collect();
    let whole = |text: &str| WHOLE.iter().any(|word| text.contains(word));
    if whole(rest) || bracket.is_some_and(whole) || (names.is_empty() && count.is_none()) {
        reading.towns.push(town.code);
        return;
    }
    let mut found = 0;
    let villages = divisions.villages_of(town.code);
    for name in names.into_iter().flat_map(|name| parts(name, villages)) {
        match find(villages.iter(), name).as_slice() {
            [village] => {
                reading.villages.push(village.code);
                found += 1;
            }
            [] => reading
                .undecided
                .push(format!("{}：{}（没有这个村）", town.name, shown(name))),
            several => {
                let message = format!("{}：{name}（有 {} 个，村和社区重名）", town.name, several.len());
                reading.undecided.push(message);
            }
        }
    }
    if let Some(count) = count.filter(|count| *count != found) {
        let message = format!("{}：通告写 {count} 个村，认出 {found} 个", town.name);
        reading.undecided.push(message);
    }
}

/// Villages named without their town: taken only where the whole county has one of that name.
fn read_loose(text: &str, county: CountyCode, divisions: &Divisions, reading: &mut NoticeReading) {
    let list = text.rsplit_once('：').map_or(text, |(_, list)| list);
    for name in names_in(list).filter(|name| name.ends_with('村') || name.ends_with("社区")) {
        let villages = divisions
            .towns_of(county)
            .iter()
            .flat_map(|town| divisions.villages_of(town.code));
        match find(villages, name).as_slice() {
            [village] => reading.villages.push(village.code),
            [] => reading.undecided.push(format!("{name}（全县没有这个村）")),
            several => reading
                .undecided
                .push(format!("{name}（全县有 {} 个，要写明乡镇）", several.len())),
        }
    }
}

/// A name, or the two that 和 or 及 joins; 祥和社区 is one name.
fn parts<'a>(name: &'a str, villages: &[Village]) -> Vec<&'a str> {
    let known = |name: &str| !find(villages.iter(), name).is_empty();
    if known(name) {
        return vec![name];
    }
    let joints = name.match_indices(['和', '及']);
    joints
        .map(|(at, joint)| [&name[..at], &name[at + joint.len()..]])
        .find(|halves| halves.iter().all(|half| known(half)))
        .map_or_else(|| vec![name], |halves| halves.to_vec())
}

/// As much of a name as a list can show; what is longer is a sentence that was taken for one.
fn shown(name: &str) -> String {
    const MOST: usize = 20;
    match name.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

/// A bracket that stands first, and what follows it.
fn bracket(text: &str) -> (Option<&str>, &str) {
    let trimmed = text.trim_start();
    match trimmed.strip_prefix('（').and_then(|inner| inner.split_once('）')) {
        Some((inner, rest)) => (Some(inner), rest),
        None => (None, text),
    }
}

/// “共 2 个村” -> 2.
fn claimed_count(text: &str) -> Option<usize> {
    let (before, _) = text.split_once('个')?;
    let digits: String = before.chars().filter(char::is_ascii_digit).collect();
    digits.parse().ok()
}

fn names_in(list: &str) -> impl Iterator<Item = &str> {
    list.split(['、', ' '])
        .map(|name| name.trim().trim_end_matches(['等', '.', '）']).trim_start_matches('（'))
        .filter(|name| !name.is_empty() && !NO_NAMES.contains(name))
}

/// The villages that a written name may mean.
fn find<'a>(villages: impl Iterator<Item = &'a Village>, written: &str) -> Vec<&'a Village> {
    const COMMUNITY: [&str; 4] = ["社区居民委员会", "社区居委会", "居委会", "社区"];
    const VILLAGE: [&str; 4] = ["村村民委员会", "村民委员会", "村委会", "村"];
    let strip = |suffixes: [&str; 4]| suffixes.iter().find_map(|suffix| written.strip_suffix(suffix));
    let (kind, stem) = match (strip(COMMUNITY), strip(VILLAGE)) {
        (Some(stem), _) => (Some(VillageKind::Community), stem),
        (None, Some(stem)) => (Some(VillageKind::Village), stem),
        (None, None) => (None, written),
    };
    // A name may itself end in 村: 东村 is called that, not 东.
    let fits = |village: &&Village| village.name == written || village.short == written || village.short == stem;
    let mut found: Vec<&Village> = villages.filter(fits).collect();
    if found
        .iter()
        .any(|village| village.short == written || village.name == written)
    {
        found.retain(|village| village.short == written || village.name == written);
    }
    if found.len() > 1
        && let Some(kind) = kind
        && found.iter().filter(|village| village.kind == kind).count() == 1
    {
        found.retain(|village| village.kind == kind);
    }
    found
}

/// Villages as [`read_notice`] reads them back: a line for each town, 花庄镇：花庄村、陈庄村.
pub fn write_villages(villages: &[VillageCode], divisions: &Divisions) -> String {
    let mut sorted = villages.to_vec();
    sorted.sort_unstable();
    let mut lines: Vec<(TownCode, Vec<String>)> = Vec::new();
    for code in sorted {
        let Some(place) = divisions.village(code) else { continue };
        let name = unmistakable(place.village, divisions.villages_of(code.town()));
        match lines.last_mut().filter(|(town, _)| *town == code.town()) {
            Some((_, names)) => names.push(name),
            None => lines.push((code.town(), vec![name])),
        }
    }
    let line = |(town, names): (TownCode, Vec<String>)| {
        let name = divisions
            .town(town)
            .map_or_else(|| town.to_string(), |town| town.name.clone());
        format!("{name}：{}", names.join("、"))
    };
    lines.into_iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The shortest way to write a village that means no other of its town.
fn unmistakable(village: &Village, town: &[Village]) -> String {
    let suffix = match village.kind {
        VillageKind::Village => "村",
        VillageKind::Community => "社区",
    };
    [village.short.clone(), format!("{}{suffix}", village.short)]
        .into_iter()
        .filter(|name| name.ends_with(suffix))
        .find(|name| matches!(find(town.iter(), name).as_slice(), [only] if only.code == village.code))
        .unwrap_or_else(|| village.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::division::tests::sample;

    fn read(text: &str) -> (Vec<String>, Vec<String>, Vec<String>) {
        let divisions = sample();
        let reading = read_notice(text, "410821".parse().unwrap(), &divisions);
        (
            reading.towns.iter().map(ToString::to_string).collect(),
            reading.villages.iter().map(ToString::to_string).collect(),
            reading.undecided,
        )
    }

    #[test]
    fn the_forms_that_notices_take() {
        for (text, towns, villages) in [
            (
                "花庄镇(2个村):花庄村、陈庄村。",
                vec![],
                vec!["410821101201", "410821101202"],
            ),
            (
                "花庄镇（2个村）：花庄村，陈庄村；城关镇1个村：王庄",
                vec![],
                vec!["410821100201", "410821101201", "410821101202"],
            ),
            (
                "一、禁煤区范围包括：城关镇、花庄镇。",
                vec!["410821100", "410821101"],
                vec![],
            ),
            (
                "城关镇全域\n花庄镇 陈庄村民委员会",
                vec!["410821100"],
                vec!["410821101202"],
            ),
            (
                "城关镇：待王社区、东村、东村村",
                vec![],
                vec!["410821100004", "410821100202"],
            ),
            ("花庄镇：花庄村和陈庄村", vec![], vec!["410821101201", "410821101202"]),
            ("下列村庄：陈庄村、王庄村", vec![], vec!["410821100201", "410821101202"]),
        ] {
            let read = read(text);
            assert_eq!(
                (read.0, read.1),
                (
                    towns.iter().map(ToString::to_string).collect(),
                    villages.iter().map(ToString::to_string).collect()
                ),
                "{text}"
            );
            assert_eq!(read.2, Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        let divisions = sample();
        let all: Vec<VillageCode> = divisions.villages().iter().map(|village| village.code).collect();
        let text = write_villages(&all, &divisions);
        assert_eq!(text, "城关镇：待王社区、王庄村、东村、待王村\n花庄镇：花庄村、陈庄村");
        let reading = read_notice(&text, "410821".parse().unwrap(), &divisions);
        assert_eq!((reading.villages, reading.undecided), (all, vec![]));
    }

    #[test]
    fn what_cannot_be_told_is_left_to_a_person() {
        let (_, villages, undecided) = read("花庄镇（3个村）：花庄村、陈庄村、李庄村");
        assert_eq!(villages.len(), 2);
        assert_eq!(
            undecided,
            ["花庄镇：李庄村（没有这个村）", "花庄镇：通告写 3 个村，认出 2 个"]
        );
        let (_, villages, undecided) = read("城关镇：待王");
        assert!(villages.is_empty());
        assert_eq!(undecided, ["城关镇：待王（有 2 个，村和社区重名）"]);
        let (_, villages, undecided) = read("以下村：不知道村");
        assert!(villages.is_empty() && undecided.len() == 1);
    }
}
