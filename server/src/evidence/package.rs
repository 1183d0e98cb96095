//! An evidence package: one tar file with a case's sealed copies, their hashes and signed times, and its history; and the
//! check that anyone can run on it.
//!
//! `manifest.json` comes first and lists every other file with its SHA-256. `signature.json` comes last and holds the
//! Ed25519 signature over the manifest's own hash and the time at which the package was made. `checkpoints.json` holds the
//! checkpoints that cover the history: a history that was cut at its end shows by them.

use std::{
    collections::BTreeMap,
    fmt,
    io::{self, Read, Write},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

use super::{
    cover::{CheckpointProof, check_cover},
    erasure::signed_digest,
    filed::check_filed,
    history_line::HistoryLine,
    received::Words,
    stamp::{PublicKey, Stamped, verify},
    vault::Opener,
};
use crate::{secret::sha256, storage::verify_chain};

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
    /// What was erased.
    #[serde(default)]
    pub erasures: Vec<ErasureProof>,
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
    /// What it says; none for tips of duplicates, whose history lies in their own package, and for erased ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Words>,
    /// Its content was erased.
    #[serde(default)]
    pub erased: bool,
}

/// What was erased and when, without what it was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ErasureProof {
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// `identity`, `photos` or `content`.
    pub scope: String,
    /// Why.
    pub cause: String,
    /// How many things of each kind.
    pub counts: Vec<(String, u64)>,
    /// SHA-256 over the hashes of everything that went, in hexadecimal.
    pub digest: String,
    /// Ed25519 over [`signed_digest`] and the time, in hexadecimal.
    pub signature: String,
}

/// The signature over a manifest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PackageSignature {
    /// In hexadecimal.
    pub signature: String,
}

/// The name of a package's parts.
pub const MANIFEST: &str = "manifest.json";
/// The history of the case.
pub const HISTORY: &str = "history.json";
/// The checkpoints that cover the history.
pub const CHECKPOINTS: &str = "checkpoints.json";
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
    /// Tips whose words are those that the history noted when they came.
    pub words: usize,
    /// Erasures whose signed proof holds.
    pub erasures: usize,
    /// Checkpoints that hold, and cover lines of the history.
    pub checkpoints: usize,
    /// The last line that a checkpoint covers, and when that was signed; none where none does.
    pub covered: Option<(i64, OffsetDateTime)>,
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
            "对得上：文件 {} 个，签名时间 {} 个，打开的原件 {} 个，线索文字 {} 条，办理记录 {} 条，删除证明 {} 份",
            self.files, self.photos, self.opened, self.words, self.events, self.erasures
        )?;
        match self.covered {
            None => writeln!(f, "没有校验点盖住办理记录：末尾被截短看不出来")?,
            Some((seq, at)) => writeln!(
                f,
                "校验点 {} 个，办理记录盖到第 {seq} 条（{}）；更晚的末尾被截短看不出来",
                self.checkpoints,
                app::text::date_time(at)
            )?,
        }
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
    checkpoints: Option<Vec<CheckpointProof>>,
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
    check_erasures(&mut report, &manifest, &trusted);
    // Packages from before there were checkpoints have none.
    let carried = manifest.files.contains_key(CHECKPOINTS);
    let events = read
        .history
        .and_then(|lines| lines.iter().map(HistoryLine::event).collect::<Option<Vec<_>>>());
    match events {
        None => report.faults.push(format!("没有 {HISTORY}，或者读不出来")),
        Some(events) => {
            match verify_chain(&manifest.case, &events) {
                Ok(()) => report.events = events.len(),
                Err(broken) => report.faults.push(format!("办理记录从第 {} 条起对不上", broken.seq)),
            }
            check_filed(&mut report, &manifest, &events);
            match read.checkpoints {
                Some(checkpoints) => check_cover(&mut report, &checkpoints, &events, &trusted),
                None if carried => report.faults.push(format!("{CHECKPOINTS} 读不出来")),
                None => {}
            }
        }
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
    for (photo, at) in manifest.photos.iter().zip(1..) {
        if holds(key, Stamped::Photo, &photo.sha256, photo.received_at, &photo.signature) {
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
        if !tip.signature.is_empty() && !holds(key, Stamped::Tip, &tip.hash, tip.filed_at, &tip.signature) {
            report.faults.push(format!("第 {at} 条线索的收件时间签名对不上"));
        }
    }
}

fn check_erasures(report: &mut Report, manifest: &Manifest, key: &PublicKey) {
    for (erasure, at) in manifest.erasures.iter().zip(1..) {
        let covered = bytes(&erasure.digest)
            .map(|digest| signed_digest(&digest, &erasure.scope, &erasure.cause, &erasure.counts))
            .map(hex::encode)
            .unwrap_or_default();
        // Those from before scope, cause and counts were covered sign the digest alone.
        let holds = |hash: &str| holds(key, Stamped::Erasure, hash, erasure.at, &erasure.signature);
        if holds(&covered) || holds(&erasure.digest) {
            report.erasures += 1;
        } else {
            report.faults.push(format!("第 {at} 份删除证明的签名对不上"));
        }
    }
}

/// Whether a signature holds over a hash and a time as they are written out.
pub(super) fn holds(key: &PublicKey, what: Stamped, hash: &str, at: i64, signature: &str) -> bool {
    let parts = (bytes::<32>(hash), instant(at), hex::decode(signature).ok());
    matches!(parts, (Some(hash), Some(at), Some(signature)) if verify(key, what, &hash, at, &signature))
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
            MANIFEST | SIGNATURE | HISTORY | CHECKPOINTS => {
                let mut text = Vec::new();
                entry.by_ref().take(TEXT_MAX).read_to_end(&mut text)?;
                match name.as_str() {
                    MANIFEST => read.manifest = serde_json::from_slice(&text).ok().map(|m| (m, sha256(&text))),
                    SIGNATURE => read.signature = serde_json::from_slice(&text).ok(),
                    CHECKPOINTS => {
                        read.hashes.insert(name, hex::encode(sha256(&text)));
                        read.checkpoints = serde_json::from_slice(&text).ok();
                    }
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

pub(super) fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    hex::decode_to_slice(text, &mut bytes).ok()?;
    Some(bytes)
}

/// Milliseconds since 1970.
pub fn millis(at: OffsetDateTime) -> i64 {
    i64::try_from(at.unix_timestamp_nanos().div_euclid(1_000_000)).unwrap_or(i64::MAX)
}

pub(super) fn instant(millis: i64) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000).ok()
}
