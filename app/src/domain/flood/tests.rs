use super::*;

const RULES: FloodRules = FloodRules {
    address_per_minute: 36,
    address_per_hour: 1_200,
    device_per_minute: 6,
    place_per_minute: 60,
    place_per_hour: 600,
    city_per_minute: 120,
    city_per_hour: 3_000,
    words_per_minute: 20,
};

fn arrival(seconds: u64) -> Arrival {
    Arrival {
        at: Duration::from_secs(seconds),
        address: 1,
        device: None,
        effort: Effort::None,
        category: Category::MobileVendor,
        county: "410821".parse().ok(),
        words: None,
    }
}

/// Files every arrival the moment it passes; gives the cases that still went their way when all have come.
fn unheld(watch: &mut Watch, arrivals: impl Iterator<Item = Arrival>) -> Vec<i64> {
    let mut way = Vec::new();
    for (case, arrival) in (1..).zip(arrivals) {
        let verdict = watch.note(&arrival);
        way.retain(|case| !verdict.call_back.contains(&Stored::Own(*case)));
        if verdict.hold.is_none() && watch.filed(verdict.ticket, Stored::Own(case)).is_none() {
            way.push(case);
        }
    }
    way
}

#[test]
fn three_hundred_within_an_hour_from_one_address_all_pass() {
    for effort in [Effort::Solved, Effort::Slow, Effort::None] {
        let honest = (0..300).map(|n| Arrival {
            effort,
            ..arrival(n * 12)
        });
        assert_eq!(unheld(&mut Watch::new(RULES), honest).len(), 300, "{effort:?}");
    }
}

#[test]
fn of_a_thousand_in_a_minute_not_one_goes_its_way() {
    let spread = |n: u64| Category::ALL[usize::try_from(n).unwrap() % Category::ALL.len()];
    let floods: [(&str, &dyn Fn(u64) -> Arrival); 5] = [
        ("one address", &|n| arrival(n * 60 / 1_000)),
        ("one address, all solved", &|n| Arrival {
            effort: Effort::Solved,
            ..arrival(n * 60 / 1_000)
        }),
        ("a thousand addresses", &|n| Arrival {
            address: n,
            effort: Effort::Solved,
            ..arrival(n * 60 / 1_000)
        }),
        ("everywhere about everything", &|n| Arrival {
            address: n,
            effort: Effort::Solved,
            category: spread(n),
            county: u32::try_from(410_800 + n % 11)
                .ok()
                .and_then(|code| code.try_into().ok()),
            ..arrival(n * 60 / 1_000)
        }),
        ("the same words", &|n| Arrival {
            address: n,
            words: Some(7),
            category: spread(n),
            ..arrival(n * 60 / 1_000)
        }),
    ];
    for (name, flood) in floods {
        let way = unheld(&mut Watch::new(RULES), (0..1_000).map(flood));
        assert!(way.is_empty(), "{name}: {way:?}");
    }
}

#[test]
fn a_flood_harms_no_neighbour_and_ends() {
    let mut watch = Watch::new(RULES);
    assert!(unheld(&mut watch, (0..100).map(|_| arrival(0))).is_empty());
    let elsewhere = Arrival {
        address: 2,
        category: Category::FarmBurning,
        county: "410822".parse().ok(),
        ..arrival(1)
    };
    assert_eq!(watch.note(&elsewhere).hold, None, "another place and address");
    assert_eq!(watch.note(&arrival(30)).hold, Some(HoldReason::Address));
    assert_eq!(watch.note(&arrival(95)).hold, None, "a minute later it is over");
}

#[test]
fn a_device_that_floods_leaves_those_behind_the_same_address_alone() {
    let mut watch = Watch::new(RULES);
    let from = |device| Arrival {
        device: Some(device),
        effort: Effort::Solved,
        ..arrival(0)
    };
    for n in 0..10 {
        assert_eq!(watch.note(&from(1)).hold, (n >= 6).then_some(HoldReason::Device), "{n}");
    }
    assert_eq!(watch.note(&from(2)).hold, None);
}

#[test]
fn one_that_was_on_its_way_when_the_flood_showed_is_caught_as_it_arrives() {
    let mut watch = Watch::new(RULES);
    let first = watch.note(&arrival(0));
    assert_eq!(first.hold, None);
    while watch.note(&arrival(0)).hold.is_none() {}
    assert_eq!(watch.filed(first.ticket, Stored::Own(1)), Some(HoldReason::Address));
    assert_eq!(watch.filed(first.ticket, Stored::Own(1)), None, "said once");
}

#[test]
fn tips_that_joined_a_case_are_called_back_themselves_and_never_the_case() {
    let mut watch = Watch::new(RULES);
    for stored in [Stored::Joined(8), Stored::Joined(7), Stored::Own(7), Stored::Own(7)] {
        let ticket = watch.note(&arrival(0)).ticket;
        assert_eq!(watch.filed(ticket, stored), None);
    }
    let back = (0..40)
        .map(|_| watch.note(&arrival(1)).call_back)
        .find(|back| !back.is_empty());
    assert_eq!(
        back,
        Some(vec![Stored::Own(7), Stored::Joined(7), Stored::Joined(8)]),
        "each once"
    );
}

#[test]
fn a_minute_is_let_go_and_memory_stays_bounded() {
    let mut watch = Watch::new(RULES);
    for n in 0..100_000 {
        watch.note(&Arrival {
            address: n,
            ..arrival(n / 10_000)
        });
    }
    let most = ENTRIES_MAX + 5;
    assert!(watch.minute.arrived.len() < most && watch.hour.arrived.len() < most);
    assert!(watch.minute.counts.len() < most);
    watch.note(&arrival(100_000));
    assert_eq!((watch.minute.arrived.len(), watch.passed.len()), (3, 1));
    assert_eq!(watch.arrivals(Duration::from_secs(100_000)), 1);
}

#[test]
fn reasons_read_back() {
    for reason in HoldReason::ALL {
        assert_eq!(reason.code().parse(), Ok(reason));
    }
}
