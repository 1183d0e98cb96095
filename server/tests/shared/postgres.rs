//! A fresh PostgreSQL for a test, where one is at hand.

use std::{
    io::Write as _,
    sync::atomic::{AtomicU32, Ordering},
};

use sea_orm::{ConnectionTrait, Database};

/// A schema of its own, as an address. None where no PostgreSQL is at hand and none is required; says so in the test's
/// output.
pub async fn postgres(test: &str) -> Option<String> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let Ok(server) = std::env::var("JINGNUAN_TEST_POSTGRES_URL") else {
        let required = ["CI", "JINGNUAN_REQUIRE_POSTGRES"]
            .iter()
            .any(|name| std::env::var_os(name).is_some());
        assert!(
            !required,
            "JINGNUAN_TEST_POSTGRES_URL is not set, so PostgreSQL was not tested"
        );
        // Past the capture of test output: a skipped half must be seen.
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED on PostgreSQL: {test} (JINGNUAN_TEST_POSTGRES_URL is not set)"
        );
        return None;
    };
    let schema = format!("test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let connection = Database::connect(&server).await.unwrap();
    connection
        .execute_unprepared(&format!("CREATE SCHEMA {schema}"))
        .await
        .unwrap();
    connection.close().await.unwrap();
    let separator = if server.contains('?') { '&' } else { '?' };
    Some(format!("{server}{separator}options=-csearch_path%3D{schema}"))
}
