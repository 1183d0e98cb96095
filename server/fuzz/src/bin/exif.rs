//! Any bytes as the EXIF of a photo that is otherwise sound: it must still be read, nothing of it come out, and what goes
//! to the vault stay within its bounds.
#![no_main]

use jingnuan::evidence::{
    detail::Detail,
    photo::{PhotoLimits, process},
};
use libfuzzer_sys::fuzz_target;

const PHOTO: &[u8] = include_bytes!("../../corpus/small.jpg");
const MARK: &[u8] = b"PlantedBehindTheFuzz";

fuzz_target!(|bytes: &[u8]| {
    let exif = [&b"Exif\0\0"[..], bytes, MARK].concat();
    let Ok(length) = u16::try_from(exif.len() + 2) else {
        return;
    };
    let head = [&[0xFF, 0xE1][..], &length.to_be_bytes(), &exif].concat();
    let sent = [&PHOTO[..2], &head, &PHOTO[2..]].concat();
    let photo = process(&sent, &PhotoLimits::default()).expect("the picture itself is sound");
    for made in [&photo.copy.bytes, &photo.thumbnail.bytes] {
        assert!(!made.windows(MARK.len()).any(|window| window == MARK));
    }
    // As a block of its own, too, which PNG and WebP hold without the words before it.
    for file in [&sent, bytes] {
        let detail = Detail::read(file, None);
        assert!(detail.exif.len() <= 200);
        assert!(detail.lines().iter().all(|(_, value)| value.chars().count() <= 500));
    }
});
