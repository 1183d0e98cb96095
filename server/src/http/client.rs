//! Who is counted for limits: the address behind trusted proxies, hashed, in memory only.

use std::{
    net::{IpAddr, SocketAddr},
    num::NonZeroU32,
    sync::Arc,
};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, request::Parts},
};
use governor::{Quota, RateLimiter, clock::Clock as _, middleware::NoOpMiddleware, state::keyed::DashMapStateStore};
use ipnet::IpNet;

use crate::{app_state::App, clock::Clock};

/// The client's address: the last one in `X-Forwarded-For` that no trusted proxy of ours added.
pub fn client_address(peer: SocketAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|net| net.contains(address));
    let mut client = peer.ip();
    if !is_trusted(&client) {
        return client;
    }
    let forwarded = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut hops: Vec<&str> = forwarded.flat_map(|value| value.split(',')).map(str::trim).collect();
    while let Some(hop) = hops.pop() {
        let Ok(address) = hop.parse() else { break };
        client = address;
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
    type Instant = std::time::Duration;

    fn now(&self) -> std::time::Duration {
        self.0.uptime()
    }
}

type Limiter = RateLimiter<u64, DashMapStateStore<u64>, Ticks, NoOpMiddleware<std::time::Duration>>;

/// A limit per client; `off` lifts it.
#[derive(Clone)]
pub struct Limit(Option<(Arc<Limiter>, Ticks)>);

impl Limit {
    /// At most `per_minute` on average, and as many at once.
    pub fn per_minute(per_minute: NonZeroU32, clock: &Clock) -> Self {
        let ticks = Ticks(clock.clone());
        let limiter = Limiter::dashmap_with_clock(Quota::per_minute(per_minute), ticks.clone());
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
        let Some((limiter, ticks)) = &self.0 else { return Ok(()) };
        // Forgets clients that have not come for a while, so that memory stays bounded.
        if limiter.len() > 100_000 {
            limiter.retain_recent();
        }
        limiter
            .check_key(&client)
            .map_err(|until| until.wait_time_from(ticks.now()).as_secs() + 1)
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
