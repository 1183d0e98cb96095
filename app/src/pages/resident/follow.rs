//! A tip's way so far, in plain words, for whoever holds its receipt.

use leptos::prelude::*;
use time::Duration;

use super::follow_act::{acts, after_closing, answer, said, summary};
use crate::{
    components::{
        button::{Weight, back, call_button},
        steps::{Step, steps},
    },
    domain::case::{CaseState, Outcome},
    icon::{Icon, icon},
    ports::{FiledProof, FollowedMessage, MessageKind, TipFollowed},
    shell::{Page, Tab},
    text,
};

/// The page. It has no address: the receipt comes by POST.
pub fn page(tip: &TipFollowed) -> Page {
    let title = if tip.errors.is_empty() {
        "您这一条办到哪了"
    } else {
        "没有存上，请再看一下"
    };
    Page {
        title: format!("{title} · 净暖"),
        description: "凭查询码看举报的办理进度。".into(),
        path: String::new(),
        tab: Some(Tab::Report),
        // None stands here; the start script lets the form send photos over a bad line.
        islands: true,
        public: false,
        form: false,
        main: main(tip),
    }
}

/// Where the case stands: icon, colour, words, and one sentence.
fn standing(tip: &TipFollowed) -> (Icon, &'static str, &'static str, String) {
    let lead = &tip.lead;
    if let Some(at) = tip.withdrawn_at {
        let words = format!(
            "{}撤回的。查不查、怎么查，由{lead}依法决定。",
            text::short_date_time(at)
        );
        return (Icon::Minus, "is-ask", "您撤回了", words);
    }
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
    let class = format!("standing {class}");
    view! {
        <div class="wrap">
            {back("/receipt", "查另一条")}
            {summary(tip)}
            {said(tip)}
            <div class="cols">
                <div>
                    <h1 class="small soft">"您这一条办到哪了"</h1>
                    <section class=class>
                        {icon(sign)}
                        <div><h2>{word}</h2><p>{sentence}</p></div>
                    </section>
                    {answer(tip)}
                    {messages(tip)}
                    {after_closing(tip)}
                    <section class="gap" aria-labelledby="way">
                        <h2 id="way">"一步一步"</h2>
                        <div class="gap-s">{steps(way(tip))}</div>
                    </section>
                    {acts(tip)}
                </div>
                <aside class="gap">
                    {facts(tip)}
                    {tip.proof.as_ref().map(proof)}
                    <p class="small soft gap-s2">"过了日子没动静，或者对结果不满意，拿着查询码打 12345。"</p>
                    <div class="do gap-s">{call_button(Weight::Quiet, "打 12345")}</div>
                    <form class="do gap-s" action=super::kept::KEPT method="post">
                        <input type="hidden" name="receipt" value=tip.receipt.digits().to_owned() />
                        <button class="btn plain">{icon(Icon::Shield)}" 看看存了我什么，要改要撤"</button>
                    </form>
                    <p class="tip care">
                        {icon(Icon::Lock)}<span>"看完把这一页关掉。别把查询码给别人看。"</span>
                    </p>
                </aside>
            </div>
        </div>
    }
    .into_any()
}

fn facts(tip: &TipFollowed) -> AnyView {
    let photos = (tip.photos > 0).then(|| {
        let count = format!("{} 张", tip.photos);
        view! { <div><dt>"照片"</dt><dd>{count}</dd></div> }
    });
    let rating = tip.rating.as_ref().map(|(score, words)| {
        let words = (!words.is_empty()).then(|| view! { <p class="said">{words.clone()}</p> });
        view! { <div><dt>"您的评价"</dt><dd>{score.label()}{words}</dd></div> }
    });
    view! {
        <dl class="facts">
            <div><dt>"什么事"</dt><dd>{tip.category.clone()}</dd></div>
            {(!tip.place.is_empty()).then(|| view! { <div><dt>"在哪"</dt><dd>{tip.place.clone()}</dd></div> })}
            <div><dt>"谁来办"</dt><dd>{tip.lead.clone()}</dd></div>
            <div><dt>"哪天报的"</dt><dd>{text::date_time(tip.filed_at)}</dd></div>
            {photos}
            {rating}
        </dl>
    }
    .into_any()
}

/// What proves when it came, folded away: whoever needs it can copy it and have it checked.
fn proof(proof: &FiledProof) -> AnyView {
    let words = if proof.holds {
        view! {
            <p>{format!("收到的时间是 {}。", text::exact_time(proof.at))}"这个时间和您报的内容，由电子签名锁在一起：改了就对不上。谁先报的，凭它证明，不用名字。"</p>
        }
        .into_any()
    } else {
        view! { <p class="wrong">{icon(Icon::Alert)}<span>"记下的时间和电子签名对不上，请拿着查询码打 12345 说明。"</span></p> }
            .into_any()
    };
    view! {
        <details>
            <summary>"您是几点几分报的，有电子签名为证"</summary>
            {words}
            <dl class="facts proof">
                <div><dt>"内容指纹"</dt><dd><code>{proof.hash.clone()}</code></dd></div>
                <div><dt>"毫秒数"</dt><dd><code>{proof.at_ms.to_string()}</code></dd></div>
                <div><dt>"签名"</dt><dd><code>{proof.signature.clone()}</code></dd></div>
                <div><dt>"公钥"</dt><dd><a href="/api/v1/evidence-key">{proof.key_id.clone()}</a></dd></div>
            </dl>
        </details>
    }
    .into_any()
}

/// What was written; the newest is what the reporter came for, so it stands above the steps.
fn messages(tip: &TipFollowed) -> AnyView {
    let quiet = tip.state == CaseState::Closed || tip.withdrawn_at.is_some();
    if tip.messages.is_empty() {
        return (!quiet)
            .then(|| {
                view! {
                    <p class="gap-s soft">"还没有回话。查的时候要是问您什么，会写在这里，隔一两天来看看。"</p>
                }
            })
            .into_any();
    }
    let items: Vec<_> = tip.messages.iter().rev().map(message).collect();
    view! {
        <section class="gap" aria-labelledby="said">
            <h2 id="said">"回话"</h2>
            <ul class="messages gap-s">{items}</ul>
        </section>
    }
    .into_any()
}

fn message(message: &FollowedMessage) -> AnyView {
    let (class, head) = match message.kind {
        MessageKind::FromOffice => (None, message.from.clone()),
        MessageKind::Question => (Some("asks"), format!("{}问您", message.from)),
        MessageKind::FromReporter => (Some("own"), "您写的".to_owned()),
    };
    let head = format!("{head} · {}", text::short_date_time(message.at));
    view! {
        <li class=class>
            <p class="small soft">{head}</p>
            <p class="said">{message.text.clone()}</p>
        </li>
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
    if tip.withdrawn_at.is_some() {
        return way;
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
mod tests;
