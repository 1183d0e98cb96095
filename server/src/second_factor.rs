//! Codes of six digits from an app on the phone (RFC 6238): the secret they follow from, sealed at rest with the server's.

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use time::OffsetDateTime;
use totp_rs::{Builder, Totp};
use zeroize::Zeroizing;

use crate::secret::{Secret, random_bytes};

/// What apps call this site.
const ISSUER: &str = "Jingnuan";
/// As long as RFC 4226 recommends.
const SECRET_BYTES: usize = 20;

/// What the codes of one account follow from. Leaves memory with its last use.
pub struct SecondFactor(Zeroizing<[u8; SECRET_BYTES]>);

impl SecondFactor {
    /// A new one.
    pub fn random() -> Self {
        Self(Zeroizing::new(random_bytes()))
    }

    /// As it is kept: for this account alone.
    pub fn seal(&self, secret: &Secret, account: i64) -> Option<Vec<u8>> {
        let nonce: [u8; NONCE_LEN] = random_bytes();
        let mut sealed = self.0.to_vec();
        key(secret)?
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), bound_to(account), &mut sealed)
            .ok()?;
        Some([&nonce[..], &sealed].concat())
    }

    /// Opens what [`SecondFactor::seal`] made; none for another account, another server, or what was changed.
    pub fn open(secret: &Secret, account: i64, sealed: &[u8]) -> Option<Self> {
        let (nonce, rest) = sealed.split_first_chunk::<NONCE_LEN>()?;
        let mut rest = Zeroizing::new(rest.to_vec());
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let opened = key(secret)?.open_in_place(nonce, bound_to(account), &mut rest).ok()?;
        Some(Self(Zeroizing::new(<[u8; SECRET_BYTES]>::try_from(&*opened).ok()?)))
    }

    /// The step whose code this is: of now, or of the half minute before or after.
    pub fn step_of(&self, code: &str, now: OffsetDateTime) -> Option<i64> {
        let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let now = u64::try_from(now.unix_timestamp()).ok()?;
        i64::try_from(self.totp()?.check(&digits, now)?).ok()
    }

    /// The code of an instant.
    pub fn code(&self, at: OffsetDateTime) -> Option<String> {
        let at = u64::try_from(at.unix_timestamp()).ok()?;
        Some(self.totp()?.generate(at).to_string())
    }

    /// In the letters that are typed into an app where no code can be photographed.
    pub fn letters(&self) -> String {
        totp_rs::Secret::from(*self.0).to_base32()
    }

    /// What the QR code says.
    pub fn address(&self, login: &str) -> String {
        format!(
            "otpauth://totp/{ISSUER}:{login}?secret={}&issuer={ISSUER}",
            self.letters()
        )
    }

    fn totp(&self) -> Option<Totp> {
        Builder::new().with_secret(*self.0).build().ok()
    }
}

fn bound_to(account: i64) -> Aad<[u8; 8]> {
    Aad::from(account.to_be_bytes())
}

fn key(secret: &Secret) -> Option<LessSafeKey> {
    let key = UnboundKey::new(&CHACHA20_POLY1305, &secret.second_factor_key()).ok()?;
    Some(LessSafeKey::new(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238's examples.
    fn example() -> SecondFactor {
        SecondFactor(Zeroizing::new(*b"12345678901234567890"))
    }

    fn at(seconds: i64) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(seconds).unwrap()
    }

    #[test]
    fn codes_are_those_of_the_rfc() {
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
            assert_eq!(example().code(at(seconds)).as_deref(), Some(code), "{seconds}");
            assert_eq!(example().step_of(code, at(seconds)), Some(seconds / 30));
        }
        let code = example().code(at(1_000_000_000)).unwrap();
        let spaced = format!(" {} {}", &code[..3], &code[3..]);
        assert_eq!(example().step_of(&spaced, at(1_000_000_030)), Some(1_000_000_000 / 30));
        assert_eq!(example().step_of(&code, at(1_000_000_090)), None, "long over");
        for wrong in ["", "28708", "2870822", "abcdef", "２８７０８２"] {
            assert_eq!(example().step_of(wrong, at(59)), None, "{wrong}");
        }
        assert_eq!(
            example().address("li"),
            "otpauth://totp/Jingnuan:li?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Jingnuan"
        );
    }

    #[test]
    fn a_sealed_secret_opens_for_its_account_on_its_server_alone() {
        let secret = Secret::from_bytes([7; 32]);
        let sealed = example().seal(&secret, 4).unwrap();
        assert!(!sealed.windows(4).any(|part| part == b"1234"));
        assert_eq!(
            SecondFactor::open(&secret, 4, &sealed).unwrap().letters(),
            example().letters()
        );
        assert!(SecondFactor::open(&secret, 5, &sealed).is_none());
        assert!(SecondFactor::open(&Secret::from_bytes([8; 32]), 4, &sealed).is_none());
        assert!(SecondFactor::open(&secret, 4, &sealed[1..]).is_none());
    }
}
