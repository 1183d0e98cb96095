//! An evidence package: one tar file with a case's sealed copies, their hashes and signed times, and its history; and the
//! check that anyone can run on it.
//!
//! `manifest.json` comes first and lists every other file with its SHA-256. `signature.json` comes last and holds the
//! Ed25519 signature over the manifest's own hash and the time at which the package was made.

use std::{
    collections::BTreeMap,
    fmt,
    io::{self, Read, Write},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

use super::{
    stamp::{PublicKey, Stamped, verify},
    vault::Opener,
};
use crate::{
    secret::sha256,
    storage::{CaseEvent, verify_chain},
};

/// Largest file without a photo in it.
const TEXT_MAX: u64 = 64 * 1024 * 1024;

/// What the package is, and what must be in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// `jingnuan evidence v1`.
    pub format: String,
    /// The case.
    pub case: String,
    /// When the package was made, in milliseconds since 1970.
    pub made_at: i64,
    /// The key that signed, in hexadecimal. Compare it with the one that the agency publishes.
    pub public_key: String,
    /// SHA-256 of every other file, in hexadecimal, by name.
    pub files: BTreeMap<String, String>,
    /// The photos.
    pub photos: Vec<PhotoProof>,
    /// The tips.
    pub tips: Vec<TipProof>,
}

/// When a photo came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PhotoProof {
    /// The sealed copy's name in the package; none where it was erased.
    pub file: Option<String>,
    /// SHA-256 of the photo as received, in hexadecimal.
    pub sha256: String,
    /// When it came, in milliseconds since 1970.
    pub received_at: i64,
    /// Ed25519 over both, in hexadecimal.
    pub signature: String,
}

/// When a tip came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TipProof {
    /// The keyed hash of all that was sent, in hexadecimal.
    pub hash: String,
    /// When it came, in milliseconds since 1970.
    pub filed_at: i64,
    /// Ed25519 over both, in hexadecimal; empty for tips from before times were signed.
    pub signature: String,
}

/// The signature over a manifest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PackageSignature {
    /// In hexadecimal.
    pub signature: String,
}

/// A line of a case's history. Bytes are in hexadecimal, times in milliseconds since 1970.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HistoryLine {
    /// Its place, from 1.
    pub seq: i64,
    /// When.
    pub at: i64,
    /// The account that did it; none for the reporter and the system.
    pub account: Option<i64>,
    /// The office.
    pub office: Option<String>,
    /// The tip whose reporter alone was told; left out where everyone was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tip: Option<i64>,
    /// What happened.
    pub kind: String,
    /// The case's state after it.
    pub state: String,
    /// What staff read.
    pub text: String,
    /// What the reporter was told.
    pub public_text: String,
    /// None once the content was erased.
    pub salt: Option<String>,
    /// SHA-256 over salt and content.
    pub commitment: String,
    /// The link before.
    pub previous: String,
    /// SHA-256 over the link before, place, time and commitment.
    pub link: String,
}

impl HistoryLine {
    /// A stored event as it is written out.
    pub fn of(event: &CaseEvent) -> Self {
        Self {
            seq: event.seq,
            at: millis(event.at),
            account: event.account,
            office: event.office.map(|office| office.to_string()),
            tip: event.tip,
            kind: event.kind.code().to_owned(),
            state: event.state.code().to_owned(),
            text: event.text.clone(),
            public_text: event.public_text.clone(),
            salt: event.salt.map(hex::encode),
            commitment: hex::encode(event.commitment),
            previous: hex::encode(event.previous),
            link: hex::encode(event.link),
        }
    }

    /// The event it stands for; none where it cannot be read.
    fn event(&self) -> Option<CaseEvent> {
        Some(CaseEvent {
            seq: self.seq,
            at: instant(self.at)?,
            account: self.account,
            office: match &self.office {
                Some(office) => Some(office.parse().ok()?),
                None => None,
            },
            tip: self.tip,
            kind: self.kind.parse().ok()?,
            state: self.state.parse().ok()?,
            text: self.text.clone(),
            public_text: self.public_text.clone(),
            salt: match &self.salt {
                Some(salt) => Some(bytes(salt)?),
                None => None,
            },
            commitment: bytes(&self.commitment)?,
            previous: bytes(&self.previous)?,
            link: bytes(&self.link)?,
        })
    }
}

/// The name of a package's parts.
pub const MANIFEST: &str = "manifest.json";
/// The history of the case.
pub const HISTORY: &str = "history.json";
/// The signature over the manifest.
pub const SIGNATURE: &str = "signature.json";
/// What a manifest of this version says.
pub const FORMAT: &str = "jingnuan evidence v1";

/// Adds a file to a package.
///
/// # Errors
/// When it cannot be written.
pub fn add(tar: &mut tar::Builder<impl Write>, name: &str, size: u64, from: impl Read) -> io::Result<()> {
    let mut header = tar::Header::new_ustar();
    header.set_size(size);
    header.set_mode(0o600);
    header.set_entry_type(tar::EntryType::Regular);
    tar.append_data(&mut header, name, from)
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// The case.
    pub case: String,
    /// The key that the package says it was signed with.
    pub public_key: String,
    /// The key was given from outside, so that the signatures prove who made them.
    pub key_given: bool,
    /// Files whose hash holds.
    pub files: usize,
    /// Photos whose signed time holds.
    pub photos: usize,
    /// Copies that were opened and are what was received; none without private keys.
    pub opened: usize,
    /// Lines of history whose chain holds.
    pub events: usize,
    /// Everything wrong; empty if all holds.
    pub faults: Vec<String>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "案件 {}", self.case)?;
        let key = if self.key_given {
            "与给出的公钥一致"
        } else {
            "取自证据包本身，请和承办单位公布的公钥对一下"
        };
        writeln!(f, "公钥 {}（{key}）", self.public_key)?;
        writeln!(
            f,
            "对得上：文件 {} 个，签名时间 {} 个，打开的原件 {} 个，办理记录 {} 条",
            self.files, self.photos, self.opened, self.events
        )?;
        if self.faults.is_empty() {
            return write!(f, "没有发现改动。");
        }
        write!(f, "有 {} 处对不上：", self.faults.len())?;
        self.faults.iter().try_for_each(|fault| write!(f, "\n  {fault}"))
    }
}

/// Everything a check has to compare.
#[derive(Default)]
struct Parts {
    manifest: Option<(Manifest, [u8; 32])>,
    history: Option<Vec<HistoryLine>>,
    signature: Option<PackageSignature>,
    hashes: BTreeMap<String, String>,
    opened: BTreeMap<String, Result<String, String>>,
    faults: Vec<String>,
}

/// Checks a package: every file against the manifest, the manifest and every time against their signatures, the history
/// against its chain; with private keys also every copy against what was received. `key` is the agency's public key as
/// it was published; without it the package's own counts, which shows changes but not who made the package.
///
/// # Errors
/// When the file cannot be read as a tar at all. Whatever does not hold stands in the report.
pub fn check(file: impl Read, key: Option<PublicKey>, opener: Option<&Opener>) -> io::Result<Report> {
    let read = read_parts(file, opener)?;
    let mut report = Report {
        faults: read.faults,
        key_given: key.is_some(),
        ..Report::default()
    };
    let Some((manifest, manifest_hash)) = read.manifest else {
        report.faults.push(format!("没有 {MANIFEST}，或者读不出来"));
        return Ok(report);
    };
    report.case.clone_from(&manifest.case);
    report.public_key.clone_from(&manifest.public_key);
    let said = bytes::<32>(&manifest.public_key);
    let trusted = match (key, said) {
        (Some(given), Some(said)) if given != said => {
            report.faults.push("证据包里的公钥不是给出的那一把".to_owned());
            given
        }
        (Some(given), _) => given,
        (None, Some(said)) => said,
        (None, None) => {
            report.faults.push("公钥读不出来".to_owned());
            [0; 32]
        }
    };
    let proof = read
        .signature
        .and_then(|signature| hex::decode(signature.signature).ok());
    let signed = proof.is_some_and(|signature| {
        instant(manifest.made_at).is_some_and(|at| verify(&trusted, Stamped::Package, &manifest_hash, at, &signature))
    });
    if !signed {
        report.faults.push("清单的签名对不上".to_owned());
    }
    check_files(&mut report, &manifest, &read.hashes);
    check_times(&mut report, &manifest, &trusted, &read.opened);
    let events = read
        .history
        .and_then(|lines| lines.iter().map(HistoryLine::event).collect::<Option<Vec<_>>>());
    match events {
        None => report.faults.push(format!("没有 {HISTORY}，或者读不出来")),
        Some(events) => match verify_chain(&manifest.case, &events) {
            Ok(()) => report.events = events.len(),
            Err(broken) => report.faults.push(format!("办理记录从第 {} 条起对不上", broken.seq)),
        },
    }
    Ok(report)
}

fn check_files(report: &mut Report, manifest: &Manifest, hashes: &BTreeMap<String, String>) {
    for (name, expected) in &manifest.files {
        match hashes.get(name) {
            Some(found) if found == expected => report.files += 1,
            Some(_) => report.faults.push(format!("{name} 被改过")),
            None => report.faults.push(format!("少了 {name}")),
        }
    }
    let extra = hashes.keys().filter(|name| !manifest.files.contains_key(*name));
    report.faults.extend(extra.map(|name| format!("多了 {name}")));
}

fn check_times(
    report: &mut Report,
    manifest: &Manifest,
    key: &PublicKey,
    opened: &BTreeMap<String, Result<String, String>>,
) {
    let holds = |what, hash: &str, at, signature: &str| {
        let parts = (bytes::<32>(hash), instant(at), hex::decode(signature).ok());
        matches!(parts, (Some(hash), Some(at), Some(signature)) if verify(key, what, &hash, at, &signature))
    };
    for (photo, at) in manifest.photos.iter().zip(1..) {
        if holds(Stamped::Photo, &photo.sha256, photo.received_at, &photo.signature) {
            report.photos += 1;
        } else {
            report.faults.push(format!("第 {at} 张照片的收件时间签名对不上"));
        }
        match photo.file.as_ref().and_then(|name| opened.get(name)) {
            Some(Ok(hash)) if *hash == photo.sha256 => report.opened += 1,
            Some(Ok(_)) => report.faults.push(format!("第 {at} 张照片打开后不是收到的那张")),
            Some(Err(why)) => report.faults.push(format!("第 {at} 张照片打不开：{why}")),
            None => {}
        }
    }
    for (tip, at) in manifest.tips.iter().zip(1..) {
        if !tip.signature.is_empty() && !holds(Stamped::Tip, &tip.hash, tip.filed_at, &tip.signature) {
            report.faults.push(format!("第 {at} 条线索的收件时间签名对不上"));
        }
    }
}

fn read_parts(file: impl Read, opener: Option<&Opener>) -> io::Result<Parts> {
    let mut read = Parts::default();
    let mut archive = tar::Archive::new(file);
    for entry in archive.entries()? {
        let mut entry = entry?;
        let name = entry.path()?.to_string_lossy().into_owned();
        if read.hashes.contains_key(&name) || (name == MANIFEST && read.manifest.is_some()) {
            read.faults.push(format!("{name} 出现了两次"));
            continue;
        }
        match name.as_str() {
            MANIFEST | SIGNATURE | HISTORY => {
                let mut text = Vec::new();
                entry.by_ref().take(TEXT_MAX).read_to_end(&mut text)?;
                match name.as_str() {
                    MANIFEST => read.manifest = serde_json::from_slice(&text).ok().map(|m| (m, sha256(&text))),
                    SIGNATURE => read.signature = serde_json::from_slice(&text).ok(),
                    _ => {
                        read.hashes.insert(name, hex::encode(sha256(&text)));
                        read.history = serde_json::from_slice(&text).ok();
                    }
                }
            }
            _ => {
                let mut hashing = Hashing {
                    inner: entry,
                    sum: Sha256::new(),
                };
                if let Some(opener) = opener {
                    read.opened.insert(name.clone(), opened_hash(opener, &mut hashing));
                }
                io::copy(&mut hashing, &mut io::sink())?;
                read.hashes.insert(name, hex::encode(hashing.sum.finalize()));
            }
        }
    }
    Ok(read)
}

fn opened_hash(opener: &Opener, sealed: &mut impl Read) -> Result<String, String> {
    let mut plain = opener.reader(sealed).map_err(|error| error.to_string())?;
    let mut sum = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match plain.read(&mut buffer) {
            Ok(0) => return Ok(hex::encode(sum.finalize())),
            Ok(read) => sum.update(&buffer[..read]),
            Err(error) => return Err(error.to_string()),
        }
    }
}

/// Hashes what is read through it.
struct Hashing<R> {
    inner: R,
    sum: Sha256,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.sum.update(&buffer[..read]);
        Ok(read)
    }
}

fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    hex::decode_to_slice(text, &mut bytes).ok()?;
    Some(bytes)
}

/// Milliseconds since 1970.
pub fn millis(at: OffsetDateTime) -> i64 {
    i64::try_from(at.unix_timestamp_nanos().div_euclid(1_000_000)).unwrap_or(i64::MAX)
}

fn instant(millis: i64) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000).ok()
}
