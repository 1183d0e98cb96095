use super::*;
use crate::domain::division::{County, Town, Village, VillageKind};

fn index() -> VillageIndex {
    let county = |code: &str, name: &str| County {
        code: code.parse().unwrap(),
        name: name.into(),
    };
    let town = |code: &str, name: &str| Town {
        code: code.parse().unwrap(),
        name: name.into(),
    };
    let village = |code: &str, short: &str| Village {
        code: code.parse().unwrap(),
        name: format!("{short}村民委员会"),
        short: short.into(),
        kind: VillageKind::Village,
        pinyin: String::new(),
    };
    let divisions = Divisions::new(
        vec![county("410821", "修武县"), county("410882", "沁阳市")],
        vec![
            town("410821100", "城关镇"),
            town("410821101", "七贤镇"),
            town("410882103", "柏香镇"),
        ],
        vec![
            village("410821100207", "王庄"),
            village("410821100208", "东王庄"),
            village("410821101226", "王庄村"),
            village("410882103200", "柏香一街"),
            village("410882103201", "长召"),
        ],
    )
    .unwrap();
    let readings = [
        ('王', "wang"),
        ('庄', "zhuang"),
        ('东', "dong"),
        ('柏', "bai bo"),
        ('香', "xiang"),
        ('一', "yi"),
        ('街', "jie"),
        ('长', "chang zhang"),
        ('召', "zhao shao"),
        ('修', "xiu"),
        ('武', "wu"),
        ('沁', "qin"),
        ('阳', "yang"),
        ('城', "cheng"),
        ('关', "guan"),
        ('七', "qi"),
        ('贤', "xian"),
        ('镇', "zhen"),
    ];
    let readings = Readings::new(
        readings
            .into_iter()
            .map(|(c, r)| (c, r.split(' ').map(Into::into).collect::<Vec<Box<str>>>())),
    );
    VillageIndex::new(&divisions, &readings)
}

fn codes(query: &str) -> Vec<String> {
    index()
        .search(query, 20)
        .hits
        .into_iter()
        .map(|h| h.village.to_string())
        .collect()
}

#[test]
fn a_shared_name_gives_each_village_exact_ones_first() {
    let found = index().search("王庄", 20);
    assert_eq!(codes("王庄"), ["410821100207", "410821101226", "410821100208"]);
    assert_eq!(
        found.hits.iter().map(|h| h.exact).collect::<Vec<_>>(),
        [true, true, false]
    );
}

#[test]
fn polyphones_and_initials_fit() {
    assert_eq!(codes("boxiang"), ["410882103200", "410882103201"]);
    assert_eq!(codes("baixiangyijie"), ["410882103200"]);
    assert_eq!(codes("bxy"), ["410882103200"]);
    assert_eq!(codes("bxz"), ["410882103200", "410882103201"]);
    assert_eq!(codes("boxiangzhen"), codes("bxz"));
    assert_eq!(codes("zhangzhao"), ["410882103201"]);
    assert_eq!(codes("cs"), ["410882103201"]);
    assert_eq!(codes("wzh")[0], "410821100207");
    assert_eq!(codes("WangZh")[0], "410821100207");
}

#[test]
fn county_and_town_narrow_it() {
    for query in ["修武 王庄", "修武县王庄村", "xiuwu wz", "修武县"] {
        assert!(codes(query).contains(&"410821100207".into()), "{query}");
    }
    assert_eq!(codes("修武县七贤镇王庄村民委员会"), ["410821101226"]);
    assert_eq!(codes("七贤 王庄"), ["410821101226"]);
    assert!(codes("沁阳 王庄").is_empty());
}

#[test]
fn odd_queries_find_nothing_and_break_nothing() {
    for query in ["", "   ", "!!!", "😀", "</script>", "zzzz", &"王".repeat(10_000)] {
        assert!(codes(query).is_empty(), "{query}");
    }
    assert_eq!(index().search("王庄", 0).hits.len(), 0);
    assert_eq!(index().search("王庄", 1).total, 3);
}
