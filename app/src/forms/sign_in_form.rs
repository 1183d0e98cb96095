//! The staff sign-in form.

/// What was typed. `Debug` leaves the password out.
#[derive(Clone, Default, PartialEq, Eq, serde::Deserialize)]
pub struct SignInForm {
    /// The account's name.
    #[serde(default)]
    pub login: String,
    /// The password.
    #[serde(default)]
    pub password: String,
    /// The token of the form.
    #[serde(default)]
    pub csrf: String,
}

/// The code that is asked for after the password. `Debug` leaves all of it out.
#[derive(Clone, Default, PartialEq, Eq, serde::Deserialize)]
pub struct CodeForm {
    /// Six digits.
    #[serde(default)]
    pub code: String,
    /// What shows that the password was right.
    #[serde(default)]
    pub ticket: String,
    /// The token of the form.
    #[serde(default)]
    pub csrf: String,
}

impl std::fmt::Debug for CodeForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CodeForm").finish_non_exhaustive()
    }
}

impl std::fmt::Debug for SignInForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignInForm")
            .field("login", &self.login)
            .finish_non_exhaustive()
    }
}
