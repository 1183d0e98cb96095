//! Proof of work: a small sum that a sender's own device does before sending; the browser solves it and the server checks it
//! by this one rule. No outside service, no puzzle for people.

use sha2::{Digest, Sha256};

/// Pieces of one challenge. Many small ones take nearly the same time on every try; one large one is a lottery.
pub const PIECES: usize = 8;
/// Zero bits that each piece asks for in quiet times: 65,536 hashes on average, at most twice that in 99 of 100 tries.
/// A cheap phone does some 150,000 a second.
pub const BITS_MIN: u8 = 13;
/// The same in the worst flood: eight times the work.
pub const BITS_MAX: u8 = 16;
/// Most decimal digits of a number that solves a piece.
const NONCE_DIGITS: usize = 10;

/// How many zero bits to ask for while `arrivals` tips came within a minute and `believable` could be honest.
pub const fn bits_under(arrivals: u32, believable: u32) -> u8 {
    let arrivals = arrivals as u64;
    let believable = believable as u64;
    if arrivals >= believable * 2 {
        BITS_MAX
    } else if arrivals >= believable {
        BITS_MIN + 2
    } else if arrivals * 2 >= believable {
        BITS_MIN + 1
    } else {
        BITS_MIN
    }
}

/// Whether the hash of `{challenge}.{piece}.{nonce}` begins with that many zero bits.
fn solves(text: &[u8], bits: u8) -> bool {
    let hash = Sha256::digest(text);
    let mut first = [0; 4];
    first.copy_from_slice(&hash[..4]);
    u32::from_be_bytes(first).leading_zeros() >= u32::from(bits)
}

/// The search for the numbers that solve a challenge, in slices, so that a page never stands still for it.
#[derive(Debug, Clone)]
pub struct Search {
    challenge: String,
    bits: u8,
    found: Vec<u64>,
    /// `{challenge}.{piece}.` and the number tried next, in decimal.
    text: Vec<u8>,
    number_at: usize,
}

impl Search {
    /// Begins a search.
    pub fn new(challenge: &str, bits: u8) -> Self {
        let mut search = Self {
            challenge: challenge.to_owned(),
            bits,
            found: Vec::with_capacity(PIECES),
            text: Vec::new(),
            number_at: 0,
        };
        search.begin_piece();
        search
    }

    fn begin_piece(&mut self) {
        self.text = format!("{}.{}.", self.challenge, self.found.len()).into_bytes();
        self.number_at = self.text.len();
        self.text.push(b'0');
    }

    /// Tries that many numbers. Gives what to send once every piece is solved.
    pub fn advance(&mut self, tries: u32) -> Option<String> {
        for _ in 0..tries {
            if self.found.len() == PIECES {
                break;
            }
            if solves(&self.text, self.bits) {
                self.found.push(self.number());
                self.begin_piece();
            } else {
                self.count_on();
            }
        }
        (self.found.len() == PIECES).then(|| {
            let numbers = self.found.iter().map(|number| format!(".{number}"));
            std::iter::once(self.challenge.clone()).chain(numbers).collect()
        })
    }

    fn number(&self) -> u64 {
        self.text[self.number_at..]
            .iter()
            .fold(0, |number, digit| number * 10 + u64::from(digit - b'0'))
    }

    /// Adds one to the number, in place: making a new text for each would cost as much as the hash.
    fn count_on(&mut self) {
        for digit in self.text[self.number_at..].iter_mut().rev() {
            if *digit < b'9' {
                *digit += 1;
                return;
            }
            *digit = b'0';
        }
        self.text.insert(self.number_at, b'1');
    }
}

/// The challenge within what was sent, whose signature is still to be checked.
pub fn challenge_of(answer: &str) -> Option<&str> {
    answer.split_once('.').map(|(challenge, _)| challenge)
}

/// Whether what was sent solves its challenge.
pub fn is_solved(answer: &str, bits: u8) -> bool {
    let mut parts = answer.split('.');
    let Some(challenge) = parts.next() else { return false };
    let numbers: Vec<&str> = parts.take(PIECES + 1).collect();
    numbers.len() == PIECES
        && numbers.iter().enumerate().all(|(piece, number)| {
            (1..=NONCE_DIGITS).contains(&number.len())
                && number.bytes().all(|b| b.is_ascii_digit())
                && solves(format!("{challenge}.{piece}.{number}").as_bytes(), bits)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn solve(challenge: &str, bits: u8) -> String {
        let mut search = Search::new(challenge, bits);
        loop {
            if let Some(answer) = search.advance(1_000) {
                return answer;
            }
        }
    }

    #[test]
    fn what_the_search_finds_is_accepted_and_nothing_else() {
        let answer = solve("abc", 8);
        assert!(is_solved(&answer, 8));
        assert_eq!(challenge_of(&answer), Some("abc"));
        let numbers = answer.split_once('.').unwrap().1;
        for wrong in [
            String::new(),
            "abc".to_owned(),
            format!("abd.{numbers}"),
            format!("{answer}.1"),
            answer.rsplit_once('.').unwrap().0.to_owned(),
            format!("{}.x", answer.rsplit_once('.').unwrap().0),
            format!("{}.00000000001", answer.rsplit_once('.').unwrap().0),
            "abc........".to_owned(),
        ] {
            assert!(!is_solved(&wrong, 8), "{wrong}");
        }
        assert!(!is_solved(&answer, 30), "easier work does for no harder challenge");
    }

    #[test]
    fn slices_find_what_one_go_finds() {
        let mut sliced = Search::new("xyz", 6);
        let found = (0..).find_map(|_| sliced.advance(7)).unwrap();
        assert_eq!(found, solve("xyz", 6));
    }

    #[test]
    fn numbers_count_on_past_a_power_of_ten() {
        let mut search = Search::new("c", 0);
        search.bits = 32;
        search.advance(1_234);
        assert_eq!(search.number(), 1_234);
    }

    #[test]
    fn it_gets_harder_under_flood() {
        for (arrivals, bits) in [
            (0, 13),
            (59, 13),
            (60, 14),
            (119, 14),
            (120, 15),
            (239, 15),
            (240, 16),
            (u32::MAX, 16),
        ] {
            assert_eq!(bits_under(arrivals, 120), bits, "{arrivals}");
        }
    }
}
