//! What operation counts, in numbers alone: no address, no receipt, no word of anyone ever becomes a label.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock},
    time::Duration,
};

use app::domain::category::Category;
use arc_swap::ArcSwap;
use axum::http::{Method, StatusCode};
use prometheus::{
    Encoder, Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry,
    TextEncoder,
};

use crate::{app_state::App, storage::StorageError};

/// Upper bounds of request times, in seconds: from a kept page to nine photos over a slow line.
const SECONDS: [f64; 14] = [
    0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0, 300.0,
];
/// Classes of answers, by the first digit of their status.
const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];
/// Requests for what is no route of ours, files included.
const ELSEWHERE: &str = "other";

/// Requests to stores of blobs that failed: a store knows no application, so all of a process share this one.
#[expect(clippy::expect_used, reason = "the name is one")]
pub static BLOB_ERRORS: LazyLock<IntCounter> = LazyLock::new(|| {
    IntCounter::new(
        "blob_store_errors_total",
        "Requests to the store of photos that failed.",
    )
    .expect("the name is one")
});

/// What became of a tip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TipFate {
    /// Stored, and on its way.
    Filed,
    /// Stored, and waiting for a person.
    Held,
    /// Not stored: something in it must be changed.
    Refused,
}

impl TipFate {
    const fn label(self) -> &'static str {
        match self {
            Self::Filed => "filed",
            Self::Held => "held",
            Self::Refused => "refused",
        }
    }
}

/// The counters of this process.
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    seconds: HistogramVec,
    /// The counters of each route and method that was asked for so far: looked up without a lock.
    routes: ArcSwap<HashMap<RouteKey, Arc<RouteMetrics>>>,
    tips: IntCounterVec,
    photos_decoded: IntCounter,
    photos_waiting: IntGauge,
    jobs: IntGaugeVec,
    uploads: IntGauge,
    upload_bytes: IntGauge,
    ready: IntGauge,
}

/// A route's template and a method.
type RouteKey = (Arc<str>, &'static str);

/// The counters of one route and method.
struct RouteMetrics {
    classes: [IntCounter; 5],
    seconds: Histogram,
}

impl Metrics {
    /// Counters at zero.
    ///
    /// # Errors
    /// Never but for a defect: a name that is no name, or is taken.
    pub fn new() -> Result<Self, prometheus::Error> {
        let registry = Registry::new_custom(Some("jingnuan".to_owned()), None)?;
        let metrics = Self {
            requests: IntCounterVec::new(
                Opts::new("http_requests_total", "Answers, by route, method and class of status."),
                &["route", "method", "status"],
            )?,
            seconds: HistogramVec::new(
                HistogramOpts::new("http_request_seconds", "Time until an answer begins.").buckets(SECONDS.into()),
                &["route", "method"],
            )?,
            routes: ArcSwap::default(),
            tips: IntCounterVec::new(
                Opts::new("tips_total", "Tips, by category and what became of them."),
                &["category", "fate"],
            )?,
            photos_decoded: IntCounter::new("photos_decoded_total", "Photos decoded and made clean.")?,
            photos_waiting: IntGauge::new("photos_waiting", "Photos that wait to be decoded, or are.")?,
            jobs: IntGaugeVec::new(
                Opts::new("jobs", "Jobs not done, by whether they failed before."),
                &["state"],
            )?,
            uploads: IntGauge::new("uploads_open", "Photos on their way in pieces.")?,
            upload_bytes: IntGauge::new("uploads_open_bytes", "Bytes of them that have come.")?,
            ready: IntGauge::new("ready", "Whether this process can take tips.")?,
            registry,
        };
        metrics.register()?;
        Ok(metrics)
    }

    fn register(&self) -> Result<(), prometheus::Error> {
        let build = IntGaugeVec::new(Opts::new("build_info", "The version that runs."), &["version"])?;
        build.with_label_values(&[env!("CARGO_PKG_VERSION")]).set(1);
        let all: [Box<dyn prometheus::core::Collector>; 11] = [
            Box::new(build),
            Box::new(self.requests.clone()),
            Box::new(self.seconds.clone()),
            Box::new(self.tips.clone()),
            Box::new(self.photos_decoded.clone()),
            Box::new(self.photos_waiting.clone()),
            Box::new(self.jobs.clone()),
            Box::new(self.uploads.clone()),
            Box::new(self.upload_bytes.clone()),
            Box::new(BLOB_ERRORS.clone()),
            Box::new(self.ready.clone()),
        ];
        all.into_iter().try_for_each(|metric| self.registry.register(metric))
    }

    /// Counts an answer. `route` is the template that matched, such as `/v/{code}`; never the address itself.
    pub fn answered(&self, route: Option<Arc<str>>, method: &Method, status: StatusCode, took: Duration) {
        let route = route.unwrap_or_else(|| ELSEWHERE.into());
        let metrics = self.route((route, method_label(method)));
        let class = usize::from(status.as_u16() / 100).clamp(1, CLASSES.len()) - 1;
        metrics.classes[class].inc();
        metrics.seconds.observe(took.as_secs_f64());
    }

    fn route(&self, key: RouteKey) -> Arc<RouteMetrics> {
        if let Some(known) = self.routes.load().get(&key) {
            return Arc::clone(known);
        }
        // Once for each route: the same counters come out for whoever asks at the same time.
        let (route, method) = (&*key.0, key.1);
        let fresh = Arc::new(RouteMetrics {
            classes: CLASSES.map(|class| self.requests.with_label_values(&[route, method, class])),
            seconds: self.seconds.with_label_values(&[route, method]),
        });
        self.routes.rcu(|routes| {
            let mut routes = HashMap::clone(routes);
            routes.insert(key.clone(), Arc::clone(&fresh));
            routes
        });
        fresh
    }

    /// Counts a tip; none of our categories is `None`.
    pub fn tip(&self, category: Option<Category>, fate: TipFate) {
        let category = category.map_or("none", Category::code);
        self.tips.with_label_values(&[category, fate.label()]).inc();
    }

    /// Counts a photo that was decoded.
    pub fn photo_decoded(&self) {
        self.photos_decoded.inc();
    }

    /// All of it as Prometheus reads it; what is not counted but looked up is looked up now. Without a database it says so,
    /// and keeps the last that was known.
    pub async fn text(&self, app: &App) -> String {
        let looked_up = self.look_up(app).await;
        if let Err(error) = &looked_up {
            tracing::error!(%error, "what waits cannot be counted");
        }
        self.ready.set(i64::from(looked_up.is_ok()));
        self.photos_waiting
            .set(i64::try_from(app.photos.waiting()).unwrap_or(i64::MAX));
        let mut text = Vec::new();
        if let Err(error) = TextEncoder::new().encode(&self.registry.gather(), &mut text) {
            tracing::error!(%error, "metrics cannot be written");
        }
        String::from_utf8(text).unwrap_or_default()
    }

    async fn look_up(&self, app: &App) -> Result<(), StorageError> {
        let (waiting, failed) = app.storage.count_jobs().await?;
        self.jobs.with_label_values(&["pending"]).set(waiting);
        self.jobs.with_label_values(&["failed"]).set(failed);
        let open = app.storage.count_uploads().await?;
        self.uploads.set(open.count);
        self.upload_bytes.set(open.bytes);
        Ok(())
    }
}

/// A method's name, of those that mean anything here: a stranger may send any word.
fn method_label(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => ELSEWHERE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_counted_by_template_and_class() {
        let metrics = Metrics::new().unwrap();
        let route: Arc<str> = "/v/{code}".into();
        for (status, count) in [(200, 3), (304, 1), (404, 2), (999, 1)] {
            for _ in 0..count {
                let status = StatusCode::from_u16(status).unwrap();
                metrics.answered(Some(route.clone()), &Method::GET, status, Duration::from_millis(3));
            }
        }
        metrics.answered(
            None,
            &Method::from_bytes(b"PLANTED").unwrap(),
            StatusCode::NOT_FOUND,
            Duration::ZERO,
        );
        let mut text = Vec::new();
        TextEncoder::new()
            .encode(&metrics.registry.gather(), &mut text)
            .unwrap();
        let text = String::from_utf8(text).unwrap();
        for line in [
            r#"jingnuan_http_requests_total{method="GET",route="/v/{code}",status="2xx"} 3"#,
            r#"jingnuan_http_requests_total{method="GET",route="/v/{code}",status="4xx"} 2"#,
            r#"jingnuan_http_requests_total{method="GET",route="/v/{code}",status="5xx"} 1"#,
            r#"jingnuan_http_requests_total{method="other",route="other",status="4xx"} 1"#,
            r#"jingnuan_http_request_seconds_count{method="GET",route="/v/{code}"} 7"#,
        ] {
            assert!(text.contains(line), "{line}: {text}");
        }
        assert!(!text.contains("PLANTED"));
    }
}
