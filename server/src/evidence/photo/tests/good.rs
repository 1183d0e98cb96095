//! Photos that are taken: what the copies look like and what they no longer hold.

use jpeg_encoder::{ColorType, SamplingFactor};

use super::super::fixture::{ALPHA_WEBP, Coding, LOSSY_WEBP, PLAIN};
use super::{EncodedImage, Seen, accepted, fixture, size};

#[test]
fn every_coding_of_a_jpeg_is_decoded_at_every_scale() {
    let samplings = [
        SamplingFactor::R_4_4_4,
        SamplingFactor::R_4_2_2,
        SamplingFactor::R_4_4_0,
        SamplingFactor::R_4_2_0,
        SamplingFactor::R_4_1_1,
    ];
    // Kept whole, decoded whole and resized, halved, halved and resized, quartered.
    for (width, height, long_side) in [
        (201, 133, 2048),
        (333, 250, 250),
        (401, 301, 205),
        (640, 333, 256),
        (800, 300, 200),
    ] {
        let pixels = fixture::pixels(width, height);
        for sampling in samplings {
            for (progressive, restarts) in [(false, false), (true, false), (false, true)] {
                let coding = Coding {
                    sampling,
                    progressive,
                    restarts,
                };
                let bytes = fixture::coded(&pixels, width, height, ColorType::Rgb, coding);
                let limits = super::PhotoLimits {
                    long_side,
                    quality: 95,
                    ..super::patient()
                };
                let photo = super::process(&bytes, &limits).unwrap();
                assert!(photo.copy.width.max(photo.copy.height) as usize <= long_side);
                let what = format!("{coding:?} {width} x {height} to {long_side}");
                Seen::new(&photo.copy).expect_smooth(&what);
            }
        }
    }
}

#[test]
fn sizes_shrink_in_proportion_and_never_grow() {
    for (from, copy, thumbnail) in [
        ((4032, 3024), (2016, 1512), (480, 360)),
        ((3000, 1500), (2048, 1024), (480, 240)),
        ((1200, 2400), (1024, 2048), (240, 480)),
        ((300, 200), (300, 200), (300, 200)),
        ((1, 1), (1, 1), (1, 1)),
        ((5000, 30), (2048, 12), (480, 3)),
    ] {
        let flat = vec![120; from.0 * from.1 * 3];
        let photo = accepted(&fixture::coded(&flat, from.0, from.1, ColorType::Rgb, PLAIN));
        assert_eq!(
            (size(&photo.copy), size(&photo.thumbnail)),
            (copy, thumbnail),
            "{from:?}"
        );
    }
}

#[test]
fn all_eight_orientations_stand_upright() {
    // Upright: red, green, blue, yellow, clockwise from the top left; wider than high.
    let colours = [[220, 30, 30], [30, 200, 30], [30, 30, 220], [220, 220, 30]];
    let corner = |right: bool, bottom: bool| match (right, bottom) {
        (false, false) => colours[0],
        (true, false) => colours[1],
        (true, true) => colours[2],
        (false, true) => colours[3],
    };
    for (width, height, what) in [(96, 64, "small"), (4096, 512, "reduced")] {
        for orientation in 1..=8u16 {
            // EXIF's own words: which side the stored first row and the first column are.
            let sideways = orientation > 4;
            let row_from_far = matches!(orientation, 3 | 4 | 6 | 7);
            let column_from_far = matches!(orientation, 2 | 3 | 7 | 8);
            let (rows, columns) = if sideways { (width, height) } else { (height, width) };
            let mut stored = Vec::new();
            for row in 0..rows {
                for column in 0..columns {
                    let along_rows = if row_from_far { rows - 1 - row } else { row };
                    let along_columns = if column_from_far { columns - 1 - column } else { column };
                    let (x, y) = if sideways {
                        (along_rows, along_columns)
                    } else {
                        (along_columns, along_rows)
                    };
                    stored.extend(corner(x >= width / 2, y >= height / 2));
                }
            }
            let plain = fixture::coded(&stored, columns, rows, ColorType::Rgb, PLAIN);
            let photo = accepted(&fixture::with_segment(&plain, 0xE1, &fixture::exif(orientation)));
            for image in [&photo.copy, &photo.thumbnail] {
                let seen = Seen::new(image);
                assert!(seen.width > seen.height, "{what} {orientation}");
                for (right, bottom) in [(false, false), (true, false), (true, true), (false, true)] {
                    let x = if right { seen.width * 3 / 4 } else { seen.width / 4 };
                    let y = if bottom { seen.height * 3 / 4 } else { seen.height / 4 };
                    seen.expect(x, y, corner(right, bottom), &format!("{what} {orientation}"));
                }
            }
        }
    }
}

/// The markers of a JPEG up to its scan, which must be its last.
fn markers(image: &EncodedImage) -> Vec<u8> {
    let bytes = &image.bytes;
    let mut found = Vec::new();
    let mut at = 2;
    loop {
        assert_eq!(bytes[at], 0xFF);
        found.push(bytes[at + 1]);
        at += 2 + usize::from(u16::from_be_bytes([bytes[at + 2], bytes[at + 3]]));
        if found.last() == Some(&0xDA) {
            let end = bytes[at..].windows(2).position(|pair| pair[0] == 0xFF && pair[1] != 0);
            assert_eq!(bytes[at + end.unwrap()..], [0xFF, 0xD9]);
            return found;
        }
    }
}

#[test]
fn copies_hold_no_metadata() {
    let mut bytes = fixture::jpeg(700, 500);
    bytes = fixture::with_segment(&bytes, 0xFE, b"geheim: comment");
    bytes = fixture::with_segment(&bytes, 0xE2, b"ICC_PROFILE\0\x01\x01geheim");
    bytes = fixture::with_segment(&bytes, 0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:geheim/>");
    bytes = fixture::with_segment(&bytes, 0xED, b"Photoshop 3.0\0geheim");
    bytes = fixture::with_segment(&bytes, 0xE1, &fixture::exif(6));
    bytes.extend(b"<html>geheim</html>");
    let photo = accepted(&bytes);
    assert_eq!(size(&photo.copy), (500, 700));
    for image in [&photo.copy, &photo.thumbnail] {
        let allowed = [0xE0, 0xDB, 0xC0, 0xC4, 0xDA];
        assert!(
            markers(image).iter().all(|marker| allowed.contains(marker)),
            "{:X?}",
            markers(image)
        );
        for secret in [b"geheim".as_slice(), b"Exif", b"Cam", b"html"] {
            assert!(!image.bytes.windows(secret.len()).any(|part| part == secret));
        }
    }
}

#[test]
fn a_jpeg_that_is_also_a_web_page_becomes_a_plain_jpeg() {
    let mut bytes = fixture::with_segment(&fixture::jpeg(64, 48), 0xFE, b"<script>alert(1)</script><!--");
    bytes.extend(b"--><script>alert(2)</script>");
    let photo = accepted(&bytes);
    assert!(!photo.copy.bytes.windows(6).any(|part| part == b"script"));
}

#[test]
fn grey_jpeg_stays_grey() {
    let pixels: Vec<u8> = (0..120 * 80).map(|at| if at % 120 < 60 { 40 } else { 210 }).collect();
    for progressive in [false, true] {
        let coding = Coding {
            progressive,
            sampling: SamplingFactor::R_4_4_4,
            restarts: false,
        };
        let photo = accepted(&fixture::coded(&pixels, 120, 80, ColorType::Luma, coding));
        let seen = Seen::new(&photo.copy);
        seen.expect(20, 40, [40; 3], "dark");
        seen.expect(100, 40, [210; 3], "bright");
    }
}

#[test]
fn png_of_every_kind_lies_on_white() {
    use png::{BitDepth, ColorType};
    let each = |pixel: &[u8]| pixel.repeat(40 * 30);
    let cases = [
        (ColorType::Rgb, BitDepth::Eight, each(&[200, 40, 90]), [200, 40, 90]),
        (
            ColorType::Rgba,
            BitDepth::Eight,
            each(&[200, 40, 90, 0]),
            [255, 255, 255],
        ),
        (
            ColorType::Rgba,
            BitDepth::Eight,
            each(&[200, 40, 90, 128]),
            [227, 147, 172],
        ),
        (
            ColorType::Rgb,
            BitDepth::Sixteen,
            each(&[200, 7, 40, 9, 90, 1]),
            [200, 40, 90],
        ),
        (ColorType::Grayscale, BitDepth::Eight, each(&[77]), [77; 3]),
        (ColorType::Grayscale, BitDepth::Sixteen, each(&[77, 200]), [77; 3]),
        (ColorType::Grayscale, BitDepth::One, vec![0xFF; 5 * 30], [255; 3]),
        (ColorType::GrayscaleAlpha, BitDepth::Eight, each(&[0, 0]), [255; 3]),
        (ColorType::Indexed, BitDepth::Eight, each(&[1]), [0, 255, 0]),
        (ColorType::Indexed, BitDepth::Two, vec![0b1010_1010; 10 * 30], [255; 3]),
    ];
    for (colours, depth, data, wanted) in cases {
        let photo = accepted(&fixture::png(40, 30, colours, depth, &data));
        assert_eq!(size(&photo.copy), (40, 30));
        Seen::new(&photo.copy).expect(20, 15, wanted, &format!("{colours:?} {depth:?}"));
    }
}

#[test]
fn big_png_and_webp_are_averaged_down() {
    let pixels = fixture::pixels(2500, 1100);
    let png = fixture::png(2500, 1100, png::ColorType::Rgb, png::BitDepth::Eight, &pixels);
    let webp = fixture::webp(2500, 1100, image_webp::ColorType::Rgb8, &pixels);
    for bytes in [png, webp] {
        let photo = accepted(&bytes);
        assert_eq!((size(&photo.copy), size(&photo.thumbnail)), ((2048, 901), (480, 211)));
        Seen::new(&photo.copy).expect_smooth("copy");
        Seen::new(&photo.thumbnail).expect_smooth("thumbnail");
    }
}

#[test]
fn interlaced_png_is_put_together() {
    let photo = accepted(fixture::INTERLACED_PNG);
    let seen = Seen::new(&photo.copy);
    seen.expect(4, 4, [255, 0, 0], "left");
    seen.expect(12, 4, [0, 0, 255], "right");
}

#[test]
fn webp_lossy_and_transparent() {
    let seen = Seen::new(&accepted(LOSSY_WEBP).copy);
    assert_eq!((seen.width, seen.height), (24, 16));
    seen.expect(4, 3, [220, 200, 90], "top left");
    seen.expect(20, 12, [30, 40, 90], "bottom right");
    let seen = Seen::new(&accepted(ALPHA_WEBP).copy);
    seen.expect(4, 8, [200, 20, 20], "left");
    seen.expect(20, 8, [255; 3], "right");
    let clear = fixture::webp(8, 8, image_webp::ColorType::Rgba8, &[9, 9, 9, 0].repeat(64));
    Seen::new(&accepted(&clear).copy).expect(4, 4, [255; 3], "clear");
}

#[test]
fn orientation_of_png_and_webp_counts_too() {
    let mut png = fixture::png(40, 30, png::ColorType::Rgb, png::BitDepth::Eight, &[9; 40 * 30 * 3]);
    let exif = fixture::exif(8);
    let body = [b"eXIf".as_slice(), &exif[6..]].concat();
    let chunk = [&(exif.len() as u32 - 6).to_be_bytes()[..], &body, &fixture::crc(&body)].concat();
    png.splice(33..33, chunk);
    assert_eq!(size(&accepted(&png).copy), (30, 40));

    let plain = fixture::webp(40, 30, image_webp::ColorType::Rgb8, &[9; 40 * 30 * 3]);
    let mut body = b"WEBPVP8X\x0a\0\0\0\x08\0\0\0\x27\0\0\x1d\0\0".to_vec();
    body.extend(&plain[12..]);
    body.extend(b"EXIF");
    body.extend((exif.len() as u32).to_le_bytes());
    body.extend(&exif);
    let webp = [b"RIFF".as_slice(), &(body.len() as u32).to_le_bytes(), &body].concat();
    assert_eq!(size(&accepted(&webp).copy), (30, 40));
}
