//! Signing in.

use leptos::prelude::*;

use super::{
    field::{Field, short_field, summary},
    frame::{RailItem, SIGN_IN, StaffPage},
};
use crate::{
    forms::{FormErrors, sign_in_form::SignInForm},
    icon::{Icon, icon},
};

/// The page. A refused form keeps the account's name, never the password.
#[expect(clippy::needless_pass_by_value, reason = "every page takes over what it shows")]
pub fn page(form: SignInForm, errors: FormErrors, demonstration: bool) -> StaffPage {
    let login = Field {
        id: "login",
        name: "login",
        label: "账号",
        value: &form.login,
        error: errors.get("login"),
        ..Field::default()
    };
    let password = Field {
        id: "password",
        name: "password",
        label: "密码",
        error: errors.get("password"),
        ..Field::default()
    };
    let hint = if demonstration {
        "演示账号和密码在启动程序的终端里，只显示一次。"
    } else {
        "没有账号，或者忘了密码，请找本单位的管理员。"
    };
    let refused = summary("没有登录上", &errors, &[("login", "login"), ("password", "password")]);
    let main = view! {
        <div class="door">
            {refused}
            <form class="box" method="post" action=SIGN_IN data-main="1">
                <h1>"登录工作台"</h1>
                <input type="hidden" name="csrf" value=form.csrf />
                {short_field(&login, "text", "username")}
                {short_field(&password, "password", "current-password")}
                <button class="b pri">"登录"</button>
                <p class="note">{icon(Icon::Key)} {hint}</p>
            </form>
        </div>
    }
    .into_any();
    StaffPage {
        title: if errors.is_empty() {
            "登录".into()
        } else {
            "没有登录上".into()
        },
        main,
        current: RailItem::Nowhere,
        signed_in: None,
        counts: None,
        query: String::new(),
        islands: false,
    }
}
