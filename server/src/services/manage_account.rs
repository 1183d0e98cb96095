//! Staff accounts: added, reset and listed on the command line; one for each role in demonstrations.

use app::domain::{agency::Queue, permission::Role};
use time::OffsetDateTime;

use super::sign_in::hash_password;
use crate::{
    secret::random_password,
    storage::{LOGIN_TAKEN, NewAccount, Storage, StorageError},
};

/// Why an account cannot be added or changed.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The login is in use.
    #[error("账号 {0} 已经有了")]
    LoginTaken(String),
    /// No such account.
    #[error("没有账号 {0}")]
    NotFound(String),
    /// The login is empty or has characters other than letters, digits, `.`, `-` and `_`.
    #[error("账号只能用字母、数字、点、横线和下划线，最多 40 个")]
    BadLogin,
    /// The password cannot be hashed.
    #[error("密码无法处理：{0}")]
    Password(argon2::password_hash::Error),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Adds an account with a random password, and gives the password: the only time it is seen.
///
/// # Errors
/// [`AccountError`].
pub async fn add_account(
    storage: &Storage,
    login: &str,
    name: &str,
    role: Role,
    office: Queue,
    now: OffsetDateTime,
) -> Result<String, AccountError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if login.is_empty() || login.len() > 40 || !login.chars().all(plain) {
        return Err(AccountError::BadLogin);
    }
    let password = random_password();
    let new = NewAccount {
        login: login.to_owned(),
        name: name.to_owned(),
        role,
        office,
        password_hash: hash_password(&password).map_err(AccountError::Password)?,
        created_at: now,
    };
    match storage.create_account(new).await {
        Ok(_) => Ok(password),
        Err(error) if error.is_conflict(LOGIN_TAKEN) => Err(AccountError::LoginTaken(login.to_owned())),
        Err(error) => Err(error.into()),
    }
}

/// Gives an account a new random password, lifts its lock and ends its sessions.
///
/// # Errors
/// [`AccountError`].
pub async fn reset_account(storage: &Storage, login: &str) -> Result<String, AccountError> {
    let password = random_password();
    let hash = hash_password(&password).map_err(AccountError::Password)?;
    if storage.set_password(login, &hash).await? {
        Ok(password)
    } else {
        Err(AccountError::NotFound(login.to_owned()))
    }
}

/// A demonstration account with its password.
pub struct DemonstrationAccount {
    /// The login.
    pub login: &'static str,
    /// The password.
    pub password: String,
    /// What it is for.
    pub what: String,
}

/// Login, name, role and office of each demonstration account: the roles, and the offices of the tour.
const DEMONSTRATION: [(&str, &str, Role, &str); 11] = [
    ("xiuwu-transport", "示例经办人", Role::Handler, "transport@410821"),
    (
        "xiuwu-transport-approver",
        "示例审核人",
        Role::Approver,
        "transport@410821",
    ),
    ("boai-transport", "示例经办人", Role::Handler, "transport@410822"),
    ("xiuwu-industry", "示例经办人", Role::Handler, "industry@410821"),
    ("xiuwu-market", "示例经办人", Role::Handler, "market_regulation@410821"),
    ("xiuwu-ecology", "示例经办人", Role::Handler, "ecology@410821"),
    ("xiuwu-ecology-approver", "示例审核人", Role::Approver, "ecology@410821"),
    (
        "xiuwu-office",
        "示例县散烧办",
        Role::Coordinator,
        "county_office@410821",
    ),
    ("city-office", "示例市散烧办", Role::Coordinator, "city_office@4108"),
    ("auditor", "示例审计员", Role::Auditor, "city_office@4108"),
    ("admin", "示例管理员", Role::Administrator, "city_office@4108"),
];

/// Makes the demonstration accounts, if there are no accounts at all.
///
/// # Errors
/// [`AccountError`].
pub async fn add_demonstration_accounts(
    storage: &Storage,
    office_name: impl Fn(Queue) -> String,
    now: OffsetDateTime,
) -> Result<Vec<DemonstrationAccount>, AccountError> {
    if !storage.list_accounts().await?.is_empty() {
        return Ok(vec![]);
    }
    let mut made = Vec::new();
    for (login, name, role, office) in DEMONSTRATION {
        let Ok(office) = office.parse::<Queue>() else { continue };
        let password = add_account(storage, login, name, role, office, now).await?;
        made.push(DemonstrationAccount {
            login,
            password,
            what: format!("{} · {}", office_name(office), role.label()),
        });
    }
    Ok(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_demonstration_office_is_one() {
        for (login, _, _, office) in DEMONSTRATION {
            assert!(office.parse::<Queue>().is_ok(), "{login}");
        }
        for role in Role::ALL {
            assert!(DEMONSTRATION.iter().any(|(_, _, r, _)| *r == role), "{role:?}");
        }
    }
}
