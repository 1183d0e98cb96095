//! Small photos made for the tests, segment by segment where their metadata matters.

#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::many_single_char_names
)]

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// A smooth picture, so that any correct way of making it smaller gives the same colours.
pub fn pixel(x: usize, y: usize, width: usize, height: usize) -> [u8; 3] {
    let across = (x as f32 + 0.5) / width as f32;
    let down = (y as f32 + 0.5) / height as f32;
    let wave = ((across * 9.0).sin() + (down * 7.0).cos()) * 20.0;
    [
        40.0 + across * 150.0 + wave,
        60.0 + down * 130.0 - wave,
        200.0 - across * down * 140.0,
    ]
    .map(|value| value as u8)
}

/// The smooth picture's bytes, row by row.
pub fn pixels(width: usize, height: usize) -> Vec<u8> {
    (0..width * height)
        .flat_map(|at| pixel(at % width, at / width, width, height))
        .collect()
}

/// How a test JPEG is coded.
#[derive(Clone, Copy, Debug)]
pub struct Coding {
    pub sampling: SamplingFactor,
    pub progressive: bool,
    pub restarts: bool,
}

pub const PLAIN: Coding = Coding {
    sampling: SamplingFactor::R_4_2_0,
    progressive: false,
    restarts: false,
};

/// The smooth picture as JPEG.
pub fn jpeg(width: usize, height: usize) -> Vec<u8> {
    coded(&pixels(width, height), width, height, ColorType::Rgb, PLAIN)
}

pub fn coded(pixels: &[u8], width: usize, height: usize, colours: ColorType, coding: Coding) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 92);
    encoder.set_sampling_factor(coding.sampling);
    encoder.set_progressive(coding.progressive);
    if coding.restarts {
        encoder.set_restart_interval(7);
    }
    encoder.encode(pixels, width as u16, height as u16, colours).unwrap();
    bytes
}

/// Inserts a segment right after the start of a JPEG.
pub fn with_segment(jpeg: &[u8], marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xFF, marker], &length, body, &jpeg[2..]].concat()
}

/// EXIF data with an orientation, a camera's name and a position, written by hand.
pub fn exif(orientation: u16) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0".to_vec();
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        let mut bytes = tag.to_le_bytes().to_vec();
        bytes.extend(kind.to_le_bytes());
        bytes.extend(count.to_le_bytes());
        bytes.extend(value);
        bytes
    };
    let [low, high] = orientation.to_le_bytes();
    let entries = [
        entry(0x010F, 2, 4, *b"Cam\0"),
        entry(0x0112, 3, 1, [low, high, 0, 0]),
        entry(0x8825, 4, 1, 50u32.to_le_bytes()),
    ];
    tiff.extend(3u16.to_le_bytes());
    tiff.extend(entries.concat());
    tiff.extend([0; 4]);
    // The position's own directory, at 50: latitude N 35 degrees.
    tiff.extend(2u16.to_le_bytes());
    tiff.extend(entry(1, 2, 2, *b"N\0\0\0"));
    tiff.extend(entry(2, 5, 3, 80u32.to_le_bytes()));
    tiff.extend([0; 4]);
    for number in [35u32, 1, 12, 1, 3456, 100] {
        tiff.extend(number.to_le_bytes());
    }
    [b"Exif\0\0".as_slice(), &tiff].concat()
}

/// A PNG of `pixels`, stored as told.
pub fn png(width: u32, height: u32, colours: png::ColorType, depth: png::BitDepth, data: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(colours);
    encoder.set_depth(depth);
    if colours == png::ColorType::Indexed {
        encoder.set_palette(vec![255, 0, 0, 0, 255, 0, 0, 0, 255]);
        encoder.set_trns(vec![255, 255, 0]);
    }
    encoder.write_header().unwrap().write_image_data(data).unwrap();
    bytes
}

/// A lossless WebP.
pub fn webp(width: u32, height: u32, colours: image_webp::ColorType, data: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    image_webp::WebPEncoder::new(&mut bytes)
        .encode(data, width, height, colours)
        .unwrap();
    bytes
}

/// A lossy WebP of 24 x 16: (220, 200, 90) at the top left, (30, 40, 90) at the bottom right.
pub const LOSSY_WEBP: &[u8] = b"RIFF\x54\0\0\0WEBPVP8 \x48\0\0\0\x10\x03\0\x9d\x01\x2a\x18\0\x10\0\
\x3e\xd1\x38\xb0\x53\x28\x22\x25\xa3\x98\x01\0\x1a\x09\x6a\0\xb0\xfd\xff\xe0\x63\xf5\xc0\0\xfc\x7b\
\xd1\x7f\xfd\xb0\xbf\xf7\xff\xb1\xff\xfa\xdb\xcf\x07\xae\xcf\x2c\xa6\x95\xaf\xfb\x7e\x1c\x9b\xff\
\xc0\x9b\x6d\xbf\x0e\x4c\x61\x4c\x33\xcd\x80\0";

/// A lossy WebP of 24 x 16 with transparency: red on the left, nothing on the right.
pub const ALPHA_WEBP: &[u8] = b"RIFF\x6c\0\0\0WEBPVP8X\x0a\0\0\0\x10\0\0\0\x17\0\0\x0f\0\0ALPH\x0f\0\
\0\0\x01\x10\x12\x10\xfe\x9f\xd6\x64\x31\x22\x26\xc0\x4c\xfe\x0c\0VP8 6\0\0\0\xd0\x02\0\x9d\x01\x2a\
\x18\0\x10\0\x3e\xed\x62\xa9\x4d\xa9\xa5\xa3\xa2\x30\x08\x01\x30\x1d\x89\x40\x15\x80\x05\xa4\x80\0\
\xfe\xea\x65\xfd\x55\x4f\x5f\x8d\xdf\xfc\x43\x9f\xd6\xdf\xf7\x29\xae\x07\x1a\0\0\0";

/// An interlaced PNG of 16 x 8: red on the left, blue on the right.
pub const INTERLACED_PNG: &[u8] =
    b"\x89PNG\x0d\x0a\x1a\x0a\0\0\0\x0dIHDR\0\0\0\x10\0\0\0\x08\x08\x02\0\0\x01\x08\x13\xd8V\0\0\0\
\x1fIDATx\xdac\xf8\xcf\xc0\xc0\xc0\xf0\x9f\x01AAYDpP\x84\x06\x99\x04NE\x83[\x03\x006\xbb\x7f\
\x81\x85<,]\0\0\0\0IEND\xaeB`\x82";

/// A picture decoded for looking at single pixels.
pub struct Seen {
    pub width: usize,
    pub height: usize,
    raster: super::raster::Raster,
}

impl Seen {
    /// Decodes a copy with this module's own decoder, at full size.
    pub fn new(image: &super::EncodedImage) -> Self {
        let limits = super::PhotoLimits {
            long_side: 60_000,
            ..Default::default()
        };
        let deadline = super::Deadline::after(std::time::Duration::from_mins(1));
        let (raster, _) = super::jpeg::decode(&image.bytes, &limits, &deadline).unwrap();
        let (width, height) = (raster.luma.width, raster.luma.height);
        assert_eq!((image.width as usize, image.height as usize), (width, height));
        Self { width, height, raster }
    }

    pub fn at(&self, x: usize, y: usize) -> [u8; 3] {
        let sample = |plane: &super::raster::Plane| {
            let (x, y) = (x * plane.width / self.width, y * plane.height / self.height);
            f32::from(plane.samples[y * plane.stride + x])
        };
        let luma = sample(&self.raster.luma);
        let [cb, cr] = self
            .raster
            .chroma
            .as_ref()
            .map_or([0.0; 2], |[cb, cr]| [sample(cb) - 128.0, sample(cr) - 128.0]);
        [luma + 1.402 * cr, luma - 0.344 * cb - 0.714 * cr, luma + 1.772 * cb].map(|value| value.round() as u8)
    }

    /// Fails unless the pixel is about this colour.
    pub fn expect(&self, x: usize, y: usize, wanted: [u8; 3], what: &str) {
        let got = self.at(x, y);
        let near = got.iter().zip(wanted).all(|(&got, wanted)| got.abs_diff(wanted) <= 14);
        assert!(
            near,
            "{what}: {got:?} at {x}, {y} of {} x {}, not {wanted:?}",
            self.width, self.height
        );
    }

    /// Fails unless the whole picture is the smooth picture at this size.
    pub fn expect_smooth(&self, what: &str) {
        let mut off = 0;
        let mut count = 0;
        for y in (0..self.height).step_by(self.height.div_ceil(40)) {
            for x in (0..self.width).step_by(self.width.div_ceil(40)) {
                let wanted = pixel(x, y, self.width, self.height);
                off += self
                    .at(x, y)
                    .iter()
                    .zip(wanted)
                    .map(|(&a, b)| u32::from(a.abs_diff(b)))
                    .sum::<u32>();
                count += 3;
            }
        }
        assert!(off <= 3 * count, "{what}: off by {} of 255 on average", off / count);
    }
}

/// The checksum of a PNG chunk, over its name and data.
pub fn crc(data: &[u8]) -> [u8; 4] {
    let mut crc = u32::MAX;
    for &byte in data {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg());
        }
    }
    (!crc).to_be_bytes()
}
