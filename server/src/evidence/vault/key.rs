//! Key files: made at first, rotated later. The same format as `age-keygen` writes and reads.

use std::{
    fs,
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use age::{secrecy::ExposeSecret, x25519};
use anyhow::{Context, Result, bail};

use super::load::{check_identities, check_recipients};
use crate::{config::EvidenceConfig, evidence::stamp::Signer, secret::random_bytes};

/// Where the keys lie.
#[derive(Debug, Clone)]
pub struct KeyFiles {
    /// Recipients, one a line.
    pub recipients: PathBuf,
    /// The agency's private keys.
    pub identities: PathBuf,
    /// The private key in escrow, to be carried elsewhere.
    pub escrow: PathBuf,
    /// The key that signs times of receipt.
    pub signing: PathBuf,
}

impl KeyFiles {
    /// The files that the settings name; the escrow's lies beside the agency's until it is carried away.
    pub fn of(config: &EvidenceConfig) -> Self {
        Self {
            recipients: config.recipients_file.clone(),
            identities: config.identities_file.clone(),
            escrow: config.identities_file.with_file_name("escrow.txt"),
            signing: config.signing_key_file.clone(),
        }
    }

    /// All files in one folder, under their usual names.
    pub fn within(folder: &Path) -> Self {
        Self {
            recipients: folder.join("recipients.txt"),
            identities: folder.join("identities.txt"),
            escrow: folder.join("escrow.txt"),
            signing: folder.join("signing.key"),
        }
    }

    fn all(&self) -> [&Path; 4] {
        [&self.recipients, &self.identities, &self.escrow, &self.signing]
    }
}

/// Makes the agency's key, the escrow's and the one that signs; overwrites nothing.
///
/// # Errors
/// When one of the files exists already or cannot be written.
pub fn create_keys(files: &KeyFiles) -> Result<[x25519::Recipient; 2]> {
    if let Some(there) = files.all().into_iter().find(|path| path.exists()) {
        bail!(
            "{} 已经有了，没有动它；要换新密钥请用 jingnuan keys rotate",
            there.display()
        );
    }
    for folder in files.all().into_iter().filter_map(Path::parent) {
        fs::create_dir_all(folder).with_context(|| format!("建不了文件夹 {}", folder.display()))?;
    }
    let (agency, escrow) = (x25519::Identity::generate(), x25519::Identity::generate());
    write_new(&files.identities, &identity_lines("agency 承办单位", &agency))?;
    write_new(&files.escrow, &identity_lines("escrow 备用，请移到别处保管", &escrow))?;
    write_new(&files.signing, &Signer::from_seed(random_bytes()).file())?;
    // Last: whoever finds the recipients finds the rest.
    let recipients = [agency.to_public(), escrow.to_public()];
    write_new(&files.recipients, &recipient_lines(&recipients))?;
    Ok(recipients)
}

/// What a rotation came to.
#[derive(Debug)]
pub struct Rotated {
    /// The agency's new recipient.
    pub new: x25519::Recipient,
    /// To whom is sealed from now on.
    pub recipients: Vec<x25519::Recipient>,
}

/// Gives the agency a new key. What was sealed before still opens, because the old keys stay in the file of private keys;
/// what is sealed from now on opens with the new one. Other recipients, such as the escrow's, stay.
///
/// # Errors
/// When the present keys cannot be read or the new ones cannot be written.
pub fn rotate_keys(files: &KeyFiles, configured: &[String]) -> Result<Rotated> {
    let old = fs::read_to_string(&files.identities)
        .with_context(|| format!("读不了 {}（[evidence] identities_file）", files.identities.display()))?;
    let own: Vec<String> = check_identities(&old)
        .map_err(|message| {
            anyhow::anyhow!(
                "{}（[evidence] identities_file）：{message}",
                files.identities.display()
            )
        })?
        .iter()
        .map(|identity| identity.to_public().to_string())
        .collect();
    let present = if configured.is_empty() {
        let text = fs::read_to_string(&files.recipients)
            .with_context(|| format!("读不了 {}（[evidence] recipients_file）", files.recipients.display()))?;
        check_recipients(text.lines()).map_err(|message| anyhow::anyhow!("[evidence] recipients_file：{message}"))?
    } else {
        check_recipients(configured.iter().map(String::as_str))
            .map_err(|message| anyhow::anyhow!("[evidence] recipients：{message}"))?
    };
    let identity = x25519::Identity::generate();
    let new = identity.to_public();
    let others = present
        .into_iter()
        .filter(|recipient| !own.contains(&recipient.to_string()));
    let recipients: Vec<_> = std::iter::once(new.clone()).chain(others).collect();
    // What no server would start with is not written: the escrow's private key among the agency's, for one.
    let lines: Vec<String> = recipients.iter().map(ToString::to_string).collect();
    check_recipients(lines.iter().map(String::as_str)).map_err(|message| {
        anyhow::anyhow!(
            "没有换：换完以后{message}。备用私钥要在别处，不在 {} 里",
            files.identities.display()
        )
    })?;
    // The private key first: nothing may ever be sealed to a key that is not kept.
    replace(
        &files.identities,
        &format!("{}{old}", identity_lines("agency 承办单位", &identity)),
    )?;
    if configured.is_empty() {
        replace(&files.recipients, &recipient_lines(&recipients))?;
    }
    Ok(Rotated { new, recipients })
}

fn identity_lines(name: &str, identity: &x25519::Identity) -> String {
    let public = identity.to_public();
    format!(
        "# {name}\n# public key: {public}\n{}\n",
        identity.to_string().expose_secret()
    )
}

fn recipient_lines(recipients: &[x25519::Recipient]) -> String {
    let lines: Vec<String> = recipients.iter().map(|recipient| format!("{recipient}\n")).collect();
    format!("# 封存给谁 / age recipients\n{}", lines.concat())
}

/// Writes a file that is there for its owner alone.
fn write_new(path: &Path, text: &str) -> Result<()> {
    let write = || -> io::Result<()> {
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    write().with_context(|| format!("写不了 {}", path.display()))
}

/// Puts a new file in an old one's place, whole or not at all.
fn replace(path: &Path, text: &str) -> Result<()> {
    let fresh = path.with_extension("new");
    // Left by a rotation that was cut off before it took effect.
    let _ = fs::remove_file(&fresh);
    write_new(&fresh, text)?;
    fs::rename(&fresh, path).with_context(|| format!("换不了 {}", path.display()))?;
    // Or a failing power line could leave a recipient whose private key is gone.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = fs::File::open(folder.unwrap_or_else(|| Path::new(".")));
    folder
        .and_then(|folder| folder.sync_all())
        .with_context(|| format!("存不住 {}", path.display()))
}
