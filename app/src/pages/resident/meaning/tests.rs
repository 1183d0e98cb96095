use super::*;
use crate::{
    domain::{
        meaning::meaning,
        outlet::{OutletKind, Reach},
        who_may_burn::Burner,
    },
    ports::{BurnRow, OutletCard},
};

fn page_of(audience: Audience, status: ZoneStatus, briquette: Allowance) -> MeaningPage {
    let outlet = OutletCard {
        kind: OutletKind::Outlet,
        name: "某网点".into(),
        address: "某路".into(),
        phone: "0391-0000001".into(),
        hours: "每天".into(),
        licence: "示例".into(),
        reach: Reach::Town,
        demonstration: true,
    };
    MeaningPage {
        answer: VillageAnswer {
            code: "410821100207".parse().unwrap(),
            name: "王庄".into(),
            pinyin: "WANGZHUANG".into(),
            town: "城关镇".into(),
            county: "修武县".into(),
            status,
            reason: None,
            source: None,
            cutting: None,
            rows: vec![BurnRow {
                who: Burner::Household,
                loose_coal: Allowance::Forbidden,
                briquette,
            }],
            drawing: None,
        },
        meaning: meaning(audience, status, briquette),
        outlets: vec![outlet],
    }
}

const ANSWERS: [(ZoneStatus, Allowance); 4] = [
    (ZoneStatus::Inside, Allowance::Forbidden),
    (ZoneStatus::Inside, Allowance::Undetermined),
    (ZoneStatus::Outside, Allowance::Allowed),
    (ZoneStatus::Undetermined, Allowance::Undetermined),
];

#[test]
fn outlets_stand_only_where_their_rules_allow() {
    for audience in Audience::ALL {
        for (status, briquette) in ANSWERS {
            let html = page(&page_of(audience, status, briquette)).main.to_html();
            let expected = matches!(audience, Audience::Household | Audience::Farm) && briquette == Allowance::Allowed;
            assert_eq!(
                html.contains("某网点"),
                expected,
                "{audience:?} {status:?} {briquette:?}"
            );
            assert!(html.contains("tel:12345") && !html.contains("12369"), "{audience:?}");
        }
    }
}

#[test]
fn nothing_is_allowed_in_words_that_the_rules_forbid() {
    for audience in Audience::ALL {
        for (status, briquette) in ANSWERS {
            let html = page(&page_of(audience, status, briquette)).main.to_html();
            if briquette != Allowance::Allowed || matches!(audience, Audience::Shop | Audience::Stall) {
                for wrong in ["可以烧", "可以用<", "可以卖"] {
                    assert!(!html.contains(wrong), "{audience:?} {status:?}: {wrong}");
                }
            }
        }
    }
}

#[test]
fn a_household_reads_of_no_sum_of_money() {
    for (status, briquette) in ANSWERS {
        let html = page(&page_of(Audience::Household, status, briquette)).main.to_html();
        assert!(!html.contains("万元") && !html.contains("第107条"), "{status:?}");
    }
}

#[test]
fn an_invented_number_cannot_be_dialled() {
    let html = page(&page_of(Audience::Household, ZoneStatus::Outside, Allowance::Allowed))
        .main
        .to_html();
    assert!(html.contains("0391-0000001") && !html.contains("tel:0391"), "{html}");
    assert!(html.contains("示例</span>"));
}
