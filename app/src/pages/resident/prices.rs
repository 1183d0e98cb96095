//! What is known of prices and subsidies today, with sources; and what is not, with whom to ask.

use leptos::prelude::*;

use crate::{
    components::{
        button::{Weight, call_button, link_button},
        link, tag,
    },
    domain::category::Category,
    icon::{Icon, icon},
    shell::{Page, Tab},
};

/// The page.
pub fn page() -> Page {
    Page {
        title: "取暖账：供暖季电价多少，补贴找谁问 · 净暖".into(),
        description:
            "河南居民供暖季电价和峰谷电价（2017 年文件，待主管部门核实）；焦作的补贴数没有查到公开文件，请打 12345。"
                .into(),
        path: "/prices".into(),
        tab: Some(Tab::Heating),
        islands: false,
        public: true,
        form: false,
        main: main(),
    }
}

fn main() -> AnyView {
    view! {
        <div class="wrap">
            <h1 class="top-gap">"取暖账"</h1>
            <p class="soft">"查得到出处的才写，查不到的告诉您问谁。"</p>
            <div class="cols gap-s2">
                <div>{electricity()}{peak_and_valley()}{gas()}</div>
                <div>{subsidy()}{help()}</div>
            </div>
        </div>
    }
    .into_any()
}

/// Henan's heating-season tiers and their document (河南省发展改革委 2017-10-25, 转发 发改价格〔2017〕1684号).
fn electricity() -> AnyView {
    view! {
        <section class="panel" aria-labelledby="electricity">
            <h2 id="electricity">"供暖季电价"</h2>
            <p class="small soft">"11月15日到第二年3月15日 · 没有集中供热的一户一表人家 " {tag::unverified()}</p>
            <dl class="sums gap-s">
                <div><dt>"1,120 度以内"</dt><dd><b class="num">"0.56"</b>" 元/度"</dd></div>
                <div><dt>"超过 1,120 度的部分"</dt><dd><b class="num">"0.61"</b>" 元/度"</dd></div>
            </dl>
            <p class="gap-s">"一冬用 1,120 度，电费是 627.20 元；再多用 100 度，多花 61 元。"</p>
            {source()}
        </section>
    }
    .into_any()
}

fn peak_and_valley() -> AnyView {
    view! {
        <section class="panel gap-s2" aria-labelledby="valley">
            <h2 id="valley">"夜里用电更便宜"</h2>
            <p class="small soft">"自己愿意才开通，一户一表人家都能开 " {tag::unverified()}</p>
            <dl class="sums gap-s">
                <div><dt>"晚10点到早8点"</dt><dd>"每度减 "<b class="num">"0.12"</b>" 元"</dd></div>
                <div><dt>"早8点到晚10点"</dt><dd>"每度加 "<b class="num">"0.03"</b>" 元"</dd></div>
            </dl>
            <p class="tip">{icon(Icon::Bulb)}<span>"夜里用的电超过两成，开通就划算。合表的人家不能开。"</span></p>
            {source()}
        </section>
    }
    .into_any()
}

fn source() -> AnyView {
    view! {
        <details class="gap-s">
            <summary>"这是哪里来的？"</summary>
            <p>
                "河南省发展改革委 2017年10月25日转发国家发展改革委发改价格〔2017〕1684号，2017年11月1日起执行。"
                "我们看到的是报纸和网站的转载，现在是不是还这样，以供电公司和 12345 的答复为准。"
            </p>
        </details>
    }
    .into_any()
}

fn gas() -> AnyView {
    view! {
        <section class="panel gap-s2" aria-labelledby="gas">
            <h2 id="gas">"天然气价"</h2>
            <p class="gap-s">"焦作现在的居民取暖气价，"<b>"还没有查到公开文件"</b>"。请问您的燃气公司，或打 12345。"</p>
        </section>
    }
    .into_any()
}

fn subsidy() -> AnyView {
    view! {
        <section class="panel warm" id="subsidy" aria-labelledby="subsidy-title">
            <h2 id="subsidy-title">"补贴能领多少？"</h2>
            <p class="gap-s">"焦作现在的补贴数，"<b>"还没有查到公开文件"</b>"，我们不乱说。"</p>
            <p class="gap-s">"打 12345，这样问就清楚："</p>
            <ul class="dots">
                <li>"我家在不在“双替代”（煤改电、煤改气）名单里？"</li>
                <li>"买设备补多少，电费、气费补多少，最多补多少？"</li>
                <li>"什么时候发，发到哪张卡上，补到哪一年？"</li>
            </ul>
            <p class="gap-s2">{call_button(Weight::Main, "打 12345 问准数")}</p>
        </section>
    }
    .into_any()
}

fn help() -> AnyView {
    view! {
        <section class="panel gap-s2" aria-labelledby="help">
            <h2 id="help">"取暖遇到难处？"</h2>
            <p class="gap-s">"补贴没到账、停电停气、设备坏了，告诉我们，交给发改部门办。"</p>
            <p class="gap-s">
                {link_button(Weight::Quiet, link::report_form(Category::HeatingSwitch, None), Icon::Plug, "反映取暖困难")}
            </p>
        </section>
    }
    .into_any()
}
