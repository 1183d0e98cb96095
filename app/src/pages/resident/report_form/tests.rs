//! The form as it stands before, or without, any script.

use super::*;
use crate::domain::category::{AnswerKind, AnswerOption, Identifies, Question as Asked};
use crate::domain::zone::ZoneStatus;
use crate::forms::{FormErrors, happened_form::HappenedForm, tip_form::TipForm};
use crate::ports::RoutePreview;

fn guide(kind: TipKind, coach: &[&str]) -> CategoryGuide {
    CategoryGuide {
        category: Category::MobileVendor,
        name: "流动卖煤车".into(),
        hint: "进村卖散煤。".into(),
        icon: "truck".into(),
        kind,
        notice: String::new(),
        coach: coach.iter().map(|c| (*c).to_owned()).collect(),
        words: vec![],
        questions: vec![
            Asked {
                id: "vehicle".into(),
                label: "什么车？".into(),
                hint: String::new(),
                identifies: None,
                answer: AnswerKind::Choice {
                    options: vec![AnswerOption {
                        value: "tricycle".into(),
                        label: "三轮车".into(),
                    }],
                },
            },
            Asked {
                id: "plate_or_phone".into(),
                label: "车牌或卖煤电话".into(),
                hint: "有车牌，找车快得多。".into(),
                identifies: Some(Identifies::Seller),
                answer: AnswerKind::Text {
                    max: 40,
                    placeholder: "后三位 123".into(),
                },
            },
        ],
    }
}

fn wangzhuang() -> VillageChoice {
    VillageChoice {
        code: "410821100207".parse().unwrap(),
        name: "王庄".into(),
        town: "城关镇".into(),
        county: "修武县".into(),
        status: ZoneStatus::Inside,
        exact: true,
    }
}

fn fresh() -> ReportForm {
    ReportForm {
        guide: guide(TipKind::Report, &["place", "time", "plate", "photo"]),
        village: None,
        query: String::new(),
        choices: Choices::default(),
        route: RoutePreview {
            lead: "修武县交通运输局".into(),
            joint: vec!["修武县公安局".into()],
            clause: "二(四)".into(),
            document: "焦散烧办〔2023〕7号".into(),
            reason: "流动车卖散煤由交通运输部门牵头。".into(),
            accept_hours: 24,
            close_days: 10,
        },
        near_by: vec![],
        idempotency_key: "key-1".into(),
        opened: "1.x".into(),
        kept: vec![],
        proposals: vec![],
        form: TipForm::default(),
        identity: crate::ports::IdentityAsk::default(),
        errors: FormErrors::default(),
    }
}

fn html(data: ReportForm) -> String {
    crate::shell::to_html(|| page(data).main)
}

fn order(html: &str, parts: &[&str]) -> bool {
    let at: Vec<_> = parts
        .iter()
        .map(|part| html.find(part).unwrap_or_else(|| panic!("{part} in {html}")))
        .collect();
    at.is_sorted()
}

#[test]
fn a_chosen_village_names_the_agency_and_goes_with_the_form() {
    let html = html(ReportForm {
        village: Some(wangzhuang()),
        ..fresh()
    });
    assert!(
        html.contains(r#"name="village" form="tip" value="410821100207""#),
        "{html}"
    );
    assert_eq!(html.matches(r#"name="village""#).count(), 1);
    assert!(
        html.contains("发给修武县交通运输局") && html.contains("修武县公安局一起办"),
        "{html}"
    );
    assert!(html.contains("已有 2 样"), "{html}");
    // Photos first: the vehicle is driving away.
    assert!(order(
        &html,
        &[r#"id="tip""#, r#"id="photo""#, r#"id="where""#, r#"id="happened_at""#]
    ));
}

#[test]
fn without_a_village_the_search_stands_above_the_form() {
    let html = html(ReportForm {
        query: "王庄".into(),
        choices: Choices {
            villages: vec![wangzhuang()],
            total: 9,
            demonstration: true,
        },
        ..fresh()
    });
    assert!(order(
        &html,
        &[
            r#"id="place-q""#,
            r#"name="choose" value="410821100207""#,
            "说不清是哪个村",
            r#"id="tip""#
        ]
    ));
    assert!(
        html.contains("一共有 9 个") && html.contains(r#"value="王庄""#),
        "{html}"
    );
    // Whatever searches or chooses here sends the form: what was typed stays.
    assert_eq!(html.matches(r##"formaction="#where""##).count(), 2, "{html}");
}

#[test]
fn a_refused_form_keeps_everything_and_says_what_is_wrong_in_its_order() {
    let mut errors = FormErrors::one("text", "请写一句");
    errors.add("answer.vehicle", "请从给出的选项里选");
    errors.add("place_text", "太长");
    let html = html(ReportForm {
        form: TipForm {
            text: "</textarea><script>alert(1)</script>".into(),
            place_text: "村口\"><b>".into(),
            happened: HappenedForm {
                said: "today".into(),
                day: "2026-02-30".into(),
                ..HappenedForm::default()
            },
            answers: [("plate_or_phone".to_owned(), "豫H 123".to_owned())].into(),
            ..TipForm::default()
        },
        errors,
        ..fresh()
    });
    assert!(order(
        &html,
        &["href=\"#place_text\"", "href=\"#answer-vehicle\"", "href=\"#text\""]
    ));
    for target in [r#"id="place_text""#, r#"id="answer-vehicle""#, r#"id="text""#] {
        assert_eq!(html.matches(target).count(), 1, "{target} in {html}");
    }
    assert!(html.contains(r#"aria-describedby="text-hint text-wrong""#), "{html}");
    assert!(!html.contains("<script>") && !html.contains("<b>\""), "{html}");
    assert!(html.contains("豫H 123") && html.contains("请再选一次"), "{html}");
    let today = &html[html.find(r#"value="today""#).unwrap()..];
    assert!(today[..today.find('>').unwrap()].contains("checked"), "{html}");
    // What was typed is not folded away.
    assert!(
        html.contains(r#"<details open class="more">"#) && html.contains("2026-02-30"),
        "{html}"
    );
}

#[test]
fn help_comes_first_where_the_category_says_so() {
    let mut data = fresh();
    data.guide = guide(TipKind::Help, &["place", "time"]);
    data.guide.notice = "先帮忙、劝导。".into();
    let html = html(data);
    assert!(order(
        &html,
        &["先帮忙、劝导。", r#"id="coach""#, r#"id="text""#, "有照片也可以加"]
    ));
}

#[test]
fn every_identifier_is_there_once() {
    let html = html(fresh());
    let mut ids: Vec<&str> = html
        .split(" id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "{ids:?}");
    assert!(!html.contains(" style=") && !html.contains(" onclick"), "{html}");
}
