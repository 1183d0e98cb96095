//! The one error that becomes a response: a readable page for people, problem details for the API.

mod cause;

use app::forms::FormErrors;
use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{app_state::App, http::render, secret::random_token};

/// What went wrong, as far as the other side may know.
#[derive(Debug, Clone)]
pub struct HttpError {
    status: StatusCode,
    detail: String,
    fields: FormErrors,
    retry_after: Option<u64>,
    reference: Option<String>,
}

impl HttpError {
    fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            status,
            detail: detail.into(),
            fields: FormErrors::default(),
            retry_after: None,
            reference: None,
        }
    }

    /// 404.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "没有这个页面，地址可能抄错了")
    }

    /// 400, with the reason.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    /// 403, with the reason.
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, detail)
    }

    /// 401: the API's caller must say who it is.
    pub fn unauthorized(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, detail)
    }

    /// 404: no tip has this receipt.
    pub fn invalid_receipt() -> Self {
        Self {
            fields: FormErrors::one("receipt", "没有这个查询码"),
            ..Self::new(StatusCode::NOT_FOUND, "没有这个查询码")
        }
    }

    /// 409, with the reason.
    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, detail)
    }

    /// 422, with a message for each field.
    pub fn invalid(fields: FormErrors) -> Self {
        Self {
            fields,
            ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "有几处要改一下")
        }
    }

    /// 413.
    pub fn too_large() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "发来的内容太大：最多 9 张照片，每张 20 MB",
        )
    }

    /// 429, with when to come again.
    pub fn too_many(retry_after: u64) -> Self {
        Self {
            retry_after: Some(retry_after),
            ..Self::new(StatusCode::TOO_MANY_REQUESTS, "来得太快了，请过一会儿再试")
        }
    }

    /// 503, with when to come again.
    pub fn busy(retry_after: u64) -> Self {
        Self {
            retry_after: Some(retry_after),
            ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "现在人多，请过一会儿再发")
        }
    }

    /// 500. The cause goes to the log under a reference number; the other side sees the number alone.
    pub fn internal(cause: &dyn std::fmt::Display) -> Self {
        let reference = random_token()[..8].to_owned();
        tracing::error!(reference, %cause, "request failed");
        Self {
            reference: Some(reference),
            ..Self::new(StatusCode::INTERNAL_SERVER_ERROR, "我们这边出了问题，不是您的错")
        }
    }

    /// Nothing could be stored, so nothing is acknowledged: 507 where the disk is full, otherwise 503.
    pub fn not_stored(cause: &(dyn std::error::Error + 'static)) -> Self {
        tracing::error!(%cause, "cannot store");
        if is_disk_full(cause) {
            Self {
                retry_after: Some(300),
                ..Self::new(
                    StatusCode::INSUFFICIENT_STORAGE,
                    "服务器存不下了，这一条没有收下。我们正在腾地方，请过几分钟再发",
                )
            }
        } else {
            Self::busy(30)
        }
    }

    /// The status it answers with.
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// What to tell people.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// Seconds until it is worth trying again.
    pub const fn retry_after(&self) -> Option<u64> {
        self.retry_after
    }

    /// The number under which the log holds the cause.
    pub fn reference(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    /// RFC 9457 problem details, with a message for each field.
    fn problem(&self) -> Response {
        let body = serde_json::json!({
            "type": "about:blank",
            "title": self.detail,
            "status": self.status.as_u16(),
            "fields": self.fields,
            "reference": self.reference,
        });
        let mut response = (self.status, Json(body)).into_response();
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        response
    }
}

/// Whether anything in the chain of causes says that the disk, or what the process may use of it, is full.
fn is_disk_full(error: &(dyn std::error::Error + 'static)) -> bool {
    use std::io::ErrorKind::{QuotaExceeded, StorageFull};
    std::iter::successors(Some(error), |error| error.source()).any(|cause| {
        let full = |io: &std::io::Error| matches!(io.kind(), StorageFull | QuotaExceeded);
        cause.downcast_ref().is_some_and(full)
    })
}

impl IntoResponse for HttpError {
    /// Without a body: [`dress`] gives it the one that fits the listener and the address.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        if let Some(seconds) = self.retry_after {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Which site a response belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Site {
    /// The public site.
    Public,
    /// The staff workbench.
    Staff,
}

/// Gives errors their body: problem details below `/api/`, a page elsewhere.
pub async fn dress(State((app, site)): State<(App, Site)>, request: Request, next: Next) -> Response {
    let for_machines = request.uri().path().starts_with("/api/");
    let elder = render::wants_elder_view(request.headers());
    let response = next.run(request).await;
    let Some(error) = response
        .extensions()
        .get::<HttpError>()
        .cloned()
        .or_else(|| bare_error(&response))
    else {
        return response;
    };
    let mut dressed = if for_machines {
        error.problem()
    } else {
        match site {
            Site::Public => render::error_page(&app, elder, &error),
            Site::Staff => render::staff_error_page(&app, &error),
        }
    };
    *dressed.status_mut() = error.status;
    for name in [header::RETRY_AFTER, header::ALLOW] {
        if let Some(value) = response.headers().get(&name) {
            dressed.headers_mut().insert(name, value.clone());
        }
    }
    dressed
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    dressed
}

/// The framework's own refusals have no body worth showing; a refused form has its page already.
fn bare_error(response: &Response) -> Option<HttpError> {
    let status = response.status();
    let html = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html") || kind.as_bytes().starts_with(b"application/"));
    if html || !(status.is_client_error() || status.is_server_error()) {
        return None;
    }
    Some(match status {
        StatusCode::NOT_FOUND => HttpError::not_found(),
        StatusCode::PAYLOAD_TOO_LARGE => HttpError::too_large(),
        StatusCode::METHOD_NOT_ALLOWED => HttpError::new(status, "这个地址不能这样用"),
        status if status.is_server_error() => HttpError::internal(&status),
        status => HttpError::new(status, "请求读不懂，请返回重试"),
    })
}

#[cfg(test)]
mod tests;
