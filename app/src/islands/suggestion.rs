//! The villages suggested while a name is being typed: asked for after a pause, shown only if still wanted.
//! The phone answers itself once it holds the file; until then the server does.

use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::phone::{self, Answered, Unreachable};
use crate::ports::Choices;
use crate::text;

/// Typing must rest this long before anybody is asked.
pub const PAUSE: Duration = Duration::from_millis(150);
/// While an input method still composes: long enough that half a word is rarely asked for, yet keyboards that compose
/// everything (most on Android) get suggestions too.
pub const PAUSE_COMPOSING: Duration = Duration::from_millis(700);

/// The suggestions of one input.
#[derive(Clone, Copy)]
pub struct Suggestions {
    choices: RwSignal<Choices>,
    open: RwSignal<bool>,
    active: RwSignal<Option<usize>>,
    said: RwSignal<String>,
    newest: StoredValue<u32>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

impl Suggestions {
    /// None yet.
    pub fn new() -> Self {
        Self {
            choices: RwSignal::new(Choices::default()),
            open: RwSignal::new(false),
            active: RwSignal::new(None),
            said: RwSignal::new(String::new()),
            newest: StoredValue::new(0),
            timer: StoredValue::new(None),
        }
    }

    /// What fits.
    pub fn choices(self) -> Choices {
        self.choices.get()
    }

    /// What fits, without watching it.
    pub fn choices_now(self) -> Choices {
        self.choices.get_untracked()
    }

    /// Whether the list is shown.
    pub fn is_open(self) -> bool {
        self.open.get() && self.choices.with(|c| !c.villages.is_empty())
    }

    /// The suggestion under the arrow keys.
    pub fn active(self) -> Option<usize> {
        self.active.get().filter(|_| self.is_open())
    }

    /// What a screen reader hears.
    pub fn said(self) -> String {
        self.said.get()
    }

    /// Asks for `text` once typing has rested for `pause`.
    pub fn typed(self, text: String, pause: Duration) {
        let number = self.forget_question();
        if text.trim().is_empty() {
            self.show(Choices::default(), String::new());
            return;
        }
        let timer = set_timeout_with_handle(move || self.ask(text, number), pause);
        self.timer.set_value(timer.ok());
    }

    /// Asks at once.
    pub fn asked(self, text: String) {
        let number = self.forget_question();
        self.ask(text, number);
    }

    /// Shows the list again if there is anything to show, and makes the phone ready to answer itself.
    pub fn reopen(self) {
        self.open.set(true);
        spawn_local(async {
            _ = phone::prepare().await;
        });
    }

    /// Hides the list; what is still on its way is dropped.
    pub fn close(self) {
        self.forget_question();
        self.open.set(false);
        self.active.set(None);
    }

    /// Moves by an arrow key; says whether the key did anything.
    pub fn moved(self, key: &str) -> bool {
        let count = self.choices.with_untracked(|c| c.villages.len());
        let Some(active) = neighbour(self.active.get_untracked(), count, key) else {
            return false;
        };
        self.open.set(true);
        self.active.set(Some(active));
        true
    }

    /// Makes whatever was asked before stale, and numbers the next question.
    fn forget_question(self) -> u32 {
        if let Some(timer) = self.timer.get_value() {
            timer.clear();
        }
        self.newest.update_value(|n| *n = n.wrapping_add(1));
        self.newest.get_value()
    }

    fn ask(self, text: String, number: u32) {
        spawn_local(async move {
            let answer = match phone::suggest(text).await {
                Ok(answer) => answer.await,
                Err(unreachable) => Err(unreachable),
            };
            // Typed on, or gone from the page.
            if self.newest.try_get_value() != Some(number) {
                return;
            }
            match answer {
                Ok(Answered {
                    answer,
                    as_of,
                    is_unsure,
                    ..
                }) => {
                    let mut said = summary(answer.villages.len(), answer.total);
                    if let Some(day) = as_of.filter(|_| is_unsure) {
                        said.push_str(&format!("按{}存下的资料。", text::short_date(day)));
                    }
                    self.show(answer, said);
                }
                Err(Unreachable) => self.show(Choices::default(), "现在连不上网，可以按按钮再试。".into()),
            }
        });
    }

    fn show(self, choices: Choices, said: String) {
        self.active.set(None);
        self.open.set(true);
        self.choices.set(choices);
        self.said.set(said);
    }
}

/// What is said of an answer that shows `shown` of `total` villages.
fn summary(shown: usize, total: usize) -> String {
    match (shown, total) {
        (0, _) => "没找到，换个字或者拼音试试。".into(),
        (_, total) if total > shown => format!("先列出 {shown} 个，一共有 {total} 个，多打一个字能少些。"),
        _ => format!("有 {shown} 个村，选您说的那个。"),
    }
}

/// Where an arrow key leads among `count` suggestions, around the ends; none for any other key.
fn neighbour(active: Option<usize>, count: usize, key: &str) -> Option<usize> {
    if count == 0 {
        return None;
    }
    match (key, active) {
        ("ArrowDown", Some(at)) => Some((at + 1) % count),
        ("ArrowDown", None) => Some(0),
        ("ArrowUp", Some(at)) => Some((at + count - 1) % count),
        ("ArrowUp", None) => Some(count - 1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_go_around_the_ends() {
        assert_eq!(neighbour(None, 3, "ArrowDown"), Some(0));
        assert_eq!(neighbour(Some(2), 3, "ArrowDown"), Some(0));
        assert_eq!(neighbour(None, 3, "ArrowUp"), Some(2));
        assert_eq!(neighbour(Some(0), 3, "ArrowUp"), Some(2));
        assert_eq!(neighbour(Some(1), 3, "Home"), None);
        assert_eq!(neighbour(None, 0, "ArrowDown"), None);
    }

    #[test]
    fn a_cut_list_says_how_many_there_are() {
        assert!(summary(0, 0).contains("没找到"));
        assert!(summary(8, 21).contains("一共有 21 个"));
        assert!(!summary(8, 8).contains("一共"));
    }
}
