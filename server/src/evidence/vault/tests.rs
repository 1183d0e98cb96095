//! Sealing and opening, rotation, and every way in which keys can be wrong.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use age::secrecy::ExposeSecret;

use super::*;
use crate::config::Flags;

fn config(folder: &Path, settings: &[(&str, &str)]) -> Config {
    let flags = Flags {
        data_dir: Some(folder.join("data")),
        ..Flags::default()
    };
    fs::create_dir_all(folder.join("data")).unwrap();
    let environment = settings
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Config::load(&flags, environment).unwrap()
}

const REAL: (&str, &str) = ("JINGNUAN_SITE_DEMONSTRATION", "false");

fn with_keys(folder: &Path) -> KeyFiles {
    let files = KeyFiles::within(&folder.join("data-keys"));
    create_keys(&files).unwrap();
    files
}

fn problem_of(folder: &Path, settings: &[(&str, &str)]) -> String {
    match Vault::load(&config(folder, settings)) {
        Ok(_) => panic!("keys were taken"),
        Err(problem) => problem.to_string(),
    }
}

fn opener_problem(folder: &Path, settings: &[(&str, &str)]) -> String {
    let vault = Vault::load(&config(folder, settings)).unwrap();
    let sealed = vault.seal(b"x").unwrap();
    if let Ok(opener) = vault.opener() {
        assert!(matches!(opener.open(sealed.as_bytes()), Err(OpenError::WrongKeys)));
    }
    match vault.problem() {
        None => panic!("private keys were taken"),
        Some(problem) => problem.to_string(),
    }
}

#[test]
fn what_is_sealed_opens_and_shows_nothing() {
    let folder = tempfile::tempdir().unwrap();
    with_keys(folder.path());
    let vault = Vault::load(&config(folder.path(), &[REAL])).unwrap();
    let plain = b"13812345678".repeat(20_000);
    let sealed = vault.seal(&plain).unwrap();
    assert!(!sealed.as_bytes().windows(11).any(|window| window == b"13812345678"));
    assert_eq!(*vault.opener().unwrap().open(sealed.as_bytes()).unwrap(), plain);
    assert_ne!(vault.seal(&plain).unwrap(), sealed, "no two seals are alike");
    for at in [0, 40, sealed.as_bytes().len() / 2, sealed.as_bytes().len() - 1] {
        let mut damaged = sealed.as_bytes().to_vec();
        damaged[at] ^= 1;
        assert!(vault.opener().unwrap().open(&damaged).is_err(), "byte {at}");
    }
    let cut = &sealed.as_bytes()[..sealed.as_bytes().len() - 100];
    assert!(vault.opener().unwrap().open(cut).is_err());
}

#[test]
fn the_escrow_opens_it_as_well_and_a_stranger_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let files = with_keys(folder.path());
    let vault = Vault::load(&config(folder.path(), &[REAL])).unwrap();
    let sealed = vault.seal(b"identity").unwrap();
    let escrow = Opener::new(check_identities(&fs::read_to_string(files.escrow).unwrap()).unwrap());
    assert_eq!(**escrow.open(sealed.as_bytes()).unwrap(), *b"identity");
    let stranger = Opener::new(vec![x25519::Identity::generate()]);
    assert!(matches!(stranger.open(sealed.as_bytes()), Err(OpenError::WrongKeys)));
}

#[test]
fn after_a_rotation_old_and_new_open_and_the_old_key_opens_nothing_new() {
    let folder = tempfile::tempdir().unwrap();
    let files = with_keys(folder.path());
    let before = Vault::load(&config(folder.path(), &[REAL])).unwrap();
    let old = before.seal(b"old").unwrap();
    let rotated = rotate_keys(&files, &[]).unwrap();
    assert_eq!(rotated.recipients.len(), 2, "the new one and the escrow");
    let after = Vault::load(&config(folder.path(), &[REAL])).unwrap();
    assert_eq!(after.problem(), None);
    let new = after.seal(b"new").unwrap();
    let opener = after.opener().unwrap();
    assert_eq!(**opener.open(old.as_bytes()).unwrap(), *b"old");
    assert_eq!(**opener.open(new.as_bytes()).unwrap(), *b"new");
    assert!(matches!(
        before.opener().unwrap().open(new.as_bytes()),
        Err(OpenError::WrongKeys)
    ));
    let escrow = Opener::new(check_identities(&fs::read_to_string(files.escrow).unwrap()).unwrap());
    assert_eq!(**escrow.open(new.as_bytes()).unwrap(), *b"new");
}

#[test]
fn a_rotation_that_would_leave_one_recipient_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let files = with_keys(folder.path());
    // Somebody put the escrow's private key beside the agency's.
    let both = [&files.identities, &files.escrow].map(|path| fs::read_to_string(path).unwrap());
    fs::write(&files.identities, both.concat()).unwrap();
    let before = [&files.identities, &files.recipients].map(|path| fs::read(path).unwrap());
    let refused = format!("{:#}", rotate_keys(&files, &[]).unwrap_err());
    assert!(
        refused.contains("没有换") && refused.contains("只有一把公钥"),
        "{refused}"
    );
    assert_eq!(
        [&files.identities, &files.recipients].map(|path| fs::read(path).unwrap()),
        before
    );
    Vault::load(&config(folder.path(), &[REAL])).unwrap();
}

#[test]
fn recipients_in_the_settings_are_rotated_there_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let files = with_keys(folder.path());
    let listed: Vec<String> = fs::read_to_string(&files.recipients)
        .unwrap()
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(ToOwned::to_owned)
        .collect();
    let before = fs::read(&files.recipients).unwrap();
    let rotated = rotate_keys(&files, &listed).unwrap();
    assert_eq!(rotated.recipients[1].to_string(), listed[1]);
    assert_eq!(
        fs::read(&files.recipients).unwrap(),
        before,
        "the file does not count, so it stays"
    );
}

#[test]
fn a_demonstration_makes_its_keys_beside_the_data_and_keeps_them() {
    let folder = tempfile::tempdir().unwrap();
    let first = Vault::load(&config(folder.path(), &[])).unwrap();
    let sealed = first.seal(b"x").unwrap();
    let second = Vault::load(&config(folder.path(), &[])).unwrap();
    assert_eq!(**second.opener().unwrap().open(sealed.as_bytes()).unwrap(), *b"x");
    let files = KeyFiles::within(&folder.path().join("data-keys"));
    for path in [&files.identities, &files.escrow, &files.signing] {
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(fs::read_dir(folder.path().join("data")).unwrap().count(), 0);
    assert!(create_keys(&files).unwrap_err().to_string().contains("keys rotate"));
}

#[test]
fn the_public_role_holds_no_private_key() {
    let folder = tempfile::tempdir().unwrap();
    let files = with_keys(folder.path());
    let public = ("JINGNUAN_SERVER_ROLE", "public");
    assert!(opener_problem(folder.path(), &[REAL, public]).contains("不装私钥"));
    fs::remove_file(files.identities).unwrap();
    assert!(opener_problem(folder.path(), &[REAL, public]).contains("不装私钥"));
}

#[test]
fn without_recipients_or_a_signing_key_the_setting_is_named() {
    for (file, text, expected) in [
        ("recipients.txt", None, "[evidence] recipients_file"),
        ("recipients.txt", Some("age1nonsense\n"), "[evidence] recipients_file"),
        ("recipients.txt", Some("# nothing\n"), "一把公钥也没有"),
        ("signing.key", None, "[evidence] signing_key_file"),
        ("signing.key", Some("zz\n"), "[evidence] signing_key_file"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        with_keys(folder.path());
        let path = folder.path().join("data-keys").join(file);
        match text {
            None => fs::remove_file(&path).unwrap(),
            Some(text) => fs::write(&path, text).unwrap(),
        }
        let shown = problem_of(folder.path(), &[REAL]);
        assert!(shown.contains(expected), "{file} {text:?}: {shown}");
    }
    let folder = tempfile::tempdir().unwrap();
    assert!(problem_of(folder.path(), &[REAL]).contains("jingnuan keys new"));
    with_keys(folder.path());
    let one = x25519::Identity::generate().to_public().to_string();
    let shown = problem_of(folder.path(), &[REAL, ("JINGNUAN_EVIDENCE_RECIPIENTS", &one)]);
    assert!(
        shown.starts_with("[evidence] recipients：") && shown.contains("备用"),
        "{shown}"
    );
}

#[test]
fn with_bad_private_keys_tips_can_still_be_sealed_and_the_setting_is_named() {
    let secret = x25519::Identity::generate();
    for (change, expected) in [
        ("missing", "没有这个文件"),
        ("unreadable", "请把私钥文件放好"),
        ("nonsense", "第 1 行不是 age 私钥"),
        ("empty", "一把私钥也没有"),
        ("readable", "chmod 600"),
        ("strange", "都不是一对"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = with_keys(folder.path()).identities;
        match change {
            "missing" => fs::remove_file(&path).unwrap(),
            // Also for root, who may read every file.
            "unreadable" => {
                fs::remove_file(&path).unwrap();
                fs::create_dir(&path).unwrap();
                fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
            }
            "nonsense" => fs::write(&path, "AGE-SECRET-KEY-1QQQ\n").unwrap(),
            "empty" => fs::write(&path, "").unwrap(),
            "strange" => fs::write(&path, secret.to_string().expose_secret()).unwrap(),
            _ => fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap(),
        }
        let shown = opener_problem(folder.path(), &[REAL]);
        assert!(
            shown.starts_with("[evidence] identities_file") && shown.contains(expected),
            "{change}: {shown}"
        );
        assert!(!shown.contains("QQQ"), "{shown}");
    }
    let folder = tempfile::tempdir().unwrap();
    let files = with_keys(folder.path());
    let inside = folder.path().join("data/identities.txt");
    config(folder.path(), &[]);
    fs::rename(files.identities, &inside).unwrap();
    let shown = opener_problem(
        folder.path(),
        &[REAL, ("JINGNUAN_EVIDENCE_IDENTITIES_FILE", inside.to_str().unwrap())],
    );
    assert!(shown.contains("在数据文件夹里"), "{shown}");
    // A private key where a public one belongs is refused and never repeated.
    let secret = secret.to_string();
    let message = check_recipients(std::iter::once(secret.expose_secret())).unwrap_err();
    assert!(
        message.contains("私钥") && !message.contains(secret.expose_secret()),
        "{message}"
    );
}
