//! Finds the same photo again: a difference hash (dHash) of the picture, which small changes and new compression leave
//! nearly as it was.
//!
//! The brightness is reduced to 9 by 8 samples; each of the 64 bits says whether a sample is brighter than its right
//! neighbour. Made here from the raster at hand: the crates that do it bring a second set of image decoders with them.

use super::{PhotoError, raster::Plane};

/// The difference hash of a picture's brightness; zero for one without any contrast, which is like every other.
///
/// # Errors
/// `Internal` if the plane is not what it claims.
pub fn likeness(luma: &Plane) -> Result<u64, PhotoError> {
    let small = luma.scaled(9, 8)?;
    let mut bits = 0;
    for row in small.samples.chunks_exact(9) {
        for pair in row.windows(2) {
            bits = bits << 1 | u64::from(pair[0] > pair[1]);
        }
    }
    Ok(bits)
}

#[cfg(test)]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "small numbers of a picture made for the test"
)]
mod tests {
    use app::domain::likeness::ALIKE_BITS;

    use super::*;

    fn plane(width: usize, height: usize, sample: impl Fn(usize, usize) -> u8) -> Plane {
        let samples = (0..height)
            .flat_map(|y| (0..width).map(move |x| (x, y)))
            .map(|(x, y)| sample(x, y))
            .collect();
        Plane {
            width,
            height,
            stride: width,
            samples,
        }
    }

    #[test]
    fn another_size_and_some_noise_stay_alike_and_another_picture_is_not() {
        let scene = |x: f64, y: f64| ((x * 9.0).sin() * 60.0 + (y * 7.0 + x * 3.0).cos() * 50.0 + 120.0) as u8;
        let at = |size: usize, noise: usize| {
            plane(size, size, move |x, y| {
                let grain = (x * 31 + y * 17) % (noise + 1);
                scene(x as f64 / size as f64, y as f64 / size as f64).saturating_add(grain as u8)
            })
        };
        let original = likeness(&at(480, 0)).unwrap();
        let again = likeness(&at(300, 6)).unwrap();
        assert!((original ^ again).count_ones() <= ALIKE_BITS, "{:b}", original ^ again);
        let other = plane(480, 480, |x, y| if (x / 60 + y / 60) % 2 == 0 { 20 } else { 230 });
        assert!((original ^ likeness(&other).unwrap()).count_ones() > 10);
        assert_eq!(likeness(&plane(100, 100, |_, _| 77)).unwrap(), 0);
    }
}
