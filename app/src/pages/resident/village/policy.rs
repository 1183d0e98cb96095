//! The legal text behind a village's answer, one tap away: the notice's own words and the plan's.

use leptos::prelude::*;

use super::unmarked;
use crate::{
    components::tag,
    domain::zone::ZoneStatus,
    ports::{VillageAnswer, ZoneSource},
    text,
};

/// The plan's clauses as they stand (焦散烧办〔2023〕7号).
const PLAN: [(&str, &str); 5] = [
    (
        "第一部分",
        "以“禁煤区”内燃煤（散煤和洁净型煤）和“禁煤区”外散煤动态“清零”为目标",
    ),
    (
        "第二部分（六）",
        "牢牢掌握“禁煤区”内禁用燃煤和“禁煤区”外居民只能使用洁净型煤的原则",
    ),
    ("第二部分（五）", "全面禁止、严厉查处经营性商户使用燃煤行为"),
    (
        "第二部分（七）",
        "严禁农业生产使用散煤。对在“禁煤区”外的农业生产场所，行业管理部门要引导生产主体使用洁净型煤",
    ),
    ("第二部分（三）", "从严从重严肃查处散煤销售行为"),
];

/// The plan's clause by which counties set and publish their zones.
const ZONES: (&str, &str) = (
    "第二部分（二）",
    "重新审定本县（市、区）“禁煤区”范围，及时将调整后的“禁煤区”范围依法依规向社会进行公布并提出相关要求",
);

/// The texts, folded away.
pub fn policy(answer: &VillageAnswer) -> AnyView {
    let zones = (answer.status == ZoneStatus::Undetermined).then_some(ZONES);
    let quotes: Vec<_> = zones
        .into_iter()
        .chain(PLAN)
        .map(|(clause, words)| view! { <li><b>{clause}</b>"　"{words}</li> })
        .collect();
    view! {
        <details>
            <summary>"看政策原文"</summary>
            <div>
                {answer.source.as_ref().map(notice)}
                <p><b>"《焦作市2023年燃煤散烧治理工作方案》"</b>"（焦散烧办〔2023〕7号）："</p>
                <ul class="dots">{quotes}</ul>
            </div>
        </details>
    }
    .into_any()
}

fn notice(source: &ZoneSource) -> AnyView {
    let exemptions = (!source.exemptions.is_empty())
        .then(|| view! { <div><dt>"不在此列"</dt><dd>{source.exemptions.join("、")}</dd></div> });
    let basis =
        (!source.basis.is_empty()).then(|| view! { <div><dt>"它依据的"</dt><dd>{source.basis.join("；")}</dd></div> });
    let contact =
        (!source.contact.is_empty()).then(|| view! { <div><dt>"问谁"</dt><dd>{source.contact.clone()}</dd></div> });
    let scan = source.scan.clone().map(|address| {
        view! { <div><dt>"原件"</dt><dd><a href=address>"盖章通告的扫描件（PDF）"</a></dd></div> }
    });
    view! {
        <dl class="facts">
            <div><dt>"通告"</dt><dd>{unmarked(&source.title)}{tag::demonstration(source.demonstration)}</dd></div>
            <div><dt>"谁发的"</dt><dd>{unmarked(&source.issuer)}</dd></div>
            <div><dt>"文号"</dt><dd>{source.number.clone()}</dd></div>
            <div><dt>"哪天发的"</dt><dd>{text::date(source.issued)}</dd></div>
            <div><dt>"哪天起"</dt><dd>{text::date(source.in_force)}"起执行"</dd></div>
            {exemptions}
            {basis}
            {contact}
            {scan}
        </dl>
    }
    .into_any()
}
