//! The list of price and subsidy rules, and of the changes on their way.

use leptos::prelude::*;

use super::frame::{PRICES, RailItem, StaffPage};
use crate::{
    domain::edition::EditionState,
    icon::{Icon, icon},
    ports::{
        SignedIn,
        price_desk::{ChangeRow, PriceList, RuleRow},
    },
    text,
};

/// The page.
#[expect(clippy::needless_pass_by_value, reason = "every page takes over what it shows")]
pub fn page(list: PriceList, signed_in: &SignedIn) -> StaffPage {
    let changes = list.changes.iter().map(change_row).collect_view();
    let rules = list
        .rules
        .iter()
        .map(|rule| rule_row(rule, list.may_draft, signed_in))
        .collect_view();
    let begin = list.may_draft.then(|| begin(signed_in, "", "起草新规则"));
    let changes = if list.changes.is_empty() {
        view! { <p class="silent">"还没有起草过。"</p> }.into_any()
    } else {
        table("起草和发布", &["规则", "单位", "状态", "生效"], changes.into_any())
    };
    let main = view! {
        <div class="head">
            <h1>"价格和补贴"</h1>
            <p class="sum">"起草、核对、看一户人家前后差多少、另一人发布；到生效那天自动换。"</p>
        </div>
        <div class="col">
            <section class="box" aria-labelledby="pc">
                <div class="head"><h2 id="pc">"起草和发布"</h2><div class="aside">{begin}</div></div>
                {changes}
            </section>
            <section class="box" aria-labelledby="pr">
                <h2 id="pr">"全部规则"</h2>
                {table("全部规则", &["规则", "文号", "状态", "从", "到", "改"], rules.into_any())}
            </section>
        </div>
    }
    .into_any();
    StaffPage {
        title: "价格和补贴".into(),
        main,
        current: RailItem::Prices,
        signed_in: Some(signed_in.clone()),
        counts: None,
        query: String::new(),
        islands: false,
    }
}

fn begin(signed_in: &SignedIn, replaces: &str, words: &'static str) -> AnyView {
    view! {
        <form method="post" action=PRICES>
            <input type="hidden" name="csrf" value=signed_in.csrf.clone() />
            <input type="hidden" name="replaces" value=replaces.to_owned() />
            <button class="b">{icon(Icon::Plus)} {words}</button>
        </form>
    }
    .into_any()
}

fn table(caption: &'static str, columns: &[&'static str], rows: AnyView) -> AnyView {
    let heads = columns
        .iter()
        .map(|name| view! { <th scope="col">{*name}</th> })
        .collect_view();
    view! {
        <div class="scroll">
            <table class="q nl">
                <caption class="sr">{caption}</caption>
                <thead><tr>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The class of a state's mark.
pub const fn state_class(state: EditionState) -> &'static str {
    match state {
        EditionState::Draft => "st",
        EditionState::Checked => "st st-wait",
        EditionState::Published => "st st-done",
        EditionState::Withdrawn => "st st-off",
    }
}

fn change_row(row: &ChangeRow) -> AnyView {
    let demonstration = row.demonstration.then(|| view! { <span class="tag">"示例"</span> });
    view! {
        <tr>
            <th scope="row" class="ti"><a href=format!("{PRICES}/{}", row.id) data-row="1">{row.name.clone()}</a> " " {demonstration}</th>
            <td class="ag">{row.area.clone()}</td>
            <td class="at"><span class=state_class(row.state)>{row.state.label()}</span></td>
            <td class="dl">{row.effective.map(text::date)}</td>
        </tr>
    }
    .into_any()
}

fn rule_row(row: &RuleRow, may_draft: bool, signed_in: &SignedIn) -> AnyView {
    let class = match row.standing {
        "生效中" => "st st-done",
        "未到日期" => "st",
        _ => "st st-off",
    };
    let mark = (!row.mark.is_empty()).then(|| view! { <span class="tag">{row.mark}</span> });
    let change = (may_draft && row.standing != "已停").then(|| begin(signed_in, &row.id, "改"));
    view! {
        <tr>
            <th scope="row" class="ti">{row.name.clone()} " " {mark}</th>
            <td class="ag">{row.number.clone()}</td>
            <td class="at"><span class=class>{row.standing}</span></td>
            <td class="dl">{text::date(row.from)}</td>
            <td class="dl">{row.until.map(text::date)}</td>
            <td>{change}</td>
        </tr>
    }
    .into_any()
}
