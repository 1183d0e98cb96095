//! `jingnuan prices check|export`: rules of prices and subsidies from the terminal.

#![expect(clippy::print_stdout, reason = "speaks to the person at the terminal")]

use std::path::Path;

use anyhow::{Context, Result};

use crate::{
    config::Config,
    reference::{Expected, read_rules, write_rules},
    serve::load_reference,
    text_file::TextFile,
};

/// Checks a file of rules.
///
/// # Errors
/// Everything wrong in it, each with its line.
pub fn check(config: &Config, file: &Path) -> Result<()> {
    let reference = load_reference(config)?;
    let name = file.display().to_string();
    let text = TextFile::read(file, name.clone())
        .map_err(|fault| anyhow::anyhow!("{name} 第 {} 行：{}", fault.line, fault.message))?;
    let book = read_rules(&reference, &name, &text.text, Expected::Official)?;
    println!("没有问题：{} 条规则，{} 个假设。", book.rules.len(), book.assumptions.len());
    Ok(())
}

/// Writes the official rules as a file that can be checked, changed and imported.
///
/// # Errors
/// When the file cannot be written.
pub fn export(config: &Config, file: Option<&Path>) -> Result<()> {
    let reference = load_reference(config)?;
    let text = write_rules(&reference.file_heating().official).context("写不成文件")?;
    match file {
        Some(file) => std::fs::write(file, text).with_context(|| format!("写不了 {}", file.display()))?,
        None => print!("{text}"),
    }
    Ok(())
}
