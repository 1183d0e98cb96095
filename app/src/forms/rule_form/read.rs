//! What is typed into a rule and the day on which it takes effect.

use time::Date;

use super::{RuleForm, energy_code};
use crate::{
    domain::{
        division::CountyCode,
        heating::{
            change::RuleChange,
            decimal::{Fen, MalformedDecimal, Quantity, Share},
            period::{MalformedMonthDay, Per, Season, Validity, parse_date},
            rule::{
                Audience, Certainty, Claim, Energy, EquipmentSubsidyTerms, HeatingWay, Payer, PriceTerms, Rule,
                RunningSubsidyTerms, Source, Terms, Tier, TimeOfUseTerms,
            },
        },
    },
    forms::{FormErrors, heating_form::plain_digits, text_field},
};

fn yes_no(text: &str) -> Option<bool> {
    match text {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

impl RuleForm {
    /// The change that is typed, and the day on which it takes effect. `id` names a rule that begins.
    ///
    /// # Errors
    /// A message for each field that cannot be read. Whether the rule makes sense is asked of the whole book.
    pub fn read(
        &self,
        id: &str,
        county: Option<CountyCode>,
        demonstration: bool,
    ) -> Result<(Date, RuleChange), FormErrors> {
        let mut errors = FormErrors::default();
        let replaces = Some(self.replaces.trim().to_owned()).filter(|id| !id.is_empty());
        let from = day(&mut errors, "from", &self.from);
        if from.is_none() {
            errors.add("from", "请填从哪天起");
        }
        if self.ends_only == "1" {
            if replaces.is_none() {
                errors.add("ends_only", "没有写停哪一条");
            }
            let change = RuleChange {
                county,
                replaces,
                rule: None,
            };
            return errors.into_result((from.unwrap_or(Date::MIN), change));
        }
        let rule = self.rule(id, from, demonstration, &mut errors);
        let change = RuleChange {
            county,
            replaces,
            rule: rule.clone(),
        };
        match (from, rule) {
            (Some(from), Some(_)) => errors.into_result((from, change)),
            _ => Err(errors),
        }
    }

    fn rule(&self, id: &str, from: Option<Date>, demonstration: bool, errors: &mut FormErrors) -> Option<Rule> {
        let name = text_field(errors, "name", &self.name, 60);
        let note = text_field(errors, "note", &self.note, 300);
        let until = day(errors, "until", &self.until);
        let season = self.season(errors);
        let audience = self.audience(errors);
        let dated = day(errors, "date", &self.date);
        if dated.is_none() {
            errors.add("date", "请填文件日期");
        }
        let source = Source {
            document: text_field(errors, "document", &self.document, 120),
            number: text_field(errors, "number", &self.number, 60),
            date: dated.unwrap_or(Date::MIN),
            link: text_field(errors, "link", &self.link, 300),
        };
        let payers = self.payers(errors);
        let claim = Claim {
            place: text_field(errors, "claim_place", &self.claim_place, 120),
            by: text_field(errors, "claim_by", &self.claim_by, 60),
            papers: lines(&self.papers).map(str::to_owned).collect(),
        };
        let subsidy = self.kind.ends_with("subsidy");
        let terms = self.terms(errors);
        Some(Rule {
            id: id.to_owned(),
            name,
            certainty: match self.certainty.as_str() {
                _ if demonstration => Certainty::Demonstration,
                "verified" => Certainty::Verified,
                _ => Certainty::Unverified,
            },
            note,
            valid: Validity { from: from?, until },
            season,
            audience,
            source,
            terms: terms?,
            payers: if subsidy { payers } else { Vec::new() },
            claim: (subsidy && claim != Claim::default()).then_some(claim),
        })
    }

    fn season(&self, errors: &mut FormErrors) -> Option<Season> {
        let (first, last) = (self.season_first.trim(), self.season_last.trim());
        if first.is_empty() && last.is_empty() {
            return None;
        }
        let mut read = |field: &str, text: &str| {
            text.parse()
                .map_err(|error: MalformedMonthDay| errors.add(field, error.to_string()))
                .ok()
        };
        let (first, last) = (read("season_first", first), read("season_last", last));
        Some(Season {
            first: first?,
            last: last?,
        })
    }

    fn audience(&self, errors: &mut FormErrors) -> Audience {
        let mut audience = Audience {
            central_heating: yes_no(&self.central_heating),
            own_meter: yes_no(&self.own_meter),
            on_register: yes_no(&self.on_register),
            ..Audience::default()
        };
        for code in self
            .places
            .split(|c: char| c.is_whitespace() || "，,、".contains(c))
            .filter(|code| !code.is_empty())
        {
            let known = match code.len() {
                6 => code.parse().map(|code| audience.counties.push(code)),
                9 => code.parse().map(|code| audience.towns.push(code)),
                _ => code.parse().map(|code| audience.villages.push(code)),
            };
            if known.is_err() {
                errors.add("places", format!("“{code}”不是 6、9 或 12 位区划代码"));
            }
        }
        audience
    }

    fn payers(&self, errors: &mut FormErrors) -> Vec<Payer> {
        let mut payers = Vec::new();
        for line in lines(&self.payers) {
            match line
                .rsplit_once(char::is_whitespace)
                .map(|(name, parts)| (name.trim(), parts.parse()))
            {
                Some((name, Ok(parts))) => payers.push(Payer {
                    name: name.to_owned(),
                    parts,
                }),
                _ => errors.add("payers", format!("“{line}”应写成：省级财政 1")),
            }
        }
        payers
    }

    fn tiers(&self, errors: &mut FormErrors) -> Vec<Tier> {
        let mut tiers = Vec::new();
        for line in lines(&self.tiers) {
            let parts: Vec<String> = line.split_whitespace().map(plain_digits).collect();
            let tier = match parts.as_slice() {
                [over, up_to, price] => read_tier(over, up_to, price),
                _ => Err(MalformedDecimal::NotANumber),
            };
            match tier {
                Ok(tier) => tiers.push(tier),
                Err(error) => errors.add(
                    "tiers",
                    format!("“{line}”读不出来（{error}），应写成：0 1120 0.56，最后一档写 1120 - 0.61"),
                ),
            }
        }
        tiers
    }

    fn ways(&self, errors: &mut FormErrors) -> Vec<HeatingWay> {
        let known: Result<Vec<HeatingWay>, _> = self.ways.iter().map(|code| code.parse()).collect();
        known.unwrap_or_else(|error| {
            errors.add("ways", error.to_string());
            Vec::new()
        })
    }

    fn terms(&self, errors: &mut FormErrors) -> Option<Terms> {
        let per = match self.per.as_str() {
            "month" => Per::Month,
            "year" => Per::Year,
            _ => Per::Season,
        };
        let mut money = |text: &str| {
            let text = plain_digits(text);
            let fen = (!text.is_empty()).then(|| Fen::from_yuan(&text));
            fen.transpose()
                .map_err(|error| errors.add("cap", error.to_string()))
                .ok()
                .flatten()
        };
        let cap = money(&self.cap);
        match self.kind.as_str() {
            "price" => {
                let energy = Energy::ALL
                    .into_iter()
                    .find(|energy| energy_code(*energy) == self.energy);
                if energy.is_none() {
                    errors.add("energy", "请选是什么的价");
                }
                Some(Terms::Price(PriceTerms {
                    energy: energy?,
                    per,
                    tiers: self.tiers(errors),
                    beyond_unknown: self.beyond_unknown == "1",
                }))
            }
            "time_of_use" => {
                let mut price = |field: &str, text: &str| {
                    let read = plain_digits(text).parse();
                    read.map_err(|error: MalformedDecimal| errors.add(field, error.to_string()))
                        .ok()
                };
                let (valley, peak) = (price("valley", &self.valley), price("peak", &self.peak));
                Some(Terms::TimeOfUse(TimeOfUseTerms {
                    valley: valley?,
                    peak: peak?,
                    valley_from: self.valley_from.trim().to_owned(),
                    valley_to: self.valley_to.trim().to_owned(),
                }))
            }
            "running_subsidy" => Some(Terms::RunningSubsidy(RunningSubsidyTerms {
                ways: self.ways(errors),
                per,
                tiers: self.tiers(errors),
                cap,
            })),
            "equipment_subsidy" => {
                let percent = plain_digits(&self.percent).parse::<Quantity>();
                let percent = percent.map_err(|error| errors.add("percent", error.to_string())).ok();
                if percent.is_some_and(|percent| percent.steps() % 10 != 0) {
                    errors.add("percent", "百分数最多写两位小数");
                }
                Some(Terms::EquipmentSubsidy(EquipmentSubsidyTerms {
                    ways: self.ways(errors),
                    share: Share::from_steps(percent?.steps() / 10),
                    cap,
                }))
            }
            _ => {
                errors.add("kind", "请选是哪一种规则");
                None
            }
        }
    }
}

fn day(errors: &mut FormErrors, field: &str, text: &str) -> Option<Date> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let day = parse_date(text).filter(|day| (2000..=2100).contains(&day.year()));
    if day.is_none() {
        errors.add(field, "请写日期，如 2025-11-15");
    }
    day
}

fn read_tier(over: &str, up_to: &str, price: &str) -> Result<Tier, MalformedDecimal> {
    Ok(Tier {
        over: over.parse()?,
        up_to: (up_to != "-").then(|| up_to.parse()).transpose()?,
        price: price.parse()?,
    })
}
