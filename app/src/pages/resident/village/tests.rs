use time::macros::date;

use super::*;
use crate::{
    domain::{who_may_burn::Burner, zone::UndeterminedReason},
    ports::BurnRow,
};

fn answer(status: ZoneStatus, briquette: Allowance) -> VillageAnswer {
    let known = status != ZoneStatus::Undetermined;
    VillageAnswer {
        code: "410821100207".parse().unwrap(),
        name: "王庄".into(),
        pinyin: "WANGZHUANG".into(),
        town: "城关镇".into(),
        county: "修武县".into(),
        status,
        reason: (!known).then_some(UndeterminedReason::NoNotice),
        source: known.then(|| ZoneSource {
            title: "修武县人民政府通告（示例）".into(),
            issuer: "修武县人民政府（示例）".into(),
            number: "示例〔2025〕第5号".into(),
            issued: date!(2025 - 08 - 10),
            in_force: date!(2025 - 09 - 01),
            basis: vec![],
            exemptions: vec!["电煤".into()],
            contact: "12345".into(),
            includes_briquettes: briquette == Allowance::Forbidden,
            demonstration: true,
            scan: None,
        }),
        cutting: None,
        rows: Burner::ALL
            .map(|who| BurnRow {
                who,
                loose_coal: Allowance::Forbidden,
                briquette: if who == Burner::Merchant {
                    Allowance::Forbidden
                } else {
                    briquette
                },
            })
            .to_vec(),
        drawing: None,
    }
}

#[test]
fn the_title_alone_gives_the_answer() {
    for (status, briquette, title) in [
        (
            ZoneStatus::Inside,
            Allowance::Forbidden,
            "王庄（修武县城关镇）在禁煤区里，散煤、型煤都不能烧",
        ),
        (
            ZoneStatus::Inside,
            Allowance::Undetermined,
            "王庄（修武县城关镇）在禁煤区里，散煤不能烧，型煤先问清",
        ),
        (
            ZoneStatus::Outside,
            Allowance::Allowed,
            "王庄（修武县城关镇）不在禁煤区，住家户只能烧洁净型煤",
        ),
        (
            ZoneStatus::Undetermined,
            Allowance::Undetermined,
            "王庄（修武县城关镇）在不在禁煤区，还不能确定",
        ),
    ] {
        assert_eq!(page(&answer(status, briquette)).title, title);
    }
}

#[test]
fn a_demonstration_is_marked_beside_its_source() {
    let html = page(&answer(ZoneStatus::Inside, Allowance::Forbidden)).main.to_html();
    let source = html.split_once("依据：").unwrap().1.split_once("</p>").unwrap().0;
    assert!(
        source.contains("示例</span>") && source.contains("2025年9月1日起执行"),
        "{source}"
    );
}

#[test]
fn only_a_village_outside_is_told_that_it_may_burn_anything() {
    for (status, briquette, allowed) in [
        (ZoneStatus::Inside, Allowance::Forbidden, false),
        (ZoneStatus::Undetermined, Allowance::Undetermined, false),
        (ZoneStatus::Outside, Allowance::Allowed, true),
    ] {
        let html = page(&answer(status, briquette)).main.to_html();
        assert_eq!(html.contains("可以烧"), allowed, "{status:?}");
        assert!(html.contains("tel:12345") && !html.contains("12369"));
    }
}

#[test]
fn a_cut_village_is_asked_which_side_of_the_named_roads() {
    let cut = VillageAnswer {
        reason: Some(UndeterminedReason::CutByBoundary),
        cutting: Some(("县城建成区".into(), vec!["黄河路".into(), "子夏大街".into()])),
        ..answer(ZoneStatus::Undetermined, Allowance::Undetermined)
    };
    let html = page(&cut).main.to_html();
    assert!(
        html.contains("您家在路的哪一边？") && html.contains("黄河路、子夏大街"),
        "{html}"
    );
    assert!(html.contains("/report/zone_boundary?village=410821100207"), "{html}");
}
