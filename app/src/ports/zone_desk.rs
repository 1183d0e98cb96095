//! What the workbench's pages of ban zones read.

use time::{Date, OffsetDateTime};

use crate::{
    domain::{
        agency::Agency,
        consent::Consent,
        division::{TownCode, VillageCode},
        edition::EditionState,
        zone_difference::ZoneChange,
    },
    forms::{FormErrors, zone_form::ZoneForm},
    map_view::Drawing,
};

/// The list of a person's zones.
#[derive(Debug, Clone, PartialEq)]
pub struct ZoneList {
    /// The counties this person may see.
    pub counties: Vec<CountyZones>,
    /// Now, in China.
    pub today: Date,
}

/// A county's versions.
#[derive(Debug, Clone, PartialEq)]
pub struct CountyZones {
    /// The county's code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether this person may begin a draft.
    pub may_draft: bool,
    /// Drafts and versions, latest first.
    pub rows: Vec<ZoneRow>,
}

/// A version in the list.
#[derive(Debug, Clone, PartialEq)]
pub struct ZoneRow {
    /// Its edition; none for a version of the data files.
    pub id: Option<i64>,
    /// The notice's title, or that it has none yet.
    pub title: String,
    /// The notice's number.
    pub number: String,
    /// Where it stands, in words: 草稿、待审核、生效中、未到日期、已被替换、已撤回.
    pub standing: &'static str,
    /// Still to be done by somebody.
    pub open: bool,
    /// First day in force.
    pub in_force: Option<Date>,
    /// First day no longer in force.
    pub replaced: Option<Date>,
    /// Marked 示例.
    pub demonstration: bool,
}

/// The desk on which one version is written, checked and published.
#[derive(Debug, Clone, PartialEq)]
pub struct ZoneDesk {
    /// Its edition.
    pub id: i64,
    /// The county's code and name.
    pub county: (String, String),
    /// How far it has come.
    pub state: EditionState,
    /// What is written, or was typed.
    pub form: ZoneForm,
    /// What could not be read, by field.
    pub errors: FormErrors,
    /// What still stands against publishing: field and message.
    pub faults: Vec<(String, String)>,
    /// The county's towns with their villages.
    pub towns: Vec<DeskTown>,
    /// The version it would replace: title and first day.
    pub before: Option<(String, Date)>,
    /// What changes against that version.
    pub difference: DeskDifference,
    /// The county's rings now and then, drawn; none where neither has any.
    pub drawings: Vec<(&'static str, Drawing)>,
    /// For each ring in turn, what the recorded village points suggest; empty where none lies near.
    pub hints: Vec<String>,
    /// Where each body stands that must agree.
    pub consents: Vec<DeskConsent>,
    /// What was done, latest first.
    pub history: Vec<DeskEvent>,
    /// Who drafted it last.
    pub drafted_by: String,
    /// A scanned notice is kept with it.
    pub has_scan: bool,
    /// What this person may do.
    pub may: DeskRights,
    /// Marked 示例.
    pub demonstration: bool,
}

/// What one person may do with one version now.
#[allow(clippy::struct_excessive_bools, reason = "each is a question of its own")]
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeskRights {
    /// Write it.
    pub edit: bool,
    /// Publish it or send it back.
    pub approve: bool,
    /// Give it up, or withdraw it before its day.
    pub withdraw: bool,
    /// The bodies this person may answer for.
    pub answer: Vec<Agency>,
    /// Why nothing can be done though it waits; empty otherwise.
    pub hint: String,
}

/// A town to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskTown {
    /// Its code.
    pub code: TownCode,
    /// Its name.
    pub name: String,
    /// Its villages: code and name.
    pub villages: Vec<(VillageCode, String)>,
}

/// What changes, in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeskDifference {
    /// One line for each town and kind of change.
    pub lines: Vec<DifferenceLine>,
    /// How many villages change, in the order of [`ZoneChange::ALL`].
    pub counts: [usize; 3],
    /// How many stay as they are.
    pub unchanged: usize,
    /// The towns whose heating must be confirmed: code and name.
    pub to_confirm: Vec<(TownCode, String)>,
}

/// One town's villages that change alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DifferenceLine {
    /// The town's name.
    pub town: String,
    /// How they change.
    pub change: ZoneChange,
    /// The villages' names.
    pub villages: Vec<String>,
    /// They are all of the town.
    pub whole_town: bool,
}

/// Where a body stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskConsent {
    /// Which body.
    pub agency: Agency,
    /// Its office's name.
    pub office: String,
    /// What it says of the text as it stands.
    pub consent: Consent,
    /// Its last words, and when; to whichever text.
    pub said: Option<(OffsetDateTime, String)>,
}

/// One line of a version's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskEvent {
    /// When.
    pub at: OffsetDateTime,
    /// Who.
    pub who: String,
    /// What, in words.
    pub what: String,
    /// Why, where that was said.
    pub remark: String,
}
