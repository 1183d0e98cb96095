//! An S3-compatible store as the settings describe it.

use std::{sync::Arc, time::Duration};

use object_store::{
    BackoffConfig, ClientOptions, ObjectStore, RetryConfig, aws::AmazonS3Builder, path::Path, prefix::PrefixStore,
};

use crate::config::S3Config;

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(5);
/// How long the store may say nothing.
const SILENCE: Duration = Duration::from_secs(10);

/// A request that failed is tried again, but not for long: a sender waits, and is better told to come again.
fn retries() -> RetryConfig {
    RetryConfig {
        backoff: BackoffConfig {
            init_backoff: Duration::from_millis(100),
            max_backoff: Duration::from_secs(2),
            base: 2.0,
        },
        max_retries: 3,
        retry_timeout: Duration::from_secs(10),
    }
}

/// The bucket, below the prefix.
pub(super) fn open(config: &S3Config) -> Result<Arc<dyn ObjectStore>, object_store::Error> {
    // Whoever comes second finds it chosen: there is only this one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let options = ClientOptions::new()
        .with_allow_http(config.is_plain())
        .with_connect_timeout(CONNECT)
        // Not for the whole answer: a large photo may take its time as long as something comes.
        .with_timeout_disabled()
        .with_read_timeout(SILENCE);
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&config.bucket)
        .with_region(&config.region)
        .with_access_key_id(config.access_key.reveal())
        .with_secret_access_key(config.secret_key.reveal())
        .with_virtual_hosted_style_request(!config.path_style)
        // One request for each: not every store knows the one for many.
        .with_disable_bulk_delete(true)
        .with_retry(retries())
        .with_client_options(options);
    if let Some(endpoint) = config.endpoint() {
        builder = builder.with_endpoint(endpoint);
    }
    let bucket = builder.build()?;
    Ok(if config.prefix.is_empty() {
        Arc::new(bucket)
    } else {
        Arc::new(PrefixStore::new(bucket, Path::from(config.prefix.as_str())))
    })
}
