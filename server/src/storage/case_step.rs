//! Working a case: each step moves its state, its queues and its history together.

use app::domain::{
    calendar::Deadlines,
    case::{CaseState, Outcome},
};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, Set};

use super::{
    CASE_MOVED, CaseEvent, CaseFile, NewEvent, NewJob, NewMessage, Storage, StorageError,
    case_event::{INSERT_EVENTS, last_link},
    case_file::due_in,
    column::millis,
    entity::{case_file, case_queue},
    job, message,
    queue::{phase, rank},
    trail::{INSERT_TRACES, word_traces},
};

/// A step of a case, with everything that belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseStep {
    /// The case.
    pub case_id: i64,
    /// The state the person saw.
    pub expected_state: CaseState,
    /// How the case ends; only with an event whose state is [`CaseState::Closed`].
    pub outcome: Option<Outcome>,
    /// Whose duty it is, for [`Outcome::OutOfRemit`].
    pub referred_to: Option<String>,
    /// What goes into the history. Its `state` becomes the case's, its `at` the case's last change.
    pub event: NewEvent,
    /// What the reporter is written.
    pub message: Option<NewMessage>,
    /// What must be done later because of it.
    pub jobs: Vec<NewJob>,
}

/// What else changes with the case's state.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Besides {
    /// A reporter did it: staff are shown that something came.
    pub by_reporter: bool,
    /// New clocks, for a case that is opened again.
    pub clocks: Option<Deadlines>,
}

impl Storage {
    /// Takes a step, in one transaction, and answers with the case as it then stands.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] with [`CASE_MOVED`] if the case is no longer in the expected state;
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn take_step(&self, step: CaseStep) -> Result<CaseFile, StorageError> {
        let transaction = self.begin().await?;
        let case = step_within(&transaction, step, Besides::default()).await?;
        transaction.commit().await?;
        CaseFile::try_from(case)
    }

    /// Writes a message and its history line without moving the case; as [`Storage::take_step`] with the state kept.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] with [`CASE_MOVED`] if the case is no longer in `event.state`;
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn add_message(
        &self,
        case_id: i64,
        message: NewMessage,
        event: NewEvent,
        jobs: Vec<NewJob>,
    ) -> Result<CaseFile, StorageError> {
        self.take_step(CaseStep {
            case_id,
            expected_state: event.state,
            outcome: None,
            referred_to: None,
            event,
            message: Some(message),
            jobs,
        })
        .await
    }
}

/// Takes a step within the caller's transaction.
pub(super) async fn step_within(
    transaction: &DatabaseTransaction,
    step: CaseStep,
    besides: Besides,
) -> Result<case_file::Model, StorageError> {
    let case = move_case(transaction, &step, besides).await?;
    append_event(transaction, case.id, step.event).await?;
    if let Some(message) = step.message {
        // What a reporter adds is traced as what they filed.
        let added = message.tip.filter(|_| message.from_reporter);
        let traces = added.map_or_else(Vec::new, |tip_id| word_traces(&message.text, tip_id, case.id));
        message::insert(transaction, case.id, message).await?;
        INSERT_TRACES.run(transaction, traces).await?;
    }
    job::insert(transaction, &step.jobs).await?;
    Ok(case)
}

/// Adds a line to a case's history. The caller holds the case's row, so that the history grows by one line at a time.
pub(super) async fn append_event(
    transaction: &DatabaseTransaction,
    case_id: i64,
    event: NewEvent,
) -> Result<(), StorageError> {
    let (last, previous) = last_link(transaction, case_id).await?;
    let event = CaseEvent::linked(event, last + 1, previous);
    INSERT_EVENTS.run(transaction, vec![event.row(case_id)]).await?;
    Ok(())
}

/// Moves the case if it still stands where the person saw it. The update locks its row, so that its history grows by
/// one line at a time.
async fn move_case(
    transaction: &DatabaseTransaction,
    step: &CaseStep,
    besides: Besides,
) -> Result<case_file::Model, StorageError> {
    let state = step.event.state;
    let updated_at = millis(step.event.at);
    let mut changes = case_file::ActiveModel {
        state: Set(state.code().to_owned()),
        updated_at: Set(updated_at),
        reporter_at: Set(besides.by_reporter.then_some(updated_at)),
        ..Default::default()
    };
    if state != step.expected_state {
        changes.closed_at = Set((state == CaseState::Closed).then_some(updated_at));
    }
    if let Some(clocks) = besides.clocks {
        changes.accept_by = Set(millis(clocks.accept_by));
        changes.close_by = Set(millis(clocks.close_by));
        changes.outcome = Set(None);
        changes.referred_to = Set(None);
    }
    if step.outcome.is_some() {
        changes.outcome = Set(step.outcome.map(|outcome| outcome.code().to_owned()));
        changes.referred_to = Set(step.referred_to.clone());
    }
    let moved = case_file::Entity::update_many()
        .set(changes)
        .filter(case_file::Column::Id.eq(step.case_id))
        .filter(case_file::Column::State.eq(step.expected_state.code()))
        .exec(transaction)
        .await?;
    if moved.rows_affected == 0 {
        return Err(StorageError::conflict(CASE_MOVED));
    }
    let mut case = case_file::Entity::find_by_id(step.case_id)
        .one(transaction)
        .await?
        .ok_or_else(|| StorageError::conflict(CASE_MOVED))?;
    case.due = due_in(state, case.accept_by, case.close_by);
    let due = Set(case.due);
    case_file::Entity::update_many()
        .set(case_file::ActiveModel {
            due,
            ..Default::default()
        })
        .filter(case_file::Column::Id.eq(case.id))
        .exec(transaction)
        .await?;
    case_queue::Entity::update_many()
        .set(case_queue::ActiveModel {
            phase: Set(phase(state)),
            rank: Set(rank(case.due, updated_at)),
            ..Default::default()
        })
        .filter(case_queue::Column::CaseId.eq(case.id))
        .exec(transaction)
        .await?;
    Ok(case)
}
