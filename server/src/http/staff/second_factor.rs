//! Setting up codes from an app on the phone.

use app::{forms::FormErrors, pages::staff, ports::SecondFactorSetUp};
use axum::{
    Form,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;

use super::session::Staff;
use crate::{
    app_state::App,
    config::TotpRule,
    http::{error::HttpError, qr, render},
    second_factor::SecondFactor,
    services::sign_in::set_up_second_factor,
};

/// `GET /staff/second-factor`: a secret to photograph, or that there is one already. Nothing is kept before a code proves
/// that the app has it.
pub async fn form(State(app): State<App>, staff: Staff) -> Response {
    let page = page(&app, &staff, &SecondFactor::random(), FormErrors::default());
    shown(&app, &staff, StatusCode::OK, page)
}

/// What was typed.
#[derive(Deserialize)]
pub struct SetUpForm {
    #[serde(default)]
    csrf: String,
    /// The secret that was shown, sealed for this account.
    #[serde(default)]
    sealed: String,
    #[serde(default)]
    code: String,
}

/// `POST /staff/second-factor`: keeps it, or shows the same again.
///
/// # Errors
/// 403 for a forged token or a secret that is not ours, 409 where there is one already.
pub async fn set_up(State(app): State<App>, staff: Staff, Form(form): Form<SetUpForm>) -> Result<Response, HttpError> {
    staff.check_csrf(&form.csrf)?;
    if staff.has_second_factor || app.config.totp() == TotpRule::Off {
        return Err(HttpError::conflict("验证码已经开了，或者这里不用验证码"));
    }
    let account = staff.actor.account;
    let sealed = URL_SAFE_NO_PAD.decode(&form.sealed).unwrap_or_default();
    let factor = SecondFactor::open(&app.secret, account, &sealed)
        .ok_or_else(|| HttpError::forbidden("页面已经失效，请刷新后再做一次"))?;
    if set_up_second_factor(&app, account, &factor, &form.code).await? {
        return Ok(Redirect::to(staff::frame::SECOND_FACTOR).into_response());
    }
    let errors = FormErrors::one("code", "验证码不对。手机的时间要准；等下一组数字再试");
    let page = page(&app, &staff, &factor, errors);
    Ok(shown(&app, &staff, StatusCode::UNPROCESSABLE_ENTITY, page))
}

fn page(app: &App, staff: &Staff, factor: &SecondFactor, errors: FormErrors) -> SecondFactorSetUp {
    if staff.has_second_factor || app.config.totp() == TotpRule::Off {
        return SecondFactorSetUp {
            done: staff.has_second_factor,
            ..SecondFactorSetUp::default()
        };
    }
    let sealed = factor.seal(&app.secret, staff.actor.account).unwrap_or_default();
    SecondFactorSetUp {
        qr_svg: qr::svg_of(&factor.address(&staff.login), "给验证码应用扫的二维码"),
        letters: factor.letters(),
        address: factor.address(&staff.login),
        sealed: URL_SAFE_NO_PAD.encode(sealed),
        must: app.config.totp() == TotpRule::Required,
        done: false,
        errors,
    }
}

fn shown(app: &App, staff: &Staff, status: StatusCode, page: SecondFactorSetUp) -> Response {
    render::staff_document(app, status, || staff::second_factor::set_up(page, &staff.shown))
}
