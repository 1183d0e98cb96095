//! The command line: `serve`, `staff add|reset|disable|enable|list`, `zones` and `prices import|export|check`, `keys new|rotate|check|rewrap`,
//! `evidence verify|checkpoints`, `backup`, `restore`, `config check`.

#![allow(clippy::doc_markdown, reason = "these comments are the help that the terminal shows")]

use std::{ffi::OsString, net::SocketAddr, path::PathBuf};

use app::domain::{agency::Queue, permission};
use clap::{Args, Parser, Subcommand, ValueEnum, error::ErrorKind};

use crate::config::{Flags, Role};

/// What the person asked for.
#[derive(Debug, Clone)]
pub struct Invocation {
    /// What the command line says of settings.
    pub flags: Flags,
    /// What to do.
    pub command: Command,
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Serve the sites.
    Serve,
    /// Add a staff account; its password is shown once.
    StaffAdd(NewStaff),
    /// Give a staff account another password, shown once, and unlock it.
    StaffReset {
        /// The account.
        login: String,
    },
    /// Bar a staff account from signing in, and end its sessions; or let it again.
    StaffBar {
        /// The account.
        login: String,
        /// Barred, or let again.
        barred: bool,
    },
    /// List staff accounts.
    StaffList,
    /// Publish the ban zones of a file.
    ZonesImport(PathBuf),
    /// Write every ban zone to a file.
    ZonesExport(PathBuf),
    /// Check a file of ban zones.
    ZonesCheck(PathBuf),
    /// Check the settings and the data files, and show what is in force.
    ConfigCheck,
    /// Check a file of prices and subsidies.
    PricesCheck(PathBuf),
    /// Write every price and subsidy rule to a file.
    PricesExport(PathBuf),
    /// Publish the rules of a file.
    PricesImport(PathBuf),
    /// Make keys for evidence and identities.
    KeysNew,
    /// Give the agency a new key.
    KeysRotate,
    /// Load the keys as a server would, and try them.
    KeysCheck,
    /// Seal what is kept anew, to today's recipients.
    KeysRewrap,
    /// Check an evidence package.
    EvidenceVerify(VerifyEvidence),
    /// Check all checkpoints and histories.
    EvidenceCheckpoints(CheckCheckpoints),
    /// Copy database and photos while the server runs.
    Backup(PathBuf),
    /// Put a backup into an empty place.
    Restore(PathBuf),
}

/// An evidence package to check.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct VerifyEvidence {
    /// 证据包
    pub file: PathBuf,
    /// 承办单位公布的公钥（64 位十六进制）；不给就用证据包自己写的
    #[arg(long, value_name = "HEX")]
    pub key: Option<String>,
    /// 私钥文件；给了就打开每张原件再核对一遍
    #[arg(long, value_name = "FILE")]
    pub identity: Option<PathBuf>,
}

/// How all checkpoints are checked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct CheckCheckpoints {
    /// 公布的公钥（64 位十六进制）；不给就用设置里那把签名密钥的
    #[arg(long, value_name = "HEX")]
    pub key: Option<String>,
    /// 以前留存的 /api/v1/checkpoints 的回答；给了就看那些校验点后来有没有重做过
    #[arg(long, value_name = "FILE")]
    pub kept: Option<PathBuf>,
}

/// A staff account to add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStaff {
    /// What the person signs in with.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// What the account is for.
    pub role: permission::Role,
    /// The office, such as `transport@410821`.
    pub office: Queue,
}

/// 净暖：焦作市散煤治理举报与宣传平台。
#[derive(Parser)]
#[command(name = "jingnuan", version, disable_help_subcommand = true)]
struct Line {
    /// 配置文件（环境变量 JINGNUAN_CONFIG；默认 jingnuan.toml）
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// 数据文件夹：数据库、照片、密钥（环境变量 JINGNUAN_DATA_DIR；默认 var）
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Subcommand)]
enum Action {
    /// 启动公开站点和工作台（不写命令时就是它）
    Serve(ServeFlags),
    /// 工作人员账号
    #[command(subcommand)]
    Staff(StaffAction),
    /// 禁煤区文件
    #[command(subcommand)]
    Zones(ZonesAction),
    /// 设置
    #[command(subcommand)]
    Config(ConfigAction),
    /// 电价、气价和补贴
    #[command(subcommand)]
    Prices(PricesAction),
    /// 封存证据和身份用的密钥
    #[command(subcommand)]
    Keys(KeysAction),
    /// 证据
    #[command(subcommand)]
    Evidence(EvidenceAction),
    /// 备份数据库和照片，不用停服务
    Backup {
        /// 放到哪个文件夹（要是空的，或者还没有）
        dir: PathBuf,
    },
    /// 把备份恢复到空的数据库和照片文件夹
    Restore {
        /// 备份的文件夹
        dir: PathBuf,
    },
}

#[derive(Subcommand)]
enum KeysAction {
    /// 第一次建密钥，已经有的不动
    New,
    /// 换一把新的承办单位密钥，以前封的照样打得开
    Rotate,
    /// 检查密钥：封一次，打开一次
    Check,
    /// 换过密钥以后，把以前封的都重新封给现在的公钥；可以中断，可以重做
    Rewrap,
}

#[derive(Subcommand)]
enum EvidenceAction {
    /// 核对一个证据包，不用联网
    Verify(VerifyEvidence),
    /// 重算全部校验点，核对签名和每个案件的办理记录
    Checkpoints(CheckCheckpoints),
}

#[derive(Args, Default)]
struct ServeFlags {
    /// 公开站点的地址（环境变量 JINGNUAN_PUBLIC_ADDR）
    #[arg(long, value_name = "HOST:PORT")]
    public_addr: Option<SocketAddr>,
    /// 工作台的地址（环境变量 JINGNUAN_STAFF_ADDR）
    #[arg(long, value_name = "HOST:PORT")]
    staff_addr: Option<SocketAddr>,
    /// 开哪个站点（环境变量 JINGNUAN_ROLE）
    #[arg(long)]
    role: Option<ServeRole>,
}

#[derive(Clone, Copy, ValueEnum)]
enum ServeRole {
    Public,
    Staff,
    Both,
}

impl From<ServeRole> for Role {
    fn from(role: ServeRole) -> Self {
        match role {
            ServeRole::Public => Self::Public,
            ServeRole::Staff => Self::Staff,
            ServeRole::Both => Self::Both,
        }
    }
}

#[derive(Subcommand)]
enum StaffAction {
    /// 新建账号，密码只显示一次
    Add {
        /// 账号
        login: String,
        /// 姓名
        #[arg(long)]
        name: String,
        /// 角色：handler 经办人、approver 审核人、coordinator 散烧办、auditor 审计员、administrator 管理员
        #[arg(long, value_parser = staff_role)]
        role: permission::Role,
        /// 单位，如 transport@410821（修武县交通运输局）、city_office@4108（市散烧办）
        #[arg(long)]
        office: Queue,
    },
    /// 重设密码并解锁，新密码只显示一次
    Reset {
        /// 账号
        login: String,
    },
    /// 停用账号：不能再登录，已经登录的马上退出
    Disable {
        /// 账号
        login: String,
    },
    /// 恢复停用的账号
    Enable {
        /// 账号
        login: String,
    },
    /// 列出账号
    List,
}

#[derive(Subcommand)]
enum ZonesAction {
    /// 把文件里的版本全部发布；有一处不对就都不导入
    Import {
        /// 文件，格式同 zones.toml
        file: PathBuf,
    },
    /// 把所有版本写成文件
    Export {
        /// 写到哪个文件
        file: PathBuf,
    },
    /// 检查文件，一次说出所有问题和行号
    Check {
        /// 文件，格式同 zones.toml
        file: PathBuf,
    },
}

#[derive(Subcommand)]
enum ConfigAction {
    /// 检查设置和数据文件，显示生效的设置（密码不显示）
    Check,
}

#[derive(Subcommand)]
enum PricesAction {
    /// 检查一个价格补贴文件，每处问题都指出行号
    Check {
        /// 文件，格式同 server/data/prices.toml
        file: PathBuf,
    },
    /// 导出全部价格和补贴规则
    Export {
        /// 写到这个文件
        file: PathBuf,
    },
    /// 发布一个文件里的规则，已经有的不动
    Import {
        /// 文件
        file: PathBuf,
    },
}

fn staff_role(code: &str) -> Result<permission::Role, String> {
    let roles = permission::Role::ALL;
    roles.into_iter().find(|role| role.code() == code).ok_or_else(|| {
        let codes: Vec<&str> = roles.iter().map(|role| role.code()).collect();
        format!("没有这个角色，可以写：{}", codes.join("、"))
    })
}

impl Invocation {
    /// Reads the command line; without a command it means `serve`.
    ///
    /// # Errors
    /// What clap says, which is also how it shows help; [`clap::Error::exit`] ends the program rightly.
    pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let mut arguments: Vec<OsString> = arguments.into_iter().collect();
        let line = match Line::try_parse_from(&arguments) {
            // A flag of `serve` without the word `serve`.
            Err(error) if error.kind() == ErrorKind::UnknownArgument => {
                let at = arguments.len().min(1);
                arguments.insert(at, "serve".into());
                Line::try_parse_from(&arguments).map_err(|_| error)?
            }
            read => read?,
        };
        let mut flags = Flags {
            config: line.config,
            data_dir: line.data_dir,
            ..Flags::default()
        };
        let command = match line.action.unwrap_or_else(|| Action::Serve(ServeFlags::default())) {
            Action::Serve(serve) => {
                flags.public_addr = serve.public_addr;
                flags.staff_addr = serve.staff_addr;
                flags.role = serve.role.map(Role::from);
                Command::Serve
            }
            Action::Staff(StaffAction::Add {
                login,
                name,
                role,
                office,
            }) => Command::StaffAdd(NewStaff {
                login,
                name,
                role,
                office,
            }),
            Action::Staff(StaffAction::Reset { login }) => Command::StaffReset { login },
            Action::Staff(StaffAction::Disable { login }) => Command::StaffBar { login, barred: true },
            Action::Staff(StaffAction::Enable { login }) => Command::StaffBar { login, barred: false },
            Action::Staff(StaffAction::List) => Command::StaffList,
            Action::Zones(ZonesAction::Import { file }) => Command::ZonesImport(file),
            Action::Zones(ZonesAction::Export { file }) => Command::ZonesExport(file),
            Action::Zones(ZonesAction::Check { file }) => Command::ZonesCheck(file),
            Action::Config(ConfigAction::Check) => Command::ConfigCheck,
            Action::Prices(PricesAction::Check { file }) => Command::PricesCheck(file),
            Action::Prices(PricesAction::Export { file }) => Command::PricesExport(file),
            Action::Prices(PricesAction::Import { file }) => Command::PricesImport(file),
            Action::Keys(KeysAction::New) => Command::KeysNew,
            Action::Keys(KeysAction::Rotate) => Command::KeysRotate,
            Action::Keys(KeysAction::Check) => Command::KeysCheck,
            Action::Keys(KeysAction::Rewrap) => Command::KeysRewrap,
            Action::Evidence(EvidenceAction::Verify(asked)) => Command::EvidenceVerify(asked),
            Action::Evidence(EvidenceAction::Checkpoints(asked)) => Command::EvidenceCheckpoints(asked),
            Action::Backup { dir } => Command::Backup(dir),
            Action::Restore { dir } => Command::Restore(dir),
        };
        Ok(Self { flags, command })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Invocation, clap::Error> {
        Invocation::parse(line.split(' ').map(OsString::from))
    }

    #[test]
    fn serve_is_what_no_command_means() {
        for line in [
            "jingnuan",
            "jingnuan serve",
            "jingnuan --data-dir here",
            "jingnuan --role public",
        ] {
            assert_eq!(parse(line).unwrap().command, Command::Serve, "{line}");
        }
        let flags = parse("jingnuan --public-addr 127.0.0.1:8000 --data-dir here")
            .unwrap()
            .flags;
        assert_eq!(flags.public_addr, Some("127.0.0.1:8000".parse().unwrap()));
        assert_eq!(flags.data_dir, Some("here".into()));
    }

    #[test]
    fn config_and_data_dir_go_with_every_command() {
        for line in [
            "jingnuan serve --config a.toml --data-dir here",
            "jingnuan --config a.toml staff list --data-dir here",
            "jingnuan config check --data-dir here --config a.toml",
        ] {
            let flags = parse(line).unwrap().flags;
            assert_eq!(
                (flags.config, flags.data_dir),
                (Some("a.toml".into()), Some("here".into())),
                "{line}"
            );
        }
    }

    #[test]
    fn a_new_account_names_its_office() {
        let line = "jingnuan staff add zhang --name 张三 --role handler --office transport@410821";
        let expected = NewStaff {
            login: "zhang".into(),
            name: "张三".into(),
            role: permission::Role::Handler,
            office: "transport@410821".parse().unwrap(),
        };
        assert_eq!(parse(line).unwrap().command, Command::StaffAdd(expected));
    }

    #[test]
    fn an_account_is_barred_and_let_again() {
        for (verb, barred) in [("disable", true), ("enable", false)] {
            let expected = Command::StaffBar {
                login: "zhang".into(),
                barred,
            };
            assert_eq!(
                parse(&format!("jingnuan staff {verb} zhang")).unwrap().command,
                expected
            );
        }
    }

    #[test]
    fn zones_come_and_go_in_files() {
        for (line, expected) in [
            ("jingnuan zones import a.toml", Command::ZonesImport("a.toml".into())),
            ("jingnuan zones export a.toml", Command::ZonesExport("a.toml".into())),
            ("jingnuan zones check a.toml", Command::ZonesCheck("a.toml".into())),
        ] {
            assert_eq!(parse(line).unwrap().command, expected, "{line}");
        }
    }

    #[test]
    fn keys_evidence_and_backups_have_their_words() {
        let verify = VerifyEvidence {
            file: "a.tar".into(),
            key: Some("ab".into()),
            identity: None,
        };
        for (line, expected) in [
            ("jingnuan keys new", Command::KeysNew),
            ("jingnuan keys rotate", Command::KeysRotate),
            ("jingnuan keys rewrap", Command::KeysRewrap),
            ("jingnuan keys check --data-dir here", Command::KeysCheck),
            (
                "jingnuan evidence verify a.tar --key ab",
                Command::EvidenceVerify(verify),
            ),
            (
                "jingnuan evidence checkpoints",
                Command::EvidenceCheckpoints(CheckCheckpoints::default()),
            ),
            ("jingnuan backup there", Command::Backup("there".into())),
            ("jingnuan restore there", Command::Restore("there".into())),
        ] {
            assert_eq!(parse(line).unwrap().command, expected, "{line}");
        }
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for line in [
            "jingnuan dance",
            "jingnuan --colour red",
            "jingnuan serve --public-addr nowhere",
            "jingnuan zones import",
            "jingnuan serve --role king",
            "jingnuan staff list --role public",
            "jingnuan staff add zhang --name 张三 --role king --office transport@410821",
            "jingnuan staff add zhang --name 张三 --role handler --office transport",
        ] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
