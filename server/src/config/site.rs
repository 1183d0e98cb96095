//! `[site]`: what the public site says about itself.

use std::net::SocketAddr;

use app::shell::IssuedNumbers;

use super::reader::Section;

/// What the public site says about itself.
#[derive(Debug, Clone)]
pub struct SiteConfig {
    /// Its own address, without a slash at the end; empty until [`Self::default_public_url`] fills it in.
    pub public_url: String,
    /// Demonstration zones and accounts exist, and every page says so.
    pub demonstration: bool,
    /// Whom to call.
    pub hotline: String,
    /// Issued numbers; empty ones read 待备案.
    pub numbers: IssuedNumbers,
}

impl SiteConfig {
    pub(super) fn read(section: &mut Section<'_, '_>) -> Self {
        Self {
            public_url: section
                .checked("public_url", String::new(), |url| check_url(url))
                .trim_end_matches('/')
                .to_owned(),
            demonstration: section.get("demonstration", true),
            hotline: section.checked("hotline", "12345".to_owned(), |number| check_hotline(number)),
            numbers: IssuedNumbers {
                organizer: section.get("organizer", String::new()),
                site_code: section.get("site_code", String::new()),
                icp: section.get("icp", String::new()),
                police: section.get("police", String::new()),
                map_approval: section.get("map_approval", String::new()),
            },
        }
    }

    /// Without a configured address, links point at the listener.
    pub fn default_public_url(&mut self, listener: SocketAddr) {
        if self.public_url.is_empty() {
            self.public_url = format!("http://{listener}");
        }
    }
}

fn check_url(url: &str) -> Result<(), String> {
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let well_formed =
        |host: &str| !host.starts_with('/') && !host.is_empty() && !host.contains(['?', '#', ' ', '@', '"']);
    if url.is_empty() || host.is_some_and(well_formed) {
        Ok(())
    } else {
        Err("应是网址，如 https://sanmei.example.gov.cn".to_owned())
    }
}

fn check_hotline(number: &str) -> Result<(), String> {
    let dialled = |c: char| c.is_ascii_digit() || c == '-';
    if (3..=20).contains(&number.len()) && number.chars().all(dialled) {
        Ok(())
    } else {
        Err("应是电话号码，如 12345".to_owned())
    }
}
