//! Checks every checkpoint and every case's history against each other and names what does not fit.

use std::{collections::BTreeMap, fmt};

use crate::{
    evidence::{
        checkpoint::{ORIGIN, is_signed, leaf, root},
        stamp::PublicKey,
    },
    storage::{Bytes32, Checkpoint, Storage, StorageError, verify_chain},
};

/// Checkpoints read at once.
const PAGE: u32 = 500;
/// Faults listed; the first says where to look, a flood of them no more.
const FAULTS_MAX: usize = 20;

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checked {
    /// Checkpoints looked at.
    pub checkpoints: usize,
    /// Lines that they cover.
    pub events: i64,
    /// Cases looked at.
    pub cases: usize,
    /// The newest number and its root.
    pub newest: Option<(i64, Bytes32)>,
    /// What does not fit, the first first; empty if all holds.
    pub faults: Vec<String>,
}

impl Checked {
    fn fault(&mut self, words: String) {
        if self.faults.len() < FAULTS_MAX {
            self.faults.push(words);
        }
    }
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "校验点 {} 个，盖住办理记录 {} 条；案件 {} 件。",
            self.checkpoints, self.events, self.cases
        )?;
        if let Some((number, root)) = &self.newest {
            writeln!(f, "最新的是第 {number} 个，根 {}", hex::encode(root))?;
        }
        if self.faults.is_empty() {
            return write!(f, "全部对得上。");
        }
        write!(f, "有对不上的：")?;
        self.faults.iter().try_for_each(|fault| write!(f, "\n  {fault}"))
    }
}

/// Recomputes all checkpoints from the database, checks their signatures and each case's chain. `kept` are roots by
/// number that somebody wrote down earlier: they show that checkpoints themselves were made anew.
///
/// # Errors
/// When the database fails.
pub async fn check_checkpoints(
    storage: &Storage,
    key: &PublicKey,
    kept: &BTreeMap<i64, Bytes32>,
) -> Result<Checked, StorageError> {
    let mut checked = Checked::default();
    let last_event = check_roots(storage, key, kept, &mut checked).await?;
    let (missed, orphaned) = storage.count_stray(last_event).await?;
    if orphaned > 0 {
        checked.fault(format!("有 {orphaned} 条办理记录盖在已经不在的校验点里：校验点被删过"));
    }
    if missed > 0 {
        checked.fault(format!("有 {missed} 条办理记录早该盖进校验点，却没有"));
    }
    check_chains(storage, &mut checked).await?;
    Ok(checked)
}

/// Oldest first; answers the highest line that had settled before the newest checkpoint.
async fn check_roots(
    storage: &Storage,
    key: &PublicKey,
    kept: &BTreeMap<i64, Bytes32>,
    checked: &mut Checked,
) -> Result<i64, StorageError> {
    let mut before: Option<Checkpoint> = None;
    let mut settled = 0;
    loop {
        let from = before.as_ref().map_or(1, |checkpoint| checkpoint.number + 1);
        let page = storage.list_checkpoints_from(from, PAGE).await?;
        if page.is_empty() {
            break;
        }
        for checkpoint in page {
            let expected = before.as_ref().map_or(1, |before| before.number + 1);
            if checkpoint.number != expected {
                checked.fault(format!("第 {expected} 个校验点没有了"));
            }
            let previous = before.as_ref().map_or(ORIGIN, |before| before.root);
            check_root(storage, key, &previous, &checkpoint, checked).await?;
            settled = before.map_or(0, |before| before.last_event);
            before = Some(checkpoint);
        }
    }
    for (number, root) in kept {
        match storage.find_checkpoint(*number).await? {
            Some(found) if found.root == *root => {}
            Some(_) => checked.fault(format!("第 {number} 个校验点和留存的不一样：后来重做过")),
            None => checked.fault(format!("留存的第 {number} 个校验点，现在没有")),
        }
    }
    checked.newest = before.map(|newest| (newest.number, newest.root));
    Ok(settled)
}

async fn check_root(
    storage: &Storage,
    key: &PublicKey,
    previous: &Bytes32,
    checkpoint: &Checkpoint,
    checked: &mut Checked,
) -> Result<(), StorageError> {
    let number = checkpoint.number;
    let lines = storage.list_covered(number).await?;
    checked.checkpoints += 1;
    checked.events += checkpoint.events;
    for misfit in storage.list_misfits(number, PAGE).await? {
        let case = match misfit.case_number {
            Some(number) => format!("案件 {number}"),
            None => "一件已经不在的案件".to_owned(),
        };
        let what = if misfit.gone { "没有了" } else { "被改过" };
        checked.fault(format!(
            "{case} 的第 {} 条办理记录{what}（第 {number} 个校验点盖过它）",
            misfit.seq
        ));
    }
    if !is_signed(key, checkpoint) {
        checked.fault(format!("第 {number} 个校验点的签名对不上"));
    }
    let counted = i64::try_from(lines.len()).unwrap_or(i64::MAX);
    if counted != checkpoint.events || root(previous, lines.iter().map(leaf)) != checkpoint.root {
        checked.fault(format!(
            "第 {number} 个校验点的根对不上它盖住的 {counted} 条和前一个校验点"
        ));
    }
    Ok(())
}

async fn check_chains(storage: &Storage, checked: &mut Checked) -> Result<(), StorageError> {
    let mut after = 0;
    loop {
        let histories = storage.list_histories(after).await?;
        let Some((last, ..)) = histories.last() else {
            return Ok(());
        };
        after = *last;
        for (_, number, events) in &histories {
            checked.cases += 1;
            if let Err(broken) = verify_chain(number, events) {
                checked.fault(format!("案件 {number} 的办理记录从第 {} 条起对不上", broken.seq));
            }
        }
    }
}
