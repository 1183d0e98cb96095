//! What is known of whoever sends a tip, for limits alone: nothing of it is stored with the tip or written to a log.
//!
//! A device is told from its neighbours behind the same address by a cookie of random bytes that this server signed. It is
//! made when the form is opened, ends after a day, says nothing about the device and cannot be linked to the one before;
//! the server keeps none, and counts it in memory for a minute. Whoever has none, or throws it away, is counted by the
//! address alone.

use app::domain::flood::Effort;
use axum::http::{HeaderMap, HeaderValue};
use time::Duration;

use super::{client::Client, error::HttpError, staff::session::cookie};
use crate::{
    app_state::App,
    services::screen_tip::{Sender, challenge_bits},
};

/// Fewest seconds in which a person fills the form without scripts.
const FILLED_IN: Duration = Duration::seconds(4);
/// How long a form stays open.
const OPEN_FOR: Duration = Duration::hours(24);

impl Sender {
    /// Counts one more tip of this client and device.
    ///
    /// # Errors
    /// 429 with when to come again.
    pub fn admit(app: &App, client: Client, headers: &HeaderMap) -> Result<Self, HttpError> {
        app.limits.tips.check(client.0).map_err(HttpError::too_many)?;
        let device = cookie(headers, device_cookie(app)).and_then(|token| app.secret.device(token));
        if let Some(device) = device {
            app.limits.devices.check(device).map_err(HttpError::too_many)?;
        }
        Ok(Self {
            address: client.0,
            device,
            effort: Effort::None,
        })
    }

    /// With what the sender's side did: `challenge` as solved, `opened` as the form carried it, both for this key.
    #[must_use]
    pub fn with_effort(self, app: &App, key: &str, challenge: &str, opened: &str) -> Self {
        let now = app.clock.now();
        let slow = || {
            let since = app.secret.form_opened(opened, key).map(|at| now - at);
            since.is_some_and(|since| (FILLED_IN..OPEN_FOR).contains(&since))
        };
        let effort = if app.secret.is_challenge_solved(challenge, key, challenge_bits(app), now) {
            Effort::Solved
        } else if slow() {
            Effort::Slow
        } else {
            Effort::None
        };
        Self { effort, ..self }
    }
}

/// Name of the device's cookie.
fn device_cookie(app: &App) -> &'static str {
    if app.public_url().starts_with("https://") {
        "__Host-visit"
    } else {
        "visit"
    }
}

/// A `Set-Cookie` with a new token, for a device that brings none.
pub fn new_device(app: &App, headers: &HeaderMap) -> Option<HeaderValue> {
    let name = device_cookie(app);
    if cookie(headers, name).is_some_and(|token| app.secret.device(token).is_some()) {
        return None;
    }
    let secure = if name.starts_with("__Host-") { "; Secure" } else { "" };
    let token = app.secret.device_token();
    HeaderValue::from_str(&format!(
        "{name}={token}; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax{secure}"
    ))
    .ok()
}
