//! `routing.toml`: category x place -> lead and joint agencies, with the plan's clause.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use app::domain::{
    agency::{Agency, Area, Queue},
    category::Category,
    division::{CountyCode, Divisions},
    routing::{Level, RoutingRule, RoutingTable},
    zone::ZoneStatus,
};
use serde::Deserialize;
use toml::Spanned;

use super::{agency::Offices, problem::Problems};
use crate::text_file::TextFile;

const FILE: &str = "routing.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    category: Spanned<String>,
    status: Option<ZoneStatus>,
    #[serde(default)]
    counties: Vec<Spanned<String>>,
    lead: Spanned<String>,
    level: Level,
    joint: Vec<Spanned<String>>,
    clause: Option<Spanned<String>>,
    reason: Spanned<String>,
    #[serde(default)]
    inferred: bool,
}

/// Reads `routing.toml`: exactly one rule for every category, county and status, each with an office to send to.
pub(super) fn load(
    folder: &Path,
    divisions: &Divisions,
    offices: &Offices,
    problems: &mut Problems,
) -> Option<RoutingTable> {
    let file = problems.read(folder, FILE)?;
    let mut document = problems.document(&file)?;
    let version = document.value::<String>("version", problems);
    let named = document.value::<String>("document", problems);
    for (name, text) in [("version", &version), ("document", &named)] {
        if let Some(text) = text {
            problems.require(&file, &[(name, text)]);
        }
    }
    let mut lines = Vec::new();
    let mut rules = Vec::new();
    let mut complete = true;
    for entry in document.entries::<Entry>("rule", problems) {
        let line = file.line(entry.get_ref().category.span().start);
        match rule(entry.get_ref(), &file, divisions, problems) {
            Some(rule) => {
                lines.push(line);
                rules.push(rule);
            }
            None => complete = false,
        }
    }
    document.finish(problems);
    let table = RoutingTable {
        version: version?.into_inner(),
        document: named?.into_inner(),
        rules,
    };
    check_offices(&table, &lines, divisions, offices, problems);
    check_clauses(&table, &lines, problems);
    // A rule that could not be read would show as a gap as well, and say nothing new.
    if complete {
        check_coverage(&table, &lines, divisions, problems);
    }
    Some(table)
}

fn rule(entry: &Entry, file: &TextFile, divisions: &Divisions, problems: &mut Problems) -> Option<RoutingRule> {
    let category = problems.parse::<Category>(file, &entry.category);
    let lead = problems.parse::<Agency>(file, &entry.lead);
    let mut counties = Vec::new();
    for code in &entry.counties {
        match problems.parse::<CountyCode>(file, code) {
            Some(county) if divisions.county(county).is_some() => counties.push(county),
            Some(county) => problems.at(file, code, format!("没有这个区县：{county}")),
            None => {}
        }
    }
    let mut joint = Vec::new();
    for code in &entry.joint {
        let Some(agency) = problems.parse::<Agency>(file, code) else {
            continue;
        };
        if joint.contains(&agency) || lead == Some(agency) {
            problems.at(file, code, format!("单位“{}”写了两次", agency.code()));
        }
        joint.push(agency);
    }
    problems.require(file, &[("reason", &entry.reason)]);
    match &entry.clause {
        None => problems.at(
            file,
            &entry.category,
            format!("类别“{}”的规则缺少条款 clause", entry.category.get_ref()),
        ),
        Some(clause) if !is_clause(clause.get_ref()) => {
            let message = format!("条款“{}”应写成 二(四) 这样", clause.get_ref());
            problems.at(file, clause, message);
        }
        Some(_) => {}
    }
    Some(RoutingRule {
        category: category?,
        status: entry.status,
        counties,
        lead: lead?,
        level: entry.level,
        joint,
        clause: entry.clause.as_ref()?.get_ref().clone(),
        reason: entry.reason.get_ref().clone(),
        inferred: entry.inferred,
    })
}

/// Part and item of the plan, such as 二(四).
fn is_clause(text: &str) -> bool {
    const NUMERALS: &str = "一二三四五六七八九十";
    let numeral = |part: &str| !part.is_empty() && part.chars().all(|c| NUMERALS.contains(c));
    text.strip_suffix(')')
        .and_then(|text| text.split_once('('))
        .is_some_and(|(part, item)| numeral(part) && numeral(item))
}

/// Each rule must lead to offices that exist, wherever it applies.
fn check_offices(
    table: &RoutingTable,
    lines: &[usize],
    divisions: &Divisions,
    offices: &Offices,
    problems: &mut Problems,
) {
    for (rule, line) in table.rules.iter().zip(lines) {
        let at = |area| Queue {
            agency: rule.lead,
            area,
        };
        let lead_exists = match rule.level {
            Level::City => offices.find(at(Area::City)).is_some(),
            Level::County => divisions
                .counties()
                .iter()
                .all(|c| offices.find(at(Area::County(c.code))).is_some()),
            Level::Town => divisions
                .towns()
                .iter()
                .all(|t| offices.find(at(Area::Town(t.code))).is_some()),
        };
        if !lead_exists {
            let message = format!(
                "单位“{}”在 level 所写的这一级没有名称（agencies.toml）",
                rule.lead.code()
            );
            problems.add(FILE, *line, message);
        }
        let leads_without_place = !matches!(rule.lead, Agency::Town | Agency::CountyOffice);
        if leads_without_place && offices.find(at(Area::City)).is_none() {
            let message = format!("单位“{}”没有市级名称，不知道地点的线索没有去处", rule.lead.code());
            problems.add(FILE, *line, message);
        }
        for agency in &rule.joint {
            let named = |area| offices.find(Queue { agency: *agency, area }).is_some();
            if !named(Area::City) || !divisions.counties().iter().all(|c| named(Area::County(c.code))) {
                let message = format!("配合单位“{}”要有市级和区县的名称（agencies.toml）", agency.code());
                problems.add(FILE, *line, message);
            }
        }
    }
}

/// A clause has one lead: a case never cites a clause that another body leads.
fn check_clauses(table: &RoutingTable, lines: &[usize], problems: &mut Problems) {
    let mut leads: BTreeMap<&str, (Agency, usize)> = BTreeMap::new();
    for (rule, line) in table.rules.iter().zip(lines) {
        let (lead, first) = *leads.entry(&rule.clause).or_insert((rule.lead, *line));
        if lead != rule.lead {
            let message = format!(
                "条款 {} 在第 {first} 行由“{}”牵头，这里写的是“{}”",
                rule.clause,
                lead.code(),
                rule.lead.code()
            );
            problems.add(FILE, *line, message);
        }
    }
}

fn check_coverage(table: &RoutingTable, lines: &[usize], divisions: &Divisions, problems: &mut Problems) {
    for category in Category::ALL {
        for status in ZoneStatus::ALL {
            let mut uncovered = Vec::new();
            let mut contested = BTreeSet::new();
            for county in std::iter::once(None).chain(divisions.counties().iter().map(|c| Some(c.code))) {
                let mut fitting = table
                    .rules
                    .iter()
                    .zip(lines)
                    .filter(|(rule, _)| rule.applies(*category, county, status));
                match (fitting.next(), fitting.next()) {
                    (None, _) => uncovered.push(county.map_or("不知道地点".to_owned(), |code| code.to_string())),
                    (Some(_), None) => {}
                    (Some((_, first)), Some((_, second))) => {
                        contested.insert((*first, *second));
                    }
                }
            }
            let words = in_words(status);
            if !uncovered.is_empty() {
                let line = table
                    .rules
                    .iter()
                    .position(|r| r.category == *category)
                    .map_or(1, |at| lines[at]);
                let message = format!("类别“{category}”、{words}没有规则，缺：{}", uncovered.join("、"));
                problems.add(FILE, line, message);
            }
            for (first, second) in contested {
                let message = format!("类别“{category}”、{words}已有第 {first} 行的规则，只能有一条");
                problems.add(FILE, second, message);
            }
        }
    }
}

const fn in_words(status: ZoneStatus) -> &'static str {
    match status {
        ZoneStatus::Inside => "禁煤区内",
        ZoneStatus::Outside => "禁煤区外",
        ZoneStatus::Undetermined => "不能确定是否在禁煤区",
    }
}

#[cfg(test)]
mod tests {
    use super::is_clause;

    #[test]
    fn a_clause_is_part_and_item() {
        for clause in ["二(四)", "三(一)", "二(十二)"] {
            assert!(is_clause(clause), "{clause}");
        }
        for other in ["", "二", "二()", "(四)", "二（四）", "2(4)", "二(四) "] {
            assert!(!is_clause(other), "{other}");
        }
    }
}
