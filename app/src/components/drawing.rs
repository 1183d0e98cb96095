//! A drawing of counties as inline SVG: no script, a few hundred bytes, always marked 示意图.

use leptos::prelude::*;

use crate::{
    domain::{
        coverage::Coverage,
        sketch::{PointMark, SketchedArea, SketchedPoint},
        zone_difference::ZoneChange,
    },
    map_view::{Drawing, DrawnCounty},
};

/// What fills a county: solid, hatched, plain or dotted, so that the colour alone says nothing.
pub const fn fill(coverage: Coverage) -> &'static str {
    match coverage {
        Coverage::All => "#f0a98c",
        Coverage::Some => "url(#p-some)",
        Coverage::None => "#eaf6ec",
        Coverage::Unknown => "url(#p-unknown)",
    }
}

/// The hatchings that [`fill`] names, for the drawing and for the map over it.
fn patterns() -> AnyView {
    view! {
        <defs>
            <pattern id="p-some" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <path d="M0 0h6v6H0z" fill="#fff"></path>
                <path d="M1 0v6" stroke="#c23c0a" stroke-width="1.6"></path>
            </pattern>
            <pattern id="p-unknown" width="7" height="7" patternUnits="userSpaceOnUse">
                <path d="M0 0h7v7H0z" fill="#fff4df"></path>
                <circle cx="2" cy="2" r="1" fill="#854400"></circle>
            </pattern>
        </defs>
    }
    .into_any()
}

/// The drawing alone.
pub fn svg(drawing: &Drawing) -> AnyView {
    let sketch = &drawing.sketch;
    let areas: Vec<_> = sketch
        .areas
        .iter()
        .map(|area| shape(area, county(drawing, area)))
        .collect();
    let rings: Vec<_> = sketch
        .rings
        .iter()
        .map(|path| view! { <path d=path.clone() fill="url(#p-some)" stroke="#c23c0a" stroke-width="1.5"></path> })
        .collect();
    let names: Vec<_> = sketch
        .areas
        .iter()
        .filter_map(|area| name(area, county(drawing, area)?))
        .collect();
    let points: Vec<_> = sketch.points.iter().map(village).collect();
    view! {
        <svg viewBox=format!("0 0 {} {}", sketch.width, sketch.height) role="img" aria-label=label(drawing)>
            {patterns()}
            {areas}
            {rings}
            {names}
            {points}
        </svg>
    }
    .into_any()
}

fn county<'d>(drawing: &'d Drawing, area: &SketchedArea) -> Option<&'d DrawnCounty> {
    drawing.counties.iter().find(|county| county.code == area.code)
}

fn shape(area: &SketchedArea, county: Option<&DrawnCounty>) -> AnyView {
    let (plain, line) = if area.main {
        ("#fff", "#44566d")
    } else {
        ("#eef2f7", "#c4d0dd")
    };
    let fill = county.and_then(|county| county.coverage).map_or(plain, fill);
    view! { <path d=area.path.clone() fill=fill stroke=line stroke-width="1.2" stroke-linejoin="round"></path> }
        .into_any()
}

/// The name with a rim, so that it reads over any hatching.
fn name(area: &SketchedArea, county: &DrawnCounty) -> Option<AnyView> {
    let (x, y) = area.name_at?;
    Some(
        view! {
            <text
                x=x.to_string()
                y=y.to_string()
                text-anchor="middle"
                font-size="13"
                stroke="#fff"
                stroke-width="3"
                paint-order="stroke"
                fill="#10243e"
            >
                {county.name.clone()}
            </text>
        }
        .into_any(),
    )
}

fn label(drawing: &Drawing) -> String {
    if !drawing.title.is_empty() {
        return drawing.title.clone();
    }
    if drawing.about.is_empty() {
        return "焦作各县区禁煤区示意图，内容见下面的文字".to_owned();
    }
    let rings = if drawing.sketch.rings.is_empty() {
        ""
    } else {
        "，斜线是通告划的路环"
    };
    let has = |own: bool| {
        let mut marks = drawing.sketch.points.iter().map(|point| point.mark == PointMark::Own);
        marks.any(|is_own| is_own == own)
    };
    let point = match (has(true), has(false)) {
        (true, _) => "，圆点是您村大概的位置",
        (false, true) => "，有变化的村按记下的位置标出：三角划进，方块穿过，圆圈划出",
        (false, false) => "",
    };
    format!("{}和相邻县区的轮廓示意图{rings}{point}", drawing.about)
}

/// A village; the shape says the same as the colour.
fn village(point: &SketchedPoint) -> AnyView {
    let SketchedPoint { x, y, mark } = *point;
    match mark {
        PointMark::Own => view! {
            <circle cx=x.to_string() cy=y.to_string() r="6" fill="#0b6bcb" stroke="#fff" stroke-width="2"></circle>
        }
        .into_any(),
        PointMark::Changed(ZoneChange::Added) => {
            view! { <path d=format!("M{x} {}l5 9h-10z", y - 6) fill="#c23c0a" stroke="#fff"></path> }.into_any()
        }
        PointMark::Changed(ZoneChange::Cut) => {
            view! { <path d=format!("M{} {}h8v8h-8z", x - 4, y - 4) fill="#854400" stroke="#fff"></path> }.into_any()
        }
        PointMark::Changed(ZoneChange::Removed) => view! {
            <circle cx=x.to_string() cy=y.to_string() r="4" fill="#fff" stroke="#2b8a3e" stroke-width="2"></circle>
        }
        .into_any(),
    }
}

/// 示意图, its number, and what it may not be used for.
pub fn caption(drawing: &Drawing) -> AnyView {
    let approval = if drawing.approval.is_empty() {
        "待核发".to_owned()
    } else {
        drawing.approval.clone()
    };
    let without = drawing
        .without_outline
        .then_some("示范区没有单独的轮廓，画的是周围四个县区。");
    view! {
        <p class="small soft">
            {without}"示意图，边界可能差几公里，不能当划界依据。"
            <span class="nb">{format!("审图号：{approval}")}</span>
        </p>
    }
    .into_any()
}

/// What each filling means, drawn as the map draws it.
pub fn legend() -> AnyView {
    let items: Vec<_> = Coverage::ALL
        .map(|coverage| {
            view! {
                <li class="nb">
                    <svg class="i" viewBox="0 0 24 24" aria-hidden="true">
                        <path d="M2 4h20v16H2z" fill=fill(coverage) stroke="#44566d" stroke-width="1.5"></path>
                    </svg>
                    {coverage.words()}
                </li>
            }
        })
        .into_iter()
        .collect();
    view! { <ul class="legend small" aria-label="图例">{items}</ul> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sketch::Sketch;

    fn drawing(approval: &str) -> Drawing {
        let code = 410_821.try_into().unwrap();
        Drawing {
            sketch: Sketch {
                width: 320,
                height: 200,
                areas: vec![SketchedArea {
                    code,
                    path: "M1 1l9 0 0 9z".into(),
                    name_at: Some((160, 100)),
                    main: true,
                }],
                rings: vec!["M2 2l3 0 0 3z".into()],
                points: vec![SketchedPoint {
                    x: 5,
                    y: 5,
                    mark: PointMark::Own,
                }],
            },
            counties: vec![DrawnCounty {
                code,
                name: "<修武>".into(),
                coverage: Some(Coverage::Some),
            }],
            title: String::new(),
            about: "修武县".into(),
            without_outline: false,
            approval: approval.into(),
        }
    }

    #[test]
    fn a_part_is_hatched_and_named_never_filled() {
        let html = svg(&drawing("")).to_html();
        assert!(
            html.contains(r#"fill="url(#p-some)""#) && html.contains("&lt;修武&gt;"),
            "{html}"
        );
        assert!(
            !html.contains(fill(Coverage::All)) && !html.contains("style="),
            "{html}"
        );
        assert!(html.contains(r#"role="img""#) && html.contains("圆点是您村"), "{html}");
    }

    #[test]
    fn a_drawing_without_a_number_says_so() {
        assert!(caption(&drawing("")).to_html().contains("审图号：待核发"));
        assert!(
            caption(&drawing("豫S〔示例〕1号"))
                .to_html()
                .contains("审图号：豫S〔示例〕1号")
        );
    }
}
