//! Settings: one documented TOML file, each setting also by environment, the commonest by flag.

mod abuse;
mod evidence;
mod hidden;
mod log;
mod map;
mod photos;
mod places;
mod publishing;
mod reader;
mod retention;
mod reward;
mod server;
mod site;
mod staff;
mod storage;
#[cfg(test)]
mod tests;
mod value;

use std::{
    collections::BTreeMap,
    fmt::{self, Write as _},
    net::SocketAddr,
    path::{Path, PathBuf},
};

pub use self::{
    abuse::AbuseConfig,
    evidence::{EvidenceConfig, Recipients},
    hidden::Hidden,
    log::{LogConfig, LogFormat},
    map::MapConfig,
    photos::PhotosConfig,
    places::PlacesConfig,
    publishing::PublishingConfig,
    reader::{ConfigError, Effective, Origin},
    retention::RetentionConfig,
    reward::RewardConfig,
    server::{Role, ServerConfig},
    site::SiteConfig,
    staff::{StaffConfig, TotpRule},
    storage::{BlobPlace, S3Config, StorageConfig},
};
use self::{reader::Reader, value::Value as _};
use crate::{reference::LoadOptions, text_file::TextFile};

/// Read when nothing names another file, if it is there.
const DEFAULT_FILE: &str = "jingnuan.toml";
/// Variables with a short name of their own, and the settings they stand for.
const SHORT_NAMES: [(&str, &str); 5] = [
    ("JINGNUAN_PUBLIC_ADDR", "JINGNUAN_SERVER_PUBLIC_ADDR"),
    ("JINGNUAN_STAFF_ADDR", "JINGNUAN_SERVER_STAFF_ADDR"),
    ("JINGNUAN_ROLE", "JINGNUAN_SERVER_ROLE"),
    ("JINGNUAN_DATA_DIR", "JINGNUAN_SERVER_DATA_DIR"),
    ("DATABASE_URL", "JINGNUAN_STORAGE_URL"),
];
const SECTIONS: [&str; 13] = [
    "site",
    "server",
    "storage",
    "photos",
    "evidence",
    "retention",
    "publishing",
    "reward",
    "staff",
    "abuse",
    "places",
    "map",
    "log",
];

/// What the command line says of settings.
#[derive(Debug, Clone, Default)]
pub struct Flags {
    /// `--config`.
    pub config: Option<PathBuf>,
    /// `--data-dir`.
    pub data_dir: Option<PathBuf>,
    /// `--public-addr`.
    pub public_addr: Option<SocketAddr>,
    /// `--staff-addr`.
    pub staff_addr: Option<SocketAddr>,
    /// `--role`.
    pub role: Option<Role>,
}

/// All settings.
#[derive(Debug, Clone)]
pub struct Config {
    /// `[site]`.
    pub site: SiteConfig,
    /// `[server]`.
    pub server: ServerConfig,
    /// `[storage]`.
    pub storage: StorageConfig,
    /// `[photos]`.
    pub photos: PhotosConfig,
    /// `[evidence]`.
    pub evidence: EvidenceConfig,
    /// `[retention]`.
    pub retention: RetentionConfig,
    /// `[publishing]`.
    pub publishing: PublishingConfig,
    /// `[reward]`.
    pub reward: RewardConfig,
    /// `[staff]`.
    pub staff: StaffConfig,
    /// `[abuse]`.
    pub abuse: AbuseConfig,
    /// `[places]`.
    pub places: PlacesConfig,
    /// `[map]`.
    pub map: MapConfig,
    /// `[log]`.
    pub log: LogConfig,
    /// What a running server keeps: database, photos, keys.
    pub data_dir: PathBuf,
    effective: Vec<Effective>,
}

/// Everything wrong with the settings; never empty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ConfigErrors(pub Vec<ConfigError>);

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "设置有 {} 处问题：", self.0.len())?;
        self.0.iter().try_for_each(|error| write!(f, "\n  {error}"))
    }
}

impl Config {
    /// Reads the settings: flags before the environment, the environment before the file, the file before defaults.
    ///
    /// # Errors
    /// Everything wrong, each naming its setting and where it was said.
    pub fn load(flags: &Flags, environment: impl IntoIterator<Item = (String, String)>) -> Result<Self, ConfigErrors> {
        let environment: BTreeMap<String, String> = environment
            .into_iter()
            .filter(|(name, _)| name.starts_with("JINGNUAN_") || name == "DATABASE_URL")
            .collect();
        let file = read_file(flags, &environment)?;
        let mut reader = Reader::new(&file, environment);
        for (short, setting) in SHORT_NAMES {
            reader.alias(short, setting);
        }
        let text = |path: &PathBuf| path.to_string_lossy().into_owned();
        reader.flag(
            "--data-dir",
            "JINGNUAN_SERVER_DATA_DIR",
            flags.data_dir.as_ref().map(text),
        );
        reader.flag(
            "--public-addr",
            "JINGNUAN_SERVER_PUBLIC_ADDR",
            flags.public_addr.map(|a| a.to_string()),
        );
        reader.flag(
            "--staff-addr",
            "JINGNUAN_SERVER_STAFF_ADDR",
            flags.staff_addr.map(|a| a.to_string()),
        );
        reader.flag(
            "--role",
            "JINGNUAN_SERVER_ROLE",
            flags.role.map(|r| r.shown().trim_matches('"').to_owned()),
        );
        let config = Self::read(&mut reader);
        reader.finish(&SECTIONS);
        if reader.errors.is_empty() {
            Ok(config)
        } else {
            Err(ConfigErrors(reader.errors))
        }
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        let site = reader.section("site", SiteConfig::read);
        let server = reader.section("server", ServerConfig::read);
        let data_dir = server.data_dir.clone();
        Self {
            site,
            server,
            storage: reader.section("storage", |section| StorageConfig::read(section, &data_dir)),
            photos: reader.section("photos", PhotosConfig::read),
            evidence: reader.section("evidence", |section| EvidenceConfig::read(section, &data_dir)),
            retention: reader.section("retention", RetentionConfig::read),
            publishing: reader.section("publishing", PublishingConfig::read),
            reward: reader.section("reward", RewardConfig::read),
            staff: reader.section("staff", StaffConfig::read),
            abuse: reader.section("abuse", AbuseConfig::read),
            places: reader.section("places", PlacesConfig::read),
            map: reader.section("map", MapConfig::read),
            log: reader.section("log", LogConfig::read),
            data_dir,
            effective: std::mem::take(&mut reader.effective),
        }
    }

    /// Whether this process serves a site.
    pub fn serves(&self, site: Role) -> bool {
        self.server.role == Role::Both || self.server.role == site
    }

    /// Hours between a notice's approval and its publication.
    pub fn notice_delay_hours(&self) -> i64 {
        let usual = if self.site.demonstration { 0 } else { 72 };
        self.publishing.notice_delay_hours.map_or(usual, i64::from)
    }

    /// Whether staff give a code after the password.
    pub fn totp(&self) -> TotpRule {
        let usual = if self.site.demonstration {
            TotpRule::Optional
        } else {
            TotpRule::Required
        };
        self.staff.totp.unwrap_or(usual)
    }

    /// Which data files are read, and how.
    pub fn reference_source(&self) -> LoadOptions {
        LoadOptions {
            folder: self.server.data_files.clone(),
            demonstration: self.site.demonstration,
            zones: self.places.zones.clone(),
            county_margin: self.places.county_margin_metres.into(),
            county_margins: self
                .places
                .county_margins
                .iter()
                .map(|(code, metres)| (*code, (*metres).into()))
                .collect(),
        }
    }

    /// Every setting in force and where it was said; secrets are hidden.
    pub fn effective(&self) -> &[Effective] {
        &self.effective
    }

    /// The settings in force as a file would say them, each with where it was said; secrets are hidden.
    pub fn describe(&self) -> String {
        let mut text = String::new();
        let mut section = "";
        for setting in &self.effective {
            if setting.section != section {
                section = setting.section;
                let gap = if text.is_empty() { "" } else { "\n" };
                let _ = writeln!(text, "{gap}[{section}]");
            }
            let Effective { key, value, origin, .. } = setting;
            let _ = match value.as_str() {
                "" => writeln!(text, "# {key} 没有设置"),
                value => writeln!(text, "{key} = {value}  # {origin}"),
            };
        }
        text
    }
}

/// The process's environment. A value that is not text stays in, altered, and so is refused where it matters.
pub fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.to_string_lossy().into_owned())))
}

/// The named file, which must be there; else the usual one, which may be missing.
fn read_file(flags: &Flags, environment: &BTreeMap<String, String>) -> Result<TextFile, ConfigErrors> {
    let named = environment
        .get("JINGNUAN_CONFIG")
        .filter(|name| !name.is_empty())
        .map(PathBuf::from);
    let path = match flags.config.clone().or(named) {
        Some(path) => path,
        None if Path::new(DEFAULT_FILE).is_file() => DEFAULT_FILE.into(),
        None => {
            return Ok(TextFile {
                name: DEFAULT_FILE.to_owned(),
                text: String::new(),
            });
        }
    };
    let name = path.display().to_string();
    TextFile::read(&path, name.clone()).map_err(|fault| {
        ConfigErrors(vec![ConfigError {
            setting: "配置文件".to_owned(),
            place: Origin::File {
                file: name,
                line: fault.line,
            },
            message: fault.message,
        }])
    })
}
