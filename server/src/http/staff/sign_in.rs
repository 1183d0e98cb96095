//! Signing in and out.

use app::{
    forms::{
        FormErrors,
        sign_in_form::{CodeForm, SignInForm},
    },
    pages::staff,
};
use axum::{
    Form,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use time::Duration;

use super::session::{Staff, cookie, session_cookie, set_cookie, sign_in_cookie};
use crate::{
    app_state::App,
    http::{client::Client, error::HttpError, render},
    secret::{random_token, same_token},
    services::sign_in::{Entered, SignInError, end_session, sign_in, sign_in_by_code},
};

/// How long a right password waits for its code.
const TICKET_LIFETIME: Duration = Duration::minutes(5);

/// `GET /staff/sign-in`.
///
/// # Errors
/// None of its own.
pub async fn form(State(app): State<App>) -> Result<Response, HttpError> {
    shown(&app, StatusCode::OK, SignInForm::default(), FormErrors::default())
}

/// The form, with a fresh cookie and the token bound to it.
fn shown(app: &App, status: StatusCode, mut form: SignInForm, errors: FormErrors) -> Result<Response, HttpError> {
    let bound = random_token();
    form.csrf = app.secret.sign_in_token(&bound);
    form.password.clear();
    let demonstration = app.config.site.demonstration;
    let mut response = render::staff_document(app, status, || staff::sign_in::page(form, errors, demonstration));
    response
        .headers_mut()
        .append(header::SET_COOKIE, set_cookie(app, sign_in_cookie(app), &bound)?);
    Ok(response)
}

/// `POST /staff/sign-in`: a new session, or the form again.
///
/// # Errors
/// 403 for a forged token, 429 for guessing.
pub async fn submit(
    State(app): State<App>,
    client: Client,
    headers: HeaderMap,
    Form(form): Form<SignInForm>,
) -> Result<Response, HttpError> {
    app.limits.sign_ins.check(client.0).map_err(HttpError::too_many)?;
    let bound = cookie(&headers, sign_in_cookie(&app)).unwrap_or_default();
    if bound.is_empty() || !same_token(&app.secret.sign_in_token(bound), &form.csrf) {
        return Err(HttpError::forbidden("登录页已经失效，请刷新后再试"));
    }
    match sign_in(&app, &form.login, &form.password).await {
        Ok(Entered::Session(token)) => entered(&app, &token),
        Ok(Entered::Code(account)) => {
            let until = app.clock.now() + TICKET_LIFETIME;
            let form = CodeForm {
                ticket: app.secret.code_ticket(account, until, bound),
                csrf: form.csrf,
                code: String::new(),
            };
            Ok(code_form(&app, StatusCode::OK, form, FormErrors::default()))
        }
        Err(SignInError::Refused) => {
            let errors = FormErrors::one("login", refused(&app, "账号或密码不对"));
            shown(&app, StatusCode::UNPROCESSABLE_ENTITY, form, errors)
        }
        Err(SignInError::Busy) => Err(HttpError::busy(2)),
        Err(SignInError::Storage(error)) => Err(error.into()),
    }
}

fn refused(app: &App, what: &str) -> String {
    let staff = &app.config.staff;
    format!(
        "{what}。连着错 {} 次，这个账号会锁 {} 分钟，过后再试",
        staff.lockout_attempts, staff.lockout_minutes
    )
}

/// On into the workbench.
fn entered(app: &App, token: &str) -> Result<Response, HttpError> {
    let mut response = Redirect::to("/staff/").into_response();
    let out = response.headers_mut();
    out.append(header::SET_COOKIE, set_cookie(app, session_cookie(app), token)?);
    out.append(header::SET_COOKIE, set_cookie(app, sign_in_cookie(app), "")?);
    Ok(response)
}

fn code_form(app: &App, status: StatusCode, form: CodeForm, errors: FormErrors) -> Response {
    render::staff_document(app, status, || staff::second_factor::ask(form, errors))
}

/// `POST /staff/sign-in/code`: a new session, or the form again.
///
/// # Errors
/// 403 for a forged token, 429 for guessing.
pub async fn code(
    State(app): State<App>,
    client: Client,
    headers: HeaderMap,
    Form(form): Form<CodeForm>,
) -> Result<Response, HttpError> {
    app.limits.sign_ins.check(client.0).map_err(HttpError::too_many)?;
    let bound = cookie(&headers, sign_in_cookie(&app)).unwrap_or_default();
    if bound.is_empty() || !same_token(&app.secret.sign_in_token(bound), &form.csrf) {
        return Err(HttpError::forbidden("登录页已经失效，请刷新后再试"));
    }
    let Some(account) = app.secret.ticket_account(&form.ticket, bound, app.clock.now()) else {
        let errors = FormErrors::one("login", "隔得太久了，请从账号和密码再来一次");
        return shown(&app, StatusCode::UNPROCESSABLE_ENTITY, SignInForm::default(), errors);
    };
    match sign_in_by_code(&app, account, &form.code).await {
        Ok(token) => entered(&app, &token),
        Err(SignInError::Refused) => {
            let errors = FormErrors::one("code", refused(&app, "验证码不对，或者已经用过"));
            Ok(code_form(&app, StatusCode::UNPROCESSABLE_ENTITY, form, errors))
        }
        Err(SignInError::Busy) => Err(HttpError::busy(2)),
        Err(SignInError::Storage(error)) => Err(error.into()),
    }
}

/// The token alone.
#[derive(Deserialize)]
pub struct Token {
    #[serde(default)]
    csrf: String,
}

/// `POST /staff/sign-out`.
///
/// # Errors
/// 403 for a forged token.
pub async fn sign_out(
    State(app): State<App>,
    staff: Staff,
    headers: HeaderMap,
    Form(token): Form<Token>,
) -> Result<Response, HttpError> {
    staff.check_csrf(&token.csrf)?;
    if let Some(session) = cookie(&headers, session_cookie(&app)) {
        end_session(&app, session).await?;
    }
    let mut response = Redirect::to("/staff/sign-in").into_response();
    response
        .headers_mut()
        .append(header::SET_COOKIE, set_cookie(&app, session_cookie(&app), "")?);
    Ok(response)
}
