//! Price and subsidy rules as staff see them: the list, the desk of one change, and what households would pay.

use app::{
    domain::{
        agency::Area,
        division::{Divisions, VillageCode},
        edition::{EditionKind, EditionState},
        heating::{
            decimal::{Fen, Quantity, Share},
            estimate::{Question, WayQuestion, bill},
            period::Period,
            rule::{Certainty, HeatingWay, Household, Rule, RuleBook},
        },
        permission::{Action, Actor, Subject, may},
        who_may_burn::Allowance,
    },
    forms::FormErrors,
    ports::price_desk::{ChangeRow, PreviewRow, PriceDesk, PriceList, PriceRights, RuleRow},
};
use serde::Deserialize;
use time::Date;

use super::{
    advance_case::account_names,
    publish_price::{PriceDocument, PriceError, Worked, find_readable},
};
use crate::{app_state::App, storage::Edition};

/// What typical households use in a season: their way and how much of its energy.
const TYPICAL: [(HeatingWay, i64); 6] = [
    (HeatingWay::DirectElectric, 1_120),
    (HeatingWay::DirectElectric, 2_000),
    (HeatingWay::DirectElectric, 3_500),
    (HeatingWay::GasBoiler, 600),
    (HeatingWay::GasBoiler, 900),
    (HeatingWay::GasBoiler, 1_300),
];

/// Whether a person may look at prices and subsidies at all.
pub fn sees_prices(actor: &Actor) -> bool {
    let subject = Subject::Price {
        county: actor.office.area.county(),
        drafted_by: None,
    };
    may(actor, Action::ReadPrice, &subject)
}

/// Every rule, and the changes that this person may see.
///
/// # Errors
/// [`PriceError`].
pub async fn list_prices(app: &App, actor: &Actor) -> Result<PriceList, PriceError> {
    let subject = Subject::Price {
        county: actor.office.area.county(),
        drafted_by: None,
    };
    if !sees_prices(actor) {
        return Err(PriceError::Forbidden("价格和补贴由发展改革部门管，您的账号不看这里"));
    }
    let mut changes = Vec::new();
    for edition in app.storage.list_editions(EditionKind::Price, None).await? {
        changes.push(change_row(app, edition)?);
    }
    let today = app.today();
    let rules = app.heating.load_full();
    let mut rows: Vec<RuleRow> = rules.book().rules.iter().map(|rule| rule_row(rule, today)).collect();
    rows.sort_by_key(|row| (row.standing != "生效中", std::cmp::Reverse(row.from)));
    Ok(PriceList {
        changes,
        rules: rows,
        may_draft: may(actor, Action::DraftPrice, &subject),
    })
}

fn change_row(app: &App, edition: Edition) -> Result<ChangeRow, PriceError> {
    let document = PriceDocument::deserialize(&edition.document).map_err(|error| PriceError::Defect(error.into()))?;
    let ended = document.change.replaces.as_ref().map(|id| format!("停用 {id}"));
    let name = match document.change.rule {
        Some(rule) => rule.name,
        None if !document.form.name.is_empty() => document.form.name,
        None => ended.unwrap_or_else(|| "（还没写名称）".to_owned()),
    };
    Ok(ChangeRow {
        id: edition.id,
        name,
        area: area_name(app, document.change.county),
        state: edition.state,
        effective: edition.effective,
        demonstration: edition.demonstration,
    })
}

fn area_name(app: &App, county: Option<app::domain::division::CountyCode>) -> String {
    app.reference.area_name(county.map_or(Area::City, Area::County))
}

fn rule_row(rule: &Rule, today: Date) -> RuleRow {
    RuleRow {
        id: rule.id.clone(),
        name: rule.name.clone(),
        number: rule.source.number.clone(),
        mark: rule.certainty.mark().unwrap_or_default(),
        from: rule.valid.from,
        until: rule.valid.until,
        standing: if rule.valid.contains(today) {
            "生效中"
        } else if rule.valid.from > today {
            "未到日期"
        } else {
            "已停"
        },
    }
}

/// A change's desk for one person.
///
/// # Errors
/// [`PriceError`].
pub async fn read_price(app: &App, actor: &Actor, id: i64) -> Result<PriceDesk, PriceError> {
    let worked = find_readable(app, actor, id).await?;
    desk(app, actor, worked).await
}

pub(super) async fn desk(app: &App, actor: &Actor, worked: Worked) -> Result<PriceDesk, PriceError> {
    let names = account_names(app).await?;
    let name = |account: Option<i64>| {
        account.map_or_else(
            || "运维导入".to_owned(),
            |account| names.get(&account).cloned().unwrap_or_default(),
        )
    };
    let open = matches!(worked.edition.state, EditionState::Draft | EditionState::Checked);
    let standing = app.heating.load_full();
    let (faults, preview) = match worked.effect(app) {
        _ if !open => (Vec::new(), Vec::new()),
        Ok((day, change, after)) => {
            let village = change
                .rule
                .as_ref()
                .and_then(|rule| somewhere(rule, app.reference.divisions()));
            (Vec::new(), preview(standing.book(), &after, day, village))
        }
        Err(errors) => {
            let faults = errors
                .iter()
                .map(|(field, message)| (field.to_owned(), message.to_owned()));
            (faults.collect(), Vec::new())
        }
    };
    let events = app.storage.list_edition_events(worked.edition.id).await?;
    let history = events.into_iter().rev().map(|event| {
        let what = event_words(&event.kind).to_owned();
        (event.at, name(event.account), what, event.remark)
    });
    let replaceable = standing
        .book()
        .rules
        .iter()
        .filter(|rule| rule.valid.until.is_none_or(|until| until >= app.today()));
    Ok(PriceDesk {
        id: worked.edition.id,
        area: area_name(app, worked.county()),
        state: worked.edition.state,
        revision: worked.edition.revision,
        errors: FormErrors::default(),
        faults,
        preview,
        history: history.collect(),
        drafted_by: name(worked.edition.drafted_by),
        may: rights(app, actor, &worked),
        demonstration: worked.edition.demonstration,
        replaceable: replaceable
            .map(|rule| (rule.id.clone(), replaceable_name(rule)))
            .collect(),
        form: worked.document.form,
    })
}

fn replaceable_name(rule: &Rule) -> String {
    let mark = if rule.certainty == Certainty::Demonstration {
        "（示例）"
    } else {
        ""
    };
    if rule.name.contains("示例") {
        rule.name.clone()
    } else {
        format!("{}{mark}", rule.name)
    }
}

fn event_words(kind: &str) -> &str {
    match kind {
        "draft" => "起草",
        "import" => "从文件导入并发布",
        "save" => "改了草稿",
        "check" => "核对无误，送审",
        "approve" => "审核发布",
        "send_back" => "退回修改",
        "withdraw" => "撤回",
        other => other,
    }
}

fn rights(app: &App, actor: &Actor, worked: &Worked) -> PriceRights {
    let allowed = |action| may(actor, action, &worked.subject());
    let state = worked.edition.state;
    let (drafts, approves) = (allowed(Action::DraftPrice), allowed(Action::ApprovePrice));
    let before_its_day = worked.edition.effective.is_some_and(|day| day > app.today());
    PriceRights {
        edit: drafts && state == EditionState::Draft,
        approve: approves && state == EditionState::Checked,
        withdraw: match state {
            EditionState::Draft | EditionState::Checked => drafts,
            EditionState::Published => approves && before_its_day,
            EditionState::Withdrawn => false,
        },
        hint: match (state, approves) {
            (EditionState::Checked, false) if worked.edition.drafted_by == Some(actor.account) => {
                "您起草的规则，要由另一位审核人发布"
            }
            (EditionState::Checked, false) if drafts => "要由本单位的审核人发布",
            _ => "",
        },
    }
}

/// A village for which a rule is, where it is not for the whole city.
fn somewhere(rule: &Rule, divisions: &Divisions) -> Option<VillageCode> {
    let audience = &rule.audience;
    let first_of = |town| divisions.villages_of(town).first().map(|village| village.code);
    let in_county = |county| divisions.towns_of(county).iter().find_map(|town| first_of(town.code));
    audience
        .villages
        .first()
        .copied()
        .or_else(|| audience.towns.first().and_then(|town| first_of(*town)))
        .or_else(|| audience.counties.first().and_then(|county| in_county(*county)))
}

/// What typical households would pay over the heating season of a day, on the register, after subsidies.
fn preview(before: &RuleBook, after: &RuleBook, day: Date, village: Option<VillageCode>) -> Vec<PreviewRow> {
    let Some(period) = Period::heating_season(day) else {
        return Vec::new();
    };
    let question = |central_heating| Question {
        household: Household {
            village,
            central_heating,
            own_meter: true,
            on_register: Some(true),
        },
        briquette: Allowance::Undetermined,
        period,
        ways: Vec::new(),
    };
    let mut rows = Vec::new();
    for (way, amount) in TYPICAL {
        let plain = WayQuestion::new(way, Quantity::from_steps(amount * Quantity::ONE.steps()));
        let hourly = WayQuestion {
            valley: Some(Share::from_steps(Share::ONE.steps() / 2)),
            ..plain
        };
        let unit = way.energy().unit();
        let name = format!("{}，{} {unit}", way.label(), plain.amount.grouped());
        let electric = way != HeatingWay::GasBoiler;
        let mut variants = vec![(name.clone(), plain, false)];
        if electric {
            variants.push((format!("{name}，有集中供热"), plain, true));
            variants.push((format!("{name}，峰谷各半"), hourly, false));
        }
        for (household, asked, central) in variants {
            let question = question(central);
            let net = |book| bill(book, &question, &asked).map(|bill| bill.net);
            rows.push(preview_row(household, net(before).ok(), net(after).ok()));
        }
    }
    rows
}

fn preview_row(household: String, before: Option<Fen>, after: Option<Fen>) -> PreviewRow {
    let words = |net: Option<Fen>| net.map_or_else(|| "没有价".to_owned(), |net| format!("{} 元", net.yuan()));
    let difference = match (before, after) {
        (Some(before), Some(after)) if before != after => {
            let sign = if after > before { "+" } else { "" };
            format!("{sign}{} 元", (after - before).yuan())
        }
        _ => String::new(),
    };
    PreviewRow {
        household,
        before: words(before),
        after: words(after),
        difference,
    }
}
