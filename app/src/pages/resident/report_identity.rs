//! A name and a telephone number, for those who want to be called back: below a notice, closed unless asked for.

use leptos::prelude::*;

use super::report_field::{Errors, Question, line};
use crate::domain::identity::{NAME_MAX, PHONE_MAX};
use crate::islands::report_flow::HOLDER;
use crate::ports::IdentityAsk;

/// The fields with their notice; they open by themselves where something is typed or wrong.
pub fn identity(ask: &IdentityAsk, errors: &Errors<'_>) -> AnyView {
    let wrong = ["name", "phone", "identity_notice"]
        .iter()
        .any(|field| errors.get(field).is_some());
    let open = wrong || !ask.form.is_empty();
    view! {
        <details class="gap-s" id="identity" open=open>
            <summary>"愿意留下姓名和电话，好让办案的人找您？（可不填）"</summary>
            {notice(ask)}
            {fields(ask, errors)}
        </details>
    }
    .into_any()
}

/// What the law wants said before a name is collected (个人信息保护法第十七条).
pub fn notice(ask: &IdentityAsk) -> AnyView {
    let keep = match ask.keep_days {
        0 => "一直存到您撤回。".to_owned(),
        days => format!("案子办结 {days} 天后自动删除；您可以随时提前撤回。"),
    };
    view! {
        <dl class="facts">
            <div><dt>"谁来处理"</dt><dd id=ask.holder_is_lead.then_some(HOLDER)>{ask.holder.clone()}</dd></div>
            <div><dt>"找谁问"</dt><dd>{ask.contact.clone()}</dd></div>
            <div><dt>"做什么用"</dt><dd>"核实情况、告诉您办理结果。不写进工作单，不公开，不给被举报的人。"</dd></div>
            <div><dt>"存什么"</dt><dd>"姓名和电话，加密封存；只有承办单位的人写明理由才能打开，每次都留记录。"</dd></div>
            <div><dt>"存多久"</dt><dd>{keep}</dd></div>
            <div><dt>"您的权利"</dt><dd>"凭查询码可以看存了什么、谁打开过，可以改、可以撤回。不留也照样办。"</dd></div>
        </dl>
    }
    .into_any()
}

/// The two fields and the tick.
pub fn fields(ask: &IdentityAsk, errors: &Errors<'_>) -> AnyView {
    let question = |name, label| Question {
        name,
        label,
        hint: "",
        example: "",
    };
    let agreed = ask.form.agreed();
    view! {
        {line(&question("name", "姓名"), &ask.form.name, NAME_MAX, errors)}
        {line(&question("phone", "电话"), &ask.form.phone, PHONE_MAX, errors)}
        <div class="field">
            {errors.beside("identity_notice")}
            <div class="opts">
                <label class="opt">
                    <input
                        id="identity_notice"
                        type="checkbox"
                        name="identity_notice"
                        value="yes"
                        checked=agreed
                        aria-describedby=errors.described("identity_notice", None)
                    />
                    <span>"我看过上面的说明，愿意留下"</span>
                </label>
            </div>
        </div>
    }
    .into_any()
}
