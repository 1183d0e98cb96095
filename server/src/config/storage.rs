//! `[storage]`: where tips and photos are kept.

use std::{
    net::IpAddr,
    path::{Path, PathBuf},
};

use super::{hidden::Hidden, reader::Section};

/// What begins the address of a bucket.
const S3: &str = "s3://";

/// Where tips and photos are kept.
#[derive(Debug, Clone)]
pub struct StorageConfig {
    url: Hidden,
    /// Where photos are kept.
    pub blobs: BlobPlace,
}

/// Where photos are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlobPlace {
    /// A folder on disk.
    Folder(PathBuf),
    /// A bucket of an S3-compatible store.
    S3(S3Config),
}

/// A bucket of an S3-compatible store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct S3Config {
    /// The bucket.
    pub bucket: String,
    /// What every key begins with; may be empty.
    pub prefix: String,
    /// The store's address; empty for Amazon's own.
    endpoint: String,
    /// Its region.
    pub region: String,
    /// Who asks.
    pub access_key: Hidden,
    /// What proves it.
    pub secret_key: Hidden,
    /// The bucket stands in the path of addresses; otherwise in the host's name.
    pub path_style: bool,
}

impl S3Config {
    /// The address to be asked, with the bucket in the host's name where the store wants it there.
    pub fn endpoint(&self) -> Option<String> {
        match self.endpoint.split_once("://") {
            None => None,
            Some(_) if self.path_style => Some(self.endpoint.clone()),
            Some((scheme, host)) => Some(format!("{scheme}://{}.{host}", self.bucket)),
        }
    }

    /// Whether it is asked without TLS.
    pub fn is_plain(&self) -> bool {
        self.endpoint.starts_with("http://")
    }
}

impl StorageConfig {
    pub(super) fn read(section: &mut Section<'_, '_>, data_dir: &Path) -> Self {
        let file = data_dir.join("jingnuan.db");
        let url = Hidden::new(format!("sqlite://{}", file.display()));
        let folder = data_dir.join("blobs").to_string_lossy().into_owned();
        let url = section.checked("url", url, |url| check_database(url.reveal()));
        let plain_allowed = section.get("s3_allow_http", false);
        let mut s3 = S3Config {
            bucket: String::new(),
            prefix: String::new(),
            endpoint: section.checked("s3_endpoint", String::new(), |endpoint| {
                check_endpoint(endpoint, plain_allowed)
            }),
            region: section.get("s3_region", "us-east-1".to_owned()),
            access_key: section.get("s3_access_key", Hidden::new("")),
            secret_key: section.get("s3_secret_key", Hidden::new("")),
            path_style: section.get("s3_path_style", true),
        };
        let blobs = section.checked("blobs", folder, |blobs| check_blobs(blobs, &s3));
        let blobs = match blobs.strip_prefix(S3) {
            Some(place) => {
                let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
                bucket.clone_into(&mut s3.bucket);
                prefix.trim_matches('/').clone_into(&mut s3.prefix);
                BlobPlace::S3(s3)
            }
            None => BlobPlace::Folder(blobs.into()),
        };
        Self { url, blobs }
    }

    /// The database's address, with its password.
    pub fn url(&self) -> &str {
        self.url.reveal()
    }

    /// The folder of photos; an empty path where they lie in a bucket.
    pub fn blob_dir(&self) -> PathBuf {
        match &self.blobs {
            BlobPlace::Folder(folder) => folder.clone(),
            BlobPlace::S3(_) => PathBuf::new(),
        }
    }
}

fn check_database(url: &str) -> Result<(), String> {
    if ["sqlite://", "postgres://", "postgresql://"]
        .iter()
        .any(|scheme| url.starts_with(scheme))
    {
        Ok(())
    } else {
        Err("应以 sqlite://、postgres:// 或 postgresql:// 开头".to_owned())
    }
}

fn check_blobs(place: &str, s3: &S3Config) -> Result<(), String> {
    let Some(bucket) = place.strip_prefix(S3) else {
        return if place.is_empty() || place.contains("://") {
            Err("应是文件夹的路径，或者对象存储 s3://桶/前缀".to_owned())
        } else {
            Ok(())
        };
    };
    let bucket = bucket.split('/').next().unwrap_or_default();
    let named = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
    if !(3..=63).contains(&bucket.len()) || !bucket.chars().all(named) {
        Err("应写成 s3://桶/前缀，桶名是 3 到 63 个小写字母、数字、- 和 .".to_owned())
    } else if s3.access_key.reveal().is_empty() || s3.secret_key.reveal().is_empty() {
        Err("照片放对象存储，还要设 s3_access_key 和 s3_secret_key".to_owned())
    } else {
        Ok(())
    }
}

/// Empty for Amazon's own. Photos go over the network in the clear only where somebody said so.
fn check_endpoint(endpoint: &str, plain_allowed: bool) -> Result<(), String> {
    if endpoint.is_empty() {
        return Ok(());
    }
    let plain = endpoint.strip_prefix("http://");
    let Some(host) = plain.or_else(|| endpoint.strip_prefix("https://")) else {
        return Err("应是对象存储的地址，如 https://minio.example.org:9000".to_owned());
    };
    if host.is_empty() || host.contains(['/', '?', '#', '@', ' ']) {
        return Err("应只有主机和端口，如 https://minio.example.org:9000；桶和前缀写在 blobs 里".to_owned());
    }
    if plain.is_some() && !plain_allowed && !is_loopback(host) {
        return Err("不加密的 http:// 只能用在本机；要在内网用，请设 s3_allow_http = true".to_owned());
    }
    Ok(())
}

fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.chars().all(|c| c.is_ascii_digit()) => name,
        _ => host,
    };
    let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    name == "localhost" || address.is_ok_and(|address| address.is_loopback())
}
