//! Entering a tip for somebody who calls, comes or writes; and the slip with the receipt.

use leptos::prelude::*;

use super::{
    field::{Field, choice_field, long_field, message, short_field, summary},
    frame::{COUNTER, RailItem, StaffPage},
};
use crate::{
    domain::{
        category::{AnswerKind, CategoryGuide, Question},
        counter::Channel,
        tip::{PHOTOS_MAX, TEXT_MAX},
    },
    forms::happened_form,
    icon::{Icon, icon},
    pages::resident::report_identity::notice,
    ports::{CounterForm, CounterSlip, SignedIn},
    text,
};

/// What is it about?
pub fn choose(categories: &[CategoryGuide], signed_in: &SignedIn) -> StaffPage {
    let items: Vec<_> = categories
        .iter()
        .map(|guide| {
            let address = format!("{COUNTER}?category={}", guide.category);
            view! {
                <tr>
                    <th scope="row" class="ti"><a href=address data-row="1">{guide.name.clone()}</a></th>
                    <td class="ag">{guide.hint.clone()}</td>
                </tr>
            }
        })
        .collect();
    let main = view! {
        <div class="head">
            <h1>"代录线索"</h1>
            <p class="sum">"有人打电话、上门或写信来，替他录下来，把查询码交给他。"</p>
        </div>
        <div class="scroll">
            <table class="q nl">
                <caption class="sr">"说的是哪一类"</caption>
                <thead><tr><th scope="col">"说的是哪一类"</th><th scope="col">"比如"</th></tr></thead>
                <tbody>{items}</tbody>
            </table>
        </div>
    }
    .into_any();
    page("代录线索", main, signed_in)
}

/// The form.
pub fn form(data: &CounterForm, signed_in: &SignedIn) -> StaffPage {
    let refused = summary(
        "没有录上，请改一下再交。写过的都还在下面",
        &data.errors,
        &[
            ("channel", "channel"),
            ("village", "village-q"),
            ("text", "text"),
            ("place_text", "place_text"),
            ("photo", "photo"),
            (happened_form::SAID, "happened_at"),
            (happened_form::DAY, "happened_day"),
            (happened_form::CLOCK, "happened_clock"),
            ("name", "name"),
            ("phone", "phone"),
            ("identity_notice", "identity_notice"),
        ],
    );
    let main = view! {
        <p><a class="backl" href=COUNTER data-back="1">{icon(Icon::Back)} "换一类"</a></p>
        <div class="head"><h1>"代录：" {data.guide.name.clone()}</h1></div>
        {refused}
        <div class="two">
            {place(data)}
            {fields(data, signed_in)}
        </div>
    }
    .into_any();
    page("代录线索", main, signed_in)
}

fn place(data: &CounterForm) -> AnyView {
    let chosen = match &data.village {
        Some(village) => {
            let words = format!("{} {} {}", village.county, village.town, village.name);
            view! { <p>{icon(Icon::Pin)} " " <b>{words}</b></p> }.into_any()
        }
        None => view! { <p class="silent">"还没选村。说不清是哪个村，就在右边写地点。"</p> }.into_any(),
    };
    let found: Vec<_> = data
        .choices
        .villages
        .iter()
        .map(|village| {
            let address = format!("{COUNTER}?category={}&village={}", data.guide.category, village.code);
            let words = format!("{} {} {}", village.county, village.town, village.name);
            view! { <li><a href=address>{words}</a></li> }
        })
        .collect();
    let none = (!data.query.is_empty() && found.is_empty())
        .then(|| view! { <p class="note">"没找到这个村，换个字或拼音试试。"</p> });
    view! {
        <section class="box" aria-labelledby="pl">
            <h2 id="pl">"哪个村"</h2>
            {message("village", data.errors.get("village"))}
            {chosen}
            <form action=COUNTER role="search">
                <input type="hidden" name="category" value=data.guide.category.to_string() />
                <div class="fl">
                    <label for="village-q">"村名或拼音"</label>
                    <input id="village-q" name="q" type="search" value=data.query.clone() maxlength="40" autocomplete="off" />
                </div>
                <p class="fl"><button class="b">"找村"</button></p>
            </form>
            <ul class="plain">{found}</ul>
            {none}
            <p class="note">"先选村，再填右边：换村会重新打开这张表。"</p>
        </section>
    }
    .into_any()
}

fn fields(data: &CounterForm, signed_in: &SignedIn) -> AnyView {
    let form = &data.form;
    let channel = Field {
        id: "channel",
        name: "channel",
        label: "怎么来的",
        hint: "记在案件和办理记录里。",
        value: &data.channel,
        error: data.errors.get("channel"),
    };
    let mut channels = vec![(String::new(), "请选".to_owned())];
    channels.extend(Channel::ALL.map(|c| (c.code().to_owned(), c.label().to_owned())));
    let words = Field {
        id: "text",
        name: "text",
        label: "说了什么",
        hint: "照他的话记。不写他的姓名、电话、住址。",
        value: &form.text,
        error: data.errors.get("text"),
    };
    let place = Field {
        id: "place_text",
        name: "place_text",
        label: "具体在哪（可不写）",
        hint: "",
        value: &form.place_text,
        error: data.errors.get("place_text"),
    };
    let questions: Vec<_> = data
        .guide
        .questions
        .iter()
        .map(|question| asked(data, question))
        .collect();
    let village = data
        .village
        .as_ref()
        .map(|village| village.code.to_string())
        .unwrap_or_default();
    view! {
        <form class="box act" method="post" action=COUNTER enctype="multipart/form-data" data-main="1">
            <h2>{format!("交给{}", data.route.lead)} " " <span class="cl">{data.route.clause.clone()}</span></h2>
            <input type="hidden" name="csrf" value=signed_in.csrf.clone() />
            <input type="hidden" name="idempotency_key" value=data.idempotency_key.clone() />
            <input type="hidden" name="category" value=data.guide.category.to_string() />
            <input type="hidden" name="village" value=village />
            {choice_field(&channel, &channels)}
            {long_field(&words, TEXT_MAX)}
            {short_field(&place, "text", "off")}
            {when(data)}
            {questions}
            <div class="fl">
                <label for="photo">"照片、信件的照片（可不加）"</label>
                <p class="hint">{format!("最多 {PHOTOS_MAX} 张。信封、落款别拍进去。")}</p>
                {message("photo", data.errors.get("photo"))}
                <input id="photo" type="file" name="photo" accept="image/*" multiple />
            </div>
            {caller(data)}
            <button class="b pri">"录入，出查询码"</button>
            <p class="note">"查询码只在下一页显示一次，录的人以后也查不到。"</p>
        </form>
    }
    .into_any()
}

/// A field without a hint, whose identifier is its name.
fn plain_field<'a>(data: &'a CounterForm, name: &'a str, label: &'a str, value: &'a str) -> Field<'a> {
    Field {
        id: name,
        name,
        label,
        hint: "",
        value,
        error: data.errors.get(name),
    }
}

fn when(data: &CounterForm) -> AnyView {
    let typed = &data.form.happened;
    let field = |name, label, value| plain_field(data, name, label, value);
    let said = [
        ("", "没说"),
        ("now", "现在还在"),
        ("today", "今天"),
        ("earlier", "以前"),
    ]
    .map(|(value, words)| (value.to_owned(), words.to_owned()));
    view! {
        {choice_field(&field(happened_form::SAID, "什么时候", &typed.said), &said)}
        {short_field(&field(happened_form::DAY, "哪天（知道才填）", &typed.day), "date", "off")}
        {short_field(&field(happened_form::CLOCK, "几点（知道才填）", &typed.clock), "time", "off")}
    }
    .into_any()
}

/// Who calls may want to be called back; what the law wants said is read to them first.
fn caller(data: &CounterForm) -> AnyView {
    let ask = &data.identity;
    let field = |name, label, value| plain_field(data, name, label, value);
    let is_open = !ask.form.is_empty()
        || ["name", "phone", "identity_notice"]
            .iter()
            .any(|f| data.errors.get(f).is_some());
    view! {
        <details open=is_open>
            <summary>"他愿意留姓名、电话（先把下面的话念给他听）"</summary>
            {notice(ask)}
            {short_field(&field("name", "姓名", &ask.form.name), "text", "off")}
            {short_field(&field("phone", "电话", &ask.form.phone), "tel", "off")}
            {message("identity_notice", data.errors.get("identity_notice"))}
            <p class="fl">
                <label>
                    <input id="identity_notice" type="checkbox" name="identity_notice" value="yes" checked=ask.form.agreed() />
                    " 念过了，他同意"
                </label>
            </p>
        </details>
    }
    .into_any()
}

fn asked(data: &CounterForm, question: &Question) -> AnyView {
    let name = format!("answer.{}", question.id);
    let id = format!("answer-{}", question.id);
    let value = data.form.answers.get(&question.id).map_or("", String::as_str);
    let field = Field {
        id: &id,
        name: &name,
        label: &question.label,
        hint: &question.hint,
        value,
        error: data.errors.get(&name),
    };
    match &question.answer {
        AnswerKind::Choice { options } => {
            let mut choices = vec![(String::new(), "没说".to_owned())];
            choices.extend(options.iter().map(|o| (o.value.clone(), o.label.clone())));
            choice_field(&field, &choices)
        }
        AnswerKind::Text { .. } => short_field(&field, "text", "off"),
    }
}

/// The slip to hand out, shown once.
pub fn slip(data: CounterSlip, signed_in: &SignedIn) -> StaffPage {
    let content = match &data.receipt {
        Some(receipt) => {
            let spoken = receipt.groups().join(" ");
            view! {
                <section class="box slip" aria-labelledby="sl">
                    <h2 id="sl">"净暖 · 举报查询码"</h2>
                    <p class="digits">{spoken}</p>
                    <div class="qr" inner_html=data.qr_svg.clone()></div>
                    <dl class="kv">
                        <div><dt>"什么事"</dt><dd>{data.category.clone()}</dd></div>
                        <div><dt>"在哪"</dt><dd>{data.place.clone()}</dd></div>
                        <div><dt>"交给"</dt><dd>{data.lead.clone()}</dd></div>
                        <div><dt>"收到"</dt><dd>{text::date_time(data.filed_at)}</dd></div>
                    </dl>
                    <p class="note">{format!("到 {} 输入这 16 位数字，看办到哪了；或者拿着它打 12345。别给别人看。", data.follow_address)}</p>
                </section>
                <p class="note hand-out">"请打印或抄给本人。离开这一页就再也看不到，谁也查不回来。"</p>
            }
            .into_any()
        }
        None => view! {
            <section class="box trouble">
                {icon(Icon::Lock)}
                <h2>"这张表早先已经录过"</h2>
                <p>"线索还在，没有重复记。查询码只在录完时显示一次，现在谁也看不到了。"</p>
            </section>
        }
        .into_any(),
    };
    let main = view! {
        <div class="head"><h1>"录好了"</h1></div>
        {content}
        <p class="fl"><a class="b" href=COUNTER>"再录一条"</a></p>
    }
    .into_any();
    page("录好了", main, signed_in)
}

fn page(title: &str, main: AnyView, signed_in: &SignedIn) -> StaffPage {
    StaffPage {
        title: title.to_owned(),
        main,
        current: RailItem::Counter,
        signed_in: Some(signed_in.clone()),
        counts: None,
        query: String::new(),
        islands: false,
    }
}
