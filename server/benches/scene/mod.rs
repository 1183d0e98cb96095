//! Pictures such as phones take, made by the program itself.

#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss
)]

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// Gradients, waves, hard edges and sensor noise, about 4 MB as JPEG: what a phone takes at dusk.
pub fn scene(width: usize, height: usize, noise: i32) -> Vec<u8> {
    let mut seed = 0x1234_5678u32;
    let mut pixels = Vec::with_capacity(width * height * 3);
    for y in 0..height {
        for x in 0..width {
            seed ^= seed << 13;
            seed ^= seed >> 17;
            seed ^= seed << 5;
            let (across, down) = (x as f32 / width as f32, y as f32 / height as f32);
            let wave = (across * 40.0).sin() * (down * 31.0).cos() * 40.0;
            let edge = if ((x / 64) ^ (y / 64)).is_multiple_of(7) { 40 } else { 0 };
            let grain = (seed & 0xFF) as i32 % (2 * noise + 1) - noise;
            for base in [
                60.0 + across * 150.0,
                40.0 + down * 150.0,
                220.0 - across * down * 150.0,
            ] {
                pixels.push(((base + wave) as i32 + edge + grain).clamp(0, 255) as u8);
            }
        }
    }
    pixels
}

/// The picture as a JPEG.
pub fn jpeg(pixels: &[u8], width: u16, height: u16, progressive: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 87);
    encoder.set_sampling_factor(SamplingFactor::R_4_2_0);
    encoder.set_progressive(progressive);
    encoder.encode(pixels, width, height, ColorType::Rgb).unwrap();
    bytes
}
