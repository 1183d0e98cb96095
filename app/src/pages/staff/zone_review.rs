//! What stands beside a ban zone's text: what changes, what is missing, who agrees, what to do next, what was done.

use leptos::prelude::*;

use super::{
    deadline::moment,
    field::{Field, long_field, message, short_field},
};
use crate::{
    components::drawing,
    domain::{consent::Consent, edition::EditionState, zone_difference::ZoneChange},
    icon::{Icon, icon},
    ports::zone_desk::{DeskConsent, DifferenceLine, ZoneDesk},
    text,
};

/// What still stands against publishing.
pub fn faults(desk: &ZoneDesk) -> AnyView {
    let open = matches!(desk.state, EditionState::Draft | EditionState::Checked);
    if !open {
        return ().into_any();
    }
    if desk.faults.is_empty() {
        return view! {
            <section class="box" aria-labelledby="zf">
                <h2 id="zf">{icon(Icon::Tick)} " 核对：没有发现问题"</h2>
            </section>
        }
        .into_any();
    }
    let lines = desk
        .faults
        .iter()
        .map(|(field, message)| view! { <li><a href=format!("#{field}")>{message.clone()}</a></li> })
        .collect_view();
    view! {
        <section class="box" aria-labelledby="zf">
            <h2 id="zf">{format!("核对：还有 {} 处", desk.faults.len())}</h2>
            <ul class="plain">{lines}</ul>
        </section>
    }
    .into_any()
}

/// The difference against the version before, and the confirmation that each added town needs.
pub fn changes(desk: &ZoneDesk) -> AnyView {
    let [added, cut, removed] = desk.difference.counts;
    let total = format!(
        "新划进 {added} 个村，被边界穿过 {cut} 个，划出 {removed} 个，{} 个不变。",
        desk.difference.unchanged
    );
    let lines = desk.difference.lines.iter().map(difference).collect_view();
    let confirmations = desk
        .difference
        .to_confirm
        .iter()
        .map(|(town, name)| {
            let field = format!("confirmed.{town}");
            let note = desk.form.confirmed.get(&town.to_string()).cloned().unwrap_or_default();
            if desk.may.edit {
                let label = format!("{name}：替代取暖已经稳定运行，依据是");
                short_field(
                    &Field {
                        id: &field,
                        name: &field,
                        label: &label,
                        hint: "",
                        value: &note,
                        error: desk.errors.get(&field),
                    },
                    "text",
                    "off",
                )
            } else {
                let note = if note.is_empty() {
                    "还没确认".to_owned()
                } else {
                    note
                };
                view! { <p class="fixed" id=field><span>{name.clone()}</span> <b>{note}</b></p> }.into_any()
            }
        })
        .collect_view();
    let drawings = desk
        .drawings
        .iter()
        .map(|(when, drawing)| {
            view! { <figure class="sketch"><figcaption>{*when}</figcaption>{drawing::svg(drawing)} {drawing::caption(drawing)}</figure> }
        })
        .collect_view();
    let changed = added + cut + removed;
    let marked = desk
        .drawings
        .iter()
        .map(|(_, drawing)| drawing.sketch.points.len())
        .sum::<usize>();
    let drawn = (changed > 0).then(|| {
        let words = if marked == 0 {
            "变了的村还没记位置，图上看不到；到“村庄位置”记下就能标出来。".to_owned()
        } else {
            format!("图上标出 {marked} 个变了的村（记过位置的）：三角划进，方块穿过，圆圈划出。")
        };
        view! { <p class="hint">{words}</p> }
    });
    let confirm = (!desk.difference.to_confirm.is_empty()).then(|| {
        view! {
            <h3>"先立后破，不立不破"</h3>
            <p class="hint">"下面的乡镇有新划进来的村。替代取暖没稳定运行，就不能禁。"</p>
            {confirmations}
        }
    });
    view! {
        <section class="box" aria-labelledby="zc">
            <h2 id="zc">"和现在比，变了什么" <small>"按存上的草稿"</small></h2>
            <p>{total}</p>
            <ul class="plain">{lines}</ul>
            {drawings}
            {drawn}
            {confirm}
        </section>
    }
    .into_any()
}

fn difference(line: &DifferenceLine) -> AnyView {
    let (class, sign, word) = match line.change {
        ZoneChange::Added => ("add", "＋", "划进"),
        ZoneChange::Cut => ("cut", "～", "穿过"),
        ZoneChange::Removed => ("del", "－", "划出"),
    };
    let villages = if line.whole_town {
        format!("全部 {} 个村", line.villages.len())
    } else {
        line.villages.join("、")
    };
    view! {
        <li class=class>
            <b>{format!("{sign} {word} {}", line.town)}</b>
            " "
            {villages}
        </li>
    }
    .into_any()
}

/// Where the eight bodies stand, and a form for whoever may answer.
pub fn answers(desk: &ZoneDesk) -> AnyView {
    if desk.state == EditionState::Draft {
        return ().into_any();
    }
    let agreed = desk.consents.iter().filter(|of| of.consent == Consent::Agreed).count();
    let rows = desk.consents.iter().map(consent).collect_view();
    let form = (!desk.may.answer.is_empty()).then(|| {
        let own = desk.may.answer.len() == 1;
        let options = desk
            .consents
            .iter()
            .filter(|of| desk.may.answer.contains(&of.agency))
            .map(|of| view! { <option value=of.agency.code() selected=desk.form.agency == of.agency.code()>{of.office.clone()}</option> })
            .collect_view();
        let hint = if own { "不同意的写清为什么。" } else { "替别的单位记：写来函的文号。" };
        let remark = Field {
            id: "answer-remark",
            name: "remark",
            label: "意见或来函文号",
            hint,
            value: "",
            error: desk.errors.get("remark"),
        };
        view! {
            <div class="fl">
                <label for="agency">"哪个单位"</label>
                <select id="agency" name="agency">{options}</select>
            </div>
            {message("agrees", desk.errors.get("agrees"))}
            <label class="pick"><input type="radio" name="agrees" value="yes" /> <span>"同意"</span></label>
            <label class="pick"><input type="radio" name="agrees" value="no" /> <span>"不同意"</span></label>
            {short_field(&remark, "text", "off")}
            <button class="b" name="action" value="answer">"记下答复"</button>
        }
    });
    view! {
        <section class="box" aria-labelledby="za">
            <h2 id="za">{format!("八个部门的意见：{agreed} / {} 同意", desk.consents.len())} <small>"工作方案 二(二)"</small></h2>
            {message("consent", desk.errors.get("consent"))}
            <ul class="plain">{rows}</ul>
            {form}
        </section>
    }
    .into_any()
}

fn consent(row: &DeskConsent) -> AnyView {
    let class = match row.consent {
        Consent::Asked => "st",
        Consent::Agreed => "st st-done",
        Consent::Objected => "st st-wait",
    };
    let said = row.said.as_ref().map(|(at, words)| {
        view! { <small>{moment(*at, text::short_date_time(*at))} " " {words.clone()}</small> }
    });
    view! { <li><b>{row.office.clone()}</b> " " <span class=class>{row.consent.label()}</span> {said}</li> }.into_any()
}

/// What this person may do now.
pub fn actions(desk: &ZoneDesk) -> AnyView {
    let hint = (!desk.may.hint.is_empty())
        .then(|| view! { <p class="eyes">{icon(Icon::Shield)} " " {desk.may.hint.clone()}</p> });
    let waits = desk.state == EditionState::Checked;
    let may_send_back = waits && (desk.may.approve || desk.may.withdraw);
    let remark = (may_send_back || desk.may.withdraw).then(|| {
        let field = Field {
            id: "remark",
            name: "remark",
            label: "退回或撤回的原因",
            hint: "只有工作人员能看到。",
            value: &desk.form.remark,
            error: desk.errors.get("remark"),
        };
        long_field(&field, 500)
    });
    let buttons = [
        // The first is what Enter in a field presses: nothing is sent on by accident.
        (desk.may.edit, "save", "存草稿", false),
        (desk.may.edit, "check", "核对并送审", true),
        (desk.may.approve, "approve", "发布", true),
        (may_send_back, "send_back", "退回修改", false),
        (desk.may.withdraw, "withdraw", "撤回", false),
    ]
    .into_iter()
    .filter(|(shown, ..)| *shown)
    .map(|(_, value, label, main)| {
        let class = if main { "b pri" } else { "b" };
        view! { <button class=class name="action" value=value>{label}</button> }
    })
    .collect_view();
    let words = match desk.state {
        EditionState::Draft if desk.may.edit => "随时存；核对没有问题才能送审。",
        EditionState::Draft => "还在起草。",
        EditionState::Checked => "等八个部门都同意，再由另一位审核人发布。送审后不能改，要改先退回。",
        EditionState::Published => "已经发布，不能再改；要变就起草新版本。没到生效那天可以撤回。",
        EditionState::Withdrawn => "已经撤回。记录还在这里。",
    };
    view! {
        <section class="box act" aria-labelledby="zd">
            <h2 id="zd">"下一步"</h2>
            <p class="hint">{words}</p>
            {hint}
            {buttons}
            {remark}
        </section>
    }
    .into_any()
}

/// What was done, latest first.
pub fn history(desk: &ZoneDesk) -> AnyView {
    let lines = desk
        .history
        .iter()
        .map(|event| {
            let remark = (!event.remark.is_empty()).then(|| view! { <span class="said">{event.remark.clone()}</span> });
            view! {
                <li>
                    <small>{moment(event.at, text::short_date_time(event.at))}</small>
                    " "
                    <b>{event.who.clone()}</b>
                    " "
                    {event.what.clone()}
                    " "
                    {remark}
                </li>
            }
        })
        .collect_view();
    view! {
        <details class="box">
            <summary>{format!("经过（{} 步）", desk.history.len())}</summary>
            <ul class="plain">{lines}</ul>
        </details>
    }
    .into_any()
}
