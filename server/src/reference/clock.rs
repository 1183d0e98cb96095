//! `clocks.toml`: how long each step of a case may take.

use std::path::Path;

use app::domain::calendar::Clocks;
use serde::Deserialize;
use toml::Spanned;

use super::problem::Problems;
use crate::text_file::TextFile;

const FILE: &str = "clocks.toml";
/// No rule gives more working days than this; a larger figure is a slip.
const LONGEST: u32 = 250;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CloseDays {
    report: Spanned<u32>,
    help: Spanned<u32>,
    question: Spanned<u32>,
}

/// Reads `clocks.toml`.
pub(super) fn load(folder: &Path, problems: &mut Problems) -> Option<Clocks> {
    let file = problems.read(folder, FILE)?;
    let mut document = problems.document(&file)?;
    let mut figure = |name: &str| {
        let figure = document.value::<u32>(name, problems)?;
        check(&figure, &file, problems)
    };
    let accept_hours = figure("accept_hours");
    let urgent_hours = figure("urgent_hours");
    let real_name_days = figure("real_name_days");
    let notice_due_days = figure("notice_due_days");
    let reopen_days = figure("reopen_days");
    let near_by_days = figure("near_by_days");
    let close_days = document.value::<CloseDays>("close_days", problems);
    document.finish(problems);
    let CloseDays { report, help, question } = close_days?.into_inner();
    let report_days = check(&report, &file, problems);
    let help_days = check(&help, &file, problems);
    let question_days = check(&question, &file, problems);
    Some(Clocks {
        accept_hours: accept_hours?,
        urgent_hours: urgent_hours?,
        real_name_days: real_name_days?,
        notice_due_days: notice_due_days?,
        reopen_days: reopen_days?,
        near_by_days: near_by_days?,
        report_days: report_days?,
        help_days: help_days?,
        question_days: question_days?,
    })
}

fn check(figure: &Spanned<u32>, file: &TextFile, problems: &mut Problems) -> Option<u32> {
    if (1..=LONGEST).contains(figure.get_ref()) {
        return Some(*figure.get_ref());
    }
    problems.at(file, figure, format!("应在 1 到 {LONGEST} 之间"));
    None
}
