//! On a case's page: the rewards claimed for its tips.

use leptos::prelude::*;
use time::OffsetDateTime;

use super::{
    field::{Field, message, short_field},
    frame::case_address,
};
use crate::{
    domain::reward::RewardStep,
    forms::reward_form::RewardForm,
    icon::{Icon, icon},
    ports::{CasePage, RewardClaimed, SignedIn},
    text,
};

/// The claims; nothing where there are none.
pub fn rewards(data: &CasePage, signed_in: &SignedIn) -> Option<AnyView> {
    if data.rewards.is_empty() {
        return None;
    }
    let items: Vec<_> = data
        .rewards
        .iter()
        .map(|claim| reward(data, claim, signed_in))
        .collect();
    let document = format!("依据：{}", data.reward_document);
    Some(
        view! {
            <section class="box" aria-labelledby="rw">
                <h2 id="rw">"奖励申请 " <small>"凭查询码申请，没有姓名"</small></h2>
                <p class="note">{document}</p>
                {message("reward", data.errors.get("reward"))}
                <ul class="talk">{items}</ul>
                <p class="note">"身份只在发奖时当面核对，封存以后只有经办单位写明理由才能打开。"</p>
            </section>
        }
        .into_any(),
    )
}

fn reward(data: &CasePage, claim: &RewardClaimed, signed_in: &SignedIn) -> AnyView {
    let yuan = claim.yuan.map(|yuan| format!("，{yuan} 元")).unwrap_or_default();
    let forms: Vec<_> = claim
        .steps
        .iter()
        .map(|step| form(data, claim, *step, signed_in))
        .collect();
    let head = format!(
        "{}：本案第 {} 个报的，{}",
        claim.label,
        claim.place,
        text::exact_time(claim.filed_at)
    );
    view! {
        <li>
            <p><b>{head}</b></p>
            <p>{claim.state.label()}{yuan}</p>
            {proof(claim)}
            {forms}
        </li>
    }
    .into_any()
}

/// Whether the server's signatures prove the time and the order: nobody's name is needed for that.
fn proof(claim: &RewardClaimed) -> AnyView {
    let time = match claim.signed {
        Some(true) => view! { <p class="ck ok">{icon(Icon::Tick)} " 收件时间有签名，对得上"</p> }.into_any(),
        Some(false) => {
            view! { <p class="wrong">{icon(Icon::Alert)} " 收件时间和签名对不上，可能被改过"</p> }.into_any()
        }
        None => view! { <p class="wrong">{icon(Icon::Alert)} " 收件时间没有签名"</p> }.into_any(),
    };
    let order = if claim.unproven.is_empty() {
        view! { <p class="ck ok">{icon(Icon::Tick)} " 先后有签名证明：本案每条线索的时间都对得上"</p> }.into_any()
    } else {
        let words = format!(" 先后没有证明：{} 的时间没有有效的签名", claim.unproven.join("、"));
        view! { <p class="wrong">{icon(Icon::Alert)} {words}</p> }.into_any()
    };
    let photos = claim
        .photos
        .iter()
        .zip(1..)
        .map(|(photo, at)| signed_photo(photo, at))
        .collect_view();
    view! {
        <div class="proof">
            {time}
            {order}
            <details>
                <summary>"指纹和照片的收件时间"</summary>
                <dl class="kv">
                    <div><dt>"线索指纹"</dt><dd><code>{claim.hash.clone()}</code></dd></div>
                    {photos}
                </dl>
            </details>
        </div>
    }
    .into_any()
}

fn signed_photo((hash, came, signed): &(String, Option<OffsetDateTime>, Option<bool>), at: usize) -> AnyView {
    let came = came.map_or_else(|| "没有记录".to_owned(), text::exact_time);
    let signed = match signed {
        Some(true) => view! { {icon(Icon::Tick)} " 签名有效" }.into_any(),
        Some(false) => view! { <b class="wrong">{icon(Icon::Alert)} " 签名对不上"</b> }.into_any(),
        None => "没有签名".into_any(),
    };
    view! {
        <div><dt>{format!("照片 {at}")}</dt><dd>{came} " " {signed} " " <code>{hash.clone()}</code></dd></div>
    }
    .into_any()
}

fn form(data: &CasePage, claim: &RewardClaimed, step: RewardStep, signed_in: &SignedIn) -> AnyView {
    let typed = &data.reward_form;
    let is_typed = typed.claim == claim.id.to_string() && typed.step == step.code();
    let kept = |value: &'static str, of: fn(&RewardForm) -> &String| {
        if is_typed { of(typed).as_str() } else { value }
    };
    let (button, fields) = match step {
        RewardStep::ConfirmFirst => ("确认是最先报的", vec![]),
        RewardStep::SetAmount => (
            "定金额",
            vec![Field {
                id: "yuan",
                name: "yuan",
                label: "金额（元）",
                hint: "按办法定，由另一个人定。",
                value: kept("", |form| &form.yuan),
                error: data.errors.get("yuan"),
            }],
        ),
        RewardStep::Refuse => (
            "不批",
            vec![Field {
                id: "reward_reason",
                name: "reason",
                label: "为什么不批",
                hint: "举报人能看到。",
                value: kept("", |form| &form.reason),
                error: data.errors.get("reward_reason"),
            }],
        ),
        RewardStep::Pay => (
            "登记已经发放",
            vec![
                Field {
                    id: "receipt",
                    name: "receipt",
                    label: "领奖人带来的查询码",
                    hint: "对上了才是这条线索的举报人。不保存。",
                    value: kept("", |form| &form.receipt),
                    error: data.errors.get("receipt"),
                },
                Field {
                    id: "payee",
                    name: "payee",
                    label: "领奖人姓名",
                    hint: "加密封存，不进工作单。",
                    value: kept("", |form| &form.payee),
                    error: data.errors.get("payee"),
                },
                Field {
                    id: "document",
                    name: "document",
                    label: "证件号码",
                    hint: "加密封存。",
                    value: kept("", |form| &form.document),
                    error: data.errors.get("document"),
                },
            ],
        ),
    };
    let fields: Vec<_> = fields.iter().map(|field| short_field(field, "text", "off")).collect();
    view! {
        <form method="post" class="fl" action=format!("{}/reward", case_address(&data.row.number))>
            <input type="hidden" name="csrf" value=signed_in.csrf.clone() />
            <input type="hidden" name="claim" value=claim.id.to_string() />
            <input type="hidden" name="step" value=step.code() />
            {fields}
            <button class="b">{button}</button>
        </form>
    }
    .into_any()
}
