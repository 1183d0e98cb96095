//! Who is signed in: the session cookie, the account behind it, and the token of its forms.

use app::{
    domain::permission::{Action, Actor, Role, Subject, may},
    pages::staff::frame::{SECOND_FACTOR, SIGN_OUT},
    ports::SignedIn,
};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};

use crate::{
    app_state::App,
    config::TotpRule,
    http::error::HttpError,
    secret::same_token,
    services::{
        decide_hold::sees_holds,
        keep_outlets::sees_outlets,
        read_price::sees_prices,
        sign_in::{Session, find_session},
    },
};

/// A signed-in member of staff. Extracting it sends everyone else to the sign-in page.
pub struct Staff {
    /// Role and office, for `may`.
    pub actor: Actor,
    /// What every page shows.
    pub shown: SignedIn,
    /// The account's name.
    pub login: String,
    /// Whether the account gives codes.
    pub has_second_factor: bool,
}

impl Staff {
    fn new(app: &App, session: Session) -> Self {
        let shown = SignedIn {
            name: session.name,
            role: session.actor.role.label().to_owned(),
            office: app.reference.office_name(session.actor.office),
            csrf: session.csrf,
            sees_outlets: sees_outlets(&session.actor),
            sees_prices: sees_prices(&session.actor),
            sees_holds: sees_holds(&session.actor),
            enters_tips: may(&session.actor, Action::EnterTip, &Subject::Counter),
            sees_openings: session.actor.role == Role::Auditor,
        };
        Self {
            actor: session.actor,
            shown,
            login: session.login,
            has_second_factor: session.has_second_factor,
        }
    }

    /// Refuses a form whose token is not this session's: forged, or of another session.
    ///
    /// # Errors
    /// 403.
    pub fn check_csrf(&self, token: &str) -> Result<(), HttpError> {
        if same_token(&self.shown.csrf, token) {
            Ok(())
        } else {
            Err(HttpError::forbidden("页面已经失效，请刷新后再做一次"))
        }
    }
}

impl FromRequestParts<App> for Staff {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let to_sign_in = || Redirect::to("/staff/sign-in").into_response();
        let token = cookie(&parts.headers, session_cookie(app)).ok_or_else(to_sign_in)?;
        match find_session(app, token).await {
            Ok(Some(session)) if must_set_up(app, &session, parts.uri.path()) => {
                Err(Redirect::to(SECOND_FACTOR).into_response())
            }
            Ok(Some(session)) => Ok(Self::new(app, session)),
            Ok(None) => Err(to_sign_in()),
            Err(error) => Err(HttpError::from(error).into_response()),
        }
    }
}

/// Where codes are required, who has none yet sets them up, or leaves.
fn must_set_up(app: &App, session: &Session, path: &str) -> bool {
    app.config.totp() == TotpRule::Required && !session.has_second_factor && ![SECOND_FACTOR, SIGN_OUT].contains(&path)
}

/// Under TLS the browser itself keeps other hosts from setting it.
pub fn session_cookie(app: &App) -> &'static str {
    if app.config.server.staff_tls {
        "__Host-staff"
    } else {
        "staff"
    }
}

/// The cookie of the sign-in form, before there is a session.
pub fn sign_in_cookie(app: &App) -> &'static str {
    if app.config.server.staff_tls {
        "__Host-sign-in"
    } else {
        "sign-in"
    }
}

/// A cookie's value.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| {
            pair.trim()
                .split_once('=')
                .filter(|(key, _)| *key == name)
                .map(|(_, value)| value)
        })
}

/// A `Set-Cookie` for this site alone; an empty value removes the cookie.
///
/// # Errors
/// For a value that no header can hold.
pub fn set_cookie(app: &App, name: &str, value: &str) -> Result<HeaderValue, HttpError> {
    let secure = if app.config.server.staff_tls { "; Secure" } else { "" };
    let end = if value.is_empty() { "; Max-Age=0" } else { "" };
    HeaderValue::from_str(&format!(
        "{name}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{end}"
    ))
    .map_err(|error| HttpError::internal(&error))
}
