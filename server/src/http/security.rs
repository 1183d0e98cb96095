//! Headers that every answer carries, and the origin check on every unsafe request.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};

use super::error::HttpError;
use crate::secret::sha256;

/// The headers of one listener, made once.
#[derive(Clone)]
pub struct SecurityHeaders(Arc<Vec<(HeaderName, HeaderValue)>>);

impl SecurityHeaders {
    /// Headers for a site whose pages carry the style sheet `css` inline and load scripts from itself alone.
    ///
    /// The style sheet is allowed by its hash and there are no inline scripts at all, so pages can be cached.
    pub fn new(css: &str, behind_tls: bool) -> Self {
        let mut headers = vec![
            (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
            // `no-referrer` would turn a form's own Origin into `null`.
            (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
            (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
            (
                HeaderName::from_static("permissions-policy"),
                HeaderValue::from_static("geolocation=(self), camera=(self), microphone=(), payment=()"),
            ),
            (
                HeaderName::from_static("cross-origin-opener-policy"),
                HeaderValue::from_static("same-origin"),
            ),
        ];
        headers.extend(content_policy(css, &[]).map(|csp| (header::CONTENT_SECURITY_POLICY, csp)));
        if behind_tls {
            let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
            headers.push((header::STRICT_TRANSPORT_SECURITY, year));
        }
        Self(Arc::new(headers))
    }
}

/// The content policy of pages with the style sheet `css` inline; pictures may also come from `picture_hosts`.
///
/// Style sheets of this site itself are allowed as well: the map's come by a link, and only where there is a map.
/// A page that names hosts sets this policy itself; [`add_headers`] leaves it in place.
pub fn content_policy(css: &str, picture_hosts: &[&str]) -> Option<HeaderValue> {
    let style = STANDARD.encode(sha256(css.as_bytes()));
    let pictures = [&["'self'", "blob:", "data:"], picture_hosts].concat().join(" ");
    let csp = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'sha256-{style}'; \
         img-src {pictures}; connect-src 'self'; manifest-src 'self'; worker-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&csp).ok()
}

/// Adds the headers to every answer.
pub async fn add_headers(State(headers): State<SecurityHeaders>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in headers.0.iter() {
        response.headers_mut().entry(name).or_insert_with(|| value.clone());
    }
    response
}

/// Refuses unsafe requests that another site made the browser send.
///
/// `public_url` is the site's own address where one is configured; otherwise the request's host counts.
pub async fn check_origin(State(own): State<Option<Arc<str>>>, request: Request, next: Next) -> Response {
    let unsafe_method = !matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE
    );
    if unsafe_method && is_foreign(request.headers(), own.as_deref()) {
        return HttpError::forbidden("这个请求是从别的网站发来的，没有受理").into_response();
    }
    next.run(request).await
}

fn is_foreign(headers: &HeaderMap, own: Option<&str>) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(origin) = text(header::ORIGIN) {
        let same_host = || text(header::HOST).is_some_and(|host| strip_scheme(origin) == Some(host));
        return own != Some(origin) && !same_host();
    }
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return !matches!(site, "same-origin" | "none");
    }
    // A browser that sends a cookie with an unsafe request also says where it comes from.
    headers.contains_key(header::COOKIE)
}

fn strip_scheme(origin: &str) -> Option<&str> {
    origin
        .strip_prefix("https://")
        .or_else(|| origin.strip_prefix("http://"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(n, v)| (HeaderName::from_static(n), HeaderValue::from_static(v)))
            .collect()
    }

    #[test]
    fn foreign_origins_are_told_apart() {
        let own = Some("https://jingnuan.example");
        for (pairs, foreign) in [
            (&[("origin", "https://jingnuan.example")][..], false),
            (
                &[("origin", "https://evil.example"), ("host", "jingnuan.example")],
                true,
            ),
            (&[("origin", "null"), ("host", "jingnuan.example")], true),
            (
                &[("origin", "http://127.0.0.1:3000"), ("host", "127.0.0.1:3000")],
                false,
            ),
            (&[("sec-fetch-site", "cross-site")], true),
            (&[("sec-fetch-site", "same-origin")], false),
            (&[("host", "jingnuan.example")], false),
            (&[("host", "jingnuan.example"), ("cookie", "a=b")], true),
        ] {
            assert_eq!(is_foreign(&headers(pairs), own), foreign, "{pairs:?}");
        }
    }
}
