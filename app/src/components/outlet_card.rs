//! Licensed briquette outlets as residents see them.

use leptos::prelude::*;

use super::{button::Weight, tag};
use crate::{
    domain::outlet::Reach,
    icon::{Icon, icon},
    ports::OutletCard,
};

/// The list, nearest first.
pub fn outlet_cards(outlets: &[OutletCard]) -> AnyView {
    let rows: Vec<_> = outlets.iter().map(|outlet| view! { <li>{card(outlet)}</li> }).collect();
    view! { <ul class="rows">{rows}</ul> }.into_any()
}

const fn reach_words(reach: Reach) -> &'static str {
    match reach {
        Reach::Village => "管您村",
        Reach::Town => "管您这个乡镇（街道）",
        Reach::County => "本县的，送不送先打电话问",
    }
}

fn card(outlet: &OutletCard) -> AnyView {
    // An invented number must not be dialled.
    let call = (!outlet.demonstration).then(|| {
        let number: String = outlet.phone.chars().filter(char::is_ascii_digit).collect();
        view! {
            <p class="gap-s">
                <a class=Weight::Quiet.class() href=format!("tel:{number}")>
                    {icon(Icon::Phone)} " 打电话 " {outlet.phone.clone()}
                </a>
            </p>
        }
    });
    let phone = outlet
        .demonstration
        .then(|| view! { <div><dt>"电话"</dt><dd>{outlet.phone.clone()}</dd></div> });
    view! {
        <div class="row">
            <h3>{outlet.name.clone()}{tag::demonstration(outlet.demonstration)}</h3>
            <p class="small soft">{tag::whole(outlet.kind.label())} " · " {tag::whole(reach_words(outlet.reach))}</p>
            <dl class="facts gap-s">
                <div><dt>"地址"</dt><dd>{outlet.address.clone()}</dd></div>
                {phone}
                <div><dt>"营业时间"</dt><dd>{outlet.hours.clone()}</dd></div>
                <div><dt>"许可编号"</dt><dd>{outlet.licence.clone()}</dd></div>
            </dl>
            {call}
        </div>
    }
    .into_any()
}
