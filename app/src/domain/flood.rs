//! When tips come faster than people can send them: which of them wait for a person to look, and why.
//!
//! Everything here lives in memory for an hour at most and knows a sender by a number alone that nobody can turn back
//! into an address; nothing of it is stored with a tip.

use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};

use super::{category::Category, division::CountyCode};

/// What believable tips need at most. Weights make the same bound tighter for those who did no work: see [`Effort`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FloodRules {
    /// Weighted tips from one address in a minute. A whole village may share it.
    pub address_per_minute: u32,
    /// Weighted tips from one address in an hour.
    pub address_per_hour: u32,
    /// Tips from one device in a minute.
    pub device_per_minute: u32,
    /// Tips of one category from one county in a minute.
    pub place_per_minute: u32,
    /// Tips of one category from one county in an hour.
    pub place_per_hour: u32,
    /// Tips from the whole city in a minute.
    pub city_per_minute: u32,
    /// Tips from the whole city in an hour.
    pub city_per_hour: u32,
    /// Tips with the very same words in a minute.
    pub words_per_minute: u32,
}

/// What the sender's side did to show that no program sends by the thousand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// Solved the challenge of this tip.
    Solved,
    /// Without scripts: opened our form, and took the time a person takes.
    Slow,
    /// Nothing of the kind.
    None,
}

impl Effort {
    /// What one tip counts for against its address's bounds.
    pub const fn weight(self) -> u32 {
        match self {
            Self::Solved => 1,
            Self::Slow => 2,
            Self::None => 3,
        }
    }
}

/// Why a tip waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HoldReason {
    /// It holds a blocked word.
    Word,
    /// It holds a blocked photo.
    Photo,
    /// Too many with the very same words.
    SameWords,
    /// Too many from one device.
    Device,
    /// Too many from one address.
    Address,
    /// Too many of one category from one county.
    Place,
    /// Too many from the whole city.
    City,
}

impl HoldReason {
    /// Every reason.
    pub const ALL: [Self; 7] = [
        Self::Word,
        Self::Photo,
        Self::SameWords,
        Self::Device,
        Self::Address,
        Self::Place,
        Self::City,
    ];

    /// The code used in storage and forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Word => "word",
            Self::Photo => "photo",
            Self::SameWords => "same_words",
            Self::Device => "device",
            Self::Address => "address",
            Self::Place => "place",
            Self::City => "city",
        }
    }

    /// What staff read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Word => "有要先核对的词",
            Self::Photo => "有要先核对的照片",
            Self::SameWords => "一分钟里很多条一模一样",
            Self::Device => "同一台设备发得太快",
            Self::Address => "同一个网络地址发得太快",
            Self::Place => "同一个县同一类来得太快",
            Self::City => "全市来得太快",
        }
    }
}

impl std::str::FromStr for HoldReason {
    type Err = super::case::UnknownCode;
    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|reason| reason.code() == code)
            .ok_or(super::case::UnknownCode)
    }
}

/// A tip as it arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    /// When, by a clock that only goes forward.
    pub at: Duration,
    /// The sender's address, as a number that means nothing elsewhere.
    pub address: u64,
    /// The sender's device, likewise; none if it carries no token.
    pub device: Option<u64>,
    /// What the sender's side did.
    pub effort: Effort,
    /// What it is about.
    pub category: Category,
    /// Where; none without a place.
    pub county: Option<CountyCode>,
    /// Its words, as a number; none without any.
    pub words: Option<u64>,
}

/// What is counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Address(u64),
    Device(u64),
    Place(Category, Option<CountyCode>),
    City,
    Words(u64),
}

impl Key {
    const fn reason(self) -> HoldReason {
        match self {
            Self::Address(_) => HoldReason::Address,
            Self::Device(_) => HoldReason::Device,
            Self::Place(..) => HoldReason::Place,
            Self::City => HoldReason::City,
            Self::Words(_) => HoldReason::SameWords,
        }
    }

    /// The most in a minute and in an hour; none where that is not bounded.
    const fn bounds(self, rules: &FloodRules) -> [Option<u32>; 2] {
        match self {
            Self::Address(_) => [Some(rules.address_per_minute), Some(rules.address_per_hour)],
            Self::Device(_) => [Some(rules.device_per_minute), None],
            Self::Place(..) => [Some(rules.place_per_minute), Some(rules.place_per_hour)],
            Self::City => [Some(rules.city_per_minute), Some(rules.city_per_hour)],
            Self::Words(_) => [Some(rules.words_per_minute), None],
        }
    }
}

/// The counts of one span of time.
#[derive(Debug)]
struct Window {
    span: Duration,
    arrived: VecDeque<(Duration, Key, u32)>,
    counts: HashMap<Key, u32>,
}

impl Window {
    fn new(span: Duration) -> Self {
        Self {
            span,
            arrived: VecDeque::new(),
            counts: HashMap::new(),
        }
    }

    fn forget(&mut self, now: Duration) {
        while let Some((at, key, weight)) = self.arrived.front().copied() {
            // A bound on memory comes before a bound on time.
            if now.saturating_sub(at) < self.span && self.arrived.len() < ENTRIES_MAX {
                return;
            }
            self.arrived.pop_front();
            if let Some(count) = self.counts.get_mut(&key) {
                *count -= weight.min(*count);
                if *count == 0 {
                    self.counts.remove(&key);
                }
            }
        }
    }

    fn add(&mut self, now: Duration, key: Key, weight: u32) -> u32 {
        self.arrived.push_back((now, key, weight));
        let count = self.counts.entry(key).or_default();
        *count += weight;
        *count
    }
}

/// Most entries of a window; beyond that the oldest go first.
const ENTRIES_MAX: usize = 200_000;

/// Where a tip that went through was stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stored {
    /// As a case of its own, by the case.
    Own(i64),
    /// In a case that was open already, by the tip: the case is somebody else's, and is never called back for it.
    Joined(i64),
}

/// A tip that went through, and may still be called back while it is a minute old.
#[derive(Debug)]
struct Passed {
    at: Duration,
    ticket: u64,
    keys: [Option<Key>; 5],
    stored: Option<Stored>,
    caught: Option<HoldReason>,
}

/// What becomes of a tip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Names the tip in [`Watch::filed`].
    pub ticket: u64,
    /// Why it waits; none where it goes its way.
    pub hold: Option<HoldReason>,
    /// What went its way within the last minute and turns out to belong to the same flood; each once.
    pub call_back: Vec<Stored>,
}

/// Watches what comes in. A flood is only known for one once it is there: so what came first is called back.
#[derive(Debug)]
pub struct Watch {
    rules: FloodRules,
    minute: Window,
    hour: Window,
    passed: VecDeque<Passed>,
    tickets: u64,
}

impl Watch {
    /// Watches by these rules.
    pub fn new(rules: FloodRules) -> Self {
        Self {
            rules,
            minute: Window::new(Duration::from_mins(1)),
            hour: Window::new(Duration::from_hours(1)),
            passed: VecDeque::new(),
            tickets: 0,
        }
    }

    /// How many tips came within the last minute.
    pub fn arrivals(&mut self, now: Duration) -> u32 {
        self.minute.forget(now);
        self.minute.counts.get(&Key::City).copied().unwrap_or_default()
    }

    /// Counts a tip and says what becomes of it.
    pub fn note(&mut self, arrival: &Arrival) -> Verdict {
        let now = arrival.at;
        self.minute.forget(now);
        self.hour.forget(now);
        while self
            .passed
            .front()
            .is_some_and(|passed| now.saturating_sub(passed.at) >= self.minute.span)
        {
            self.passed.pop_front();
        }
        self.tickets += 1;
        let ticket = self.tickets;
        // The nearest cause first: it is the reason staff read.
        let keys = [
            arrival.words.map(Key::Words),
            arrival.device.map(Key::Device),
            Some(Key::Address(arrival.address)),
            Some(Key::Place(arrival.category, arrival.county)),
            Some(Key::City),
        ];
        let mut hold = None;
        let mut flooding = Vec::new();
        for key in keys.into_iter().flatten() {
            let weight = match key {
                Key::Address(_) => arrival.effort.weight(),
                _ => 1,
            };
            let [minute, hour] = key.bounds(&self.rules);
            let in_minute = self.minute.add(now, key, weight);
            let fast = minute.is_some_and(|most| in_minute > most);
            let long = hour.is_some_and(|most| self.hour.add(now, key, weight) > most);
            if fast {
                flooding.push(key);
            }
            if fast || long {
                hold.get_or_insert(key.reason());
            }
        }
        let call_back = self.call_back(&flooding);
        if hold.is_none() {
            self.passed.push_back(Passed {
                at: now,
                ticket,
                keys,
                stored: None,
                caught: None,
            });
        }
        Verdict {
            ticket,
            hold,
            call_back,
        }
    }

    /// Takes what passed under these keys out of the list; those not stored yet are told when they are.
    fn call_back(&mut self, flooding: &[Key]) -> Vec<Stored> {
        if flooding.is_empty() {
            return Vec::new();
        }
        let mut back = Vec::new();
        self.passed.retain_mut(|passed| {
            let Some(key) = flooding.iter().find(|key| passed.keys.contains(&Some(**key))) else {
                return true;
            };
            match passed.stored {
                Some(stored) => {
                    back.push(stored);
                    false
                }
                None => {
                    passed.caught.get_or_insert(key.reason());
                    true
                }
            }
        });
        back.sort_unstable();
        back.dedup();
        back
    }

    /// A tip that passed is stored. Gives the reason to hold it after all, where a flood became known meanwhile.
    pub fn filed(&mut self, ticket: u64, stored: Stored) -> Option<HoldReason> {
        let at = self.passed.iter().position(|passed| passed.ticket == ticket)?;
        if let Some(reason) = self.passed[at].caught {
            self.passed.remove(at);
            return Some(reason);
        }
        self.passed[at].stored = Some(stored);
        None
    }
}

#[cfg(test)]
mod tests;
