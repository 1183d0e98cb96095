//! The receipt as a picture to save by a long press: its digits, and below them their QR code.

use app::domain::receipt::Receipt;
use base64::{Engine, engine::general_purpose::STANDARD};
use qrcode::{Color, QrCode};

/// Pixels across.
const WIDTH: usize = 720;
/// Pixels down.
const HEIGHT: usize = 960;
/// A digit's height in pixels; it is six tenths as wide.
const DIGIT: f32 = 92.0;
/// From one digit to the next.
const STEP: f32 = 74.0;
/// Half the width of a stroke.
const STROKE: f32 = 6.5;
const PAPER: u8 = 255;
const INK: u8 = 24;

/// The picture as a `data:` address, so that no address ever holds the digits; empty should it not come out.
pub fn address(receipt: &Receipt) -> String {
    match png(receipt) {
        Some(png) => format!("data:image/png;base64,{}", STANDARD.encode(png)),
        None => String::new(),
    }
}

fn png(receipt: &Receipt) -> Option<Vec<u8>> {
    let mut pixels = vec![PAPER; WIDTH * HEIGHT];
    for (at, group) in receipt.groups().into_iter().enumerate() {
        let left = if at % 2 == 0 { 46.0 } else { 392.0 };
        let top = if at < 2 { 64.0 } else { 196.0 };
        let mut x = left;
        for digit in group.bytes() {
            draw_digit(&mut pixels, digit, x, top);
            x += STEP;
        }
    }
    draw_code(&mut pixels, receipt.digits())?;
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, u32::try_from(WIDTH).ok()?, u32::try_from(HEIGHT).ok()?);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&pixels).ok()?;
    writer.finish().ok()?;
    Some(bytes)
}

/// The code below the digits, as large as whole pixels allow.
fn draw_code(pixels: &mut [u8], digits: &str) -> Option<()> {
    const TOP: usize = 344;
    const SIDE: usize = 576;
    let code = QrCode::new(digits).ok()?;
    let modules = code.width();
    let scale = SIDE / modules;
    let left = (WIDTH - scale * modules) / 2;
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (x, y) = (left + at % modules * scale, TOP + at / modules * scale);
            for row in y..y + scale {
                pixels[row * WIDTH + x..row * WIDTH + x + scale].fill(INK);
            }
        }
    }
    Some(())
}

type Point = (f32, f32);

/// Draws strokes of even width with soft edges: how dark a pixel is follows from its distance to the nearest stroke.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "pixels of a small picture"
)]
fn draw_digit(pixels: &mut [u8], digit: u8, left: f32, top: f32) {
    let strokes = strokes(digit);
    let reach = STROKE + 1.0;
    let (x0, x1) = (left - reach, left + DIGIT * 0.6 + reach);
    let (y0, y1) = (top - reach, top + DIGIT + reach);
    for row in y0 as usize..y1 as usize {
        for column in x0 as usize..x1 as usize {
            let at = (column as f32 + 0.5, row as f32 + 0.5);
            let place = |(x, y): Point| (left + x * DIGIT, top + y * DIGIT);
            let nearest = strokes
                .iter()
                .flat_map(|stroke| stroke.windows(2))
                .map(|ends| distance(at, place(ends[0]), place(ends[1])))
                .fold(f32::MAX, f32::min);
            let cover = (STROKE + 0.5 - nearest).clamp(0.0, 1.0);
            let pixel = &mut pixels[row * WIDTH + column];
            let shade = f32::from(PAPER) - cover * f32::from(PAPER - INK);
            *pixel = (*pixel).min(shade as u8);
        }
    }
}

/// From a point to the nearest point of a line's piece.
fn distance(at: Point, from: Point, to: Point) -> f32 {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx.mul_add(dx, dy * dy);
    let along = if length > 0.0 {
        ((at.0 - from.0).mul_add(dx, (at.1 - from.1) * dy) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (at.0 - along.mul_add(dx, from.0)).hypot(at.1 - along.mul_add(dy, from.1))
}

/// A digit's strokes in a box of 0.6 by 1, y downwards.
fn strokes(digit: u8) -> Vec<Vec<Point>> {
    match digit {
        b'0' => vec![arc((0.3, 0.5), (0.25, 0.46), 0, 360)],
        b'1' => vec![vec![(0.1, 0.24), (0.34, 0.05), (0.34, 0.95)]],
        b'2' => {
            let mut stroke = arc((0.3, 0.31), (0.25, 0.26), 190, 400);
            stroke.extend([(0.05, 0.95), (0.57, 0.95)]);
            vec![stroke]
        }
        b'3' => vec![
            arc((0.28, 0.275), (0.22, 0.225), 205, 450),
            arc((0.28, 0.725), (0.26, 0.225), 270, 515),
        ],
        b'4' => vec![vec![(0.44, 0.95), (0.44, 0.05), (0.03, 0.68), (0.59, 0.68)]],
        b'5' => {
            let mut stroke = vec![(0.53, 0.05), (0.13, 0.05), (0.1, 0.46)];
            stroke.extend(arc((0.29, 0.66), (0.26, 0.29), 225, 512));
            vec![stroke]
        }
        b'6' => six(),
        b'7' => vec![vec![(0.04, 0.05), (0.57, 0.05), (0.22, 0.95)]],
        b'8' => vec![
            arc((0.3, 0.275), (0.21, 0.225), 0, 360),
            arc((0.3, 0.725), (0.26, 0.225), 0, 360),
        ],
        // A six turned round.
        _ => six()
            .into_iter()
            .map(|stroke| stroke.into_iter().map(|(x, y)| (0.6 - x, 1.0 - y)).collect())
            .collect(),
    }
}

fn six() -> Vec<Vec<Point>> {
    vec![
        arc((0.3, 0.68), (0.25, 0.27), 0, 360),
        arc((0.47, 0.68), (0.42, 0.63), 180, 264),
    ]
}

/// Points along an ellipse; degrees clockwise from the right.
fn arc(centre: Point, radius: Point, from: u16, to: u16) -> Vec<Point> {
    (from..=to)
        .step_by(6)
        .chain((!(to - from).is_multiple_of(6)).then_some(to))
        .map(|degrees| {
            let (sine, cosine) = f32::from(degrees).to_radians().sin_cos();
            (radius.0.mul_add(cosine, centre.0), radius.1.mul_add(sine, centre.1))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pixels(receipt: &Receipt) -> Vec<u8> {
        let bytes = png(receipt).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!((info.width as usize, info.height as usize), (WIDTH, HEIGHT));
        pixels
    }

    #[test]
    fn ten_digits_look_different_and_stay_in_their_cells() {
        let cell = |digit: u8| {
            let mut pixels = vec![PAPER; WIDTH * HEIGHT];
            draw_digit(&mut pixels, digit, 100.0, 100.0);
            pixels
        };
        let drawn: Vec<Vec<u8>> = (b'0'..=b'9').map(cell).collect();
        for (at, one) in drawn.iter().enumerate() {
            let dark = one.iter().filter(|pixel| **pixel < 128).count();
            assert!((700..5_000).contains(&dark), "{at}: {dark} dark pixels");
            for (x, y) in [(90, 100), (172, 100), (130, 88), (130, 204)] {
                assert_eq!(one[y * WIDTH + x], PAPER, "{at} leaves its cell");
            }
            for (other, two) in drawn.iter().enumerate().skip(at + 1) {
                let different = one.iter().zip(two).filter(|(a, b)| a.abs_diff(**b) > 128).count();
                assert!(different > 250, "{at} and {other} differ in {different} pixels");
            }
        }
    }

    #[test]
    fn the_picture_holds_the_code_and_its_address_no_digits() {
        let receipt = Receipt::from_number(5_083_194_722_607_718);
        let pixels = pixels(&receipt);
        let code = QrCode::new(receipt.digits()).unwrap();
        let scale = 576 / code.width();
        let left = (WIDTH - scale * code.width()) / 2;
        for (at, color) in code.to_colors().into_iter().enumerate() {
            let (x, y) = (left + at % code.width() * scale, 344 + at / code.width() * scale);
            let dark = pixels[(y + scale / 2) * WIDTH + x + scale / 2] == INK;
            assert_eq!(dark, color == Color::Dark, "module {at}");
        }
        let address = address(&receipt);
        assert!(address.starts_with("data:image/png;base64,") && !address.contains(receipt.digits()));
        assert!(address.len() < 40_000, "{}", address.len());
    }
}
