//! Pages for residents.

mod report_field;
pub mod report_form;
