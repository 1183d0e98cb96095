//! Guides and invented outlets: as they are, and every way in which they can be wrong.

use app::{
    icon::Icon,
    ports::{GuideBlock, GuideSpan},
};
use time::macros::date;

use super::*;

/// Puts a guide of this text beside the real ones and gives what is said of it, by line.
fn said_of(text: &str) -> Vec<(usize, String)> {
    let copy = Copy::new();
    fs::write(copy.path("guides/new.md"), text).unwrap();
    let errors = copy.load().err().unwrap_or_default();
    let own = errors.into_iter().filter(|error| error.file == "guides/new.md");
    own.map(|error| (error.line, error.message)).collect()
}

const FRONT: &str = "+++\ntitle = \"标题\"\ndescription = \"说明\"\norder = 1\n+++\n";

#[test]
fn every_mistake_in_a_guide_is_named_with_its_line() {
    for (front, body, line, says) in [
        ("标题\n", "正文\n", 1, "两行 +++"),
        (
            "+++\ntitle = \"标题\"\norder = 1\n+++\n",
            "正文\n",
            1,
            "缺少“description”",
        ),
        (
            "+++\ntitle = \"\"\ndescription = \"说明\"\norder = 1\n+++\n",
            "正文\n",
            2,
            "“title”是空的",
        ),
        (
            "+++\ntitle = \"标题\"\ndescription = \"说明\"\norder = 1\nauthor = \"x\"\n+++\n",
            "正文\n",
            5,
            "不认识的项",
        ),
        (
            "+++\ntitle = \"标题\"\ndescription = \"说明\"\norder = \"一\"\n+++\n",
            "正文\n",
            4,
            "类型不对",
        ),
        (FRONT, "", 1, "是空的"),
        (FRONT, "正文\n\n# 大标题\n", 8, "只能写"),
        (FRONT, "正文\n\n<script>alert(1)</script>\n", 8, "只能写"),
        (FRONT, "一<b>二</b>\n", 6, "只能写"),
        (FRONT, "![图](/a.png)\n", 6, "只能写"),
        (FRONT, "`代码`\n", 6, "只能写"),
        (FRONT, "- 一\n  - 二\n", 7, "只能写"),
        (FRONT, "看[这里](https://example.com)\n", 6, "链接只能指本站"),
        (FRONT, "看[这里](//example.com)\n", 6, "链接只能指本站"),
        (FRONT, "看[这里](javascript:alert(1))\n", 6, "链接只能指本站"),
        (FRONT, "正文\n\n看[那份](/guide/no-such)\n", 8, "没有这份指南"),
        (
            "+++\ntitle = \"标题\"\ndescription = \"说明\"\norder = 1\npoints = [\"shield\", \"dragon\"]\n+++\n",
            "- **一** 二\n",
            5,
            "没有这个图标：dragon",
        ),
        (
            "+++\ntitle = \"标题\"\ndescription = \"说明\"\norder = 1\npoints = [\"shield\"]\n+++\n",
            "- **一** 二\n- **三** 四\n",
            7,
            "图标不够",
        ),
        (
            "+++\ntitle = \"标题\"\ndescription = \"说明\"\norder = 1\npoints = [\"shield\"]\n+++\n",
            "正文\n",
            1,
            "多写了 1 个",
        ),
    ] {
        let said = said_of(&format!("{front}{body}"));
        assert!(
            said.iter().any(|(at, message)| *at == line && message.contains(says)),
            "{front}{body} should say {says:?} on line {line}, but gave {said:?}"
        );
    }
}

#[test]
fn a_guides_name_is_its_address() {
    let copy = Copy::new();
    fs::write(copy.path("guides/新 指南.md"), format!("{FRONT}正文\n")).unwrap();
    assert!(copy.errors().iter().any(|error| error.message.contains("文件名只能用")));
}

#[test]
fn markdown_becomes_blocks() {
    let copy = Copy::new();
    let text = "+++\ntitle = \"标题\"\ndescription = \"说明\"\norder = 1\npoints = [\"shield\"]\n+++\n\
        先说**要紧的**，\n接着看[电价](/prices)。\n\n- **一条** 说明\n\n## 小标题\n\n1. 甲\n2. 乙\n\n- **粗** 细\n- 平\n\n\
        [查](/)\n[打](tel:12345)\n";
    fs::write(copy.path("guides/new.md"), text).unwrap();
    let reference = copy.load().unwrap();
    let blocks = &reference.guide("new").unwrap().blocks;
    let words = |text: &str| GuideSpan::Text(text.into());
    assert_eq!(
        blocks[0],
        GuideBlock::Paragraph(vec![
            words("先说"),
            GuideSpan::Strong("要紧的".into()),
            words("，接着看"),
            GuideSpan::Link {
                href: "/prices".into(),
                text: "电价".into()
            },
            words("。"),
        ])
    );
    let GuideBlock::Points(points) = &blocks[1] else {
        panic!("{blocks:?}");
    };
    assert_eq!((points[0].icon, points[0].title.as_str()), (Icon::Shield, "一条"));
    assert_eq!(blocks[2], GuideBlock::Heading("小标题".into()));
    assert_eq!(blocks[3], GuideBlock::Steps(vec![vec![words("甲")], vec![words("乙")]]));
    assert!(matches!(&blocks[4], GuideBlock::Bullets(items) if items.len() == 2));
    let lone = [("/", "查"), ("tel:12345", "打")].map(|(href, text)| (href.to_owned(), text.to_owned()));
    assert_eq!(blocks[5], GuideBlock::Actions(lone.to_vec()));
}

#[test]
fn invented_outlets_say_so_and_serve_what_lies_outside() {
    let reference = Reference::load(&LoadOptions::new(data_files(), true)).unwrap();
    let on = date!(2026 - 11 - 23);
    assert!(!reference.demonstration_outlets().is_empty());
    for outlet in reference.demonstration_outlets() {
        let content = &outlet.content;
        assert!(outlet.demonstration && outlet.id.is_none() && content.name.contains("示例"));
        for town in &content.towns {
            let status = reference.file_zones().register().status_of(
                reference.divisions(),
                app::domain::routing::Place::Town(*town),
                on,
            );
            assert_ne!(status, app::domain::zone::ZoneStatus::Inside, "{}", content.name);
        }
    }
    let official = Reference::load(&LoadOptions::new(data_files(), false)).unwrap();
    assert!(official.demonstration_outlets().is_empty());
}

#[test]
fn a_mistake_in_an_invented_outlet_is_named() {
    const FILE: &str = "demonstration/outlets.toml";
    for (from, to, marker, says) in [
        (
            "name = \"示例七贤配送网点\"",
            "name = \"七贤配送网点\"",
            "name = \"七贤配送网点\"",
            "写明“示例”",
        ),
        (
            "serves = \"七贤镇\"",
            "serves = \"火星镇\"",
            "serves = \"火星镇\"",
            "没有“火星镇”",
        ),
        (
            "county = \"410821\"",
            "county = \"410899\"",
            "county = \"410899\"",
            "没有这个区县",
        ),
        (
            "phone = \"0391-0000001\"",
            "phone = \"\"",
            "phone = \"\"",
            "“phone”是空的",
        ),
        (
            "kind = \"outlet\"",
            "kind = \"shop\"",
            "kind = \"shop\"",
            "不认识的值“shop”",
        ),
    ] {
        let copy = Copy::new();
        let line = copy.change(FILE, from, to, marker);
        let errors = copy.errors();
        assert!(
            errors
                .iter()
                .any(|e| e.file == FILE && e.line == line && e.message.contains(says)),
            "{says} on line {line}: {errors:?}"
        );
    }
}
