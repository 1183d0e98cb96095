//! Licensed briquette outlets: added, changed, closed and opened again by 工信, seen by those who join in supervising.

use app::{
    domain::{
        agency::Area,
        division::CountyCode,
        outlet::{Outlet, OutletContent},
        permission::{Action, Actor, Subject, may},
        routing::Place,
        zone::ZoneStatus,
    },
    forms::{FormErrors, day::read_day, outlet_form::OutletForm, served_places::write_places},
    ports::{OutletDesk, OutletEventLine, OutletRow},
    text,
};
use time::Date;

use super::advance_case::account_names;
use crate::{
    app_state::App,
    storage::{OUTLET_CHANGED, OUTLET_EXISTS, OutletEvent, StorageError, StoredOutlet},
};

/// Most places named in a row or a message.
const NAMED: usize = 4;

/// Why an outlet cannot be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum OutletError {
    /// It does not exist, or is not this office's to see.
    #[error("no such outlet")]
    NotFound,
    /// This person may not do this.
    #[error("{0}")]
    Forbidden(&'static str),
    /// Something in the form must be changed.
    #[error("the form has errors")]
    Invalid(FormErrors),
    /// Somebody was faster.
    #[error("conflict")]
    Conflict,
    /// The database failed.
    #[error(transparent)]
    Storage(StorageError),
}

impl From<StorageError> for OutletError {
    fn from(error: StorageError) -> Self {
        if error.is_conflict(OUTLET_CHANGED) {
            Self::Conflict
        } else if error.is_conflict(OUTLET_EXISTS) {
            Self::Invalid(FormErrors::one("name", "本县（市、区）已经登记过同名的网点"))
        } else {
            Self::Storage(error)
        }
    }
}

fn may_keep(actor: &Actor, county: CountyCode) -> bool {
    may(actor, Action::KeepOutlets, &Subject::Outlets(Area::County(county)))
}

fn may_read(actor: &Actor, county: CountyCode) -> bool {
    may(actor, Action::ReadOutlets, &Subject::Outlets(Area::County(county)))
}

/// Whether this person's workbench shows outlets at all.
pub fn sees_outlets(actor: &Actor) -> bool {
    may(actor, Action::ReadOutlets, &Subject::Outlets(actor.office.area))
}

/// The counties whose outlets this person keeps.
fn counties_kept(app: &App, actor: &Actor) -> Vec<(CountyCode, String)> {
    let counties = app.reference.divisions().counties().iter();
    let kept = counties.filter(|county| may_keep(actor, county.code));
    kept.map(|county| (county.code, county.name.clone())).collect()
}

/// The outlets of this person's area, and whether they may add one.
///
/// # Errors
/// [`OutletError::Forbidden`] for whom outlets are no business; when the database fails.
pub async fn list_outlets(app: &App, actor: &Actor) -> Result<(Vec<OutletRow>, bool), OutletError> {
    if !sees_outlets(actor) {
        return Err(OutletError::Forbidden("型煤网点由工信部门登记"));
    }
    app.outlets.refresh(&app.storage).await?;
    let register = app.outlets.register();
    let seen = register
        .all()
        .iter()
        .filter(|outlet| may_read(actor, outlet.content.county));
    let rows = seen.map(|outlet| row(app, outlet)).collect();
    Ok((rows, !counties_kept(app, actor).is_empty()))
}

fn row(app: &App, outlet: &Outlet) -> OutletRow {
    let content = &outlet.content;
    let divisions = app.reference.divisions();
    let today = app.today();
    let open = content.is_open(today);
    OutletRow {
        id: outlet.id,
        kind: content.kind,
        name: content.name.clone(),
        county: divisions
            .county(content.county)
            .map(|c| c.name.clone())
            .unwrap_or_default(),
        address: content.address.clone(),
        serves: shortened(&write_places(&content.towns, &content.villages, divisions)),
        phone: content.phone.clone(),
        open,
        term: term(content, today),
        demonstration: outlet.demonstration,
    }
}

fn shortened(lines: &str) -> String {
    let all = lines.lines().count();
    let shown: Vec<&str> = lines.lines().take(NAMED).collect();
    let more = if all > NAMED {
        format!(" 等 {all} 处")
    } else {
        String::new()
    };
    format!("{}{more}", shown.join("、"))
}

fn term(content: &OutletContent, today: Date) -> String {
    match (content.closed_on, content.valid_until) {
        (Some(closed), _) if closed <= today => format!("{}关停", text::date(closed)),
        _ if content.valid_from > today => format!("{}起有效", text::date(content.valid_from)),
        (_, Some(last)) if last < today => format!("{}到期", text::date(last)),
        (Some(closed), _) => format!("营业，{}起关停", text::date(closed)),
        (None, Some(last)) => format!("营业，到{}", text::date(last)),
        (None, None) => "营业".to_owned(),
    }
}

/// An empty desk.
///
/// # Errors
/// [`OutletError::Forbidden`].
pub fn new_outlet(app: &App, actor: &Actor) -> Result<OutletDesk, OutletError> {
    let counties = counties_kept(app, actor);
    let own = match counties.as_slice() {
        [] => return Err(OutletError::Forbidden("型煤网点由工信部门登记")),
        [(only, _)] => only.to_string(),
        _ => String::new(),
    };
    Ok(OutletDesk {
        id: None,
        form: OutletForm {
            county: own,
            valid_from: app.today().to_string(),
            ..OutletForm::default()
        },
        errors: FormErrors::default(),
        counties,
        may_keep: true,
        closed: false,
        history: Vec::new(),
    })
}

/// An outlet's desk for one person.
///
/// # Errors
/// [`OutletError`].
pub async fn read_outlet(app: &App, actor: &Actor, id: i64) -> Result<OutletDesk, OutletError> {
    let outlet = find_readable(app, actor, id).await?;
    let county = outlet.content.county;
    let keeps = may_keep(actor, county);
    let name = app
        .reference
        .divisions()
        .county(county)
        .map(|c| c.name.clone())
        .unwrap_or_default();
    let mut form = form_of(app, &outlet);
    if keeps && form.closed_on.is_empty() {
        form.closed_on = app.today().to_string();
    }
    Ok(OutletDesk {
        id: Some(id),
        form,
        errors: FormErrors::default(),
        // An outlet stays in its county: its history belongs there.
        counties: vec![(county, name)],
        may_keep: keeps,
        closed: outlet.content.closed_on.is_some(),
        history: history(app, id).await?,
    })
}

async fn find_readable(app: &App, actor: &Actor, id: i64) -> Result<StoredOutlet, OutletError> {
    let outlet = app.storage.find_outlet(id).await?.ok_or(OutletError::NotFound)?;
    if may_read(actor, outlet.content.county) {
        Ok(outlet)
    } else {
        Err(OutletError::NotFound)
    }
}

async fn history(app: &App, id: i64) -> Result<Vec<OutletEventLine>, OutletError> {
    let names = account_names(app).await?;
    let mut lines: Vec<OutletEventLine> = app
        .storage
        .list_outlet_events(id)
        .await?
        .into_iter()
        .map(|event| OutletEventLine {
            at: event.at,
            who: names.get(&event.account).cloned().unwrap_or_default(),
            text: event_words(&event),
        })
        .collect();
    lines.reverse();
    Ok(lines)
}

fn event_words(event: &OutletEvent) -> String {
    let what = match event.kind.as_str() {
        "add" => "登记",
        "save" => "修改",
        "close" => "关停",
        "reopen" => "重新开",
        other => other,
    };
    if event.remark.is_empty() {
        what.to_owned()
    } else {
        format!("{what}：{}", event.remark)
    }
}

fn form_of(app: &App, outlet: &StoredOutlet) -> OutletForm {
    let content = outlet.content.clone();
    let degrees = |value: fn(&app::domain::coordinate::Wgs84) -> f64| {
        content
            .position
            .as_ref()
            .map(|at| format!("{:.6}", value(at)))
            .unwrap_or_default()
    };
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    OutletForm {
        county: content.county.to_string(),
        kind: content.kind.code().to_owned(),
        serves: write_places(&content.towns, &content.villages, app.reference.divisions()),
        longitude: degrees(|at| at.longitude),
        latitude: degrees(|at| at.latitude),
        crs: "wgs84".to_owned(),
        valid_from: content.valid_from.to_string(),
        valid_until: day(content.valid_until),
        closed_on: day(content.closed_on),
        seen: seen(outlet),
        name: content.name,
        address: content.address,
        phone: content.phone,
        hours: content.hours,
        licence: content.licence,
        ..OutletForm::default()
    }
}

/// The state somebody saw, as their form carries it.
fn seen(outlet: &StoredOutlet) -> String {
    (outlet.updated_at.unix_timestamp_nanos() / 1_000_000).to_string()
}

/// Adds an outlet and gives its identifier.
///
/// # Errors
/// [`OutletError`]; then nothing is kept.
pub async fn add_outlet(app: &App, actor: &Actor, form: &OutletForm) -> Result<i64, OutletError> {
    let content = checked(app, form, None)?;
    if !may_keep(actor, content.county) {
        return Err(OutletError::Forbidden("这个县（市、区）的网点不由您登记"));
    }
    let id = app.storage.insert_outlet(&content, done(app, actor, "add", "")).await?;
    app.outlets.refresh(&app.storage).await?;
    Ok(id)
}

/// Changes, closes or reopens an outlet.
///
/// # Errors
/// [`OutletError`]; then nothing is changed.
pub async fn change_outlet(app: &App, actor: &Actor, id: i64, form: &OutletForm) -> Result<(), OutletError> {
    let mut outlet = find_readable(app, actor, id).await?;
    if !may_keep(actor, outlet.content.county) {
        return Err(OutletError::Forbidden("这个网点不由您登记"));
    }
    if form.seen != seen(&outlet) {
        return Err(OutletError::Conflict);
    }
    let remark = match form.action.as_str() {
        "save" => {
            let content = checked(app, form, outlet.content.closed_on)?;
            if content.county != outlet.content.county {
                return Err(OutletError::Invalid(FormErrors::one(
                    "county",
                    "登记以后不能换县（市、区）",
                )));
            }
            outlet.content = content;
            String::new()
        }
        "close" => {
            let mut errors = FormErrors::default();
            let closed_on = read_day(&form.closed_on)
                .map_err(|message| errors.add("closed_on", message))
                .ok();
            let remark = reason(form, &mut errors);
            outlet.content.closed_on = closed_on;
            errors.into_result(remark).map_err(OutletError::Invalid)?
        }
        "reopen" if outlet.content.closed_on.is_some() => {
            let mut errors = FormErrors::default();
            let remark = reason(form, &mut errors);
            outlet.content.closed_on = None;
            errors.into_result(remark).map_err(OutletError::Invalid)?
        }
        _ => return Err(OutletError::Conflict),
    };
    let event = done(app, actor, &form.action, &remark);
    app.storage.update_outlet(&outlet, event).await?;
    app.outlets.refresh(&app.storage).await?;
    Ok(())
}

fn reason(form: &OutletForm, errors: &mut FormErrors) -> String {
    let remark: String = form
        .remark
        .trim()
        .chars()
        .filter(|c| !c.is_control())
        .take(200)
        .collect();
    if remark.is_empty() {
        errors.add("remark", "请写原因");
    }
    remark
}

fn done(app: &App, actor: &Actor, kind: &str, remark: &str) -> OutletEvent {
    OutletEvent {
        at: app.clock.now(),
        account: actor.account,
        kind: kind.to_owned(),
        remark: remark.to_owned(),
    }
}

fn checked(app: &App, form: &OutletForm, closed_on: Option<Date>) -> Result<OutletContent, OutletError> {
    let content = form
        .check(app.reference.divisions(), closed_on)
        .map_err(OutletError::Invalid)?;
    outside_the_zone(app, &content).map_err(|message| OutletError::Invalid(FormErrors::one("serves", message)))?;
    Ok(content)
}

/// No outlet may sell into the ban zone (plan 二(八)): what lies wholly inside today cannot be served.
fn outside_the_zone(app: &App, content: &OutletContent) -> Result<(), String> {
    let today = app.today();
    let zones = app.places.zones();
    let divisions = app.reference.divisions();
    let inside = |place| zones.register().status_of(divisions, place, today) == ZoneStatus::Inside;
    let towns: Vec<_> = content
        .towns
        .iter()
        .copied()
        .filter(|town| inside(Place::Town(*town)))
        .collect();
    let villages: Vec<_> = content
        .villages
        .iter()
        .copied()
        .filter(|v| inside(Place::Village(*v)))
        .collect();
    if towns.is_empty() && villages.is_empty() {
        return Ok(());
    }
    let named = shortened(&write_places(&towns, &villages, divisions));
    Err(format!("这些地方在禁煤区里，不能往里卖：{named}"))
}
