//! Names as numbered characters, side by side, so that looking through all of them is one walk through memory.

use std::collections::HashMap;

use super::Readings;

/// Every character in use, with its readings.
#[derive(Debug, Default)]
pub(super) struct Glyphs {
    numbers: HashMap<char, u16>,
    readings: Vec<Vec<Box<str>>>,
}

impl Glyphs {
    /// The character's number, given at its first use. There are fewer characters than numbers.
    fn number(&mut self, c: char, readings: &Readings) -> u16 {
        let next = u16::try_from(self.readings.len()).unwrap_or(u16::MAX);
        *self.numbers.entry(c).or_insert_with(|| {
            self.readings.push(readings.of(c).to_vec());
            next
        })
    }

    /// The number of a character that some name has.
    pub(super) fn find(&self, c: char) -> Option<u16> {
        self.numbers.get(&c).copied()
    }

    /// How a character is read.
    pub(super) fn readings(&self, glyph: u16) -> &[Box<str>] {
        self.readings.get(usize::from(glyph)).map_or(&[], Vec::as_slice)
    }

    /// For each character, whether some reading begins with the letter.
    pub(super) fn beginning_with(&self, letter: u8) -> Vec<bool> {
        let begins = |readings: &Vec<Box<str>>| {
            readings
                .iter()
                .any(|reading| reading.as_bytes().first() == Some(&letter))
        };
        self.readings.iter().map(begins).collect()
    }
}

/// Names one after another.
#[derive(Debug, Default)]
pub(super) struct Names {
    glyphs: Vec<u16>,
    /// For each name where it ends, and the letters with which some character of it may begin, one bit each: most
    /// names are ruled out by these at once.
    ends: Vec<(u32, u32)>,
}

impl Names {
    /// Adds a name; gives its number.
    pub(super) fn push(&mut self, text: &str, glyphs: &mut Glyphs, readings: &Readings) -> usize {
        let mut initials = 0;
        for c in text.chars() {
            let glyph = glyphs.number(c, readings);
            let letters = glyphs
                .readings(glyph)
                .iter()
                .filter_map(|reading| reading.bytes().next());
            initials = letters.fold(initials, |set, letter| set | letter_bit(letter));
            self.glyphs.push(glyph);
        }
        let end = u32::try_from(self.glyphs.len()).unwrap_or(u32::MAX);
        self.ends.push((end, initials));
        self.ends.len() - 1
    }

    /// A name's characters.
    pub(super) fn get(&self, name: usize) -> &[u16] {
        let from = name.checked_sub(1).map_or(0, |before| self.ends[before].0);
        &self.glyphs[from as usize..self.ends[name].0 as usize]
    }

    /// The letters with which its characters may begin.
    pub(super) fn initials(&self, name: usize) -> u32 {
        self.ends[name].1
    }
}

/// The bit of a letter; none for anything else.
pub(super) fn letter_bit(letter: u8) -> u32 {
    if letter.is_ascii_lowercase() {
        1 << (letter - b'a')
    } else {
        0
    }
}
