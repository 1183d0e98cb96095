//! The queue: most urgent first.

use app::{pages::staff, ports::QueueView};
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;

use super::session::Staff;
use crate::{
    app_state::App,
    http::{error::HttpError, render},
    services::read_queue::read_queue,
};

/// `?view=&q=&after=`.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    view: String,
    #[serde(default)]
    q: String,
    after: Option<String>,
}

/// `GET /staff/`.
///
/// # Errors
/// 503 when the database is out of reach.
pub async fn queue(State(app): State<App>, staff: Staff, Query(asked): Query<Asked>) -> Result<Response, HttpError> {
    let query: String = asked.q.trim().chars().take(40).collect();
    let page = read_queue(
        &app,
        &staff.actor,
        QueueView::from_code(&asked.view),
        query,
        asked.after.as_deref(),
    )
    .await?;
    Ok(render::staff_document(&app, StatusCode::OK, || {
        staff::queue::page(page, &staff.shown)
    }))
}
