//! Pages for what went wrong: what happened, what was kept, what to do next.

use leptos::prelude::*;

use super::frame::{QUEUE, RailItem, StaffPage};
use crate::{
    icon::{Icon, icon},
    ports::SignedIn,
};

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffProblem {
    /// The answer's status.
    pub status: u16,
    /// What happened, where there is more to say than the status does; empty otherwise.
    pub detail: String,
    /// The number under which the log has the cause; empty for none.
    pub reference: String,
    /// Where to go on; the queue if empty.
    pub back: String,
}

/// The page.
pub fn page(problem: StaffProblem, signed_in: Option<&SignedIn>) -> StaffPage {
    let (heading, what, next) = words(problem.status);
    let detail = (!problem.detail.is_empty()).then(|| view! { <p>{problem.detail}</p> });
    let reference = (!problem.reference.is_empty()).then(|| {
        view! { <p class="note">"编号 " <code>{problem.reference}</code> "，找管理员时报这个号。"</p> }
    });
    let (back, label) = if problem.back.is_empty() {
        (QUEUE.to_owned(), "回到案件")
    } else {
        (problem.back, "回去再看")
    };
    let main = view! {
        <div class="door">
            <section class="box trouble">
                {icon(Icon::Alert)}
                <h1>{heading}</h1>
                <p>{what}</p>
                {detail}
                <p>{next}</p>
                <a class="b pri" href=back data-back="1">{label}</a>
                {reference}
            </section>
        </div>
    }
    .into_any();
    StaffPage {
        title: heading.into(),
        main,
        current: RailItem::Nowhere,
        signed_in: signed_in.cloned(),
        counts: None,
        query: String::new(),
    }
}

/// Heading, what happened and was kept, what to do next.
const fn words(status: u16) -> (&'static str, &'static str, &'static str) {
    match status {
        401 => ("请先登录", "登录已经过期，什么都没有改动。", "登录后再打开一次。"),
        403 => (
            "这里你不能看",
            "你的账号没有这项权限，或者页面放得太久了。什么都没有改动。",
            "刚才在填表的话，请返回、刷新再交；该你办却打不开的，请找本单位管理员。",
        ),
        404 => (
            "没有找到",
            "没有这一页，或者这件不归你们看。",
            "请核对编号，或者在上面搜一搜。",
        ),
        409 => (
            "刚才有人先办了一步",
            "这件在你打开之后有了变化，你这次没有存上，免得盖住别人的。",
            "按浏览器的“返回”能找回写过的字；再打开看看最新情况。",
        ),
        413 => ("内容太大", "这次没有存上。", "请写短一些再交。"),
        429 => ("试得太多了", "为了安全先停一会儿，什么都没有改动。", "请过一会儿再试。"),
        503 => ("现在太忙", "这次没有存上。", "请过一分钟再试，写过的字按“返回”能找回。"),
        400..=499 => ("没有办成", "这次没有存上。", "请返回检查一下再交。"),
        _ => (
            "系统出错了",
            "这次可能没有存上，原来的记录都在。",
            "请过一会儿再试；还不行，请把下面的编号告诉管理员。",
        ),
    }
}
