//! Loads keys and says what is wrong with them: the setting's name, the file, and what to do.

use std::{fmt, fs, os::unix::fs::PermissionsExt, path::Path};

use age::x25519;

use super::{KeyFiles, Opener, Sealer, Vault, create_keys};
use crate::{
    config::{Config, Role},
    evidence::stamp::Signer,
};

/// What is wrong with a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyProblem {
    /// The setting.
    pub setting: &'static str,
    /// In plain Chinese; never repeats a key.
    pub message: String,
}

impl fmt::Display for KeyProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[evidence] {}：{}", self.setting, self.message)
    }
}

impl std::error::Error for KeyProblem {}

const RECIPIENTS: &str = "recipients_file";
const IDENTITIES: &str = "identities_file";
const SIGNING: &str = "signing_key_file";

/// Loads what this process may hold.
pub(super) fn vault(config: &Config) -> Result<Vault, KeyProblem> {
    let evidence = &config.evidence;
    let files = KeyFiles::of(evidence);
    let none_yet = evidence.recipients.0.is_empty() && !files.recipients.exists() && !files.identities.exists();
    // Only a demonstration makes its own keys, and only where it may hold them.
    if config.site.demonstration && config.serves(Role::Staff) && none_yet && !files.signing.exists() {
        create_keys(&files).map_err(|error| problem(RECIPIENTS, format!("建不了演示用的密钥：{error:#}")))?;
    }
    let (sealer, opener) = (sealer(config)?, opener(config));
    let strange = opener.as_ref().ok().and_then(|opener| strange(&sealer, opener, &files));
    let vault = Vault::new(sealer, opener, signer(&files.signing)?);
    Ok(Vault { strange, ..vault })
}

/// Private keys that are in order, and to none of which is sealed now. They may still open what was sealed before.
fn strange(sealer: &Sealer, opener: &Opener, files: &KeyFiles) -> Option<KeyProblem> {
    let own: Vec<String> = opener.recipients().map(|one| one.to_string()).collect();
    let fits = sealer.recipients().iter().any(|one| own.contains(&one.to_string()));
    let message = || {
        format!(
            "{} 里的私钥和现在的公钥都不是一对，打不开现在封存的内容；请把对的私钥放好，或者改公钥",
            files.identities.display()
        )
    };
    (!fits).then(|| problem(IDENTITIES, message()))
}

fn problem(setting: &'static str, message: impl Into<String>) -> KeyProblem {
    KeyProblem {
        setting,
        message: message.into(),
    }
}

fn sealer(config: &Config) -> Result<Sealer, KeyProblem> {
    let listed = &config.evidence.recipients.0;
    if !listed.is_empty() {
        let recipients = check_recipients(listed.iter().map(String::as_str));
        return recipients
            .map(Sealer::new)
            .map_err(|message| problem("recipients", message));
    }
    let path = &config.evidence.recipients_file;
    let text = read(RECIPIENTS, path, "先运行 jingnuan keys new，或者在 recipients 里写公钥")?;
    check_recipients(text.lines())
        .map(Sealer::new)
        .map_err(|message| problem(RECIPIENTS, format!("{}：{message}", path.display())))
}

fn opener(config: &Config) -> Result<Opener, KeyProblem> {
    if !config.serves(Role::Staff) {
        return Err(problem(IDENTITIES, "这个进程只开公开站点，不装私钥"));
    }
    let path = &config.evidence.identities_file;
    let text = read(IDENTITIES, path, "打不开封存的内容；请把私钥文件放好，或者改这个设置")?;
    if within(path, &config.data_dir) {
        return Err(problem(
            IDENTITIES,
            format!(
                "{} 在数据文件夹里；私钥要放到别处，备份和数据才不会带着它",
                path.display()
            ),
        ));
    }
    let open_to_others = fs::metadata(path).is_ok_and(|file| file.permissions().mode() & 0o077 != 0);
    if open_to_others {
        return Err(problem(
            IDENTITIES,
            format!("{} 别人也能读；请运行 chmod 600，再启动", path.display()),
        ));
    }
    check_identities(&text)
        .map(Opener::new)
        .map_err(|message| problem(IDENTITIES, format!("{}：{message}", path.display())))
}

fn signer(path: &Path) -> Result<Signer, KeyProblem> {
    let text = read(SIGNING, path, "先运行 jingnuan keys new；没有它，收件时间签不了名")?;
    Signer::from_file(&text).map_err(|message| problem(SIGNING, format!("{}：{message}", path.display())))
}

fn read(setting: &'static str, path: &Path, what_to_do: &str) -> Result<String, KeyProblem> {
    fs::read_to_string(path).map_err(|error| {
        let why = match error.kind() {
            std::io::ErrorKind::NotFound => "没有这个文件".to_owned(),
            std::io::ErrorKind::PermissionDenied => "没有权限读".to_owned(),
            _ => error.to_string(),
        };
        problem(setting, format!("{}：{why}。{what_to_do}", path.display()))
    })
}

/// Whether a file lies within a folder, links followed.
fn within(file: &Path, folder: &Path) -> bool {
    match (file.canonicalize(), folder.canonicalize()) {
        (Ok(file), Ok(folder)) => file.starts_with(folder),
        _ => false,
    }
}

fn meant<'a>(lines: impl Iterator<Item = &'a str>) -> impl Iterator<Item = (usize, &'a str)> {
    lines
        .map(str::trim)
        .zip(1..)
        .filter(|(line, _)| !line.is_empty() && !line.starts_with('#'))
        .map(|(line, at)| (at, line))
}

/// Reads recipients, one a line; two at least, so that one lost key loses nothing.
///
/// # Errors
/// What is wrong, in plain Chinese.
pub fn check_recipients<'a>(lines: impl Iterator<Item = &'a str>) -> Result<Vec<x25519::Recipient>, String> {
    let mut recipients: Vec<x25519::Recipient> = Vec::new();
    for (at, line) in meant(lines) {
        let recipient = line.parse().map_err(|_| {
            if line.to_ascii_uppercase().starts_with("AGE-SECRET-KEY") {
                format!("第 {at} 行是私钥，应是公钥 age1…；请马上换一把新的私钥")
            } else {
                format!("第 {at} 行不是 age 公钥，应写成 age1…")
            }
        })?;
        if !recipients.contains(&recipient) {
            recipients.push(recipient);
        }
    }
    match recipients.len() {
        0 => Err("一把公钥也没有".to_owned()),
        1 => Err("只有一把公钥；要两把，承办单位一把，备用一把，丢了一把还能打开".to_owned()),
        _ => Ok(recipients),
    }
}

/// Reads private keys, one a line.
///
/// # Errors
/// What is wrong, in plain Chinese; never repeats a key.
pub fn check_identities(text: &str) -> Result<Vec<x25519::Identity>, String> {
    let identities = meant(text.lines())
        .map(|(at, line)| {
            line.parse()
                .map_err(|_| format!("第 {at} 行不是 age 私钥，应写成 AGE-SECRET-KEY-1…"))
        })
        .collect::<Result<Vec<x25519::Identity>, String>>()?;
    if identities.is_empty() {
        return Err("一把私钥也没有".to_owned());
    }
    Ok(identities)
}
