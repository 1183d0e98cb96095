//! A photo before it is sent: which ones may go, and how one is made smaller on the phone.

use js_sys::{Array, Promise};
use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, File, FilePropertyBag, HtmlCanvasElement, HtmlImageElement, Url};

use crate::domain::tip::{PHOTO_BYTES_MAX, PHOTOS_MAX};

/// Longer side of what is sent, in pixels.
pub const LONG_SIDE: u32 = 2_048;
/// JPEG quality of what is sent.
const QUALITY: f64 = 0.85;

/// A file as it was picked, enough to tell it from another.
#[derive(Debug, Clone, PartialEq)]
pub struct Picked {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub bytes: f64,
    /// When it changed last, in milliseconds.
    pub modified: f64,
    /// Its media type; some phones leave it empty.
    pub kind: String,
}

impl From<&File> for Picked {
    fn from(file: &File) -> Self {
        Self {
            name: file.name(),
            bytes: file.size(),
            modified: file.last_modified(),
            kind: file.type_(),
        }
    }
}

/// Which of the newly picked files go in (their places in `picked`), and what is said about the others.
pub fn intake(have: &[Picked], picked: &[Picked]) -> (Vec<usize>, String) {
    let mut taken: Vec<usize> = Vec::new();
    let (mut others, mut large, mut beyond) = (0, 0, 0);
    for (at, file) in picked.iter().enumerate() {
        if have.contains(file) || taken.iter().any(|t| &picked[*t] == file) {
            continue;
        }
        if !file.kind.is_empty() && !file.kind.starts_with("image/") {
            others += 1;
        } else if too_large(file.bytes) {
            large += 1;
        } else if have.len() + taken.len() == PHOTOS_MAX {
            beyond += 1;
        } else {
            taken.push(at);
        }
    }
    let mut said = String::new();
    if beyond > 0 {
        said += &format!("最多 {PHOTOS_MAX} 张，多出的 {beyond} 张没有加。");
    }
    if large > 0 {
        said += &format!("有 {large} 张太大（超过 20 MB），没有加，请换一张。");
    }
    if others > 0 {
        said += &format!("有 {others} 个不是照片，没有加。");
    }
    (taken, said)
}

fn too_large(bytes: f64) -> bool {
    #[allow(clippy::cast_precision_loss, reason = "twenty million is exact")]
    let most = PHOTO_BYTES_MAX as f64;
    bytes > most
}

/// The size of a picture once its longer side is at most [`LONG_SIDE`].
pub fn fit(width: u32, height: u32) -> (u32, u32) {
    let long = width.max(height);
    if long <= LONG_SIDE {
        return (width, height);
    }
    let scaled = |side: u32| {
        let side = (u64::from(side) * u64::from(LONG_SIDE) + u64::from(long) / 2) / u64::from(long);
        u32::try_from(side).unwrap_or(LONG_SIDE).max(1)
    };
    (scaled(width), scaled(height))
}

/// The photo as a JPEG of at most [`LONG_SIDE`] pixels, upright and without any of the file's other data.
///
/// # Errors
/// When the browser cannot read the picture, or has no memory for it.
pub async fn shrink(file: &File) -> Result<File, JsValue> {
    let image = HtmlImageElement::new()?;
    let address = Url::create_object_url_with_blob(file)?;
    let drawn = draw(&image, &address).await;
    _ = Url::revoke_object_url(&address);
    let canvas = drawn?;
    let blob = encode(&canvas).await;
    // Phones keep a canvas's memory for long unless it is emptied.
    canvas.set_width(0);
    canvas.set_height(0);
    let options = FilePropertyBag::new();
    options.set_type("image/jpeg");
    File::new_with_blob_sequence_and_options(&Array::of1(&blob?.into()), "photo.jpg", &options)
}

/// What a file is, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// JPEG, PNG or WebP, which the server reads.
    Photo,
    /// HEIC, as iPhones store photos.
    Heic,
    /// Something else.
    Other,
    /// The phone did not let the page read it.
    Unreadable,
}

impl Content {
    /// What the first twelve bytes say.
    fn of(head: &[u8]) -> Self {
        match head {
            [0xff, 0xd8, ..]
            | [0x89, b'P', b'N', b'G', ..]
            | [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Self::Photo,
            [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..]
                if [b"heic", b"heix", b"hevc", b"heim", b"mif1", b"msf1"]
                    .iter()
                    .any(|b| brand.starts_with(*b)) =>
            {
                Self::Heic
            }
            [] => Self::Unreadable,
            _ => Self::Other,
        }
    }

    /// Why it is left out, and what to do instead; none for what may go as it is.
    pub const fn refusal(self) -> Option<&'static str> {
        match self {
            Self::Photo => None,
            Self::Heic => {
                Some("有一张是苹果手机的 HEIC 格式，这个浏览器打不开，没有加。请在相册里给它截个图，再加截图。")
            }
            Self::Other => Some("有一个文件不是照片，或者格式打不开，没有加。请给它截个图，再加截图。"),
            Self::Unreadable => Some("有一张照片手机读不出来，没有加。请再选一次。"),
        }
    }
}

/// What the file is.
pub async fn content(file: &File) -> Content {
    let head = async {
        let head = file.slice_with_i32_and_i32(0, 12).ok()?;
        let buffer = JsFuture::from(head.array_buffer()).await.ok()?;
        Some(js_sys::Uint8Array::new(&buffer).to_vec())
    };
    Content::of(&head.await.unwrap_or_default())
}

/// The picture on a canvas of the size that is sent. An image is drawn rather than a bitmap: browsers decode a JPEG of 48
/// megapixels for it at the smaller size, with a fifth of the memory.
async fn draw(image: &HtmlImageElement, address: &str) -> Result<HtmlCanvasElement, JsValue> {
    let loading = Promise::new(&mut |resolve, reject| {
        image.set_onload(Some(&resolve));
        image.set_onerror(Some(&reject));
    });
    image.set_src(address);
    JsFuture::from(loading).await?;
    let (width, height) = fit(image.natural_width(), image.natural_height());
    let canvas: HtmlCanvasElement = document().create_element("canvas")?.dyn_into()?;
    canvas.set_width(width);
    canvas.set_height(height);
    let context: CanvasRenderingContext2d = canvas.get_context("2d")?.ok_or(JsValue::NULL)?.dyn_into()?;
    let (width, height) = (f64::from(width), f64::from(height));
    // JPEG knows no transparency; without this it would turn black.
    context.set_fill_style_str("#fff");
    context.fill_rect(0.0, 0.0, width, height);
    context.draw_image_with_html_image_element_and_dw_and_dh(image, 0.0, 0.0, width, height)?;
    Ok(canvas)
}

async fn encode(canvas: &HtmlCanvasElement) -> Result<Blob, JsValue> {
    let promise = Promise::new(&mut |resolve, reject| {
        let asked = canvas.to_blob_with_type_and_encoder_options(&resolve, "image/jpeg", &QUALITY.into());
        if let Err(reason) = asked {
            _ = reject.call1(&JsValue::NULL, &reason);
        }
    });
    // A canvas that cannot be encoded gives null.
    JsFuture::from(promise).await?.dyn_into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picked(name: &str, bytes: f64) -> Picked {
        Picked {
            name: name.into(),
            bytes,
            modified: 0.0,
            kind: "image/jpeg".into(),
        }
    }

    #[test]
    fn the_longer_side_decides() {
        assert_eq!(fit(4_000, 3_000), (2_048, 1_536));
        assert_eq!(fit(3_000, 4_000), (1_536, 2_048));
        assert_eq!(fit(2_048, 2_048), (2_048, 2_048));
        assert_eq!(fit(640, 480), (640, 480));
        assert_eq!(fit(100_000, 1), (2_048, 1));
    }

    #[test]
    fn what_cannot_be_sent_is_named() {
        assert_eq!(Content::of(b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01").refusal(), None);
        assert_eq!(Content::of(b"RIFF\0\0\0\0WEBP"), Content::Photo);
        assert!(Content::of(b"\0\0\0\x18ftypheic").refusal().unwrap().contains("HEIC"));
        assert_eq!(Content::of(b"\0\0\0\x18ftypisom"), Content::Other);
        assert_eq!(Content::of(b"<html>"), Content::Other);
        assert_eq!(Content::of(b""), Content::Unreadable);
    }

    #[test]
    fn picking_again_adds_and_the_same_photo_counts_once() {
        let have = [picked("a.jpg", 1.0)];
        let (taken, said) = intake(
            &have,
            &[picked("a.jpg", 1.0), picked("b.jpg", 1.0), picked("b.jpg", 1.0)],
        );
        assert_eq!(taken, [1]);
        assert_eq!(said, "");
    }

    #[test]
    fn nine_go_in_and_the_rest_is_said() {
        let nine: Vec<_> = (0..12).map(|n| picked(&format!("{n}.jpg"), 1.0)).collect();
        let (taken, said) = intake(&[picked("first.jpg", 1.0)], &nine);
        assert_eq!(taken.len(), 8);
        assert!(said.contains("多出的 4 张"), "{said}");
    }

    #[test]
    fn what_is_too_large_or_no_photo_stays_out() {
        let film = Picked {
            kind: "video/mp4".into(),
            ..picked("film.mp4", 1.0)
        };
        let nameless = Picked {
            kind: String::new(),
            ..picked("wechat", 1.0)
        };
        let (taken, said) = intake(&[], &[picked("raw.jpg", 20.0 * 1024.0 * 1024.0 + 1.0), film, nameless]);
        assert_eq!(taken, [2]);
        assert!(
            said.contains("有 1 张太大") && said.contains("有 1 个不是照片"),
            "{said}"
        );
    }
}
