//! The sources behind what people are told: how each is named, and its text one tap away.

use leptos::prelude::*;

use crate::{
    domain::meaning::{CLAUSES, Law, Meaning, Source},
    ports::VillageAnswer,
    text,
};

/// The plan, by its full name and number.
const PLAN: &str = "《焦作市2023年燃煤散烧治理工作方案》（焦散烧办〔2023〕7号）";

const fn law_name(law: Law) -> &'static str {
    match law {
        Law::AirPollution => "《中华人民共和国大气污染防治法》（2018 年修正）",
        Law::ProductQuality => "《中华人民共和国产品质量法》",
        Law::Price => "《中华人民共和国价格法》",
        Law::UnlicensedBusiness => "《无证无照经营查处办法》",
    }
}

const fn law_short(law: Law) -> &'static str {
    match law {
        Law::AirPollution => "大气污染防治法",
        Law::ProductQuality => "产品质量法",
        Law::Price => "价格法",
        Law::UnlicensedBusiness => "无证无照经营查处办法",
    }
}

/// A source in a few words: 依据：工作方案二(六), 依据：大气污染防治法第103条.
pub fn name(source: Source) -> String {
    match source {
        Source::Plan("一") => "依据：工作方案第一部分".to_owned(),
        Source::Plan(clause) => format!("依据：工作方案{clause}"),
        Source::Law(law, article) => format!("依据：{}第{article}条", law_short(law)),
        Source::Reading(clause) => format!("按工作方案{clause}的意思说的"),
    }
}

/// The plan's clauses in its own words.
fn clause_text(clause: &str) -> &'static str {
    match clause {
        "一" => "坚持以“禁煤区”内燃煤（散煤和洁净型煤）和“禁煤区”外散煤动态“清零”为目标",
        "二(一)" => {
            "坚持“因地制宜、宜电则电、宜气则气、实事求是”的替代原则……进一步完善补贴政策，保持补贴政策连续性。落实电价、气价支持政策，全力保障电力、燃气可靠供应"
        }
        "二(二)" => {
            "依照“先立后破、不立不破”原则，重新审定本县（市、区）“禁煤区”范围，及时将调整后的“禁煤区”范围依法依规向社会进行公布并提出相关要求"
        }
        "二(三)" => {
            "对违法违规销售散煤的小广告、小视频、小卡片进行及时清理，阻断散煤销售信息源……从严从重严肃查处散煤销售行为，要追查散煤来源，查清销售去向"
        }
        "二(四)" => {
            "对涉嫌向“禁煤区”内运送散煤的运输车辆和散煤及时进行查扣……严厉打击走村串户、游击兜售、电话销售和网上销售散煤的违法行为"
        }
        "二(五)" => {
            "全面禁止、严厉查处经营性商户使用燃煤行为。突出对城乡结合部、乡镇集市、农村地区等重点区域和早点夜市、农村庙会、流动酒席等重要时间节点的排查治理……要追查燃煤来源，依法严惩向经营性商户销售燃煤的违法违规行为，彻底阻断经营性商户购买、储存、使用燃煤的渠道"
        }
        "二(六)" => {
            "牢牢掌握“禁煤区”内禁用燃煤和“禁煤区”外居民只能使用洁净型煤的原则……及时将本辖区“禁煤区”划定范围和相关要求告知给每户村民……依法严厉查处违法违规销售燃煤行为"
        }
        "二(七)" => {
            "推进实施农业生产用煤清洁化替代，严禁农业生产使用散煤。对在“禁煤区”外的农业生产场所，行业管理部门要引导生产主体使用洁净型煤"
        }
        "二(八)" => {
            "督促洁净型煤生产中心健全原煤购入、质量管控、洁净型煤生产销售等台帐……有效保证型煤产品质量和标签标识齐全完备……坚决杜绝私自销售散煤、向经营性商户销售燃煤和向“禁煤区”内销售洁净型煤的违法违规行为发生"
        }
        "二(九)" => "严禁洁净型煤生产中心和配送网点企业利用竞争优势哄抬价格、变相涨价、串通涨价",
        "二(十)" => {
            "紧紧围绕洁净型煤兜底全覆盖要求，对非“禁煤区”按照“以销定产、以量定期”原则，保障人民群众生活取暖需求"
        }
        "二(十一)" => "以禁燃区为重点，对在禁燃区使用散煤的流动摊贩依法予以处置",
        "三(二)" => {
            "村委委员和村民小组长全面掌握本区域内居民生活用煤使用情况，实事求是、分类施策全力推进燃煤散烧治理工作"
        }
        "三(四)" => "要及时将查办的案件向社会进行通报，形成查办一件、震慑一片的威慑效果",
        _ => "",
    }
}

/// What an article says, in short.
const fn article_text(law: Law, article: u16) -> &'static str {
    match (law, article) {
        (Law::AirPollution, 103) => {
            "销售不符合质量标准的煤炭，或者在高污染燃料禁燃区销售高污染燃料的，由市场监管部门没收，并处货值金额 1 倍以上 3 倍以下罚款"
        }
        (Law::AirPollution, 105) => "单位燃用不符合质量标准的煤炭的，由生态环境部门处货值金额 1 倍以上 3 倍以下罚款",
        (Law::AirPollution, 107) => {
            "在高污染燃料禁燃区新建、扩建燃用高污染燃料的设施，或者没有按规定停止燃用高污染燃料的，由生态环境部门没收设施，并处 2 万元以上 20 万元以下罚款"
        }
        (Law::ProductQuality, 49) => {
            "生产、销售不符合保障人体健康和人身、财产安全标准的产品的，处货值金额等值以上 3 倍以下罚款"
        }
        (Law::ProductQuality, 50) => {
            "掺杂掺假、以假充真、以次充好，或者以不合格产品冒充合格产品的，处货值金额 50% 以上 3 倍以下罚款"
        }
        (Law::Price, 40) => "有哄抬、串通价格等不正当价格行为的，可以处违法所得 5 倍以下罚款",
        (Law::UnlicensedBusiness, 13) => "无照经营，其他法律没有规定的，处 1 万元以下罚款",
        (Law::UnlicensedBusiness, 14) => "明知是无照经营还提供场所、运输、电力等条件的，处 5,000 元以下罚款",
        _ => "",
    }
}

/// Every text behind the page, folded away, each once.
pub fn texts(answer: &VillageAnswer, meaning: &Meaning) -> AnyView {
    let rules = meaning.rules.iter().map(|s| s.source);
    let instead = meaning.instead.iter().map(|s| s.source);
    let ends = meaning.consequences.iter().map(|s| s.source);
    let (mut clauses, mut articles) = (Vec::new(), Vec::new());
    for source in rules.chain(instead).chain(ends) {
        match source {
            Source::Plan(clause) | Source::Reading(clause) if !clauses.contains(&clause) => clauses.push(clause),
            Source::Law(law, article) if !articles.contains(&(law, article)) => articles.push((law, article)),
            _ => {}
        }
    }
    clauses.sort_by_key(|clause| clause_order(clause));
    let clauses: Vec<_> = clauses
        .into_iter()
        .map(|clause| view! { <li><b>{clause}</b>"　"{clause_text(clause)}</li> })
        .collect();
    let laws = (!articles.is_empty()).then(|| {
        let articles: Vec<_> = articles
            .iter()
            .map(|(law, article)| {
                view! { <li><b>{law_name(*law)}{format!("第{article}条")}</b>"　"{article_text(*law, *article)}</li> }
            })
            .collect();
        view! {
            <p><b>"法律条文（摘意，2025 年 4 月的文本）"</b></p>
            <ul class="dots">{articles}</ul>
            <p class="gap-s">
                "“禁煤区”是政府通告划的，法律里没有这个词；法律里的“高污染燃料禁燃区”（大气污染防治法第38条）是另一回事，"
                "两个范围不一定一样。写着“禁燃区”的条文，只在依法划定的禁燃区里才用得上。"
            </p>
        }
    });
    let notice = answer.source.as_ref().map(|source| {
        view! {
            <p>
                <b>"通告"</b>"　"{source.title.clone()}"，"{source.number.clone()}"，"{text::date(source.in_force)}"起执行"
            </p>
        }
    });
    view! {
        <details class="gap-s2">
            <summary>"看政策和法律原文"</summary>
            <div>
                {notice}
                <p><b>{PLAN}</b></p>
                <ul class="dots">{clauses}</ul>
                {laws}
            </div>
        </details>
    }
    .into_any()
}

/// The plan's own order.
fn clause_order(clause: &str) -> usize {
    CLAUSES
        .iter()
        .position(|known| *known == clause)
        .unwrap_or(CLAUSES.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        meaning::{Audience, meaning},
        who_may_burn::Allowance,
        zone::ZoneStatus,
    };

    #[test]
    fn every_source_has_its_text() {
        for audience in Audience::ALL {
            for (status, briquette) in [
                (ZoneStatus::Inside, Allowance::Forbidden),
                (ZoneStatus::Inside, Allowance::Undetermined),
                (ZoneStatus::Outside, Allowance::Allowed),
                (ZoneStatus::Undetermined, Allowance::Undetermined),
            ] {
                let meaning = meaning(audience, status, briquette);
                let rules = meaning.rules.iter().map(|s| s.source);
                let instead = meaning.instead.iter().map(|s| s.source);
                let ends = meaning.consequences.iter().map(|s| s.source);
                for source in rules.chain(instead).chain(ends) {
                    let text = match source {
                        Source::Law(law, article) => article_text(law, article),
                        Source::Plan(clause) | Source::Reading(clause) => clause_text(clause),
                    };
                    assert!(!text.is_empty(), "{source:?}");
                }
            }
        }
    }
}
