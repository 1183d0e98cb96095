//! `guides/*.md`: what residents are told at length. TOML between two lines of `+++`, then plain Markdown.

use std::{fs, path::Path};

use app::{
    icon::Icon,
    ports::{Guide, GuideBlock, GuideCard, GuidePoint, GuideSpan},
};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::problem::Problems;
use crate::text_file::TextFile;

const FOLDER: &str = "guides";
const FENCE: &str = "+++\n";

/// Reads every guide, in the order each asks for.
pub(super) fn load(folder: &Path, problems: &mut Problems) -> Vec<Guide> {
    let entries = match fs::read_dir(folder.join(FOLDER)) {
        Ok(entries) => entries,
        Err(error) => {
            problems.add(FOLDER, 1, format!("打不开这个文件夹：{error}"));
            return Vec::new();
        }
    };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut topics: Vec<String> = names
        .filter_map(|name| name.strip_suffix(".md").map(str::to_owned))
        .collect();
    topics.sort();
    let mut guides: Vec<(u32, Guide, Links)> = topics
        .into_iter()
        .filter_map(|topic| read(folder, topic, problems))
        .collect();
    guides.sort_by_key(|(order, ..)| *order);
    check_links(&guides, problems);
    guides.into_iter().map(|(_, guide, _)| guide).collect()
}

/// Links to other guides, with the line each stands on.
type Links = Vec<(String, usize)>;

fn check_links(guides: &[(u32, Guide, Links)], problems: &mut Problems) {
    for (_, guide, links) in guides {
        for (href, line) in links {
            let topic = href.trim_start_matches("/guide/").split('#').next().unwrap_or_default();
            if !guides.iter().any(|(_, other, _)| other.card.topic == topic) {
                let file = format!("{FOLDER}/{}.md", guide.card.topic);
                problems.add(&file, *line, format!("没有这份指南：{href}"));
            }
        }
    }
}

fn read(folder: &Path, topic: String, problems: &mut Problems) -> Option<(u32, Guide, Links)> {
    let file = problems.read(folder, &format!("{FOLDER}/{topic}.md"))?;
    if topic.is_empty()
        || !topic
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    {
        problems.add(&file.name, 1, "文件名只能用小写字母、数字和横线");
    }
    let parted = file
        .text
        .strip_prefix(FENCE)
        .and_then(|rest| rest.split_once("\n+++\n"));
    let Some((front, body)) = parted else {
        problems.add(&file.name, 1, "开头要有两行 +++，中间写 title、description、order");
        return None;
    };
    // The fence's own line stays empty, so that lines are counted as in the file.
    let head = TextFile {
        name: file.name.clone(),
        text: format!("\n{front}"),
    };
    let mut document = problems.document(&head)?;
    let title = document.value::<String>("title", problems);
    let description = document.value::<String>("description", problems);
    let order = document.value::<u32>("order", problems);
    let icons = document.optional_entries::<String>("points", problems);
    document.finish(problems);
    let (title, description) = (title?, description?);
    problems.require(&head, &[("title", &title), ("description", &description)]);
    let mut icons_known = Vec::new();
    for name in &icons {
        match Icon::ALL.iter().find(|icon| icon.name() == name.get_ref()) {
            Some(icon) => icons_known.push(*icon),
            None => problems.at(&head, name, format!("没有这个图标：{}", name.get_ref())),
        }
    }
    let mut writer = Writer::new(&file, file.text.len() - body.len(), icons_known, problems);
    writer.read(body);
    let (blocks, links) = writer.finish();
    if blocks.is_empty() {
        problems.add(&file.name, 1, "这份指南是空的");
    }
    let card = GuideCard {
        topic,
        title: title.into_inner(),
        description: description.into_inner(),
    };
    Some((order?.into_inner(), Guide { card, blocks }, links))
}

/// Turns what the parser finds into blocks; whatever a guide has no use for is a problem.
struct Writer<'a> {
    file: &'a TextFile,
    /// Where the body begins in the file.
    start: usize,
    icons: std::vec::IntoIter<Icon>,
    problems: &'a mut Problems,
    blocks: Vec<GuideBlock>,
    /// Spans of the paragraph, heading or item that is open.
    spans: Vec<GuideSpan>,
    /// The list that is open: whether it is numbered, and its items.
    list: Option<(bool, Vec<Vec<GuideSpan>>)>,
    strong: bool,
    link: Option<(String, String)>,
    guides_named: Links,
}

impl<'a> Writer<'a> {
    fn new(file: &'a TextFile, start: usize, icons: Vec<Icon>, problems: &'a mut Problems) -> Self {
        Self {
            file,
            start,
            icons: icons.into_iter(),
            problems,
            blocks: Vec::new(),
            spans: Vec::new(),
            list: None,
            strong: false,
            link: None,
            guides_named: Vec::new(),
        }
    }

    fn read(&mut self, body: &str) {
        for (event, range) in Parser::new_ext(body, Options::empty()).into_offset_iter() {
            let line = self.file.line(self.start + range.start);
            match event {
                Event::Start(tag) => self.open(tag, line),
                Event::End(tag) => self.close(tag, line),
                Event::Text(text) => self.text(&text),
                // Chinese runs on without a space.
                Event::SoftBreak => {}
                _ => self.refuse(line),
            }
        }
    }

    fn refuse(&mut self, line: usize) {
        let message = "只能写 ## 小标题、段落、列表、**加粗** 和 [链接](/地址)";
        self.problems.add(&self.file.name, line, message);
    }

    fn open(&mut self, tag: Tag<'_>, line: usize) {
        match tag {
            Tag::Paragraph | Tag::Item => {}
            Tag::Heading {
                level: HeadingLevel::H2,
                ..
            } if self.list.is_none() => {}
            Tag::List(first) if self.list.is_none() => self.list = Some((first.is_some(), Vec::new())),
            Tag::Strong => self.strong = true,
            Tag::Link { dest_url, .. } => {
                let href = dest_url.into_string();
                let own = href.starts_with('/') && !href.starts_with("//");
                let dialled = href
                    .strip_prefix("tel:")
                    .is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit() || b == b'-'));
                if !own && !dialled {
                    let message = format!("链接只能指本站（/ 开头）或电话（tel:）：{href}");
                    self.problems.add(&self.file.name, line, message);
                }
                if href.starts_with("/guide/") {
                    self.guides_named.push((href.clone(), line));
                }
                self.link = Some((href, String::new()));
            }
            _ => self.refuse(line),
        }
    }

    fn text(&mut self, text: &str) {
        if let Some((_, words)) = &mut self.link {
            words.push_str(text);
            return;
        }
        match (self.strong, self.spans.last_mut()) {
            (false, Some(GuideSpan::Text(open))) | (true, Some(GuideSpan::Strong(open))) => open.push_str(text),
            (false, _) => self.spans.push(GuideSpan::Text(text.to_owned())),
            (true, _) => self.spans.push(GuideSpan::Strong(text.to_owned())),
        }
    }

    fn close(&mut self, tag: TagEnd, line: usize) {
        match tag {
            TagEnd::Strong => self.strong = false,
            TagEnd::Link => {
                if let Some((href, text)) = self.link.take() {
                    self.spans.push(GuideSpan::Link { href, text });
                }
            }
            TagEnd::Heading(_) => {
                let words = std::mem::take(&mut self.spans).into_iter().map(words_of).collect();
                self.blocks.push(GuideBlock::Heading(words));
            }
            TagEnd::Paragraph if self.list.is_none() => {
                let spans = std::mem::take(&mut self.spans);
                self.blocks.push(paragraph(spans));
            }
            TagEnd::Item => {
                let spans = std::mem::take(&mut self.spans);
                if let Some((_, items)) = &mut self.list {
                    items.push(spans);
                }
            }
            TagEnd::List(_) => {
                if let Some((numbered, items)) = self.list.take() {
                    let block = self.list_block(numbered, items, line);
                    self.blocks.push(block);
                }
            }
            _ => {}
        }
    }

    /// A list whose every item begins with stressed words, in a guide that names icons, shows them as titles.
    fn list_block(&mut self, numbered: bool, items: Vec<Vec<GuideSpan>>, line: usize) -> GuideBlock {
        if numbered {
            return GuideBlock::Steps(items);
        }
        let titled = items
            .iter()
            .all(|item| matches!(item.first(), Some(GuideSpan::Strong(_))));
        if !titled || self.icons.len() == 0 {
            return GuideBlock::Bullets(items);
        }
        if self.icons.len() < items.len() {
            let message = format!("这里有 {} 条，points 里的图标不够", items.len());
            self.problems.add(&self.file.name, line, message);
            return GuideBlock::Bullets(items);
        }
        let points = items.into_iter().zip(self.icons.by_ref()).map(|(mut item, icon)| {
            let title = words_of(item.remove(0));
            GuidePoint {
                icon,
                title,
                text: item,
            }
        });
        GuideBlock::Points(points.collect())
    }

    fn finish(self) -> (Vec<GuideBlock>, Links) {
        let left = self.icons.len();
        if left > 0 {
            self.problems
                .add(&self.file.name, 1, format!("points 里多写了 {left} 个图标"));
        }
        (self.blocks, self.guides_named)
    }
}

fn words_of(span: GuideSpan) -> String {
    match span {
        GuideSpan::Text(text) | GuideSpan::Strong(text) | GuideSpan::Link { text, .. } => text,
    }
}

/// A paragraph of links alone is what to do next.
fn paragraph(spans: Vec<GuideSpan>) -> GuideBlock {
    let blank = |span: &GuideSpan| matches!(span, GuideSpan::Text(text) if text.trim().is_empty());
    let links: Option<Vec<_>> = spans
        .iter()
        .filter(|span| !blank(span))
        .map(|span| match span {
            GuideSpan::Link { href, text } => Some((href.clone(), text.clone())),
            GuideSpan::Text(_) | GuideSpan::Strong(_) => None,
        })
        .collect();
    match links {
        Some(links) if !links.is_empty() => GuideBlock::Actions(links),
        _ => GuideBlock::Paragraph(spans),
    }
}
