//! Which village is meant: those of the typed name by county, then those whose name is like it.

use leptos::prelude::*;

use crate::{
    components::{
        button::{Weight, back, call_button},
        link,
        status::status_badge,
        tag,
        village_search_form::village_search_form,
    },
    icon::{Icon, icon},
    ports::{Choices, VillageChoice},
    shell::{Page, Tab},
};

/// The page for a query and the villages that fit it.
pub fn page(query: &str, choices: &Choices) -> Page {
    let query = query.trim();
    let exact = choices.villages.iter().any(|v| v.exact);
    let title = match (query.is_empty(), choices.villages.is_empty(), exact) {
        (true, ..) => "查查您村能不能烧煤".to_owned(),
        (_, true, _) => format!("没有找到“{query}”"),
        (_, _, true) => format!("您说的是哪个{}？", spoken_name(query, choices)),
        _ => format!("看看是不是这些村：“{query}”"),
    };
    Page {
        title: format!("{title} · 净暖"),
        description: "焦作有不少同名的村，看清县和乡镇再选，就知道能不能烧煤。".into(),
        path: if query.is_empty() {
            "/check".into()
        } else {
            link::check(query)
        },
        tab: Some(Tab::Check),
        islands: false,
        public: false,
        form: false,
        main: main(title, query, choices),
    }
}

/// The name all exact fits share, where they do: `wz` is asked back as 王庄.
fn spoken_name<'a>(query: &'a str, choices: &'a Choices) -> &'a str {
    let mut exact = choices.villages.iter().filter(|v| v.exact).map(|v| v.name.as_str());
    match exact.next() {
        Some(first) if exact.all(|name| name == first) => first,
        _ => query,
    }
}

fn main(title: String, query: &str, choices: &Choices) -> AnyView {
    let (exact, like): (Vec<_>, Vec<_>) = choices.villages.iter().partition(|v| v.exact);
    let nothing = choices.villages.is_empty();
    let below = if query.is_empty() || nothing {
        ().into_any()
    } else {
        view! {
            {exact_groups(&exact, spoken_name(query, choices))}
            {like_group(&like, exact.is_empty())}
            {choices
                .demonstration
                .then(|| view! { <p class="gap-s small soft">"禁煤区范围为演示"{tag::demonstration(true)}</p> })}
        }
        .into_any()
    };
    view! {
        <div class="wrap">
            {back("/", "重新查")}
            <h1>{title}</h1>
            <p class="soft">{lead(query, choices, &exact)}</p>
            {below}
            {other_ways(query, nothing)}
        </div>
    }
    .into_any()
}

fn lead(query: &str, choices: &Choices, exact: &[&VillageChoice]) -> AnyView {
    if query.is_empty() {
        return "输入村名、拼音，或拼音头一个字母。".into_any();
    }
    if choices.villages.is_empty() {
        return "可能是写法不一样，换个办法试试。".into_any();
    }
    let found = if exact.is_empty() {
        format!("没有正好叫这个名的，名字像的有 {} 个村。", choices.total)
    } else {
        format!("全市叫这个名的有 {} 个村。", exact.len())
    };
    let shown = choices.villages.len();
    let many = (choices.total > shown)
        .then(|| tag::whole(format!("这里先列 {shown} 个，前面加上县名会更准，比如“修武 王庄”。")));
    view! { {tag::whole(found)}{tag::whole("看清县和乡镇再点。")}{many} }.into_any()
}

/// Counties that hold several come first, each under its own heading; the rest stand together.
fn exact_groups(exact: &[&VillageChoice], name: &str) -> Vec<AnyView> {
    let mut counties: Vec<(&str, Vec<&VillageChoice>)> = Vec::new();
    for village in exact {
        match counties.iter_mut().find(|(county, _)| *county == village.county) {
            Some((_, list)) => list.push(village),
            None => counties.push((&village.county, vec![village])),
        }
    }
    let (several, single): (Vec<_>, Vec<_>) = counties.into_iter().partition(|(_, list)| list.len() > 1);
    let any_several = !several.is_empty();
    let mut groups: Vec<_> = several
        .into_iter()
        .map(|(county, list)| group(Some(format!("{county}有 {} 个", list.len())), &list, Some(name)))
        .collect();
    let rest: Vec<_> = single.into_iter().flat_map(|(_, list)| list).collect();
    if !rest.is_empty() {
        let heading = any_several.then(|| format!("别的县、区有 {} 个", rest.len()));
        groups.push(group(heading, &rest, Some(name)));
    }
    groups
}

fn like_group(like: &[&VillageChoice], alone: bool) -> AnyView {
    if like.is_empty() {
        return ().into_any();
    }
    group((!alone).then(|| "名字像的村".to_owned()), like, None)
}

fn group(heading: Option<String>, villages: &[&VillageChoice], asked: Option<&str>) -> AnyView {
    let items: Vec<_> = villages
        .iter()
        .map(|village| view! { <li>{choice(village, asked)}</li> })
        .collect();
    view! {
        <section class="grp">
            {heading.map(|heading| view! { <h2>{heading}</h2> })}
            <ul class="pick">{items}</ul>
        </section>
    }
    .into_any()
}

/// Where names are the same, county and town are the big line, because they tell the rows apart.
fn choice(village: &VillageChoice, asked: Option<&str>) -> AnyView {
    let area = format!("{} · {}", village.county, village.town);
    let (big, small) = match asked {
        Some(name) if name == village.name => (area, None),
        Some(_) => (area, Some(format!("写作“{}”", village.name))),
        None => (village.name.clone(), Some(area)),
    };
    view! {
        <a href=link::village(village.code)>
            <span>
                <b>{big}</b>
                {small.map(|small| view! { <span class="sub">{small}</span> })}
                {status_badge(village.status)}
            </span>
            <span class="end">{icon(Icon::Next)}</span>
        </a>
    }
    .into_any()
}

fn other_ways(query: &str, nothing: bool) -> AnyView {
    let heading = if query.is_empty() {
        "您村叫什么？"
    } else if nothing {
        "换个办法查"
    } else {
        "都不是？"
    };
    view! {
        <section class="panel gap read">
            <h2>{heading}</h2>
            <ul class="dots gap-s">
                <li>"字不会打，就用拼音：王庄可以写 wangzhuang，也可以写 wz。"</li>
                <li>"前面加上县或乡镇，会更准：修武 王庄。"</li>
                <li>"不用写“村”“村委会”，写名字就行。"</li>
                <li>"还是找不到，就"<a class="hit" href="/map#list">"按县、乡镇一步步找"</a>"。"</li>
            </ul>
            {village_search_form(query)}
            <p class="gap-s2">{call_button(Weight::Quiet, "打 12345，让人帮您查")}</p>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::zone::ZoneStatus;

    fn village(code: u64, name: &str, county: &str, exact: bool) -> VillageChoice {
        VillageChoice {
            code: code.try_into().unwrap(),
            name: name.into(),
            town: "城关镇".into(),
            county: county.into(),
            status: ZoneStatus::Undetermined,
            exact,
        }
    }

    fn html(query: &str, villages: Vec<VillageChoice>, total: usize) -> String {
        page(
            query,
            &Choices {
                villages,
                total,
                demonstration: false,
            },
        )
        .main
        .to_html()
    }

    #[test]
    fn a_county_with_two_of_the_name_has_its_own_heading() {
        let html = html(
            "wz",
            vec![
                village(410_823_100_201, "王庄", "武陟县", true),
                village(410_821_100_207, "王庄", "修武县", true),
                village(410_821_101_201, "王庄", "修武县", true),
                village(410_825_100_201, "东王庄", "温县", false),
            ],
            4,
        );
        assert!(
            html.contains("您说的是哪个王庄？") && html.contains("有 3 个村"),
            "{html}"
        );
        let own = html.find("修武县有 2 个").unwrap();
        let rest = html.find("别的县、区有 1 个").unwrap();
        let like = html.find("名字像的村").unwrap();
        assert!(own < rest && rest < like);
    }

    #[test]
    fn nothing_found_still_helps_and_escapes_what_was_typed() {
        let html = html("<script>", vec![], 0);
        assert!(html.contains("没有找到") && html.contains("wangzhuang"), "{html}");
        assert!(!html.contains("<script>"), "{html}");
    }
}
