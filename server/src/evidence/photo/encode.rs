//! Writes a clean JPEG: brightness whole, colour at half size, and no metadata whatsoever.

use jpeg_encoder::{Encoder, ImageBuffer, JpegColorType, SamplingFactor};

use super::raster::{Plane, Raster};
use super::{EncodedImage, PhotoError};

/// Encodes a picture whose colour has exactly half its size.
///
/// # Errors
/// `Internal` if the picture is bigger than a JPEG can be.
pub fn jpeg(picture: &Raster, quality: u8) -> Result<EncodedImage, PhotoError> {
    let side = |length: usize| u16::try_from(length).map_err(|_| PhotoError::Internal);
    let (width, height) = (side(picture.luma.width)?, side(picture.luma.height)?);
    let mut bytes = Vec::with_capacity(picture.luma.width * picture.luma.height / 4);
    let mut encoder = Encoder::new(&mut bytes, quality);
    encoder.set_sampling_factor(SamplingFactor::R_4_2_0);
    encoder
        .encode_image(Rows { picture, width, height })
        .map_err(|_| PhotoError::Internal)?;
    bytes.shrink_to_fit();
    Ok(EncodedImage {
        bytes,
        width: width.into(),
        height: height.into(),
    })
}

/// Hands the planes to the encoder as they are, so that no colour is converted.
struct Rows<'a> {
    picture: &'a Raster,
    width: u16,
    height: u16,
}

impl ImageBuffer for Rows<'_> {
    fn get_jpeg_color_type(&self) -> JpegColorType {
        if self.picture.chroma.is_some() {
            JpegColorType::Ycbcr
        } else {
            JpegColorType::Luma
        }
    }

    fn width(&self) -> u16 {
        self.width
    }

    fn height(&self) -> u16 {
        self.height
    }

    fn fill_buffers(&self, y: u16, buffers: &mut [Vec<u8>; 4]) {
        let [luma, cb, cr, _] = buffers;
        let y = usize::from(y);
        luma.extend_from_slice(row(&self.picture.luma, y));
        if let Some(chroma) = &self.picture.chroma {
            for (plane, buffer) in chroma.iter().zip([cb, cr]) {
                extend_doubled(buffer, row(plane, y / 2), usize::from(self.width));
            }
        }
    }
}

fn row(plane: &Plane, y: usize) -> &[u8] {
    &plane.samples[y * plane.stride..][..plane.width]
}

/// Appends each sample twice, `width` in all: the encoder takes whole rows and halves them again.
fn extend_doubled(buffer: &mut Vec<u8>, samples: &[u8], width: usize) {
    let start = buffer.len();
    buffer.resize(start + 2 * samples.len(), 0);
    for (pair, &sample) in buffer[start..].as_chunks_mut::<2>().0.iter_mut().zip(samples) {
        *pair = [sample; 2];
    }
    buffer.truncate(start + width);
}
