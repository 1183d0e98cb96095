//! Where villages lie: every record is kept, with who made it and when; the newest of a village counts.

use app::domain::{coordinate::Wgs84, division::VillageCode, village_point::VillagePoint};
use sea_orm::{QueryResult, Value};
use time::OffsetDateTime;

use super::{
    Storage, StorageError,
    column::{instant, millis, number, whole},
    sql,
};

/// A record to be made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NewVillagePoint {
    /// The village.
    pub village: VillageCode,
    /// Where it lies; none takes an earlier record back.
    pub at: Option<Wgs84>,
    /// The account that records it.
    pub recorded_by: i64,
    /// Now.
    pub recorded_at: OffsetDateTime,
}

/// A record as kept.
#[derive(Debug, Clone, PartialEq)]
pub struct VillagePointRecord {
    /// Where the village lies; none where an earlier record was taken back.
    pub at: Option<Wgs84>,
    /// Who recorded it.
    pub name: String,
    /// When.
    pub recorded_at: OffsetDateTime,
}

fn position(row: &QueryResult) -> Result<Option<Wgs84>, StorageError> {
    let longitude: Option<f64> = row.try_get("", "longitude")?;
    let latitude: Option<f64> = row.try_get("", "latitude")?;
    Ok(longitude
        .zip(latitude)
        .map(|(longitude, latitude)| Wgs84::new(longitude, latitude)))
}

impl Storage {
    /// Records where a village lies, or that it is not known after all.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn record_village_point(&self, new: NewVillagePoint) -> Result<(), StorageError> {
        let sql = "INSERT INTO village_point (village, longitude, latitude, recorded_by, recorded_at) \
                   VALUES ($1, $2, $3, $4, $5)";
        let values = vec![
            whole(number("village_point.village", new.village.number())?),
            Value::Double(new.at.map(|at| at.longitude)),
            Value::Double(new.at.map(|at| at.latitude)),
            whole(new.recorded_by),
            whole(millis(new.recorded_at)),
        ];
        sql::execute(self.writer(), sql, values).await?;
        Ok(())
    }

    /// Every village's point that counts.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_village_points(&self) -> Result<Vec<VillagePoint>, StorageError> {
        let sql = "SELECT p.village, p.longitude, p.latitude FROM village_point p \
                   WHERE p.id = (SELECT MAX(newest.id) FROM village_point newest WHERE newest.village = p.village) \
                   AND p.longitude IS NOT NULL ORDER BY p.village";
        let mut points = Vec::new();
        for row in sql::query(self.reader(), sql, vec![]).await? {
            let village: u64 = number("village_point.village", row.try_get::<i64>("", "village")?)?;
            if let Some(at) = position(&row)? {
                points.push(VillagePoint {
                    village: number("village_point.village", village)?,
                    at,
                });
            }
        }
        Ok(points)
    }

    /// A village's records, newest first.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_village_point_records(
        &self,
        village: VillageCode,
        limit: u32,
    ) -> Result<Vec<VillagePointRecord>, StorageError> {
        let sql = "SELECT p.longitude, p.latitude, p.recorded_at, a.name FROM village_point p \
                   JOIN account a ON a.id = p.recorded_by WHERE p.village = $1 ORDER BY p.id DESC LIMIT $2";
        let village = number("village_point.village", village.number())?;
        let rows = sql::query(self.reader(), sql, vec![whole(village), whole(limit.into())]).await?;
        rows.iter()
            .map(|row| {
                Ok(VillagePointRecord {
                    at: position(row)?,
                    name: row.try_get("", "name")?,
                    recorded_at: instant(row.try_get("", "recorded_at")?)?,
                })
            })
            .collect()
    }

    /// A number that grows with every record; nothing recorded is nought.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn village_point_version(&self) -> Result<i64, StorageError> {
        let row = sql::query_one(self.reader(), "SELECT MAX(id) AS newest FROM village_point", vec![]).await?;
        let newest: Option<i64> = row.map(|row| row.try_get("", "newest")).transpose()?.flatten();
        Ok(newest.unwrap_or(0))
    }
}
