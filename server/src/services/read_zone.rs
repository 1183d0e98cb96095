//! Ban zones as staff see them: the list of a county's versions, and the desk of one.

use app::{
    domain::{
        agency::{Agency, Area, Queue},
        consent::CONSULTED,
        division::VillageCode,
        edition::{EditionKind, EditionState},
        geometry::{Outline, Ring},
        notice_text::write_villages,
        permission::{Action, Actor, Subject, may},
        zone::{BanZone, RoadRing},
        zone_difference::{ZoneChange, ZoneDifference},
    },
    forms::FormErrors,
    map_view::Drawing,
    ports::zone_desk::{
        CountyZones, DeskConsent, DeskDifference, DeskEvent, DeskRights, DeskTown, DifferenceLine, ZoneDesk, ZoneList,
        ZoneRow,
    },
};
use time::Date;

use super::{
    advance_case::account_names,
    publish_zone::{Surroundings, Worked, ZoneError, consents, find_readable, form_of},
    reload_zones::ZoneDocument,
    show_map::version_drawing,
};

use crate::{
    app_state::App,
    storage::{Edition, EditionEvent},
};

/// How far a village's houses may reach from its recorded point: nearer to a ring's line, either side is possible.
const VILLAGE_REACH_METRES: f64 = 500.0;

/// Every version and draft of the counties that this person may see.
///
/// # Errors
/// [`ZoneError`].
pub async fn list_zones(app: &App, actor: &Actor) -> Result<ZoneList, ZoneError> {
    let editions = app.storage.list_editions(EditionKind::BanZone, None).await?;
    let today = app.today();
    let book = app.places.zones();
    let mut counties = Vec::new();
    for county in app.reference.divisions().counties() {
        let subject = Subject::Zone {
            county: county.code,
            drafted_by: None,
        };
        if !may(actor, Action::ReadZone, &subject) {
            continue;
        }
        let versions = book.register().history(county.code);
        let own = editions
            .iter()
            .filter(|edition| edition.scope == county.code.to_string());
        let mut rows = Vec::new();
        for edition in own {
            rows.push(row_of_edition(edition, versions, today)?);
        }
        let stored = |zone: &BanZone| rows.iter().any(|row| row.in_force == Some(zone.in_force) && !row.open);
        let from_files: Vec<ZoneRow> = versions
            .iter()
            .rev()
            .filter(|zone| !stored(zone))
            .map(|zone| row_of_version(zone, today))
            .collect();
        rows.extend(from_files);
        rows.sort_by_key(|row| (!row.open, std::cmp::Reverse(row.in_force)));
        counties.push(CountyZones {
            code: county.code.to_string(),
            name: county.name.clone(),
            may_draft: may(actor, Action::DraftZone, &subject),
            rows,
        });
    }
    // Where this person has something to do stands first.
    counties.sort_by_key(|county| !county.may_draft);
    Ok(ZoneList { counties, today })
}

fn row_of_edition(edition: &Edition, versions: &[BanZone], today: Date) -> Result<ZoneRow, ZoneError> {
    let document = ZoneDocument::read(edition).map_err(|error| ZoneError::Defect(error.into()))?;
    let draft = document.draft;
    let published = versions.iter().find(|zone| Some(zone.in_force) == edition.effective);
    let standing = match (edition.state, published) {
        (EditionState::Published, Some(zone)) => version_standing(zone, today),
        (state, _) => state.label(),
    };
    Ok(ZoneRow {
        id: Some(edition.id),
        title: if draft.title.is_empty() {
            "（还没写标题）".to_owned()
        } else {
            draft.title
        },
        number: draft.number,
        standing,
        open: matches!(edition.state, EditionState::Draft | EditionState::Checked),
        in_force: edition.effective,
        replaced: published.and_then(|zone| zone.replaced),
        demonstration: edition.demonstration,
    })
}

fn row_of_version(zone: &BanZone, today: Date) -> ZoneRow {
    ZoneRow {
        id: None,
        title: zone.notice.title.clone(),
        number: zone.notice.number.clone(),
        standing: version_standing(zone, today),
        open: false,
        in_force: Some(zone.in_force),
        replaced: zone.replaced,
        demonstration: zone.demonstration,
    }
}

fn version_standing(zone: &BanZone, today: Date) -> &'static str {
    if zone.is_in_force(today) {
        "生效中"
    } else if zone.in_force > today {
        "未到日期"
    } else {
        "已被替换"
    }
}

/// A version's desk for one person.
///
/// # Errors
/// [`ZoneError`].
pub async fn read_zone(app: &App, actor: &Actor, id: i64) -> Result<ZoneDesk, ZoneError> {
    let worked = find_readable(app, actor, id).await?;
    desk(app, actor, worked).await
}

pub(super) async fn desk(app: &App, actor: &Actor, worked: Worked) -> Result<ZoneDesk, ZoneError> {
    let names = account_names(app).await?;
    let name = |account: Option<i64>| {
        account.map_or_else(
            || "运维导入".to_owned(),
            |account| names.get(&account).cloned().unwrap_or_default(),
        )
    };
    let draft = &worked.document.draft;
    let surroundings = Surroundings::new(app, worked.county, draft);
    let context = surroundings.context(app);
    let open = matches!(worked.edition.state, EditionState::Draft | EditionState::Checked);
    let faults = if open { draft.faults(&context) } else { Vec::new() };
    let changed = draft.difference(&context);
    let difference = difference(app, &changed);
    let history = app.storage.list_edition_events(worked.edition.id).await?;
    Ok(ZoneDesk {
        id: worked.edition.id,
        county: (
            worked.county.to_string(),
            app.reference.area_name(Area::County(worked.county)),
        ),
        state: worked.edition.state,
        form: form_of(app, &worked),
        errors: FormErrors::default(),
        faults: faults.into_iter().map(|fault| (fault.field, fault.message)).collect(),
        towns: towns(app, &worked),
        before: context.before.map(|zone| (zone.notice.title.clone(), zone.in_force)),
        difference,
        drawings: drawings(app, &worked, context.before, &changed),
        hints: draft.scope.rings.iter().map(|ring| ring_hint(app, ring)).collect(),
        consents: desk_consents(app, &worked).await?,
        history: history
            .into_iter()
            .rev()
            .map(|event| desk_event(event, &name))
            .collect(),
        drafted_by: name(worked.edition.drafted_by),
        has_scan: worked.edition.attachment.is_some(),
        may: rights(app, actor, &worked),
        demonstration: worked.edition.demonstration,
    })
}

fn towns(app: &App, worked: &Worked) -> Vec<DeskTown> {
    let divisions = app.reference.divisions();
    let town = |town: &app::domain::division::Town| DeskTown {
        code: town.code,
        name: town.name.clone(),
        villages: divisions
            .villages_of(town.code)
            .iter()
            .map(|village| (village.code, village.short.clone()))
            .collect(),
    };
    divisions.towns_of(worked.county).iter().map(town).collect()
}

fn difference(app: &App, difference: &ZoneDifference) -> DeskDifference {
    let divisions = app.reference.divisions();
    let town = |code| divisions.town(code).map_or_else(String::new, |town| town.name.clone());
    let village = |code: &app::domain::division::VillageCode| {
        divisions
            .village(*code)
            .map_or_else(String::new, |place| place.village.short.clone())
    };
    DeskDifference {
        lines: difference
            .changes
            .iter()
            .map(|change| DifferenceLine {
                town: town(change.town),
                change: change.change,
                villages: change.villages.iter().map(village).collect(),
                whole_town: change.whole_town,
            })
            .collect(),
        counts: ZoneChange::ALL.map(|change| difference.count(change)),
        unchanged: difference.unchanged,
        to_confirm: difference.added_towns().map(|code| (code, town(code))).collect(),
    }
}

/// The county as it is and as it would be.
fn drawings(
    app: &App,
    worked: &Worked,
    before: Option<&BanZone>,
    difference: &ZoneDifference,
) -> Vec<(&'static str, Drawing)> {
    let nothing = ZoneDifference::default();
    [
        ("现在", before.map(|zone| &zone.scope), &nothing),
        ("改后", Some(&worked.document.draft.scope), difference),
    ]
    .into_iter()
    .filter_map(|(when, scope, changed)| Some((when, version_drawing(app, worked.county, scope, changed)?)))
    .collect()
}

/// Which villages the recorded points put inside a ring or near its line: a help for the editor, who decides.
fn ring_hint(app: &App, ring: &RoadRing) -> String {
    let Ok(drawn) = Ring::new(ring.polygon.clone()) else {
        return String::new();
    };
    let outline = Outline { rings: vec![drawn] };
    let (mut inside, mut near) = (Vec::new(), Vec::new());
    for point in app.village_points.points().iter() {
        let depth = outline.depth(point.at);
        if depth.abs() <= VILLAGE_REACH_METRES {
            near.push(point.village);
        } else if depth > 0.0 {
            inside.push(point.village);
        }
    }
    let words = |what: &str, villages: &[VillageCode]| {
        let names = write_villages(villages, app.reference.divisions()).replace('\n', "；");
        (!villages.is_empty()).then(|| format!("{what}：{names}"))
    };
    let parts: Vec<String> = [words("里面", &inside), words("线边上", &near)]
        .into_iter()
        .flatten()
        .collect();
    parts.join("。")
}

async fn desk_consents(app: &App, worked: &Worked) -> Result<Vec<DeskConsent>, ZoneError> {
    let answers = app.storage.list_edition_answers(worked.edition.id).await?;
    let standing = consents(app, &worked.edition).await?;
    let consent = |(agency, consent)| {
        let said = answers.iter().rev().find(|answer| answer.agency == agency);
        DeskConsent {
            agency,
            office: app.reference.office_name(Queue {
                agency,
                area: Area::County(worked.county),
            }),
            consent,
            said: said.map(|answer| (answer.at, answer.remark.clone())),
        }
    };
    Ok(CONSULTED.into_iter().zip(standing).map(consent).collect())
}

/// The bodies for which this person may answer: the own one, or any on paper for whoever drafts.
pub(super) fn answerable(actor: &Actor, worked: &Worked) -> Vec<Agency> {
    if worked.edition.state != EditionState::Checked {
        Vec::new()
    } else if may(actor, Action::AnswerZone, &worked.subject()) {
        vec![actor.office.agency]
    } else if may(actor, Action::DraftZone, &worked.subject()) {
        CONSULTED.to_vec()
    } else {
        Vec::new()
    }
}

fn rights(app: &App, actor: &Actor, worked: &Worked) -> DeskRights {
    let allowed = |action| may(actor, action, &worked.subject());
    let state = worked.edition.state;
    let drafts = allowed(Action::DraftZone);
    let approves = allowed(Action::ApproveZone);
    let before_its_day = worked.edition.effective.is_some_and(|day| day > app.today());
    let hint = match (state, approves) {
        (EditionState::Checked, false) if drafts && worked.edition.drafted_by == Some(actor.account) => {
            "您起草的版本，要由另一位审核人发布"
        }
        (EditionState::Checked, false) if drafts => "要由本单位的审核人发布",
        _ => "",
    };
    DeskRights {
        edit: drafts && state == EditionState::Draft,
        approve: approves && state == EditionState::Checked,
        withdraw: match state {
            EditionState::Draft | EditionState::Checked => drafts,
            EditionState::Published => approves && before_its_day,
            EditionState::Withdrawn => false,
        },
        answer: answerable(actor, worked),
        hint: hint.to_owned(),
    }
}

fn desk_event(event: EditionEvent, name: &impl Fn(Option<i64>) -> String) -> DeskEvent {
    let what = match event.kind.as_str() {
        "draft" => "起草",
        "import" => "从文件导入并发布",
        "save" => "改了草稿",
        "recognise" => "粘贴通告原文",
        "scan" => "换了扫描件",
        "check" => "核对无误，送审",
        "approve" => "审核发布",
        "send_back" => "退回修改",
        "withdraw" => "撤回",
        other => other,
    };
    DeskEvent {
        at: event.at,
        who: name(event.account),
        what: what.to_owned(),
        remark: event.remark,
    }
}
