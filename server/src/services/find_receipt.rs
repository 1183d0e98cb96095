//! The receipt's page for who already holds the digits: a script sent the tip and shows the page now.

use app::{domain::receipt::Receipt, ports::ReceiptIssued};

use crate::{
    app_state::App,
    http::{qr, receipt_picture},
    storage::StorageError,
};

/// What the receipt's page shows; none if no tip has this receipt.
///
/// # Errors
/// [`StorageError`].
pub async fn find_receipt(app: &App, receipt: &Receipt) -> Result<Option<ReceiptIssued>, StorageError> {
    let hash = app.secret.receipt_hash(receipt);
    let Some(found) = app.storage.find_tip_by_receipt(&hash).await? else {
        return Ok(None);
    };
    let photos = app.storage.list_photos(found.case.id).await?;
    let (tip, case) = (found.tip.tip, found.case);
    let village = tip.village.and_then(|code| app.reference.divisions().village(code));
    let place = match village {
        Some(located) => located.full_name(),
        None if tip.place_text.is_empty() => "没有说地点".to_owned(),
        None => tip.place_text,
    };
    let guide = app.reference.category_guide(tip.category);
    // The clocks of a case that was there already would tell when another reporter came.
    let (accept_by, close_by) = match guide.filter(|_| found.added) {
        Some(guide) => {
            let own = app.reference.deadlines(guide.kind, found.tip.filed_at);
            (own.accept_by, own.close_by)
        }
        None => (case.accept_by, case.close_by),
    };
    Ok(Some(ReceiptIssued {
        qr_svg: qr::svg(receipt.digits()),
        picture: receipt_picture::address(receipt),
        joined: found.added,
        receipt: receipt.clone(),
        filed_at: found.tip.filed_at,
        category: guide.map(|guide| guide.name.clone()).unwrap_or_default(),
        place,
        lead: app.reference.office_name(case.lead),
        joint: case
            .joint
            .iter()
            .map(|office| app.reference.office_name(*office))
            .collect(),
        accept_by,
        close_by,
        photos: photos.iter().filter(|photo| photo.tip_id == found.tip.id).count(),
    }))
}
