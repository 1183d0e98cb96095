//! What each service's refusal or failure is to the other side.

use axum::http::StatusCode;

use super::HttpError;
use crate::{
    evidence::vault::OpenError,
    http::upload::UploadError,
    services::{
        act_on_tip::DeedError, advance_case::CaseError, decide_hold::HoldError, keep_outlets::OutletError,
        publish_notice::NoticeError, publish_price::PriceError, publish_zone::ZoneError, receive_upload::UploadFailure,
        record_village_point::VillagePointError, submit_tip::SubmitError,
    },
    storage::StorageError,
};

impl From<StorageError> for HttpError {
    fn from(error: StorageError) -> Self {
        match error {
            error if error.is_disk_full() => {
                Self::not_stored(&std::io::Error::new(std::io::ErrorKind::StorageFull, error))
            }
            StorageError::Unavailable(_) => {
                tracing::error!(%error, "storage is unavailable");
                Self::busy(5)
            }
            other => Self::internal(&other),
        }
    }
}

impl From<UploadError> for HttpError {
    fn from(error: UploadError) -> Self {
        match error {
            UploadError::Malformed(cause) if cause.status() == StatusCode::PAYLOAD_TOO_LARGE => Self::too_large(),
            UploadError::Malformed(_) | UploadError::TooMany => {
                Self::bad_request("没有收全，可能是信号断了，请再发一次")
            }
            UploadError::Spool(cause) => Self::not_stored(&cause),
        }
    }
}

impl From<UploadFailure> for HttpError {
    fn from(failure: UploadFailure) -> Self {
        match failure {
            UploadFailure::NotFound => Self::not_found(),
            UploadFailure::Length => Self::too_large(),
            UploadFailure::Offset => Self::conflict("这一段接不上，请先问收到了多少"),
            UploadFailure::Full => Self::busy(60),
            UploadFailure::Blob(cause) => Self::not_stored(&cause),
            UploadFailure::Storage(cause) => cause.into(),
        }
    }
}

impl From<SubmitError> for HttpError {
    fn from(error: SubmitError) -> Self {
        match error {
            SubmitError::Invalid(fields) => Self::invalid(fields),
            SubmitError::KeyReused => Self::conflict("这张表已经发过一条别的内容，请重新打开再填"),
            SubmitError::Busy { retry_after } => Self::busy(retry_after),
            SubmitError::Storage(cause) => cause.into(),
            SubmitError::Blob(cause) => Self::not_stored(&cause),
            SubmitError::Spool(cause) => Self::not_stored(&cause),
            SubmitError::Seal(cause) => Self::not_stored(&cause),
            SubmitError::Collisions => Self::internal(&error),
        }
    }
}

impl From<DeedError> for HttpError {
    fn from(error: DeedError) -> Self {
        match error {
            DeedError::NotFound => Self::invalid_receipt(),
            DeedError::Invalid(fields) => Self::invalid(fields),
            DeedError::Photos(cause) => cause.into(),
            DeedError::Upload(cause) => cause.into(),
            DeedError::Storage(cause) => cause.into(),
        }
    }
}

impl From<VillagePointError> for HttpError {
    fn from(error: VillagePointError) -> Self {
        match error {
            VillagePointError::NotFound => Self::not_found(),
            VillagePointError::Forbidden => Self::forbidden(error.to_string()),
            VillagePointError::Invalid(errors) => Self::invalid(errors),
            VillagePointError::Storage(error) => error.into(),
        }
    }
}

impl From<HoldError> for HttpError {
    fn from(error: HoldError) -> Self {
        match error {
            HoldError::Forbidden => Self::forbidden(error.to_string()),
            HoldError::Unknown => Self::not_found(),
            HoldError::Invalid(fields) => Self::invalid(fields),
            HoldError::Storage(cause) => cause.into(),
        }
    }
}

impl From<CaseError> for HttpError {
    fn from(error: CaseError) -> Self {
        match error {
            CaseError::NotFound => Self::not_found(),
            CaseError::Forbidden => Self::forbidden("这个案件不由您办理"),
            CaseError::Invalid(fields) => Self::invalid(fields),
            CaseError::Moved => Self::conflict("刚才有人先办了一步，请刷新后再做"),
            CaseError::Blob(cause) => Self::not_stored(&cause),
            CaseError::Seal(cause) => Self::internal(&cause),
            CaseError::Sealed(OpenError::NoKeys(problem)) => Self::conflict(problem.to_string()),
            CaseError::Sealed(OpenError::WrongKeys) => {
                Self::conflict("这里的私钥都打不开它：可能是用换掉的密钥或者备用密钥封的，请找保管私钥的人")
            }
            CaseError::Sealed(OpenError::Damaged(cause)) => Self::internal(&cause),
            CaseError::Storage(cause) => cause.into(),
        }
    }
}

impl From<NoticeError> for HttpError {
    fn from(error: NoticeError) -> Self {
        match error {
            NoticeError::NotFound => Self::not_found(),
            NoticeError::Forbidden(why) => Self::forbidden(why),
            NoticeError::Invalid(fields) => Self::invalid(fields),
            NoticeError::Conflict => Self::conflict("这份通报刚被别人改过，请刷新后再做"),
            NoticeError::Storage(cause) => cause.into(),
        }
    }
}

impl From<OutletError> for HttpError {
    fn from(error: OutletError) -> Self {
        match error {
            OutletError::NotFound => Self::not_found(),
            OutletError::Forbidden(why) => Self::forbidden(why),
            OutletError::Invalid(fields) => Self::invalid(fields),
            OutletError::Conflict => Self::conflict("这个网点刚被别人改过，请返回看一下现在的内容再改"),
            OutletError::Storage(cause) => cause.into(),
        }
    }
}

impl From<PriceError> for HttpError {
    fn from(error: PriceError) -> Self {
        match error {
            PriceError::NotFound => Self::not_found(),
            PriceError::Forbidden(why) => Self::forbidden(why),
            PriceError::Invalid(desk) => Self::invalid(desk.errors),
            PriceError::Conflict => Self::conflict("这条规则刚被别人改过，请刷新后再做"),
            PriceError::Storage(cause) => cause.into(),
            PriceError::Defect(cause) => Self::internal(&format!("{cause:#}")),
        }
    }
}

impl From<ZoneError> for HttpError {
    fn from(error: ZoneError) -> Self {
        match error {
            ZoneError::NotFound => Self::not_found(),
            ZoneError::Forbidden(why) => Self::forbidden(why),
            ZoneError::Invalid(desk) => Self::invalid(desk.errors),
            ZoneError::Conflict => Self::conflict("这个版本刚被别人改过，请刷新后再做"),
            ZoneError::Blob(cause) => Self::not_stored(&cause),
            ZoneError::Storage(cause) => cause.into(),
            ZoneError::Defect(cause) => Self::internal(&format!("{cause:#}")),
        }
    }
}
