//! `POST /api/v1/heating-cost`: the calculator for programs; stable, others build on it.

use app::domain::heating::{
    estimate::{Bill, Line, LineKind, NoBill, Question, WayQuestion, among, bill},
    house::Missing,
    period::write_date,
    rule::{HeatingWay, RuleBook},
};
use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::heating_input::{Reader, parse};
use crate::{app_state::App, http::error::HttpError};

/// `POST /api/v1/heating-cost`.
///
/// # Errors
/// 400 for what is no JSON, 422 naming each field that cannot be used.
pub async fn heating_cost(State(app): State<App>, body: Bytes) -> Result<Response, HttpError> {
    let input = parse(&body)?;
    let rules = app.heating.load();
    let today = app.today();
    let mut reader = Reader::default();
    let question = reader.question(&app, &input, rules.book());
    let Some((question, ways)) = question.filter(|_| reader.errors.is_empty()) else {
        return Err(HttpError::invalid(reader.errors));
    };
    let answers: Vec<Value> = ways
        .iter()
        .map(|(way, asked)| answer(rules.book(), &question, *way, *asked))
        .collect();
    let mut response = Json(json!({
        "ways": answers,
        "rules_as_of": write_date(today),
        "rules_version": format!("{:016x}", rules.version()),
    }))
    .into_response();
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn answer(book: &RuleBook, question: &Question, way: HeatingWay, asked: Result<WayQuestion, Missing>) -> Value {
    let nothing = |reason: &str, detail: String| {
        json!({
            "way": way, "cost_fen": null, "subsidy_fen": null, "net_fen": null, "lines": [],
            "reason": reason, "detail": detail,
        })
    };
    let asked = match asked {
        Ok(asked) => asked,
        Err(missing) => return nothing("figure_missing", missing.words()),
    };
    match bill(book, question, &asked) {
        Ok(bill) => bill_json(&bill, &asked, question),
        Err(no_bill) => nothing(no_bill.code(), NoBill::words(&no_bill)),
    }
}

fn bill_json(bill: &Bill<'_>, asked: &WayQuestion, question: &Question) -> Value {
    let lines: Vec<Value> = bill.lines.iter().map(line_json).collect();
    let mut answer = json!({
        "way": bill.way,
        "quantity": bill.amount,
        "unit": bill.way.energy().unit(),
        "time_of_use": asked.valley.is_some(),
        "cost_fen": bill.cost,
        "subsidy_fen": bill.subsidy,
        "net_fen": bill.net,
        "net_fen_per_month": bill.per_month(&question.period),
        "lines": lines,
    });
    if let (Some(price), Some(all)) = (asked.equipment, answer.as_object_mut()) {
        let lines: Vec<Value> = bill.equipment.iter().map(line_json).collect();
        let subsidy = bill.equipment_subsidy();
        all.insert(
            "equipment".to_owned(),
            json!({"cost_fen": price, "subsidy_fen": subsidy, "net_fen": price - subsidy, "lines": lines}),
        );
    }
    answer
}

fn line_json(line: &Line<'_>) -> Value {
    let kind = match line.kind {
        LineKind::Tier(_) => "tier",
        LineKind::OwnPrice => "own_price",
        LineKind::Valley => "valley",
        LineKind::Peak => "peak",
        LineKind::RunningSubsidy => "running_subsidy",
        LineKind::EquipmentSubsidy => "equipment_subsidy",
    };
    let mut value = json!({
        "rule": line.rule.map(|rule| &rule.id),
        "name": line.rule.map(|rule| &rule.name),
        "kind": kind,
        "source": line.rule.map(|rule| &rule.source),
        "certainty": line.rule.map(|rule| rule.certainty),
        "quantity": line.quantity,
        "price": line.price,
        "fen": line.fen,
    });
    if let (Some(rule), Some(all)) = (line.rule.filter(|rule| rule.is_subsidy()), value.as_object_mut()) {
        let payers: Vec<Value> = among(&rule.payers, line.fen)
            .into_iter()
            .map(|(name, fen)| json!({"name": name, "fen": fen}))
            .collect();
        all.insert("payers".to_owned(), payers.into());
        all.insert("claim".to_owned(), json!(rule.claim));
        all.insert(
            "only_if_on_register".to_owned(),
            json!(rule.audience.on_register == Some(true)),
        );
    }
    value
}
