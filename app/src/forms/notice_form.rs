//! The case notice, as drafted.

use serde::Deserialize;
use time::{Date, macros::format_description};

use super::{FormErrors, text_field};
use crate::domain::case_notice::{NoticeContent, find_identifiers};

/// A notice as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct NoticeForm {
    /// Its headline.
    pub title: String,
    /// What happened, in plain words.
    pub summary: String,
    /// 文书号.
    pub document_number: String,
    /// The party: companies by full name, persons as 某某.
    pub party: String,
    /// What was violated.
    pub violation: String,
    /// What was imposed.
    pub penalty: String,
    /// The law it rests on.
    pub legal_basis: String,
    /// The authority that decided.
    pub authority: String,
    /// The day of the decision, `2026-11-23`.
    pub decided_on: String,
    /// What to do: `save`, `propose`, `approve`, `send_back`, `withdraw`.
    pub action: String,
    /// Why it is sent back or withdrawn.
    pub remark: String,
    /// The session's token.
    pub csrf: String,
}

impl NoticeForm {
    /// Checks what was typed. Every field that the public sees must be free of identifiers.
    ///
    /// # Errors
    /// A message for each field that is missing, too long or names someone.
    pub fn check(&self, today: Date) -> Result<NoticeContent, FormErrors> {
        let mut errors = FormErrors::default();
        let mut field = |name: &str, label: &str, raw: &str, max: usize| {
            let text = text_field(&mut errors, name, raw, max);
            if text.is_empty() {
                errors.add(name, format!("请填{label}"));
            }
            if let Some(found) = find_identifiers(&text).first() {
                errors.add(name, format!("里面有{}，发布前请隐去", found.kind.label()));
            }
            text
        };
        let title = field("title", "标题", &self.title, 60);
        let summary = field("summary", "经过", &self.summary, 1_000);
        let document_number = field("document_number", "文书号", &self.document_number, 60);
        let party = field("party", "当事人", &self.party, 100);
        let violation = field("violation", "违法事实", &self.violation, 500);
        let penalty = field("penalty", "处罚内容", &self.penalty, 500);
        let legal_basis = field("legal_basis", "法律依据", &self.legal_basis, 500);
        let authority = field("authority", "决定机关", &self.authority, 60);
        let decided_on = Date::parse(self.decided_on.trim(), format_description!("[year]-[month]-[day]"));
        let decided_on = match decided_on {
            Ok(day) if day <= today => day,
            Ok(_) => {
                errors.add("decided_on", "决定日期不能晚于今天");
                today
            }
            Err(_) => {
                errors.add("decided_on", "请填决定日期，如 2026-11-23");
                today
            }
        };
        errors.into_result(NoticeContent {
            title,
            summary,
            document_number,
            party,
            violation,
            penalty,
            legal_basis,
            authority,
            decided_on,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    fn filled() -> NoticeForm {
        NoticeForm {
            title: "进村卖散煤，没收 3 吨，罚 4,800 元".into(),
            summary: "群众举报后第二天查实。".into(),
            document_number: "焦交罚〔2026〕12号".into(),
            party: "某煤炭经营部".into(),
            violation: "在禁煤区卖散煤".into(),
            penalty: "没收散煤 3 吨，罚款 4,800 元".into(),
            legal_basis: "大气污染防治法第一百零三条".into(),
            authority: "修武县市场监督管理局".into(),
            decided_on: "2026-11-20".into(),
            ..NoticeForm::default()
        }
    }

    #[test]
    fn a_complete_notice_passes() {
        assert_eq!(
            filled().check(date!(2026 - 11 - 23)).unwrap().decided_on,
            date!(2026 - 11 - 20)
        );
    }

    #[test]
    fn every_field_is_required() {
        let errors = NoticeForm::default().check(date!(2026 - 11 - 23)).unwrap_err();
        assert_eq!(errors.iter().count(), 9);
    }

    #[test]
    fn a_plate_or_phone_must_be_redacted_and_the_day_has_passed() {
        let mut form = filled();
        form.summary = "豫H3A521 又来了，电话 13812345678".into();
        form.decided_on = "2026-11-24".into();
        let errors = form.check(date!(2026 - 11 - 23)).unwrap_err();
        assert!(errors.get("summary").unwrap().contains("车牌"));
        assert!(errors.get("decided_on").is_some());
    }
}
