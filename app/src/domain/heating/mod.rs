//! What warmth costs: price and subsidy rules as data, and the bill they make, exact to the fen.

pub mod change;
pub mod check;
pub mod day;
pub mod decimal;
pub mod estimate;
pub mod house;
pub mod meter;
pub mod period;
pub mod rule;
pub mod way;

#[cfg(test)]
mod tests;
