//! Who filed a named tip. It exists in the clear only between the form and the vault.

/// Most characters of a name.
pub const NAME_MAX: usize = 30;
/// Most characters of a telephone number.
pub const PHONE_MAX: usize = 20;

/// A reporter's name and telephone number. `Debug` shows neither.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Identity {
    /// The name.
    pub name: String,
    /// The telephone number.
    pub phone: String,
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identity(…)")
    }
}
