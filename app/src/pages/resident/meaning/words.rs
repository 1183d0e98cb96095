//! The words for what an answer means: plain sentences, the rules of which stand in [`crate::domain::meaning`].

use crate::domain::{
    meaning::{Audience, Consequence, Instead, Rule},
    who_may_burn::Allowance,
};

/// A title and a sentence or two.
pub struct Words {
    /// What one remembers.
    pub title: &'static str,
    /// What it means in practice.
    pub text: &'static str,
}

const fn words(title: &'static str, text: &'static str) -> Words {
    Words { title, text }
}

/// What people call them.
pub const fn audience_name(audience: Audience) -> &'static str {
    match audience {
        Audience::Household => "住家户",
        Audience::Shop => "开店的",
        Audience::Stall => "摆摊、办酒席的",
        Audience::Farm => "种地、养殖的",
        Audience::FuelSeller => "卖煤的",
    }
}

/// The page's heading.
pub fn question(village: &str, audience: Audience) -> String {
    match audience {
        Audience::FuelSeller => format!("在{village}卖煤，行不行？"),
        _ => format!("{village}：{}能烧什么？", audience_name(audience)),
    }
}

/// The answer in one line, without a full stop.
pub const fn short_answer(audience: Audience, briquette: Allowance) -> &'static str {
    match (audience, briquette) {
        (Audience::Household, Allowance::Forbidden) | (Audience::Stall, _) => "散煤、型煤都不能烧",
        (Audience::Household, Allowance::Allowed) => "只能烧洁净型煤，散煤不能烧",
        (Audience::Farm, Allowance::Forbidden) => "生产上散煤、型煤都不能用",
        (Audience::Farm, Allowance::Allowed) => "散煤不能用，可以用洁净型煤",
        (Audience::Household | Audience::Farm, Allowance::Undetermined) => "散煤不能烧，型煤先问清",
        (Audience::Shop, _) => "散煤、型煤都不能烧，也不能存",
        (Audience::FuelSeller, Allowance::Allowed) => "散煤不能卖；登记的网点可以卖型煤给住家户和种养户",
        (Audience::FuelSeller, Allowance::Forbidden) => "散煤不能卖，型煤也不能卖进来",
        (Audience::FuelSeller, Allowance::Undetermined) => "散煤不能卖，型煤先问清",
    }
}

/// Who counts as one of them, after the answer.
pub const fn who_is_meant(audience: Audience) -> &'static str {
    match audience {
        Audience::Household => "说的是自己家里做饭、取暖。",
        Audience::Shop => "饭店、澡堂、旅馆、作坊，凡是开门做生意的，在哪个村都一样。",
        Audience::Stall => "早点、夜市、庙会摆摊，走村办酒席的锅灶，在哪个村都一样。",
        Audience::Farm => "说的是食用菌、养殖、大棚、烤地黄这些生产用的煤。",
        Audience::FuelSeller => "开店卖、开车卖、打电话卖、网上卖，都算。",
    }
}

/// A rule. Every word of it must be true wherever [`crate::domain::meaning::meaning`] gives it.
pub const fn rule(audience: Audience, rule: Rule) -> Words {
    match (rule, audience) {
        (Rule::NoLooseCoal, Audience::Farm) => words("散煤，哪里都不能用", "大棚、养殖、烤地黄，都不许烧散煤。"),
        (Rule::NoLooseCoal, _) => words("散煤，哪里都不能烧", "做饭、取暖都不行，在不在禁煤区都一样。"),
        (Rule::NoBriquettes, _) => words("洁净型煤，这里也不能烧", "您村在禁煤区里，散煤和型煤都要清零。"),
        (Rule::Briquettes, _) => words(
            "洁净型煤，可以烧",
            "您村不在禁煤区，住家户只能烧洁净型煤。要到正规网点买。",
        ),
        (Rule::GuidedToBriquettes, _) => words(
            "洁净型煤，可以用",
            "您村不在禁煤区，农业部门引导用洁净型煤，能换成电、气更好。",
        ),
        (Rule::BriquettesUnclear, _) => words(
            "洁净型煤，先问清",
            "现在还不能确定这里让不让烧型煤。问清以前，别买回来存着。",
        ),
        (Rule::NoCoalInBusiness, Audience::Stall) => {
            words("煤炉、煤灶都不能用", "散煤不行，型煤也不行；在不在禁煤区都一样。")
        }
        (Rule::NoCoalInBusiness, _) => words("散煤、型煤都不能烧", "茶浴锅炉、大灶、小煤炉都算；在不在禁煤区都一样。"),
        (Rule::NoCoalStored, _) => words("店里也不能存煤", "买、存、烧，三样都不行。"),
        (Rule::FairsAndBanquetsToo, _) => words(
            "赶会、夜市、流动酒席查得更紧",
            "出摊、接席以前，先把煤灶换成气灶、电灶。",
        ),
        (Rule::NoLooseCoalSold, _) => words(
            "散煤，在哪儿都不能卖",
            "存散煤、登广告、发小视频、发小卡片拉生意，也要查。",
        ),
        (Rule::NoHawking, _) => words("不能走村串户、电话、网上卖散煤", "往禁煤区里拉散煤的车，会被查扣。"),
        (Rule::MaySellBriquettes, _) => words(
            "登记的网点，可以卖洁净型煤",
            "这里不在禁煤区，正规的生产中心、配送网点可以卖给住家户和种养户。",
        ),
        (Rule::NoSaleIntoZone, _) => words("型煤，也不能卖进来", "这里在禁煤区，生产中心、配送网点都不能往里卖。"),
        (Rule::SaleUnclear, _) => words(
            "型煤能不能卖到这里，先问清",
            "现在还不能确定这里让不让卖型煤，问清以前别往里送。",
        ),
        (Rule::NoSaleToMerchants, _) => words("不能卖给饭店、商户、摊点", "散煤、型煤都不能卖给他们，在哪儿都一样。"),
        (Rule::LedgersAndLabels, _) => words("进货、卖货要记账，标签要齐", "质量要自己先检，不合格的不能出门。"),
        (Rule::FairPrices, _) => words("不能哄抬、串通涨价", "也不能变着法儿涨价。"),
    }
}

/// The heading above what to do instead.
pub const fn instead_heading(audience: Audience) -> &'static str {
    match audience {
        Audience::FuelSeller => "那能怎么办",
        _ => "不烧煤，用什么",
    }
}

/// What to do instead.
pub const fn instead(audience: Audience, instead: Instead) -> Words {
    match (instead, audience) {
        (Instead::AskFirst, _) => words("先问清型煤行不行", "打 12345，告诉人家县、乡镇和村名，做什么用。"),
        (Instead::ElectricityOrGas, _) => words("用电、用气取暖", "热泵、电暖气、燃气壁挂炉，看自己家哪样方便。"),
        (Instead::SubsidyAndHelp, _) => words(
            "问补贴，有困难就说",
            "补贴没到账、停电停气、设备坏了，打 12345，或在这里反映，交给发改部门。",
        ),
        (Instead::BuyFromOutlet, Audience::Farm) => {
            words("到正规网点买洁净型煤", "先打电话问价钱、送不送；能换电、气的，优先换。")
        }
        (Instead::BuyFromOutlet, _) => words(
            "到正规网点买洁净型煤",
            "先打电话问价钱、送不送。进村喊着卖的，多半不正规。",
        ),
        (Instead::ElectricOrGasStove, Audience::Stall) => {
            words("换电灶、气灶", "气瓶要从正规单位买，放稳、通风，用完关阀。")
        }
        (Instead::ElectricOrGasStove, _) => {
            words("换电、换气", "电灶、电锅炉、燃气灶都行。怎么接电、接气，打 12345 问。")
        }
        (Instead::CleanFarmHeat, _) => words(
            "换清洁的热源",
            "怎么换、有没有支持，问乡镇农技人员或县农业农村局，不知道电话就打 12345。",
        ),
        (Instead::SellLicensed, _) => words(
            "想卖洁净型煤，先找工信部门",
            "问清县里让不让办、在哪儿布点，手续办齐再卖；禁煤区里不能卖。",
        ),
    }
}

/// What happens to an offender.
pub const fn consequence(audience: Audience, consequence: Consequence) -> Words {
    match (consequence, audience) {
        (Consequence::HelpFirst, _) => words(
            "先上门说清、帮着换",
            "村里、网格员先劝导、先帮忙。住家户烧煤的，不发通报。",
        ),
        (Consequence::NoFineInPlan, Audience::Farm) => {
            words("工作方案没写罚多少钱", "别的法律怎么用，看煤的质量和地方。")
        }
        (Consequence::NoFineInPlan, _) => words(
            "工作方案没写罚住家户多少钱",
            "有人上门说要罚款，先看证件，拿不准就打 12345 问。",
        ),
        (Consequence::SellerIsTraced, Audience::Household) => {
            words("重点查卖煤的", "煤是从谁手里买的，说出来就是帮忙。")
        }
        (Consequence::SellerIsTraced, _) => words("煤从哪儿来，也要追", "卖给您的人，同样要依法查。"),
        (Consequence::StrictlyDealtWith, _) => words("查到就要依法处理", "生态环境部门牵头，市场监管配合，平时就查。"),
        (Consequence::CityManagement, _) => words("禁煤区里的摊点，城管来管", "用散煤的流动摊点，依法处置。"),
        (Consequence::FarmSupervised, _) => words("农业农村部门来督促", "先引导换成清洁的，严禁再用散煤。"),
        (Consequence::SubstandardBurnt, Audience::Farm) => words(
            "合作社、公司这样的单位，烧不合格的煤",
            "生态环境部门处煤的货值 1 到 3 倍罚款。",
        ),
        (Consequence::SubstandardBurnt, _) => words("单位烧质量不合格的煤", "生态环境部门处煤的货值 1 到 3 倍罚款。"),
        (Consequence::RestrictedZoneBurnt, _) => words(
            "地方在法定“禁燃区”里的",
            "没收炉灶设施，处 2 万到 20 万元罚款。禁燃区和禁煤区是两回事，先问清。",
        ),
        (Consequence::CoalSold, _) => words(
            "卖质量不合格的煤，或在法定“禁燃区”里卖",
            "市场监管部门没收，处货值 1 到 3 倍罚款。",
        ),
        (Consequence::VehicleHeld, _) => words("往禁煤区拉散煤的车", "连车带煤查扣，追来源、查去向。"),
        (Consequence::BadBriquettes, _) => words("型煤不合安全标准", "处货值 1 到 3 倍罚款。"),
        (Consequence::FakeBriquettes, _) => words("型煤掺假、以次充好", "处货值一半到 3 倍罚款。"),
        (Consequence::PriceOffence, _) => words("哄抬、串通涨价", "可以处违法所得 5 倍以下罚款。"),
        (Consequence::Unlicensed, _) => words("没有执照就做买卖", "别的法律没规定的，处 1 万元以下罚款。"),
        (Consequence::UnlicensedHelped, _) => {
            words("明知没执照还帮他", "给场地、给运输、给供电的，处 5,000 元以下罚款。")
        }
        (Consequence::Published, _) => words("查实的，向社会通报", "案子查完，依法公布。"),
    }
}
