//! Seals everything that is kept anew, to today's recipients: after a rotation an old key then opens nothing any more.
//!
//! Nobody is shown anything. It may be interrupted and done again: each piece is replaced whole or not at all, and only
//! where it is still what was read; a blob is written before its row names it, and the old one goes last.

use std::{fmt, io::Cursor};

use anyhow::Result;
use zeroize::Zeroizing;

use crate::{
    app_state::App,
    blob::BlobStore,
    evidence::vault::OpenError,
    secret::sha256,
    storage::{Photo, SealedCopy, SealedKind},
};

/// Pieces read at once.
const CHUNK: u32 = 100;

/// What was sealed anew.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Rewrapped {
    /// Small pieces in rows: identities, payments, details.
    pub pieces: usize,
    /// Copies of photos as received.
    pub copies: usize,
    /// What could not be opened or was damaged, and stays as it is, in plain Chinese.
    pub left: Vec<String>,
}

impl fmt::Display for Rewrapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "重新封好：姓名电话等 {} 份，照片原件 {} 张。",
            self.pieces, self.copies
        )?;
        if self.left.is_empty() {
            return Ok(());
        }
        write!(f, "没有换的 {} 份：", self.left.len())
    }
}

/// Seals everything anew; `say` is told how far it has come.
///
/// # Errors
/// When there are no private keys here, or database or store fail; what is done stays done.
pub async fn rewrap_sealed(app: &App, say: &(dyn Fn(&str) + Sync)) -> Result<Rewrapped> {
    app.vault
        .opener()
        .map_err(|problem| OpenError::NoKeys(problem.clone()))?;
    let mut done = Rewrapped::default();
    for kind in SealedKind::ALL {
        rewrap_pieces(app, kind, &mut done).await?;
        say(&format!("{} {} 份", name(kind), done.pieces));
    }
    let mut after = 0;
    loop {
        let photos = app.storage.list_sealed_photos(after, CHUNK).await?;
        let Some(last) = photos.last() else { break };
        after = last.id;
        for photo in photos {
            rewrap_copy(app, photo, &mut done).await?;
        }
        say(&format!("照片原件 {} 张", done.copies));
    }
    tracing::info!(
        pieces = done.pieces,
        copies = done.copies,
        left = done.left.len(),
        "sealed anew to today's recipients"
    );
    Ok(done)
}

const fn name(kind: SealedKind) -> &'static str {
    match kind {
        SealedKind::Identity => "举报人的姓名和电话",
        SealedKind::Payment => "领奖人的身份",
        SealedKind::Detail => "照片的拍摄信息",
    }
}

async fn rewrap_pieces(app: &App, kind: SealedKind, done: &mut Rewrapped) -> Result<()> {
    let opener = app
        .vault
        .opener()
        .map_err(|problem| OpenError::NoKeys(problem.clone()))?;
    let mut after = 0;
    loop {
        let rows = app.storage.list_sealed(kind, after, CHUNK).await?;
        let Some((last, _)) = rows.last() else {
            return Ok(());
        };
        after = *last;
        for (id, old) in rows {
            match opener.open(&old) {
                Ok(plain) => {
                    let new = app.vault.seal(&plain)?;
                    let replaced = app.storage.replace_sealed(kind, id, &old, new.as_bytes()).await?;
                    done.pieces += usize::from(replaced);
                }
                Err(error) => done.left.push(format!("{}（编号 {id}）：{}", name(kind), why(&error))),
            }
        }
    }
}

async fn rewrap_copy(app: &App, photo: Photo, done: &mut Rewrapped) -> Result<()> {
    let Some(old) = photo.file.sealed.clone() else {
        return Ok(());
    };
    let plain = match open_copy(app, &photo, &old).await? {
        Ok(plain) => plain,
        Err(why) => {
            done.left.push(format!("照片的原件（编号 {}）：{why}", photo.id));
            return Ok(());
        }
    };
    let key = BlobStore::new_key("sealed", "age");
    let sealer = app.vault.shared_sealer();
    let new = app.blobs.put_sealed(&key, Cursor::new(plain), sealer).await?;
    let size = i64::try_from(new.bytes).unwrap_or(i64::MAX);
    let named = app
        .storage
        .replace_sealed_copy(photo.id, &old.key, (&key, &new.sha256, size))
        .await?;
    // Erased meanwhile: then the new one is nobody's.
    app.blobs.delete(if named { &old.key } else { &key }).await?;
    done.copies += usize::from(named);
    Ok(())
}

/// A copy as it was received, or why it cannot be had. A copy that was erased meanwhile is in no one's way.
async fn open_copy(app: &App, photo: &Photo, copy: &SealedCopy) -> Result<Result<Zeroizing<Vec<u8>>, String>> {
    let Some(sealed) = app.blobs.find(&copy.key).await? else {
        return Ok(Err("存放的地方没有这个文件".to_owned()));
    };
    let opening = app.clone();
    let open = move || -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let opener = opening
            .vault
            .opener()
            .map_err(|problem| OpenError::NoKeys(problem.clone()))?;
        opener.open(&sealed)
    };
    Ok(match tokio::task::spawn_blocking(open).await? {
        Ok(plain) if sha256(&plain) == photo.file.sha256 => Ok(plain),
        Ok(_) => Err("和收到时不一样".to_owned()),
        Err(error) => Err(why(&error)),
    })
}

fn why(error: &OpenError) -> String {
    match error {
        OpenError::NoKeys(problem) => problem.to_string(),
        OpenError::WrongKeys => "这里的私钥都打不开".to_owned(),
        OpenError::Damaged(_) => "坏了".to_owned(),
    }
}
