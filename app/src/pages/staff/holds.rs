//! What came in a flood: groups, each with the reason and samples, released or rejected with one click.

use leptos::prelude::*;
use time::OffsetDateTime;

use super::{
    field::{Field, short_field},
    frame::{HOLDS, RailItem, StaffPage, case_address},
};
use crate::{
    icon::{Icon, icon},
    ports::{BlockedPhotosLine, BlockedWordLine, HeldGroupCard, HeldSample, HoldPage, SignedIn},
    text,
};

/// The page.
pub fn page(data: HoldPage, signed_in: &SignedIn) -> StaffPage {
    let waiting: i64 = data.groups.iter().map(|group| group.count).sum();
    let groups = if data.groups.is_empty() {
        view! {
            <div class="none">
                {icon(Icon::Yes)}
                <h2>"没有要核对的"</h2>
                <p>"来得太快、或者有要先看的词和照片的线索，会先停在这里，不进任何单位的队列。"</p>
            </div>
        }
        .into_any()
    } else {
        data.groups
            .into_iter()
            .enumerate()
            .map(|(at, card)| group(at, card, data.keeps_blocks, signed_in))
            .collect_view()
            .into_any()
    };
    let blocks = data.keeps_blocks.then(|| {
        view! {
            {words(data.words, &data.typed, data.errors.get("word"), signed_in)}
            {photos(data.photos, signed_in)}
        }
    });
    let main = view! {
        <div class="head">
            <h1>"先核对 " <small>{format!("{waiting} 条")}</small></h1>
            <p class="sum">"放行的照原来的时间和期限分给牵头单位；不受理的办结，举报人凭查询码看得到一句说明。"</p>
        </div>
        {groups}
        {blocks}
    }
    .into_any();
    StaffPage {
        title: "先核对".into(),
        main,
        current: RailItem::Holds,
        signed_in: Some(signed_in.clone()),
        counts: None,
        query: String::new(),
        islands: false,
    }
}

fn group(at: usize, card: HeldGroupCard, keeps_blocks: bool, signed_in: &SignedIn) -> AnyView {
    let heading = format!("group-{at}");
    let samples = card.samples.into_iter().map(sample).collect_view();
    let hidden = |name: &'static str, value: String| view! { <input type="hidden" name=name value=value /> };
    let block = keeps_blocks.then(|| {
        view! {
            <label class="pick">
                <input type="checkbox" name="block_photos" value="1" />
                <span>"里面的照片以后也先核对"</span>
            </label>
        }
    });
    view! {
        <section class="box" aria-labelledby=heading.clone()>
            <h2 id=heading.clone()>
                {format!("{} · {}", card.category_name, card.county_name)} " "
                <small>{format!("{} 条 · {}", card.count, card.reason.label())}</small>
            </h2>
            <p class="note">
                {format!("{} 到 {}", text::short_date_time(card.first), text::short_date_time(card.last))}
            </p>
            <ul class="talk">{samples}</ul>
            <form method="post" action=HOLDS>
                {hidden("csrf", signed_in.csrf.clone())}
                {hidden("reason", card.reason.code().to_owned())}
                {hidden("category", card.category.to_string())}
                {hidden("county", card.county.map(|code| code.to_string()).unwrap_or_default())}
                {hidden("until", card.until.to_string())}
                <div class="decide">
                    <button class="b pri" name="action" value="release">
                        {format!("放行这 {} 条", card.count)}
                    </button>
                    <span class="or">
                        <button class="b" name="action" value="reject">
                            {format!("不受理这 {} 条", card.count)}
                        </button>
                        {block}
                    </span>
                </div>
            </form>
        </section>
    }
    .into_any()
}

fn sample(sample: HeldSample) -> AnyView {
    let words = if sample.excerpt.is_empty() {
        "没写字，只有照片".to_owned()
    } else {
        sample.excerpt
    };
    let place = if sample.place.is_empty() {
        "没说地点".to_owned()
    } else {
        sample.place
    };
    let photos = (sample.photos > 0).then(|| format!(" · 照片 {} 张", sample.photos));
    view! {
        <li>
            <a href=case_address(&sample.number)>{sample.number.clone()}</a>
            " "
            <time>{text::short_date_time(sample.filed_at)}</time>
            <br />
            {words}
            <br />
            <small>{place} {photos}</small>
        </li>
    }
    .into_any()
}

fn words(words: Vec<BlockedWordLine>, typed: &str, error: Option<&str>, signed_in: &SignedIn) -> AnyView {
    let field = Field {
        id: "word",
        name: "word",
        label: "加一个词",
        hint: "线索里有这个词就先核对，不会丢。标点、空格、大小写不管。",
        value: typed,
        error,
    };
    let action = format!("{HOLDS}/words");
    let none = words.is_empty();
    let rows = words.into_iter().map(|line| Row {
        label: format!("去掉“{}”", line.word),
        what: line.word,
        key: line.id.to_string(),
        added_by: line.added_by,
        added_at: line.added_at,
    });
    let rows = (!none).then(|| table("词", &action, rows.collect(), signed_in));
    view! {
        <section class="box" aria-labelledby="words">
            <h2 id="words">"要先看的词"</h2>
            <form method="post" action=action>
                <input type="hidden" name="csrf" value=signed_in.csrf.clone() />
                {short_field(&field, "text", "off")}
                <div class="decide"><button class="b pri">"加上"</button></div>
            </form>
            {rows}
        </section>
    }
    .into_any()
}

fn photos(photos: Vec<BlockedPhotosLine>, signed_in: &SignedIn) -> Option<AnyView> {
    if photos.is_empty() {
        return None;
    }
    let rows = photos.into_iter().map(|line| Row {
        label: format!("去掉 {} 加的 {} 张", line.added_by, line.count),
        what: format!("{} 张", line.count),
        key: line.key,
        added_by: line.added_by,
        added_at: line.added_at,
    });
    let rows = table("照片", &format!("{HOLDS}/photos"), rows.collect(), signed_in);
    Some(
        view! {
            <section class="box" aria-labelledby="photos">
                <h2 id="photos">"要先看的照片"</h2>
                {rows}
            </section>
        }
        .into_any(),
    )
}

/// Something that is looked at first.
struct Row {
    what: String,
    key: String,
    added_by: String,
    added_at: OffsetDateTime,
    /// The button's words for who cannot see its row.
    label: String,
}

fn table(what: &'static str, action: &str, rows: Vec<Row>, signed_in: &SignedIn) -> impl IntoView + use<> {
    let rows = rows
        .into_iter()
        .map(|row| {
            view! {
                <tr>
                    <th scope="row" class="ti">{row.what}</th>
                    <td class="ag">{row.added_by}</td>
                    <td class="dl">{text::short_date_time(row.added_at)}</td>
                    <td class="at"><button class="b" name="remove" value=row.key aria-label=row.label>"去掉"</button></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <form method="post" action=action.to_owned()>
            <input type="hidden" name="csrf" value=signed_in.csrf.clone() />
            <div class="scroll">
                <table class="q nl">
                    <caption class="sr">{format!("要先看的{what}")}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{what}</th>
                            <th scope="col">"谁加的"</th>
                            <th scope="col">"什么时候"</th>
                            <th scope="col">"去掉"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </form>
    }
}
