//! `[evidence]`: to whom evidence and identities are sealed, and where the keys lie.

use std::path::{Path, PathBuf};

use super::{
    reader::Section,
    value::{Value, short, texts},
};

/// To whom evidence and identities are sealed.
#[derive(Debug, Clone)]
pub struct EvidenceConfig {
    /// age recipients; where empty, the file of recipients counts.
    pub recipients: Recipients,
    /// The file of recipients, one a line.
    pub recipients_file: PathBuf,
    /// The file of private keys, outside the data folder; only the staff role reads it.
    pub identities_file: PathBuf,
    /// The file of the key that signs times of receipt.
    pub signing_key_file: PathBuf,
}

/// age recipients as texts; what they are worth is found out when the keys are loaded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recipients(pub Vec<String>);

impl EvidenceConfig {
    pub(super) fn read(section: &mut Section<'_, '_>, data_dir: &Path) -> Self {
        let keys = keys_beside(data_dir);
        Self {
            recipients: section.get("recipients", Recipients::default()),
            recipients_file: section.get("recipients_file", keys.join("recipients.txt")),
            identities_file: section.get("identities_file", keys.join("identities.txt")),
            signing_key_file: section.get("signing_key_file", keys.join("signing.key")),
        }
    }
}

/// The folder of keys beside the data folder, never within it.
fn keys_beside(data_dir: &Path) -> PathBuf {
    match data_dir.file_name() {
        Some(name) => data_dir.with_file_name(format!("{}-keys", name.to_string_lossy())),
        None => PathBuf::from("jingnuan-keys"),
    }
}

impl Value for Recipients {
    fn from_text(text: &str) -> Result<Self, String> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        parts.map(recipient).collect::<Result<_, _>>().map(Self)
    }
    fn from_toml(value: &toml::de::DeValue<'_>) -> Result<Self, String> {
        texts(value)?
            .into_iter()
            .map(recipient)
            .collect::<Result<_, _>>()
            .map(Self)
    }
    fn shown(&self) -> String {
        let quoted: Vec<String> = self.0.iter().map(|one| format!("\"{one}\"")).collect();
        format!("[{}]", quoted.join(", "))
    }
}

fn recipient(text: &str) -> Result<String, String> {
    match text.parse::<age::x25519::Recipient>() {
        Ok(_) => Ok(text.to_owned()),
        // A private key in this place must not be repeated on the screen.
        Err(_) if text.to_ascii_uppercase().starts_with("AGE-SECRET-KEY") => {
            Err("这里写了私钥，应写公钥 age1…；请马上换一把新的私钥".to_owned())
        }
        Err(_) => Err(format!("“{}”不是 age 公钥，应写成 age1…", short(text))),
    }
}
