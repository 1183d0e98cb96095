//! The tip's form: complete without scripts; the islands in it only make it quicker.

use leptos::prelude::*;

use super::report_field::{Errors, Question, category_question, line};
use super::report_identity::identity;
use super::report_sighting::sightings;
use super::report_when::when;
use crate::components::textarea::Textarea;
use crate::domain::category::{Category, CategoryGuide, TipKind};
use crate::domain::tip::{PHOTOS_MAX, PLACE_TEXT_MAX, TEXT_MAX};
use crate::icon::{Icon, icon};
use crate::islands::coach::{Coach, Want, plate_question, wants};
use crate::islands::near_by::NearBy;
use crate::islands::photo_picker::PhotoPicker;
use crate::islands::pin_map::PinMap;
use crate::islands::place_field::PlaceField;
use crate::islands::proposal::Proposal;
use crate::islands::report_flow::{CHOOSE, FORM, Pin, Place, ReportFlow, Typed};
use crate::islands::route_card::RouteCard;
use crate::islands::send_bar::SendBar;
use crate::islands::village_box::HERE;
use crate::islands::where_it_was::WhereItWas;
use crate::ports::{Choices, ReportForm, VillageChoice};
use crate::shell::{Page, Tab};

/// Where drafts on the phone are offered.
pub const DRAFTS: &str = "drafts";
/// The field that says: not sure, and no proposal wanted.
pub const SURE: &str = "sure";

/// The page.
pub fn page(data: ReportForm) -> Page {
    let title = title(&data.guide);
    let description = match data.guide.kind {
        TipKind::Report => format!(
            "{}：拍张照、说个地方就行，可以不留名。",
            data.guide.hint.trim_end_matches('。')
        ),
        TipKind::Help | TipKind::Question => data.guide.hint.clone(),
    };
    Page {
        path: format!("/report/{}", data.guide.category),
        tab: Some(Tab::Report),
        islands: true,
        public: data.errors.is_empty(),
        form: true,
        main: main(data, title.clone()),
        title,
        description,
    }
}

fn title(guide: &CategoryGuide) -> String {
    match (guide.kind, guide.category) {
        (_, Category::Unsure) => "说不清是哪一类，也能举报".into(),
        (TipKind::Report, _) => format!("举报{}", guide.name),
        (TipKind::Help | TipKind::Question, _) => guide.name.clone(),
    }
}

fn main(data: ReportForm, title: String) -> AnyView {
    let chosen = data.village.as_ref().map(Place::from);
    let plate = plate_question(&data.guide).map(|q| q.id.clone());
    let typed = Typed {
        place: !data.form.place_text.trim().is_empty(),
        time: data.form.happened.said.is_empty() || data.form.happened.is_telling(),
        plate: plate
            .as_ref()
            .and_then(|id| data.form.answers.get(id))
            .is_some_and(|answer| !answer.trim().is_empty()),
    };
    let plate_field = plate.map(|id| format!("answer.{id}")).unwrap_or_default();
    let notice = data.guide.notice.clone();
    let summary = Errors::new(&data.errors, &data.guide).summary();
    let category = data.guide.category.to_string();
    let route = data.route.clone();
    let pin = position(&data);
    let keyless = data.idempotency_key.is_empty();
    view! {
        <div class="wrap read">
            <a class="back" href=other_category(data.village.as_ref())>
                {icon(Icon::Back)}
                " 换一类"
            </a>
            {summary}
            <div id=DRAFTS></div>
            <h1>{title}</h1>
            <p class="soft">"知道多少写多少，写不全也能发。"</p>
            {keyless.then(without_network)}
            {(!notice.is_empty()).then(|| view! { <p class="tip warm">{icon(Icon::Home)}<span>{notice}</span></p> })}
            <ReportFlow category=category place=chosen pin=pin route=route typed=typed plate_field=plate_field>
                {inside(data)}
            </ReportFlow>
        </div>
    }
    .into_any()
}

/// Said in the form that phones keep, which has no key of the server's.
fn without_network() -> impl IntoView {
    view! {
        <p class="tip care">
            {icon(Icon::Clock)}
            <span>"没有网也能填、能加照片：先存在这部手机上，有网了再发。"</span>
        </p>
    }
}

fn other_category(village: Option<&VillageChoice>) -> String {
    village.map_or_else(|| "/report".into(), |v| format!("/report?village={}", v.code))
}

/// What the form's pieces share: the coach, the search for the village, the form itself.
fn inside(data: ReportForm) -> AnyView {
    let action = format!("/report/{}", data.guide.category);
    let wanted = wants(&data.guide);
    // The vehicle is driving away: where a photo helps most, it comes first.
    let photo_first = wanted.contains(&Want::Photo);
    let place_known = data.village.is_some();
    let errors = Errors::new(&data.errors, &data.guide);
    let photos = photos(&data, &errors, photo_first).into_any();
    let (photos_above, photos_below) = if photo_first {
        (Some(photos), None)
    } else {
        (None, Some(photos))
    };
    let place = place(&data, &errors).into_any();
    let (place_above, place_within) = if place_known {
        (None, Some(place))
    } else {
        (Some(place), None)
    };
    let questions: Vec<AnyView> = data
        .guide
        .questions
        .iter()
        .map(|q| category_question(q, data.form.answers.get(&q.id), &errors, plate_question(&data.guide)))
        .collect();
    view! {
        {(!wanted.is_empty()).then(|| view! { <Coach wants=wanted /> })}
        {place_above}
        <form id=FORM action=action method="post" enctype="multipart/form-data" novalidate>
            <input type="hidden" name="idempotency_key" value=data.idempotency_key.clone() />
            <input type="hidden" name="opened" value=data.opened.clone() />
            {kept(&data.kept)}
            {photos_above}
            {place_within}
            <NearBy cases=data.near_by.clone() />
            {spot(&data, &errors)}
            {when(data.guide.kind, &data.form.happened, &errors)}
            {sightings(data.guide.category, &data.form.sightings, &errors)}
            {questions}
            {words(&data, &errors)}
            {(!data.proposals.is_empty()).then(|| view! { <Proposal categories=data.proposals.clone() /> })}
            {photos_below}
            {anonymous()}
            {identity(&data.identity, &errors)}
            <RouteCard />
            {privacy()}
            <SendBar />
        </form>
    }
    .into_any()
}

/// Where it was seen: the chosen village, or the search and what it found.
fn place(data: &ReportForm, errors: &Errors) -> impl IntoView + use<> {
    let legend = match data.guide.kind {
        TipKind::Report => "在哪看见的？",
        TipKind::Help | TipKind::Question => "是哪个村？",
    };
    let below = data.village.is_none().then(|| {
        let found = found(data);
        view! {
            {found}
            <p class="hint">"说不清是哪个村？可以直接往下填。"</p>
        }
    });
    view! {
        <fieldset id="where" class="place">
            <legend>{legend}</legend>
            {errors.beside("village")}
            <PlaceField query=data.query.clone()>{below}</PlaceField>
            <WhereItWas />
            <PinMap />
        </fieldset>
    }
}

/// The villages that fit what was searched without scripts, as links.
fn found(data: &ReportForm) -> AnyView {
    let Choices { villages, total, .. } = &data.choices;
    if data.query.trim().is_empty() {
        return ().into_any();
    }
    if villages.is_empty() {
        let words = format!("没找到“{}”。换个字或者拼音试试，也可以直接往下填。", data.query.trim());
        return view! { <p class="tip" role="status">{icon(Icon::Alert)}<span>{words}</span></p> }.into_any();
    }
    let more = (*total > villages.len()).then(|| {
        let words = format!(
            "一共有 {total} 个，先列出 {} 个。加上县或乡镇的名字再查，能少些。",
            villages.len()
        );
        view! { <p class="hint">{words}</p> }
    });
    let buttons = villages.iter().map(choice).collect_view();
    view! {
        <p class="gap-s" role="status">"是哪一个？"</p>
        <ul class="pick">{buttons}</ul>
        {more}
    }
    .into_any()
}

/// Sends the form, which comes back with this village and all that was typed.
fn choice(village: &VillageChoice) -> impl IntoView + use<> {
    let area = format!("{} · {}", village.county, village.town);
    view! {
        <li>
            <button
                form=FORM
                name=CHOOSE
                value=village.code.to_string()
                formaction=HERE
                data-name=village.name.clone()
                data-area=area
            >
                <span>
                    <b>{area.clone()}</b>
                    {village.name.clone()}
                </span>
                <svg class="i end" viewBox="0 0 24 24" aria-hidden="true"><path d="m9 5 7 7-7 7"></path></svg>
            </button>
        </li>
    }
}

/// A position sent before, unless it was refused.
fn position(data: &ReportForm) -> Option<Pin> {
    let form = &data.form;
    let usable = data.errors.get("lat").is_none() && data.errors.get("crs").is_none() && !form.latitude.is_empty();
    usable.then(|| Pin {
        lat: form.latitude.clone(),
        long: form.longitude.clone(),
        accuracy: form.accuracy.clone(),
        crs: form.crs.clone(),
    })
}

/// The photos of a form that was refused wait on the server: who has no scripts need not pick them again.
fn kept(uploads: &[String]) -> impl IntoView + use<> {
    uploads
        .iter()
        .map(|id| view! { <input type="hidden" name="upload" value=id.clone() /> })
        .collect_view()
}

fn photos(data: &ReportForm, errors: &Errors, first: bool) -> impl IntoView + use<> {
    let guide = &data.guide;
    let legend = match (first, guide.category) {
        (true, Category::RemoteSale | Category::CoalAdvert) => "先加照片或截图",
        (true, _) => "先拍照",
        (false, _) => "有照片也可以加",
    };
    let again = match (errors.any(), data.kept.len()) {
        (false, 0) => None,
        (true, 0) => Some("刚才选过照片的，请再选一次：浏览器不让网页替您留着。".to_owned()),
        (_, count) => Some(format!("刚才的 {count} 张照片还在，不用再选。")),
    };
    let again = again.map(|words| view! { <p class="tip">{icon(Icon::Camera)}<span>{words}</span></p> });
    let care = (first && guide.kind == TipKind::Report).then(|| {
        view! {
            <p class="tip care">
                {icon(Icon::Alert)}
                <span>
                    <span class="nb">"离远点拍，别拦车、别争吵。"</span>
                    <span class="nb">"安全最要紧。"</span>
                </span>
            </p>
        }
    });
    view! {
        <fieldset class="pictures">
            <legend>{legend}</legend>
            <p class="hint" id="photo-hint">{format!("最多 {PHOTOS_MAX} 张。给人看的照片都去掉了拍摄位置。")}</p>
            {errors.beside("photo")}
            {again}
            <PhotoPicker />
            {(guide.kind == TipKind::Report).then(sealed)}
            {care}
        </fieldset>
    }
}

/// The photo's own position goes along only on this separate consent. Where no script makes the photos small, the browser
/// sends the file as it is, and it is sealed as it came: that is said until the outbox asks instead.
fn sealed() -> impl IntoView {
    view! {
        <p class="hint" id="photo-as-it-is">
            "照片原样封存作证据，里面记着的拍摄位置也在其中，只有查办的人按规定才能打开。"
        </p>
        <label class="tick scripted" hidden=true>
            <input type="checkbox" id="photo-position" name="photo_position" value="1" />
            <span>"我同意把照片里记着的拍摄位置也封存作证据。只有查办的人按规定才能打开。"</span>
        </label>
    }
}

fn spot(data: &ReportForm, errors: &Errors) -> AnyView {
    let known = data.village.is_some();
    line(
        &Question {
            name: "place_text",
            label: if known {
                "再说细一点（可不填）"
            } else {
                "具体在哪？"
            },
            hint: if known {
                ""
            } else {
                "说不清是哪个村，写哪条路、靠近什么地方也行。"
            },
            example: "比如：村口桥头往北，小学门前",
        },
        &data.form.place_text,
        PLACE_TEXT_MAX,
        errors,
    )
}

fn words(data: &ReportForm, errors: &Errors) -> impl IntoView + use<> {
    let label = match data.guide.kind {
        TipKind::Report => "还想说什么？",
        TipKind::Help => "说说您的难处",
        TipKind::Question => "想问什么？",
    };
    view! {
        <div class="field">
            <label for="text">{label}</label>
            <p class="hint" id="text-hint">"有照片的，可以不写。请不要写自己的姓名和电话。"</p>
            {errors.beside("text")}
            <Textarea
                id="text"
                name="text"
                value=data.form.text.clone()
                max=TEXT_MAX
                described=errors.described("text", Some("text-hint"))
                invalid=errors.get("text").is_some()
            />
        </div>
    }
}

fn anonymous() -> impl IntoView {
    view! {
        <p class="tip gap-s2">
            {icon(Icon::Shield)}
            <span>
                <b>"不用留名。"</b>
                "您不写，就不存姓名和电话；上网地址一律不存。发出后给您 16 位查询码，凭它看进度。"
            </span>
        </p>
    }
}

/// What the law wants said before anything is collected (个人信息保护法第十七条).
fn privacy() -> impl IntoView {
    view! {
        <p class="gap-s small soft">
            "您填的内容和照片，只用来查办这件事，按规定期限保存后删除；凭查询码可以补充。"
            <a class="hit" href="/guide/protect-reporters">"看怎么保护您"</a>
        </p>
    }
}

#[cfg(test)]
mod tests;
