//! A reporter's name and telephone number, which nobody has to give.

use super::{FormErrors, text_field};
use crate::domain::identity::{Identity, NAME_MAX, PHONE_MAX};

/// What was typed. `Debug` shows none of it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct IdentityForm {
    /// The name.
    pub name: String,
    /// The telephone number.
    pub phone: String,
    /// Not empty where the notice before the fields was read and agreed to.
    pub notice: String,
}

impl std::fmt::Debug for IdentityForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IdentityForm(…)")
    }
}

impl IdentityForm {
    /// Whether anything was typed.
    pub fn is_empty(&self) -> bool {
        self.name.trim().is_empty() && self.phone.trim().is_empty()
    }

    /// Whether the notice was agreed to.
    pub fn agreed(&self) -> bool {
        !self.notice.trim().is_empty()
    }

    /// Who it is; none where nothing was typed.
    ///
    /// # Errors
    /// A message for each of `name`, `phone` and `identity_notice` that cannot be used.
    pub fn check(&self) -> Result<Option<Identity>, FormErrors> {
        if self.is_empty() {
            return Ok(None);
        }
        let mut errors = FormErrors::default();
        let name = text_field(&mut errors, "name", &self.name, NAME_MAX).replace('\n', " ");
        let phone = text_field(&mut errors, "phone", &self.phone, PHONE_MAX);
        if name.is_empty() {
            errors.add("name", "请写姓名；不想留名，就把电话也清空");
        }
        if phone.is_empty() {
            errors.add("phone", "请写电话；不想留电话，就把姓名也清空");
        } else if !is_phone(&phone) {
            errors.add("phone", "电话读不出来，请写成 13812345678 或 0391-1234567 这样");
        }
        if !self.agreed() {
            errors.add("identity_notice", "请看完上面的说明再打勾；不想留，就把姓名和电话清空");
        }
        errors.into_result(Some(Identity { name, phone }))
    }
}

/// Seven digits or more, as people write them.
fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    digits >= 7 && text.chars().all(|c| c.is_ascii_digit() || "+- ()".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(name: &str, phone: &str, notice: &str) -> IdentityForm {
        IdentityForm {
            name: name.into(),
            phone: phone.into(),
            notice: notice.into(),
        }
    }

    #[test]
    fn nothing_typed_is_nobody() {
        assert_eq!(form("", " ", "").check(), Ok(None));
        assert_eq!(form("", "", "yes").check(), Ok(None));
    }

    #[test]
    fn a_name_needs_a_phone_and_the_notice() {
        let who = form("王某", "138 1234 5678", "yes").check().unwrap().unwrap();
        assert_eq!((who.name.as_str(), who.phone.as_str()), ("王某", "138 1234 5678"));
        for (form, field) in [
            (form("王某", "", "yes"), "phone"),
            (form("", "13812345678", "yes"), "name"),
            (form("王某", "13812345678", ""), "identity_notice"),
            (form("王某", "打我微信", "yes"), "phone"),
            (form("王某", "12345", "yes"), "phone"),
            (form(&"王".repeat(40), "13812345678", "yes"), "name"),
        ] {
            let errors = form.check().unwrap_err();
            assert!(errors.get(field).is_some(), "{field}: {errors:?}");
        }
    }

    #[test]
    fn what_is_typed_shows_in_no_log() {
        let form = form("王某", "13812345678", "yes");
        let shown = format!("{form:?} {:?}", form.check());
        assert!(!shown.contains("王某") && !shown.contains("138"), "{shown}");
    }
}
