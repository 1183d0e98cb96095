//! The program `jingnuan`.

use std::process::ExitCode;

use jingnuan::{
    backup_command,
    cli::{Command, Invocation},
    config::Config,
    keys_command, prices_command, serve, staff_command, zones_command,
};
use rustix::fs::Mode;

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

#[tokio::main]
async fn main() -> ExitCode {
    // Database, photos, keys and backups are no stranger's to read, whatever folder they go to. The group stays as it was
    // set: the public site and the workbench may be two accounts on one data folder.
    let before = rustix::process::umask(Mode::RWXO);
    rustix::process::umask(before | Mode::RWXO);
    let invocation = match Invocation::parse(std::env::args_os()) {
        Ok(invocation) => invocation,
        Err(error) => error.exit(),
    };
    match run(invocation).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(invocation: Invocation) -> anyhow::Result<()> {
    let config = Config::load(&invocation.flags, jingnuan::config::environment())?;
    config.log.start();
    match invocation.command {
        Command::Serve => serve::serve(config).await,
        Command::StaffAdd(new) => staff_command::add(config, new).await,
        Command::StaffReset { login } => staff_command::reset(config, &login).await,
        Command::StaffBar { login, barred } => staff_command::bar(config, &login, barred).await,
        Command::StaffList => staff_command::list(config).await,
        Command::ZonesImport(file) => zones_command::import(&config, &file).await,
        Command::ZonesExport(file) => zones_command::export(&config, &file).await,
        Command::ZonesCheck(file) => zones_command::check(&config, &file),
        Command::ConfigCheck => serve::check(&config),
        Command::PricesCheck(file) => prices_command::check(&config, &file),
        Command::PricesExport(file) => prices_command::export(&config, &file).await,
        Command::PricesImport(file) => prices_command::import(&config, &file).await,
        Command::KeysNew => keys_command::new(&config),
        Command::KeysRotate => keys_command::rotate(&config),
        Command::KeysCheck => keys_command::check(&config),
        Command::KeysRewrap => keys_command::rewrap(config).await,
        Command::EvidenceVerify(asked) => keys_command::verify(&asked),
        Command::EvidenceCheckpoints(asked) => keys_command::checkpoints(&config, &asked).await,
        Command::Backup(dir) => backup_command::back_up(&config, &dir).await,
        Command::Restore(dir) => backup_command::restore(&config, &dir).await,
    }
}
