//! The fields of the tip's form, with what is wrong said beside each and gathered at the top.

use leptos::prelude::*;

use crate::domain::category::{self, AnswerKind, CategoryGuide};
use crate::forms::FormErrors;
use crate::icon::{Icon, icon};

/// What stands around a field.
pub struct Question<'a> {
    /// Its name in the form.
    pub name: &'a str,
    /// What is asked.
    pub label: &'a str,
    /// Help; empty for none.
    pub hint: &'a str,
    /// An example inside the field; empty for none.
    pub example: &'a str,
}

/// What is wrong with the form, in the order of its fields.
pub struct Errors<'a> {
    errors: &'a FormErrors,
    guide: &'a CategoryGuide,
}

impl<'a> Errors<'a> {
    /// The errors of a form for this category.
    pub const fn new(errors: &'a FormErrors, guide: &'a CategoryGuide) -> Self {
        Self { errors, guide }
    }

    /// Whether anything is wrong.
    pub fn any(&self) -> bool {
        !self.errors.is_empty()
    }

    /// What is wrong with a field.
    pub fn get(&self, field: &str) -> Option<&'a str> {
        self.errors.get(field)
    }

    /// The message beside a field.
    pub fn beside(&self, field: &str) -> Option<AnyView> {
        let message = self.get(field)?.to_owned();
        Some(
            view! {
                <p class="wrong" id=format!("{}-wrong", field_id(field))>
                    {icon(Icon::Alert)}
                    <span>
                        <span class="sr">"要改："</span>
                        {message}
                    </span>
                </p>
            }
            .into_any(),
        )
    }

    /// `aria-describedby` of a field: its hint and its message, where it has them.
    pub fn described(&self, field: &str, hint: Option<&str>) -> Option<String> {
        let wrong = self.get(field).map(|_| format!("{}-wrong", field_id(field)));
        let ids: Vec<String> = hint.map(str::to_owned).into_iter().chain(wrong).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// Everything that is wrong, at the top, each linked to its field; takes the focus.
    pub fn summary(&self) -> Option<AnyView> {
        if !self.any() {
            return None;
        }
        let items: Vec<AnyView> = self
            .in_order()
            .into_iter()
            .map(|(field, message)| {
                let target = format!("#{}", target(field));
                view! { <li><a href=target>{message.to_owned()}</a></li> }.into_any()
            })
            .collect();
        let title = format!("还没发出：有 {} 处要改", items.len());
        Some(
            view! {
                <section class="errors" id="errors" role="alert" tabindex="-1" autofocus aria-labelledby="errors-title">
                    <h2 id="errors-title">{title}</h2>
                    <ul>{items}</ul>
                    <p>"您填的字都还在下面。"</p>
                </section>
            }
            .into_any(),
        )
    }

    fn in_order(&self) -> Vec<(&'a str, &'a str)> {
        let mut all: Vec<_> = self.errors.iter().collect();
        all.sort_by_key(|(field, _)| self.position(field));
        all
    }

    fn position(&self, field: &str) -> usize {
        const ABOVE: [&str; 8] = [
            "village",
            "photo",
            "lat",
            "crs",
            "place_text",
            "happened_at",
            "happened_day",
            "happened_clock",
        ];
        let answers = ABOVE.len();
        let text = answers + self.guide.questions.len();
        if let Some(at) = ABOVE.iter().position(|name| *name == field) {
            return at;
        }
        let question = self
            .guide
            .questions
            .iter()
            .position(|q| field.strip_prefix("answer.") == Some(&q.id));
        question.map_or(text, |at| answers + at)
    }
}

/// The identifier of a field in the page.
pub fn field_id(field: &str) -> String {
    field.replace('.', "-")
}

/// Where the summary leads for a field: to the input itself.
fn target(field: &str) -> String {
    match field {
        "village" => "where".into(),
        "lat" | "crs" => "place_text".into(),
        "category" | "idempotency_key" => "main".into(),
        other => field_id(other),
    }
}

/// A line of text.
pub fn line(question: &Question<'_>, value: &str, max: usize, errors: &Errors<'_>) -> AnyView {
    let id = field_id(question.name);
    let hint_id = format!("{id}-hint");
    let hint = hint(question, &hint_id);
    let described = errors.described(question.name, hint.is_some().then_some(hint_id.as_str()));
    let wrong = if question.name == "place_text" {
        errors.beside("place_text").or_else(|| errors.beside("lat"))
    } else {
        errors.beside(question.name)
    };
    view! {
        <div class="field">
            <label for=id.clone()>{question.label.to_owned()}</label>
            {hint}
            {wrong}
            <input
                id=id
                type="text"
                name=question.name.to_owned()
                value=value.to_owned()
                maxlength=max.to_string()
                placeholder=question.example.to_owned()
                autocomplete="off"
                aria-describedby=described
                aria-invalid=errors.get(question.name).map(|_| "true")
            />
        </div>
    }
    .into_any()
}

/// A choice of a few.
pub fn radios(question: &Question<'_>, options: &[(&str, &str)], chosen: &str, errors: &Errors<'_>) -> AnyView {
    let id = field_id(question.name);
    let hint_id = format!("{id}-hint");
    let hint = hint(question, &hint_id);
    let described = errors.described(question.name, hint.is_some().then_some(hint_id.as_str()));
    let faces: Vec<AnyView> = options
        .iter()
        .enumerate()
        .map(|(at, (value, label))| {
            // The first carries the field's own identifier, so that the summary's link reaches it.
            let id = if at == 0 { id.clone() } else { format!("{id}-{at}") };
            view! {
                <label class="opt">
                    <input id=id type="radio" name=question.name.to_owned() value=(*value).to_owned() checked=*value == chosen />
                    <span>{(*label).to_owned()}</span>
                </label>
            }
            .into_any()
        })
        .collect();
    view! {
        <fieldset aria-describedby=described>
            <legend>{question.label.to_owned()}</legend>
            {hint}
            {errors.beside(question.name)}
            <div class=columns(options)>{faces}</div>
        </fieldset>
    }
    .into_any()
}

/// Short answers form a tidy keypad.
fn columns(options: &[(&str, &str)]) -> &'static str {
    let longest = options
        .iter()
        .map(|(_, label)| label.chars().count())
        .max()
        .unwrap_or(0);
    match options.len() {
        3 if longest <= 4 => "opts c3",
        2 | 4 if longest <= 9 => "opts c2",
        _ => "opts",
    }
}

fn hint(question: &Question<'_>, id: &str) -> Option<AnyView> {
    if question.hint.is_empty() {
        return None;
    }
    Some(view! { <p class="hint" id=id.to_owned()>{question.hint.to_owned()}</p> }.into_any())
}

/// A category's own question; the one that asks for a plate is where the coach's link leads.
pub fn category_question(
    question: &category::Question,
    answer: Option<&String>,
    errors: &Errors<'_>,
    plate: Option<&category::Question>,
) -> AnyView {
    let name = format!("answer.{}", question.id);
    let answer = answer.map_or("", String::as_str);
    let asked = Question {
        name: &name,
        label: &question.label,
        hint: &question.hint,
        example: match &question.answer {
            AnswerKind::Text { placeholder, .. } => placeholder,
            AnswerKind::Choice { .. } => "",
        },
    };
    let field = match &question.answer {
        AnswerKind::Choice { options } => {
            let options: Vec<(&str, &str)> = options.iter().map(|o| (o.value.as_str(), o.label.as_str())).collect();
            radios(&asked, &options, answer, errors)
        }
        AnswerKind::Text { max, .. } => line(&asked, answer, *max, errors),
    };
    if plate.is_some_and(|p| p.id == question.id) {
        view! { <div id="plate">{field}</div> }.into_any()
    } else {
        field
    }
}
