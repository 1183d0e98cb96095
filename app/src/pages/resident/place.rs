//! Finding a village step by step: the towns of a county, then the villages of a town.

use leptos::prelude::*;

use crate::{
    components::{button::back, link, status::status_badge, tag},
    icon::{Icon, icon},
    map_view::{TownChoices, VillageChoices},
    shell::{Page, Tab},
};

/// The towns of a county.
pub fn towns(choices: &TownChoices) -> Page {
    let items: Vec<_> = choices
        .towns
        .iter()
        .map(|(code, name, villages)| {
            let count = format!("{villages} 个村、社区");
            view! { <li>{row(link::villages_of(*code), name.clone(), view! { <span class="sub">{count}</span> }.into_any())}</li> }
        })
        .collect();
    let title = format!("{}：您在哪个乡镇？", choices.name);
    page(
        title.clone(),
        format!("{}的乡镇、街道，一步步找到您村，看能不能烧煤。", choices.name),
        link::towns(choices.county),
        view! {
            <div class="wrap">
                {back("/map", "看地图")}
                <h1>{title}</h1>
                <ul class="pick gap-s2">{items}</ul>
            </div>
        }
        .into_any(),
    )
}

/// The villages of a town.
pub fn villages(choices: &VillageChoices) -> Page {
    let items: Vec<_> = choices
        .villages
        .iter()
        .map(|village| {
            view! { <li>{row(link::village(village.code), village.name.clone(), status_badge(village.status))}</li> }
        })
        .collect();
    let title = format!("{}{}：您是哪个村？", choices.county, choices.name);
    let demonstration = choices
        .demonstration
        .then(|| view! { <p class="gap-s small soft">"禁煤区范围为演示"{tag::demonstration(true)}</p> });
    page(
        title.clone(),
        format!("{}{}的村和社区在不在禁煤区。", choices.county, choices.name),
        link::villages_of(choices.town),
        view! {
            <div class="wrap">
                {back(link::towns(choices.town.county()), "换个乡镇")}
                <h1>{title}</h1>
                <ul class="pick gap-s2">{items}</ul>
                {demonstration}
            </div>
        }
        .into_any(),
    )
}

fn row(href: String, name: String, below: AnyView) -> AnyView {
    view! {
        <a href=href>
            <span><b>{name}</b>{below}</span>
            <span class="end">{icon(Icon::Next)}</span>
        </a>
    }
    .into_any()
}

fn page(title: String, description: String, path: String, main: AnyView) -> Page {
    Page {
        title: format!("{title} · 净暖"),
        description,
        path,
        tab: Some(Tab::Check),
        islands: false,
        public: true,
        form: false,
        main,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_county_leads_to_its_towns_and_a_town_to_its_villages() {
        let html = towns(&TownChoices {
            county: 410_821.try_into().unwrap(),
            name: "修武县".into(),
            towns: vec![(410_821_100.try_into().unwrap(), "城关镇".into(), 37)],
        })
        .main
        .to_html();
        assert!(
            html.contains("/check?town=410821100") && html.contains("37 个村"),
            "{html}"
        );
        let empty = villages(&VillageChoices {
            town: 410_821_100.try_into().unwrap(),
            name: "城关镇".into(),
            county: "修武县".into(),
            villages: vec![],
            demonstration: true,
        });
        let html = empty.main.to_html();
        assert!(html.contains("/check?county=410821") && html.contains("示例"), "{html}");
    }
}
