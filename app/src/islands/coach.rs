//! What makes a tip easy to act on, ticked off as the form is filled; encourages and never blocks.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::report_flow::Flow;
use crate::domain::category::{CategoryGuide, Question};
use crate::icon::{Icon, icon};

/// One of the things that help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Want {
    /// Where it is.
    Place,
    /// When it was.
    Time,
    /// A plate, telephone number or account.
    Plate,
    /// A photo.
    Photo,
}

impl Want {
    /// The thing of this name in the category's data.
    fn from_name(name: &str) -> Option<Self> {
        match name {
            "place" => Some(Self::Place),
            "time" => Some(Self::Time),
            "plate" => Some(Self::Plate),
            "photo" => Some(Self::Photo),
            _ => None,
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Place => "地点",
            Self::Time => "时间",
            Self::Plate => "车牌或电话",
            Self::Photo => "照片",
        }
    }

    /// Where the form asks for it.
    const fn target(self) -> &'static str {
        match self {
            Self::Place => "#where",
            Self::Time => "#when",
            Self::Plate => "#plate",
            Self::Photo => "#photo",
        }
    }
}

/// What helps in this category, in the order of its data.
pub fn wants(guide: &CategoryGuide) -> Vec<Want> {
    guide
        .coach
        .iter()
        .filter_map(|name| Want::from_name(name))
        .filter(|want| *want != Want::Plate || plate_question(guide).is_some())
        .collect()
}

/// The question that asks for a plate, telephone number or account.
pub fn plate_question(guide: &CategoryGuide) -> Option<&Question> {
    guide.questions.iter().find(|question| question.identifies.is_some())
}

fn title(count: usize) -> String {
    let number = ["", "一", "两", "三", "四"].get(count).copied().unwrap_or("几");
    format!("有这{number}样，最好查")
}

/// The card above the form.
#[crate::piece]
pub fn Coach(
    /// What helps in this category.
    wants: Vec<Want>,
) -> impl IntoView {
    let flow = expect_context::<Flow>();
    let has = move |want: Want| match want {
        Want::Place => flow.place.with(Option::is_some) || flow.typed.get().place,
        Want::Time => flow.typed.get().time,
        Want::Plate => flow.typed.get().plate,
        Want::Photo => flow.photos.get() > 0,
    };
    let heading = title(wants.len());
    let wants = StoredValue::new(wants);
    let found = move || wants.with_value(|wants| wants.iter().filter(|want| has(**want)).count());
    let items = move || wants.with_value(|wants| wants.iter().map(|want| item(*want, has(*want))).collect_view());
    view! {
        <section class="coach" aria-labelledby="coach">
            <h2 id="coach">{heading}" "<span class="soft">{move || format!("已有 {} 样", found())}</span></h2>
            <ul>{items}</ul>
        </section>
    }
}

fn item(want: Want, has: bool) -> impl IntoView {
    let (class, mark, state) = if has {
        ("is is-ok", Icon::Yes, "，已有")
    } else {
        ("todo", Icon::Ring, "，还没有")
    };
    view! {
        <li class=class>
            {icon(mark)}
            <a class="hit" href=want.target()>
                {want.label()}
                <span class="sr">{state}</span>
            </a>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::category::{AnswerKind, Identifies};

    /// The categories' data, one block of lines each.
    fn blocks() -> Vec<&'static str> {
        include_str!("../../../server/data/categories.toml")
            .split("[[category]]")
            .skip(1)
            .collect()
    }

    fn guide(block: &str) -> CategoryGuide {
        let value = |line: &str| line.split_once(" = ").map(|(_, v)| v.trim_matches('"').to_owned());
        let coach = block.lines().find(|l| l.starts_with("coach = ")).unwrap();
        let questions = block.split("[[category.question]]").skip(1).map(|q| Question {
            id: q.lines().find(|l| l.starts_with("id = ")).and_then(value).unwrap(),
            label: String::new(),
            hint: String::new(),
            identifies: q.contains("identifies = ").then_some(Identifies::Seller),
            answer: if q.contains("kind = \"text\"") {
                AnswerKind::Text {
                    max: 40,
                    placeholder: String::new(),
                }
            } else {
                AnswerKind::Choice { options: vec![] }
            },
        });
        CategoryGuide {
            category: crate::domain::category::Category::Unsure,
            name: block
                .lines()
                .find(|l| l.starts_with("name = "))
                .and_then(value)
                .unwrap(),
            hint: String::new(),
            icon: String::new(),
            kind: crate::domain::category::TipKind::Report,
            notice: String::new(),
            coach: coach
                .split('"')
                .filter(|part| part.chars().all(char::is_alphabetic))
                .map(str::to_owned)
                .collect(),
            words: vec![],
            questions: questions.collect(),
        }
    }

    #[test]
    fn whatever_a_category_coaches_its_form_asks_for() {
        let guides: Vec<_> = blocks().into_iter().map(guide).collect();
        assert_eq!(guides.len(), crate::domain::category::Category::ALL.len());
        for guide in guides {
            assert_eq!(wants(&guide).len(), guide.coach.len(), "{}", guide.name);
        }
    }

    #[test]
    fn the_title_counts() {
        assert_eq!(title(4), "有这四样，最好查");
        assert_eq!(title(1), "有这一样，最好查");
    }
}
