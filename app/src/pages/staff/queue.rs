//! The queue: one table, most urgent first.

use leptos::prelude::*;
use time::OffsetDateTime;

use super::{
    deadline::{Urgency, clause_tag, clock_bar, last_day, moment, remaining, state_tag, urgency_icon},
    frame::{RailItem, StaffPage, capped, case_address, queue_address},
};
use crate::{
    domain::case::CaseState,
    icon::{Icon, icon},
    ports::{QueuePage, QueueRow, QueueView, SignedIn},
    text,
};

/// The page.
pub fn page(data: QueuePage, signed_in: &SignedIn) -> StaffPage {
    let QueuePage {
        view,
        query,
        rows,
        counts,
        next,
        now,
    } = data;
    let title = if query.is_empty() {
        format!("{}案件", view.label())
    } else {
        format!("搜“{query}”")
    };
    let head = head(view, &query, counts, rows.len(), next.is_some());
    let body = if rows.is_empty() {
        empty(view, &query)
    } else {
        table(rows, now)
    };
    let further = next.map(|after| {
        let address = queue_address(view, &query, Some(&after));
        view! { <p class="further"><a class="b" href=address rel="next">"下一页 " {icon(Icon::Next)}</a></p> }
    });
    let main = view! {
        {head}
        {body}
        {further}
        {keys(now)}
    }
    .into_any();
    StaffPage {
        title,
        main,
        current: RailItem::Queue(view),
        signed_in: Some(signed_in.clone()),
        counts: Some(counts),
        query,
        islands: false,
    }
}

fn head(view: QueueView, query: &str, counts: [i64; 4], shown: usize, more: bool) -> AnyView {
    if !query.is_empty() {
        let found = if more {
            format!("先列 {shown} 件")
        } else {
            format!("{shown} 件")
        };
        let others = QueueView::ALL
            .into_iter()
            .filter(|v| matches!(v, QueueView::Open | QueueView::Closed) && *v != view);
        let others = others
            .map(|other| view! { <a class="b" href=queue_address(other, query, None)>{format!("到“{}”里搜", other.label())}</a> })
            .collect_view();
        return view! {
            <div class="head">
                <h1>{format!("搜“{query}”")} " " <small>{format!("{} · {found}", view.label())}</small></h1>
                <p class="aside">{others} <a class="b" href=queue_address(view, "", None)>{icon(Icon::X)} "不搜了"</a></p>
            </div>
        }
        .into_any();
    }
    let [_, overdue, waiting, _] = counts;
    let count = QueueView::ALL
        .iter()
        .position(|v| *v == view)
        .map_or(0, |at| counts[at]);
    let overdue = (overdue > 0 && view == QueueView::Open)
        .then(|| view! { <span class="over">{icon(Icon::Alert)} {format!("超期 {}", capped(overdue))}</span> });
    let waiting = (waiting > 0 && view == QueueView::Open)
        .then(|| view! { <span class="hot">{icon(Icon::Clock)} {format!("待签收 {}", capped(waiting))}</span> });
    view! {
        <div class="head">
            <h1>{format!("{}案件", view.label())} " " <small>{format!("{} 件", capped(count))}</small></h1>
            <p class="sum">{overdue} {waiting}</p>
        </div>
    }
    .into_any()
}

fn table(rows: Vec<QueueRow>, now: OffsetDateTime) -> AnyView {
    let mut groups: Vec<(Urgency, Vec<QueueRow>)> = Urgency::ALL.map(|urgency| (urgency, Vec::new())).into();
    for row in rows {
        let urgency = Urgency::of(row.state, row.due, now);
        if let Some((_, group)) = groups.iter_mut().find(|(of, _)| *of == urgency) {
            group.push(row);
        }
    }
    let bodies = groups
        .into_iter()
        .filter(|(_, rows)| !rows.is_empty())
        .map(|(urgency, rows)| group(urgency, rows, now))
        .collect_view();
    view! {
        <div class="scroll">
            <table class="q">
                <caption class="sr">"案件，最急的在最上面"</caption>
                <thead>
                    <tr>
                        <th scope="col">"期限"</th>
                        <th scope="col">"编号"</th>
                        <th scope="col">"线索"</th>
                        <th scope="col">"地点"</th>
                        <th scope="col">"牵头与配合"</th>
                        <th scope="col">"依据"</th>
                        <th scope="col">"状态"</th>
                        <th scope="col">"照片"</th>
                    </tr>
                </thead>
                {bodies}
            </table>
        </div>
    }
    .into_any()
}

fn group(urgency: Urgency, rows: Vec<QueueRow>, now: OffsetDateTime) -> AnyView {
    let class = format!("g {}", urgency.class());
    let rows = rows.into_iter().map(|one| row(one, urgency, now)).collect_view();
    view! {
        <tbody>
            <tr class=class><th colspan="8" scope="rowgroup">{urgency.label()}</th></tr>
            {rows}
        </tbody>
    }
    .into_any()
}

fn row(row: QueueRow, urgency: Urgency, now: OffsetDateTime) -> AnyView {
    let address = case_address(&row.number);
    let joint = (!row.joint.is_empty()).then(|| view! { <small>{format!("配合：{}", row.joint.join("、"))}</small> });
    let place = if row.place.is_empty() {
        "没说地点".to_owned()
    } else {
        row.place
    };
    let area = (!row.area.is_empty()).then(|| view! { <small>{row.area}</small> });
    let photos = (row.photos > 0).then(|| {
        view! { {icon(Icon::Camera)} {row.photos} <span class="sr">"张"</span> }
    });
    let news = row
        .news
        .then(|| view! { " " <span class="tag fresh">{icon(Icon::Message)} "有回音"</span> });
    let excerpt = if row.excerpt.is_empty() {
        "没写字，只有照片".to_owned()
    } else {
        row.excerpt
    };
    view! {
        <tr>
            <td class="dl">{due_cell(row.due, row.state, row.used_percent, urgency, now)}</td>
            <th scope="row" class="no"><a href=address.clone() data-row="1">{row.number}</a></th>
            <td class="what"><a href=address tabindex="-1"><b>{row.category}</b> <span>{excerpt}</span></a></td>
            <td class="pl">{place} " " {area}</td>
            <td class="ag">{row.lead} " " {joint}</td>
            <td class="by">{clause_tag(&row.clause)}</td>
            <td class="at">{state_tag(row.state)} {news}</td>
            <td class="mt">{photos}</td>
        </tr>
    }
    .into_any()
}

fn due_cell(due: Option<OffsetDateTime>, state: CaseState, used: u8, urgency: Urgency, now: OffsetDateTime) -> AnyView {
    let Some(due) = due else {
        return view! { <span><small>"已办结"</small></span> }.into_any();
    };
    let what = if state == CaseState::Submitted {
        "签收".into()
    } else {
        text::short_date(last_day(due))
    };
    view! {
        <span>
            <b class=urgency.class()>{urgency_icon(urgency)} {remaining(due, now)}</b>
            <small>{moment(due, what)}</small>
        </span>
        {clock_bar(used, urgency, false)}
    }
    .into_any()
}

fn empty(view: QueueView, query: &str) -> AnyView {
    let (heading, text) = if query.is_empty() {
        match view {
            QueueView::Open => ("手上没有案件", "有新线索分给你们时会排在这里，24 个工作小时内要签收。"),
            QueueView::Overdue => ("没有超期的案件", "都在期限里。"),
            QueueView::Waiting => ("没有等签收的案件", "新线索都签收了。"),
            QueueView::Closed => ("还没有办结的案件", "办结后会留在这里，可以随时查。"),
        }
    } else {
        (
            "没有找到",
            "可以搜编号、村名、村名的拼音，或者线索里的字，比如车牌。只能搜到你能看的案件。",
        )
    };
    let (which, text) = (if query.is_empty() { Icon::Yes } else { Icon::Search }, text.to_owned());
    view! { <div class="none">{icon(which)}<h2>{heading}</h2><p>{text}</p></div> }.into_any()
}

fn keys(now: OffsetDateTime) -> AnyView {
    view! {
        <footer class="keys">
            <span class="hand"><kbd>"J"</kbd><kbd>"K"</kbd>" 上下"</span>
            <span class="hand"><kbd>"Enter"</kbd>" 打开"</span>
            <span class="hand"><kbd>"/"</kbd>" 搜索"</span>
            <span class="end">{format!("现在 {} · 期限已扣节假日，剩几天按日历数", text::short_date_time(now))}</span>
        </footer>
    }
    .into_any()
}
