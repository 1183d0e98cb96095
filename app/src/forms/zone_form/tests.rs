use super::*;
use crate::domain::division::tests::sample;

fn county() -> CountyCode {
    "410821".parse().unwrap()
}

fn read(pairs: &[(&str, &str)]) -> Result<ZoneDraft, FormErrors> {
    let pairs = pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    let polygon = |text: &str, _| match text {
        "good" => Ok(vec![Wgs84::new(113.0, 35.0); 4]),
        _ => Err("读不出来".to_owned()),
    };
    ZoneForm::from_pairs(pairs).read(county(), &sample(), &polygon)
}

#[test]
fn an_unfinished_form_is_a_draft() {
    let draft = read(&[
        ("title", "通告"),
        ("in_force", "2026-12-01"),
        ("basis", "《法》\n\n 《条例》 "),
        ("town", "410821101"),
        ("town", "410821101"),
        ("village", "410821100201"),
        ("ring.3.name", "环线内"),
        ("ring.3.roads", "迎宾路、人民路"),
        ("ring.3.polygon", "good"),
        ("ring.3.cut", "城关镇：东村"),
        ("ring.5.name", "  "),
        ("confirmed.410821101", "已运行一冬"),
    ])
    .unwrap();
    assert_eq!(draft.basis, ["《法》", "《条例》"]);
    assert_eq!(draft.scope.towns.len(), 1);
    assert_eq!(draft.scope.rings.len(), 1);
    assert_eq!(draft.scope.rings[0].roads, ["迎宾路", "人民路"]);
    assert_eq!(draft.scope.rings[0].cut, ["410821100202".parse().unwrap()]);
    assert_eq!(draft.confirmed[0].note, "已运行一冬");
    let form = ZoneForm::from_draft(&draft, &sample(), &|_| "good".to_owned());
    let again = form.read(county(), &sample(), &|_, _| Ok(vec![Wgs84::new(113.0, 35.0); 4]));
    assert_eq!(again.unwrap(), draft, "what is shown reads back");
}

#[test]
fn what_cannot_be_read_is_told_beside_its_field() {
    let errors = read(&[
        ("issued", "2026-02-30"),
        ("village", "x"),
        ("ring.0.polygon", "bad"),
        ("ring.0.inside", "花庄镇：李庄村"),
        ("ring.0.cut", "花庄镇"),
    ])
    .unwrap_err();
    let fields: Vec<&str> = errors.iter().map(|(field, _)| field).collect();
    assert_eq!(
        fields,
        ["issued", "ring.0.cut", "ring.0.inside", "ring.0.polygon", "scope"]
    );
}

#[test]
fn a_pasted_notice_ticks_what_it_names() {
    let mut draft = ZoneDraft::default();
    let form = ZoneForm {
        notice_text: "城关镇（1个村）：王庄村；花庄镇全域；城关镇：无名村".into(),
        ..ZoneForm::default()
    };
    form.recognise(&mut draft, county(), &sample());
    assert_eq!(draft.scope.towns, ["410821101".parse().unwrap()]);
    assert_eq!(draft.scope.villages, ["410821100201".parse().unwrap()]);
    assert_eq!(draft.undecided, ["城关镇：无名村（没有这个村）"]);
    form.recognise(&mut draft, county(), &sample());
    assert_eq!(
        (draft.scope.villages.len(), draft.undecided.len()),
        (1, 1),
        "twice is once"
    );
}
