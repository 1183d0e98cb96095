//! Where a receipt is typed in; it goes by POST, so that it never stands in an address.

use leptos::prelude::*;

use crate::{
    components::{error_summary::error_summary, field::TextField},
    forms::FormErrors,
    icon::{Icon, icon},
    shell::{Page, Tab},
};

/// The page, with what was typed and what is wrong with it (field `receipt`).
pub fn page(typed: &str, errors: &FormErrors) -> Page {
    let title = if errors.is_empty() {
        "查举报办到哪了"
    } else {
        "查询码不对，请再看一下"
    };
    Page {
        title: format!("{title} · 净暖"),
        description: "输入 16 位查询码，看举报办到哪了、谁在办、结果怎么样。".into(),
        path: "/receipt".into(),
        tab: Some(Tab::Report),
        islands: false,
        public: errors.is_empty(),
        form: false,
        main: main(typed, errors),
    }
}

fn main(typed: &str, errors: &FormErrors) -> AnyView {
    view! {
        <div class="wrap read">
            <h1 class="top-gap">"查举报办到哪了"</h1>
            <p class="soft">"不用登录，也不用说您是谁。"</p>
            {error_summary(errors, &["receipt"])}
            <form class="ask" action="/receipt" method="post">
                <TextField
                    name="receipt"
                    label="查询码"
                    hint="举报时给您的 16 位数字，中间空不空格都行"
                    placeholder="如 1234 5678 1234 5678"
                    value=typed
                    error=errors.get("receipt").unwrap_or_default()
                    inputmode="numeric"
                    max=40
                />
                <p class="gap-s2"><button class="btn wide">{icon(Icon::Search)}" 看进度"</button></p>
            </form>
            <section class="gap">
                <h2 class="h3">"查询码找不到了？"</h2>
                <p class="gap-s">
                    "查询码只有您有，我们也查不回来，这样谁也没法顺着它找到您。案子照样有人办，结果会在"
                    <a class="hit" href="/notices">"通报"</a>
                    "里公布。又看见了，可以再举报一次。"
                </p>
            </section>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_receipt_stays_typed_and_is_explained_beside_its_field() {
        let html = page("5083 <1947>", &FormErrors::one("receipt", "查询码是 16 位数字"))
            .main
            .to_html();
        assert!(
            html.contains(r##"href="#receipt""##) && html.contains("5083 &lt;1947"),
            "{html}"
        );
        assert!(html.contains(r#"method="post""#), "{html}");
    }
}
