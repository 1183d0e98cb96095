//! What makes cases findable by staff: their numbers, places, words, answers and history.

use std::collections::HashMap;

use anyhow::{Context, Result};

use crate::{
    app_state::App,
    storage::{CaseFile, INDEX_CASE, Job, StorageError},
};

/// Each job with its case's identifier and searchable text, or why there is none. Reads the cases of all jobs together.
///
/// # Errors
/// When the database fails.
pub(super) async fn texts(app: &App, jobs: Vec<Job>) -> Result<Vec<(Job, Result<(i64, String)>)>, StorageError> {
    let ids: Vec<i64> = jobs.iter().filter_map(case_of).collect();
    let mut words: HashMap<i64, Vec<String>> = app
        .storage
        .list_cases_by_id(&ids)
        .await?
        .iter()
        .map(|case| (case.id, own_words(app, case)))
        .collect();
    let mut add = |case, more: &mut dyn Iterator<Item = String>| {
        if let Some(words) = words.get_mut(&case) {
            words.extend(more);
        }
    };
    for tip in app.storage.list_tips_of(&ids).await? {
        let answers = tip.tip.answers.into_values();
        add(tip.case_id, &mut std::iter::once(tip.tip.text).chain(answers));
    }
    for (case, text) in app.storage.list_event_texts_of(&ids).await? {
        add(case, &mut std::iter::once(text));
    }
    let text_of = |job: &Job| {
        anyhow::ensure!(job.kind == INDEX_CASE, "no handler for {}", job.kind);
        let id = case_of(job).context("no case_id")?;
        Ok((id, words.get(&id).context("no such case")?.join(" ")))
    };
    Ok(jobs
        .into_iter()
        .map(|job| {
            let text = text_of(&job);
            (job, text)
        })
        .collect())
}

fn case_of(job: &Job) -> Option<i64> {
    job.payload["case_id"].as_i64()
}

fn own_words(app: &App, case: &CaseFile) -> Vec<String> {
    let village = case.village.and_then(|code| app.reference.divisions().village(code));
    let mut words = vec![
        case.number.clone(),
        app.reference.category_name(case.category),
        case.place_text.clone(),
    ];
    words.extend(village.map(|v| format!("{} {}", v.full_name(), v.village.pinyin.to_lowercase())));
    words
}
