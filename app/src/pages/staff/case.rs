//! A case: what was sent, where, who acts, what happened; and beside it the next action.

use leptos::prelude::*;

use super::{
    case_action::{action_column, next_step_label},
    case_company::{further_tips, messages, news},
    case_reward::rewards,
    case_trail::{coal, shared},
    deadline::{clause_tag, moment, state_tag},
    field::summary,
    frame::{QUEUE, RailItem, StaffPage, case_address},
};
use crate::{
    domain::{
        case::CaseState,
        happened::Happened,
        tip::{Position, Sighting},
        zone::ZoneStatus,
    },
    icon::{Icon, icon},
    ports::{CasePage, HistoryLine, PhotoRef, QueueView, SignedIn},
    text,
};

/// The page.
pub fn page(data: CasePage, signed_in: &SignedIn) -> StaffPage {
    let refused = summary(
        "没有存上，请改一下再交。写过的都还在下面",
        &data.errors,
        &[
            ("step", "next"),
            ("note", "note"),
            ("outcome", "outcomes"),
            ("referred_to", "referred_to"),
            ("reply", if data.typed.step == "reply" { "message" } else { "reply" }),
            ("to", "to"),
            ("number", "number"),
            ("trail", "trail"),
            ("yuan", "yuan"),
            ("reward", "rw"),
            ("reward_reason", "reward_reason"),
            ("way", "way"),
            ("coal_number", "coal_number"),
            ("coal_note", "coal_note"),
        ],
    );
    let title = format!("{} {}", data.row.number, data.row.category);
    let title = if data.errors.is_empty() {
        title
    } else {
        format!("没有存上：{title}")
    };
    let jump = next_step_label(&data).map(|label| {
        view! { <a class="b pri jump" href="#next">{label}</a> }
    });
    let action = action_column(&data, signed_in);
    let main = view! {
        {refused}
        {head(&data)}
        {news(&data)}
        <div class="three">
            <div class="col">
                {tip(&data)}
                {further_tips(&data.further)}
                {photos(&data.photos)}
                {messages(&data.messages)}
                {jump}
            </div>
            {action}
            <div class="col">
                {place(&data)}
                {who(&data)}
                {shared(&data, signed_in)}
                {coal(&data, signed_in)}
                {rewards(&data, signed_in)}
                {history(data.history, data.chain_intact)}
            </div>
        </div>
    }
    .into_any();
    StaffPage {
        title,
        main,
        current: RailItem::Queue(QueueView::Open),
        signed_in: Some(signed_in.clone()),
        counts: None,
        query: String::new(),
        islands: false,
    }
}

fn head(data: &CasePage) -> AnyView {
    let row = &data.row;
    let place = if row.place.is_empty() {
        "没说地点"
    } else {
        &row.place
    };
    let area = (!row.area.is_empty()).then(|| view! { <small>{row.area.clone()}</small> });
    view! {
        <div class="casehead">
            <p><a class="backl" href=QUEUE data-back="1">{icon(Icon::Back)} "在办案件"</a> <kbd class="hand">"Esc"</kbd></p>
            <h1>
                <span class="no">{row.number.clone()}</span>
                {format!(" {} · {place} ", row.category)}
                {area}
            </h1>
            <p class="tags">{state_tag(row.state)} " " {clause_tag(&row.clause)} {outcome(data)}</p>
            {flow(row.state)}
        </div>
    }
    .into_any()
}

fn outcome(data: &CasePage) -> Option<AnyView> {
    data.outcome
        .map(|outcome| view! { " " <b>{outcome.label()}</b> }.into_any())
}

/// The way of a case. Only what surely happened carries a tick: steps in between may have been skipped.
fn flow(state: CaseState) -> AnyView {
    const WAY: [(CaseState, &str); 6] = [
        (CaseState::Submitted, "提交"),
        (CaseState::Accepted, "签收"),
        (CaseState::Investigating, "核查"),
        (CaseState::Rectifying, "整改"),
        (CaseState::Reinspecting, "复查"),
        (CaseState::Closed, "办结"),
    ];
    let here = WAY.iter().position(|(at, _)| *at == state);
    let items = WAY
        .into_iter()
        .enumerate()
        .map(|(at, (_, label))| {
            let now = here == Some(at);
            let done = at < 2 && here.is_none_or(|here| at < here);
            let tick = done.then(|| icon(Icon::Tick));
            let class = if now {
                "now"
            } else if done {
                "ok"
            } else {
                ""
            };
            view! { <li class=class aria-current=now.then_some("step")>{tick}{label}</li> }
        })
        .collect_view();
    view! { <ol class="flow" aria-label="办理步骤">{items}</ol> }.into_any()
}

fn line(term: String, content: AnyView) -> AnyView {
    view! { <div><dt>{term}</dt><dd>{content}</dd></div> }.into_any()
}

fn words(text: String) -> AnyView {
    view! { {text} }.into_any()
}

fn tip(data: &CasePage) -> AnyView {
    let quote = if let Some(at) = data.erased_at {
        let words = format!("{} 按期限或举报人的要求删除了，记在办理记录里。", text::date_time(at));
        view! { <p class="silent">{words}</p> }.into_any()
    } else if data.text.is_empty() {
        view! { <p class="silent">"没写字，只有照片。"</p> }.into_any()
    } else {
        view! { <blockquote>{data.text.clone()}</blockquote> }.into_any()
    };
    let place = (!data.place_text.is_empty()).then(|| line("地点".into(), words(data.place_text.clone())));
    let happened = match data.happened {
        Some(Happened::Moment(at)) => moment(at, text::date_time(at)),
        Some(when) => words(text::happened(when)),
        None if data.erased_at.is_some() => words("已删除".into()),
        None => words("没说".into()),
    };
    let entered = data
        .entered
        .as_ref()
        .map(|entered| line("代录".into(), words(entered.clone())));
    let evidence = format!("{}/evidence", case_address(&data.row.number));
    let answers = data
        .answers
        .iter()
        .map(|(asked, answer)| line(asked.clone(), words(answer.clone())))
        .collect_view();
    view! {
        <section class="box" aria-labelledby="tip">
            <h2 id="tip">"线索原文 " <small>"提交后不可改"</small></h2>
            {quote}
            <dl class="kv">
                {place}
                {line("发生时间".into(), happened)}
                {line("收到时间".into(), moment(data.filed_at, text::date_time(data.filed_at)))}
                {entered}
                {answers}
                {sightings(&data.sightings)}
                {line("举报人".into(), view! { {icon(Icon::Lock)} " 工作单里没有身份" }.into_any())}
                {line("证据".into(), view! { <a href=evidence>"原件、签名时间、谁打开过"</a> }.into_any())}
            </dl>
        </section>
    }
    .into_any()
}

/// Where else it was seen, in the order written.
fn sightings(sightings: &[Sighting]) -> Option<AnyView> {
    if sightings.is_empty() {
        return None;
    }
    let items = sightings
        .iter()
        .map(|sighting| {
            let parts = [&sighting.place, &sighting.when].map(String::as_str);
            let said: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            view! { <li>{said.join("，")}</li> }
        })
        .collect_view();
    Some(line("还在别处见过".into(), view! { <ol>{items}</ol> }.into_any()))
}

fn photos(photos: &[PhotoRef]) -> AnyView {
    let count = photos.len();
    if count == 0 {
        return view! { <section class="box" aria-labelledby="ph"><h2 id="ph">"照片"</h2><p class="silent">"没有照片。"</p></section> }
            .into_any();
    }
    let items = photos
        .iter()
        .zip(1..)
        .map(|(photo, at)| {
            let address = format!("/staff/photos/{}", photo.id);
            let alt = format!("第 {at} 张，共 {count} 张，点开看大图");
            let caption = (!photo.caption.is_empty()).then(|| view! { <p class="cap">{photo.caption.clone()}</p> });
            view! {
                <li>
                    <a href=address.clone()>
                        <img
                            src=format!("{address}/thumbnail")
                            width=photo.width.to_string()
                            height=photo.height.to_string()
                            alt=alt
                            loading="lazy"
                        />
                    </a>
                    {caption}
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="box" aria-labelledby="ph">
            <h2 id="ph">{format!("照片 {count} 张 ")} <small>"工作副本，已去掉位置等信息"</small></h2>
            <ul class="ph">{items}</ul>
        </section>
    }
    .into_any()
}

fn place(data: &CasePage) -> AnyView {
    let content = match &data.village {
        Some(village) => {
            let (which, class, label) = match village.status {
                ZoneStatus::Inside => (Icon::NoBurn, "zone inside", "在禁煤区里"),
                ZoneStatus::Outside => (Icon::Briquette, "zone outside", "不在禁煤区"),
                ZoneStatus::Undetermined => (Icon::Ask, "zone unsure", "还不能确定"),
            };
            let demonstration = data
                .zone_demonstration
                .then(|| view! { <span class="tag">"示例"</span> });
            let name = format!("{}（{}{}） ", village.name, village.county, village.town);
            let village_line = view! { {name} <code>{village.code.to_string()}</code> }.into_any();
            let status = view! {
                <b class=class>{icon(which)} {label}</b> " " <small>"收到线索那天"</small> " " {demonstration}
            }
            .into_any();
            view! { <dl class="kv">{line("村".into(), village_line)}{line("禁煤区".into(), status)}</dl> }.into_any()
        }
        None if data.row.place.is_empty() && data.place_text.is_empty() => {
            view! { <p class="silent">"举报人没说地点。可以在“告诉举报人”里问一句。"</p> }.into_any()
        }
        None => view! { <p class="silent">"举报人没有选村，只写了：" {data.place_text.clone()}</p> }.into_any(),
    };
    let pin = data.position.as_ref().map(pin);
    view! {
        <section class="box" aria-labelledby="mp">
            <h2 id="mp">"位置 " {data.village.is_some().then(|| view! { <small>"村由举报人选定"</small> })}</h2>
            {content}
            {pin}
        </section>
    }
    .into_any()
}

/// A position that was sent along, with a way into the device's own map.
pub(super) fn pin(position: &Position) -> impl IntoView + use<> {
    let at = position.at;
    let address = format!("geo:{:.5},{:.5}", at.latitude, at.longitude);
    view! {
        <p>
            {icon(Icon::Pin)}
            " "
            {text::position(position)}
            " "
            <a href=address>"用地图打开"</a>
            " "
            <small>"WGS-84，只有办理单位看得到"</small>
        </p>
    }
}

fn who(data: &CasePage) -> AnyView {
    let row = &data.row;
    let joint = (!row.joint.is_empty()).then(|| line("配合".into(), words(row.joint.join("、"))));
    let basis = view! { {clause_tag(&row.clause)} {format!(" {}", data.reason)} }.into_any();
    view! {
        <section class="box" aria-labelledby="wh">
            <h2 id="wh">"谁在办"</h2>
            <dl class="kv">
                {line("牵头".into(), words(row.lead.clone()))}
                {joint}
                {line("依据".into(), basis)}
                {line("分派规则".into(), words(format!("版本 {}", data.rule_version)))}
            </dl>
        </section>
    }
    .into_any()
}

fn history(history: Vec<HistoryLine>, intact: bool) -> AnyView {
    let count = history.len();
    let items = history
        .into_iter()
        .map(|one| {
            let at = moment(one.at, text::short_date_time(one.at));
            view! { <li>{at}<div><b>{one.who}</b> " " <span>{one.text}</span></div><code>{one.link}</code></li> }
        })
        .collect_view();
    let chain = if intact {
        view! { <p class="note ok">{icon(Icon::Link)} {format!(" 链条完整，共 {count} 条")}</p> }.into_any()
    } else {
        view! {
            <div class="broken" role="alert">
                <p><b>{icon(Icon::Alert)} " 链条断了：办理记录与校验值对不上"</b></p>
                <p>"记录可能被改过。先不要继续办，请立刻告诉管理员和市散烧办，保留现状。"</p>
            </div>
        }
        .into_any()
    };
    let (above, below) = if intact {
        (None, Some(chain))
    } else {
        (Some(chain), None)
    };
    view! {
        <section class="box" aria-labelledby="hi">
            <h2 id="hi">"办理记录 " <small>"每条接着上一条的校验值"</small></h2>
            {above}
            <ol class="hist">{items}</ol>
            {below}
        </section>
    }
    .into_any()
}
