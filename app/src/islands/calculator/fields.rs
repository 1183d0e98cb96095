//! The questions: a house in three taps, or last winter's use; everything else folded away.

use leptos::prelude::*;

use super::Setup;
use crate::domain::heating::house::{Figure, Insulation};
use crate::domain::heating::rule::{Energy, HeatingWay};
use crate::forms::FormErrors;
use crate::forms::heating_form::{EQUIPMENT_WAYS, HeatingForm, equipment_field, figure_field, price_field};
use crate::icon::{Icon, icon};

type Errors = Memo<FormErrors>;

/// All of them.
pub fn fields(setup: &Setup, errors: Errors) -> AnyView {
    let form = &setup.form;
    let village = setup
        .standing
        .village
        .map(|code| view! { <input type="hidden" name="village" value=code.to_string() /> });
    view! {
        {village}
        {choice(form, errors, "by", "按什么算？", "", &[("house", "按房子"), ("bill", "按去年用的")])}
        {house(form, errors)}
        {bill(form, errors)}
        {choice(
            form,
            errors,
            "night",
            "白天用得多，还是夜里？",
            "晚10点到早8点，电价便宜",
            &[("20", "夜里两成"), ("50", "各一半"), ("80", "夜里八成")],
        )}
        {choice(
            form,
            errors,
            "register",
            "家里在“双替代”（煤改电、煤改气）名单里吗？",
            "",
            &[("yes", "在"), ("no", "不在"), ("unknown", "不清楚")],
        )}
        {more(setup, errors)}
        <p class="gap-s2"><button class="btn wide">"算一算"</button></p>
    }
    .into_any()
}

fn house(form: &HeatingForm, errors: Errors) -> AnyView {
    let insulation = Insulation::ALL.map(|kind| (kind.code(), kind.label()));
    view! {
        {choice(
            form,
            errors,
            "area",
            "取暖的屋有多大？",
            "只算烧暖的几间屋",
            &[("30", "30平"), ("60", "60平"), ("90", "90平"), ("120", "120平")],
        )}
        {choice(form, errors, "insulation", "房子保暖怎么样？", "", &insulation)}
        {choice(
            form,
            errors,
            "hours",
            "一天烧多久？",
            "",
            &[("24", "全天"), ("12", "半天"), ("8", "8 小时")],
        )}
        {choice(
            form,
            errors,
            "temperature",
            "屋里要多暖和？",
            "",
            &[("16", "16 度"), ("18", "18 度"), ("20", "20 度")],
        )}
    }
    .into_any()
}

fn bill(form: &HeatingForm, errors: Errors) -> AnyView {
    let ways = HeatingWay::ALL.map(|way| (way.code(), way.label()));
    let open = form.get("by") == "bill" || filled(form, ["used".to_owned(), "amount".to_owned()]);
    view! {
        <details class="gap-s" open=open>
            <summary>"按去年用的算：填用了多少"</summary>
            {choice(form, errors, "used", "去年冬天用什么取暖？", "", &ways)}
            {number(form, errors, "amount", "一冬用了多少？".into(), "用电写度，用气写立方米，烧煤写吨".into())}
        </details>
    }
    .into_any()
}

fn more(setup: &Setup, errors: Errors) -> AnyView {
    let form = &setup.form;
    let figures: Vec<_> = Figure::ALL
        .iter()
        .map(|figure| figure_input(setup, errors, *figure))
        .collect();
    let prices: Vec<_> = Energy::ALL
        .into_iter()
        .map(|energy| {
            let label = format!("{}，一{}多少元", energy.label(), energy.unit());
            number(form, errors, price_field(energy), label, "不填就按查到的价".into())
        })
        .collect();
    let equipment: Vec<_> = EQUIPMENT_WAYS
        .into_iter()
        .map(|way| {
            number(
                form,
                errors,
                &equipment_field(way),
                format!("{}要多少元", way.label()),
                String::new(),
            )
        })
        .collect();
    let exact = ["area_own", "night_own", "other", "from", "to"].map(str::to_owned);
    let exact = filled(form, exact) || form.get("central") == "yes" || form.get("meter") == "shared";
    let own_prices = filled(form, Energy::ALL.map(|energy| price_field(energy).to_owned()))
        || filled(form, EQUIPMENT_WAYS.map(equipment_field));
    let own_figures = filled(form, Figure::ALL.iter().map(|figure| figure_field(*figure)));
    view! {
        <details class="gap-s" open=exact>
            <summary>"填准数：多大、夜里几成、电表、哪几天"</summary>
            {choice(form, errors, "central", "您家通集中供热吗？", "", &[("no", "没有"), ("yes", "有")])}
            {choice(
                form,
                errors,
                "meter",
                "电表是自己家的吗？",
                "",
                &[("own", "一户一表"), ("shared", "几家合用")],
            )}
            {number(form, errors, "area_own", "取暖的屋正好多少平方米".into(), "填了就不看上面选的".into())}
            {number(form, errors, "night_own", "夜里用电占百分之几".into(), "填了就不看上面选的".into())}
            {number(form, errors, "other", "不算取暖，家里一冬还用多少度电？".into(), "它先占便宜的那一档；不填按 0 算".into())}
            {day(form, errors, "from", "从哪天算起", "不填就是这个供暖季，11月15日")}
            {day(form, errors, "to", "算到哪天", "不填就是 3月15日")}
        </details>
        <details class="gap-s" open=own_prices>
            <summary>"您家的价、买设备的钱"</summary>
            {prices}
            {equipment}
        </details>
        <details class="gap-s" open=own_figures>
            <summary>"这些数可以改：房子要多少热、1 度电顶几度热"</summary>
            <p>"没有出处的数我们不替您填。标“示例”的只是举例，请换成您家的、铭牌上的。"</p>
            {figures}
        </details>
    }
    .into_any()
}

fn figure_input(setup: &Setup, errors: Errors, figure: Figure) -> AnyView {
    let known = setup.rules.assumption(figure);
    let hint = known.map_or_else(String::new, |known| {
        let mark = known
            .certainty
            .mark()
            .map_or_else(String::new, |mark| format!("（{mark}）"));
        format!("不填按 {} 算：{}{mark}", known.value, known.source.document)
    });
    let label = format!("{}（{}）", figure.label(), figure.unit());
    number(&setup.form, errors, &figure_field(figure), label, hint)
}

/// Whether any of these fields is filled in: then its fold stands open, so that a message beside it is seen.
fn filled(form: &HeatingForm, names: impl IntoIterator<Item = String>) -> bool {
    names.into_iter().any(|name| !form.get(&name).is_empty())
}

/// One of a few answers; the first that is filled in is chosen.
fn choice(
    form: &HeatingForm,
    errors: Errors,
    name: &'static str,
    question: &'static str,
    hint: &'static str,
    answers: &[(&'static str, &'static str)],
) -> AnyView {
    let said = form.get(name).to_owned();
    let class = match answers.len() {
        2 => "opts c2",
        3 => "opts c3",
        4 => "opts c4",
        _ => "opts",
    };
    // A number that is none of the answers came with the address: it is offered beside them.
    let own =
        (!said.is_empty() && !answers.iter().any(|(value, _)| *value == said)).then(|| (said.clone(), said.clone()));
    let offered = answers
        .iter()
        .map(|(value, label)| ((*value).to_owned(), (*label).to_owned()));
    let options: Vec<_> = offered
        .chain(own)
        .map(|(value, label)| {
            let checked = value == said;
            view! {
                <label class="opt"><input type="radio" name=name value=value checked=checked /><span>{label}</span></label>
            }
        })
        .collect();
    view! {
        <fieldset id=name>
            <legend>{question}</legend>
            {(!hint.is_empty()).then(|| view! { <p class="hint">{hint}</p> })}
            {message(errors, name.to_owned())}
            <div class=class>{options}</div>
        </fieldset>
    }
    .into_any()
}

fn number(form: &HeatingForm, errors: Errors, name: &str, label: String, hint: String) -> AnyView {
    input(form, errors, name, "text", label, hint)
}

fn day(form: &HeatingForm, errors: Errors, name: &str, label: &str, hint: &str) -> AnyView {
    input(form, errors, name, "date", label.to_owned(), hint.to_owned())
}

fn input(form: &HeatingForm, errors: Errors, name: &str, kind: &'static str, label: String, hint: String) -> AnyView {
    let id = name.to_owned();
    let hint_id = (!hint.is_empty()).then(|| format!("{name}-hint"));
    let invalid = {
        let name = id.clone();
        move || errors.with(|errors| errors.get(&name).is_some()).then_some("true")
    };
    view! {
        <div class="field field-s">
            <label for=id.clone()>{label}</label>
            {hint_id.clone().map(|hint_id| view! { <p class="hint" id=hint_id>{hint}</p> })}
            {message(errors, id.clone())}
            <input
                id=id.clone()
                name=id
                type=kind
                value=form.get(name).to_owned()
                inputmode=(kind == "text").then_some("decimal")
                autocomplete="off"
                maxlength=(kind == "text").then_some("20")
                aria-describedby=hint_id
                aria-invalid=invalid
            />
        </div>
    }
    .into_any()
}

/// What is wrong with a field, beside it.
fn message(errors: Errors, name: String) -> AnyView {
    (move || {
        let message = errors.with(|errors| errors.get(&name).map(str::to_owned));
        message.map(|message| view! { <p class="wrong" role="alert">{icon(Icon::Alert)}<span>{message}</span></p> })
    })
    .into_any()
}
