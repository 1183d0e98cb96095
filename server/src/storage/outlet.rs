//! Licensed briquette centres and outlets: added, changed, listed, with who did it and when.

use app::domain::{
    coordinate::Wgs84,
    division::CountyCode,
    outlet::{OutletContent, OutletKind},
};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, Set};
use time::OffsetDateTime;

use super::{
    OUTLET_CHANGED, Storage, StorageError,
    column::{code, day, day_text, from_json, instant, json, millis, number},
    entity::{outlet, outlet_event},
    sql,
};

/// An outlet as kept.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredOutlet {
    /// Its identifier.
    pub id: i64,
    /// What is recorded.
    pub content: OutletContent,
    /// When it last changed; also what a change is checked against.
    pub updated_at: OffsetDateTime,
}

/// What was done to an outlet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutletEvent {
    /// When.
    pub at: OffsetDateTime,
    /// Who.
    pub account: i64,
    /// What: `add`, or the form's action (`save`, `close`, `reopen`).
    pub kind: String,
    /// Why, where that was said.
    pub remark: String,
}

impl StoredOutlet {
    fn read(row: outlet::Model) -> Result<Self, StorageError> {
        let county: u32 = number("outlet.county", row.county)?;
        let position = row.longitude.zip(row.latitude);
        let day_or_none =
            |column: &str, text: &Option<String>| text.as_deref().map(|text| day(column, text)).transpose();
        Ok(Self {
            id: row.id,
            content: OutletContent {
                county: CountyCode::try_from(county).map_err(|_| StorageError::unreadable("outlet.county", county))?,
                kind: code::<OutletKind>("outlet.kind", &row.kind)?,
                towns: from_json("outlet.towns", &row.towns)?,
                villages: from_json("outlet.villages", &row.villages)?,
                position: position.map(|(longitude, latitude)| Wgs84::new(longitude, latitude)),
                valid_from: day("outlet.valid_from", &row.valid_from)?,
                valid_until: day_or_none("outlet.valid_until", &row.valid_until)?,
                closed_on: day_or_none("outlet.closed_on", &row.closed_on)?,
                name: row.name,
                address: row.address,
                phone: row.phone,
                hours: row.hours,
                licence: row.licence,
            },
            updated_at: instant(row.updated_at)?,
        })
    }
}

fn columns(content: &OutletContent, updated_at: i64) -> Result<outlet::ActiveModel, StorageError> {
    Ok(outlet::ActiveModel {
        county: Set(content.county.number().into()),
        kind: Set(content.kind.code().to_owned()),
        name: Set(content.name.clone()),
        address: Set(content.address.clone()),
        towns: Set(json(&content.towns)?),
        villages: Set(json(&content.villages)?),
        phone: Set(content.phone.clone()),
        hours: Set(content.hours.clone()),
        licence: Set(content.licence.clone()),
        latitude: Set(content.position.map(|at| at.latitude)),
        longitude: Set(content.position.map(|at| at.longitude)),
        valid_from: Set(day_text(content.valid_from)),
        valid_until: Set(content.valid_until.map(day_text)),
        closed_on: Set(content.closed_on.map(day_text)),
        updated_at: Set(updated_at),
        ..Default::default()
    })
}

async fn insert_event(
    transaction: &DatabaseTransaction,
    outlet_id: i64,
    content: &OutletContent,
    event: OutletEvent,
) -> Result<(), StorageError> {
    outlet_event::Entity::insert(outlet_event::ActiveModel {
        outlet_id: Set(outlet_id),
        at: Set(millis(event.at)),
        account: Set(event.account),
        kind: Set(event.kind),
        remark: Set(event.remark),
        content: Set(json(content)?),
        ..Default::default()
    })
    .exec_without_returning(transaction)
    .await?;
    Ok(())
}

impl Storage {
    /// Adds an outlet, with its first history line, and answers with its identifier.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] with [`super::OUTLET_EXISTS`] if the county has one of that name;
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn insert_outlet(&self, content: &OutletContent, event: OutletEvent) -> Result<i64, StorageError> {
        let transaction = self.begin().await?;
        let id = outlet::Entity::insert(columns(content, millis(event.at))?)
            .exec(&transaction)
            .await?
            .last_insert_id;
        insert_event(&transaction, id, content, event).await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Stores an outlet as changed by the caller, with what was done. `outlet.updated_at` must be as it was read;
    /// answers with the new one.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] with [`OUTLET_CHANGED`] if somebody else changed it meanwhile, or with
    /// [`super::OUTLET_EXISTS`] if the county has another of that name; [`StorageError::Unavailable`] or
    /// [`StorageError::Other`].
    pub async fn update_outlet(
        &self,
        outlet: &StoredOutlet,
        event: OutletEvent,
    ) -> Result<OffsetDateTime, StorageError> {
        let seen = millis(outlet.updated_at);
        let updated_at = millis(event.at).max(seen + 1);
        let transaction = self.begin().await?;
        let updated = outlet::Entity::update_many()
            .set(columns(&outlet.content, updated_at)?)
            .filter(outlet::Column::Id.eq(outlet.id))
            .filter(outlet::Column::UpdatedAt.eq(seen))
            .exec(&transaction)
            .await?;
        if updated.rows_affected == 0 {
            return Err(StorageError::conflict(OUTLET_CHANGED));
        }
        insert_event(&transaction, outlet.id, &outlet.content, event).await?;
        transaction.commit().await?;
        instant(updated_at)
    }

    /// The outlet with this identifier.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn find_outlet(&self, id: i64) -> Result<Option<StoredOutlet>, StorageError> {
        let row = outlet::Entity::find_by_id(id).one(self.reader()).await?;
        row.map(StoredOutlet::read).transpose()
    }

    /// Every outlet, open or not, by identifier: some hundreds in a city.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_outlets(&self) -> Result<Vec<StoredOutlet>, StorageError> {
        let rows = outlet::Entity::find()
            .order_by_asc(outlet::Column::Id)
            .all(self.reader())
            .await?;
        rows.into_iter().map(StoredOutlet::read).collect()
    }

    /// What was done to an outlet, oldest first.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_outlet_events(&self, outlet_id: i64) -> Result<Vec<OutletEvent>, StorageError> {
        let rows = outlet_event::Entity::find()
            .filter(outlet_event::Column::OutletId.eq(outlet_id))
            .order_by_asc(outlet_event::Column::Id)
            .all(self.reader())
            .await?;
        let read = |row: outlet_event::Model| {
            Ok(OutletEvent {
                at: instant(row.at)?,
                account: row.account,
                kind: row.kind,
                remark: row.remark,
            })
        };
        rows.into_iter().map(read).collect()
    }

    /// A number that grows with every change of any outlet, on any instance.
    ///
    /// It counts the history's lines, which are never removed: unlike the latest identifier, the count also moves when
    /// an earlier transaction is committed later.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn outlet_version(&self) -> Result<u64, StorageError> {
        let row = sql::query_one(self.reader(), "SELECT COUNT(*) AS changes FROM outlet_event", vec![]).await?;
        let changes: i64 = row
            .map(|row| row.try_get("", "changes"))
            .transpose()?
            .unwrap_or_default();
        Ok(changes.unsigned_abs())
    }
}
