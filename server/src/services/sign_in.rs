//! Staff sessions: Argon2id, codes, lock-out, idle and absolute expiry.

use std::sync::LazyLock;

use app::domain::permission::Actor;
use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use time::{Duration, OffsetDateTime};
use tokio::sync::Semaphore;

use crate::{
    app_state::App,
    config::TotpRule,
    second_factor::SecondFactor,
    secret::{random_token, sha256},
    storage::{NewSession, StorageError},
};

/// Verifications at once: each takes 19 MiB and tens of milliseconds on purpose.
static VERIFIERS: Semaphore = Semaphore::const_new(2);
/// A session is touched at most this often.
const TOUCH_EVERY: Duration = Duration::minutes(1);

/// Why nobody is signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Wrong login or password, or too many wrong ones before; which of them is not said.
    #[error("refused")]
    Refused,
    /// The machine is busy verifying.
    #[error("busy")]
    Busy,
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// What a right password comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entered {
    /// A session; the token for its cookie.
    Session(String),
    /// The code of this account is asked for next.
    Code(i64),
}

/// A session that holds.
pub struct Session {
    /// Who acts.
    pub actor: Actor,
    /// The person's name.
    pub name: String,
    /// The token of its forms.
    pub csrf: String,
    /// The account's name.
    pub login: String,
    /// Whether the account gives codes.
    pub has_second_factor: bool,
}

/// The hash of a password: Argon2id with the library's parameters (OWASP's minimum), a random salt inside.
///
/// # Errors
/// When the password is too long for the algorithm.
pub fn hash_password(password: &str) -> Result<String, argon2::password_hash::Error> {
    Ok(Argon2::default().hash_password(password.as_bytes())?.to_string())
}

/// Verified against when the login does not exist, so that both answers take the same time.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_password(&random_token()).unwrap_or_default());

fn verify(hash: &str, password: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// Checks login and password, and opens a session where no code is asked for.
///
/// # Errors
/// [`SignInError`]. Failures are counted; past the limit the account is locked for a while, for the right password, too.
pub async fn sign_in(app: &App, login: &str, password: &str) -> Result<Entered, SignInError> {
    let _turn = VERIFIERS.acquire().await.map_err(|_| SignInError::Busy)?;
    // Only now: while this one waited, others may have locked the account.
    let now = app.clock.now();
    let account = app.storage.find_account(login.trim()).await?;
    let mut account = account.filter(|account| !account.disabled);
    if let Some(id) = account.as_ref().map(|account| account.id)
        && !count_try(app, id, now).await?
    {
        account = None;
    }
    // A lock, a wrong login and a wrong password take the same time and say the same.
    let hash = account
        .as_ref()
        .map_or_else(|| NOBODY.clone(), |account| account.password_hash.clone());
    let password = password.to_owned();
    let verified = tokio::task::spawn_blocking(move || verify(&hash, &password))
        .await
        .unwrap_or(false);
    let Some(account) = account.filter(|_| verified) else {
        return Err(SignInError::Refused);
    };
    if account.totp_secret.is_some() && app.config.totp() != TotpRule::Off {
        // The try stays counted until the code is right, too: or a known password would be a way to guess codes.
        return Ok(Entered::Code(account.id));
    }
    Ok(Entered::Session(open_session(app, account.id, now).await?))
}

/// Checks the code that is asked for after the password, and opens a session; gives the token for its cookie.
///
/// # Errors
/// [`SignInError`]. Wrong codes count like wrong passwords; a right one counts once.
pub async fn sign_in_by_code(app: &App, account_id: i64, code: &str) -> Result<String, SignInError> {
    let now = app.clock.now();
    if !count_try(app, account_id, now).await? {
        return Err(SignInError::Refused);
    }
    let account = app.storage.find_account_by_id(account_id).await?;
    let sealed = account
        .filter(|account| !account.disabled)
        .and_then(|account| account.totp_secret);
    let factor = sealed.and_then(|sealed| SecondFactor::open(&app.secret, account_id, &sealed));
    let step = factor.and_then(|factor| factor.step_of(code, now));
    match step {
        Some(step) if app.storage.use_second_factor(account_id, step).await? => {
            Ok(open_session(app, account_id, now).await?)
        }
        _ => Err(SignInError::Refused),
    }
}

async fn open_session(app: &App, account_id: i64, now: OffsetDateTime) -> Result<String, StorageError> {
    app.storage.record_sign_in(account_id).await?;
    let token = random_token();
    app.storage
        .insert_session(NewSession {
            token_hash: sha256(token.as_bytes()),
            account_id,
            csrf: random_token(),
            created_at: now,
            expires_at: now + Duration::minutes(app.config.staff.session_absolute_minutes),
        })
        .await?;
    Ok(token)
}

/// Sets up the second factor of an account, once a code of it shows that the app has it. False for a wrong code; an
/// account that has one keeps it.
///
/// # Errors
/// When the database fails.
pub async fn set_up_second_factor(
    app: &App,
    account: i64,
    factor: &SecondFactor,
    code: &str,
) -> Result<bool, StorageError> {
    let step = factor.step_of(code, app.clock.now());
    let (Some(step), Some(sealed)) = (step, factor.seal(&app.secret, account)) else {
        return Ok(false);
    };
    app.storage.set_second_factor(account, &sealed, step).await?;
    Ok(true)
}

/// Counts a try before anything of it is known, so that many at once are as many; false while the account is locked.
async fn count_try(app: &App, account_id: i64, now: OffsetDateTime) -> Result<bool, StorageError> {
    let staff = &app.config.staff;
    let lock_for = Duration::minutes(staff.lockout_minutes);
    app.storage
        .count_sign_in(account_id, now, staff.lockout_attempts, lock_for)
        .await
}

/// The session behind a cookie, if it still holds.
///
/// # Errors
/// When the database fails.
pub async fn find_session(app: &App, token: &str) -> Result<Option<Session>, StorageError> {
    let now = app.clock.now();
    let hash = sha256(token.as_bytes());
    let idle_max = Duration::minutes(app.config.staff.session_idle_minutes);
    let Some(session) = app.storage.find_session(&hash, now, idle_max).await? else {
        return Ok(None);
    };
    if now - session.last_seen_at > TOUCH_EVERY {
        app.storage.touch_session(&hash, now).await?;
    }
    let account = session.account;
    let actor = Actor {
        account: account.id,
        role: account.role,
        office: account.office,
    };
    Ok(Some(Session {
        actor,
        name: account.name,
        csrf: session.csrf,
        login: account.login,
        has_second_factor: account.totp_secret.is_some(),
    }))
}

/// Ends a session.
///
/// # Errors
/// When the database fails.
pub async fn end_session(app: &App, token: &str) -> Result<(), StorageError> {
    app.storage.delete_session(&sha256(token.as_bytes())).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_password_verifies() {
        let hash = hash_password("correct horse").unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(verify(&hash, "correct horse"));
        assert!(!verify(&hash, "correct horsf"));
        assert!(!verify("", "correct horse"));
    }
}
