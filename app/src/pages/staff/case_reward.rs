//! On a case's page: the rewards claimed for its tips.

use leptos::prelude::*;

use super::{
    field::{Field, message, short_field},
    frame::case_address,
};
use crate::{
    domain::reward::RewardStep,
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
                <p class="note">"发奖要当面核对身份，这里还不能登记发放。"</p>
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
    let (button, field) = match step {
        RewardStep::ConfirmFirst => ("确认是最先报的", None),
        RewardStep::SetAmount => (
            "定金额",
            Some(Field {
                id: "yuan",
                name: "yuan",
                label: "金额（元）",
                hint: "按办法定，由另一个人定。",
                value: "",
                error: data.errors.get("yuan"),
            }),
        ),
        RewardStep::Refuse => (
            "不批",
            Some(Field {
                id: "reward_reason",
                name: "reason",
                label: "为什么不批",
                hint: "举报人能看到。",
                value: "",
                error: data.errors.get("reward_reason"),
            }),
        ),
        RewardStep::Pay => return ().into_any(),
    };
    let field = field.map(|field| short_field(&field, "text", "off"));
    view! {
        <form method="post" class="fl" action=format!("{}/reward", case_address(&data.row.number))>
            <input type="hidden" name="csrf" value=signed_in.csrf.clone() />
            <input type="hidden" name="claim" value=claim.id.to_string() />
            <input type="hidden" name="step" value=step.code() />
            {field}
            <button class="b">{button}</button>
        </form>
    }
    .into_any()
}
