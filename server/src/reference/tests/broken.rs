//! Every way in which a data file can be wrong is named with its file and line.

#![allow(clippy::too_many_lines, reason = "tables of broken files")]

use super::*;

/// One mistake: where it is made, what is changed to what, on which line it is found, and what is said of it.
struct Mistake {
    file: &'static str,
    from: &'static str,
    to: &'static str,
    /// First text on the line that the message must name.
    line_of: &'static str,
    says: &'static str,
}

const fn mistake(
    file: &'static str,
    from: &'static str,
    to: &'static str,
    line_of: &'static str,
    says: &'static str,
) -> Mistake {
    Mistake {
        file,
        from,
        to,
        line_of,
        says,
    }
}

fn check(mistakes: &[Mistake]) {
    for Mistake {
        file,
        from,
        to,
        line_of,
        says,
    } in mistakes
    {
        let copy = Copy::new();
        let line = copy.change(file, from, to, line_of);
        let errors = copy.errors();
        assert!(
            errors
                .iter()
                .any(|e| e.file == *file && e.line == line && e.message.contains(says)),
            "{file}: {from:?} -> {to:?} should say {says:?} on line {line}, but gave {errors:#?}"
        );
    }
}

#[test]
fn villages() {
    const FILE: &str = "villages.csv";
    const FIRST: &str = "410802001001,枫华园社区居民委员会,枫华园,居,410802001,民生街道,410802,解放区\n";
    let row = |row: &'static str, says| mistake(FILE, FIRST, row, row.trim_end(), says);
    check(&[
        mistake(FILE, "code,name", "name,code", "name,code", "第一行应是"),
        mistake(
            FILE,
            "410802001002,",
            "410802001001,",
            "410802001001,民生街",
            "重复，第 2 行已经有了",
        ),
        row(
            "41080200100,枫华园社区居民委员会,枫华园,居,410802001,民生街道,410802,解放区\n",
            "不是 12 位数字",
        ),
        row(
            "410802001001,枫华园社区居民委员会,枫华园,居,410802002,民生街道,410802,解放区\n",
            "应是 410802001",
        ),
        row(
            "410802001001,枫华园社区居民委员会,枫华园,居,410802001,民生街道,410803,解放区\n",
            "应是 410802",
        ),
        row(
            "410802001001,枫华园社区居民委员会,枫华园,镇,410802001,民生街道,410802,解放区\n",
            "类别“镇”不认识",
        ),
        row(
            "410802001001,枫华园社区居民委员会,,居,410802001,民生街道,410802,解放区\n",
            "“short”是空的",
        ),
        row(
            "410802001001,枫华园社区居民委员会,枫龘园,居,410802001,民生街道,410802,解放区\n",
            "“龘”字在 readings.csv 里没有读音",
        ),
        row(
            "410702001001,枫华园社区居民委员会,枫华园,居,410702001,民生街道,410702,解放区\n",
            "不在焦作市",
        ),
        row(
            "410802001001,枫华园社区居民委员会,枫华园,居,410802001,民生街道,410802\n",
            "这一行有 7 列，应有 8 列",
        ),
        mistake(
            FILE,
            "410802001002,民生街社区居民委员会,民生街,居,410802001,民生街道",
            "410802001002,民生街社区居民委员会,民生街,居,410802001,民主街道",
            "410802001002",
            "前面叫“民生街道”",
        ),
    ]);
}

#[test]
fn readings_and_names() {
    check(&[
        mistake("readings.csv", "丁,ding", "一,ding", "一,ding", "“一”在第 2 行已经有了"),
        mistake("readings.csv", "丁,ding", "丁,dīng", "丁,dīng", "应是小写字母"),
        mistake("readings.csv", "丁,ding", "丁,", "丁,", "应是小写字母"),
        mistake("readings.csv", "丁,ding", "丁丁,ding", "丁丁,", "不是一个字"),
        mistake(
            "names.csv",
            "410821102234",
            "410821102999",
            "410821102999",
            "没有这个村（社区）",
        ),
        mistake(
            "names.csv",
            "wanglizhangtun",
            "wanglizongtun",
            "wanglizongtun",
            "不是“王里长屯”",
        ),
    ]);
}

#[test]
fn outlines() {
    check(&[
        mistake(
            "counties.geojson",
            "\"410802\"",
            "\"410999\"",
            "\"410999\"",
            "没有这个区县：410999",
        ),
        mistake("counties.geojson", "\"410802\"", "\"410871\"", "{", "缺少解放区"),
        mistake(
            "counties.geojson",
            "\"410803\"",
            "\"410802\"",
            "{",
            "区县 410802 的图形重复",
        ),
        mistake(
            "counties.geojson",
            "[113.23904,35.26931]",
            "[113.2,35.26931]",
            "{",
            "多边形没有闭合",
        ),
        mistake(
            "counties.geojson",
            "[113.23234,35.26929]",
            "[113.23234]",
            "{",
            "有一个点不是 [经度, 纬度]",
        ),
        mistake(
            "counties.geojson",
            "\"MultiPolygon\"",
            "\"Circle\"",
            "{",
            "不是 GeoJSON",
        ),
        mistake(
            "counties.geojson",
            "{\"type\":\"FeatureCollection\"",
            "\n\n{{",
            "{{",
            "不是 JSON",
        ),
        mistake(
            "city.geojson",
            "\"FeatureCollection\"",
            "\"Feature\"",
            "{",
            "不是 GeoJSON",
        ),
    ]);
}

#[test]
fn agencies() {
    const FILE: &str = "agencies.toml";
    check(&[
        mistake(
            FILE,
            "code = \"transport\"",
            "code = \"carriage\"",
            "code = \"carriage\"",
            "没有这个单位：carriage",
        ),
        mistake(
            FILE,
            "code = \"transport\"",
            "code = \"carriage\"",
            "#",
            "缺少单位“transport”",
        ),
        mistake(
            FILE,
            "code = \"ecology\"",
            "code = \"transport\"",
            "code = \"transport\"\nshort = \"生态",
            "单位“transport”重复",
        ),
        mistake(
            FILE,
            "short = \"交通运输\"",
            "short = \" \"",
            "short = \" \"",
            "“short”是空的",
        ),
        mistake(
            FILE,
            "short = \"交通运输\"\n",
            "",
            "[[agency]]\ncode = \"transport\"",
            "缺少“short”",
        ),
        mistake(
            FILE,
            "short = \"交通运输\"",
            "shrot = \"交通运输\"",
            "shrot",
            "不认识的项“shrot”",
        ),
        mistake(FILE, "{county}交通运输局", "{city}交通运输局", "{city}", "不认识的占位"),
        mistake(
            FILE,
            "county = \"410802\"",
            "county = \"410899\"",
            "county = \"410899\"",
            "没有这个区县：410899",
        ),
        mistake(
            FILE,
            "county = \"410803\"",
            "county = \"410802\"",
            "county = \"410802\"\nname = \"焦作市公安局中站",
            "写了两次",
        ),
        mistake(
            FILE,
            "town = \"410821400\"",
            "town = \"410822400\"",
            "town = \"410822400\"",
            "不在区县 410821",
        ),
        mistake(
            FILE,
            "town = \"410821400\"\n",
            "",
            "county = \"410821\"\nname",
            "要写 town",
        ),
        mistake(
            FILE,
            "town = \"410821400\"",
            "town = \"410821100\"",
            "county = \"{county}{town}",
            "不是镇、乡、街道",
        ),
        mistake(
            FILE,
            "code = \"agriculture\"",
            "code = \"agriculture\"\ncode = \"x\"",
            "code = \"x\"",
            "写了两次",
        ),
        mistake(FILE, "[[agency]]", "[[agency]", "[[agency]", "格式不对"),
    ]);
}

#[test]
fn categories() {
    const FILE: &str = "categories.toml";
    check(&[
        mistake(
            FILE,
            "code = \"unsure\"",
            "code = \"other\"",
            "code = \"other\"",
            "没有这个类别：other",
        ),
        mistake(
            FILE,
            "code = \"unsure\"",
            "code = \"coal_advert\"",
            "#",
            "缺少类别“unsure”",
        ),
        mistake(
            FILE,
            "code = \"unsure\"",
            "code = \"coal_advert\"",
            "code = \"coal_advert\"\nname = \"说不清",
            "已经有了",
        ),
        mistake(
            FILE,
            "gentle = true\n",
            "",
            "code = \"household_burning\"",
            "gentle 应是 true",
        ),
        mistake(
            FILE,
            "kind = \"help\"\ncoach = [\"place\", \"time\"]\ngentle",
            "kind = \"plea\"\ngentle",
            "kind = \"plea\"",
            "不认识的值“plea”",
        ),
        mistake(FILE, "\"夜市\", ", "\"摊\", ", "\"摊\", ", "“摊”太短"),
        mistake(
            FILE,
            "id = \"vehicle\"",
            "id = \"vehicle\"\nidentifies = \"seller\"",
            "identifies = \"seller\"",
            "没有 identifies",
        ),
        mistake(FILE, "\"夜市\", ", "\"早市\", ", "\"早市\", ", "“早市”重复"),
        mistake(
            FILE,
            "words = [\"禁煤区\", \"划到\", \"范围\", \"边界\", \"在不在\"]\n",
            "",
            "code = \"zone_boundary\"",
            "要有 words",
        ),
        mistake(
            FILE,
            "\"plate\", \"photo\"]",
            "\"smell\", \"photo\"]",
            "\"smell\"",
            "不认识的提示“smell”",
        ),
        mistake(
            FILE,
            "id = \"plate_or_phone\"",
            "id = \"vehicle\"",
            "id = \"vehicle\"\nlabel = \"车牌",
            "问题“vehicle”重复",
        ),
        mistake(FILE, "max = 40", "max = 0", "max = 0", "max 应在 1 到"),
        mistake(FILE, "max = 40\n", "", "id = \"plate_or_phone\"", "要用 max 写明"),
        mistake(
            FILE,
            "value = \"small_truck\"",
            "value = \"tricycle\"",
            "value = \"tricycle\", label = \"小货车\"",
            "选项“tricycle”重复",
        ),
        mistake(
            FILE,
            "name = \"流动卖煤车\"",
            "name = \"\"",
            "name = \"\"",
            "“name”是空的",
        ),
    ]);
}

#[test]
fn routing() {
    const FILE: &str = "routing.toml";
    const FIRST: &str = "category = \"mobile_vendor\"\nlead = \"transport\"\nlevel = \"county\"\njoint = [\"market_regulation\", \"public_security\"]\nclause = \"二(四)\"\n";
    let first = |changed: &'static str, line_of, says| mistake(FILE, FIRST, changed, line_of, says);
    check(&[
        mistake(
            FILE,
            "lead = \"transport\"",
            "lead = \"carriage\"",
            "lead = \"carriage\"",
            "没有这个单位：carriage",
        ),
        mistake(
            FILE,
            "\"public_security\"]",
            "\"police\"]",
            "\"police\"]",
            "没有这个单位：police",
        ),
        mistake(
            FILE,
            "\"public_security\"]",
            "\"transport\"]",
            "\"transport\"]",
            "单位“transport”写了两次",
        ),
        mistake(
            FILE,
            "category = \"mobile_vendor\"",
            "category = \"vendor\"",
            "category = \"vendor\"",
            "没有这个类别：vendor",
        ),
        first(
            "category = \"mobile_vendor\"\nlead = \"transport\"\nlevel = \"county\"\njoint = []\n",
            "category = \"mobile_vendor\"",
            "缺少条款 clause",
        ),
        first(
            "category = \"mobile_vendor\"\nlead = \"transport\"\nlevel = \"county\"\njoint = []\nclause = \"\"\n",
            "clause = \"\"",
            "条款“”应写成",
        ),
        first(
            "category = \"mobile_vendor\"\nlead = \"transport\"\nlevel = \"county\"\njoint = []\nclause = \"二(五)\"\n",
            "category = \"merchant_burning\"",
            "条款 二(五) 在第",
        ),
        first(
            "category = \"mobile_vendor\"\ncounties = [\"410821\"]\nlead = \"transport\"\nlevel = \"county\"\njoint = []\nclause = \"二(四)\"\n",
            "category = \"mobile_vendor\"",
            "类别“mobile_vendor”、禁煤区内没有规则，缺：不知道地点、410802",
        ),
        mistake(
            FILE,
            "status = \"outside\"",
            "status = \"inside\"",
            "category = \"street_stall\"\nstatus = \"inside\"\nlead = \"ecology\"",
            "只能有一条",
        ),
        mistake(
            FILE,
            "status = \"outside\"",
            "status = \"inside\"",
            "category = \"street_stall\"",
            "禁煤区外没有规则",
        ),
        mistake(
            FILE,
            "category = \"unsure\"",
            "category = \"mobile_vendor\"",
            "category = \"mobile_vendor\"\nlead = \"county_office\"",
            "只能有一条",
        ),
        mistake(
            FILE,
            "category = \"unsure\"",
            "category = \"mobile_vendor\"",
            "#",
            "类别“unsure”、禁煤区内没有规则",
        ),
        mistake(
            FILE,
            "lead = \"town\"\nlevel = \"town\"",
            "lead = \"town\"\nlevel = \"county\"",
            "category = \"household_burning\"",
            "没有名称",
        ),
        mistake(
            FILE,
            "level = \"county\"",
            "level = \"planet\"",
            "level = \"planet\"",
            "不认识的值“planet”",
        ),
        mistake(
            FILE,
            "version = \"2023-7-1\"",
            "version = \"\"",
            "version = \"\"",
            "“version”是空的",
        ),
        mistake(FILE, "version = \"2023-7-1\"\n", "", "#", "缺少“version”"),
    ]);
}

#[test]
fn clocks_and_holidays() {
    const YEAR: &str = "holidays/2026.toml";
    check(&[
        mistake(
            "clocks.toml",
            "accept_hours = 24",
            "accept_hours = 0",
            "accept_hours = 0",
            "应在 1 到",
        ),
        mistake("clocks.toml", "accept_hours = 24\n", "", "#", "缺少“accept_hours”"),
        mistake(
            "clocks.toml",
            "help = 5",
            "help = \"five\"",
            "help = \"five\"",
            "值的类型不对",
        ),
        mistake(YEAR, "year = 2026", "year = 2025", "year = 2025", "和文件名一样是 2026"),
        mistake(
            YEAR,
            "date = 2026-01-02",
            "date = 2026-01-01",
            "date = 2026-01-01\nname = \"元旦\"\n\n[[holiday]]\ndate = 2026-01-03",
            "已经有了",
        ),
        mistake(
            YEAR,
            "date = 2026-01-02",
            "date = 2025-06-02",
            "date = 2025-06-02",
            "不在 2026 年",
        ),
        mistake(
            YEAR,
            "date = 2026-01-02",
            "date = 2026-02-30",
            "date = 2026-02-30",
            "格式不对",
        ),
        mistake(
            YEAR,
            "date = 2026-01-02",
            "date = 2026-01-02T08:00:00",
            "date = 2026-01-02T",
            "应是日期",
        ),
        mistake(
            YEAR,
            "date = 2026-01-04",
            "date = 2026-01-05",
            "date = 2026-01-05",
            "不是周末",
        ),
    ]);
}

#[test]
fn zones() {
    const FILE: &str = "demonstration/zones.toml";
    check(&[
        mistake(
            FILE,
            "county = \"410802\"",
            "county = \"410899\"",
            "county = \"410899\"",
            "没有这个区县：410899",
        ),
        mistake(
            FILE,
            "\"410803001\"",
            "\"410803999\"",
            "\"410803999\"",
            "没有这个乡镇（街道）：410803999",
        ),
        mistake(
            FILE,
            "\"410803001\"",
            "\"410804001\"",
            "\"410804001\"",
            "不在区县 410803",
        ),
        mistake(
            FILE,
            "\"410803002\"",
            "\"410803001\"",
            "\"410803001\", # 王封",
            "写了两次",
        ),
        mistake(
            FILE,
            "\"410804006200\"",
            "\"410804006999\"",
            "\"410804006999\"",
            "没有这个村（社区）：410804006999",
        ),
        mistake(
            FILE,
            "\"410804006200\"",
            "\"410821100207\"",
            "\"410821100207\"",
            "不在区县 410804",
        ),
        mistake(FILE, "\"410804006200\"", "\"4108\"", "\"4108\"", "区划代码格式不对"),
        mistake(
            FILE,
            "id = \"demo-zhongzhan-2025-09\"",
            "id = \"demo-jiefang-2025-09\"",
            "id = \"demo-jiefang-2025-09\"\ncounty = \"410803\"",
            "已经有了",
        ),
        mistake(
            FILE,
            "  [113.0452, 34.9263],\n]",
            "  [113.0452, 34.9264],\n]",
            "polygon = [\n  [113.0452",
            "多边形没有闭合",
        ),
        mistake(
            FILE,
            "[113.0731, 34.9219]",
            "[34.9219, 113.0731]",
            "[34.9219, 113.0731]",
            "有点不在焦作附近",
        ),
        mistake(
            FILE,
            "\"410825001216\"",
            "\"410825001001\"",
            "\"410825001001\", # 前东南王",
            "既写在禁煤区内，又写在边界上",
        ),
        mistake(
            FILE,
            "roads = [\"示例一路\", \"示例二路\", \"示例三路\", \"示例四路\"]",
            "roads = []",
            "roads = []",
            "要写明边界的道路",
        ),
        mistake(
            FILE,
            "replaced = 2025-09-01",
            "replaced = 2025-09-02",
            "in_force = 2025-09-01\nbasis = [\n  \"《中华人民共和国大气污染防治法》\",\n  \"《焦作市2023年燃煤散烧治理工作方案》（焦散烧办〔2023〕7号）第二部分（二）\",\n]\nincludes_briquettes = true\nexemptions = [\"电煤\", \"集中供热用煤\", \"原料用煤\"]\ncontact = \"12345\"\nwhole_county = false\ntowns = [\n  \"410821100\"",
            "有同时有效的日子",
        ),
        mistake(
            FILE,
            "replaced = 2025-09-01",
            "replaced = 2023-10-01",
            "replaced = 2023-10-01",
            "不晚于生效日期",
        ),
        mistake(
            FILE,
            "issued = 2025-08-10",
            "issued = 2025-09-10",
            "in_force = 2025-09-01",
            "生效日期早于发布日期",
        ),
        mistake(
            FILE,
            "demonstration = true\ntitle",
            "demonstration = false\ntitle",
            "demonstration = false\ntitle",
            "要写 demonstration = true",
        ),
        mistake(
            FILE,
            "whole_county = true",
            "whole_county = false",
            "id = \"demo-jiefang-2025-09\"",
            "没有写任何范围",
        ),
        mistake(
            FILE,
            "number = \"示例〔2025〕第1号\"",
            "number = \"\"",
            "number = \"\"",
            "“number”是空的",
        ),
        mistake(FILE, "contact = \"12345\"\n", "", "[[zone]]", "缺少“contact”"),
    ]);
}

#[test]
fn a_file_that_is_not_utf8_names_the_line() {
    let copy = Copy::new();
    let path = copy.path("villages.csv");
    let mut bytes = fs::read(&path).unwrap();
    let second_line = bytes.iter().position(|b| *b == b'\n').unwrap() + 1;
    bytes.splice(second_line + 20..second_line + 20, [0xb7, 0xe3]);
    fs::write(&path, bytes).unwrap();
    let errors = copy.errors();
    assert!(
        errors
            .iter()
            .any(|e| e.file == "villages.csv" && e.line == 2 && e.message.contains("UTF-8")),
        "{errors:?}"
    );
}

#[test]
fn a_missing_file_is_named() {
    for file in [
        "villages.csv",
        "readings.csv",
        "agencies.toml",
        "routing.toml",
        "clocks.toml",
        "city.geojson",
    ] {
        let copy = Copy::new();
        fs::remove_file(copy.path(file)).unwrap();
        let errors = copy.errors();
        assert!(
            errors
                .iter()
                .any(|e| e.file == file && e.message.contains("没有这个文件")),
            "{file}: {errors:?}"
        );
    }
    let copy = Copy::new();
    fs::remove_dir_all(copy.path("holidays")).unwrap();
    assert!(copy.errors().iter().any(|e| e.file == "holidays"));
}

#[test]
fn mistakes_in_several_files_are_all_named_at_once() {
    let copy = Copy::new();
    copy.change("agencies.toml", "short = \"交通运输\"", "short = \"\"", "short");
    copy.change("clocks.toml", "help = 5", "help = 0", "help");
    copy.change("names.csv", "410821102234", "410821102999", "code");
    copy.change("demonstration/zones.toml", "\"410803001\"", "\"410803999\"", "zone");
    let files: Vec<String> = copy.errors().into_iter().map(|e| e.file).collect();
    assert_eq!(
        files,
        ["agencies.toml", "clocks.toml", "demonstration/zones.toml", "names.csv"]
    );
}

#[test]
fn prices() {
    const FILE: &str = "prices.toml";
    const DEMONSTRATION: &str = "demonstration/prices.toml";
    let tier = |to: &'static str, says| mistake(FILE, "{ over = \"1120\", price = \"0.61\" }", to, to, says);
    check(&[
        tier("{ over = \"1000\", price = \"0.61\" }", "重叠"),
        tier("{ over = \"1200\", price = \"0.61\" }", "空档"),
        tier("{ over = \"1120\", price = \"-0.61\" }", "大于 0"),
        tier("{ over = \"1120\", price = \"99999\" }", "1 万元"),
        tier("{ over = \"1120\", price = \"0.5\" }", "比前一档低"),
        mistake(
            FILE,
            "price = \"0.86\"",
            "price = \"abc\"",
            "price = \"abc\"",
            "要写数字",
        ),
        mistake(
            FILE,
            "price = \"0.86\"",
            "price = \"0.86543\"",
            "price = \"0.86543\"",
            "小数点后最多 4 位",
        ),
        mistake(FILE, "price = \"0.86\"", "price = 0.86", "price = 0.86", "类型不对"),
        mistake(
            FILE,
            "valid = { from = \"2017-11-15\" }",
            "valid = { from = \"2017-11-15\", until = \"2016-03-15\" }",
            "valid = {",
            "失效日期早于生效日期",
        ),
        mistake(
            FILE,
            "valid = { from = \"2017-11-15\" }",
            "valid = { from = \"2017-13-15\" }",
            "valid = {",
            "应是日期",
        ),
        mistake(
            FILE,
            "number = \"转载未注明文号\"",
            "number = \"\"",
            "number = \"\"",
            "“source.number”是空的",
        ),
        mistake(
            FILE,
            "number = \"转载未注明文号\", ",
            "",
            "河南省居民阶梯电价（转载网页）",
            "缺少“number”",
        ),
        mistake(
            FILE,
            "audience = { central_heating = true, own_meter = true }",
            "audience = { own_meter = true }",
            "valid = { from = \"2017-11-15\" }\naudience = { own_meter",
            "管同一种情况",
        ),
        mistake(
            FILE,
            "id = \"henan-electricity-monthly\"",
            "id = \"henan-electricity-2017-season\"",
            "id = \"henan-electricity-2017-season\"\nname = \"居民阶梯",
            "前面已经有了",
        ),
        mistake(
            FILE,
            "valley_from = \"22:00\"",
            "valley_from = \"晚上\"",
            "valley_from = \"晚上\"",
            "应是钟点",
        ),
        mistake(
            FILE,
            "valley = \"-0.12\"",
            "valley = \"-0.56\"",
            "valley = \"-0.56\"",
            "减得比电价还多",
        ),
        mistake(
            FILE,
            "beyond_unknown = true\n",
            "",
            "tiers = [\n  { over = \"0\", up_to = \"1440\"",
            "beyond_unknown",
        ),
        mistake(
            FILE,
            "certainty = \"unverified\"\nnote",
            "certainty = \"demonstration\"\nnote",
            "certainty = \"demonstration\"\nnote",
            "不能有示例",
        ),
        mistake(
            DEMONSTRATION,
            "certainty = \"demonstration\"",
            "certainty = \"verified\"",
            "certainty = \"verified\"",
            "certainty",
        ),
        mistake(DEMONSTRATION, "cap = \"3500\"", "cap = \"0\"", "cap = \"0\"", "大于 0"),
        mistake(
            DEMONSTRATION,
            "share = \"0.6\"",
            "share = \"6\"",
            "share = \"6\"",
            "0 到 1",
        ),
        mistake(
            DEMONSTRATION,
            "ways = [\"gas_boiler\"]",
            "ways = []",
            "ways = []",
            "没有写补给",
        ),
        mistake(
            DEMONSTRATION,
            "ways = [\"gas_boiler\"]",
            "ways = [\"wood\"]",
            "ways = [\"wood\"]",
            "wood",
        ),
        mistake(
            DEMONSTRATION,
            "value = \"2.5\"",
            "value = \"0\"",
            "value = \"0\"",
            "应在 0.5 到 10 之间",
        ),
        mistake(
            DEMONSTRATION,
            "figure = \"storage\"",
            "figure = \"heat_pump\"",
            "figure = \"heat_pump\"\nvalue = \"1\"",
            "前面已经有了",
        ),
        mistake(
            DEMONSTRATION,
            "[[assumption]]",
            "[[guess]]",
            "[[guess]]",
            "不认识的项“guess”",
        ),
    ]);
}
