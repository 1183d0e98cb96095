//! `[server]`: where the program listens and finds its files.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};

use ipnet::IpNet;

use super::{reader::Section, value::words};

/// Which sites one process serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The public site.
    Public,
    /// The staff workbench.
    Staff,
    /// Both in one process; for demonstrations and small places.
    Both,
}

words!(Role { Public = "public", Staff = "staff", Both = "both" });

/// Where the program listens and finds its files.
#[derive(Debug, Clone)]
pub struct ServerConfig {
    /// Which sites this process serves.
    pub role: Role,
    /// The public listener.
    pub public_addr: SocketAddr,
    /// The staff listener.
    pub staff_addr: SocketAddr,
    /// Staff come through TLS: their cookies are `__Host-` and `Secure`.
    pub staff_tls: bool,
    /// Whose forwarded addresses count.
    pub trusted_proxies: Vec<IpNet>,
    /// The built site: style, scripts, WASM.
    pub site_root: PathBuf,
    /// The data files: divisions, rules, zones.
    pub data_files: PathBuf,
    /// What a running server keeps: database, photos, keys.
    pub data_dir: PathBuf,
}

impl ServerConfig {
    pub(super) fn read(section: &mut Section<'_, '_>) -> Self {
        let loopback = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        Self {
            role: section.get("role", Role::Both),
            public_addr: section.get("public_addr", loopback(3000)),
            staff_addr: section.get("staff_addr", loopback(3001)),
            staff_tls: section.get("staff_tls", false),
            trusted_proxies: section.get("trusted_proxies", Vec::new()),
            site_root: section.get("site_root", found(&["target/site"], &["site", "../site"])),
            data_files: section.get("data_files", found(&["server/data"], &["data", "../../server/data"])),
            data_dir: section.get("data_dir", PathBuf::from("var")),
        }
    }
}

/// The first folder that exists: from the current folder (the repository's root), then beside the program.
fn found(from_here: &[&str], beside_program: &[&str]) -> PathBuf {
    let program = std::env::current_exe().ok();
    let beside = program.as_deref().and_then(Path::parent);
    let candidates = from_here.iter().map(PathBuf::from).chain(
        beside
            .into_iter()
            .flat_map(|folder| beside_program.iter().map(|name| folder.join(name))),
    );
    candidates
        .into_iter()
        .find(|folder| folder.is_dir())
        .unwrap_or_else(|| PathBuf::from(from_here[0]))
}
