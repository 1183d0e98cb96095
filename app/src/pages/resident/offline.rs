//! The page that stands in for others where there is no network: a ready-made piece for every answer the phone may give.

use leptos::prelude::*;

use super::report_form::DRAFTS;
use crate::{
    answer::{burn_rows, household_briquette, verdict_clauses},
    components::{
        burn_table::burn_table,
        button::{Weight, back, call_button, link_button},
        plate::{plate, verdict},
        status::status_badge,
        tag,
    },
    domain::{
        who_may_burn::Allowance,
        zone::{UndeterminedReason, ZoneAnswer, ZoneStatus},
    },
    icon::{Icon, icon},
    offline::template::{ANSWER, PATH, Piece, Slot},
    ports::BurnRow,
    shell::{Page, Tab},
};

/// The page: the same for every address it is shown at.
pub fn page() -> Page {
    let pieces: Vec<_> = Piece::ALL
        .into_iter()
        .map(|each| view! { <template id=each.id()>{piece(each)}</template> })
        .collect();
    Page {
        title: "没网也能查 · 净暖".into(),
        description: "没有网的时候，由这台手机按存下的资料回答。".into(),
        path: PATH.into(),
        tab: Some(Tab::Check),
        islands: true,
        public: false,
        form: false,
        main: view! {
            <div class="wrap read">
                {back("/", "查别的村")}
                <div id=ANSWER aria-live="polite" aria-busy="true">
                    <h1>"没网也能查"</h1>
                    <p class="soft">"正在看这台手机上存的资料…"</p>
                </div>
                <div id=DRAFTS></div>
                // An empty address is the page's own, whichever it is shown for.
                <div class="do gap-s">
                    {call_button(Weight::Main, "打 12345 问一问")}
                    {link_button(Weight::Quiet, "", Icon::Link, "再连一次网")}
                </div>
                {pieces}
            </div>
        }
        .into_any(),
    }
}

fn piece(piece: Piece) -> AnyView {
    use UndeterminedReason::{CutByBoundary, NoNotice};
    use ZoneStatus::{Inside, Outside, Undetermined};
    match piece {
        Piece::Inside => village(Inside, None, true),
        Piece::InsideUnsure => village(Inside, None, false),
        Piece::Outside => village(Outside, None, true),
        Piece::Cut => village(Undetermined, Some(CutByBoundary), true),
        Piece::NoNotice => village(Undetermined, Some(NoNotice), true),
        Piece::ChoiceInside => choice(Inside),
        Piece::ChoiceOutside => choice(Outside),
        Piece::ChoiceUndetermined => choice(Undetermined),
        Piece::Choices => view! { <h1>"看看是哪个村：“"{Slot::Query.mark()}"”"</h1> }.into_any(),
        Piece::Nothing => help("没找到这个村", "可能是写法不一样，换个字或者拼音试试。"),
        Piece::Unknown => help("没有这个村", "可能是地址写错了，回首页重新查。"),
        Piece::NeedsNetwork => help(
            "这一页要有网才能看",
            "连上网会自动打开。没网时，首页可以查村名，打开过举报页的，也能接着写举报。",
        ),
        Piece::Itself => help("没网也能查", "没有网的时候打开村的页面，由这台手机按存下的资料回答。"),
        Piece::NothingStored => help("没有网，也还没存过资料", "有网时打开一次首页，以后没网也能查。"),
        Piece::AsOf => view! {
            <p class="tip care">
                {icon(Icon::Clock)}
                <span>
                    "现在没有网。下面按这台手机 " <b>{Slot::AsOf.mark()}</b>
                    " 存下的资料回答，连上网会自动更新。"
                </span>
            </p>
        }
        .into_any(),
        Piece::Old => view! {
            <p class="tip care">
                {icon(Icon::Alert)}
                <span>"资料存了一个多月了，禁煤区可能变了。有网时再看一眼，或者打 12345 问清。"</span>
            </p>
        }
        .into_any(),
        Piece::Demonstration => {
            view! { <p class="gap-s small soft">"禁煤区范围为演示"{tag::demonstration(true)}</p> }.into_any()
        }
    }
}

fn help(title: &'static str, words: &'static str) -> AnyView {
    view! { <h1>{title}</h1><p class="soft">{words}</p> }.into_any()
}

/// What the village's own page says first, by the same components.
fn village(status: ZoneStatus, reason: Option<UndeterminedReason>, includes_briquettes: bool) -> AnyView {
    let rows = rows(status, reason, includes_briquettes);
    let cut = reason == Some(UndeterminedReason::CutByBoundary);
    let source = (reason != Some(UndeterminedReason::NoNotice)).then(|| {
        view! {
            <p class="src">
                "依据：" <b>{Slot::Title.mark()}</b><br />
                {tag::whole(format!("{} · ", Slot::Number.mark()))}
                {tag::whole(format!("{}起执行", Slot::InForce.mark()))}
            </p>
        }
    });
    let sides = cut.then(|| {
        view! {
            <p class="src">
                "通告划的“"{Slot::Area.mark()}"”由这些路围成："<b>{Slot::Roads.mark()}</b>
                "。家在圈里边，就在禁煤区里。说不准就打 12345。"
            </p>
        }
    });
    let caption = if status == ZoneStatus::Undetermined {
        "能确定的是"
    } else {
        "谁能烧什么"
    };
    view! {
        <article class="answer gap-s">
            {plate(
                Slot::Name.mark().into(),
                Slot::Pinyin.mark().into(),
                format!("{} · {}", Slot::County.mark(), Slot::Town.mark()),
            )}
            {verdict(status, verdict_clauses(status, reason, household_briquette(&rows)))}
            {source}
            {sides}
            {burn_table(caption, &rows)}
            <p class="always">
                {icon(Icon::Alert)}
                <span><b>{tag::whole("散煤在哪都不能烧，")}{tag::whole("卖散煤在哪都不允许。")}</b></span>
            </p>
        </article>
    }
    .into_any()
}

/// Who may burn what under such an answer; inside a zone whose notice names briquettes, nobody may burn anything.
fn rows(status: ZoneStatus, reason: Option<UndeterminedReason>, includes_briquettes: bool) -> Vec<BurnRow> {
    let without_notice = ZoneAnswer {
        status,
        reason,
        zone: None,
    };
    let mut rows = burn_rows(&without_notice);
    if status == ZoneStatus::Inside && includes_briquettes {
        for row in &mut rows {
            row.briquette = Allowance::Forbidden;
        }
    }
    rows
}

/// One village among several.
fn choice(status: ZoneStatus) -> AnyView {
    view! {
        <li>
            <a href=format!("/v/{}", Slot::Code.mark())>
                <span>
                    <b>{Slot::Name.mark()}</b>
                    <span class="sub">{format!("{} · {}", Slot::County.mark(), Slot::Town.mark())}</span>
                    {status_badge(status)}
                </span>
                <span class="end">{icon(Icon::Next)}</span>
            </a>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::to_html;

    #[test]
    fn there_is_a_piece_for_every_answer_and_no_slot_is_misspelt() {
        let html = to_html(|| page().main);
        for piece in Piece::ALL {
            assert!(html.contains(&format!("<template id=\"{}\">", piece.id())), "{piece:?}");
        }
        for slot in [
            Slot::Name,
            Slot::Pinyin,
            Slot::Code,
            Slot::InForce,
            Slot::Roads,
            Slot::AsOf,
            Slot::Query,
        ] {
            assert!(html.contains(slot.mark()), "{slot:?}");
        }
    }

    #[test]
    fn a_piece_says_who_may_burn_what_as_the_plan_does() {
        use ZoneStatus::{Inside, Outside, Undetermined};
        let briquettes = |status, named| {
            rows(status, None, named)
                .iter()
                .map(|r| r.briquette)
                .collect::<Vec<_>>()
        };
        let (no, yes, ask) = (Allowance::Forbidden, Allowance::Allowed, Allowance::Undetermined);
        // Household, merchant, farm.
        assert_eq!(briquettes(Inside, true), [no, no, no]);
        assert_eq!(briquettes(Inside, false), [ask, no, ask]);
        assert_eq!(briquettes(Outside, true), [yes, no, yes]);
        assert_eq!(briquettes(Undetermined, true), [ask, no, ask]);
        assert!(rows(Outside, None, true).iter().all(|row| row.loose_coal == no));
    }
}
