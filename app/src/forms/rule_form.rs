//! A price or subsidy rule as staff type it.

mod read;

use serde::{Deserialize, Serialize};

use crate::domain::heating::{
    period::{Per, write_date},
    rule::{Certainty, Energy, Rule, Terms, Tier},
};

/// What a rule says, by the code of its kind: the choices of the form's first question.
pub const KINDS: [(&str, &str); 4] = [
    ("price", "价格"),
    ("time_of_use", "峰谷电价"),
    ("running_subsidy", "运行补贴（按用量）"),
    ("equipment_subsidy", "设备补贴（只补一次）"),
];

macro_rules! rule_form {
    ($($(#[$doc:meta])* $field:ident),+ $(,)?) => {
        /// A rule as typed, field by field; lists stand one to a line.
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct RuleForm {
            $($(#[$doc])* pub $field: String,)+
            /// The codes of the ways of heating that are ticked.
            pub ways: Vec<String>,
        }

        impl RuleForm {
            /// The fields of a form as sent; unknown ones are left out.
            pub fn from_pairs(pairs: Vec<(String, String)>) -> Self {
                let mut form = Self::default();
                for (name, value) in pairs {
                    match name.as_str() {
                        $(stringify!($field) => form.$field = value,)+
                        "ways" => form.ways.push(value),
                        _ => {}
                    }
                }
                form
            }
        }
    };
}

rule_form! {
    /// The rule that it replaces; empty for none.
    replaces,
    /// `1` if that one only ends.
    ends_only,
    /// Its kind.
    kind,
    /// Its name in plain words.
    name,
    /// Whether the authority has confirmed it.
    certainty,
    /// What a reader should know besides.
    note,
    /// First day in force.
    from,
    /// Last day in force.
    until,
    /// The season's first day, as 11-15.
    season_first,
    /// Its last day.
    season_last,
    /// Codes of counties, towns and villages.
    places,
    /// Central heating: `yes`, `no` or empty.
    central_heating,
    /// A meter of one's own: `yes`, `no` or empty.
    own_meter,
    /// On the register: `yes`, `no` or empty.
    on_register,
    /// The document.
    document,
    /// Its number.
    number,
    /// Its date.
    date,
    /// Where it can be read.
    link,
    /// What is priced.
    energy,
    /// Within what tiers start anew.
    per,
    /// Tiers: over, up to (or `-`), yuan per unit.
    tiers,
    /// `1` if the document stops at the last tier.
    beyond_unknown,
    /// Added in the valley.
    valley,
    /// Added at other hours.
    peak,
    /// When the valley begins.
    valley_from,
    /// When it ends.
    valley_to,
    /// Most money, in yuan.
    cap,
    /// Which part of the equipment's price, in per cent.
    percent,
    /// Payers and their parts.
    payers,
    /// Where to claim.
    claim_place,
    /// By when.
    claim_by,
    /// With which papers.
    papers,
    /// The revision that was shown.
    revision,
    /// What to do: `save`, `check`, `approve`, `send_back`, `withdraw`.
    action,
    /// Why.
    remark,
    /// The session's token.
    csrf,
}

fn from_yes_no(value: Option<bool>) -> String {
    value.map_or("", |value| if value { "yes" } else { "no" }).to_owned()
}

/// The form's field for a path in a rule, as [`crate::domain::heating::check::Fault`] names it.
pub fn field_of(path: &str) -> &'static str {
    for (part, field) in [
        ("name", "name"),
        ("source.document", "document"),
        ("source.number", "number"),
        ("source.link", "link"),
        ("valid.until", "until"),
        ("valid", "from"),
        ("audience", "places"),
        ("payers", "payers"),
    ] {
        if path.starts_with(part) {
            return field;
        }
    }
    for (part, field) in [
        (".tiers", "tiers"),
        (".beyond_unknown", "tiers"),
        (".per", "season_first"),
        (".ways", "ways"),
        (".cap", "cap"),
        (".share", "percent"),
        (".valley_from", "valley_from"),
        (".valley_to", "valley_to"),
        (".valley", "valley"),
    ] {
        if path.contains(part) {
            return field;
        }
    }
    "kind"
}

impl RuleForm {
    /// The form of a rule, to begin another one from it.
    pub fn of(rule: &Rule) -> Self {
        let mut form = Self {
            name: rule.name.clone(),
            certainty: match rule.certainty {
                Certainty::Verified => "verified",
                Certainty::Unverified | Certainty::Demonstration => "unverified",
            }
            .to_owned(),
            note: rule.note.clone(),
            until: rule.valid.until.map(write_date).unwrap_or_default(),
            season_first: rule.season.map(|season| season.first.to_string()).unwrap_or_default(),
            season_last: rule.season.map(|season| season.last.to_string()).unwrap_or_default(),
            central_heating: from_yes_no(rule.audience.central_heating),
            own_meter: from_yes_no(rule.audience.own_meter),
            on_register: from_yes_no(rule.audience.on_register),
            ..Self::default()
        };
        let audience = &rule.audience;
        let counties = audience.counties.iter().map(ToString::to_string);
        let towns = audience.towns.iter().map(ToString::to_string);
        let villages = audience.villages.iter().map(ToString::to_string);
        form.places = counties.chain(towns).chain(villages).collect::<Vec<_>>().join("\n");
        let payers = rule
            .payers
            .iter()
            .map(|payer| format!("{} {}", payer.name, payer.parts));
        form.payers = payers.collect::<Vec<_>>().join("\n");
        if let Some(claim) = &rule.claim {
            form.claim_place.clone_from(&claim.place);
            form.claim_by.clone_from(&claim.by);
            form.papers = claim.papers.join("\n");
        }
        form.set_terms(&rule.terms);
        form
    }

    fn set_terms(&mut self, terms: &Terms) {
        match terms {
            Terms::Price(price) => {
                self.kind = "price".into();
                self.energy = energy_code(price.energy).into();
                self.per = per_code(price.per).into();
                self.tiers = tiers_text(&price.tiers);
                self.beyond_unknown = if price.beyond_unknown { "1" } else { "" }.into();
            }
            Terms::TimeOfUse(hours) => {
                self.kind = "time_of_use".into();
                self.valley = hours.valley.to_string();
                self.peak = hours.peak.to_string();
                self.valley_from.clone_from(&hours.valley_from);
                self.valley_to.clone_from(&hours.valley_to);
            }
            Terms::RunningSubsidy(subsidy) => {
                self.kind = "running_subsidy".into();
                self.per = per_code(subsidy.per).into();
                self.tiers = tiers_text(&subsidy.tiers);
                self.ways = subsidy.ways.iter().map(ToString::to_string).collect();
                self.cap = subsidy.cap.map(|cap| cap.yuan().replace(',', "")).unwrap_or_default();
            }
            Terms::EquipmentSubsidy(subsidy) => {
                self.kind = "equipment_subsidy".into();
                self.percent = subsidy.share.percent();
                self.ways = subsidy.ways.iter().map(ToString::to_string).collect();
                self.cap = subsidy.cap.map(|cap| cap.yuan().replace(',', "")).unwrap_or_default();
            }
        }
    }
}

fn tiers_text(tiers: &[Tier]) -> String {
    let line = |tier: &Tier| {
        let up_to = tier.up_to.map_or_else(|| "-".to_owned(), |up_to| up_to.to_string());
        format!("{} {up_to} {}", tier.over, tier.price)
    };
    tiers.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The code of an energy in the form.
pub const fn energy_code(energy: Energy) -> &'static str {
    match energy {
        Energy::Electricity => "electricity",
        Energy::Gas => "gas",
        Energy::Briquette => "briquette",
        Energy::LooseCoal => "loose_coal",
    }
}

const fn per_code(per: Per) -> &'static str {
    match per {
        Per::Month => "month",
        Per::Season => "season",
        Per::Year => "year",
    }
}
