//! Pictures made to order: small sound ones, and what people or programs put into their files beside the pixels.

use flate2::{Compress, Compression, Crc, FlushCompress};

/// A JPEG of soft colours.
pub fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = Vec::new();
    let pixels = pixels(width.into(), height.into());
    jpeg_encoder::Encoder::new(&mut bytes, 85)
        .encode(&pixels, width, height, jpeg_encoder::ColorType::Rgb)
        .unwrap();
    bytes
}

/// A JPEG of a scene with lights and shades, different for each `which`, in any size and quality: the same picture as
/// two phones compress it.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "brightness from 0 to 255"
)]
pub fn scene(which: f64, (width, height): (u16, u16), quality: u8) -> Vec<u8> {
    let at = |x: u16, y: u16| {
        let (x, y) = (f64::from(x) / f64::from(width), f64::from(y) / f64::from(height));
        let light = ((x * 9.0 + which).sin() * 60.0 + (y * 7.0 + x * 3.0 * which).cos() * 50.0 + 120.0) as u8;
        [light, light, light / 2]
    };
    let pixels: Vec<u8> = (0..height)
        .flat_map(|y| (0..width).flat_map(move |x| at(x, y)))
        .collect();
    let mut bytes = Vec::new();
    jpeg_encoder::Encoder::new(&mut bytes, quality)
        .encode(&pixels, width, height, jpeg_encoder::ColorType::Rgb)
        .unwrap();
    bytes
}

/// The same as a PNG.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&pixels(width, height)).unwrap();
    writer.finish().unwrap();
    bytes
}

/// The same as a WebP.
pub fn webp(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    image_webp::WebPEncoder::new(&mut bytes)
        .encode(&pixels(width, height), width, height, image_webp::ColorType::Rgb8)
        .unwrap();
    bytes
}

#[expect(clippy::cast_possible_truncation, reason = "colours from 0 to 255")]
fn pixels(width: u32, height: u32) -> Vec<u8> {
    let at = |x: u32, y: u32| {
        [
            (x * 255 / width) as u8,
            (y * 255 / height) as u8,
            ((x * 7) ^ (y * 5)) as u8,
        ]
    };
    (0..height)
        .flat_map(|y| (0..width).flat_map(move |x| at(x, y)))
        .collect()
}

/// Puts a segment right behind the start of a JPEG.
pub fn segment(jpeg: &[u8], marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xFF, marker], &length, body, &jpeg[2..]].concat()
}

/// Puts a chunk right behind the header of a PNG.
pub fn chunk(png: &[u8], name: &[u8], body: &[u8]) -> Vec<u8> {
    [&png[..33], &png_chunk(name, body), &png[33..]].concat()
}

fn png_chunk(name: &[u8], body: &[u8]) -> Vec<u8> {
    let mut sum = Crc::new();
    sum.update(name);
    sum.update(body);
    let length = u32::try_from(body.len()).unwrap().to_be_bytes();
    [&length[..], name, body, &sum.sum().to_be_bytes()].concat()
}

/// Gives a simple WebP its outer frame, with these flags, this size and these further chunks.
pub fn framed(webp: &[u8], flags: u8, (width, height): (u32, u32), chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut frame = vec![flags, 0, 0, 0];
    frame.extend(&(width - 1).to_le_bytes()[..3]);
    frame.extend(&(height - 1).to_le_bytes()[..3]);
    let mut body = [b"WEBP".as_slice(), &riff(b"VP8X", &frame), &webp[12..]].concat();
    for (name, content) in chunks {
        body.extend(riff(name.as_slice(), content));
    }
    riff(b"RIFF", &body)
}

fn riff(name: &[u8], body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap().to_le_bytes();
    let filler: &[u8] = if body.len() % 2 == 1 { &[0] } else { &[] };
    [name, &length, body, filler].concat()
}

/// EXIF as a camera writes it, from its TIFF header on: these words as the description, the maker and the model.
pub fn tiff(words: &str) -> Vec<u8> {
    let text = [words.as_bytes(), &[0]].concat();
    let length = u32::try_from(text.len()).unwrap();
    let mut tiff = b"II*\0\x08\0\0\0\x03\0".to_vec();
    for (tag, at) in [(0x010E_u16, 0), (0x010F, 1), (0x0110, 2)] {
        tiff.extend(tag.to_le_bytes());
        tiff.extend(2_u16.to_le_bytes());
        tiff.extend(length.to_le_bytes());
        tiff.extend((8 + 2 + 3 * 12 + 4 + at * length).to_le_bytes());
    }
    tiff.extend([0; 4]);
    tiff.extend(text.repeat(3));
    tiff
}

/// A JPEG with these words wherever a JPEG can hold words.
pub fn talkative_jpeg(words: &str) -> Vec<u8> {
    let words = words.as_bytes();
    let mut bytes = jpeg(320, 240);
    bytes = segment(&bytes, 0xFE, words);
    bytes = segment(&bytes, 0xED, &[b"Photoshop 3.0\08BIM\x04\x04\0\0\0\0", words].concat());
    bytes = segment(&bytes, 0xE2, &[b"ICC_PROFILE\0\x01\x01", words].concat());
    bytes = segment(
        &bytes,
        0xE1,
        &[b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>", words].concat(),
    );
    let exif = [b"Exif\0\0".as_slice(), &tiff(&String::from_utf8_lossy(words))].concat();
    bytes = segment(&bytes, 0xE1, &exif);
    [&bytes, words].concat()
}

/// A PNG with these words in its texts and its EXIF.
pub fn talkative_png(words: &str) -> Vec<u8> {
    let mut bytes = png(320, 240);
    bytes = chunk(&bytes, b"tEXt", &[b"Comment\0", words.as_bytes()].concat());
    bytes = chunk(
        &bytes,
        b"iTXt",
        &[b"XML:com.adobe.xmp\0\0\0\0\0", words.as_bytes()].concat(),
    );
    bytes = chunk(&bytes, b"eXIf", &tiff(words));
    [&bytes, words.as_bytes()].concat()
}

/// A WebP with these words in its EXIF and its XMP.
pub fn talkative_webp(words: &str) -> Vec<u8> {
    let parts: [(&[u8; 4], &[u8]); 2] = [(b"EXIF", &tiff(words)), (b"XMP ", words.as_bytes())];
    framed(&webp(320, 240), 0x0C, (320, 240), &parts)
}

/// A JPEG whose header claims another size.
pub fn jpeg_claiming(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = jpeg(64, 64);
    let frame = bytes.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    bytes[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    bytes[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    bytes
}

/// A PNG whose header claims this size, in one bit a pixel, over this much of nothing: a few kilobytes of file.
pub fn png_claiming(width: u32, height: u32, unpacked: usize) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[1, 0, 0, 0, 0]].concat();
    [
        b"\x89PNG\r\n\x1a\n".as_slice(),
        &png_chunk(b"IHDR", &header),
        &png_chunk(b"IDAT", &nothing(unpacked)),
        &png_chunk(b"IEND", &[]),
    ]
    .concat()
}

/// So many zeros, packed: a thousandth of their length, put together from pieces.
pub fn nothing(unpacked: usize) -> Vec<u8> {
    const PIECE: usize = 1024 * 1024;
    let packed = |length: usize| {
        let mut packed = Vec::with_capacity(64 * 1024);
        Compress::new(Compression::best(), false)
            .compress_vec(&vec![0; length], &mut packed, FlushCompress::Full)
            .unwrap();
        packed
    };
    // The checksum of nothing but zeros (RFC 1950): 1, and their number.
    let sum = u32::try_from(unpacked % 65_521).unwrap() << 16 | 1;
    [
        vec![0x78, 0xDA],
        packed(PIECE).repeat(unpacked / PIECE),
        packed(unpacked % PIECE),
        vec![3, 0],
        sum.to_be_bytes().to_vec(),
    ]
    .concat()
}

/// A lossless WebP whose header claims this size, at most 16,384 a side: more cannot be written there.
pub fn webp_claiming(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = webp(64, 64);
    let size = (width - 1) | (height - 1) << 14;
    bytes[21..25].copy_from_slice(&size.to_le_bytes());
    bytes
}

/// A WebP of two frames.
pub fn animated_webp() -> Vec<u8> {
    let still = webp(32, 32);
    let mut frame = vec![0; 6];
    frame.extend([31, 0, 0, 31, 0, 0, 100, 0, 0, 0]);
    frame.extend(&still[12..]);
    let parts: [(&[u8; 4], &[u8]); 3] = [(b"ANIM", &[0; 6]), (b"ANMF", &frame), (b"ANMF", &frame)];
    framed(&still[..12], 0x02, (32, 32), &parts)
}

/// The start of what an iPhone stores by default, and rubbish after it.
pub fn heic() -> Vec<u8> {
    [b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".as_slice(), &[7; 4_000]].concat()
}

/// An archive of one small file.
pub fn zip() -> Vec<u8> {
    let local = b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0a";
    let entry =
        b"PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0a";
    let end = b"PK\x05\x06\0\0\0\0\x01\0\x01\0\x2f\0\0\0\x1f\0\0\0\0\0";
    [local.as_slice(), entry, end].concat()
}
