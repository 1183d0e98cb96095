//! The photos of a tip as the form holds them: taken in, made smaller, put in order, kept, handed to the form.

use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;
use web_sys::{DataTransfer, File, HtmlInputElement, Url};

use super::focus_soon;
use super::outbox::{self, DraftPhoto};
use super::photo::{Content, Picked, content, intake, shrink};
use super::report_flow::{Flow, Sending};

/// The file input's identifier.
pub const INPUT: &str = "photo";

/// How far a photo has come on the phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// It waits to be made smaller.
    Preparing,
    /// It is small and holds nothing but the picture.
    Ready,
    /// The browser could not read it: it goes as it is, and the server answers.
    Original,
}

/// One photo; lives in the browser only, where there is one thread.
#[derive(Clone)]
pub struct Photo {
    /// Its number within the draft; stays when the order changes.
    pub number: u32,
    picked: Picked,
    original: Option<SendWrapper<File>>,
    file: SendWrapper<File>,
    /// An object URL of what will be sent; empty until it is ready.
    pub preview: String,
    /// How far it has come.
    pub stage: Stage,
    /// What the reporter says of it.
    pub caption: String,
}

/// The photos and the input they are picked with.
#[derive(Clone, Copy)]
pub struct PhotoList {
    /// The form.
    pub flow: Flow,
    /// The file input.
    pub input: NodeRef<Input>,
    /// The photos, in order.
    pub photos: RwSignal<Vec<Photo>>,
    /// What was said last of what was picked.
    pub said: RwSignal<String>,
    /// The page is awake, and this browser lets it put files into an input.
    pub enhanced: RwSignal<bool>,
    last_number: StoredValue<u32>,
    working: StoredValue<bool>,
}

impl PhotoList {
    /// No photos yet.
    pub fn new(flow: Flow) -> Self {
        Self {
            flow,
            input: NodeRef::new(),
            photos: RwSignal::new(Vec::new()),
            said: RwSignal::new(String::new()),
            enhanced: RwSignal::new(false),
            last_number: StoredValue::new(0),
            working: StoredValue::new(false),
        }
    }

    /// The page is awake: takes what was picked before.
    pub fn wake(self) {
        self.enhanced.set(DataTransfer::new().is_ok());
        self.take();
    }

    /// Shows the photos of a draft that was opened again, before those picked since.
    pub fn restore(self, draft: Vec<DraftPhoto>) {
        let last = draft.iter().map(|photo| photo.number).max().unwrap_or(0);
        self.last_number.update_value(|n| *n = (*n).max(last));
        let shown = |photo: DraftPhoto| Photo {
            number: photo.number,
            picked: Picked::from(&*photo.file),
            original: None,
            preview: Url::create_object_url_with_blob(&photo.file).unwrap_or_default(),
            file: photo.file,
            stage: Stage::Ready,
            caption: photo.caption,
        };
        let mut all: Vec<Photo> = draft.into_iter().map(shown).collect();
        self.photos.update(|photos| {
            all.append(photos);
            *photos = all;
        });
        self.write_back();
    }

    /// Takes what the input holds beyond what was taken before.
    pub fn take(self) {
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
        let fresh: Vec<usize> = (0..picked.len()).filter(|at| !sent.contains(&picked[*at])).collect();
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
        // Beyond those of a draft that is not open yet: what is picked meanwhile must not take their place.
        self.last_number.update_value(|n| *n = (*n).max(seconds_now()) + 1);
        let file = SendWrapper::new(file);
        Photo {
            number: self.last_number.get_value(),
            picked,
            original: Some(file.clone()),
            file,
            preview: String::new(),
            stage: Stage::Preparing,
            caption: String::new(),
        }
    }

    /// Takes a photo out.
    pub fn remove(self, number: u32) {
        self.drop_photo(number);
        self.said.set(String::new());
        self.write_back();
        focus_soon(INPUT);
    }

    fn drop_photo(self, number: u32) {
        self.photos.update(|photos| {
            photos.retain(|photo| {
                if photo.number == number {
                    revoke(&photo.preview);
                }
                photo.number != number
            });
        });
    }

    /// Moves a photo one place earlier or later; `button` keeps the focus.
    pub fn shift(self, number: u32, later: bool, button: String) {
        let moved = self.photos.try_update(|photos| {
            let at = photos.iter().position(|p| p.number == number)?;
            let to = if later { at + 1 } else { at.checked_sub(1)? };
            (to < photos.len()).then(|| {
                photos.swap(at, to);
                to + 1
            })
        });
        if let Some(Some(place)) = moved {
            self.said.set(format!("现在是第 {place} 张。"));
            self.write_back();
            focus_soon(button);
        }
    }

    /// Keeps what is said of a photo. Nothing is drawn anew while it is being typed.
    pub fn describe(self, number: u32, caption: String) {
        self.photos.update_untracked(|photos| {
            if let Some(photo) = photos.iter_mut().find(|p| p.number == number) {
                photo.caption = caption;
            }
        });
        self.keep();
    }

    /// Lets the reporter cover what nobody needs to see; `button` gets the focus back.
    pub fn cover(self, number: u32, button: String) {
        let file = self
            .photos
            .with_untracked(|photos| photos.iter().find(|p| p.number == number).map(|p| p.file.clone()));
        let Some(file) = file else { return };
        spawn_local(async move {
            if let Some(covered) = outbox::cover(&file).await {
                self.replace(number, covered);
                self.said.set("遮好了，发出去的是遮过的照片。".into());
                self.write_back();
            }
            focus_soon(button);
        });
    }

    fn replace(self, number: u32, file: File) {
        self.photos.update(|photos| {
            if let Some(photo) = photos.iter_mut().find(|p| p.number == number) {
                revoke(&photo.preview);
                photo.preview = Url::create_object_url_with_blob(&file).unwrap_or_default();
                photo.file = SendWrapper::new(file);
                photo.stage = Stage::Ready;
            }
        });
    }

    /// Makes the photos smaller one after another: two at once could be too much for a phone's memory.
    fn work(self) {
        if self.working.get_value() {
            return;
        }
        self.working.set_value(true);
        spawn_local(async move {
            while let Some((number, file)) = self.next_to_prepare() {
                match shrink(&file).await {
                    Ok(small) => self.replace(number, small),
                    Err(_) => self.unreadable(number, content(&file).await),
                }
                self.write_back();
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

    /// The browser cannot read it: what the server could take goes as it is, anything else is named and left out.
    fn unreadable(self, number: u32, content: Content) {
        // What was to be sent as soon as it is ready is no longer what was meant: the reporter looks, and decides.
        if self.flow.sending.get_untracked() == Sending::WhenReady {
            self.flow.sending.set(Sending::No);
            focus_soon(INPUT);
        }
        if let Some(reason) = content.refusal() {
            self.drop_photo(number);
            self.said.set(reason.into());
            return;
        }
        self.said.set(
            "有的照片在手机上变不小，会发原图：里面要是记着拍摄位置，也会封存，只有查办的人能打开。不愿意就把它删掉。"
                .into(),
        );
        self.photos.update(|photos| {
            if let Some(photo) = photos.iter_mut().find(|p| p.number == number) {
                photo.stage = Stage::Original;
            }
        });
    }

    /// Puts the photos into the input, so that the ordinary form could send them, and keeps them with the draft.
    fn write_back(self) {
        let photos = self.photos.get_untracked();
        self.flow.photos.set(photos.len());
        self.flow
            .preparing
            .set(photos.iter().any(|p| p.stage == Stage::Preparing));
        self.keep();
        let Some(input) = self.input.get_untracked() else {
            return;
        };
        if !put_files(&input, photos.iter().map(|p| &*p.file)) && !self.flow.post.with_untracked(|post| post.able) {
            // This browser keeps its own list: show the plain input, which sends what was picked last.
            self.enhanced.set(false);
            self.photos.set(Vec::new());
            self.flow.preparing.set(false);
            self.flow.photos.set(files_of(&input).len());
        }
    }

    /// Keeps with the draft what is ready to be sent.
    fn keep(self) {
        let photos = self.photos.get_untracked();
        outbox::keep_photos(
            photos
                .into_iter()
                .filter(|p| p.stage != Stage::Preparing)
                .map(|p| DraftPhoto {
                    number: p.number,
                    file: p.file,
                    picked: p.original,
                    caption: p.caption,
                }),
        );
    }
}

/// By this phone's clock, since 1970.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a clock shows positive seconds; beyond 2106 the numbers only count on"
)]
fn seconds_now() -> u32 {
    (js_sys::Date::now() / 1000.0) as u32
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
