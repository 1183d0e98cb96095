//! The heating season: how long until it starts, or how far it has come.

use leptos::prelude::*;
use time::Date;

use crate::{
    domain::heating_season::{HeatingSeason, heating_season},
    icon::{Icon, icon},
    text,
};

/// How many days before the season its scale appears.
const SCALE_AHEAD: i64 = 30;

/// The panel, as of `today`.
pub fn season_panel(today: Date) -> AnyView {
    let Some(season) = heating_season(today) else {
        return ().into_any();
    };
    let title = match season {
        HeatingSeason::Ahead { days } => view! { "离供暖季还有"<b class="num">{days}</b>"天" }.into_any(),
        HeatingSeason::On { day, .. } => view! { "供暖季第"<b class="num">{day}</b>"天" }.into_any(),
    };
    view! {
        <section class="season gap" aria-labelledby="season">
            <h2 id="season" class="big">{title}</h2>
            {scale(season, today)}
            <ul class="gap-s">
                {onward("/prices", "供暖季电费怎么算")}
                {onward("/subsidies", "取暖补贴找谁问")}
            </ul>
            <p class="small soft">"日期按 2017 年河南居民电价文件，待主管部门核实"</p>
        </section>
    }
    .into_any()
}

fn onward(href: &'static str, text: &'static str) -> AnyView {
    view! { <li><a href=href>{text}{icon(Icon::Next)}</a></li> }.into_any()
}

/// A line with today on it: the season itself, or the last month before it and the season.
fn scale(season: HeatingSeason, today: Date) -> AnyView {
    let (start, at) = match season {
        HeatingSeason::Ahead { days } if days > SCALE_AHEAD => return ().into_any(),
        HeatingSeason::Ahead { days } => (20, (SCALE_AHEAD - days) * 20 / SCALE_AHEAD),
        HeatingSeason::On { day, of } => (0, (day - 1) * 100 / (of - 1)),
    };
    // The mark stays within the line at both ends.
    let mark = format!("{}%", at.clamp(2, 98));
    let ends = match season {
        HeatingSeason::Ahead { .. } => "11月15日 — 明年3月15日",
        HeatingSeason::On { .. } => "到 3月15日",
    };
    view! {
        <svg class="track" aria-hidden="true">
            <rect y="14" width="100%" height="8" rx="4"></rect>
            <rect class="on" x=format!("{start}%") y="14" width=format!("{}%", 100 - start) height="8" rx="4"></rect>
            <circle cx=mark.clone() cy="18" r="8"></circle>
            <circle class="eye" cx=mark cy="18" r="3"></circle>
        </svg>
        <p class="ends"><span>{format!("今天 {}", text::short_date(today))}</span><span>{ends}</span></p>
    }
    .into_any()
}
