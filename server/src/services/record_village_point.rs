//! Where villages lie: staff record it, every record is kept.

use app::{
    domain::{
        division::VillageCode,
        permission::{Action, Actor, Subject, may},
    },
    forms::FormErrors,
    map_view::{VillagePointDesk, VillagePointForm, VillagePointLine, degrees},
    ports::{Choices, Places},
};

use crate::{
    app_state::App,
    storage::{NewVillagePoint, StorageError},
};

/// Villages found at most.
const FOUND_MAX: usize = 30;
/// Records shown at most.
const RECORDS_MAX: u32 = 20;

/// Why a point cannot be read or recorded.
#[derive(Debug, thiserror::Error)]
pub enum VillagePointError {
    /// There is no such village.
    #[error("no such village")]
    NotFound,
    /// This person may not record it.
    #[error("这个村的位置不由您记录")]
    Forbidden,
    /// Something in the form must be changed.
    #[error("the form has errors")]
    Invalid(FormErrors),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// The villages that fit what was typed, each with whether its point is recorded.
pub fn find_villages(app: &App, query: &str) -> Vec<(app::ports::VillageChoice, bool)> {
    let points = app.village_points.points();
    let Choices { villages, .. } = app.places.choices(query, FOUND_MAX);
    villages
        .into_iter()
        .map(|village| {
            let recorded = points.find(village.code).is_some();
            (village, recorded)
        })
        .collect()
}

/// How many villages have a point, by county and in all: recorded, of so many.
pub fn progress(app: &App) -> Vec<(String, usize, usize)> {
    let divisions = app.reference.divisions();
    let points = app.village_points.points();
    divisions
        .counties()
        .iter()
        .map(|county| {
            let of_county = |code: VillageCode| code.county() == county.code;
            (
                county.name.clone(),
                points.iter().filter(|point| of_county(point.village)).count(),
                divisions
                    .villages()
                    .iter()
                    .filter(|village| of_county(village.code))
                    .count(),
            )
        })
        .collect()
}

/// A village's desk for one person.
///
/// # Errors
/// [`VillagePointError::NotFound`] and [`VillagePointError::Storage`].
pub async fn read_desk(app: &App, actor: &Actor, code: VillageCode) -> Result<VillagePointDesk, VillagePointError> {
    let village = app.places.choice(code).ok_or(VillagePointError::NotFound)?;
    let at = app.village_points.points().find(code);
    let records = app.storage.list_village_point_records(code, RECORDS_MAX).await?;
    Ok(VillagePointDesk {
        village,
        at,
        records: records
            .into_iter()
            .map(|record| VillagePointLine {
                at: record.at,
                name: record.name,
                recorded_at: record.recorded_at,
            })
            .collect(),
        may_record: may(actor, Action::RecordVillagePoint, &Subject::VillageOf(code.county())),
        form: VillagePointForm {
            position: at.map(degrees).unwrap_or_default(),
            crs: "wgs84".to_owned(),
            ..VillagePointForm::default()
        },
        errors: FormErrors::default(),
    })
}

/// Records where a village lies, or takes the record back.
///
/// # Errors
/// [`VillagePointError`]; then nothing is recorded.
pub async fn record_village_point(
    app: &App,
    actor: &Actor,
    code: VillageCode,
    form: &VillagePointForm,
) -> Result<(), VillagePointError> {
    if app.reference.divisions().village(code).is_none() {
        return Err(VillagePointError::NotFound);
    }
    if !may(actor, Action::RecordVillagePoint, &Subject::VillageOf(code.county())) {
        return Err(VillagePointError::Forbidden);
    }
    let at = if form.action == "remove" {
        None
    } else {
        let at = form.check().map_err(VillagePointError::Invalid)?;
        // An outline may be off by kilometres, so only what cannot be this county is refused.
        let possible = app.places.zones().locate(at, 0.0, app.today()).counties;
        if !possible.contains(&code.county()) {
            let message = "这个位置不在这个县，请核对经度、纬度和坐标来源";
            return Err(VillagePointError::Invalid(FormErrors::one("position", message)));
        }
        Some(at)
    };
    app.storage
        .record_village_point(NewVillagePoint {
            village: code,
            at,
            recorded_by: actor.account,
            recorded_at: app.clock.now(),
        })
        .await?;
    app.village_points.refresh(&app.storage).await?;
    Ok(())
}
