//! Everything that is kept: tips, cases, staff, notices and jobs, on SQLite or PostgreSQL. The only place with SQL.

use std::sync::Arc;

use sea_orm::{DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions, TransactionTrait};

mod account;
mod backup;
mod block;
mod case_chain;
mod case_event;
mod case_file;
mod case_join;
mod case_notice;
mod case_step;
mod case_word;
mod checkpoint;
mod column;
mod connect;
mod counter;
mod edition;
mod edition_record;
mod entity;
mod erasure;
mod erasure_clock;
mod error;
mod gather;
mod hold;
mod identity;
mod intake;
mod job;
mod message;
mod migration;
mod notice_list;
mod opening;
mod outlet;
mod photo;
mod queue;
mod queue_list;
mod reseal;
mod reward;
mod session;
mod sighting;
mod sql;
mod tip;
mod tip_follow;
mod trail;
mod upload;
mod village_point;

pub use self::{
    account::{Account, NewAccount},
    backup::{BlobRef, DatabaseCopy, EngineKind},
    block::{BlockedWord, PhotoMark},
    case_chain::{BrokenChain, content_commitment, verify_chain},
    case_event::{CaseEvent, EventKind, NewEvent},
    case_file::{CaseFile, Joined},
    case_join::{CaseJoin, NearBy, NearByQuery},
    case_notice::{NewNotice, Notice, NoticeEvent},
    case_step::CaseStep,
    checkpoint::{Checkpoint, Covered, Misfit},
    column::Bytes32,
    counter::Entered,
    edition::{Edition, EditionStamp, ImportedEdition, NewEdition},
    edition_record::{EditionAnswer, EditionEvent},
    erasure::{DueErasure, Erased, ErasureScope, NewErasure, Overdue},
    erasure_clock::ClockAsker,
    error::{
        CASE_MOVED, COAL_LINKED, DEED_DONE, EDITION_CHANGED, EDITION_DAY_TAKEN, LOGIN_TAKEN, NOTICE_CHANGED,
        NOTICE_EXISTS, OUTLET_CHANGED, OUTLET_EXISTS, RECEIPT_TAKEN, REWARD_MOVED, StorageError, TIP_MOVED,
        UPLOAD_MOVED,
    },
    hold::{HeldGroup, HeldKey, HoldDecision},
    identity::StoredIdentity,
    intake::part::TipPart,
    job::{INDEX_CASE, Job, NewJob},
    message::{Message, NewMessage},
    notice_list::{NoticeChanges, NoticeKey},
    opening::{NewOpening, Opening},
    outlet::{OutletEvent, StoredOutlet},
    photo::{NewPhoto, Photo, SealedCopy},
    queue::{QueueKey, QueueScope},
    queue_list::{COUNT_CAP, QueueQuery, QueueSlice},
    reseal::SealedKind,
    reward::{RewardClaim, RewardDecision},
    session::{NewSession, Session},
    tip::{Filed, FiledTip, FollowedTip, NewTip, StoredTip},
    tip_follow::{DeedMark, ReporterStep, TipFollow},
    trail::{CoalLink, SharedTrace, Trail, TrailDecision},
    upload::{PendingUpload, UploadsOpen},
    village_point::{NewVillagePoint, VillagePointRecord},
};

/// The store. Cheap to clone; all clones share connections and the intake.
#[derive(Clone)]
pub struct Storage(Arc<Shared>);

struct Shared {
    /// Reads. On SQLite a pool of its own, so that reading never waits for the writer.
    reader: DatabaseConnection,
    /// Writes. On SQLite one connection; on PostgreSQL the same pool as `reader`.
    writer: DatabaseConnection,
    intake: intake::Intake,
    lookup: intake::Lookup,
}

impl Storage {
    /// Opens the database and brings its schema up to date.
    ///
    /// `url` is `sqlite://FILE` or `postgres://…`; a missing SQLite file is created, its folder must exist. Must be
    /// called within a Tokio runtime, on which the intake then runs until the last clone is gone.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] if the database cannot be reached, [`StorageError::Other`] if the address cannot
    /// be understood or a migration fails.
    pub async fn open(url: &str) -> Result<Self, StorageError> {
        let (reader, writer) = connect::connect(url).await?;
        connect::migrate(&writer).await?;
        let intake = intake::start(writer.clone());
        let lookup = intake::start_lookup(reader.clone());
        Ok(Self(Arc::new(Shared {
            reader,
            writer,
            intake,
            lookup,
        })))
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] if it does not.
    pub async fn ping(&self) -> Result<(), StorageError> {
        sql::query_one(self.reader(), "SELECT 1", vec![]).await?;
        Ok(())
    }

    /// Closes all connections; what was begun is finished first.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] if a connection cannot be closed in order.
    pub async fn close(self) -> Result<(), StorageError> {
        self.0.reader.close_by_ref().await?;
        self.0.writer.close_by_ref().await?;
        Ok(())
    }

    fn reader(&self) -> &DatabaseConnection {
        &self.0.reader
    }

    fn writer(&self) -> &DatabaseConnection {
        &self.0.writer
    }

    fn intake(&self) -> &intake::Intake {
        &self.0.intake
    }

    /// Begins a transaction that writes.
    async fn begin(&self) -> Result<DatabaseTransaction, StorageError> {
        begin(self.writer()).await
    }
}

/// Begins a transaction that writes. SQLite takes its lock at once, so that a second process waits here instead of
/// failing half-way.
async fn begin(writer: &DatabaseConnection) -> Result<DatabaseTransaction, StorageError> {
    let options = TransactionOptions {
        sqlite_transaction_mode: (writer.get_database_backend() == sea_orm::DbBackend::Sqlite)
            .then_some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    Ok(writer.begin_with_options(options).await?)
}
