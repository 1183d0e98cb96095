//! Counts every answer by the route that matched; and the page that shows the counts.

use std::{sync::Arc, time::Instant};

use axum::{
    extract::{MatchedPath, Request, State},
    http::header,
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::app_state::App;

/// What the router calls what is nested in it: the site's own files.
const NESTED: &str = "{*";

/// Counts an answer and how long it took until it began.
pub async fn measure(State(app): State<App>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let route: Option<Arc<str>> = route.filter(|route| !is_nested(route)).map(Arc::from);
    let response = next.run(request).await;
    app.metrics.answered(route, &method, response.status(), begun.elapsed());
    response
}

fn is_nested(route: &str) -> bool {
    route.contains(NESTED) && !route.starts_with("/fn/")
}

/// `GET /metrics`, on the staff listener alone.
pub async fn metrics(State(app): State<App>) -> Response {
    let text = app.metrics.text(&app).await;
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    (
        [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")],
        text,
    )
        .into_response()
}
