//! Who is counted for limits: the address behind trusted proxies, hashed, in memory only.

use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    num::NonZeroU32,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, request::Parts},
};
use governor::{Quota, RateLimiter, clock::Clock as _, middleware::NoOpMiddleware, state::keyed::DashMapStateStore};
use ipnet::IpNet;

use crate::{app_state::App, clock::Clock};

/// The client's address: the last one in `X-Forwarded-For` that no trusted proxy of ours added. A listener for both kinds
/// of addresses shows those of the old kind as `::ffff:a.b.c.d`: they are the same addresses.
pub fn client_address(peer: SocketAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|net| net.contains(address));
    let mut client = peer.ip().to_canonical();
    if !is_trusted(&client) {
        return client;
    }
    let forwarded = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut hops: Vec<&str> = forwarded.flat_map(|value| value.split(',')).map(str::trim).collect();
    while let Some(hop) = hops.pop() {
        let Ok(address) = hop.parse::<IpAddr>() else { break };
        client = address.to_canonical();
        if !is_trusted(&client) {
            break;
        }
    }
    client
}

/// The client of a request, as limits count it: a keyed hash of its address.
#[derive(Debug, Clone, Copy)]
pub struct Client(pub u64);

impl FromRequestParts<App> for Client {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
        let peer = peer.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 0)));
        let address = client_address(peer, &parts.headers, &app.config.server.trusted_proxies);
        Ok(Self(app.secret.client(address)))
    }
}

/// Our own clock, so that tests may move an hour on.
#[derive(Clone)]
struct Ticks(Clock);

impl governor::clock::Clock for Ticks {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.uptime()
    }
}

type Limiter = RateLimiter<u64, DashMapStateStore<u64>, Ticks, NoOpMiddleware<Duration>>;

/// A limit per client; `off` lifts it.
#[derive(Clone)]
pub struct Limit(Option<(Arc<Limiter>, Ticks)>);

impl Limit {
    /// At most `per_minute` on average, and as many at once.
    pub fn per_minute(per_minute: NonZeroU32, clock: &Clock) -> Self {
        Self::new(Quota::per_minute(per_minute), clock)
    }

    /// At most `per_hour` on average, and as many at once.
    pub fn per_hour(per_hour: NonZeroU32, clock: &Clock) -> Self {
        Self::new(Quota::per_hour(per_hour), clock)
    }

    fn new(quota: Quota, clock: &Clock) -> Self {
        let ticks = Ticks(clock.clone());
        let limiter = Limiter::dashmap_with_clock(quota, ticks.clone());
        Self(Some((Arc::new(limiter), ticks)))
    }

    /// No limit.
    pub const fn off() -> Self {
        Self(None)
    }

    /// Counts one.
    ///
    /// # Errors
    /// Seconds until the client may come again.
    pub fn check(&self, client: u64) -> Result<(), u64> {
        self.check_many(client, NonZeroU32::MIN)
    }

    /// Counts as many together.
    ///
    /// # Errors
    /// Seconds until the client may come again with as many; a minute, where it never may.
    pub fn check_many(&self, client: u64, count: NonZeroU32) -> Result<(), u64> {
        let Some((limiter, ticks)) = &self.0 else { return Ok(()) };
        // Forgets clients that have not come for a while, so that memory stays bounded.
        if limiter.len() > 100_000 {
            limiter.retain_recent();
        }
        let waiting = limiter.check_key_n(&client, count).map_err(|_| 60_u64)?;
        waiting.map_err(|until| until.wait_time_from(ticks.now()).as_secs() + 1)
    }
}

/// A limit on guessing per client: what turns out right does not count, so that hundreds who follow their own tips behind
/// one address never meet it. `off` lifts it.
pub struct Guesses(Option<Counted>);

struct Counted {
    clock: Clock,
    /// How long it takes to make up for one wrong guess.
    each: Duration,
    /// By when each client has made up for all of its wrong ones.
    until: Mutex<HashMap<u64, Duration>>,
}

/// Wrong guesses are made up for within a minute.
const SPAN: Duration = Duration::from_mins(1);

impl Guesses {
    /// At most so many wrong ones a minute.
    pub fn per_minute(per_minute: NonZeroU32, clock: &Clock) -> Self {
        Self(Some(Counted {
            clock: clock.clone(),
            each: SPAN / per_minute.get(),
            until: Mutex::default(),
        }))
    }

    /// No limit.
    pub const fn off() -> Self {
        Self(None)
    }

    /// Counts one as wrong until it is known for right: many at once are no way around the limit.
    ///
    /// # Errors
    /// Seconds until the client may guess again.
    pub fn begin(&self, client: u64) -> Result<Guess<'_>, u64> {
        if let Some(counted) = &self.0 {
            counted.add(client)?;
        }
        Ok(Guess { guesses: self, client })
    }
}

impl Counted {
    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Duration>> {
        self.until.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, client: u64) -> Result<(), u64> {
        let now = self.clock.uptime();
        let mut until = self.lock();
        // Forgets clients that made up for theirs, so that memory stays bounded.
        if until.len() > 100_000 {
            until.retain(|_, until| *until > now);
        }
        let mine = until.entry(client).or_default();
        let next = (*mine).max(now) + self.each;
        if let Some(wait) = next.checked_sub(now + SPAN).filter(|wait| !wait.is_zero()) {
            return Err(wait.as_secs() + 1);
        }
        *mine = next;
        Ok(())
    }

    fn take_back(&self, client: u64) {
        if let Some(until) = self.lock().get_mut(&client) {
            *until = until.saturating_sub(self.each);
        }
    }
}

/// One guess under way.
#[must_use]
pub struct Guess<'a> {
    guesses: &'a Guesses,
    client: u64,
}

impl Guess<'_> {
    /// It was right, and does not count.
    pub fn was_right(self) {
        if let Some(counted) = &self.guesses.0 {
            counted.take_back(self.client);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(peer: &str, forwarded: &'static str) -> String {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        client_address(SocketAddr::new(peer.parse().unwrap(), 1), &headers, &trusted).to_string()
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        assert_eq!(address("203.0.113.9", "198.51.100.1"), "203.0.113.9");
        assert_eq!(address("10.0.0.2", "198.51.100.1"), "198.51.100.1");
        assert_eq!(address("10.0.0.2", "1.2.3.4, 198.51.100.1, 10.0.0.3"), "198.51.100.1");
        assert_eq!(address("10.0.0.2", "rubbish"), "10.0.0.2");
    }

    #[test]
    fn addresses_of_the_old_kind_are_the_same_on_a_listener_for_both() {
        assert_eq!(address("::ffff:10.0.0.2", "198.51.100.1"), "198.51.100.1");
        assert_eq!(address("::ffff:203.0.113.9", "198.51.100.1"), "203.0.113.9");
        assert_eq!(
            address("10.0.0.2", "::ffff:198.51.100.1, ::ffff:10.0.0.3"),
            "198.51.100.1"
        );
        assert_eq!(address("2001:db8::7", ""), "2001:db8::7");
    }

    #[test]
    fn only_wrong_guesses_count_and_many_at_once_are_no_way_around() {
        let clock = Clock::fixed(time::macros::datetime!(2026-11-23 10:00 +8));
        let guesses = Guesses::per_minute(NonZeroU32::new(3).unwrap(), &clock);
        for _ in 0..50 {
            guesses.begin(1).ok().unwrap().was_right();
        }
        let under_way: Vec<_> = (0..3).map(|_| guesses.begin(1).ok().unwrap()).collect();
        assert!(guesses.begin(1).is_err_and(|after| after > 0));
        guesses.begin(2).ok().unwrap().was_right();
        for guess in under_way {
            guess.was_right();
        }
        for _ in 0..3 {
            assert!(guesses.begin(1).is_ok());
        }
        assert!(guesses.begin(1).is_err());
        clock.advance(time::Duration::seconds(21));
        assert!(guesses.begin(1).is_ok() && guesses.begin(1).is_err());
        assert!((0..100).all(|_| Guesses::off().begin(1).is_ok()));
    }

    #[test]
    fn a_client_that_comes_too_fast_waits_alone() {
        let clock = Clock::fixed(time::macros::datetime!(2026-11-23 10:00 +8));
        let limit = Limit::per_minute(NonZeroU32::new(2).unwrap(), &clock);
        assert!(limit.check(1).is_ok() && limit.check(1).is_ok());
        assert!(limit.check(1).unwrap_err() >= 1);
        assert!(limit.check(2).is_ok());
        clock.advance(time::Duration::seconds(31));
        assert!(limit.check(1).is_ok());
        assert!((0..100).all(|_| Limit::off().check(1).is_ok()));
    }
}
