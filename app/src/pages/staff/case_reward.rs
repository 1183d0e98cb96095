//! On a case's page: the rewards claimed for its tips.

use leptos::prelude::*;

use super::{
    field::{Field, message, short_field},
    frame::case_address,
};
use crate::{
    domain::reward::RewardStep,
    forms::reward_form::RewardForm,
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
        text::date_time(claim.filed_at)
    );
    view! {
        <li>
            <p><b>{head}</b></p>
            <p>{claim.state.label()}{yuan}</p>
            {forms}
        </li>
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
