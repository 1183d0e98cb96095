//! Writes every resident page with sample data to a folder, to look at while working on the design:
//! `cargo run -p jingnuan-app --features ssr --example preview -- target/preview`, from the repository's root.

mod samples;

use std::{env, fs, io, path::PathBuf};

use app::{
    domain::{
        case::{CaseState, Outcome},
        zone::ZoneStatus,
    },
    forms::FormErrors,
    pages::resident::{
        check, error, follow, guide, home, notice, notices, prices, receipt_ask, receipt_issued, report_choice,
        report_form, sitemap, village,
    },
    ports::{Choices, NoticeList, Trouble},
    shell::{Frame, Page, render},
};
use samples::{answer, cards, choices, cut, detail, followed, issued, list, new_tip, report, sample_home, tip_form};
use time::macros::date;

type Make = Box<dyn Fn() -> Page>;

fn main() -> io::Result<()> {
    let folder = PathBuf::from(env::args().nth(1).unwrap_or_else(|| "target/preview".to_owned()));
    fs::create_dir_all(&folder)?;
    let css = fs::read_to_string("style/tokens.css")? + &fs::read_to_string("style/resident.css")?;
    for (name, make) in pages() {
        for elder in [false, true] {
            let frame = Frame {
                elder,
                demonstration: true,
                public_url: "https://jingnuan.example".into(),
                css: css.clone().into(),
                ..Frame::default()
            };
            let suffix = if elder { "-elder" } else { "" };
            fs::write(folder.join(format!("{name}{suffix}.html")), render(&frame, &make))?;
        }
    }
    Ok(())
}

fn pages() -> Vec<(&'static str, Make)> {
    vec![
        (
            "home",
            Box::new(|| home::page(&sample_home(cards(), date!(2026 - 11 - 23)))),
        ),
        (
            "home-empty",
            Box::new(|| home::page(&sample_home(vec![], date!(2026 - 11 - 05)))),
        ),
        ("check", Box::new(|| check::page("王庄", &choices()))),
        ("check-none", Box::new(|| check::page("王小庄庄", &Choices::default()))),
        (
            "village-inside",
            Box::new(|| village::page(&answer(ZoneStatus::Inside))),
        ),
        (
            "village-outside",
            Box::new(|| village::page(&answer(ZoneStatus::Outside))),
        ),
        (
            "village-unsure",
            Box::new(|| village::page(&answer(ZoneStatus::Undetermined))),
        ),
        ("village-cut", Box::new(|| village::page(&cut()))),
        ("prices", Box::new(prices::page)),
        ("report", Box::new(|| report_choice::page(&report()))),
        (
            "report-form",
            Box::new(|| report_form::page(tip_form(FormErrors::default()))),
        ),
        (
            "report-form-refused",
            Box::new(|| report_form::page(tip_form(FormErrors::one("text", "请写一句看到了什么，或者加一张照片")))),
        ),
        ("receipt", Box::new(|| receipt_ask::page("", &FormErrors::default()))),
        (
            "receipt-wrong",
            Box::new(|| {
                receipt_ask::page(
                    "5083 1947",
                    &FormErrors::one("receipt", "查询码是 16 位数字，请再看一下"),
                )
            }),
        ),
        ("issued", Box::new(|| receipt_issued::page(&issued()))),
        (
            "follow",
            Box::new(|| follow::page(&followed(CaseState::Investigating, None))),
        ),
        ("follow-new", Box::new(|| follow::page(&new_tip()))),
        (
            "follow-closed",
            Box::new(|| follow::page(&followed(CaseState::Closed, Some(Outcome::Violation)))),
        ),
        ("notices", Box::new(|| notices::page(&list()))),
        ("notices-empty", Box::new(|| notices::page(&NoticeList::default()))),
        ("notice", Box::new(|| notice::page(&detail()))),
        (
            "guide-protect",
            Box::new(|| guide::page("protect-reporters").unwrap_or_else(sitemap::page)),
        ),
        (
            "guide-about",
            Box::new(|| guide::page("about").unwrap_or_else(sitemap::page)),
        ),
        ("sitemap", Box::new(sitemap::page)),
        ("error-404", trouble(404)),
        ("error-403", trouble(403)),
        ("error-413", trouble(413)),
        ("error-422", trouble(422)),
        ("error-429", trouble(429)),
        ("error-500", trouble(500)),
        ("error-503", trouble(503)),
    ]
}

fn trouble(status: u16) -> Make {
    Box::new(move || {
        error::page(&Trouble {
            status,
            message: String::new(),
            reference: if status == 500 {
                "7c1e-40fa".into()
            } else {
                String::new()
            },
            retry_after: matches!(status, 429 | 503).then_some(120),
        })
    })
}
