//! On a case's page: what it shares with others, and where its coal came from and went.

use leptos::prelude::*;

use super::{
    field::{Field, choice_field, long_field, message, short_field},
    frame::{TRAILS, case_address},
};
use crate::{
    icon::{Icon, icon},
    ports::{CasePage, SharedTrace, SignedIn},
};

/// The traces shared with other cases; each proposes a trail until somebody decides.
pub fn shared(data: &CasePage, signed_in: &SignedIn) -> Option<AnyView> {
    if data.traces.is_empty() {
        return None;
    }
    let items: Vec<_> = data
        .traces
        .iter()
        .map(|trace| shared_trace(data, trace, signed_in))
        .collect();
    Some(
        view! {
            <section class="box" aria-labelledby="tr">
                <h2 id="tr">{icon(Icon::Link)} "可能是同一个卖家 " <small>"由经办人认定"</small></h2>
                {message("trail", data.errors.get("trail"))}
                <ul class="talk" id="trail">{items}</ul>
            </section>
        }
        .into_any(),
    )
}

fn shared_trace(data: &CasePage, trace: &SharedTrace, signed_in: &SignedIn) -> AnyView {
    let value = match trace.kind {
        kind if kind.is_readable() => format!(" {}", trace.value),
        _ => String::new(),
    };
    let cases: Vec<_> = trace
        .cases
        .iter()
        .map(|(number, place)| view! { <li><a href=case_address(number)>{number.clone()}</a> " " <small>{place.clone()}</small></li> })
        .collect();
    let hidden = (trace.hidden > 0).then(
        || view! { <p class="note">{format!("另有 {} 件由别的单位办，你看不到；上级单位能看到。", trace.hidden)}</p> },
    );
    let decided = trace.decided.map(|(id, confirmed)| {
        if confirmed {
            view! { <p class="note ok">{icon(Icon::Tick)} " 已认定是同一个卖家，" <a href=format!("{TRAILS}/{id}")>"看踪迹"</a></p> }.into_any()
        } else {
            view! { <p class="note">"已认定不是同一个卖家。"</p> }.into_any()
        }
    });
    let form = data.may_decide_trail.then(|| decision(data, trace, signed_in));
    view! {
        <li>
            <p><b>{format!("{}{value}", trace.kind.label())}</b></p>
            <ul class="plain">{cases}</ul>
            {hidden}
            {decided}
            {form}
        </li>
    }
    .into_any()
}

fn decision(data: &CasePage, trace: &SharedTrace, signed_in: &SignedIn) -> AnyView {
    let offered = |confirm: bool| trace.decided.is_none_or(|(_, confirmed)| confirmed != confirm);
    let decided = trace.decided.is_some();
    let yes = offered(true).then(|| view! { <button class="b" name="action" value="confirm">{if decided { "改认定：是" } else { "是同一个卖家" }}</button> });
    let no = offered(false).then(|| view! { <button class="b" name="action" value="reject">{if decided { "改认定：不是" } else { "不是" }}</button> });
    view! {
        <form method="post" class="pair" action=format!("{}/trail", case_address(&data.row.number))>
            <input type="hidden" name="csrf" value=signed_in.csrf.clone() />
            <input type="hidden" name="kind" value=trace.kind.code() />
            <input type="hidden" name="value" value=trace.value.clone() />
            {yes}
            " "
            {no}
        </form>
    }
    .into_any()
}

/// Where coal came from and went (plan 二(三)).
pub fn coal(data: &CasePage, signed_in: &SignedIn) -> Option<AnyView> {
    let list = |heading: &'static str, cases: &[(String, String)]| {
        let items: Vec<_> = cases
            .iter()
            .map(|(number, place)| view! { <li><a href=case_address(number)>{number.clone()}</a> " " <small>{place.clone()}</small></li> })
            .collect();
        (!items.is_empty()).then(|| view! { <p class="note">{heading}</p><ul class="plain">{items}</ul> })
    };
    let sources = list("煤从这里来：", &data.coal.sources);
    let destinations = list("煤到这里去：", &data.coal.destinations);
    let form = data.may_decide_trail.then(|| coal_form(data, signed_in));
    (sources.is_some() || destinations.is_some() || form.is_some()).then(|| {
        view! {
            <section class="box" aria-labelledby="co">
                <h2 id="co">"煤的来源和去向 " <span class="cl">"二(三)"</span></h2>
                {sources}
                {destinations}
                {form}
            </section>
        }
        .into_any()
    })
}

fn coal_form(data: &CasePage, signed_in: &SignedIn) -> AnyView {
    let errors = &data.errors;
    let typed = &data.typed_coal;
    let way = Field {
        id: "way",
        name: "way",
        label: "煤",
        hint: "",
        value: &typed.way,
        error: errors.get("way"),
    };
    let ways = [("", "请选"), ("source", "从那一件来"), ("destination", "到那一件去")];
    let ways = ways.map(|(value, words)| (value.to_owned(), words.to_owned()));
    let number = Field {
        id: "coal_number",
        name: "coal_number",
        label: "另一件的编号",
        hint: "",
        value: &typed.coal_number,
        error: errors.get("coal_number"),
    };
    let note = Field {
        id: "coal_note",
        name: "coal_note",
        label: "凭什么知道（可不写）",
        hint: "",
        value: &typed.coal_note,
        error: errors.get("coal_note"),
    };
    let open = ["way", "coal_number", "coal_note"]
        .iter()
        .any(|field| errors.get(field).is_some());
    view! {
        <details class="more" open=open>
            <summary>"连上另一件"</summary>
            <form method="post" action=format!("{}/coal", case_address(&data.row.number))>
                <input type="hidden" name="csrf" value=signed_in.csrf.clone() />
                {choice_field(&way, &ways)}
                {short_field(&number, "text", "off")}
                {long_field(&note, 500)}
                <p class="fl"><button class="b">"连上"</button></p>
            </form>
        </details>
    }
    .into_any()
}
