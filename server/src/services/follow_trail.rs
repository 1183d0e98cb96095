//! One vendor's trail: proposed where cases share a trace, decided by the handler, shown with its appearances.

use app::{
    domain::{
        division::CountyCode,
        permission::{Action, Actor, may},
        sketch::PointMark,
        trace::{Trace, TraceKind},
    },
    forms::{
        FormErrors,
        trail_form::{CoalForm, TrailForm},
    },
    ports::{Appearance, CoalWays, SharedTrace, TrailPage, TrailRow},
};

use super::{
    advance_case::{CaseError, find_readable, subject},
    read_queue::queue_row,
    show_map::draw_points,
};
use crate::{
    app_state::App,
    evidence::received::Received,
    secret::random_bytes,
    storage::{
        COAL_LINKED, CaseFile, CoalLink, EventKind, NewEvent, SharedTrace as SharedInStorage, StorageError, Trail,
        TrailDecision,
    },
};

/// The traces that a case shares with others, as far as this person may see them.
pub(super) async fn shared_traces(app: &App, actor: &Actor, case: &CaseFile) -> Result<Vec<SharedTrace>, StorageError> {
    let mut shared = Vec::new();
    for trace in without_echoes(app.storage.list_shared_traces(case.id).await?) {
        let all = trace.others.len();
        let readable = read_cases(app, actor, &trace.others).await?;
        shared.push(SharedTrace {
            kind: trace.trace.kind,
            value: trace.trace.value,
            hidden: all - readable.len(),
            cases: readable.iter().map(|other| named(app, other)).collect(),
            decided: trace.trail.map(|trail| (trail.id, trail.confirmed)),
        });
    }
    Ok(shared)
}

/// The same file is the same original and looks the same: said once, by what is surest, unless it was decided already.
fn without_echoes(traces: Vec<SharedInStorage>) -> Vec<SharedInStorage> {
    let is_of_photo = |kind: TraceKind| !kind.is_readable();
    let surer = |trace: &SharedInStorage| -> Vec<i64> {
        traces
            .iter()
            .filter(|other| is_of_photo(other.trace.kind) && other.trace.kind < trace.trace.kind)
            .flat_map(|other| other.others.iter().copied())
            .collect()
    };
    let echo = |trace: &SharedInStorage| {
        let surer = surer(trace);
        is_of_photo(trace.trace.kind) && trace.trail.is_none() && trace.others.iter().all(|case| surer.contains(case))
    };
    let kept: Vec<bool> = traces.iter().map(|trace| !echo(trace)).collect();
    traces
        .into_iter()
        .zip(kept)
        .filter_map(|(trace, kept)| kept.then_some(trace))
        .collect()
}

/// Where a case's coal came from and went, as far as this person may see it.
pub(super) async fn coal_ways(app: &App, actor: &Actor, case: &CaseFile) -> Result<CoalWays, StorageError> {
    let (sources, destinations) = app.storage.list_coal_links(case.id).await?;
    let named = async |ids: &[i64]| -> Result<Vec<(String, String)>, StorageError> {
        let cases = read_cases(app, actor, ids).await?;
        Ok(cases.iter().map(|other| named(app, other)).collect())
    };
    Ok(CoalWays {
        sources: named(&sources).await?,
        destinations: named(&destinations).await?,
    })
}

/// Those of the cases that this person may read.
async fn read_cases(app: &App, actor: &Actor, ids: &[i64]) -> Result<Vec<CaseFile>, StorageError> {
    let mut readable = Vec::new();
    for id in ids {
        if let Some(case) = app.storage.find_case_by_id(*id).await?
            && may(actor, Action::ReadCase, &subject(&case))
        {
            readable.push(case);
        }
    }
    Ok(readable)
}

fn named(app: &App, case: &CaseFile) -> (String, String) {
    let row = queue_row(app, case, app.clock.now());
    let day = app::text::short_date(app::domain::calendar::china_date(case.filed_at));
    let place = [row.area, row.place].join(" ");
    (case.number.clone(), format!("{day} {}", place.trim()))
}

/// Decides whether a trace that cases share is one vendor's.
///
/// # Errors
/// [`CaseError`]; then nothing is kept.
pub async fn decide_trail(app: &App, actor: &Actor, number: &str, form: &TrailForm) -> Result<(), CaseError> {
    let case = find_readable(app, actor, number).await?;
    if !may(actor, Action::DecideTrail, &subject(&case)) {
        return Err(CaseError::Forbidden);
    }
    let decided = form.check().map_err(CaseError::Invalid)?;
    let shared = app.storage.list_shared_traces(case.id).await?;
    let Some(found) = shared.into_iter().find(|shared| shared.trace == decided.trace) else {
        return Err(CaseError::Invalid(FormErrors::one(
            "trail",
            "本案没有和别的案件共有这一条",
        )));
    };
    let others = read_cases(app, actor, &found.others).await?;
    let numbers: Vec<&str> = others.iter().map(|other| other.number.as_str()).collect();
    let what = match found.trace.kind {
        kind if kind.is_readable() => format!("{} {}", kind.label(), found.trace.value),
        kind => kind.label().to_owned(),
    };
    let head = if decided.confirmed {
        format!("确认{what}，与 {} 是同一个卖家", numbers.join("、"))
    } else {
        format!("{what}：与 {} 不是同一个卖家", numbers.join("、"))
    };
    let event = told(app, actor, &case, &head, &decided.note);
    app.storage
        .decide_trail(TrailDecision {
            case_id: case.id,
            trace: found.trace,
            confirmed: decided.confirmed,
            office: actor.office,
            account: actor.account,
            note: decided.note,
            event,
        })
        .await?;
    Ok(())
}

/// Links two cases by where coal came from and went.
///
/// # Errors
/// [`CaseError`]; then nothing is kept.
pub async fn link_coal(app: &App, actor: &Actor, number: &str, form: &CoalForm) -> Result<(), CaseError> {
    let case = find_readable(app, actor, number).await?;
    if !may(actor, Action::DecideTrail, &subject(&case)) {
        return Err(CaseError::Forbidden);
    }
    let (other, from_other, note) = form.check().map_err(CaseError::Invalid)?;
    let refuse = |message: &str| CaseError::Invalid(FormErrors::one("coal_number", message));
    let other = match find_readable(app, actor, &other).await {
        Ok(other) if other.id != case.id => other,
        Ok(_) => return Err(refuse("请写另一件的编号")),
        Err(CaseError::NotFound) => return Err(refuse("没有这个编号的案件，或者您看不到它")),
        Err(error) => return Err(error),
    };
    let (source, destination) = if from_other { (&other, &case) } else { (&case, &other) };
    let told_source = told(app, actor, source, &format!("煤流向 {}", destination.number), &note);
    let told_destination = told(app, actor, destination, &format!("煤来自 {}", source.number), &note);
    let link = CoalLink {
        source: source.id,
        destination: destination.id,
        account: actor.account,
        note,
        told_source,
        told_destination,
    };
    match app.storage.link_coal(link).await {
        Err(error) if error.is_conflict(COAL_LINKED) => Err(refuse("这两件已经这样连过了")),
        done => Ok(done?),
    }
}

fn told(app: &App, actor: &Actor, case: &CaseFile, head: &str, note: &str) -> NewEvent {
    let text = if note.is_empty() {
        head.to_owned()
    } else {
        format!("{head}\n{note}")
    };
    NewEvent {
        at: app.clock.now(),
        account: Some(actor.account),
        office: Some(actor.office),
        tip: None,
        kind: EventKind::Linked,
        state: case.state,
        text,
        public_text: String::new(),
        received: Received::default(),
        salt: random_bytes(),
    }
}

/// The confirmed trails of which this person may see a case.
///
/// # Errors
/// When the database fails.
pub async fn list_trails(app: &App, actor: &Actor) -> Result<Vec<TrailRow>, StorageError> {
    let mut rows = Vec::new();
    for trail in app.storage.list_trails().await? {
        let ids = app.storage.list_cases_of_trace(&trail.trace).await?;
        let readable = read_cases(app, actor, &ids).await?;
        if !readable.is_empty() {
            rows.push(row(app, &trail, readable.len()));
        }
    }
    Ok(rows)
}

fn row(app: &App, trail: &Trail, cases: usize) -> TrailRow {
    let Trace { kind, value } = trail.trace.clone();
    TrailRow {
        id: trail.id,
        kind,
        value,
        cases,
        office: app.reference.office_name(trail.office),
        at: trail.at,
    }
}

/// A confirmed trail with its appearances.
///
/// # Errors
/// [`CaseError::NotFound`] where there is none, or this person may see none of its cases.
pub async fn read_trail(app: &App, actor: &Actor, id: i64) -> Result<TrailPage, CaseError> {
    let trail = app.storage.find_trail_by_id(id).await?;
    let trail = trail.filter(|trail| trail.confirmed).ok_or(CaseError::NotFound)?;
    let ids = app.storage.list_cases_of_trace(&trail.trace).await?;
    let cases = read_cases(app, actor, &ids).await?;
    if cases.is_empty() {
        return Err(CaseError::NotFound);
    }
    let points = app.village_points.points();
    let now = app.clock.now();
    let appearances: Vec<Appearance> = cases
        .iter()
        .map(|case| {
            let shown = queue_row(app, case, now);
            Appearance {
                number: case.number.clone(),
                filed_at: case.filed_at,
                category: shown.category,
                place: [shown.area, shown.place].join(" ").trim().to_owned(),
                state: case.state,
                at: case.village.and_then(|village| points.find(village)),
            }
        })
        .collect();
    let mut counties: Vec<CountyCode> = cases.iter().filter_map(|case| case.county).collect();
    counties.sort_unstable();
    counties.dedup();
    let marks: Vec<_> = appearances
        .iter()
        .filter_map(|appearance| Some((appearance.at?, PointMark::Own)))
        .collect();
    Ok(TrailPage {
        row: row(app, &trail, cases.len()),
        note: trail.note,
        hidden: ids.len() - cases.len(),
        drawing: (!marks.is_empty())
            .then(|| draw_points(app, &counties, &marks))
            .flatten(),
        appearances,
    })
}
