//! Tips: filing one, and finding it again by its receipt.

use std::collections::{BTreeMap, BTreeSet};

use app::domain::{
    calendar::Deadlines,
    coordinate::Wgs84,
    division::{CountyCode, TownCode},
    flood::HoldReason,
    happened::Happened,
    routing::Route,
    tip::{Position, Tip},
    trace::Trace,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use time::OffsetDateTime;

use super::{
    CaseEvent, CaseFile, Entered, Message, NewEvent, NewPhoto, RewardClaim, Storage, StorageError, TipFollow,
    case_file::village,
    column::{Bytes32, bytes32, code, from_json, instant, instant_or_none, whole},
    entity::tip,
    sighting::with_sightings,
    sql,
};

/// A tip with everything that is stored together with it. Randomness and time come from the caller.
#[derive(Debug, Clone, PartialEq)]
pub struct NewTip {
    /// What the resident sent.
    pub tip: Tip,
    /// Keyed hash of the receipt.
    pub receipt_hash: Bytes32,
    /// Keyed hash of the idempotency key.
    pub idempotency_hash: Bytes32,
    /// Hash of all that was sent, so that one key cannot stand for two tips.
    pub body_hash: Bytes32,
    /// Now.
    pub filed_at: OffsetDateTime,
    /// Who acts on it.
    pub route: Route,
    /// The county it lies in, if known.
    pub county: Option<CountyCode>,
    /// The town it lies in, if known.
    pub town: Option<TownCode>,
    /// Its clocks.
    pub deadlines: Deadlines,
    /// Its photos, whose blobs are durable already.
    pub photos: Vec<NewPhoto>,
    /// Who files it, sealed; none for an anonymous tip.
    pub identity: Option<Vec<u8>>,
    /// Ed25519 over `body_hash` and `filed_at`.
    pub signature: Vec<u8>,
    /// The first lines of the case's history, filed and routed.
    pub events: Vec<NewEvent>,
    /// Why it waits for a person to look before any office gets it; none where it goes its way.
    pub hold: Option<HoldReason>,
    /// Who entered it, where staff did so for somebody.
    pub entered: Option<Entered>,
    /// What it holds that other tips may hold too, photos aside.
    pub traces: BTreeSet<Trace>,
    /// The open case it is added to; one of its own where none is named, or that one was closed meanwhile.
    pub join: Option<i64>,
    /// Kinds of the jobs it needs; each gets `{"case_id", "tip_id"}`. [`super::INDEX_CASE`] is always added.
    pub jobs: Vec<String>,
}

/// A tip that is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiledTip {
    /// The tip's identifier.
    pub tip_id: i64,
    /// Its case's identifier.
    pub case_id: i64,
    /// Its case's public number.
    pub case_number: String,
    /// The receipt's hash as stored, from which the caller finds the counter that made it.
    pub receipt_hash: Bytes32,
    /// When it was stored first.
    pub filed_at: OffsetDateTime,
    /// It was added to a case that was there already.
    pub joined: bool,
}

/// What filing a tip came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filed {
    /// It is stored.
    New(FiledTip),
    /// The same tip was stored before; nothing was added.
    Replay(FiledTip),
    /// The idempotency key stands for another tip; nothing was added.
    ConflictingBody,
}

/// A tip as kept.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredTip {
    /// Its identifier.
    pub id: i64,
    /// Its case.
    pub case_id: i64,
    /// When it was stored.
    pub filed_at: OffsetDateTime,
    /// What the resident sent.
    pub tip: Tip,
    /// The keyed hash of all that was sent.
    pub body_hash: Bytes32,
    /// Ed25519 over that hash and `filed_at`; empty for tips from before times were signed.
    pub signature: Vec<u8>,
    /// When its content was erased; none while it is kept.
    pub erased_at: Option<OffsetDateTime>,
}

impl TryFrom<tip::Model> for StoredTip {
    type Error = StorageError;
    fn try_from(row: tip::Model) -> Result<Self, StorageError> {
        let position = match (row.latitude, row.longitude, row.accuracy) {
            (Some(latitude), Some(longitude), Some(accuracy)) => Some(Position {
                at: Wgs84 { longitude, latitude },
                accuracy,
            }),
            _ => None,
        };
        Ok(Self {
            id: row.id,
            case_id: row.case_id,
            filed_at: instant(row.filed_at)?,
            body_hash: bytes32("tip.body_hash", &row.body_hash)?,
            signature: row.signature.unwrap_or_default(),
            erased_at: instant_or_none(row.erased_at)?,
            tip: Tip {
                category: code("tip.category", &row.category)?,
                village: row.village.map(village).transpose()?,
                place_text: row.place_text,
                position,
                happened: happened(row.happened.as_deref(), row.happened_at)?,
                answers: from_json::<BTreeMap<String, String>>("tip.answers", &row.answers)?,
                text: row.text,
                // Rows of their own: see `with_sightings`.
                sightings: Vec::new(),
            },
        })
    }
}

/// When it was; tips from before it was kept as said have the moment alone.
fn happened(said: Option<&str>, at: Option<i64>) -> Result<Option<Happened>, StorageError> {
    match said {
        Some(said) => code("tip.happened", said).map(Some),
        None => Ok(instant_or_none(at)?.map(Happened::Moment)),
    }
}

/// What the holder of a receipt may see.
#[derive(Debug, Clone, PartialEq)]
pub struct FollowedTip {
    /// The tip.
    pub tip: StoredTip,
    /// Its own case.
    pub case: CaseFile,
    /// The case in which its own is worked as a duplicate, if so.
    pub joined: Option<CaseFile>,
    /// It was added to a case that was there already.
    pub added: bool,
    /// The history as far as it is this reporter's, oldest first; only `public_text` is meant for them.
    pub events: Vec<CaseEvent>,
    /// The messages this reporter may read, oldest first.
    pub messages: Vec<Message>,
    /// What the reporter did so far.
    pub follow: TipFollow,
    /// How many photos the tip has.
    pub photos: i64,
    /// The reward claimed for it.
    pub reward: Option<RewardClaim>,
}

impl FollowedTip {
    /// The case in which the tip is worked.
    pub fn worked_in(&self) -> &CaseFile {
        self.joined.as_ref().unwrap_or(&self.case)
    }
}

impl Storage {
    /// Stores a tip with its case, history, photos and jobs, in one transaction that is durable when this returns.
    ///
    /// Waiting submissions share a transaction; one that fails harms no other.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] with [`super::RECEIPT_TAKEN`] if the receipt's hash is in use: call again with the
    /// next counter. [`StorageError::Unavailable`] if too many wait or the database does not answer: the same call may
    /// be repeated, and is a replay if it had succeeded.
    pub async fn file_tip(&self, tip: NewTip) -> Result<Filed, StorageError> {
        self.intake().ask(tip).await?
    }

    /// Whether tips wait to be stored at this moment: what can be done later should be.
    pub fn is_filing(&self) -> bool {
        self.intake().is_busy()
    }

    /// What filing a tip with this key and body would come to, if the key was used before; asked before photos are
    /// decoded. None if the key is new.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn find_filed(
        &self,
        idempotency_hash: &Bytes32,
        body_hash: &Bytes32,
    ) -> Result<Option<Filed>, StorageError> {
        let earlier = self.0.lookup.ask(*idempotency_hash).await??;
        Ok(earlier.map(|earlier| earlier.answer(body_hash)))
    }

    /// The tip with this receipt, with its case, history and messages.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn find_tip_by_receipt(&self, receipt_hash: &Bytes32) -> Result<Option<FollowedTip>, StorageError> {
        let row = tip::Entity::find()
            .filter(tip::Column::ReceiptHash.eq(receipt_hash.to_vec()))
            .one(self.reader())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let tip = with_sightings(self.reader(), vec![StoredTip::try_from(row)?])
            .await?
            .pop();
        let Some(tip) = tip else { return Ok(None) };
        let case = self
            .find_case_by_id(tip.case_id)
            .await?
            .ok_or_else(|| StorageError::unreadable("tip.case_id", tip.case_id))?;
        let joined = match case.joined {
            Some(joined) => self.find_case_by_id(joined.into).await?.map(|into| (into, joined.at)),
            None => None,
        };
        // What was said and done before this reporter came is another's.
        let mut cases = vec![(case.id, tip.filed_at)];
        cases.extend(joined.as_ref().map(|(into, at)| (into.id, *at)));
        let mut events = Vec::new();
        for (case_id, since) in &cases {
            let of_case = self.list_events(*case_id).await?;
            let theirs = |event: &CaseEvent| match event.tip {
                Some(of) => of == tip.id,
                None => event.at >= *since,
            };
            events.extend(of_case.into_iter().filter(theirs));
        }
        events.sort_by_key(|event| event.at);
        Ok(Some(FollowedTip {
            messages: self.list_messages_of_tip(tip.id, &cases).await?,
            follow: self.get_tip_follow(tip.id).await?,
            photos: self.count_photos_of_tip(tip.id).await?,
            reward: self.find_reward(tip.id).await?,
            added: self.list_own_tip_ids(case.id).await?.first() != Some(&tip.id),
            joined: joined.map(|(into, _)| into),
            events,
            tip,
            case,
        }))
    }

    /// The identifiers of a case's own tips, oldest first.
    async fn list_own_tip_ids(&self, case_id: i64) -> Result<Vec<i64>, StorageError> {
        let sql = "SELECT id FROM tip WHERE case_id = $1 ORDER BY id";
        let rows = sql::query(self.reader(), sql, vec![whole(case_id)]).await?;
        rows.iter().map(|row| Ok(row.try_get("", "id")?)).collect()
    }
}
