//! Pages for what went wrong: what happened, what was kept, what to do next.

use leptos::prelude::*;

use super::frame::{QUEUE, RailItem, StaffPage};
use crate::{
    icon::{Icon, icon},
    ports::Trouble,
};

/// The page.
pub fn page(trouble: &Trouble) -> StaffPage {
    let (heading, what, next) = words(trouble.status);
    let message = (!trouble.message.is_empty()).then(|| view! { <p>{trouble.message.clone()}</p> });
    let next = trouble.retry_after.map_or_else(|| next.to_owned(), wait);
    let reference = (!trouble.reference.is_empty()).then(|| {
        view! { <p class="note">"编号 " <code>{trouble.reference.clone()}</code> "，找管理员时报这个号。"</p> }
    });
    let main = view! {
        <div class="door">
            <section class="box trouble">
                {icon(Icon::Alert)}
                <h1>{heading}</h1>
                {message}
                <p>{what}</p>
                <p>{next}</p>
                <a class="b pri" href=QUEUE data-back="1">
                    "回到案件"
                </a>
                {reference}
            </section>
        </div>
    }
    .into_any();
    StaffPage {
        title: heading.into(),
        main,
        current: RailItem::Nowhere,
        signed_in: None,
        counts: None,
        query: String::new(),
        islands: false,
    }
}

fn wait(seconds: u32) -> String {
    if seconds < 60 {
        format!("请过 {} 秒再试，写过的字按浏览器的“返回”能找回。", seconds.max(1))
    } else {
        format!(
            "请过 {} 分钟再试，写过的字按浏览器的“返回”能找回。",
            seconds.div_ceil(60)
        )
    }
}

/// Heading, what happened and was kept, what to do next.
const fn words(status: u16) -> (&'static str, &'static str, &'static str) {
    match status {
        403 => (
            "这一步没有通过",
            "账号没有这项权限，或者页面放得太久了。什么都没有改动。",
            "刚才在填表的话，请返回、刷新再交；该你办却打不开的，请找本单位管理员。",
        ),
        404 | 410 => (
            "没有找到",
            "没有这一页，或者这件不归你们看。",
            "请核对编号，或者回到案件里搜一搜。",
        ),
        409 => (
            "刚才有人先办了一步",
            "打开之后有了变化，你这次没有存上，免得盖住别人的。",
            "按浏览器的“返回”能找回写过的字；再打开看看最新情况。",
        ),
        413 => ("内容太大", "这次没有存上。", "请返回写短一些再交。"),
        429 => ("试得太多了", "为了安全先停一会儿，什么都没有改动。", "请过一会儿再试。"),
        503 => (
            "现在太忙",
            "这次没有存上。",
            "请过一分钟再试，写过的字按浏览器的“返回”能找回。",
        ),
        400..=499 => ("没有办成", "这次没有存上。", "请返回检查一下再交。"),
        _ => (
            "系统出错了",
            "这次可能没有存上，原来的记录都在。",
            "请过一会儿再试；还不行，请把编号告诉管理员。",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::staff::frame::{StaffFrame, render};

    #[test]
    fn every_trouble_says_what_was_kept_and_leads_onward() {
        for status in [400, 403, 404, 409, 413, 429, 500, 503] {
            let trouble = Trouble {
                status,
                reference: "7f3a".into(),
                ..Trouble::default()
            };
            let html = render(&StaffFrame::default(), || page(&trouble));
            assert!(
                html.contains("href=\"/staff/\"") && html.contains("7f3a"),
                "{status}: {html}"
            );
        }
        assert_eq!(wait(0), "请过 1 秒再试，写过的字按浏览器的“返回”能找回。");
        assert!(wait(61).contains("2 分钟"));
    }
}
