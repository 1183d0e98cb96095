//! How one setting's value is written, in the file, in the environment and on the screen.

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    str::FromStr,
};

use ipnet::IpNet;
use toml::de::DeValue;

use super::hidden::Hidden;

/// A kind of value a setting may have. Messages are plain Chinese and never repeat a secret.
pub(super) trait Value: Sized {
    /// Reads what the environment or the command line says.
    fn from_text(text: &str) -> Result<Self, String>;

    /// Reads what the file says.
    fn from_toml(value: &DeValue<'_>) -> Result<Self, String> {
        value
            .as_str()
            .ok_or_else(|| "应是带引号的文字".to_owned())
            .and_then(Self::from_text)
    }

    /// As the file would say it; a secret stays hidden.
    fn shown(&self) -> String;
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

impl Value for String {
    fn from_text(text: &str) -> Result<Self, String> {
        Ok(text.trim().to_owned())
    }
    fn shown(&self) -> String {
        quoted(self)
    }
}

impl Value for PathBuf {
    fn from_text(text: &str) -> Result<Self, String> {
        if text.trim().is_empty() {
            return Err("应是文件或文件夹的路径".to_owned());
        }
        Ok(Self::from(text))
    }
    fn shown(&self) -> String {
        quoted(&self.to_string_lossy())
    }
}

impl Value for Hidden {
    fn from_text(text: &str) -> Result<Self, String> {
        Ok(Self::new(text.trim()))
    }
    fn shown(&self) -> String {
        // An unset one is seen to be unset.
        if self.reveal().is_empty() {
            return quoted("");
        }
        quoted(&self.to_string())
    }
}

impl Value for bool {
    fn from_text(text: &str) -> Result<Self, String> {
        match text.trim() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err("应是 true 或 false".to_owned()),
        }
    }
    fn from_toml(value: &DeValue<'_>) -> Result<Self, String> {
        value.as_bool().ok_or_else(|| "应是 true 或 false".to_owned())
    }
    fn shown(&self) -> String {
        self.to_string()
    }
}

impl Value for u32 {
    fn from_text(text: &str) -> Result<Self, String> {
        text.trim().parse().map_err(|_| "应是不带单位的整数".to_owned())
    }
    fn from_toml(value: &DeValue<'_>) -> Result<Self, String> {
        let number = value.as_integer().ok_or_else(|| "应是不带单位的整数".to_owned())?;
        Self::from_str_radix(number.as_str(), number.radix()).map_err(|_| "应是不带单位的整数".to_owned())
    }
    fn shown(&self) -> String {
        self.to_string()
    }
}

impl Value for SocketAddr {
    fn from_text(text: &str) -> Result<Self, String> {
        text.trim()
            .parse()
            .map_err(|_| format!("“{}”不是地址和端口，应写成 127.0.0.1:3000", short(text)))
    }
    fn shown(&self) -> String {
        quoted(&self.to_string())
    }
}

/// Networks, each a single address or a range such as 10.0.0.0/8.
impl Value for Vec<IpNet> {
    fn from_text(text: &str) -> Result<Self, String> {
        text.split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(network)
            .collect()
    }
    fn from_toml(value: &DeValue<'_>) -> Result<Self, String> {
        texts(value)?.into_iter().map(network).collect()
    }
    fn shown(&self) -> String {
        let networks: Vec<String> = self.iter().map(|net| quoted(&net.to_string())).collect();
        format!("[{}]", networks.join(", "))
    }
}

fn network(text: &str) -> Result<IpNet, String> {
    IpNet::from_str(text)
        .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
        .map_err(|_| format!("“{}”不是地址或网段，应写成 10.0.0.1 或 10.0.0.0/8", short(text)))
}

/// The texts of an array.
pub(super) fn texts<'v>(value: &'v DeValue<'_>) -> Result<Vec<&'v str>, String> {
    let wrong = || "应是一组带引号的文字，如 [\"10.0.0.1\"]".to_owned();
    let array = value.as_array().ok_or_else(wrong)?;
    array
        .iter()
        .map(|item| item.get_ref().as_str().ok_or_else(wrong))
        .collect()
}

/// A value as a message repeats it.
pub(super) fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(60).collect()
}

/// An enum whose values are written as single words.
macro_rules! words {
    ($name:ident { $($variant:ident = $word:literal),+ }) => {
        impl $crate::config::value::Value for $name {
            fn from_text(text: &str) -> Result<Self, String> {
                match text.trim() {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(format!("应是 {}", [$($word),+].join("、"))),
                }
            }
            fn shown(&self) -> String {
                match self { $(Self::$variant => format!("\"{}\"", $word)),+ }
            }
        }
    };
}
pub(super) use words;
