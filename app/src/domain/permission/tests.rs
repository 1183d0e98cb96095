use super::*;

fn actor(role: Role, office: &str) -> Actor {
    Actor {
        account: 1,
        role,
        office: office.parse().unwrap(),
    }
}

/// Each row: role, office, and whether it may join 修武's case with a duplicate, and enter tips for others.
#[test]
fn who_joins_cases_and_who_takes_tips_at_the_counter() {
    let case = Subject::Case {
        lead: "transport@410821".parse().unwrap(),
        joint: &["public_security@410821".parse().unwrap()],
        category: Category::MobileVendor,
    };
    for (role, office, joins, enters) in [
        (Role::Handler, "transport@410821", true, false),
        (Role::Approver, "transport@410821", true, false),
        (Role::Handler, "public_security@410821", false, false),
        (Role::Handler, "transport@410822", false, false),
        (Role::Handler, "transport@4108", false, false),
        (Role::Coordinator, "county_office@410821", false, true),
        (Role::Handler, "county_office@410821", false, true),
        (Role::Coordinator, "city_office@4108", false, true),
        (Role::Auditor, "city_office@4108", false, false),
        (Role::Administrator, "city_office@4108", false, false),
    ] {
        let actor = actor(role, office);
        assert_eq!(may(&actor, Action::JoinCases, &case), joins, "{role:?} {office} joins");
        assert_eq!(
            may(&actor, Action::ConfirmReward, &case),
            joins,
            "{role:?} {office} confirms"
        );
        assert_eq!(
            may(&actor, Action::GrantReward, &case),
            joins && role == Role::Approver,
            "{role:?} {office} grants"
        );
        assert_eq!(
            may(&actor, Action::DecideTrail, &case),
            joins,
            "{role:?} {office} decides"
        );
        assert_eq!(
            may(&actor, Action::EnterTip, &Subject::Counter),
            enters,
            "{role:?} {office} enters"
        );
        assert!(!may(&actor, Action::EnterTip, &case) && !may(&actor, Action::JoinCases, &Subject::Counter));
    }
    let complaint = Subject::Case {
        lead: "city_office@4108".parse().unwrap(),
        joint: &[],
        category: Category::ShamRectification,
    };
    let city = actor(Role::Coordinator, "city_office@4108");
    assert!(!may(&city, Action::JoinCases, &complaint));
}

/// Each row: role, office, and whether it may read, work, draft (on a mobile vendor's case of 修武, joint 公安).
#[test]
fn each_role_on_a_countys_case() {
    let joint = ["public_security@410821".parse().unwrap()];
    let case = Subject::Case {
        lead: "transport@410821".parse().unwrap(),
        joint: &joint,
        category: Category::MobileVendor,
    };
    for (role, office, read, work, draft) in [
        (Role::Handler, "transport@410821", true, true, true),
        (Role::Approver, "transport@410821", true, true, true),
        (Role::Handler, "public_security@410821", true, false, false),
        (Role::Handler, "market_regulation@410821", false, false, false),
        (Role::Handler, "transport@410822", false, false, false),
        (Role::Approver, "transport@410822", false, false, false),
        (Role::Handler, "transport@4108", true, false, false),
        (Role::Coordinator, "county_office@410821", true, false, false),
        (Role::Coordinator, "county_office@410822", false, false, false),
        (Role::Coordinator, "city_office@4108", true, false, false),
        (Role::Auditor, "city_office@4108", true, false, false),
        (Role::Administrator, "city_office@4108", false, false, false),
    ] {
        let actor = actor(role, office);
        assert_eq!(may(&actor, Action::ReadCase, &case), read, "{role:?} {office} reads");
        assert_eq!(may(&actor, Action::WorkCase, &case), work, "{role:?} {office} works");
        assert_eq!(
            may(&actor, Action::DraftNotice, &case),
            draft,
            "{role:?} {office} drafts"
        );
        assert!(!may(&actor, Action::ApproveNotice, &case) && !may(&actor, Action::KeepAccounts, &case));
    }
}

/// Each row: role, office, and whether it may open what is sealed, take the evidence out, read who opened what (on a
/// mobile vendor's case of 修武, joint 公安).
#[test]
fn what_is_sealed_is_the_leads_alone_and_the_auditor_sees_who_opened_it() {
    let joint = ["public_security@410821".parse().unwrap()];
    let case = Subject::Case {
        lead: "transport@410821".parse().unwrap(),
        joint: &joint,
        category: Category::MobileVendor,
    };
    for (role, office, open, take, audit) in [
        (Role::Handler, "transport@410821", true, false, false),
        (Role::Approver, "transport@410821", true, true, false),
        (Role::Handler, "public_security@410821", false, false, false),
        (Role::Handler, "transport@4108", false, false, false),
        (Role::Approver, "transport@4108", false, false, false),
        (Role::Coordinator, "county_office@410821", false, false, false),
        (Role::Coordinator, "city_office@4108", false, false, false),
        (Role::Auditor, "city_office@4108", false, false, true),
        (Role::Auditor, "county_office@410821", false, false, true),
        (Role::Auditor, "county_office@410822", false, false, false),
        (Role::Administrator, "city_office@4108", false, false, false),
    ] {
        let actor = actor(role, office);
        for (action, expected) in [
            (Action::OpenSealed, open),
            (Action::RevealIdentity, open),
            (Action::TakeEvidence, take),
            (Action::ReadOpenings, audit),
        ] {
            assert_eq!(may(&actor, action, &case), expected, "{role:?} {office} {action:?}");
        }
    }
    let complaint = Subject::Case {
        lead: "city_office@4108".parse().unwrap(),
        joint: &[],
        category: Category::ShamRectification,
    };
    assert!(may(
        &actor(Role::Coordinator, "city_office@4108"),
        Action::RevealIdentity,
        &complaint
    ));
    assert!(!may(
        &actor(Role::Auditor, "county_office@410821"),
        Action::ReadOpenings,
        &complaint
    ));
}

#[test]
fn a_complaint_about_officials_is_the_city_offices_alone() {
    let case = Subject::Case {
        lead: "city_office@4108".parse().unwrap(),
        joint: &[],
        category: Category::ShamRectification,
    };
    assert!(may(
        &actor(Role::Coordinator, "city_office@4108"),
        Action::WorkCase,
        &case
    ));
    assert!(may(&actor(Role::Auditor, "city_office@4108"), Action::ReadCase, &case));
    for (role, office) in [
        (Role::Coordinator, "county_office@410821"),
        (Role::Handler, "transport@410821"),
        (Role::Handler, "transport@4108"),
        (Role::Auditor, "county_office@410821"),
    ] {
        assert!(!may(&actor(role, office), Action::ReadCase, &case), "{role:?} {office}");
    }
}

#[test]
fn a_notice_needs_a_second_person_of_the_same_office() {
    let office: Queue = "transport@410821".parse().unwrap();
    let mine = Subject::Notice { office, drafted_by: 1 };
    let theirs = Subject::Notice { office, drafted_by: 2 };
    assert!(!may(
        &actor(Role::Approver, "transport@410821"),
        Action::ApproveNotice,
        &mine
    ));
    assert!(may(
        &actor(Role::Approver, "transport@410821"),
        Action::ApproveNotice,
        &theirs
    ));
    assert!(!may(
        &actor(Role::Handler, "transport@410821"),
        Action::ApproveNotice,
        &theirs
    ));
    assert!(!may(
        &actor(Role::Approver, "transport@410822"),
        Action::ApproveNotice,
        &theirs
    ));
}

#[test]
fn a_household_case_is_never_drafted_into_a_notice() {
    let case = Subject::Case {
        lead: "town@410821100".parse().unwrap(),
        joint: &[],
        category: Category::HouseholdBurning,
    };
    assert!(!may(
        &actor(Role::Handler, "town@410821100"),
        Action::DraftNotice,
        &case
    ));
}

/// Each row: role, office, and whether it may read and keep the outlets of 修武.
#[test]
fn industry_keeps_the_outlets_and_others_look() {
    let outlets = Subject::Outlets("410821".parse().unwrap());
    for (role, office, read, keep) in [
        (Role::Handler, "industry@410821", true, true),
        (Role::Approver, "industry@410821", true, true),
        (Role::Handler, "industry@4108", true, true),
        (Role::Handler, "industry@410822", false, false),
        (Role::Auditor, "industry@410821", true, false),
        (Role::Handler, "market_regulation@410821", true, false),
        (Role::Handler, "market_regulation@4108", true, false),
        (Role::Handler, "market_regulation@410822", false, false),
        (Role::Handler, "transport@410821", false, false),
        (Role::Coordinator, "county_office@410821", true, false),
        (Role::Coordinator, "county_office@410822", false, false),
        (Role::Coordinator, "city_office@4108", true, false),
        (Role::Handler, "town@410821100", false, false),
        (Role::Administrator, "city_office@4108", false, false),
    ] {
        let actor = actor(role, office);
        assert_eq!(
            may(&actor, Action::ReadOutlets, &outlets),
            read,
            "{role:?} {office} reads"
        );
        assert_eq!(
            may(&actor, Action::KeepOutlets, &outlets),
            keep,
            "{role:?} {office} keeps"
        );
    }
}

/// Each row: role, office, and whether it may read, draft, approve (what account 2 drafted) and answer 修武's zone.
#[test]
fn each_role_on_a_countys_zone() {
    let zone = Subject::Zone {
        county: "410821".parse().unwrap(),
        drafted_by: Some(2),
    };
    for (role, office, allowed) in [
        (Role::Handler, "ecology@410821", [true, true, false, false]),
        (Role::Approver, "ecology@410821", [true, true, true, false]),
        (Role::Approver, "ecology@410822", [false, false, false, false]),
        (Role::Approver, "ecology@4108", [true, false, false, false]),
        (Role::Handler, "transport@410821", [true, false, false, true]),
        (Role::Handler, "town@410821100", [false, false, false, false]),
        (Role::Handler, "state_grid@410821", [true, false, false, false]),
        (Role::Coordinator, "county_office@410821", [true, false, false, false]),
        (Role::Auditor, "city_office@4108", [true, false, false, false]),
        (Role::Administrator, "city_office@4108", [false, false, false, false]),
    ] {
        let actor = actor(role, office);
        let actions = [
            Action::ReadZone,
            Action::DraftZone,
            Action::ApproveZone,
            Action::AnswerZone,
        ];
        assert_eq!(
            actions.map(|action| may(&actor, action, &zone)),
            allowed,
            "{role:?} {office}"
        );
    }
    let own = Subject::Zone {
        county: "410821".parse().unwrap(),
        drafted_by: Some(1),
    };
    assert!(
        !may(&actor(Role::Approver, "ecology@410821"), Action::ApproveZone, &own),
        "four eyes"
    );
}

/// Each row: role, office, and whether it may read, draft and approve the city's rule that account 2 drafted, and
/// draft 修武's.
#[test]
fn each_role_on_a_price_rule() {
    let city = Subject::Price {
        county: None,
        drafted_by: Some(2),
    };
    let county = Subject::Price {
        county: Some("410821".parse().unwrap()),
        drafted_by: None,
    };
    for (role, office, allowed) in [
        (Role::Handler, "development_reform@4108", [true, true, false, false]),
        (Role::Approver, "development_reform@4108", [true, true, true, false]),
        (Role::Approver, "development_reform@410821", [true, false, false, true]),
        (Role::Approver, "development_reform@410822", [true, false, false, false]),
        (Role::Approver, "ecology@4108", [false, false, false, false]),
        (Role::Coordinator, "city_office@4108", [true, false, false, false]),
        (Role::Auditor, "city_office@4108", [true, false, false, false]),
        (Role::Administrator, "city_office@4108", [false, false, false, false]),
    ] {
        let actor = actor(role, office);
        let found = [
            may(&actor, Action::ReadPrice, &city),
            may(&actor, Action::DraftPrice, &city),
            may(&actor, Action::ApprovePrice, &city),
            may(&actor, Action::DraftPrice, &county),
        ];
        assert_eq!(found, allowed, "{role:?} {office}");
    }
    let own = Subject::Price {
        county: None,
        drafted_by: Some(1),
    };
    let approver = actor(Role::Approver, "development_reform@4108");
    assert!(!may(&approver, Action::ApprovePrice, &own), "four eyes");
}

#[test]
fn village_points_are_their_countys_ecology_and_offices() {
    let village = Subject::VillageOf(410_821.try_into().unwrap());
    for (role, office, allowed) in [
        (Role::Handler, "ecology@410821", true),
        (Role::Approver, "ecology@4108", true),
        (Role::Coordinator, "county_office@410821", true),
        (Role::Coordinator, "city_office@4108", true),
        (Role::Handler, "ecology@410822", false),
        (Role::Handler, "transport@410821", false),
        (Role::Handler, "town@410821100", false),
        (Role::Auditor, "county_office@410821", false),
        (Role::Administrator, "city_office@4108", false),
    ] {
        let may = may(&actor(role, office), Action::RecordVillagePoint, &village);
        assert_eq!(may, allowed, "{role:?} {office}");
    }
}

#[test]
fn only_administrators_keep_accounts() {
    for role in Role::ALL {
        let allowed = may(
            &actor(role, "city_office@4108"),
            Action::KeepAccounts,
            &Subject::Accounts,
        );
        assert_eq!(allowed, role == Role::Administrator);
    }
}

/// Each row: role, office, and whether it may decide on held tips of 修武, on those without a place, on complaints about
/// officials, and keep the list of words.
#[test]
fn held_tips_are_looked_at_by_the_offices_of_scattered_coal() {
    let held = |county: Option<&str>, category| Subject::Held {
        county: county.and_then(|code| code.parse().ok()),
        category,
    };
    for (role, office, allowed) in [
        (Role::Coordinator, "city_office@4108", [true, true, true, true]),
        (Role::Coordinator, "county_office@410821", [true, false, false, false]),
        (Role::Coordinator, "county_office@410822", [false, false, false, false]),
        (Role::Handler, "transport@410821", [false, false, false, false]),
        (Role::Handler, "city_office@4108", [false, false, false, false]),
        (Role::Auditor, "city_office@4108", [false, false, false, false]),
        (Role::Administrator, "city_office@4108", [false, false, false, false]),
    ] {
        let actor = actor(role, office);
        let found = [
            may(
                &actor,
                Action::DecideHold,
                &held(Some("410821"), Category::MobileVendor),
            ),
            may(&actor, Action::DecideHold, &held(None, Category::MobileVendor)),
            may(
                &actor,
                Action::DecideHold,
                &held(Some("410821"), Category::ShamRectification),
            ),
            may(&actor, Action::KeepBlocks, &Subject::Blocks),
        ];
        assert_eq!(found, allowed, "{role:?} {office}");
    }
}
