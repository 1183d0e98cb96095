//! A tip's way so far, in plain words, for whoever holds its receipt.

use leptos::prelude::*;
use time::Duration;

use crate::{
    components::{
        button::{Weight, back, call_button},
        steps::{Step, steps},
    },
    domain::case::{CaseState, Outcome},
    icon::{Icon, icon},
    ports::{FollowedMessage, TipFollowed},
    shell::{Page, Tab},
    text,
};

/// The page. It has no address: the receipt comes by POST.
pub fn page(tip: &TipFollowed) -> Page {
    Page {
        title: "您的举报办到哪了 · 净暖".into(),
        description: "凭查询码看举报的办理进度。".into(),
        path: String::new(),
        tab: Some(Tab::Report),
        islands: false,
        public: false,
        form: false,
        main: main(tip),
    }
}

/// Where the case stands: icon, colour, words, and one sentence.
fn standing(tip: &TipFollowed) -> (Icon, &'static str, &'static str, String) {
    let lead = &tip.lead;
    match (tip.state, tip.outcome) {
        (CaseState::Held, _) => (
            Icon::Clock,
            "is-ask",
            "正在核对",
            format!("收到了。这会儿来得太多，散烧办先核对，再转给{lead}，期限照样算。"),
        ),
        (CaseState::Closed, Some(Outcome::Declined)) => (
            Icon::Alert,
            "is-ask",
            "没有受理",
            "核对下来没有转给办理单位。真有人烧煤、卖煤的，请再报一次，或者打 12345。".into(),
        ),
        (CaseState::Submitted, _) => (Icon::Clock, "is-ask", "等着签收", format!("{lead}还没签收。")),
        (CaseState::Accepted, _) => (Icon::Clock, "is-go", "有人接手了", format!("{lead}已经签收。")),
        (CaseState::Investigating, _) => (Icon::Search, "is-go", "正在查", format!("{lead}正在核查。")),
        (CaseState::Rectifying, _) => (Icon::Alert, "is-go", "正在改", "查到了问题，正在让对方改。".into()),
        (CaseState::Reinspecting, _) => (Icon::Search, "is-go", "正在复查", "看看是不是真改了。".into()),
        (CaseState::Returned, _) => (
            Icon::Ask,
            "is-ask",
            "在定由谁来办",
            "该归哪个单位办，由市散烧办定，期限照样算。".into(),
        ),
        (CaseState::Closed, outcome) => (
            Icon::Yes,
            "is-ok",
            "办结了",
            outcome.map_or("", Outcome::label).to_owned(),
        ),
    }
}

fn main(tip: &TipFollowed) -> AnyView {
    let (sign, class, word, sentence) = standing(tip);
    let closed = tip.state == CaseState::Closed;
    let class = format!("standing {class}");
    view! {
        <div class="wrap">
            {back("/receipt", "查另一条")}
            <div class="cols">
                <div>
                    <h1 class="small soft">"您的举报办到哪了"</h1>
                    <section class=class>
                        {icon(sign)}
                        <div><h2>{word}</h2><p>{sentence}</p></div>
                    </section>
                    {messages(&tip.messages, closed)}
                    <section class="gap" aria-labelledby="way">
                        <h2 id="way">"一步一步"</h2>
                        <div class="gap-s">{steps(way(tip))}</div>
                    </section>
                </div>
                <aside class="gap">
                    <dl class="facts">
                        <div><dt>"什么事"</dt><dd>{tip.category.clone()}</dd></div>
                        {(!tip.place.is_empty()).then(|| view! { <div><dt>"在哪"</dt><dd>{tip.place.clone()}</dd></div> })}
                        <div><dt>"谁来办"</dt><dd>{tip.lead.clone()}</dd></div>
                        <div><dt>"哪天报的"</dt><dd>{text::date_time(tip.filed_at)}</dd></div>
                    </dl>
                    <p class="small soft gap-s2">"过了日子没动静，或者对结果不满意，拿着查询码打 12345。"</p>
                    <div class="do gap-s">{call_button(Weight::Quiet, "打 12345")}</div>
                    <p class="tip care">
                        {icon(Icon::Lock)}<span>"看完把这一页关掉。别把查询码给别人看。"</span>
                    </p>
                </aside>
            </div>
        </div>
    }
    .into_any()
}

/// What the offices wrote; the newest is what the reporter came for, so it stands above the steps.
fn messages(list: &[FollowedMessage], closed: bool) -> AnyView {
    if list.is_empty() {
        let words = if closed {
            ""
        } else {
            "还没有回话。查的时候要是问您什么，会写在这里，隔一两天来看看。"
        };
        return (!words.is_empty())
            .then(|| view! { <p class="gap-s soft">{words}</p> })
            .into_any();
    }
    let items: Vec<_> = list
        .iter()
        .rev()
        .map(|message| {
            view! {
                <li>
                    <p class="small soft">{format!("{} · {}", message.from, text::short_date_time(message.at))}</p>
                    <p class="said">{message.text.clone()}</p>
                </li>
            }
        })
        .collect();
    view! {
        <section class="gap" aria-labelledby="said">
            <h2 id="said">"给您的回话"</h2>
            <ul class="messages gap-s">{items}</ul>
        </section>
    }
    .into_any()
}

/// What happened, then what is still to come with its dates.
fn way(tip: &TipFollowed) -> Vec<Step> {
    let mut way: Vec<_> = tip
        .history
        .iter()
        .map(|step| Step::done(step.text.clone(), text::date_time(step.at)))
        .collect();
    if way.is_empty() {
        way.push(Step::done("已收到", text::date_time(tip.filed_at)));
    }
    if matches!(tip.state, CaseState::Held | CaseState::Submitted) {
        way.push(Step::next("签收", format!("{} 前", text::date_time(tip.accept_by))));
    }
    if tip.state != CaseState::Closed {
        // The instant is the end of the last day.
        let last = text::date_time(tip.close_by - Duration::seconds(1));
        let day = last.split(' ').next().unwrap_or_default();
        way.push(Step::next("办结，告诉您结果", format!("最晚 {day}")));
    }
    way
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::FollowedStep;
    use time::macros::datetime;

    fn tip(state: CaseState, outcome: Option<Outcome>) -> TipFollowed {
        TipFollowed {
            state,
            outcome,
            category: "流动卖煤车".into(),
            category_code: crate::domain::category::Category::MobileVendor,
            place: "修武县七贤镇".into(),
            filed_at: datetime!(2025-11-05 14:32 +8),
            lead: "修武县交通运输局".into(),
            area: "410821".into(),
            accept_by: datetime!(2025-11-06 14:32 +8),
            close_by: datetime!(2025-11-20 0:00 +8),
            history: vec![FollowedStep {
                at: datetime!(2025-11-05 14:32 +8),
                state: CaseState::Submitted,
                text: "已收到".into(),
            }],
            messages: vec![],
        }
    }

    #[test]
    fn what_is_to_come_has_its_dates() {
        let html = page(&tip(CaseState::Submitted, None)).main.to_html();
        assert!(
            html.contains("2025年11月6日 14:32 前") && html.contains("最晚 2025年11月19日"),
            "{html}"
        );
    }

    #[test]
    fn a_closed_case_shows_its_outcome_and_nothing_to_come() {
        let html = page(&tip(CaseState::Closed, Some(Outcome::Violation))).main.to_html();
        assert!(html.contains("查到违法，已处理") && !html.contains("最晚"), "{html}");
    }

    #[test]
    fn a_held_tip_says_so_and_one_not_taken_on_says_what_to_do() {
        let held = page(&tip(CaseState::Held, None)).main.to_html();
        assert!(held.contains("散烧办先核对") && held.contains("签收"), "{held}");
        let declined = page(&tip(CaseState::Closed, Some(Outcome::Declined))).main.to_html();
        assert!(
            declined.contains("没有受理") && declined.contains("再报一次"),
            "{declined}"
        );
    }

    #[test]
    fn replies_are_shown_newest_first_and_escaped() {
        let mut tip = tip(CaseState::Investigating, None);
        for (hour, text) in [(1, "先回的"), (2, "<script>后回的")] {
            tip.messages.push(FollowedMessage {
                at: datetime!(2025-11-06 0:00 +8) + Duration::hours(hour),
                from: "修武县交通运输局".into(),
                text: text.into(),
            });
        }
        let html = page(&tip).main.to_html();
        assert!(html.find("后回的").unwrap() < html.find("先回的").unwrap());
        assert!(!html.contains("<script>"));
    }
}
