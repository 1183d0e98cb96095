//! The only place that reads the time.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Instant,
};

use time::{Duration, OffsetDateTime};

/// What time it is; tests set it.
#[derive(Clone, Debug)]
pub struct Clock(Kind);

#[derive(Clone, Debug)]
enum Kind {
    /// The machine's; with when the process began.
    System(Instant),
    /// Seconds since 1970, moved by hand; and by how much it was set wrong on the way.
    Fixed(Arc<AtomicI64>, Arc<AtomicI64>),
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(Kind::System(Instant::now()))
    }

    /// A clock that stands at an instant until it is moved.
    pub fn fixed(at: OffsetDateTime) -> Self {
        Self(Kind::Fixed(
            Arc::new(AtomicI64::new(at.unix_timestamp())),
            Arc::default(),
        ))
    }

    /// Moves a fixed clock; the machine's clock is left alone.
    pub fn advance(&self, by: Duration) {
        if let Kind::Fixed(seconds, _) = &self.0 {
            seconds.fetch_add(by.whole_seconds(), Ordering::SeqCst);
        }
    }

    /// Sets a fixed clock forwards or back, as a machine's clock is set: nothing else has moved on meanwhile.
    pub fn jump(&self, by: Duration) {
        if let Kind::Fixed(_, wrong) = &self.0 {
            wrong.fetch_add(by.whole_seconds(), Ordering::SeqCst);
        }
    }

    /// How long it has run: goes only forward, even where the machine's time is set back. For counting how fast things come.
    pub fn uptime(&self) -> std::time::Duration {
        match &self.0 {
            Kind::Fixed(seconds, _) => {
                std::time::Duration::from_secs(seconds.load(Ordering::SeqCst).try_into().unwrap_or_default())
            }
            Kind::System(begun) => begun.elapsed(),
        }
    }

    /// Now, to the millisecond: what storage keeps.
    #[expect(clippy::disallowed_methods, reason = "the one clock of the program")]
    pub fn now(&self) -> OffsetDateTime {
        match &self.0 {
            Kind::Fixed(seconds, wrong) => {
                let shown = seconds.load(Ordering::SeqCst) + wrong.load(Ordering::SeqCst);
                OffsetDateTime::from_unix_timestamp(shown).unwrap_or(OffsetDateTime::UNIX_EPOCH)
            }
            Kind::System(_) => {
                let now = OffsetDateTime::now_utc();
                now.replace_millisecond(now.millisecond()).unwrap_or(now)
            }
        }
    }
}
