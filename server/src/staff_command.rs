//! `jingnuan staff add|reset|disable|enable|list`: accounts from the terminal.

#![expect(clippy::print_stdout, reason = "speaks to the person at the terminal")]

use anyhow::{Context, Result, bail};

use crate::{
    cli::NewStaff,
    clock::Clock,
    config::Config,
    services::manage_account::{add_account, reset_account},
    storage::Storage,
};

async fn open(config: &Config) -> Result<Storage> {
    std::fs::create_dir_all(&config.data_dir)?;
    Storage::open(config.storage.url())
        .await
        .context("打不开数据库（[storage] url 或 DATABASE_URL）")
}

/// Adds an account and shows its password, this once.
///
/// # Errors
/// When the login is taken or the database cannot be opened.
pub async fn add(config: Config, new: NewStaff) -> Result<()> {
    let storage = open(&config).await?;
    let now = Clock::system().now();
    let password = add_account(&storage, &new.login, &new.name, new.role, new.office, now).await?;
    println!("账号 {}  密码 {password}\n密码只显示这一次。", new.login);
    Ok(())
}

/// Gives an account another password and shows it, this once.
///
/// # Errors
/// When there is no such account or the database cannot be opened.
pub async fn reset(config: Config, login: &str) -> Result<()> {
    let password = reset_account(&open(&config).await?, login).await?;
    println!("账号 {login}  新密码 {password}\n密码只显示这一次，原来的登录都已退出。");
    Ok(())
}

/// Bars an account, whose sessions end at once, or lets it sign in again.
///
/// # Errors
/// When there is no such account or the database cannot be opened.
pub async fn bar(config: Config, login: &str, barred: bool) -> Result<()> {
    if !open(&config).await?.set_disabled(login, barred).await? {
        bail!("没有账号 {login}");
    }
    println!(
        "账号 {login} {}",
        if barred {
            "停用了，已经登录的也退出了。"
        } else {
            "恢复了。"
        }
    );
    Ok(())
}

/// Lists the accounts, without anything secret.
///
/// # Errors
/// When the database cannot be opened.
pub async fn list(config: Config) -> Result<()> {
    for account in open(&config).await?.list_accounts().await? {
        let state = if account.disabled { "已停用" } else { "" };
        println!(
            "{}\t{}\t{}\t{}\t{state}",
            account.login,
            account.name,
            account.role.label(),
            account.office
        );
    }
    Ok(())
}
