//! A decoded picture: one plane of brightness and, unless it is grey, two of colour.

// Clamped or bounded to 8 bits before each cast.
#![expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]

use fast_image_resize as resize;

use super::PhotoError;
use super::exif::Orientation;

/// One rectangle of 8-bit samples.
#[derive(Clone, Debug, Default)]
pub struct Plane {
    pub width: usize,
    pub height: usize,
    /// Samples from one row to the next; `width` or more.
    pub stride: usize,
    pub samples: Vec<u8>,
}

/// A picture in the colours of JPEG (full-range `YCbCr`).
#[derive(Clone, Debug)]
pub struct Raster {
    pub luma: Plane,
    /// Cb and Cr, usually at half the size; [`Raster::into_fit`] makes it exactly that.
    pub chroma: Option<[Plane; 2]>,
}

/// A colour as red, green and blue.
pub type Rgb = [u8; 3];

impl Plane {
    fn resized(self, width: usize, height: usize) -> Result<Self, PhotoError> {
        if (self.width, self.height) == (width, height) {
            return Ok(self);
        }
        self.scaled(width, height)
    }

    /// A copy scaled to another size.
    ///
    /// # Errors
    /// `Internal` if the plane is not what it claims.
    pub fn scaled(&self, width: usize, height: usize) -> Result<Self, PhotoError> {
        let size = |number| u32::try_from(number).map_err(|_| PhotoError::Internal);
        let kind = resize::PixelType::U8;
        let rows = &self.samples[..self.stride * self.height];
        let from = resize::images::ImageRef::new(size(self.stride)?, size(self.height)?, rows, kind)
            .map_err(|_| PhotoError::Internal)?;
        let mut to = resize::images::Image::new(size(width)?, size(height)?, kind);
        let options = resize::ResizeOptions::new()
            .crop(0.0, 0.0, f64::from(size(self.width)?), f64::from(size(self.height)?))
            .resize_alg(resize::ResizeAlg::Convolution(resize::FilterType::CatmullRom));
        resize::Resizer::new()
            .resize(&from, &mut to, &options)
            .map_err(|_| PhotoError::Internal)?;
        Ok(Self {
            width,
            height,
            stride: width,
            samples: to.into_vec(),
        })
    }

    fn upright(self, orientation: Orientation) -> Self {
        if orientation == Orientation::default() {
            return self;
        }
        if orientation.transposed {
            self.transposed(orientation)
        } else {
            self.mirrored(orientation)
        }
    }

    fn mirrored(&self, orientation: Orientation) -> Self {
        let mut samples = Vec::with_capacity(self.width * self.height);
        for y in 0..self.height {
            let y = if orientation.from_bottom {
                self.height - 1 - y
            } else {
                y
            };
            let row = &self.samples[y * self.stride..][..self.width];
            if orientation.from_right {
                samples.extend(row.iter().rev());
            } else {
                samples.extend_from_slice(row);
            }
        }
        Self {
            width: self.width,
            height: self.height,
            stride: self.width,
            samples,
        }
    }

    fn transposed(&self, orientation: Orientation) -> Self {
        // Tiles that fit the cache: going down a column of the whole picture would miss it each time.
        const TILE: usize = 32;
        let (width, height) = (self.height, self.width);
        let mut samples = vec![0; width * height];
        for top in (0..height).step_by(TILE) {
            for left in (0..width).step_by(TILE) {
                for y in top..height.min(top + TILE) {
                    let x_from = if orientation.from_right { self.width - 1 - y } else { y };
                    let right = width.min(left + TILE);
                    let row = &mut samples[y * width..][left..right];
                    for (x, sample) in (left..right).zip(row) {
                        let y_from = if orientation.from_bottom {
                            self.height - 1 - x
                        } else {
                            x
                        };
                        *sample = self.samples[y_from * self.stride + x_from];
                    }
                }
            }
        }
        Self {
            width,
            height,
            stride: width,
            samples,
        }
    }
}

impl Raster {
    /// The picture scaled down until its longest side is at most `long_side`, colour at half size.
    ///
    /// # Errors
    /// `Internal` if the planes are not what they claim.
    pub fn into_fit(self, long_side: usize) -> Result<Self, PhotoError> {
        let (width, height) = fitted(self.luma.width, self.luma.height, long_side);
        let chroma = match self.chroma {
            Some([cb, cr]) => {
                let (width, height) = (width.div_ceil(2), height.div_ceil(2));
                Some([cb.resized(width, height)?, cr.resized(width, height)?])
            }
            None => None,
        };
        Ok(Self {
            luma: self.luma.resized(width, height)?,
            chroma,
        })
    }

    /// The picture turned and mirrored so that it stands upright.
    pub fn upright(self, orientation: Orientation) -> Self {
        Self {
            luma: self.luma.upright(orientation),
            chroma: self.chroma.map(|planes| planes.map(|plane| plane.upright(orientation))),
        }
    }

    /// From planes of red, green and blue; their colour planes may be smaller than the first.
    pub fn from_rgb_planes(red: &Plane, green: &Plane, blue: &Plane) -> Self {
        let at = |plane: &Plane, x: usize, y: usize| {
            let (x, y) = (x * plane.width / red.width, y * plane.height / red.height);
            plane.samples[y * plane.stride + x]
        };
        Self::from_pixels(red.width, red.height, |x, y| {
            [red.samples[y * red.stride + x], at(green, x, y), at(blue, x, y)]
        })
    }

    /// From a colour per pixel, row by row.
    pub fn from_pixels(width: usize, height: usize, pixel: impl Fn(usize, usize) -> Rgb) -> Self {
        let mut luma = Vec::with_capacity(width * height);
        for y in 0..height {
            luma.extend((0..width).map(|x| brightness(pixel(x, y))));
        }
        let (half_width, half_height) = (width.div_ceil(2), height.div_ceil(2));
        let mut cb = Vec::with_capacity(half_width * half_height);
        let mut cr = Vec::with_capacity(half_width * half_height);
        for y in 0..half_height {
            for x in 0..half_width {
                let (x1, y1) = ((2 * x + 1).min(width - 1), (2 * y + 1).min(height - 1));
                let four = [pixel(2 * x, 2 * y), pixel(x1, 2 * y), pixel(2 * x, y1), pixel(x1, y1)];
                let [b, r] = colour(four);
                cb.push(b);
                cr.push(r);
            }
        }
        let half = |samples| Plane {
            width: half_width,
            height: half_height,
            stride: half_width,
            samples,
        };
        Self {
            luma: Plane {
                width,
                height,
                stride: width,
                samples: luma,
            },
            chroma: Some([half(cb), half(cr)]),
        }
    }
}

/// The size that fits `long_side` in the same proportions; never bigger than it was.
pub fn fitted(width: usize, height: usize, long_side: usize) -> (usize, usize) {
    let longest = width.max(height);
    if longest <= long_side {
        return (width, height);
    }
    let scaled = |side: usize| ((side * long_side + longest / 2) / longest).max(1);
    (scaled(width), scaled(height))
}

/// Luma by JFIF (BT.601), in 16 fractional bits.
fn brightness([red, green, blue]: Rgb) -> u8 {
    let sum = 19_595 * u32::from(red) + 38_470 * u32::from(green) + 7_471 * u32::from(blue);
    ((sum + 0x8000) >> 16) as u8
}

/// The mean Cb and Cr of four pixels by JFIF, in 16 fractional bits.
fn colour(four: [Rgb; 4]) -> [u8; 2] {
    let sum = |channel: usize| four.iter().map(|pixel| i32::from(pixel[channel])).sum::<i32>();
    let (red, green, blue) = (sum(0), sum(1), sum(2));
    let cb = -11_059 * red - 21_709 * green + 32_768 * blue;
    let cr = 32_768 * red - 27_439 * green - 5_329 * blue;
    [cb, cr].map(|value| (((value + (1 << 17)) >> 18) + 128).clamp(0, 255) as u8)
}
