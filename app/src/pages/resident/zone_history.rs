//! A village's answers over time: "was my village inside on that day?", and which notice changed it.

use leptos::prelude::*;
use time::Date;

use crate::{
    components::{
        button::{Weight, back, call_button},
        error_summary::error_summary,
        link,
        status::{status_badge, status_class, status_icon},
        tag,
    },
    domain::zone::{UndeterminedReason, ZoneStatus},
    forms::FormErrors,
    icon::{Icon, icon},
    ports::{AskedDay, DayAnswer, VillageHistory, ZonePeriod},
    shell::{Page, Tab},
    text,
};

/// The page.
pub fn page(history: &VillageHistory) -> Page {
    let place = format!("{}（{}{}）", history.name, history.county, history.town);
    let wrong = matches!(&history.asked, Some(AskedDay { answer: Err(_), .. }));
    Page {
        title: if wrong {
            "日期要改一下 · 净暖".to_owned()
        } else {
            format!("{place}的禁煤区范围变过没有 · 净暖")
        },
        description: format!("{place}哪天进的禁煤区、哪天出的，依据哪份通告；选一天，就知道那天在不在里面。"),
        path: link::village_history(history.code),
        tab: Some(Tab::Check),
        islands: false,
        public: history.asked.is_none(),
        form: false,
        main: main(history),
    }
}

fn main(history: &VillageHistory) -> AnyView {
    let (typed, message) = match &history.asked {
        Some(asked) => (
            asked.typed.clone(),
            asked.answer.as_ref().err().cloned().unwrap_or_default(),
        ),
        None => (String::new(), String::new()),
    };
    let errors = if message.is_empty() {
        FormErrors::default()
    } else {
        FormErrors::one("on", message.clone())
    };
    let answer = history.asked.as_ref().and_then(|asked| asked.answer.as_ref().ok());
    view! {
        <div class="wrap read guide">
            {back(link::village(history.code), "回到村里的答案")}
            {error_summary(&errors, &["on"])}
            <h1>{format!("{}：以前在不在禁煤区？", history.name)}</h1>
            <p class="soft">{format!("{} · {}", history.county, history.town)}</p>
            {answer.map(|answer| day_answer(history, answer))}
            {day_form(history, typed, &message)}
            {periods(history)}
            <section class="gap">
                <p class="small soft">
                    "只收了政府公布过的通告。没查到通告的日子，只说“还不能确定”，不替政府下结论。"
                </p>
                <p><a class="hit" href=link::zone_notices(history.code.county())>
                    {format!("看{}的全部通告", history.county)}
                </a></p>
                <div class="do gap-s2">{call_button(Weight::Quiet, "对不上？打 12345")}</div>
            </section>
        </div>
    }
    .into_any()
}

fn day_form(history: &VillageHistory, typed: String, message: &str) -> AnyView {
    let bad = !message.is_empty();
    let described = if bad { "on-error on-hint" } else { "on-hint" };
    let wrong = bad.then(|| {
        view! { <p class="wrong" id="on-error">{icon(Icon::Alert)}<span>{message.to_owned()}</span></p> }
    });
    // A browser shows nothing in a date field for what is no date: then the words typed stand in a plain one.
    let kind = if bad { "text" } else { "date" };
    view! {
        <form class="ask" action=link::village_history(history.code)>
            <div class="field" class:bad=bad>
                <label for="on">"那天我们村在不在里面？"</label>
                <p class="hint" id="on-hint">"选一天，或写成 2025-03-01 这样"</p>
                {wrong}
                <input
                    id="on"
                    name="on"
                    type=kind
                    value=typed
                    placeholder="2025-03-01"
                    autocomplete="off"
                    maxlength="40"
                    aria-describedby=described
                    aria-invalid=bad.then_some("true")
                />
            </div>
            <p class="gap-s2"><button class="btn wide">{icon(Icon::Search)}" 查那一天"</button></p>
        </form>
    }
    .into_any()
}

fn day_answer(history: &VillageHistory, answer: &DayAnswer) -> AnyView {
    let period = &answer.period;
    let class = format!(
        "standing {}",
        match period.status {
            ZoneStatus::Outside => "is-ok",
            ZoneStatus::Undetermined => "is-ask",
            ZoneStatus::Inside => status_class(ZoneStatus::Inside),
        }
    );
    let ahead = (answer.on > history.today)
        .then(|| view! { <p class="small soft gap-s">"这一天还没到，是按现在已经公布的通告说的。"</p> });
    view! {
        <section class="gap-s2" aria-labelledby="that-day">
            <div class=class>
                {icon(status_icon(period.status))}
                <div>
                    <h2 id="that-day">{status_on(period.status)}</h2>
                    <p>{text::date(answer.on)}"，"{reason_words(period)}</p>
                </div>
            </div>
            {ahead}
        </section>
    }
    .into_any()
}

const fn status_on(status: ZoneStatus) -> &'static str {
    match status {
        ZoneStatus::Inside => "在禁煤区里",
        ZoneStatus::Outside => "不在禁煤区",
        ZoneStatus::Undetermined => "不能确定",
    }
}

fn reason_words(period: &ZonePeriod) -> AnyView {
    if let Some(source) = &period.source {
        let cut = (period.reason == Some(UndeterminedReason::CutByBoundary))
            .then_some("边界从村里穿过，要看您家在路的哪一边；");
        return view! { {cut}"依据" {source.number.clone()}{tag::demonstration(source.demonstration)} }.into_any();
    }
    "没有查到管这一天的通告".into_any()
}

fn periods(history: &VillageHistory) -> AnyView {
    let rows: Vec<_> = history
        .periods
        .iter()
        .map(|period| row(period, history.today))
        .collect();
    view! {
        <section class="gap" aria-labelledby="periods">
            <h2 id="periods">"哪天起怎么算"</h2>
            <ul class="rows gap-s">{rows}</ul>
        </section>
    }
    .into_any()
}

fn row(period: &ZonePeriod, today: Date) -> AnyView {
    let now = period.from.is_none_or(|from| from <= today) && period.last.is_none_or(|last| today <= last);
    let now = now.then(|| view! { " " <span class="tag">"现在"</span> });
    let title = period.source.as_ref().map(|source| {
        view! { <p class="small soft">{source.title.trim_end_matches("（示例）").to_owned()}</p> }
    });
    view! {
        <li class="row">
            <p><b>{span(period)}</b></p>
            <p>{status_badge(period.status)}{now}</p>
            <p class="small">{reason_words(period)}</p>
            {title}
        </li>
    }
    .into_any()
}

/// From when to when.
fn span(period: &ZonePeriod) -> String {
    match (period.from, period.last) {
        (Some(from), Some(last)) => format!("{}到{}", text::date(from), text::date(last)),
        (Some(from), None) => format!("{}到现在", text::date(from)),
        (None, Some(last)) => format!("{}和以前", text::date(last)),
        (None, None) => "到现在为止".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn history(asked: Option<AskedDay>) -> VillageHistory {
        let period = ZonePeriod {
            from: None,
            last: None,
            status: ZoneStatus::Undetermined,
            reason: Some(UndeterminedReason::NoNotice),
            source: None,
        };
        VillageHistory {
            code: "410823101221".parse().unwrap(),
            name: "某村".into(),
            town: "某镇".into(),
            county: "武陟县".into(),
            periods: vec![period],
            today: date!(2026 - 11 - 23),
            asked,
        }
    }

    #[test]
    fn a_bad_date_stays_typed_and_is_explained_beside_its_field() {
        let asked = AskedDay {
            typed: "昨天\"><script>".into(),
            answer: Err("日期没看懂".into()),
        };
        let html = page(&history(Some(asked))).main.to_html();
        assert!(html.contains("昨天&quot;&gt;&lt;script&gt;"), "{html}");
        assert!(
            html.contains(r##"href="#on""##) && html.contains(r#"id="on-error""#),
            "{html}"
        );
    }

    #[test]
    fn a_future_day_is_answered_with_a_caution() {
        let on = date!(2027 - 01 - 01);
        let period = history(None).periods[0].clone();
        let asked = AskedDay {
            typed: on.to_string(),
            answer: Ok(DayAnswer { on, period }),
        };
        let html = page(&history(Some(asked))).main.to_html();
        assert!(html.contains("2027年1月1日") && html.contains("这一天还没到"), "{html}");
    }
}
