//! `jingnuan keys new|rotate|check|rewrap` and `jingnuan evidence verify|checkpoints`: keys and evidence from the terminal.

#![expect(clippy::print_stdout, reason = "speaks to the person at the terminal")]

use std::{collections::BTreeMap, fs::File, io::BufReader, path::Path};

use anyhow::{Context, Result, bail};

use crate::{
    cli::{CheckCheckpoints, VerifyEvidence},
    clock::Clock,
    config::{Config, Role},
    evidence::{
        package,
        vault::{KeyFiles, KeyProblem, Opener, Vault, check_identities, create_keys, rotate_keys},
    },
    serve,
    services::{check_checkpoints::check_checkpoints, rewrap_sealed::rewrap_sealed},
    storage::{Bytes32, Storage},
};

/// Makes keys at first; overwrites none.
///
/// # Errors
/// When there are keys already, or they cannot be written.
pub fn new(config: &Config) -> Result<()> {
    let files = KeyFiles::of(&config.evidence);
    let recipients = create_keys(&files)?;
    println!("建好了。公钥（承办单位、备用）：");
    for recipient in &recipients {
        println!("  {recipient}");
    }
    println!("公钥文件 {}：公开站点和工作台都要有。", files.recipients.display());
    println!("签收件时间的密钥 {}：两个站点都要有，要备份。", files.signing.display());
    println!("私钥 {}：只放在工作台那台机器上，要备份。", files.identities.display());
    println!("备用私钥 {}：现在就移到别处，由另一个人保管。", files.escrow.display());
    Ok(())
}

/// Gives the agency a new key; old things still open.
///
/// # Errors
/// When the present keys cannot be read or the new ones cannot be written.
pub fn rotate(config: &Config) -> Result<()> {
    let rotated = rotate_keys(&KeyFiles::of(&config.evidence), &config.evidence.recipients.0)?;
    println!("换好了，新公钥 {}", rotated.new);
    if config.evidence.recipients.0.is_empty() {
        println!(
            "把新的 {} 也放到公开站点那台机器上。",
            config.evidence.recipients_file.display()
        );
    } else {
        let listed: Vec<String> = rotated.recipients.iter().map(|one| format!("\"{one}\"")).collect();
        println!("把设置改成：[evidence] recipients = [{}]", listed.join(", "));
    }
    println!("重启以后，新收的封给新密钥；以前封的，旧私钥还在私钥文件里，照样打得开。");
    println!("要把以前封的也换成新密钥：重启以后运行 jingnuan keys rewrap。");
    Ok(())
}

/// Loads the keys as a server of this role would, seals something and, where the private keys belong, opens it again.
///
/// # Errors
/// What is wrong, with the setting's name.
pub fn check(config: &Config) -> Result<()> {
    let vault = Vault::load(config)?;
    let sealed = vault.seal(b"jingnuan")?;
    println!("公钥 {} 把，封存没有问题。", vault.sealer().recipients().len());
    println!("签收件时间的公钥 {}", hex::encode(vault.signer.public_key()));
    if !config.serves(Role::Staff) {
        return check_public(config, &vault);
    }
    if let Some(problem) = vault.problem() {
        bail!("{problem}；只开公开站点的机器，设置里要写 [server] role = \"public\"");
    }
    let opener = vault.opener().map_err(KeyProblem::clone)?;
    match opener.open(sealed.as_bytes()) {
        Ok(plain) if **plain == *b"jingnuan" => {}
        Ok(_) => bail!("打开后和封存的不一样"),
        Err(error) => bail!("[evidence] identities_file：打不开刚封存的内容（{error}）"),
    }
    let own: Vec<String> = opener.recipients().map(|one| one.to_string()).collect();
    for recipient in vault.sealer().recipients() {
        let here = if own.contains(&recipient.to_string()) {
            "私钥在这里"
        } else {
            "私钥在别处"
        };
        println!("  {recipient}（{here}）");
    }
    println!("打开没有问题：私钥文件里有 {} 把。", own.len());
    Ok(())
}

/// A machine of the public site holds no private keys, and needs none.
fn check_public(config: &Config, vault: &Vault) -> Result<()> {
    for recipient in vault.sealer().recipients() {
        println!("  {recipient}");
    }
    let identities = &config.evidence.identities_file;
    // On a machine of both sites it may lie there, for the workbench's account alone.
    if File::open(identities).is_ok() {
        bail!(
            "[evidence] identities_file：公开站点的账户读得到 {}；私钥只该给工作台，请移走，或者让这个账户读不了",
            identities.display()
        );
    }
    println!("这里只开公开站点（role = \"public\"），读不到私钥，本该如此：打开没有试，请在工作台那边再检查一次。");
    Ok(())
}

/// Seals everything that is kept anew, to today's recipients.
///
/// # Errors
/// When keys, database or store cannot be used; what is done stays done, and running it again goes on.
pub async fn rewrap(config: Config) -> Result<()> {
    if !config.serves(Role::Staff) {
        bail!("要在工作台那台机器上做：这里的设置是 [server] role = \"public\"，没有私钥");
    }
    let app = serve::build(config, Clock::system()).await?;
    if let Some(problem) = app.vault.problem() {
        bail!("{problem}");
    }
    let report = rewrap_sealed(&app, &|done| println!("  {done}")).await?;
    app.storage.clone().close().await?;
    println!("{report}");
    for what in &report.left {
        println!("  {what}");
    }
    if report.left.is_empty() {
        println!("现在的公钥打得开全部封存的内容；换掉的旧私钥，等以前的备份都不要了再销毁。");
        Ok(())
    } else {
        bail!("有 {} 份没有换：旧私钥先别丢", report.left.len())
    }
}

/// Checks an evidence package, offline.
///
/// # Errors
/// Everything that does not hold.
pub fn verify(asked: &VerifyEvidence) -> Result<()> {
    let key = asked.key.as_deref().map(public_key).transpose()?;
    let opener = asked.identity.as_deref().map(opener).transpose()?;
    let file = File::open(&asked.file).with_context(|| format!("读不了 {}", asked.file.display()))?;
    let report = package::check(BufReader::new(file), key, opener.as_ref())
        .with_context(|| format!("{} 不是证据包", asked.file.display()))?;
    if report.faults.is_empty() {
        println!("{report}");
        Ok(())
    } else {
        bail!("{report}")
    }
}

/// Recomputes every checkpoint from the database and checks each case's history.
///
/// # Errors
/// Everything that does not fit, the first first.
pub async fn checkpoints(config: &Config, asked: &CheckCheckpoints) -> Result<()> {
    let key = match &asked.key {
        Some(key) => public_key(key)?,
        None => Vault::load(config)?.signer.public_key(),
    };
    let kept = asked.kept.as_deref().map(kept_roots).transpose()?.unwrap_or_default();
    let storage = Storage::open(config.storage.url())
        .await
        .context("打不开数据库（[storage] url 或 DATABASE_URL）")?;
    let checked = check_checkpoints(&storage, &key, &kept).await?;
    storage.close().await?;
    if checked.faults.is_empty() {
        println!("{checked}");
        Ok(())
    } else {
        bail!("{checked}")
    }
}

/// The roots by number in an answer of `/api/v1/checkpoints` that somebody kept.
fn kept_roots(path: &Path) -> Result<BTreeMap<i64, Bytes32>> {
    #[derive(serde::Deserialize)]
    struct Kept {
        number: i64,
        root: String,
    }
    #[derive(serde::Deserialize)]
    struct Answer {
        checkpoints: Vec<Kept>,
    }
    let name = || format!("{} 不是 /api/v1/checkpoints 的回答", path.display());
    let text = std::fs::read(path).with_context(|| format!("读不了 {}", path.display()))?;
    let answer: Answer = serde_json::from_slice(&text).with_context(name)?;
    answer
        .checkpoints
        .into_iter()
        .map(|kept| {
            let mut root = [0; 32];
            hex::decode_to_slice(&kept.root, &mut root).with_context(name)?;
            Ok((kept.number, root))
        })
        .collect()
}

fn public_key(text: &str) -> Result<[u8; 32]> {
    let mut key = [0; 32];
    hex::decode_to_slice(text.trim(), &mut key).context("--key 应是 64 位十六进制")?;
    Ok(key)
}

fn opener(path: &Path) -> Result<Opener> {
    let text = std::fs::read_to_string(path).with_context(|| format!("读不了 {}", path.display()))?;
    let identities = check_identities(&text).map_err(|message| anyhow::anyhow!("{}：{message}", path.display()))?;
    Ok(Opener::new(identities))
}
