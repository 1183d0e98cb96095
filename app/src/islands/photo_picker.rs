//! The photos of a tip: shown as they are picked, made smaller on the phone, sent by the ordinary form.

use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;
use web_sys::{DataTransfer, File, HtmlInputElement, Url};

use super::focus_soon;
use super::photo::{Picked, intake, shrink};
use super::report_flow::Flow;
use crate::domain::tip::PHOTOS_MAX;
use crate::icon::{Icon, icon};

/// The file input.
const INPUT: &str = "photo";

/// How far a photo has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// It waits to be made smaller.
    Preparing,
    /// It is small and holds nothing but the picture.
    Ready,
    /// The browser could not read it: it goes as it is, and the server answers.
    Original,
}

/// One photo; lives in the browser only, where there is one thread.
#[derive(Clone)]
struct Photo {
    number: u32,
    picked: Picked,
    file: SendWrapper<File>,
    /// An object URL of what will be sent; empty until it is ready.
    preview: String,
    stage: Stage,
}

#[derive(Clone, Copy)]
struct Picker {
    flow: Flow,
    input: NodeRef<Input>,
    photos: RwSignal<Vec<Photo>>,
    said: RwSignal<String>,
    /// The page is awake, and this browser lets it put files into an input.
    enhanced: RwSignal<bool>,
    last_number: StoredValue<u32>,
    working: StoredValue<bool>,
}

/// The photos. Without scripts it is a plain file input.
#[crate::piece]
pub fn PhotoPicker() -> impl IntoView {
    let picker = Picker {
        flow: expect_context(),
        input: NodeRef::new(),
        photos: RwSignal::new(Vec::new()),
        said: RwSignal::new(String::new()),
        enhanced: RwSignal::new(false),
        last_number: StoredValue::new(0),
        working: StoredValue::new(false),
    };
    Effect::new(move || {
        picker.enhanced.set(DataTransfer::new().is_ok());
        // Picked before the page was awake.
        picker.take();
    });
    let photos = picker.photos;
    let full = move || photos.with(|p| p.len() >= PHOTOS_MAX);
    let count = move || match photos.with(Vec::len) {
        0 => String::new(),
        n if n >= PHOTOS_MAX => format!("已加 {n} 张，够了。"),
        n => format!("已加 {n} 张，还能加 {} 张。", PHOTOS_MAX - n),
    };
    let tiles = move || {
        let each = photos.get().into_iter().enumerate();
        each.map(|(at, photo)| tile(picker, at + 1, photo)).collect_view()
    };
    view! {
        <ul class="photos" hidden=move || photos.with(Vec::is_empty)>
            {tiles}
        </ul>
        <label class="add" class:over=move || picker.enhanced.get() hidden=full>
            <b>{icon(Icon::Plus)}" 加照片"</b>
            <small>"可以一次选几张"</small>
            <input
                node_ref=picker.input
                id=INPUT
                type="file"
                name="photo"
                accept="image/*"
                multiple
                aria-describedby="photo-hint"
                on:change=move |_| picker.take()
            />
        </label>
        <p class="say small soft" role="status">{move || count() + &picker.said.get()}</p>
    }
}

/// One photo with its stage and a button that takes it out.
fn tile(picker: Picker, place: usize, photo: Photo) -> impl IntoView {
    let number = photo.number;
    let stage = match photo.stage {
        Stage::Preparing => "准备中…",
        Stage::Ready => " 好了",
        Stage::Original => "发原图",
    };
    view! {
        <li>
            <img hidden=photo.preview.is_empty() src=photo.preview alt=format!("第 {place} 张照片") />
            <span class="state">{(photo.stage == Stage::Ready).then(|| icon(Icon::Tick))}{stage}</span>
            <button type="button" class="rm" on:click=move |_| picker.remove(number)>
                <span>{icon(Icon::X)}</span>
                <span class="sr">{format!("删掉第 {place} 张")}</span>
            </button>
        </li>
    }
}

impl Picker {
    /// Takes what the input holds beyond what was taken before.
    fn take(self) {
        let Some(input) = self.input.get_untracked() else {
            return;
        };
        let files = files_of(&input);
        if !self.enhanced.get_untracked() {
            self.flow.photos.set(files.len());
            return;
        }
        let picked: Vec<Picked> = files.iter().map(Picked::from).collect();
        let have: Vec<Picked> = self
            .photos
            .with_untracked(|photos| photos.iter().map(|p| p.picked.clone()).collect());
        // After a write-back the input holds what was made smaller; only a new choice differs from it.
        let sent: Vec<Picked> = self
            .photos
            .with_untracked(|photos| photos.iter().map(|p| Picked::from(&*p.file)).collect());
        let known: Vec<bool> = picked.iter().map(|p| sent.contains(p)).collect();
        let fresh: Vec<usize> = (0..picked.len()).filter(|at| !known[*at]).collect();
        let fresh_picked: Vec<Picked> = fresh.iter().map(|at| picked[*at].clone()).collect();
        let (taken, said) = intake(&have, &fresh_picked);
        self.said.set(said);
        self.photos.update(|photos| {
            for at in taken {
                photos.push(self.photo(files[fresh[at]].clone(), fresh_picked[at].clone()));
            }
        });
        self.write_back();
        self.work();
    }

    fn photo(self, file: File, picked: Picked) -> Photo {
        self.last_number.update_value(|n| *n += 1);
        Photo {
            number: self.last_number.get_value(),
            picked,
            file: SendWrapper::new(file),
            preview: String::new(),
            stage: Stage::Preparing,
        }
    }

    fn remove(self, number: u32) {
        self.photos.update(|photos| {
            photos.retain(|photo| {
                if photo.number == number {
                    revoke(&photo.preview);
                }
                photo.number != number
            });
        });
        self.said.set(String::new());
        self.write_back();
        focus_soon(INPUT);
    }

    /// Makes the photos smaller one after another: two at once could be too much for a phone's memory.
    fn work(self) {
        if self.working.get_value() {
            return;
        }
        self.working.set_value(true);
        spawn_local(async move {
            while let Some((number, file)) = self.next_to_prepare() {
                let small = shrink(&file).await;
                self.prepared(number, small.ok());
            }
            self.working.set_value(false);
        });
    }

    fn next_to_prepare(self) -> Option<(u32, SendWrapper<File>)> {
        self.photos.with_untracked(|photos| {
            let next = photos.iter().find(|p| p.stage == Stage::Preparing);
            next.map(|p| (p.number, p.file.clone()))
        })
    }

    fn prepared(self, number: u32, small: Option<File>) {
        if small.is_none() {
            self.said
                .set("有的照片在手机上变不小，会发原图；位置信息由系统去掉。".into());
        }
        self.photos.update(|photos| {
            // Taken out meanwhile: nothing to do.
            if let Some(photo) = photos.iter_mut().find(|p| p.number == number) {
                photo.stage = if small.is_some() { Stage::Ready } else { Stage::Original };
                if let Some(small) = small {
                    photo.preview = Url::create_object_url_with_blob(&small).unwrap_or_default();
                    photo.file = SendWrapper::new(small);
                }
            }
        });
        self.write_back();
    }

    /// Puts the photos into the input, so that the ordinary form sends them.
    fn write_back(self) {
        let photos = self.photos.get_untracked();
        self.flow.photos.set(photos.len());
        self.flow
            .preparing
            .set(photos.iter().any(|p| p.stage == Stage::Preparing));
        let Some(input) = self.input.get_untracked() else {
            return;
        };
        let put = put_files(&input, photos.iter().map(|p| &*p.file));
        if !put {
            // This browser keeps its own list: show the plain input, which sends what was picked last.
            self.enhanced.set(false);
            self.photos.set(Vec::new());
            self.flow.preparing.set(false);
            self.flow.photos.set(files_of(&input).len());
        }
    }
}

fn files_of(input: &HtmlInputElement) -> Vec<File> {
    let list = input.files();
    list.map(|list| (0..list.length()).filter_map(|at| list.item(at)).collect())
        .unwrap_or_default()
}

/// Whether the input now holds exactly these files.
fn put_files<'a>(input: &HtmlInputElement, files: impl ExactSizeIterator<Item = &'a File>) -> bool {
    let count = files.len();
    let Ok(transfer) = DataTransfer::new() else {
        return false;
    };
    for file in files {
        if transfer.items().add_with_file(file).is_err() {
            return false;
        }
    }
    input.set_files(transfer.files().as_ref());
    input.files().is_some_and(|list| list.length() as usize == count)
}

fn revoke(address: &str) {
    if !address.is_empty() {
        _ = Url::revoke_object_url(address);
    }
}
