//! A notice as residents will see it, with whatever must still be redacted marked.

use leptos::prelude::*;

use crate::{
    domain::case_notice::find_identifiers,
    forms::notice_form::NoticeForm,
    icon::{Icon, icon},
};

/// The preview. Each text carries the name of its field, so that the script can keep it up to date while typing.
pub fn preview(form: &NoticeForm, place: &str) -> AnyView {
    let fields = [
        ("文书号", "document_number", &form.document_number),
        ("当事人", "party", &form.party),
        ("违法事实", "violation", &form.violation),
        ("处罚内容", "penalty", &form.penalty),
        ("法律依据", "legal_basis", &form.legal_basis),
        ("决定机关", "authority", &form.authority),
        ("决定日期", "decided_on", &form.decided_on),
    ];
    let found: usize = [&form.title, &form.summary]
        .into_iter()
        .chain(fields.iter().map(|(_, _, text)| *text))
        .map(|text| find_identifiers(text).len())
        .sum();
    let warning = (found > 0).then(|| {
        view! { <p class="wrong">{icon(Icon::Alert)} {format!(" 还有 {found} 处要隐去，下面标出来了")}</p> }
    });
    let lines = fields
        .into_iter()
        .map(|(term, name, text)| view! { <div><dt>{term}</dt><dd data-preview=name>{shown(text)}</dd></div> })
        .collect_view();
    view! {
        <section class="box seen" aria-labelledby="pv">
            <h2 id="pv">"居民看到的样子"</h2>
            {warning}
            <article>
                <h3 data-preview="title">{shown(&form.title)}</h3>
                <p class="meta">{icon(Icon::Pin)} {format!(" {place}")}</p>
                <p class="said" data-preview="summary">{shown(&form.summary)}</p>
                <dl class="kv">{lines}</dl>
            </article>
        </section>
    }
    .into_any()
}

/// The text with every identifier marked; a dash where nothing is written yet.
fn shown(text: &str) -> AnyView {
    if text.trim().is_empty() {
        return view! { <span class="silent">"还没写"</span> }.into_any();
    }
    let mut parts = Vec::new();
    let mut from = 0;
    for identifier in find_identifiers(text) {
        parts.push(plain(&text[from..identifier.at.start]));
        let title = format!("{}，发布前要隐去", identifier.kind.label());
        parts.push(view! { <mark title=title>{text[identifier.at.clone()].to_owned()}</mark> }.into_any());
        from = identifier.at.end;
    }
    parts.push(plain(&text[from..]));
    parts.into_any()
}

fn plain(text: &str) -> AnyView {
    if text.is_empty() {
        ().into_any()
    } else {
        text.to_owned().into_any()
    }
}
