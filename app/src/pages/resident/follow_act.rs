//! What a reporter may do with a tip: each a plain form that carries the receipt in its body.

use leptos::prelude::*;

use crate::{
    components::{error_summary::error_summary, textarea::Textarea},
    domain::{
        reporter::{Deed, Score},
        tip::PHOTOS_MAX,
    },
    forms::follow_form::{MESSAGE_MAX, REASON_MAX},
    icon::{Icon, icon},
    ports::{Said, TipFollowed},
    text,
};

/// Where every form goes; the receipt is never in it.
const ADDRESS: &str = "/receipt/act";

/// What is wrong with a refused form; where its form is no longer offered, what was typed into it all the same.
pub fn summary(tip: &TipFollowed) -> AnyView {
    let refused = tip.typed.action.parse::<Deed>().ok();
    let gone = refused.filter(|deed| !tip.may.contains(deed));
    let kept = gone.filter(|_| !tip.errors.is_empty()).and_then(|deed| {
        let text = match deed {
            Deed::Write | Deed::AddPhotos => &tip.typed.text,
            Deed::Rate => &tip.typed.words,
            Deed::Reopen | Deed::Withdraw | Deed::Claim => &tip.typed.reason,
        };
        (!text.is_empty()).then(|| {
            view! {
                <section class="panel gap-s" aria-labelledby="kept">
                    <h2 id="kept" class="h3">"您刚才写的，没有存"</h2>
                    <p class="said">{text.clone()}</p>
                </section>
            }
        })
    });
    let order = ["text", "photo", "score", "words", "reason", "sure"];
    let wrongs = gone.map_or_else(|| error_summary(&tip.errors, &order), |_| refusal(tip));
    view! {
        {wrongs}
        {kept}
    }
    .into_any()
}

/// Why something may not be done, where there is no field left to stand beside.
fn refusal(tip: &TipFollowed) -> AnyView {
    let reasons: Vec<_> = tip
        .errors
        .iter()
        .map(|(_, message)| view! { <p>{message.to_owned()}</p> })
        .collect();
    (!reasons.is_empty())
        .then(|| {
            view! {
                <section class="errors" id="errors" role="alert" tabindex="-1" autofocus=true aria-labelledby="errors-title">
                    <h2 id="errors-title">"没有存上"</h2>
                    {reasons}
                </section>
            }
        })
        .into_any()
}

/// What was just done.
pub fn said(tip: &TipFollowed) -> Option<AnyView> {
    let words = match tip.said? {
        Said::Did(Deed::Write) => format!("已经发给{}了。", tip.lead),
        Said::Did(Deed::AddPhotos) => format!("照片收到了，已经发给{}。", tip.lead),
        Said::Did(Deed::Withdraw) => "这条线索撤回了。".to_owned(),
        Said::Did(Deed::Rate) => "您的评价记下了，谢谢您。".to_owned(),
        Said::Did(Deed::Reopen) => format!("申请收到了，案子回到{}，期限重新算。", tip.lead),
        Said::Did(Deed::Claim) => "申请记下了，先后按您当时报的时间算。".to_owned(),
        Said::Before => "这一条刚才已经收到了，没有重复记。".to_owned(),
    };
    Some(
        view! {
            <p class="tip did" role="status" id="did" tabindex="-1" autofocus=true>
                {icon(Icon::Yes)}<b>{words}</b>
            </p>
        }
        .into_any(),
    )
}

/// The form to write, where the office waits for an answer: above everything else.
pub fn answer(tip: &TipFollowed) -> Option<AnyView> {
    let asked = tip.asked()?;
    tip.may.contains(&Deed::Write).then(|| {
        let head = format!("{} · {}", asked.from, text::short_date_time(asked.at));
        view! {
            <section class="panel gap asked" aria-labelledby="asked">
                <h2 id="asked">{icon(Icon::Ask)}" 正等您回答"</h2>
                <p class="small soft">{head}</p>
                <p class="said big-p">{asked.text.clone()}</p>
                {write(tip, "您的回答")}
            </section>
        }
        .into_any()
    })
}

/// What the result asks of the reporter: it stands above the way that led there.
pub fn after_closing(tip: &TipFollowed) -> AnyView {
    let can = |deed| tip.may.contains(&deed);
    view! {
        {can(Deed::Rate).then(|| rate(tip))}
        {can(Deed::Reopen).then(|| reopen(tip))}
        {reward(tip)}
    }
    .into_any()
}

/// Everything else that may be done.
pub fn acts(tip: &TipFollowed) -> AnyView {
    let can = |deed| tip.may.contains(&deed);
    let add = (can(Deed::Write) && tip.asked().is_none()).then(|| {
        view! {
            <section class="gap" aria-labelledby="add">
                <h2 id="add">"还有情况要说"</h2>
                {write(tip, "要补充的话")}
            </section>
        }
    });
    view! {
        {add}
        {can(Deed::Withdraw).then(|| withdraw(tip))}
    }
    .into_any()
}

fn hidden(tip: &TipFollowed, deed: Deed) -> AnyView {
    view! {
        <input type="hidden" name="receipt" value=tip.receipt.digits().to_owned() />
        <input type="hidden" name="once" value=tip.once.clone() />
        <input type="hidden" name="action" value=deed.code() />
    }
    .into_any()
}

/// The message beside a field.
fn wrong(tip: &TipFollowed, field: &str) -> Option<AnyView> {
    tip.errors.get(field).map(|message| {
        view! {
            <p class="wrong" id=format!("{field}-error")>{icon(Icon::Alert)}<span>{message.to_owned()}</span></p>
        }
        .into_any()
    })
}

/// The identifiers of a field's notes.
fn described(tip: &TipFollowed, field: &str, hint: bool) -> Option<String> {
    let wrong = tip.errors.get(field).map(|_| format!("{field}-error"));
    let ids: Vec<String> = wrong.into_iter().chain(hint.then(|| format!("{field}-hint"))).collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// A text with its label, hint and message.
fn words(tip: &TipFollowed, field: &'static str, label: &'static str, hint: &'static str, max: usize) -> AnyView {
    let value = match field {
        "text" => &tip.typed.text,
        "words" => &tip.typed.words,
        _ => &tip.typed.reason,
    };
    let has_hint = !hint.is_empty();
    view! {
        <div class="field" class:bad=tip.errors.get(field).is_some()>
            <label for=field>{label}</label>
            {has_hint.then(|| view! { <p class="hint" id=format!("{field}-hint")>{hint}</p> })}
            {wrong(tip, field)}
            <Textarea
                id=field
                name=field
                value=value.clone()
                max=max
                described=described(tip, field, has_hint)
                invalid=tip.errors.get(field).is_some()
            />
        </div>
    }
    .into_any()
}

/// Words and photos in one form: whoever has both sends both at once. The phone makes the photos small and sends them
/// piece by piece where scripts run.
fn write(tip: &TipFollowed, label: &'static str) -> AnyView {
    view! {
        <form action=ADDRESS method="post" enctype="multipart/form-data" data-photos=PHOTOS_MAX.to_string()>
            {hidden(tip, Deed::Write)}
            {words(tip, "text", label, "知道多少说多少。别写自己的姓名和电话。", MESSAGE_MAX)}
            {tip.may.contains(&Deed::AddPhotos).then(|| photos(tip))}
            <p class="say small soft" role="status"></p>
            <p class="gap-s2"><button class="btn wide">{icon(Icon::Send)}" 发出去"</button></p>
        </form>
    }
    .into_any()
}

fn photos(tip: &TipFollowed) -> AnyView {
    let again = (!tip.errors.is_empty()).then_some(" 刚才选过的要是不在下面，请再选一次。");
    let hint = format!("一次最多 {PHOTOS_MAX} 张。给人看的照片都去掉了拍摄位置。");
    view! {
        <fieldset class="pictures">
            <legend>"照片（可不加）"</legend>
            <p class="hint" id="photo-hint">{hint}{again}</p>
            // Where no script makes them small, the file goes as it is, and is sealed as it came.
            <p class="hint" id="photo-as-it-is">
                "照片原样封存作证据，里面记着的拍摄位置也在其中，只有查办的人按规定才能打开。"
            </p>
            {wrong(tip, "photo")}
            <ul class="photos" hidden=true></ul>
            <template>{photo()}</template>
            <label class="add">
                <b>{icon(Icon::Plus)}" 加照片"</b>
                <small></small>
                <input
                    id="photo"
                    type="file"
                    name="photo"
                    accept="image/*"
                    multiple
                    aria-describedby=described(tip, "photo", true)
                />
            </label>
        </fieldset>
    }
    .into_any()
}

/// A photo that was picked, as the script fills it.
fn photo() -> AnyView {
    view! {
        <li>
            <div class="pic">
                <img alt="" hidden=true />
                <span class="state"></span>
                <button type="button" class="rm" data-act="drop"><span>{icon(Icon::X)}</span></button>
            </div>
            <progress max="100" value="0" hidden=true></progress>
            <div class="acts"><button type="button" data-act="cover">"遮挡"</button></div>
        </li>
    }
    .into_any()
}

fn rate(tip: &TipFollowed) -> AnyView {
    let faces: Vec<_> = Score::ALL
        .into_iter()
        .map(|score| {
            let number = score.number().to_string();
            // The first carries the field's own identifier, so that the summary's link reaches it.
            let id = if score == Score::ALL[0] {
                "score".to_owned()
            } else {
                format!("score-{number}")
            };
            let chosen = tip.typed.score == number;
            view! {
                <label class="opt">
                    <input id=id type="radio" name="score" value=number checked=chosen />
                    <span>{score.label()}</span>
                </label>
            }
        })
        .collect();
    view! {
        <section class="panel gap" aria-labelledby="rate">
            <h2 id="rate">"办得怎么样？"</h2>
            <form action=ADDRESS method="post" enctype="multipart/form-data">
                {hidden(tip, Deed::Rate)}
                <fieldset class="field-s" aria-describedby=described(tip, "score", false)>
                    <legend class="sr">"满意不满意"</legend>
                    {wrong(tip, "score")}
                    <div class="opts">{faces}</div>
                </fieldset>
                {words(tip, "words", "想说的话（可不写）", "", REASON_MAX)}
                <p class="gap-s2"><button class="btn wide">"交上评价"</button></p>
            </form>
        </section>
    }
    .into_any()
}

fn reopen(tip: &TipFollowed) -> AnyView {
    let until = tip.reopen_until.map(|until| {
        // The instant is the end of the last day.
        let day = text::date_time(until - time::Duration::seconds(1));
        format!("{} 之前可以申请，只有一回。", day.split(' ').next().unwrap_or_default())
    });
    let open = tip.typed.action == Deed::Reopen.code();
    view! {
        <section class="gap">
            <details open=open>
                <summary>"没办好？申请再办一次"</summary>
                <form action=ADDRESS method="post" enctype="multipart/form-data">
                    {hidden(tip, Deed::Reopen)}
                    <p>{until}" 案子会回到经办单位，期限重新算。"</p>
                    {words(tip, "reason", "为什么要再办", "比如：还在卖、说的不是那一家。", REASON_MAX)}
                    <p class="gap-s2"><button class="btn quiet wide">"申请再办一次"</button></p>
                </form>
            </details>
        </section>
    }
    .into_any()
}

/// The reward: what the rule says, how far the claim has come; where no rule is known, that.
fn reward(tip: &TipFollowed) -> Option<AnyView> {
    let reward = &tip.reward;
    if !reward.found && reward.claim.is_none() {
        return None;
    }
    let filed = format!(
        "您是 {} 报的，先后按这个时间算，不用留名。",
        text::date_time(tip.filed_at)
    );
    let content = match (reward.claim, reward.document.as_str()) {
        (Some(state), _) => {
            let yuan = reward.yuan.map(|yuan| view! { <p class="big-p">{format!("{yuan} 元")}</p> });
            let reason = (!reward.reason.is_empty()).then(|| view! { <p class="said">{reward.reason.clone()}</p> });
            view! { <p><b>{state.label()}</b></p>{yuan}{reason}<p class="small soft">{filed}</p> }.into_any()
        }
        (None, "") => view! {
            <p>"焦作举报散煤的奖励办法和金额，这里还没有公布，所以现在不能申请，也不说能有多少。"</p>
            <p class="small soft">{filed}" 查询码请收好，公布以后可以凭它申请。"</p>
        }
        .into_any(),
        (None, document) => view! {
            <p>{format!("依据：{document}。")}</p>
            <p class="small soft">{filed}</p>
            {wrong(tip, "reward")}
            <form action=ADDRESS method="post" enctype="multipart/form-data">
                {hidden(tip, Deed::Claim)}
                <p class="gap-s2"><button id="reward" class="btn quiet wide" disabled=!tip.may.contains(&Deed::Claim)>"申请奖励"</button></p>
            </form>
        }
        .into_any(),
    };
    Some(
        view! {
            <section class="panel warm gap" aria-labelledby="prize">
                <h2 id="prize">"奖励"</h2>
                {content}
            </section>
        }
        .into_any(),
    )
}

fn withdraw(tip: &TipFollowed) -> AnyView {
    let open = tip.typed.action == Deed::Withdraw.code();
    view! {
        <section class="gap">
            <details open=open>
                <summary>"报错了？撤回这条线索"</summary>
                <form action=ADDRESS method="post" enctype="multipart/form-data">
                    {hidden(tip, Deed::Withdraw)}
                    <p>"撤回以后不能再补充，也不能再领奖励。违法的事，单位知道了还可能照样查。"</p>
                    {wrong(tip, "sure")}
                    <label class="sure">
                        <input id="sure" type="checkbox" name="sure" value="yes" aria-describedby=described(tip, "sure", false) />
                        <span>"我想好了，真的撤回"</span>
                    </label>
                    <p class="gap-s2"><button class="btn quiet wide">"撤回"</button></p>
                </form>
            </details>
        </section>
    }
    .into_any()
}
