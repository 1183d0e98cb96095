//! What the pages about evidence, identity and kept data read.

use time::{Date, OffsetDateTime};

use crate::{
    domain::receipt::Receipt,
    forms::{FormErrors, identity_form::IdentityForm},
};

/// The part of the tip's form that asks who files it, and what must be said before (个人信息保护法第十七条).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IdentityAsk {
    /// Who handles it.
    pub holder: String,
    /// That is the lead office: another, once another village is chosen.
    pub holder_is_lead: bool,
    /// Whom to call about it.
    pub contact: String,
    /// Days after the case's end on which it is deleted; 0: kept until withdrawn.
    pub keep_days: u32,
    /// What was typed.
    pub form: IdentityForm,
}

/// A photo's copy as received, as staff see it before opening it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedPhoto {
    /// The photo's identifier.
    pub id: i64,
    /// SHA-256 of the file as it came, in hexadecimal.
    pub sha256: String,
    /// When it came; none for photos from before copies were sealed.
    pub received_at: Option<OffsetDateTime>,
    /// The signature over hash and time holds; none where there is none.
    pub signed: Option<bool>,
    /// The sealed copy is kept.
    pub kept: bool,
    /// What the photo says of its device and place is kept, sealed.
    pub detail: bool,
    /// Case numbers of other photos that look the same.
    pub alike: Vec<String>,
}

/// A tip whose reporter gave a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedTip {
    /// The tip's identifier.
    pub tip_id: i64,
    /// When the name was given last.
    pub given_at: OffsetDateTime,
    /// The last day on which the reporter must be told what was decided; none before a decision.
    pub tell_by: Option<Date>,
}

/// One opening of what is sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpeningLine {
    /// When.
    pub at: OffsetDateTime,
    /// Who: office and person.
    pub who: String,
    /// The case.
    pub case_number: String,
    /// What was opened.
    pub what: String,
    /// Why.
    pub reason: String,
}

/// The private keys of the workbench.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeysHere {
    /// They open what is sealed now.
    Fit,
    /// They are in order and open nothing that is sealed now, and why; what was sealed before may open.
    Strange(String),
    /// There are none, and why.
    Missing(String),
}

/// A case's evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct EvidencePage {
    /// The case.
    pub number: String,
    /// Its photos.
    pub photos: Vec<SealedPhoto>,
    /// Its named tips.
    pub named: Vec<NamedTip>,
    /// Claims of rewards on which somebody was paid.
    pub paid: Vec<i64>,
    /// Who opened what so far, newest first.
    pub openings: Vec<OpeningLine>,
    /// This person may open copies and details.
    pub may_open: bool,
    /// This person may read who filed it.
    pub may_reveal: bool,
    /// This person may take the evidence out.
    pub may_take: bool,
    /// Whether anything can be opened here.
    pub keys: KeysHere,
    /// The public key that checks signatures, in hexadecimal.
    pub public_key: String,
    /// What was opened, shown this once.
    pub opened: Option<Opened>,
    /// What was chosen in a refused form.
    pub chosen: String,
    /// The reason typed into a refused form.
    pub reason: String,
    /// What is wrong with the form.
    pub errors: FormErrors,
}

/// What an opening showed.
#[derive(Clone, PartialEq, Eq)]
pub struct Opened {
    /// What it is.
    pub what: String,
    /// Terms and their values.
    pub lines: Vec<(String, String)>,
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Opened({})", self.what)
    }
}

/// The proof of when a tip came, for whoever holds its receipt: it names nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiledProof {
    /// The keyed hash of all that was sent, in hexadecimal.
    pub hash: String,
    /// When it came.
    pub at: OffsetDateTime,
    /// The same in milliseconds since 1970, as it is signed.
    pub at_ms: i64,
    /// Ed25519 over both, in hexadecimal.
    pub signature: String,
    /// Which public key checks it.
    pub key_id: String,
    /// It holds.
    pub holds: bool,
}

/// A photo as its reporter sees that it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptPhoto {
    /// SHA-256 of the file as it came.
    pub sha256: String,
    /// When it came.
    pub received_at: Option<OffsetDateTime>,
}

/// All that is kept of a tip, for whoever holds its receipt.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptPage {
    /// The receipt, for the page's own forms.
    pub receipt: Receipt,
    /// What is kept, in words.
    pub facts: Vec<(String, String)>,
    /// The photos.
    pub photos: Vec<KeptPhoto>,
    /// When a name was given; none for an anonymous tip.
    pub named_since: Option<OffsetDateTime>,
    /// When the name was opened, and by which office.
    pub reveals: Vec<(OffsetDateTime, String)>,
    /// Name and document number were taken down when a reward was paid.
    pub paid: bool,
    /// When those were opened, and by which office.
    pub paid_reveals: Vec<(OffsetDateTime, String)>,
    /// When the evidence was handed out as a package, and by which office: of that, copies lie elsewhere.
    pub handed_out: Vec<(OffsetDateTime, String)>,
    /// What must be said before a name is typed.
    pub ask: IdentityAsk,
    /// The case has ended: what is kept may be erased now.
    pub may_erase: bool,
    /// Everything was erased already.
    pub erased: bool,
    /// Days after its end on which a case's content is deleted; 0: it is not.
    pub content_days: u32,
    /// What was done just now, in words; empty for nothing.
    pub done: String,
    /// The correction typed into a refused form.
    pub correction: String,
    /// What is wrong with the form.
    pub errors: FormErrors,
}
