//! Any bytes as the EXIF of a photo that is otherwise sound: it must still be read, and nothing of it come out.
#![no_main]

use jingnuan::evidence::photo::{PhotoLimits, process};
use libfuzzer_sys::fuzz_target;

const PHOTO: &[u8] = include_bytes!("../../corpus/small.jpg");
const MARK: &[u8] = b"PlantedBehindTheFuzz";

fuzz_target!(|bytes: &[u8]| {
    let exif = [&b"Exif\0\0"[..], bytes, MARK].concat();
    let Ok(length) = u16::try_from(exif.len() + 2) else {
        return;
    };
    let head = [&[0xFF, 0xE1][..], &length.to_be_bytes(), &exif].concat();
    let photo = [&PHOTO[..2], &head, &PHOTO[2..]].concat();
    let photo = process(&photo, &PhotoLimits::default()).expect("the picture itself is sound");
    for made in [&photo.copy.bytes, &photo.thumbnail.bytes] {
        assert!(!made.windows(MARK.len()).any(|window| window == MARK));
    }
});
