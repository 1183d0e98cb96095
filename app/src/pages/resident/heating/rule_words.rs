//! A rule in plain words, with an example first.

use crate::{
    domain::heating::{
        decimal::{Exact, Quantity, UnitPrice},
        period::Per,
        rule::{Energy, HeatingWay, PriceTerms, Rule, Terms, Tier},
    },
    text,
};

/// What a tier covers: 1,120 度以内.
pub fn tier(tier: &Tier, unit: &str) -> String {
    match (tier.over.is_positive(), tier.up_to) {
        (false, None) => format!("每{unit}"),
        (false, Some(up_to)) => format!("{} {unit}以内", up_to.grouped()),
        (true, None) => format!("超过 {} {unit}的部分", tier.over.grouped()),
        (true, Some(up_to)) => format!("{} 到 {} {unit}的部分", tier.over.grouped(), up_to.grouped()),
    }
}

/// When it holds: 2017年11月15日起，每年 11月15日到3月15日.
pub fn when(rule: &Rule) -> String {
    let from = format!("{}起执行", text::date(rule.valid.from));
    let until = rule
        .valid
        .until
        .map_or_else(String::new, |until| format!("，到{}为止", text::date(until)));
    let season = rule
        .season
        .map_or_else(String::new, |season| format!("，每年{}", season.words()));
    format!("{from}{until}{season}")
}

/// A clock's time as people say it: 22:00 is 晚上10点.
pub fn clock(time: &str) -> String {
    let read = time
        .split_once(':')
        .and_then(|(hour, minute)| Some((hour.parse::<u8>().ok()?, minute)));
    let Some((hour, minute)) = read else {
        return time.to_owned();
    };
    let part = match hour % 24 {
        0..6 => "凌晨",
        6..12 => "早上",
        12..18 => "下午",
        _ => "晚上",
    };
    let minutes = if minute == "00" {
        String::new()
    } else {
        format!("{minute}分")
    };
    let hour = if hour > 12 { hour - 12 } else { hour };
    format!("{part}{hour}点{minutes}")
}

/// For whom it is.
pub fn for_whom(rule: &Rule) -> String {
    let audience = &rule.audience;
    let mut words = Vec::new();
    match audience.central_heating {
        Some(true) => words.push("有集中供热"),
        Some(false) => words.push("没有集中供热"),
        None => {}
    }
    match audience.own_meter {
        Some(true) => words.push("一户一表"),
        Some(false) => words.push("合表"),
        None => {}
    }
    match audience.on_register {
        Some(true) => words.push("在“双替代”名单里"),
        Some(false) => words.push("不在“双替代”名单里"),
        None => {}
    }
    if !audience.villages.is_empty() || !audience.towns.is_empty() || !audience.counties.is_empty() {
        words.push("只在文件写明的地方");
    }
    if words.is_empty() {
        "所有人家".to_owned()
    } else {
        words.join("、")
    }
}

fn yuan(quantity: Quantity, price: UnitPrice) -> String {
    Exact::of(quantity, price).round().yuan()
}

/// What some use costs, in one sentence.
pub fn price_example(price: &PriceTerms) -> Option<String> {
    let unit = price.energy.unit();
    let first = price.tiers.first()?;
    let Some(up_to) = first.up_to else {
        let hundred = Quantity::from_steps(100 * Quantity::ONE.steps());
        return Some(format!("用 100 {unit}，{} 元。", yuan(hundred, first.price)));
    };
    let (per, more) = match price.per {
        Per::Month => ("一个月", 10),
        Per::Season => ("一季", 100),
        Per::Year => ("一年", 100),
    };
    let more = Quantity::from_steps(more * Quantity::ONE.steps());
    let beyond = price.tiers.get(1).map_or_else(String::new, |next| {
        format!("；再多用 {} {unit}，多花 {} 元", more.grouped(), yuan(more, next.price))
    });
    let up_to_cost = yuan(up_to, first.price);
    Some(format!(
        "{per}用 {} {unit}，是 {up_to_cost} 元{beyond}。",
        up_to.grouped()
    ))
}

/// The energy that a subsidy is paid by.
pub fn subsidised(ways: &[HeatingWay]) -> Energy {
    ways.first().map_or(Energy::Electricity, |way| way.energy())
}

/// The ways in words.
pub fn ways(ways: &[HeatingWay]) -> String {
    let labels: Vec<&str> = ways.iter().map(|way| way.label()).collect();
    labels.join("、")
}

/// What a subsidy gives, in one sentence.
pub fn subsidy_example(rule: &Rule) -> Option<String> {
    match &rule.terms {
        Terms::RunningSubsidy(terms) => {
            let unit = subsidised(&terms.ways).unit();
            let last = terms.tiers.last()?;
            let most = match last.up_to {
                Some(up_to) => {
                    let all = terms.tiers.iter().filter_map(|tier| {
                        let end = tier.up_to?;
                        Some((end - tier.over, tier.price))
                    });
                    let sum = all
                        .fold(Exact::default(), |sum, (part, price)| sum + Exact::of(part, price))
                        .round();
                    let sum = terms.cap.map_or(sum, |cap| sum.min(cap));
                    format!("用到 {} {unit}，补 {} 元，再多不补", up_to.grouped(), sum.yuan())
                }
                None => terms
                    .cap
                    .map_or_else(String::new, |cap| format!("最多补 {} 元", cap.yuan())),
            };
            let first = terms.tiers.first()?;
            Some(format!("每{unit}补 {} 元；{most}。", first.price))
        }
        Terms::EquipmentSubsidy(terms) => {
            let cap = terms
                .cap
                .map_or_else(String::new, |cap| format!("，最多 {} 元", cap.yuan()));
            Some(format!("买设备的钱补 {}%{cap}。", terms.share.percent()))
        }
        _ => None,
    }
}

/// The whole rule in a few sentences, for feeds.
pub fn summary(rule: &Rule) -> String {
    let what = match &rule.terms {
        Terms::Price(price) => {
            let unit = price.energy.unit();
            let tiers: Vec<String> = price
                .tiers
                .iter()
                .map(|step| format!("{} {} 元", tier(step, unit), step.price))
                .collect();
            format!("{}：{}", price.per.words(), tiers.join("；"))
        }
        Terms::TimeOfUse(hours) => format!(
            "{}到{}每度加 {} 元，其余时间每度加 {} 元",
            hours.valley_from, hours.valley_to, hours.valley, hours.peak
        ),
        Terms::RunningSubsidy(_) | Terms::EquipmentSubsidy(_) => subsidy_example(rule).unwrap_or_default(),
    };
    let mark = rule
        .certainty
        .mark()
        .map_or_else(String::new, |mark| format!("【{mark}】"));
    format!(
        "{mark}{what}。{}。适用：{}。出处：{}，{}。",
        when(rule),
        for_whom(rule),
        rule.source.document,
        rule.source.number
    )
}
