use std::fs;

use super::*;

/// Loads settings from a file's text and variables.
fn load(text: &str, environment: &[(&str, &str)]) -> Result<Config, ConfigErrors> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("jingnuan.toml");
    fs::write(&path, text).unwrap();
    let flags = Flags {
        config: Some(path),
        ..Flags::default()
    };
    Config::load(
        &flags,
        environment
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    )
}

/// The only problem, as it is shown, without the folder's random name.
fn problem(text: &str, environment: &[(&str, &str)]) -> String {
    let ConfigErrors(errors) = load(text, environment).unwrap_err();
    assert_eq!(errors.len(), 1, "{errors:?}");
    let ConfigError {
        setting,
        place,
        message,
    } = &errors[0];
    let place = match place {
        Origin::File { line, .. } => format!("line {line}"),
        other => other.to_string(),
    };
    format!("{setting} | {place} | {message}")
}

#[test]
fn an_empty_file_gives_the_defaults() {
    let config = load("", &[]).unwrap();
    assert_eq!(config.server.public_addr.to_string(), "127.0.0.1:3000");
    assert_eq!(config.server.staff_addr.to_string(), "127.0.0.1:3001");
    assert!(config.site.demonstration && !config.abuse.limits_off());
    assert_eq!(config.site.hotline, "12345");
    assert_eq!(config.storage.url(), "sqlite://var/jingnuan.db");
    assert_eq!(config.storage.blob_dir(), Path::new("var/blobs"));
    assert_eq!(config.notice_delay_hours(), 0);
    assert!(config.serves(Role::Public) && config.serves(Role::Staff));
}

#[test]
fn each_problem_names_its_setting_and_where_it_was_said() {
    for (text, expected) in [
        (
            "\n[server]\npublic_adr = \"x\"\n",
            "[server] public_adr | line 3 | 没有这个设置",
        ),
        ("[sevrer]\n", "sevrer | line 1 | 没有这个设置"),
        ("port = 3\n", "port | line 1 | 没有这个设置"),
        ("[site]\n[site.more]\nx = 1\n", "[site] more | line 2 | 没有这一节"),
        (
            "[server]\npublic_addr = \"nowhere\"\n",
            "[server] public_addr | line 2 | “nowhere”不是地址和端口",
        ),
        (
            "[server]\npublic_addr = 3000\n",
            "[server] public_addr | line 2 | 应是带引号的文字",
        ),
        (
            "[server]\nrole = \"king\"\n",
            "[server] role | line 2 | 应是 public、staff、both",
        ),
        (
            "[server]\ntrusted_proxies = [\"10.0.0.0/8\", \"ten\"]\n",
            "[server] trusted_proxies | line 2 | “ten”不是地址或网段",
        ),
        (
            "[site]\ndemonstration = \"yes\"\n",
            "[site] demonstration | line 2 | 应是 true 或 false",
        ),
        (
            "[site]\npublic_url = \"example.com\"\n",
            "[site] public_url | line 2 | 应是网址",
        ),
        (
            "[site]\nhotline = \"call us\"\n",
            "[site] hotline | line 2 | 应是电话号码",
        ),
        (
            "[staff]\nlockout_attempts = 0\n",
            "[staff] lockout_attempts | line 2 | 应在 1 到 100 之间",
        ),
        (
            "[staff]\nlockout_minutes = \"5m\"\n",
            "[staff] lockout_minutes | line 2 | 应是不带单位的整数",
        ),
        (
            "[storage]\nurl = \"mysql://secret@host\"\n",
            "[storage] url | line 2 | 应以 sqlite://",
        ),
        (
            "[storage]\nblobs = \"s3://bucket\"\n",
            "[storage] blobs | line 2 | 照片放对象存储，还要设 s3_access_key",
        ),
        (
            "[storage]\nblobs = \"s3://B/x\"\n",
            "[storage] blobs | line 2 | 应写成 s3://桶/前缀",
        ),
        (
            "[storage]\nblobs = \"gs://bucket\"\n",
            "[storage] blobs | line 2 | 应是文件夹的路径",
        ),
        (
            "[storage]\ns3_endpoint = \"http://10.0.0.9:9000\"\n",
            "[storage] s3_endpoint | line 2 | 不加密的 http://",
        ),
        (
            "[storage]\ns3_endpoint = \"http://127.0.0.1.example.org\"\n",
            "[storage] s3_endpoint | line 2 | 不加密的 http://",
        ),
        (
            "[storage]\ns3_endpoint = \"https://minio.example.org/bucket\"\n",
            "[storage] s3_endpoint | line 2 | 应只有主机和端口",
        ),
        (
            "[abuse]\nlimits = false\n",
            "[abuse] limits | line 2 | 应是带引号的文字",
        ),
        (
            "[places]\ncounty_margins = [\"410883\"]\n",
            "[places] county_margins | line 2 | “410883”应写成",
        ),
        (
            "[map]\ntianditu_key = \"a&b\"\n",
            "[map] tianditu_key | line 2 | 应是天地图发的 key",
        ),
        ("[log]\nlevel = \"=loud=\"\n", "[log] level | line 2 | 应是 error"),
        ("[site]\npublic_url = \n", "配置文件 | line 2 | "),
    ] {
        let shown = problem(text, &[]);
        assert!(
            shown.starts_with(expected.split("||").next().unwrap()),
            "{text}\n got {shown}\nwant {expected}"
        );
    }
}

#[test]
fn all_problems_are_named_at_once() {
    let ConfigErrors(errors) = load(
        "[site]\nname = 1\n[server]\nrole = \"king\"\n",
        &[("JINGNUAN_STAFF_LOCKOUT_MINUTES", "soon")],
    )
    .unwrap_err();
    assert_eq!(errors.len(), 3, "{errors:?}");
}

#[test]
fn the_environment_wins_over_the_file_and_flags_over_both() {
    let text = "[server]\npublic_addr = \"127.0.0.1:1\"\nstaff_addr = \"127.0.0.1:2\"\n[site]\ndemonstration = true\n";
    let environment = [
        ("JINGNUAN_PUBLIC_ADDR", "127.0.0.1:11"),
        ("JINGNUAN_SITE_DEMONSTRATION", "false"),
        ("JINGNUAN_SERVER_TRUSTED_PROXIES", "10.0.0.1, 192.168.0.0/16"),
        ("JINGNUAN_ABUSE_LIMITS", "off"),
        ("JINGNUAN_DATA_DIR", "elsewhere"),
    ];
    let config = load(text, &environment).unwrap();
    assert_eq!(config.server.public_addr.port(), 11);
    assert_eq!(config.server.staff_addr.port(), 2);
    assert_eq!(config.server.trusted_proxies.len(), 2);
    assert!(!config.site.demonstration && config.abuse.limits_off());
    assert_eq!(config.data_dir, Path::new("elsewhere"));
    assert_eq!(config.storage.url(), "sqlite://elsewhere/jingnuan.db");
    assert_eq!(config.notice_delay_hours(), 72);

    let flags = Flags {
        public_addr: Some("127.0.0.1:111".parse().unwrap()),
        role: Some(Role::Public),
        ..Flags::default()
    };
    let environment = [("JINGNUAN_PUBLIC_ADDR".to_owned(), "127.0.0.1:11".to_owned())];
    let config = Config::load(&flags, environment).unwrap();
    assert_eq!(config.server.public_addr.port(), 111);
    assert!(config.serves(Role::Public) && !config.serves(Role::Staff));
}

#[test]
fn every_setting_has_a_variable() {
    for Effective { section, key, .. } in load("", &[]).unwrap().effective() {
        let variable = format!("JINGNUAN_{}_{}", section.to_uppercase(), key.to_uppercase());
        // No setting takes this value except free texts and paths; those show it instead.
        match load("", &[(&variable, "\u{7}?")]) {
            Err(ConfigErrors(errors)) => {
                assert_eq!(errors[0].setting, format!("[{section}] {key}"));
                assert_eq!(errors[0].place, Origin::Environment(variable));
            }
            Ok(config) => {
                let shown = config
                    .effective()
                    .iter()
                    .find(|e| e.section == *section && e.key == *key)
                    .unwrap();
                assert_eq!(shown.origin, Origin::Environment(variable));
            }
        }
    }
}

#[test]
fn an_unknown_variable_of_a_section_is_refused_and_others_are_left_alone() {
    assert_eq!(
        problem("", &[("JINGNUAN_SERVER_PUBIC_ADDR", "127.0.0.1:1")]),
        "JINGNUAN_SERVER_PUBIC_ADDR | 环境变量 JINGNUAN_SERVER_PUBIC_ADDR | 没有这个设置"
    );
    assert!(
        load(
            "",
            &[
                ("JINGNUAN_TOOLS", "x"),
                ("JINGNUAN_TEST_POSTGRES_URL", "x"),
                ("HOME", "x")
            ]
        )
        .is_ok()
    );
}

#[test]
fn a_secret_is_used_and_never_shown() {
    const SECRET: &str = "postgres://jingnuan:hunter2@db/jingnuan";
    let from_file = load(&format!("[storage]\nurl = \"{SECRET}\"\n"), &[]).unwrap();
    let from_environment = load("", &[("DATABASE_URL", SECRET)]).unwrap();
    for config in [from_file, from_environment] {
        assert_eq!(config.storage.url(), SECRET);
        for shown in [config.describe(), format!("{config:?}"), format!("{config:#?}")] {
            assert!(!shown.contains("hunter2") && shown.contains("***"), "{shown}");
        }
    }
    let hidden = Hidden::new("hunter2");
    assert_eq!(
        format!("{hidden} {hidden:?} {}", serde_json::to_string(&hidden).unwrap()),
        "*** *** \"***\""
    );
    let wrong = load(
        "[storage]\nurl = \"redis://hunter2\"\n",
        &[("JINGNUAN_LOG_LEVEL", "info")],
    )
    .unwrap_err();
    assert!(!format!("{wrong} {wrong:?}").contains("hunter2"));
}

#[test]
fn photos_may_lie_in_a_bucket_and_its_keys_are_never_shown() {
    let text =
        "[storage]\nblobs = \"s3://photos/jiaozuo/\"\ns3_access_key = \"hunter1\"\ns3_secret_key = \"hunter2\"\n";
    for (more, endpoint, plain) in [
        ("", None, false),
        (
            "s3_endpoint = \"http://127.0.0.1:9000\"\n",
            Some("http://127.0.0.1:9000"),
            true,
        ),
        ("s3_endpoint = \"http://[::1]:9000\"\n", Some("http://[::1]:9000"), true),
        (
            "s3_endpoint = \"http://10.0.0.9:9000\"\ns3_allow_http = true\n",
            Some("http://10.0.0.9:9000"),
            true,
        ),
        (
            "s3_endpoint = \"https://oss.example.org\"\ns3_path_style = false\n",
            Some("https://photos.oss.example.org"),
            false,
        ),
    ] {
        let config = load(&format!("{text}{more}"), &[]).unwrap();
        let BlobPlace::S3(bucket) = &config.storage.blobs else {
            panic!("no bucket: {:?}", config.storage.blobs);
        };
        assert_eq!((bucket.bucket.as_str(), bucket.prefix.as_str()), ("photos", "jiaozuo"));
        assert_eq!((bucket.endpoint().as_deref(), bucket.is_plain()), (endpoint, plain));
        assert_eq!(
            (bucket.access_key.reveal(), bucket.secret_key.reveal()),
            ("hunter1", "hunter2")
        );
        for shown in [config.describe(), format!("{config:?}")] {
            assert!(!shown.contains("hunter"), "{shown}");
        }
    }
}

#[test]
fn what_is_described_reads_back_the_same() {
    let text = "[site]\nicp = \"豫ICP备\\\"1\\\"号\"\n[server]\ntrusted_proxies = [\"10.0.0.0/8\"]\n\
                [places]\ncounty_margins = [\"410883=1500\"]\n[publishing]\nnotice_delay_hours = 4\n";
    let first = load(text, &[]).unwrap();
    let described = first.describe().replace("\"***\"", "\"sqlite://var/jingnuan.db\"");
    let again = load(&described, &[]).unwrap();
    let values = |config: &Config| config.effective().iter().map(|e| e.value.clone()).collect::<Vec<_>>();
    assert_eq!(values(&first), values(&again));
    assert_eq!(again.notice_delay_hours(), 4);
}

/// The example lists every setting, each commented out with its default.
#[test]
fn the_example_lists_every_setting_with_its_default() {
    let example = include_str!("../../jingnuan.example.toml");
    let uncommented: String = example
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(setting) if setting.contains(" = ") && !setting.starts_with(' ') => format!("{setting}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    let written = load(&uncommented, &[]).unwrap_or_else(|errors| panic!("{errors}"));
    let defaults = load("", &[]).unwrap();
    // What depends on the machine, or has no default, cannot be compared.
    let vary = [
        "site_root",
        "data_files",
        "workers",
        "notice_delay_hours",
        "max_yuan",
        "totp",
        "zones",
        "url",
    ];
    for (written, default) in written.effective().iter().zip(defaults.effective()) {
        assert!(
            matches!(written.origin, Origin::File { .. }),
            "{} {} is missing",
            written.section,
            written.key
        );
        if !vary.contains(&written.key) {
            assert_eq!(written.value, default.value, "{} {}", written.section, written.key);
        }
    }
}
