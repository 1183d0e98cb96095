//! Gathers what waits for the database, so that one way there and back serves all of it.

use std::{
    panic::AssertUnwindSafe,
    sync::atomic::{AtomicUsize, Ordering},
};

use futures::FutureExt;
use sea_orm::DbErr;
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, timeout_at},
};

use super::StorageError;

/// Questions that go together at most.
const BATCH_MAX: usize = 256;
/// Questions that may wait; beyond that the answer is "try again".
const WAITING_MAX: usize = 4_096;

/// Whether a batch waits a moment for more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// It takes what is there.
    AtOnce,
    /// It waits for as many as came the last time, for a part of what the last batch took. Without that, askers that take
    /// turns would fall into two halves, each waiting for the other's transaction, which costs nearly the same for both
    /// together. A question that comes by itself does not wait.
    Together,
}

struct Waiting<Q, A> {
    question: Q,
    answer: oneshot::Sender<A>,
}

/// The way in; the task behind it ends when this is dropped.
pub(super) struct Gather<Q, A> {
    sender: mpsc::Sender<Waiting<Q, A>>,
    unanswered: AtomicUsize,
}

impl<Q: Send + 'static, A: Send + 'static> Gather<Q, A> {
    /// Starts the task that asks; `answer_all` gives one answer for each question, in order.
    pub(super) fn start<F>(pace: Pace, answer_all: impl Fn(Vec<Q>) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Vec<A>> + Send,
    {
        let (sender, mut waiting) = mpsc::channel::<Waiting<Q, A>>(WAITING_MAX);
        tokio::spawn(async move {
            let mut batch = Vec::with_capacity(BATCH_MAX);
            let mut last = Last::default();
            while waiting.recv_many(&mut batch, BATCH_MAX).await > 0 {
                if pace == Pace::Together {
                    last.gather(&mut waiting, &mut batch).await;
                }
                let begun = Instant::now();
                let (questions, askers): (Vec<_>, Vec<_>) = batch.drain(..).map(|w| (w.question, w.answer)).unzip();
                let size = questions.len();
                // A defect that one question meets must not end the task, and with it every tip until a restart.
                let Ok(answers) = AssertUnwindSafe(async { answer_all(questions).await })
                    .catch_unwind()
                    .await
                else {
                    tracing::error!(size, "a batch panicked; whoever asked is told to try again");
                    continue;
                };
                last = Last::of(size, begun);
                for (asker, answer) in askers.into_iter().zip(answers) {
                    // Whoever asked may have gone; what was done stays done.
                    let _ = asker.send(answer);
                }
            }
        });
        Self {
            sender,
            unanswered: AtomicUsize::new(0),
        }
    }

    /// Asks one question together with whatever else waits.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] where too much waits already, and where the batch panicked.
    pub(super) async fn ask(&self, question: Q) -> Result<A, StorageError> {
        let unavailable = |why: &str| StorageError::Unavailable(DbErr::Custom(why.to_owned()));
        let _counted = Counted::new(&self.unanswered);
        let (answer, outcome) = oneshot::channel();
        self.sender
            .try_send(Waiting { question, answer })
            .map_err(|_| unavailable("too much waits for the database"))?;
        outcome.await.map_err(|_| unavailable("the batch was given up"))
    }

    /// Whether questions wait for their answers at this moment.
    pub(super) fn is_busy(&self) -> bool {
        self.unanswered.load(Ordering::Relaxed) > 0
    }
}

/// One of those that wait, for as long as it lives: whoever asks may go before the answer comes.
struct Counted<'a>(&'a AtomicUsize);

impl<'a> Counted<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// How the last batch went.
#[derive(Default)]
struct Last {
    size: usize,
    /// When it is no longer worth waiting for those whose answer has just left.
    until: Option<Instant>,
}

impl Last {
    fn of(size: usize, begun: Instant) -> Self {
        Self {
            size,
            until: Some(Instant::now() + begun.elapsed() / 4),
        }
    }

    async fn gather<T>(&self, waiting: &mut mpsc::Receiver<T>, batch: &mut Vec<T>) {
        let Some(until) = self.until.filter(|_| self.size > 1) else {
            return;
        };
        while batch.len() < self.size {
            let room = BATCH_MAX - batch.len();
            match timeout_at(until, waiting.recv_many(batch, room)).await {
                Ok(1..) => {}
                Ok(0) | Err(_) => return,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_batch_that_panics_fails_alone() {
        let gather = Gather::start(Pace::AtOnce, |questions: Vec<u32>| async move {
            assert!(!questions.contains(&0), "a defect");
            questions.into_iter().map(|each| each * 2).collect()
        });

        assert!(matches!(gather.ask(0).await, Err(StorageError::Unavailable(_))));
        assert_eq!(gather.ask(21).await.unwrap(), 42);
        assert!(!gather.is_busy());
    }
}
