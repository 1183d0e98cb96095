//! Wires the parts together and serves both listeners until told to stop.

use std::{
    net::SocketAddr,
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64},
    },
};

use anyhow::{Context, Result, bail};
use arc_swap::ArcSwap;
use axum::{Router, serve::ListenerExt};
use tokio::{net::TcpListener, sync::Semaphore};

use crate::{
    app_state::{App, AppState, Limits},
    blob::BlobStore,
    block_register::BlockRegister,
    clock::Clock,
    config::{BlobPlace, Config, Role},
    evidence::{photo::PhotoPool, vault::Vault},
    http::{
        self,
        asset::Assets,
        cache::PageCache,
        client::{Guesses, Limit},
    },
    jobs,
    metrics::Metrics,
    offline_file::OfflineFiles,
    outlet_book::OutletBook,
    reference::{HeatingRules, Reference, ReferencePlaces},
    secret::Secret,
    services::{
        manage_account::{DemonstrationAccount, add_demonstration_accounts},
        receive_upload::UPLOAD_UNIT,
        reload_prices::{PricesSeen, reload_prices},
        reload_zones::{ZonesSeen, reload_zones},
        screen_tip::FloodWatch,
    },
    storage::Storage,
    village_point::VillagePointRegister,
};

/// Megabytes of rendered pages that are kept: every village in both views fits.
const PAGE_CACHE_MEGABYTES: u64 = 48;
const MEGABYTE: u32 = 1024 * 1024;

/// Loads the rules; every problem in them is named at once.
///
/// # Errors
/// When any data file has a problem.
pub fn load_reference(config: &Config) -> Result<Reference> {
    Reference::load(&config.reference_source())
        .map_err(|problems| anyhow::anyhow!("数据文件有问题，没有启动：{problems}"))
}

/// Builds everything a request may reach.
///
/// # Errors
/// When a data file, the database, the secret or the blob store cannot be used; the message names it.
pub async fn build(config: Config, clock: Clock) -> Result<App> {
    let blobs = open_blobs(&config)?;
    build_on(config, clock, blobs).await
}

/// The same on any store of photos.
///
/// # Errors
/// As [`build`].
pub async fn build_on(config: Config, clock: Clock, blobs: BlobStore) -> Result<App> {
    let reference = Arc::new(load_reference(&config)?);
    let folder = &config.data_dir;
    std::fs::create_dir_all(folder).with_context(|| format!("建不了数据文件夹 {}", folder.display()))?;
    let secret_file = folder.join("secret.key");
    let secret = Secret::load_or_create(&secret_file).with_context(|| format!("读不了 {}", secret_file.display()))?;
    let vault = Vault::load(&config).map_err(|problem| anyhow::anyhow!("密钥有问题，没有启动：{problem}"))?;
    let storage = Storage::open(config.storage.url())
        .await
        .context("打不开数据库（[storage] url 或 DATABASE_URL）")?;
    let village_points = VillagePointRegister::default();
    village_points.refresh(&storage).await?;
    let blocks = BlockRegister::default();
    blocks.refresh(&storage).await?;
    let outlets = OutletBook::load(&storage, reference.demonstration_outlets().to_vec())
        .await
        .context("读不了型煤网点")?;
    let photos = PhotoPool::new(config.photos.limits(), config.photos.pool());
    let workers = config.photos.pool().workers;
    let limits = limits(&config, &clock);
    let app = App::new(AppState {
        places: Arc::new(ReferencePlaces::new(reference.clone(), {
            let clock = clock.clone();
            move || app::domain::calendar::china_date(clock.now())
        })),
        heating: ArcSwap::from_pointee(HeatingRules::new(reference.file_heating().shown())),
        reference,
        outlets,
        storage,
        blobs,
        photos,
        photo_turns: Semaphore::new(workers + 1),
        vault,
        last_signed: AtomicI64::new(0),
        secret,
        clock,
        assets: Assets::load(&config.server.site_root),
        pages: PageCache::new(PAGE_CACHE_MEGABYTES),
        offline: OfflineFiles::default(),
        limits,
        metrics: Metrics::new()?,
        flood: FloodWatch::new(config.abuse.hold, config.abuse.limits_off()),
        blocks,
        notices_version: AtomicU64::new(0),
        village_points,
        zones_seen: ZonesSeen::default(),
        prices_seen: PricesSeen::default(),
        config,
    });
    reload_zones(&app).await.context("已发布的禁煤区读不出来")?;
    reload_prices(&app).await.context("已发布的价格读不出来")?;
    Ok(app)
}

/// The store of photos.
///
/// # Errors
/// When it cannot be opened.
pub fn open_blobs(config: &Config) -> Result<BlobStore> {
    match &config.storage.blobs {
        BlobPlace::Folder(folder) => {
            std::fs::create_dir_all(folder).with_context(|| format!("建不了照片文件夹 {}", folder.display()))?;
            BlobStore::on_disk(folder).context("打不开照片文件夹")
        }
        BlobPlace::S3(bucket) => BlobStore::on_s3(bucket).context("对象存储的设置用不了（[storage] blobs、s3_…）"),
    }
}

fn limits(config: &Config, clock: &Clock) -> Limits {
    let abuse = &config.abuse;
    let limit_per = |count: u32, per: fn(NonZeroU32, &Clock) -> Limit| match NonZeroU32::new(count) {
        Some(count) if !abuse.limits_off() => per(count, clock),
        _ => Limit::off(),
    };
    let limit = |per_minute: u32| limit_per(per_minute, Limit::per_minute);
    Limits {
        tips: limit(abuse.tips_per_minute),
        devices: limit(abuse.device_tips_per_minute),
        // One for each tip, and as many again for those that were broken off.
        challenges: limit(abuse.tips_per_minute.saturating_mul(2)),
        uploads: limit(abuse.uploads_per_minute),
        upload_bytes: limit_per(
            abuse.upload_megabytes_per_hour.saturating_mul(MEGABYTE / UPLOAD_UNIT),
            Limit::per_hour,
        ),
        receipts: match NonZeroU32::new(abuse.receipts_per_minute) {
            Some(per_minute) if !abuse.limits_off() => Guesses::per_minute(per_minute, clock),
            _ => Guesses::off(),
        },
        deeds: limit(abuse.receipts_per_minute),
        sign_ins: limit(abuse.sign_ins_per_minute),
    }
}

/// Serves until the process is told to stop.
///
/// # Errors
/// When something cannot be loaded or an address cannot be bound.
pub async fn serve(mut config: Config) -> Result<()> {
    let public = bind(config.serves(Role::Public), config.server.public_addr).await?;
    let staff = bind(config.serves(Role::Staff), config.server.staff_addr).await?;
    if public.is_none() && staff.is_none() {
        bail!("没有要开的站点");
    }
    if let Some((_, address)) = &public {
        config.site.default_public_url(*address);
    }
    let app = build(config, Clock::system()).await?;
    let accounts = demonstration_accounts(&app).await?;
    jobs::start(&app);
    announce(
        &app,
        public.as_ref().map(|p| p.1),
        staff.as_ref().map(|s| s.1),
        &accounts,
    );
    let mut sites = tokio::task::JoinSet::new();
    if let Some((listener, _)) = public {
        sites.spawn(run(listener, http::public_site(&app)));
    }
    if let Some((listener, _)) = staff {
        sites.spawn(run(listener, http::staff_site(&app)));
    }
    while let Some(ended) = sites.join_next().await {
        ended??;
    }
    app.storage.clone().close().await?;
    Ok(())
}

async fn bind(wanted: bool, address: SocketAddr) -> Result<Option<(TcpListener, SocketAddr)>> {
    if !wanted {
        return Ok(None);
    }
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("地址 {address} 用不了，可能已被占用"))?;
    let bound = listener.local_addr()?;
    Ok(Some((listener, bound)))
}

async fn run(listener: TcpListener, site: Router) -> Result<()> {
    // Nagle's algorithm against delayed acknowledgement costs 40 ms a request.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY");
        }
    });
    let service = site.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(told_to_stop())
        .await?;
    Ok(())
}

async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

async fn demonstration_accounts(app: &App) -> Result<Vec<DemonstrationAccount>> {
    if !app.config.site.demonstration || !app.config.serves(Role::Staff) {
        return Ok(vec![]);
    }
    let name = |office| app.reference.office_name(office);
    Ok(add_demonstration_accounts(&app.storage, name, app.clock.now()).await?)
}

/// Tells the person at the terminal where to go. The only place that shows passwords; nothing of it is logged.
#[expect(clippy::print_stdout, reason = "speaks to the person at the terminal")]
fn announce(app: &App, public: Option<SocketAddr>, staff: Option<SocketAddr>, accounts: &[DemonstrationAccount]) {
    println!("净暖已经启动，按 Ctrl+C 停下。");
    if app.config.abuse.limits_off() {
        println!("注意：[abuse] limits = \"off\"，所有限流都关了，只能用于压力测试。");
        tracing::warn!("abuse limits are off");
    }
    if app.config.site.demonstration {
        println!("演示模式：禁煤区、账号都是示例。正式使用请设 [site] demonstration = false。");
    }
    if let (Some(problem), true) = (app.vault.problem(), app.config.serves(Role::Staff)) {
        println!("注意：{problem}。照常收举报，但封存的原件和身份现在打不开。");
        tracing::error!(%problem, "private keys cannot be used");
    }
    if app.config.server.role == Role::Both && app.vault.opener().is_ok() {
        println!(
            "注意：公开站点和工作台在同一个进程，私钥也在里面。这样只适合演示；正式使用请用 --role public 和 --role staff 分开。"
        );
    }
    if app.assets.islands.module.is_empty() && public.is_some() {
        println!("没有找到编译好的网页脚本，页面照常可用；make serve 会编译它。");
    }
    for account in accounts {
        println!("账号 {}  密码 {}  {}", account.login, account.password, account.what);
    }
    if !accounts.is_empty() {
        println!("以上密码只显示这一次；忘了用 jingnuan staff reset <账号> 重设。");
    }
    if let Some(address) = public {
        println!("公开站点 http://{address}/");
    }
    if let Some(address) = staff {
        println!("工作台 http://{address}/staff/");
    }
}

/// `jingnuan config check`: the settings in force, and whether the data files can be used.
///
/// # Errors
/// When a data file has a problem.
#[expect(clippy::print_stdout, reason = "speaks to the person at the terminal")]
pub fn check(config: &Config) -> Result<()> {
    println!("{}", config.describe());
    let reference = load_reference(config)?;
    let divisions = reference.divisions();
    println!(
        "数据文件没有问题：{} 个县（市、区），{} 个乡镇（街道），{} 个村（社区），{} 份禁煤区通告，{} 条价格和补贴。",
        divisions.counties().len(),
        divisions.towns().len(),
        divisions.villages().len(),
        reference.file_zones().register().zones().count(),
        reference.file_heating().shown().rules.len()
    );
    Ok(())
}
