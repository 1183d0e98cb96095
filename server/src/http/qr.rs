//! A QR code as one SVG path.

use qrcode::{Color, QrCode};

/// The code of a receipt as a whole `<svg>` element.
pub fn svg(digits: &str) -> String {
    svg_of(digits, "查询码的二维码")
}

/// The code of a short text as a whole `<svg>` element, with what it is called; empty for a text too long to encode.
pub fn svg_of(text: &str, label: &str) -> String {
    let Ok(code) = QrCode::new(text) else {
        return String::new();
    };
    let width = code.width();
    let mut path = String::new();
    for (i, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            path.push_str(&format!("M{} {}h1v1h-1z", i % width, i / width));
        }
    }
    let side = width + 4;
    format!(
        "<svg class=\"qr\" viewBox=\"-2 -2 {side} {side}\" role=\"img\" aria-label=\"{label}\">\
         <path fill=\"#10243E\" d=\"{path}\"/></svg>"
    )
}
