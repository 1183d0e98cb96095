//! Who is signed in, and how.

use crate::forms::FormErrors;

/// Who is signed in, as every staff page shows.
#[allow(
    clippy::struct_excessive_bools,
    reason = "what one person may look at, each a question of its own"
)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The person's name.
    pub name: String,
    /// The role in words.
    pub role: String,
    /// The office's name.
    pub office: String,
    /// Must stand in every form as `csrf`.
    pub csrf: String,
    /// May look at the briquette outlets.
    pub sees_outlets: bool,
    /// May look at prices and subsidies.
    pub sees_prices: bool,
    /// May look at what is held.
    pub sees_holds: bool,
    /// May enter tips for others.
    pub enters_tips: bool,
    /// May read who opened what is sealed.
    pub sees_openings: bool,
}

/// The page that sets up codes from an app on the phone.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SecondFactorSetUp {
    /// The secret as a QR code.
    pub qr_svg: String,
    /// The same in letters.
    pub letters: String,
    /// The same as an address that apps on this device open.
    pub address: String,
    /// The same, sealed, to come back with the code.
    pub sealed: String,
    /// Nothing else can be done before.
    pub must: bool,
    /// It is set up already.
    pub done: bool,
    /// What is wrong with what was typed.
    pub errors: FormErrors,
}
