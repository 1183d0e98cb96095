//! The map of ban zones, and the same as a list: whole without scripts.

use leptos::prelude::*;

use crate::{
    components::{
        button::{Weight, back, call_button},
        drawing::{caption, legend, svg},
        link,
        status::status_badge,
        tag,
    },
    domain::{coverage::Coverage, division::VillageCode},
    icon::{Icon, icon},
    islands::{where_am_i::WhereAmI, zone_map::ZoneMap},
    map_view::{MapCounty, MapPage, MapRing, TownVillages},
    ports::{VillageChoice, ZoneSource},
    shell::{Page, Tab},
    text,
};

/// The page.
pub fn page(data: &MapPage) -> Page {
    let path = data
        .village
        .as_ref()
        .map_or_else(|| "/map".to_owned(), |village| link::map(Some(village.code)));
    Page {
        title: "焦作禁煤区示意图：哪个县、哪个乡镇、哪个村 · 净暖".into(),
        description: "看焦作各县区的禁煤区划到哪，依据哪份通告，从哪天起；也能按县、乡镇一步步找到您村。".into(),
        path,
        tab: Some(Tab::Check),
        islands: true,
        public: data.village.is_none(),
        form: false,
        main: main(data),
    }
}

fn main(data: &MapPage) -> AnyView {
    view! {
        <div class="wrap">
            {back("/", "查村名")}
            <h1>"禁煤区划到哪"</h1>
            <p class="soft">{tag::whole("看您在哪个县、哪个乡镇。")}{tag::whole("能不能烧，以您村的页面为准。")}</p>
            {data.village.as_ref().map(opened_for)}
            <WhereAmI />
            <div class="cols even gap">
                <section class="stay" aria-labelledby="map">
                    <h2 id="map" class="sr">"地图"</h2>
                    {map(data)}
                </section>
                <section id="list" aria-labelledby="by-county">
                    <h2 id="by-county">"一个县一个县看"</h2>
                    {data.counties.iter().map(county).collect::<Vec<_>>()}
                    <p class="gap-s2">{call_button(Weight::Quiet, "看不明白，打 12345 问")}</p>
                </section>
            </div>
        </div>
    }
    .into_any()
}

fn opened_for(village: &VillageChoice) -> AnyView {
    view! {
        <p class="where">
            {icon(Icon::Pin)}
            <span><b>{village.name.clone()}</b>{format!("{} · {} ", village.county, village.town)}{status_badge(village.status)}</span>
            <a href=link::village(village.code)>"看结论"</a>
        </p>
    }
    .into_any()
}

fn map(data: &MapPage) -> AnyView {
    let Some(drawn) = &data.drawing else {
        return ().into_any();
    };
    let village = data.village.as_ref().map(|v| v.code.to_string()).unwrap_or_default();
    let tiles = (!data.tianditu_key.is_empty()).then(|| view! { <p class="small soft">"底图：天地图"</p> });
    let drawing = svg(drawn);
    view! {
        <ZoneMap village=village tianditu_key=data.tianditu_key.clone()>{drawing}</ZoneMap>
        {legend()}
        {caption(drawn)}
        {tiles}
    }
    .into_any()
}

fn county(county: &MapCounty) -> AnyView {
    let (class, sign) = match county.coverage {
        Coverage::All => ("is is-ban", Icon::NoBurn),
        Coverage::Some => ("is is-ask", Icon::Map),
        Coverage::None => ("is is-ok", Icon::Briquette),
        Coverage::Unknown => ("is is-ask", Icon::Ask),
    };
    let id = format!("county-{}", county.code);
    view! {
        <section class="panel gap-s2" id=id.clone() aria-labelledby=format!("{id}-name")>
            <h3 id=format!("{id}-name")>{county.name.clone()}</h3>
            <p><span class=class>{icon(sign)}{county.coverage.words()}</span></p>
            {county.source.as_ref().map_or_else(no_notice, notice)}
            {scope(county)}
            {cases(county)}
            {outlets(county)}
            <p><a class="hit" href=link::towns(county.code)>"按乡镇找您村"</a></p>
        </section>
    }
    .into_any()
}

fn no_notice() -> AnyView {
    view! { <p class="small soft">"没查到通告，在不在禁煤区先打 12345 问清。散煤在哪都不能烧。"</p> }.into_any()
}

fn notice(source: &ZoneSource) -> AnyView {
    view! {
        <p class="small soft">
            "依据："{source.title.trim_end_matches("（示例）").to_owned()}{tag::demonstration(source.demonstration)}"，"
            {tag::whole(format!("{}，", source.number))}{tag::whole(format!("{}起执行", text::date(source.in_force)))}
        </p>
    }
    .into_any()
}

/// Which towns, villages and rings, one tap away.
fn scope(county: &MapCounty) -> AnyView {
    let nothing = county.towns.is_empty() && county.villages.is_empty() && county.rings.is_empty();
    if nothing || county.coverage == Coverage::All {
        return ().into_any();
    }
    let towns = (!county.towns.is_empty()).then(|| {
        let towns: Vec<_> = county
            .towns
            .iter()
            .map(|(code, name)| view! { <a class="hit nb" href=link::villages_of(*code)>{name.clone()}</a>" " })
            .collect();
        view! { <p><b>"整个在里面的乡镇："</b>{towns}</p> }
    });
    view! {
        <details>
            <summary>"看是哪些乡镇、哪些村"</summary>
            <div>
                {towns}
                {county.villages.iter().map(town).collect::<Vec<_>>()}
                {county.rings.iter().map(ring).collect::<Vec<_>>()}
            </div>
        </details>
    }
    .into_any()
}

fn town(town: &TownVillages) -> AnyView {
    view! {
        <p><b>{format!("{} {} 个村：", town.town, town.villages.len())}</b>{village_links(&town.villages)}</p>
    }
    .into_any()
}

fn ring(ring: &MapRing) -> AnyView {
    let cut = (!ring.cut.is_empty()).then(|| {
        view! { <br />"边界穿过这些村，要看在路哪边："{village_links(&ring.cut)} }
    });
    view! {
        <p><b>{ring.name.clone()}</b>{format!("，由这些路围成：{}。", ring.roads.join("、"))}{cut}</p>
    }
    .into_any()
}

fn village_links(villages: &[(VillageCode, String)]) -> AnyView {
    villages
        .iter()
        .map(|(code, name)| view! { <a class="hit nb" href=link::village(*code)>{name.clone()}</a>" " })
        .collect::<Vec<_>>()
        .into_any()
}

/// Where briquettes are sold, and to whom alone they may be.
fn outlets(county: &MapCounty) -> AnyView {
    if county.outlets.is_empty() {
        return ().into_any();
    }
    let rows: Vec<_> = county
        .outlets
        .iter()
        .map(|outlet| {
            view! {
                <p>
                    <b>{outlet.name.clone()}</b>{tag::demonstration(outlet.demonstration)}
                    {format!("，{}，电话 {}", outlet.address, outlet.phone)}
                </p>
            }
        })
        .collect();
    view! {
        <details>
            <summary>{format!("看型煤网点（{} 个）", county.outlets.len())}</summary>
            <div><p>"只卖给禁煤区外的住家户和种地养殖户，不卖给商户。先查您村能不能烧。"</p>{rows}</div>
        </details>
    }
    .into_any()
}

fn cases(county: &MapCounty) -> AnyView {
    let total: i64 = county.cases.iter().map(|(_, count)| count).sum();
    if total == 0 {
        return ().into_any();
    }
    let places: Vec<String> = county
        .cases
        .iter()
        .map(|(place, count)| format!("{place} {count} 件"))
        .collect();
    view! {
        <p class="small">
            {format!("已公开查办通报 {total} 件：{}。", places.join("，"))} <a class="hit" href="/notices">"看通报"</a>
        </p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::zone::ZoneStatus, map_view::MapOutlet};

    fn county(coverage: Coverage) -> MapCounty {
        let village = |code: u64, name: &str| (code.try_into().unwrap(), name.to_owned());
        MapCounty {
            code: 410_821.try_into().unwrap(),
            name: "修武县".into(),
            coverage,
            source: None,
            towns: vec![(410_821_100.try_into().unwrap(), "城关镇".into())],
            villages: vec![TownVillages {
                town: "七贤镇".into(),
                villages: vec![village(410_821_101_226, "王庄")],
            }],
            rings: vec![MapRing {
                name: "县城建成区".into(),
                roads: vec!["黄河路".into()],
                cut: vec![village(410_821_101_227, "边村")],
            }],
            cases: vec![("七贤镇".into(), 2)],
            outlets: vec![MapOutlet {
                name: "某网点".into(),
                address: "某路".into(),
                phone: "0391-0000001".into(),
                demonstration: true,
            }],
        }
    }

    fn data(coverage: Coverage) -> MapPage {
        MapPage {
            village: None,
            counties: vec![county(coverage)],
            drawing: None,
            tianditu_key: String::new(),
        }
    }

    fn html(data: &MapPage) -> String {
        crate::shell::to_html(|| main(data))
    }

    #[test]
    fn the_list_says_all_that_the_map_shows() {
        let html = html(&data(Coverage::Some));
        for wanted in [
            "一部分在禁煤区里",
            "城关镇",
            "/v/410821101226",
            "黄河路",
            "/v/410821101227",
            "七贤镇 2 件",
            "/check?county=410821",
            "没查到通告",
            "0391-0000001",
            "不卖给商户",
        ] {
            assert!(html.contains(wanted), "{wanted} in {html}");
        }
    }

    #[test]
    fn a_village_it_was_opened_for_stands_first_and_is_not_indexed() {
        let opened = MapPage {
            village: Some(VillageChoice {
                code: 410_821_100_207.try_into().unwrap(),
                name: "王庄".into(),
                town: "城关镇".into(),
                county: "修武县".into(),
                status: ZoneStatus::Inside,
                exact: true,
            }),
            ..data(Coverage::Some)
        };
        assert!(html(&opened).contains("/v/410821100207"));
        let owner = Owner::new();
        let made = owner.with(|| page(&opened));
        assert!(!made.public && made.path == "/map?village=410821100207");
    }
}
