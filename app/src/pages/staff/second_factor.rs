//! Codes from an app on the phone: asked for after the password, and set up.

use leptos::prelude::*;

use super::{
    field::{Field, short_field, summary},
    frame::{RailItem, SECOND_FACTOR, SIGN_IN, SIGN_IN_CODE, StaffPage},
};
use crate::{
    forms::{FormErrors, sign_in_form::CodeForm},
    icon::{Icon, icon},
    ports::{SecondFactorSetUp, SignedIn},
};

fn page(title: &str, main: AnyView, signed_in: Option<SignedIn>) -> StaffPage {
    StaffPage {
        title: title.to_owned(),
        main,
        current: RailItem::Nowhere,
        signed_in,
        counts: None,
        query: String::new(),
        islands: false,
    }
}

fn code_field(errors: &FormErrors) -> AnyView {
    let field = Field {
        id: "code",
        name: "code",
        label: "手机上现在的六位数字",
        error: errors.get("code"),
        ..Field::default()
    };
    short_field(&field, "text", "one-time-code")
}

/// After the password: the code.
pub fn ask(form: CodeForm, errors: FormErrors) -> StaffPage {
    let refused = summary("没有登录上", &errors, &[("code", "code")]);
    let main = view! {
        <div class="door">
            {refused}
            <form class="box" method="post" action=SIGN_IN_CODE data-main="1">
                <h1>"再输验证码"</h1>
                <input type="hidden" name="csrf" value=form.csrf />
                <input type="hidden" name="ticket" value=form.ticket />
                {code_field(&errors)}
                <button class="b pri">"登录"</button>
                <p class="note">{icon(Icon::Key)} " 手机不在身边，请找本单位的管理员。" <a href=SIGN_IN>"换个账号"</a></p>
            </form>
        </div>
    }
    .into_any();
    page("再输验证码", main, None)
}

/// Sets codes up, or says that they are.
pub fn set_up(data: SecondFactorSetUp, signed_in: &SignedIn) -> StaffPage {
    let main = if data.qr_svg.is_empty() {
        let words = if data.done {
            "已经开了：登录时先输密码，再输手机上的六位数字。换了手机，请管理员用 jingnuan staff reset 重设，再来开一次。"
        } else {
            "这里登录不用验证码。"
        };
        view! { <div class="door"><section class="box"><h1>"手机验证码"</h1><p>{words}</p></section></div> }.into_any()
    } else {
        set_up_form(data, signed_in)
    };
    page("手机验证码", main, Some(signed_in.clone()))
}

fn set_up_form(data: SecondFactorSetUp, signed_in: &SignedIn) -> AnyView {
    let refused = summary("还没有开成", &data.errors, &[("code", "code")]);
    let must = data
        .must
        .then(|| view! { <p class="note">{icon(Icon::Alert)} " 要先开验证码，才能用工作台。"</p> });
    let groups: Vec<String> = data
        .letters
        .as_bytes()
        .chunks(4)
        .map(|group| String::from_utf8_lossy(group).into_owned())
        .collect();
    view! {
        <div class="door">
            {refused}
            <form class="box" method="post" action=SECOND_FACTOR data-main="1">
                <h1>"开手机验证码"</h1>
                {must}
                <p>"用手机上的验证码应用（如 Microsoft Authenticator、FreeOTP）扫这个码，只显示这一次："</p>
                <div class="qr" inner_html=data.qr_svg></div>
                <p>"扫不了就照着输：" <b>{groups.join(" ")}</b></p>
                <p>"正在手机上看这一页，点 " <a href=data.address>"用应用打开"</a></p>
                <input type="hidden" name="csrf" value=signed_in.csrf.clone() />
                <input type="hidden" name="sealed" value=data.sealed />
                {code_field(&data.errors)}
                <button class="b pri">"开启"</button>
            </form>
        </div>
    }
    .into_any()
}
