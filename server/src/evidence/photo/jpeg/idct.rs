//! Inverse cosine transforms to 8, 4, 2 or 1 samples a side, so that a big photo is decoded small.
//!
//! The smaller transforms use the block's low frequencies only, which both shrinks and smooths.

use std::ops::{Add, Mul, Sub};

/// The scale of the constant term in every transform, per dimension.
const BASE: f32 = 0.353_553_4;

/// `N` numbers worked on side by side.
#[derive(Clone, Copy)]
struct Lanes<const N: usize>([f32; N]);

impl<const N: usize> Add for Lanes<N> {
    type Output = Self;
    #[inline]
    fn add(mut self, other: Self) -> Self {
        self.0.iter_mut().zip(other.0).for_each(|(a, b)| *a += b);
        self
    }
}

impl<const N: usize> Sub for Lanes<N> {
    type Output = Self;
    #[inline]
    fn sub(mut self, other: Self) -> Self {
        self.0.iter_mut().zip(other.0).for_each(|(a, b)| *a -= b);
        self
    }
}

impl<const N: usize> Mul<f32> for Lanes<N> {
    type Output = Self;
    #[inline]
    fn mul(mut self, factor: f32) -> Self {
        self.0.iter_mut().for_each(|a| *a *= factor);
        self
    }
}

/// A quantisation table with the transform's own scales worked in, in natural order.
///
/// `side` is 8, 4, 2 or 1 samples.
pub fn scaled_table(table: &[u16; 64], side: usize) -> [f32; 64] {
    let scales: [f32; 8] = match side {
        // Arai, Agui and Nakajima's scales: cos(k pi / 16) * sqrt 2.
        8 => [
            1.0,
            1.387_039_8,
            1.306_563,
            1.175_875_6,
            1.0,
            0.785_694_96,
            0.541_196_1,
            0.275_899_38,
        ]
        .map(|scale| scale * BASE),
        4 => [BASE, 0.5, BASE, 0.5, 0.0, 0.0, 0.0, 0.0],
        _ => [BASE; 8],
    };
    std::array::from_fn(|at| f32::from(table[at]) * scales[at / 8] * scales[at % 8])
}

/// Writes the block's `side` x `side` samples at the start of `out`, whose rows are `stride` apart.
///
/// `coefficients` are in natural order, `width` (8 or `side`) to a row.
#[inline]
pub fn inverse(side: usize, coefficients: &[i16], width: usize, table: &[f32; 64], out: &mut [u8], stride: usize) {
    match side {
        8 => {
            let rows = load::<8>(coefficients, width, table);
            store(transposed(eight(transposed(eight(rows)))), out, stride);
        }
        4 => {
            let rows = load::<4>(coefficients, width, table);
            store(transposed(four(transposed(four(rows)))), out, stride);
        }
        2 => {
            let rows = load::<2>(coefficients, width, table);
            store(transposed(two(transposed(two(rows)))), out, stride);
        }
        _ => store(load::<1>(coefficients, width, table), out, stride),
    }
}

/// Fills the block's samples with its mean, for blocks that have nothing else.
#[inline]
pub fn inverse_flat(side: usize, constant: i16, table: &[f32; 64], out: &mut [u8], stride: usize) {
    let sample = to_sample(f32::from(constant) * table[0]);
    for row in out.chunks_mut(stride).take(side) {
        row[..side].fill(sample);
    }
}

#[inline]
fn load<const N: usize>(coefficients: &[i16], width: usize, table: &[f32; 64]) -> [Lanes<N>; N] {
    std::array::from_fn(|row| {
        let from = &coefficients[row * width..][..N];
        let scales = &table[row * 8..][..N];
        Lanes(std::array::from_fn(|column| f32::from(from[column]) * scales[column]))
    })
}

#[inline]
fn transposed<const N: usize>(rows: [Lanes<N>; N]) -> [Lanes<N>; N] {
    std::array::from_fn(|row| Lanes(std::array::from_fn(|column| rows[column].0[row])))
}

#[inline]
fn store<const N: usize>(rows: [Lanes<N>; N], out: &mut [u8], stride: usize) {
    for (row, to) in rows.iter().zip(out.chunks_mut(stride)) {
        to[..N].copy_from_slice(&row.0.map(to_sample));
    }
}

#[inline]
fn to_sample(value: f32) -> u8 {
    // Adding 2^23 leaves the rounded number in the lowest bits: a cast that the compiler can do
    // for many lanes at once.
    ((value + 128.0).clamp(0.0, 255.0) + 8_388_608.0).to_bits() as u8
}

#[inline]
fn two(rows: [Lanes<2>; 2]) -> [Lanes<2>; 2] {
    [rows[0] + rows[1], rows[0] - rows[1]]
}

#[inline]
fn four([c0, c1, c2, c3]: [Lanes<4>; 4]) -> [Lanes<4>; 4] {
    const COS_1: f32 = 0.923_879_5; // cos(pi / 8)
    const COS_3: f32 = 0.382_683_43; // cos(3 pi / 8)
    let (even_0, even_1) = (c0 + c2, c0 - c2);
    let odd_0 = c1 * COS_1 + c3 * COS_3;
    let odd_1 = c1 * COS_3 - c3 * COS_1;
    [even_0 + odd_0, even_1 + odd_1, even_1 - odd_1, even_0 - odd_0]
}

/// Arai, Agui and Nakajima's transform, as in T.81 practice since 1988.
#[inline]
fn eight([c0, c1, c2, c3, c4, c5, c6, c7]: [Lanes<8>; 8]) -> [Lanes<8>; 8] {
    const SQRT_2: f32 = std::f32::consts::SQRT_2;
    let (a, b) = (c0 + c4, c0 - c4);
    let c = c2 + c6;
    let d = (c2 - c6) * SQRT_2 - c;
    let (e0, e3, e1, e2) = (a + c, a - c, b + d, b - d);

    let (z13, z10, z11, z12) = (c5 + c3, c5 - c3, c1 + c7, c1 - c7);
    let o7 = z11 + z13;
    let z5 = (z10 + z12) * 1.847_759_1;
    let o6 = z5 - z10 * 2.613_126 - o7;
    let o5 = (z11 - z13) * SQRT_2 - o6;
    let o4 = z5 - z12 * 1.082_392_2 - o5;
    [e0 + o7, e1 + o6, e2 + o5, e3 + o4, e3 - o4, e2 - o5, e1 - o6, e0 - o7]
}

#[cfg(test)]
mod tests {
    #![expect(clippy::cast_precision_loss)]

    use super::*;

    /// The transform by its definition.
    fn by_definition(coefficients: &[i16; 64], side: usize) -> Vec<f32> {
        let scale = |k: usize| if k == 0 { BASE } else { 0.5 };
        let basis =
            |k: usize, n: usize| ((2 * n + 1) as f32 * k as f32 * std::f32::consts::PI / (2 * side) as f32).cos();
        let mut samples = Vec::new();
        for y in 0..side {
            for x in 0..side {
                let mut sum = 128.0;
                for v in 0..side {
                    for u in 0..side {
                        sum += scale(u) * scale(v) * basis(u, x) * basis(v, y) * f32::from(coefficients[v * 8 + u]);
                    }
                }
                samples.push(sum.clamp(0.0, 255.0));
            }
        }
        samples
    }

    #[test]
    fn every_size_follows_its_definition() {
        let mut seed = 7u32;
        for side in [8, 4, 2, 1] {
            for _ in 0..200 {
                let coefficients: [i16; 64] = std::array::from_fn(|at| {
                    seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    ((seed >> 20) as i16 - 2048) / (4 + at as i16)
                });
                let mut out = [0; 64];
                inverse(side, &coefficients, 8, &scaled_table(&[1; 64], side), &mut out, 8);
                for (at, wanted) in by_definition(&coefficients, side).iter().enumerate() {
                    let got = f32::from(out[at / side * 8 + at % side]);
                    assert!((got - wanted).abs() < 0.6, "{side}: {got} for {wanted}");
                }
            }
        }
    }
}
