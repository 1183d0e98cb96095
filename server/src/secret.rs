//! Keyed hashes and random tokens, all derived from one secret file beside the database.

use std::{fs, io, net::IpAddr, path::Path};

use app::domain::{
    challenge::{challenge_of, is_solved},
    receipt::Receipt,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use time::{Duration, OffsetDateTime};

/// How long a challenge may take to be solved and sent.
pub const CHALLENGE_LIFETIME: Duration = Duration::minutes(10);
/// How long one does that is easier than what is asked for by now: a slow phone solves and sends within that.
pub const CHALLENGE_GRACE: Duration = Duration::minutes(2);

/// The server's secret. Whoever holds it can compute receipts from idempotency keys.
#[derive(Clone)]
pub struct Secret([u8; 32]);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// A secret from its bytes, for tests.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads the secret, or makes one at first start, readable by its owner alone.
    ///
    /// # Errors
    /// When the file cannot be read or written, or is not 32 bytes long.
    pub fn load_or_create(path: &Path) -> io::Result<Self> {
        match fs::read(path) {
            Ok(bytes) => bytes
                .try_into()
                .map(Self)
                .map_err(|_| io::Error::other("secret.key is not 32 bytes long")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let secret = Self(random_bytes());
                write_private(path, &secret.0)?;
                Ok(secret)
            }
            Err(error) => Err(error),
        }
    }

    /// HMAC-SHA-256 under a label, so that one secret serves several purposes without mixing them.
    fn keyed(&self, label: &str, parts: &[&[u8]]) -> [u8; 32] {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        mac.update(label.as_bytes());
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// The receipt for an idempotency key: the same key gives the same receipt. `counter` steps past a collision.
    pub fn receipt(&self, idempotency_key: &str, counter: u8) -> Receipt {
        let hash = self.keyed("receipt", &[idempotency_key.as_bytes(), &[counter]]);
        let mut first = [0; 8];
        first.copy_from_slice(&hash[..8]);
        Receipt::from_number(u64::from_be_bytes(first))
    }

    /// What is stored of a receipt.
    pub fn receipt_hash(&self, receipt: &Receipt) -> [u8; 32] {
        self.keyed("receipt-lookup", &[receipt.digits().as_bytes()])
    }

    /// What is stored of an idempotency key.
    pub fn idempotency_hash(&self, key: &str) -> [u8; 32] {
        self.keyed("idempotency", &[key.as_bytes()])
    }

    /// What is stored of a tip's content, to tell a replay from another tip under the same key.
    pub fn body_hash(&self, parts: &[&[u8]]) -> [u8; 32] {
        self.keyed("body", parts)
    }

    /// What is kept of the file picked on a phone, to know the same file again: says nothing to who has the file.
    pub fn photo_hash(&self, sha256: &[u8; 32]) -> [u8; 32] {
        self.keyed("photo", &[sha256])
    }

    /// The key that hides an upload's pieces at rest: it follows from the upload's address, of which only a hash is kept.
    pub fn upload_key(&self, upload: &str) -> [u8; 32] {
        self.keyed("upload-piece", &[upload.as_bytes()])
    }

    /// What a form of ours carries: a random key and the proof that this server made it.
    pub fn form_key(&self) -> String {
        let random = random_token();
        let proof = self.form_proof(&random);
        format!("{random}.{proof}")
    }

    /// Whether a form's key was made by [`Secret::form_key`].
    pub fn is_form_key(&self, key: &str) -> bool {
        key.split_once('.')
            .is_some_and(|(random, proof)| bool::from(self.form_proof(random).as_bytes().ct_eq(proof.as_bytes())))
    }

    fn form_proof(&self, random: &str) -> String {
        URL_SAFE_NO_PAD.encode(&self.keyed("form", &[random.as_bytes()])[..16])
    }

    /// A challenge for the tip of this key alone, of `bits` zero bits a piece. The server keeps nothing of it.
    pub fn challenge(&self, key: &str, bits: u8, now: OffsetDateTime) -> String {
        let mut payload = [0; 16];
        payload[0] = bits;
        payload[1..9].copy_from_slice(&(now + CHALLENGE_LIFETIME).unix_timestamp().to_be_bytes());
        payload[9..].copy_from_slice(&random_bytes::<7>());
        let proof = self.keyed("challenge", &[&payload, key.as_bytes()]);
        URL_SAFE_NO_PAD.encode([&payload[..], &proof[..16]].concat())
    }

    /// Whether this solves a challenge of ours that was made for this key, has not expired and asks for `bits` at least:
    /// one taken in quiet times does for a flood no longer than [`CHALLENGE_GRACE`].
    pub fn is_challenge_solved(&self, answer: &str, key: &str, bits: u8, now: OffsetDateTime) -> bool {
        let bytes = challenge_of(answer).and_then(|challenge| URL_SAFE_NO_PAD.decode(challenge).ok());
        let Some((payload, proof)) = bytes.as_deref().and_then(|bytes| bytes.split_first_chunk::<16>()) else {
            return false;
        };
        let ours = self.keyed("challenge", &[payload, key.as_bytes()]);
        let mut expires = [0; 8];
        expires.copy_from_slice(&payload[1..9]);
        let left = i64::from_be_bytes(expires).saturating_sub(now.unix_timestamp());
        let fresh = left >= (CHALLENGE_LIFETIME - CHALLENGE_GRACE).whole_seconds();
        bool::from(ours[..16].ct_eq(proof))
            && left >= 0
            && (payload[0] >= bits || fresh)
            && is_solved(answer, payload[0])
    }

    /// What a form carries to show when it was opened: for its own key alone.
    pub fn opened(&self, key: &str, now: OffsetDateTime) -> String {
        let at = now.unix_timestamp();
        format!("{at}.{}", self.opened_proof(at, key))
    }

    /// When the form of this key was opened; none for what is not ours.
    pub fn form_opened(&self, opened: &str, key: &str) -> Option<OffsetDateTime> {
        let (at, proof) = opened.split_once('.')?;
        let at: i64 = at.parse().ok()?;
        bool::from(self.opened_proof(at, key).as_bytes().ct_eq(proof.as_bytes()))
            .then(|| OffsetDateTime::from_unix_timestamp(at).ok())?
    }

    fn opened_proof(&self, at: i64, key: &str) -> String {
        URL_SAFE_NO_PAD.encode(&self.keyed("opened", &[&at.to_be_bytes(), key.as_bytes()])[..16])
    }

    /// A token that tells one device from its neighbours for a day: random, signed, and of no other meaning.
    pub fn device_token(&self) -> String {
        let random = random_bytes::<12>();
        let proof = self.keyed("device", &[&random]);
        URL_SAFE_NO_PAD.encode([&random[..], &proof[..12]].concat())
    }

    /// What a device is counted by, in memory only; none for a token that is not ours.
    pub fn device(&self, token: &str) -> Option<u64> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (random, proof) = bytes.split_first_chunk::<12>()?;
        let ours = bool::from(self.keyed("device", &[random])[..12].ct_eq(proof));
        let mut first = [0; 8];
        first.copy_from_slice(&random[..8]);
        ours.then(|| u64::from_be_bytes(first))
    }

    /// What is stored of a reporter's form, so that sending it twice is harmless: the same form with other content is
    /// another deed.
    pub fn deed_hash(&self, receipt: &Receipt, content: &[&[u8]]) -> [u8; 32] {
        self.keyed("deed", &[&[receipt.digits().as_bytes()], content].concat())
    }

    /// What a form sends to join an open case: it names nothing, holds for its `window` of time alone, and differs for each
    /// `place` that asks, so that nobody learns by comparing which of a town's villages the case is of.
    pub fn join_token(&self, case_id: i64, place: &str, window: i64) -> String {
        let hash = self.keyed(
            "join",
            &[&case_id.to_be_bytes(), &window.to_be_bytes(), place.as_bytes()],
        );
        URL_SAFE_NO_PAD.encode(&hash[..16])
    }

    /// The key that seals the second factors of staff at rest.
    pub fn second_factor_key(&self) -> [u8; 32] {
        self.keyed("second-factor", &[])
    }

    /// What a form carries between password and code: for this account, until then, in the browser of this cookie.
    pub fn code_ticket(&self, account: i64, until: OffsetDateTime, cookie: &str) -> String {
        let until = until.unix_timestamp();
        format!("{account}.{until}.{}", self.ticket_proof(account, until, cookie))
    }

    /// The account of a ticket of ours that holds now, in this browser.
    pub fn ticket_account(&self, ticket: &str, cookie: &str, now: OffsetDateTime) -> Option<i64> {
        let mut parts = ticket.splitn(3, '.');
        let account = parts.next()?.parse().ok()?;
        let until = parts.next()?.parse().ok()?;
        let ours = self.ticket_proof(account, until, cookie);
        (same_token(&ours, parts.next()?) && now.unix_timestamp() <= until).then_some(account)
    }

    fn ticket_proof(&self, account: i64, until: i64, cookie: &str) -> String {
        let parts = [&account.to_be_bytes()[..], &until.to_be_bytes(), cookie.as_bytes()];
        URL_SAFE_NO_PAD.encode(&self.keyed("code-ticket", &parts)[..16])
    }

    /// The sign-in form's token, bound to the cookie that came with it.
    pub fn sign_in_token(&self, cookie: &str) -> String {
        URL_SAFE_NO_PAD.encode(&self.keyed("sign-in", &[cookie.as_bytes()])[..16])
    }

    /// A client's address as it is counted for limits: kept in memory only, never stored, never logged. Of an IPv6 address
    /// the first 64 bits: one line has all addresses behind them to itself.
    pub fn client(&self, address: IpAddr) -> u64 {
        let counted = match address.to_canonical() {
            IpAddr::V4(address) => address.octets().to_vec(),
            IpAddr::V6(address) => address.octets()[..8].to_vec(),
        };
        let hash = self.keyed("client", &[&counted]);
        let mut first = [0; 8];
        first.copy_from_slice(&hash[..8]);
        u64::from_be_bytes(first)
    }
}

/// Whether two tokens are the same, in time that does not depend on where they differ.
pub fn same_token(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

/// Random bytes from the operating system's seeded generator.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::fill(&mut bytes[..]);
    bytes
}

/// 192 random bits, safe in forms and cookies.
pub fn random_token() -> String {
    URL_SAFE_NO_PAD.encode(random_bytes::<24>())
}

/// A password that can be read aloud: no letters that look alike.
pub fn random_password() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789w";
    let bytes = random_bytes::<16>();
    let letters: Vec<char> = bytes.iter().map(|b| char::from(LETTERS[usize::from(b % 32)])).collect();
    letters
        .chunks(4)
        .map(|group| group.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join("-")
}

/// SHA-256, for content and session tokens.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    use std::{io::Write, os::unix::fs::OpenOptionsExt};
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_key_one_receipt_and_the_counter_steps_on() {
        let secret = Secret::from_bytes([7; 32]);
        assert_eq!(secret.receipt("a", 0), secret.receipt("a", 0));
        assert_ne!(secret.receipt("a", 0), secret.receipt("a", 1));
        assert_ne!(secret.receipt("a", 0), Secret::from_bytes([8; 32]).receipt("a", 0));
    }

    #[test]
    fn parts_do_not_run_together() {
        let secret = Secret::from_bytes([7; 32]);
        assert_ne!(secret.body_hash(&[b"ab", b"c"]), secret.body_hash(&[b"a", b"bc"]));
    }

    #[test]
    fn a_forged_form_key_is_not_ours() {
        let secret = Secret::from_bytes([7; 32]);
        let key = secret.form_key();
        assert!(secret.is_form_key(&key));
        assert!(!Secret::from_bytes([8; 32]).is_form_key(&key));
        for forged in ["", ".", "abc", "abc.def", &format!("x{key}")] {
            assert!(!secret.is_form_key(forged), "{forged}");
        }
    }

    #[test]
    fn a_challenge_is_for_one_key_and_for_a_while() {
        let secret = Secret::from_bytes([7; 32]);
        let now = time::macros::datetime!(2026-11-23 10:00 +8);
        let solve = |challenge: &str| {
            let mut search = app::domain::challenge::Search::new(challenge, 4);
            (0..).find_map(|_| search.advance(100)).unwrap()
        };
        let answer = solve(&secret.challenge("key", 4, now));
        let solved = |key, bits, at| secret.is_challenge_solved(&answer, key, bits, at);
        assert!(solved("key", 4, now));
        assert!(solved("key", 4, now + CHALLENGE_LIFETIME));
        assert!(!solved("key", 4, now + CHALLENGE_LIFETIME + Duration::SECOND));
        assert!(
            solved("key", 5, now + CHALLENGE_GRACE),
            "harder ones are asked for since a moment ago"
        );
        assert!(
            !solved("key", 5, now + CHALLENGE_GRACE + Duration::SECOND),
            "kept from quiet times"
        );
        assert!(!solved("another key", 4, now), "solved for another tip");
        assert!(!Secret::from_bytes([8; 32]).is_challenge_solved(&answer, "key", 4, now));
        let easier = URL_SAFE_NO_PAD.encode([0; 32]);
        for forged in ["", ".", "a.b", &solve(&easier), answer.rsplit_once('.').unwrap().0] {
            assert!(!secret.is_challenge_solved(forged, "key", 4, now), "{forged}");
        }
    }

    #[test]
    fn a_ticket_holds_for_one_account_and_browser_and_for_a_while() {
        let secret = Secret::from_bytes([7; 32]);
        let now = time::macros::datetime!(2026-11-23 10:00 +8);
        let until = now + Duration::minutes(5);
        let ticket = secret.code_ticket(4, until, "cookie");
        assert_eq!(secret.ticket_account(&ticket, "cookie", until), Some(4));
        assert_eq!(secret.ticket_account(&ticket, "cookie", until + Duration::SECOND), None);
        assert_eq!(secret.ticket_account(&ticket, "another", now), None);
        let forged = ticket.replacen('4', "5", 1);
        for forged in ["", "4", "4.9", &forged] {
            assert_eq!(secret.ticket_account(forged, "cookie", now), None, "{forged}");
        }
    }

    #[test]
    fn one_line_is_one_client() {
        let secret = Secret::from_bytes([7; 32]);
        let client = |address: &str| secret.client(address.parse().unwrap());
        assert_eq!(client("2001:db8:1:2::1"), client("2001:db8:1:2:ffff:ffff:ffff:ffff"));
        assert_ne!(client("2001:db8:1:2::1"), client("2001:db8:1:3::1"));
        assert_eq!(client("::ffff:203.0.113.9"), client("203.0.113.9"));
        assert_ne!(client("203.0.113.9"), client("203.0.113.10"));
    }

    #[test]
    fn a_form_says_when_it_was_opened_and_a_device_which_it_is_not() {
        let secret = Secret::from_bytes([7; 32]);
        let now = time::macros::datetime!(2026-11-23 10:00 +8);
        let opened = secret.opened("key", now);
        assert_eq!(secret.form_opened(&opened, "key"), Some(now));
        for (opened, key) in [
            (opened.as_str(), "other"),
            ("", "key"),
            ("1.x", "key"),
            (&opened[1..], "key"),
        ] {
            assert_eq!(secret.form_opened(opened, key), None, "{opened}");
        }
        let token = secret.device_token();
        assert!(secret.device(&token).is_some() && secret.device(&token) == secret.device(&token));
        assert_ne!(secret.device(&token), secret.device(&secret.device_token()));
        for forged in ["", "a", &token[1..], &Secret::from_bytes([8; 32]).device_token()] {
            assert_eq!(secret.device(forged), None, "{forged}");
        }
    }

    #[test]
    fn the_secret_survives_a_restart_and_is_private() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        let first = Secret::load_or_create(&path).unwrap();
        assert_eq!(
            first.receipt("a", 0),
            Secret::load_or_create(&path).unwrap().receipt("a", 0)
        );
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
