//! `[log]`: what the program tells of itself.

use tracing_subscriber::EnvFilter;

use super::{reader::Section, value::words};

/// How a line of the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line, for machines.
    Json,
}

words!(LogFormat { Text = "text", Json = "json" });

/// What the program tells of itself.
#[derive(Debug, Clone)]
pub struct LogConfig {
    /// How a line is written.
    pub format: LogFormat,
    /// What is written: a level, or directives such as `info,jingnuan=debug`.
    pub level: String,
}

impl LogConfig {
    /// Starts writing the log to standard error. Called once, before anything else happens.
    pub fn start(&self) {
        let filter = EnvFilter::try_new(&self.level).unwrap_or_else(|_| EnvFilter::new("info"));
        let log = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(std::io::stderr);
        match self.format {
            LogFormat::Text => log.init(),
            LogFormat::Json => log.json().init(),
        }
    }

    pub(super) fn read(section: &mut Section<'_, '_>) -> Self {
        Self {
            format: section.get("format", LogFormat::Text),
            level: section.checked("level", "info".to_owned(), |level| match EnvFilter::try_new(level) {
                Ok(_) if !level.is_empty() => Ok(()),
                _ => Err("应是 error、warn、info、debug 或 trace".to_owned()),
            }),
        }
    }
}
