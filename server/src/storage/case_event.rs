//! The history of a case.

use std::str::FromStr;

use app::domain::{
    agency::Queue,
    case::{CaseState, Step, UnknownCode},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Value};
use time::OffsetDateTime;

use super::{
    Storage, StorageError,
    case_chain::{content_commitment, link},
    column::{Bytes32, bytes, bytes32, code, instant, millis, text, text_or_none, whole, whole_or_none},
    entity::case_event,
    sql::{self, Insertion},
};
use crate::evidence::received::Received;

/// What happened to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// The tip came in.
    Filed,
    /// The routing table chose its office.
    Routed,
    /// The office took it on.
    Accepted,
    /// Something was found.
    Investigated,
    /// Something must be put right.
    Rectifying,
    /// It is checked again.
    Reinspecting,
    /// It ended.
    Closed,
    /// The office wrote to the reporter.
    Replied,
    /// The office noted something for itself.
    Noted,
    /// It came in a flood, or holds what is on a list: a person looks first.
    Held,
    /// A person looked and let it go its way.
    Released,
    /// A person looked and did not take it on.
    Declined,
    /// The office asked the reporter something.
    Asked,
    /// The reporter wrote.
    Answered,
    /// The reporter added photos.
    PhotosAdded,
    /// The reporter took the tip back.
    Withdrawn,
    /// The reporter said how it went.
    Rated,
    /// A closed case was opened again.
    Reopened,
    /// Another tip or case was joined to this one, or this one to another.
    Joined,
    /// A joining was undone.
    Parted,
    /// The case was linked with others, or the link was refused.
    Linked,
    /// A reward was claimed or decided.
    Rewarded,
    /// Somebody opened what is sealed.
    Opened,
    /// The reporter gave, changed or withdrew a name.
    IdentityChanged,
    /// The reporter corrected what was written.
    Corrected,
    /// What was written or sealed was erased.
    Erased,
}

impl EventKind {
    /// Every kind.
    pub const ALL: [Self; 26] = [
        Self::Filed,
        Self::Routed,
        Self::Accepted,
        Self::Investigated,
        Self::Rectifying,
        Self::Reinspecting,
        Self::Closed,
        Self::Replied,
        Self::Noted,
        Self::Held,
        Self::Released,
        Self::Declined,
        Self::Asked,
        Self::Answered,
        Self::PhotosAdded,
        Self::Withdrawn,
        Self::Rated,
        Self::Reopened,
        Self::Joined,
        Self::Parted,
        Self::Linked,
        Self::Rewarded,
        Self::Opened,
        Self::IdentityChanged,
        Self::Corrected,
        Self::Erased,
    ];

    /// The code that is stored, and hashed into the chain.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Filed => "filed",
            Self::Routed => "routed",
            Self::Accepted => "accepted",
            Self::Investigated => "investigated",
            Self::Rectifying => "rectifying",
            Self::Reinspecting => "reinspecting",
            Self::Closed => "closed",
            Self::Replied => "replied",
            Self::Noted => "noted",
            Self::Held => "held",
            Self::Released => "released",
            Self::Declined => "declined",
            Self::Asked => "asked",
            Self::Answered => "answered",
            Self::PhotosAdded => "photos_added",
            Self::Withdrawn => "withdrawn",
            Self::Rated => "rated",
            Self::Reopened => "reopened",
            Self::Joined => "joined",
            Self::Parted => "parted",
            Self::Linked => "linked",
            Self::Rewarded => "rewarded",
            Self::Opened => "opened",
            Self::IdentityChanged => "identity_changed",
            Self::Corrected => "corrected",
            Self::Erased => "erased",
        }
    }
}

impl From<Step> for EventKind {
    fn from(step: Step) -> Self {
        match step {
            Step::Accept => Self::Accepted,
            Step::Investigate => Self::Investigated,
            Step::Rectify => Self::Rectifying,
            Step::Reinspect => Self::Reinspecting,
            Step::Close => Self::Closed,
        }
    }
}

impl FromStr for EventKind {
    type Err = UnknownCode;
    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.code() == code)
            .ok_or(UnknownCode)
    }
}

/// A history line before it is linked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// When.
    pub at: OffsetDateTime,
    /// Who; none for the reporter and for the system.
    pub account: Option<i64>,
    /// For which office.
    pub office: Option<Queue>,
    /// The tip whose reporter alone is told; none where everyone in the case is.
    pub tip: Option<i64>,
    /// What happened.
    pub kind: EventKind,
    /// The state after it.
    pub state: CaseState,
    /// What staff read.
    pub text: String,
    /// What the reporter is told; may be empty.
    pub public_text: String,
    /// What came with it.
    pub received: Received,
    /// 32 random bytes, so that erased content cannot be guessed from its commitment.
    pub salt: Bytes32,
}

/// A history line as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseEvent {
    /// Its place in the history, from 1.
    pub seq: i64,
    /// When.
    pub at: OffsetDateTime,
    /// Who; none for the reporter and for the system.
    pub account: Option<i64>,
    /// For which office.
    pub office: Option<Queue>,
    /// The tip whose reporter alone is told; none where everyone in the case is.
    pub tip: Option<i64>,
    /// What happened.
    pub kind: EventKind,
    /// The state after it.
    pub state: CaseState,
    /// What staff read.
    pub text: String,
    /// What the reporter is told; may be empty.
    pub public_text: String,
    /// What came with it; nothing once the content was erased.
    pub received: Received,
    /// None once the content was erased.
    pub salt: Option<Bytes32>,
    /// The salted hash of the content.
    pub commitment: Bytes32,
    /// The link before.
    pub previous: Bytes32,
    /// The hash over all up to here.
    pub link: Bytes32,
}

impl CaseEvent {
    /// The event as it stands at `seq` after `previous`.
    pub(super) fn linked(event: NewEvent, seq: i64, previous: Bytes32) -> Self {
        let commitment = content_commitment(&event);
        Self {
            seq,
            link: link(&previous, seq, event.at, &commitment),
            at: event.at,
            account: event.account,
            office: event.office,
            tip: event.tip,
            kind: event.kind,
            state: event.state,
            text: event.text,
            public_text: event.public_text,
            received: event.received,
            salt: Some(event.salt),
            commitment,
            previous,
        }
    }

    /// Whether retention erased the content.
    pub const fn erased(&self) -> bool {
        self.salt.is_none()
    }

    pub(super) fn content(&self) -> NewEvent {
        NewEvent {
            at: self.at,
            account: self.account,
            office: self.office,
            tip: self.tip,
            kind: self.kind,
            state: self.state,
            text: self.text.clone(),
            public_text: self.public_text.clone(),
            received: self.received.clone(),
            salt: self.salt.unwrap_or_default(),
        }
    }

    pub(super) fn row(&self, case_id: i64) -> Vec<Value> {
        vec![
            whole(case_id),
            whole(self.seq),
            whole(millis(self.at)),
            whole_or_none(self.account),
            text_or_none(self.office.map(|office| office.to_string())),
            text(self.kind.code()),
            text(self.state.code()),
            text(&self.text),
            text(&self.public_text),
            Value::Bytes(self.salt.map(|salt| salt.to_vec())),
            bytes(&self.commitment),
            bytes(&self.previous),
            bytes(&self.link),
            whole_or_none(self.tip),
            text_or_none((!self.received.is_empty()).then(|| json(&self.received))),
        ]
    }
}

fn json(received: &Received) -> String {
    // Texts alone always become JSON.
    serde_json::to_string(received).unwrap_or_default()
}

/// How history lines are written.
pub(super) const INSERT_EVENTS: Insertion<'_> = Insertion {
    table: "case_event",
    columns: &[
        "case_id",
        "seq",
        "at",
        "account",
        "office",
        "kind",
        "state",
        "text",
        "public_text",
        "salt",
        "commitment",
        "previous",
        "link",
        "tip_id",
        "received",
    ],
    returning: "",
    on_conflict: "",
};

impl TryFrom<case_event::Model> for CaseEvent {
    type Error = StorageError;
    fn try_from(row: case_event::Model) -> Result<Self, StorageError> {
        Ok(Self {
            seq: row.seq,
            at: instant(row.at)?,
            account: row.account,
            office: row
                .office
                .map(|office| code("case_event.office", &office))
                .transpose()?,
            tip: row.tip_id,
            kind: code("case_event.kind", &row.kind)?,
            state: code("case_event.state", &row.state)?,
            text: row.text,
            public_text: row.public_text,
            received: match row.received {
                Some(received) => serde_json::from_str(&received)
                    .map_err(|_| StorageError::unreadable("case_event.received", &received))?,
                None => Received::default(),
            },
            salt: row.salt.map(|salt| bytes32("case_event.salt", &salt)).transpose()?,
            commitment: bytes32("case_event.commitment", &row.commitment)?,
            previous: bytes32("case_event.previous", &row.previous)?,
            link: bytes32("case_event.link", &row.link)?,
        })
    }
}

/// The last event's number and link.
pub(super) async fn last_link<C: ConnectionTrait>(
    connection: &C,
    case_id: i64,
) -> Result<(i64, Bytes32), StorageError> {
    let last = case_event::Entity::find()
        .filter(case_event::Column::CaseId.eq(case_id))
        .order_by_desc(case_event::Column::Seq)
        .one(connection)
        .await?
        .ok_or_else(|| StorageError::unreadable("case_event", "no history"))?;
    Ok((last.seq, bytes32("case_event.link", &last.link)?))
}

/// Adds a line that leaves the case where it stands, within the caller's transaction. The state is the case's own.
pub(super) async fn append<C: ConnectionTrait>(
    connection: &C,
    case_id: i64,
    event: NewEvent,
) -> Result<CaseEvent, StorageError> {
    // Changes nothing, and locks the case's row: its history grows by one line at a time.
    let lock = "UPDATE case_file SET updated_at = updated_at WHERE id = $1 RETURNING state";
    let row = sql::query_one(connection, lock, vec![whole(case_id)])
        .await?
        .ok_or_else(|| StorageError::unreadable("case_file", case_id))?;
    let state = code("case_file.state", &row.try_get::<String>("", "state")?)?;
    let (last, previous) = last_link(connection, case_id).await?;
    let event = CaseEvent::linked(NewEvent { state, ..event }, last + 1, previous);
    INSERT_EVENTS.run(connection, vec![event.row(case_id)]).await?;
    Ok(event)
}

impl Storage {
    /// A case's history, oldest first.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_events(&self, case_id: i64) -> Result<Vec<CaseEvent>, StorageError> {
        case_event::Entity::find()
            .filter(case_event::Column::CaseId.eq(case_id))
            .order_by_asc(case_event::Column::Seq)
            .all(self.reader())
            .await?
            .into_iter()
            .map(CaseEvent::try_from)
            .collect()
    }

    /// What the histories of several cases say to staff: pairs of a case's identifier and a line, oldest first.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_event_texts_of(&self, cases: &[i64]) -> Result<Vec<(i64, String)>, StorageError> {
        Ok(case_event::Entity::find()
            .select_only()
            .columns([case_event::Column::CaseId, case_event::Column::Text])
            .filter(case_event::Column::CaseId.is_in(cases.iter().copied()))
            .order_by_asc(case_event::Column::Id)
            .into_tuple()
            .all(self.reader())
            .await?)
    }
}
