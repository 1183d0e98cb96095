use time::macros::date;

use super::*;
use crate::domain::{coordinate::Wgs84, division::tests::sample, zone::RoadRing};

fn square(west: f64, south: f64, size: f64) -> Vec<Wgs84> {
    let p = |x: f64, y: f64| Wgs84::new(west + x, south + y);
    vec![p(0.0, 0.0), p(size, 0.0), p(size, size), p(0.0, size), p(0.0, 0.0)]
}

fn outline() -> Outline {
    Outline {
        rings: vec![Ring::new(square(113.0, 35.0, 0.5)).unwrap()],
    }
}

/// A draft that nothing stands against.
fn whole() -> ZoneDraft {
    ZoneDraft {
        title: "关于划定禁煤区的通告".into(),
        issuer: "修武县人民政府".into(),
        number: "修政告〔2026〕3号".into(),
        issued: Some(date!(2026 - 11 - 20)),
        in_force: Some(date!(2026 - 12 - 01)),
        basis: vec!["《中华人民共和国大气污染防治法》".into()],
        contact: "12345".into(),
        scope: ZoneScope {
            towns: vec!["410821101".parse().unwrap()],
            rings: vec![RoadRing {
                name: "环线内".into(),
                roads: vec!["迎宾路".into()],
                polygon: square(113.1, 35.1, 0.1),
                inside: vec!["410821100201".parse().unwrap()],
                cut: vec!["410821100202".parse().unwrap()],
            }],
            ..ZoneScope::default()
        },
        confirmed: ["410821100", "410821101"]
            .map(|town| StableHeating {
                town: town.parse().unwrap(),
                note: "一个采暖季运行正常".into(),
            })
            .to_vec(),
        ..ZoneDraft::default()
    }
}

fn faults(draft: &ZoneDraft, taken: &[Date]) -> Vec<String> {
    let (divisions, outline) = (sample(), outline());
    let context = ZoneContext {
        county: "410821".parse().unwrap(),
        divisions: &divisions,
        outline: Some((&outline, 1_000.0)),
        city: &outline,
        before: None,
        taken_days: taken,
    };
    let faults = draft.faults(&context);
    assert!(faults.iter().all(|fault| !fault.message.is_empty()));
    faults.into_iter().map(|fault| fault.field).collect()
}

#[test]
fn a_whole_draft_has_no_faults_and_becomes_the_version_it_says() {
    let draft = whole();
    assert_eq!(faults(&draft, &[]), Vec::<String>::new());
    let version = draft.to_version("a", "410821".parse().unwrap(), false).unwrap();
    assert_eq!(version.scope, draft.scope);
    let next = ZoneDraft::from_version(&version);
    assert_eq!((next.number.as_str(), next.issued, next.in_force), ("", None, None));
    assert_eq!(next.scope, draft.scope);
    assert!(next.to_version("b", "410821".parse().unwrap(), false).is_none());
}

#[test]
fn each_fault_has_its_place() {
    type Spoil = fn(&mut ZoneDraft);
    let cases: [(&str, Spoil); 22] = [
        ("number", |d| d.number.clear()),
        ("title", |d| d.title = "  ".into()),
        ("issuer", |d| d.issuer.clear()),
        ("contact", |d| d.contact.clear()),
        ("basis", |d| d.basis.clear()),
        ("issued", |d| d.issued = None),
        ("in_force", |d| d.in_force = None),
        ("in_force", |d| d.in_force = Some(date!(2026 - 11 - 01))),
        ("undecided", |d| d.undecided = vec!["李庄村".into()]),
        ("scope", |d| d.scope.villages = vec!["410822100201".parse().unwrap()]),
        ("scope", |d| d.scope.villages = vec!["410821101201".parse().unwrap()]),
        ("scope", |d| d.scope.towns.push("410822100".parse().unwrap())),
        ("scope", |d| d.scope.whole_county = true),
        ("ring.0.name", |d| d.scope.rings[0].name.clear()),
        ("ring.0.roads", |d| d.scope.rings[0].roads.clear()),
        ("ring.0.polygon", |d| d.scope.rings[0].polygon.clear()),
        ("ring.0.polygon", |d| d.scope.rings[0].polygon.swap(1, 2)),
        ("ring.0.polygon", |d| {
            d.scope.rings[0].polygon = square(114.0, 35.1, 0.1);
        }),
        ("ring.0.inside", |d| {
            d.scope.rings[0].inside = vec!["410821101201".parse().unwrap()];
        }),
        ("ring.0.cut", |d| {
            let inside = d.scope.rings[0].inside.clone();
            d.scope.rings[0].cut = inside;
        }),
        ("ring.1.polygon", |d| {
            let mut second = d.scope.rings[0].clone();
            second.inside = vec!["410821100203".parse().unwrap()];
            second.cut.clear();
            d.scope.rings.push(second);
        }),
        ("confirmed.410821101", |d| d.confirmed[1].note.clear()),
    ];
    for (field, spoil) in cases {
        let mut draft = whole();
        spoil(&mut draft);
        let found = faults(&draft, &[]);
        assert!(found.iter().any(|fault| fault == field), "{field} in {found:?}");
    }
    assert_eq!(faults(&whole(), &[date!(2026 - 12 - 01)]), ["in_force"]);
}

#[test]
fn swapped_axes_and_floods_of_points_are_told_as_such() {
    let (divisions, outline) = (sample(), outline());
    let context = ZoneContext {
        county: "410821".parse().unwrap(),
        divisions: &divisions,
        outline: Some((&outline, 1_000.0)),
        city: &outline,
        before: None,
        taken_days: &[],
    };
    let message = |polygon: Vec<Wgs84>| {
        let mut draft = whole();
        draft.scope.rings[0].polygon = polygon;
        let faults = draft.faults(&context);
        faults.into_iter().map(|fault| fault.message).collect::<String>()
    };
    let swapped = square(113.1, 35.1, 0.1)
        .into_iter()
        .map(|at| Wgs84::new(at.latitude, at.longitude))
        .collect();
    assert!(message(swapped).contains("写反"));
    let many = std::iter::repeat_n(square(113.1, 35.1, 0.1), 500).flatten().collect();
    assert!(message(many).contains("点太多"));
    assert!(
        message(square(113.1, f64::NAN, 0.1)).contains("闭合")
            || message(square(113.1, f64::NAN, 0.1)).contains("外面")
    );
}
