//! The step between, for who is not sure and has no scripts: what their words speak of. They choose.

use leptos::prelude::*;

use super::report_form::SURE;
use crate::{
    domain::{category::Category, proposal::Proposal},
    icon::{Icon, icon},
    ports::ReportProposal,
    shell::{Page, Tab},
};

/// The page. It has no address: everything typed stands in its form.
pub fn page(data: &ReportProposal) -> Page {
    Page {
        title: "还没发出：看看是不是这一类 · 净暖".into(),
        description: "选一类，再发出。".into(),
        path: String::new(),
        tab: Some(Tab::Report),
        islands: false,
        public: false,
        form: false,
        main: main(data),
    }
}

fn main(data: &ReportProposal) -> AnyView {
    let hidden = data
        .fields
        .iter()
        .map(|(name, value)| view! { <input type="hidden" name=name.clone() value=value.clone() /> })
        .collect_view();
    let photos = data.fields.iter().filter(|(name, _)| name == "upload").count();
    let photos = (photos > 0).then(|| format!("{photos} 张照片也还在。"));
    let offers = data.proposals.iter().map(offer).collect_view();
    let unsure = format!("/report/{}", Category::Unsure);
    view! {
        <div class="wrap read">
            <h1 class="top-gap">"还差一步：是不是这一类？"</h1>
            <p class="soft">"选对了，直接到管这事的单位；不像就按“说不清”发，我们替您分。您填的都还在。"{photos}</p>
            <form method="post" enctype="multipart/form-data" action=unsure.clone()>
                {hidden}
                {offers}
                <p class="gap">
                    <button class="btn plain wide" formaction=unsure.clone() name=SURE value="1">"都不像，就按“说不清”发"</button>
                </p>
            </form>
        </div>
    }
    .into_any()
}

fn offer(proposal: &Proposal) -> AnyView {
    view! {
        <p class="gap">{icon(Icon::Bulb)}{format!(" 看着像“{}”，{}。", proposal.name, proposal.reason())}</p>
        <p class="gap-s">
            <button class="btn wide" formaction=format!("/report/{}", proposal.category)>
                {icon(Icon::Send)}
                {format!(" 按“{}”发出", proposal.name)}
            </button>
        </p>
    }
    .into_any()
}
