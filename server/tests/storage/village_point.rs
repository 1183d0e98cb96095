//! Where villages lie: the newest record counts, all are kept.

use app::domain::{coordinate::Wgs84, division::VillageCode, permission::Role};
use jingnuan::storage::{NewVillagePoint, Storage};
use time::Duration;

use crate::{
    engine::on_both_engines,
    sample::{NOW, account},
};

fn village(code: u64) -> VillageCode {
    code.try_into().unwrap()
}

async fn record(storage: &Storage, by: i64, code: u64, at: Option<(f64, f64)>, minutes: i64) {
    storage
        .record_village_point(NewVillagePoint {
            village: village(code),
            at: at.map(|(longitude, latitude)| Wgs84::new(longitude, latitude)),
            recorded_by: by,
            recorded_at: NOW + Duration::minutes(minutes),
        })
        .await
        .unwrap();
}

on_both_engines! {
    async fn the_newest_record_counts_and_all_are_kept(engine) {
        let storage = &engine.storage;
        assert_eq!(storage.village_point_version().await.unwrap(), 0);
        let zhang = storage.create_account(account("zhang", Role::Handler)).await.unwrap();
        let li = storage.create_account(account("li", Role::Handler)).await.unwrap();
        record(storage, zhang, 410_821_100_207, Some((113.0, 35.25)), 0).await;
        record(storage, zhang, 410_821_100_208, Some((113.45, 35.24)), 1).await;
        let before = storage.village_point_version().await.unwrap();
        record(storage, li, 410_821_100_207, Some((113.44, 35.0)), 2).await;
        assert!(storage.village_point_version().await.unwrap() > before);

        let points = storage.list_village_points().await.unwrap();
        let found: Vec<(u64, f64, f64)> =
            points.iter().map(|point| (point.village.number(), point.at.longitude, point.at.latitude)).collect();
        assert_eq!(found, [(410_821_100_207, 113.44, 35.0), (410_821_100_208, 113.45, 35.24)]);

        record(storage, zhang, 410_821_100_207, None, 3).await;
        assert_eq!(storage.list_village_points().await.unwrap().len(), 1);
        let records = storage.list_village_point_records(village(410_821_100_207), 10).await.unwrap();
        let who: Vec<(bool, String)> = records.iter().map(|line| (line.at.is_some(), line.name.clone())).collect();
        let name = async |id| storage.find_account_by_id(id).await.unwrap().unwrap().name;
        assert_eq!(who, [(false, name(zhang).await), (true, name(li).await), (true, name(zhang).await)]);
        assert_eq!(records[0].recorded_at, NOW + Duration::minutes(3));
        assert_eq!(storage.list_village_point_records(village(410_821_100_207), 2).await.unwrap().len(), 2);
    }
}
