//! Huffman tables and the bit reader of a JPEG's entropy-coded data.

use super::Fault;

/// Codes up to this length are resolved by one look-up.
const LOOK: u32 = 11;

/// What a code means.
#[derive(Clone, Copy, Default)]
struct Step {
    /// Bits of the code; 0 where it is longer than the look-up.
    length: u8,
    /// Bits of the coefficient that follows.
    size: u8,
    /// Zeros before the coefficient; [`END_OF_BLOCK`] ends the block.
    run: u8,
    symbol: u8,
}

impl Step {
    fn new(symbol: u8, length: u32) -> Self {
        let (run, size) = (symbol >> 4, symbol & 15);
        let run = if size == 0 && run != 15 { END_OF_BLOCK } else { run };
        Self {
            length: length as u8,
            size,
            run,
            symbol,
        }
    }
}

/// The run that ends a block.
pub const END_OF_BLOCK: u8 = 0xFF;

/// One Huffman table, ready to decode DC sizes, AC steps and progressive symbols.
pub struct HuffmanTable {
    steps: Box<[Step; 1 << LOOK]>,
    /// Per code length: the first code beyond it, aligned to 16 bits.
    limits: [u32; 18],
    /// Per code length: index of its first value minus its first code.
    offsets: [i32; 17],
    values: Box<[u8; 256]>,
}

impl HuffmanTable {
    /// Builds the table from a DHT segment's 16 counts and its values.
    ///
    /// # Errors
    /// `Corrupt` when the counts are no prefix code.
    pub fn new(counts: &[u8; 16], listed: &[u8]) -> Result<Self, Fault> {
        let mut table = Self {
            steps: Box::new([Step::default(); 1 << LOOK]),
            limits: [u32::MAX; 18],
            offsets: [0; 17],
            values: Box::new([0; 256]),
        };
        let values = table.values.get_mut(..listed.len()).ok_or(Fault::Corrupt)?;
        values.copy_from_slice(listed);
        let mut code = 0u32;
        let mut index = 0usize;
        for length in 1..=16u32 {
            let count = u32::from(counts[length as usize - 1]);
            table.offsets[length as usize] = index as i32 - code as i32;
            if code + count > 1 << length {
                return Err(Fault::Corrupt);
            }
            for _ in 0..count {
                let symbol = *listed.get(index).ok_or(Fault::Corrupt)?;
                table.enter(code, length, symbol);
                code += 1;
                index += 1;
            }
            table.limits[length as usize] = code << (16 - length);
            code <<= 1;
        }
        Ok(table)
    }

    fn enter(&mut self, code: u32, length: u32, symbol: u8) {
        if length > LOOK {
            return;
        }
        let free = LOOK - length;
        let first = (code << free) as usize;
        self.steps[first..first + (1 << free)].fill(Step::new(symbol, length));
    }

    /// The code that the next 16 bits begin with, if it is longer than a look-up.
    #[cold]
    #[inline(never)]
    fn long_code(&self, next: u32) -> Option<Step> {
        let length = (LOOK + 1..=16).find(|&length| next < self.limits[length as usize])?;
        let index = (next >> (16 - length)) as i32 + self.offsets[length as usize];
        Some(Step::new(self.values[index as usize & 0xFF], length))
    }
}

/// The signed value that `size` bits stand for (T.81 F.2.2.1).
#[inline]
pub fn extend(bits: u32, size: u32) -> i32 {
    // Without a branch, for nobody can predict the sign: -1 where the highest bit is 0, else 0.
    let negative = (((bits << 1) >> size) as i32 & 1) - 1;
    bits as i32 + (negative & ((-1 << size) + 1))
}

/// Reads bits up to the next marker, and notices when a scan asks for more than there are.
#[derive(Clone, Copy)]
pub struct BitReader<'a> {
    data: &'a [u8],
    position: usize,
    /// The next bits, from the top down.
    window: u64,
    /// Valid bits in `window`, padding included.
    have: u32,
    /// Zero bits put in after the data ended at a marker.
    padding: u32,
}

impl<'a> BitReader<'a> {
    pub fn new(data: &'a [u8], position: usize) -> Self {
        Self {
            data,
            position,
            window: 0,
            have: 0,
            padding: 0,
        }
    }

    /// Makes at least 32 bits ready: enough for any code and the value after it.
    #[inline]
    fn refill(&mut self) {
        if self.have >= 32 {
            return;
        }
        if let Some(next) = self.data.get(self.position..).and_then(<[u8]>::first_chunk::<8>) {
            let word = u64::from_be_bytes(*next);
            let inverted = !word;
            let holds_ff = inverted.wrapping_sub(0x0101_0101_0101_0101) & word & 0x8080_8080_8080_8080;
            if holds_ff == 0 {
                self.window |= word >> self.have;
                self.position += ((63 - self.have) >> 3) as usize;
                self.have |= 0b11_1000;
                return;
            }
        }
        *self = self.refilled_bytewise();
    }

    #[cold]
    #[inline(never)]
    fn refilled_bytewise(mut self) -> Self {
        // The quick path leaves bits of the bytes to come below `have`.
        self.window &= !(u64::MAX >> self.have);
        while self.have <= 56 {
            let byte = match (self.data.get(self.position), self.data.get(self.position + 1)) {
                (Some(0xFF), Some(0)) => {
                    self.position += 2;
                    0xFF
                }
                (Some(0xFF) | None, _) => {
                    self.padding += 8;
                    0
                }
                (Some(&byte), _) => {
                    self.position += 1;
                    byte
                }
            };
            self.window |= u64::from(byte) << (56 - self.have);
            self.have += 8;
        }
        self
    }

    #[inline]
    fn skip(&mut self, bits: u32) {
        self.window <<= bits;
        self.have -= bits;
    }

    /// The next AC step: how many zeros, and the coefficient after them.
    ///
    /// # Errors
    /// `Corrupt` for bits that are no code.
    #[inline]
    pub fn step(&mut self, table: &HuffmanTable) -> Result<(u8, i16), Fault> {
        let step = self.code(table)?;
        Ok((step.run, self.signed(u32::from(step.size)) as i16))
    }

    /// The next symbol.
    ///
    /// # Errors
    /// `Corrupt` for bits that are no code.
    #[inline]
    pub fn symbol(&mut self, table: &HuffmanTable) -> Result<u8, Fault> {
        Ok(self.code(table)?.symbol)
    }

    #[inline]
    fn code(&mut self, table: &HuffmanTable) -> Result<Step, Fault> {
        self.refill();
        let mut step = table.steps[(self.window >> (64 - LOOK)) as usize];
        if step.length == 0 {
            step = table.long_code((self.window >> 48) as u32).ok_or(Fault::Corrupt)?;
        }
        self.skip(u32::from(step.length));
        Ok(step)
    }

    /// `size` bits (0 to 16) as they stand.
    #[inline]
    pub fn bits(&mut self, size: u32) -> u32 {
        self.refill();
        self.ready_bits(size)
    }

    #[inline]
    fn ready_bits(&mut self, size: u32) -> u32 {
        // In two steps, for a shift by 64 would be none.
        let bits = (self.window >> 1 >> (63 - size)) as u32;
        self.skip(size);
        bits
    }

    /// A signed value of `size` bits; its code was read just before, so the bits are ready.
    #[inline]
    fn signed(&mut self, size: u32) -> i32 {
        extend(self.ready_bits(size), size)
    }

    /// The next DC difference.
    ///
    /// # Errors
    /// `Corrupt` for bits that are no code or a size no 8-bit picture has.
    #[inline]
    pub fn difference(&mut self, table: &HuffmanTable) -> Result<i32, Fault> {
        let size = u32::from(self.symbol(table)?);
        if size > 15 {
            return Err(Fault::Corrupt);
        }
        Ok(self.signed(size))
    }

    /// Whether more bits were used than the data holds: the picture was cut off here.
    #[inline]
    pub fn overrun(&self) -> bool {
        self.have < self.padding
    }

    /// Drops what is left before the next marker and returns where that marker stands.
    ///
    /// # Errors
    /// `Truncated` when no marker follows.
    pub fn next_marker(&mut self) -> Result<usize, Fault> {
        // Bytes already in the window cannot hold a marker, so the search starts behind them.
        let rest = self.data.get(self.position..).unwrap_or_default();
        let offset = rest
            .windows(2)
            .position(|pair| pair[0] == 0xFF && pair[1] != 0 && pair[1] != 0xFF)
            .ok_or(Fault::Truncated)?;
        Ok(self.position + offset)
    }

    /// Goes on behind the restart marker numbered `expected` (0 to 7).
    ///
    /// # Errors
    /// `Truncated` or `Corrupt` when another marker, or none, comes next.
    pub fn restart(&mut self, expected: u8) -> Result<(), Fault> {
        let at = self.next_marker()?;
        match self.data.get(at + 1) {
            Some(&code) if code == 0xD0 | expected => {
                *self = Self::new(self.data, at + 2);
                Ok(())
            }
            Some(0xD9) => Err(Fault::Truncated),
            _ => Err(Fault::Corrupt),
        }
    }
}
