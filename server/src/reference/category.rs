//! `categories.toml`: what residents are told and asked in each category, in the order offered.

use std::{
    collections::{BTreeMap, HashSet},
    path::Path,
};

use app::domain::category::{AnswerKind, AnswerOption, Category, CategoryGuide, Identifies, Question, TipKind};
use serde::Deserialize;
use toml::Spanned;

use super::problem::Problems;
use crate::text_file::TextFile;

const FILE: &str = "categories.toml";
const COACH: [&str; 4] = ["place", "time", "photo", "plate"];
const MOST_QUESTIONS: usize = 5;
/// Shortest word that proposes a category, in characters.
const SHORTEST_WORD: usize = 2;
/// Longest answer a question may allow, in characters.
const LONGEST_ANSWER: usize = 200;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    code: Spanned<String>,
    name: Spanned<String>,
    hint: Spanned<String>,
    icon: Spanned<String>,
    kind: TipKind,
    #[serde(default)]
    coach: Vec<Spanned<String>>,
    #[serde(default)]
    gentle: bool,
    notice: Option<Spanned<String>>,
    #[serde(default)]
    words: Vec<Spanned<String>>,
    #[serde(default)]
    question: Vec<Spanned<QuestionEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuestionEntry {
    id: Spanned<String>,
    label: Spanned<String>,
    kind: QuestionKind,
    #[serde(default)]
    hint: String,
    identifies: Option<Spanned<Identifies>>,
    placeholder: Option<Spanned<String>>,
    max: Option<Spanned<usize>>,
    options: Option<Vec<Spanned<AnswerOption>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum QuestionKind {
    Choice,
    Text,
}

/// Reads `categories.toml`: every category once.
pub(super) fn load(folder: &Path, problems: &mut Problems) -> Vec<CategoryGuide> {
    let Some(file) = problems.read(folder, FILE) else {
        return Vec::new();
    };
    let Some(mut document) = problems.document(&file) else {
        return Vec::new();
    };
    let mut guides = Vec::new();
    let mut lines: BTreeMap<Category, usize> = BTreeMap::new();
    let entries = document.entries::<Entry>("category", problems);
    document.finish(problems);
    for entry in entries {
        let entry = entry.into_inner();
        let Some(category) = problems.parse::<Category>(&file, &entry.code) else {
            continue;
        };
        let line = file.line(entry.code.span().start);
        if let Some(first) = lines.insert(category, line) {
            problems.add(FILE, line, format!("类别“{category}”在第 {first} 行已经有了"));
        }
        guides.push(guide(category, entry, &file, problems));
    }
    for category in Category::ALL {
        if !lines.contains_key(category) {
            problems.add(FILE, 1, format!("缺少类别“{category}”"));
        }
    }
    guides
}

fn guide(category: Category, entry: Entry, file: &TextFile, problems: &mut Problems) -> CategoryGuide {
    problems.require(
        file,
        &[("name", &entry.name), ("hint", &entry.hint), ("icon", &entry.icon)],
    );
    check_gentle(category, &entry, file, problems);
    for kind in &entry.coach {
        if !COACH.contains(&kind.get_ref().as_str()) {
            let message = format!("不认识的提示“{}”，可以写：{}", kind.get_ref(), COACH.join("、"));
            problems.at(file, kind, message);
        }
    }
    if entry.question.len() > MOST_QUESTIONS {
        problems.at(
            file,
            &entry.code,
            format!("最多问 {MOST_QUESTIONS} 个问题，现有 {} 个", entry.question.len()),
        );
    }
    let words = words(category, entry.words, file, problems, &entry.code);
    let mut ids = HashSet::new();
    let mut questions = Vec::new();
    for entry in entry.question {
        let entry = entry.into_inner();
        if !ids.insert(entry.id.get_ref().clone()) {
            problems.at(file, &entry.id, format!("问题“{}”重复", entry.id.get_ref()));
        }
        questions.extend(question(entry, file, problems));
    }
    CategoryGuide {
        category,
        name: entry.name.into_inner(),
        hint: entry.hint.into_inner(),
        icon: entry.icon.into_inner(),
        kind: entry.kind,
        notice: entry.notice.map(Spanned::into_inner).unwrap_or_default(),
        coach: entry.coach.into_iter().map(Spanned::into_inner).collect(),
        words,
        questions,
    }
}

/// The words by which a category is proposed: each once, none so short that it says nothing.
fn words(
    category: Category,
    entries: Vec<Spanned<String>>,
    file: &TextFile,
    problems: &mut Problems,
    code: &Spanned<String>,
) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for entry in entries {
        let word = entry.get_ref().trim().to_owned();
        if word.chars().count() < SHORTEST_WORD {
            problems.at(
                file,
                &entry,
                format!("words 里的“{word}”太短，至少 {SHORTEST_WORD} 个字"),
            );
        } else if words.contains(&word) {
            problems.at(file, &entry, format!("words 里的“{word}”重复"));
        } else {
            words.push(word);
        }
    }
    if words.is_empty() && category != Category::Unsure {
        problems.at(
            file,
            code,
            format!("类别“{category}”要有 words，说不清的人才能被指到这一类"),
        );
    }
    words
}

/// Help first means never published, and the form must say so.
fn check_gentle(category: Category, entry: &Entry, file: &TextFile, problems: &mut Problems) {
    if entry.gentle == category.may_be_published() {
        let expected = !category.may_be_published();
        problems.at(file, &entry.code, format!("类别“{category}”的 gentle 应是 {expected}"));
    }
    let said = entry
        .notice
        .as_ref()
        .is_some_and(|notice| !notice.get_ref().trim().is_empty());
    if entry.gentle && !said {
        problems.at(
            file,
            &entry.code,
            format!("类别“{category}”先帮忙、不发通报，要用 notice 说明"),
        );
    }
}

fn question(entry: QuestionEntry, file: &TextFile, problems: &mut Problems) -> Option<Question> {
    problems.require(file, &[("id", &entry.id), ("label", &entry.label)]);
    let well_formed = |id: &str| {
        id.bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    if !well_formed(entry.id.get_ref()) {
        problems.at(file, &entry.id, "id 只能用小写字母、数字和下划线");
    }
    let answer = match entry.kind {
        QuestionKind::Choice => choice(&entry, file, problems)?,
        QuestionKind::Text => text(&entry, file, problems)?,
    };
    Some(Question {
        id: entry.id.into_inner(),
        label: entry.label.into_inner(),
        hint: entry.hint,
        identifies: entry.identifies.map(Spanned::into_inner),
        answer,
    })
}

fn choice(entry: &QuestionEntry, file: &TextFile, problems: &mut Problems) -> Option<AnswerKind> {
    if let Some(identifies) = &entry.identifies {
        problems.at(file, identifies, "选择题的答案认不出是谁，没有 identifies");
    }
    if entry.max.is_some() || entry.placeholder.is_some() {
        problems.at(file, &entry.id, "选择题没有 max 和 placeholder");
    }
    let options = entry.options.as_deref().unwrap_or_default();
    if options.len() < 2 {
        problems.at(file, &entry.id, "选择题至少要有两个选项");
        return None;
    }
    let mut values = HashSet::new();
    for option in options {
        let AnswerOption { value, label } = option.get_ref();
        if value.trim().is_empty() || label.trim().is_empty() {
            problems.at(file, option, "选项的 value 和 label 都要写");
        }
        if !values.insert(value) {
            problems.at(file, option, format!("选项“{value}”重复"));
        }
    }
    Some(AnswerKind::Choice {
        options: options.iter().map(|option| option.get_ref().clone()).collect(),
    })
}

fn text(entry: &QuestionEntry, file: &TextFile, problems: &mut Problems) -> Option<AnswerKind> {
    if entry.options.is_some() {
        problems.at(file, &entry.id, "填空题没有 options");
    }
    let Some(max) = &entry.max else {
        problems.at(file, &entry.id, "填空题要用 max 写明最多多少字");
        return None;
    };
    if !(1..=LONGEST_ANSWER).contains(max.get_ref()) {
        problems.at(file, max, format!("max 应在 1 到 {LONGEST_ANSWER} 之间"));
    }
    Some(AnswerKind::Text {
        max: *max.get_ref(),
        placeholder: entry
            .placeholder
            .as_ref()
            .map(|p| p.get_ref().clone())
            .unwrap_or_default(),
    })
}
