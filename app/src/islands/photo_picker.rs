//! The photos of a tip: picked, shown, described, put in order; how far each has come while it is sent.

#![allow(
    clippy::large_types_passed_by_value,
    reason = "a list is a handful of handles, copied as the framework's own are"
)]

use leptos::prelude::*;

use super::outbox::{self, PhotoPost, Post};
use super::photo_list::{INPUT, Photo, PhotoList, Stage};
use super::report_flow::Flow;
use crate::domain::tip::{CAPTION_MAX, PHOTOS_MAX};
use crate::icon::{Icon, icon};

/// The photos. Without scripts it is a plain file input.
#[crate::piece]
pub fn PhotoPicker() -> impl IntoView {
    let flow = expect_context::<Flow>();
    let list = PhotoList::new(flow);
    let singly = RwSignal::new(false);
    Effect::new(move || {
        singly.set(outbox::picks_singly());
        list.wake();
    });
    Effect::new(move || {
        let draft = flow.restored.get();
        if !draft.is_empty() {
            flow.restored.set(Vec::new());
            list.restore(draft);
        }
    });
    let photos = list.photos;
    let full = move || photos.with(|p| p.len() >= PHOTOS_MAX) || flow.is_busy();
    let count = move || match photos.with(Vec::len) {
        0 => String::new(),
        n if n >= PHOTOS_MAX => format!("已加 {n} 张，够了。"),
        n => format!("已加 {n} 张，还能加 {} 张。", PHOTOS_MAX - n),
    };
    let tiles = move || {
        let photos = photos.get();
        let count = photos.len();
        let each = photos.into_iter().enumerate();
        each.map(|(at, photo)| tile(list, at + 1, count, photo)).collect_view()
    };
    let how = move || {
        if singly.get() {
            "一次选一张，可以接着加"
        } else {
            "可以一次选几张"
        }
    };
    view! {
        <ul class="photos" hidden=move || photos.with(Vec::is_empty)>
            {tiles}
        </ul>
        <label class="add" class:over=move || list.enhanced.get() hidden=full>
            <b>{icon(Icon::Plus)}" 加照片"</b>
            <small>{how}</small>
            <input
                node_ref=list.input
                id=INPUT
                type="file"
                name="photo"
                accept="image/*"
                multiple=move || !singly.get()
                aria-describedby="photo-hint"
                on:change=move |_| list.take()
            />
        </label>
        <p class="say small soft" role="status">{move || count() + &list.said.get()}</p>
    }
}

/// One photo with its stage, its words, and buttons that move it, cover parts of it, and take it out.
fn tile(list: PhotoList, place: usize, count: usize, photo: Photo) -> impl IntoView {
    let number = photo.number;
    let caption = photo.caption.clone();
    let acts = acts(list, place, count, &photo);
    view! {
        <li>
            {picture(list, place, photo)}
            {move || on_its_way(place, number, sent(list, number))}
            <input
                type="text"
                name="caption"
                value=caption
                maxlength=CAPTION_MAX.to_string()
                placeholder="说明，可不填"
                aria-label=format!("第 {place} 张的说明")
                autocomplete="off"
                readonly=move || list.flow.is_busy()
                on:input=move |event| list.describe(number, event_target_value(&event))
            />
            {acts}
        </li>
    }
}

/// How far sending a photo has come; none while it is not being sent.
fn sent(list: PhotoList, number: u32) -> Option<PhotoPost> {
    let find = |post: &Post| post.photos.iter().find(|p| p.number == number).cloned();
    list.flow.post.with(find)
}

fn picture(list: PhotoList, place: usize, photo: Photo) -> impl IntoView {
    let (number, stage) = (photo.number, photo.stage);
    let words = move || match (sent(list, number), stage) {
        (Some(post), _) => post.words,
        (None, Stage::Preparing) => "准备中…".to_owned(),
        (None, Stage::Ready) => "✓ 好了".to_owned(),
        (None, Stage::Original) => "发原图".to_owned(),
    };
    view! {
        <div class="pic">
            <img hidden=photo.preview.is_empty() src=photo.preview alt=format!("第 {place} 张照片") />
            <span class="state">{words}</span>
            <button type="button" class="rm" hidden=move || list.flow.is_busy() on:click=move |_| list.remove(number)>
                <span>{icon(Icon::X)}</span>
                <span class="sr">{format!("删掉第 {place} 张")}</span>
            </button>
        </div>
    }
}

/// The buttons below a photo; gone while it is sent.
fn acts(list: PhotoList, place: usize, count: usize, photo: &Photo) -> impl IntoView + use<> {
    let (number, ready) = (photo.number, photo.stage == Stage::Ready);
    let id = move |what: &str| format!("photo-{number}-{what}");
    let kinds = [
        ("earlier", "往前", format!("第 {place} 张往前移"), place > 1),
        ("later", "往后", format!("第 {place} 张往后移"), place < count),
        ("cover", "遮挡", format!("遮住第 {place} 张上的人脸、车牌"), ready),
    ];
    let buttons = kinds.map(|(what, short, words, on)| {
        let press = move |_| match what {
            "cover" => list.cover(number, id(what)),
            _ => list.shift(number, what == "later", id(what)),
        };
        view! {
            <button type="button" id=id(what) disabled=!on on:click=press>
                <span aria-hidden="true">{short}</span>
                <span class="sr">{words}</span>
            </button>
        }
    });
    view! { <div class="acts" hidden=move || list.flow.is_busy()>{buttons.to_vec()}</div> }
}

/// The bar of a photo that is being sent, with the button that takes it back or sends it again.
fn on_its_way(place: usize, number: u32, post: Option<PhotoPost>) -> impl IntoView {
    let post = post.unwrap_or_default();
    let (cancel, resume) = (post.cancellable, post.resumable);
    let (label, press): (&str, fn(u32)) = if cancel {
        ("取消", outbox::cancel)
    } else {
        ("再传", outbox::resume)
    };
    view! {
        <progress hidden=!cancel max="100" value=post.percent aria-label=format!("第 {place} 张传了多少")></progress>
        <button type="button" class="do-s" hidden=!cancel && !resume on:click=move |_| press(number)>
            {label}
            <span class="sr">{format!("第 {place} 张")}</span>
        </button>
    }
}
