//! Guides: short answers to what people ask before they trust the site.

use leptos::prelude::*;

use crate::{
    components::button::{Weight, call_button, link_button},
    icon::{Icon, icon},
    shell::Page,
};

/// The guides' topics, as in `/guide/{topic}`.
pub const TOPICS: [&str; 2] = ["protect-reporters", "about"];

/// The guide to a topic; none if there is no such guide.
pub fn page(topic: &str) -> Option<Page> {
    let (topic, title, description, main) = match topic {
        "protect-reporters" => (
            TOPICS[0],
            "怎么保护举报人",
            "举报可以不留名，不记上网地址，照片里的位置会去掉，通报只写到乡镇。",
            protect_reporters(),
        ),
        "about" => (
            TOPICS[1],
            "关于净暖",
            "净暖是什么、依据什么、数据从哪来、哪些还不能说准。",
            about(),
        ),
        _ => return None,
    };
    Some(Page {
        title: format!("{title} · 净暖"),
        description: description.into(),
        path: format!("/guide/{topic}"),
        tab: None,
        islands: false,
        public: true,
        form: false,
        main: view! { <div class="wrap read guide"><h1 class="top-gap">{title}</h1>{main}</div> }.into_any(),
    })
}

fn point(sign: Icon, title: &'static str, text: &'static str) -> AnyView {
    view! { <li>{icon(sign)}<div><h2 class="h3">{title}</h2><p>{text}</p></div></li> }.into_any()
}

fn protect_reporters() -> AnyView {
    view! {
        <p class="big-p">"您只管说看见了什么，不用说您是谁。"</p>
        <ul class="points">
            {point(Icon::Shield, "不留名也收", "姓名、电话都不用写。办案的人看到的是事，看不到是谁说的。")}
            {point(Icon::Lock, "不记您的上网地址和手机型号", "举报里不存这些，想查也没有。")}
            {point(
                Icon::Camera,
                "照片重新做过才存",
                "照片里藏着的拍摄位置、时间、手机型号会全部去掉。拍的时候离远点，别把自家门牌拍进去。",
            )}
            {point(
                Icon::Key,
                "查询码只有您有",
                "16 位数字只显示一次，我们存的是它算出来的一串乱码，倒推不回去。也因为这样，丢了谁也补不了。",
            )}
            {point(
                Icon::Building,
                "被反映的单位看不到",
                "反映假整改、没人管的，只交给散烧办，被反映的单位和县里看不到。",
            )}
            {point(
                Icon::Paper,
                "通报不会露出您",
                "正式使用时，通报晚些天才发，地点只写到乡镇，一个人写、另一个人审过才发，个人姓名、电话、车牌先隐去。",
            )}
        </ul>
        <section class="gap">
            <h2>"法律怎么说"</h2>
            <p class="gap-s">
                "《大气污染防治法》第三十一条：接到举报要及时处理、对举报人的信息保密；实名举报的要反馈结果，查证属实的给予奖励；"
                "举报自己单位的，单位不得打击报复。"
            </p>
        </section>
        <section class="gap">
            <h2>"您自己也要小心"</h2>
            <ul class="dots gap-s">
                <li>"别拦车，别争吵，安全最要紧。"</li>
                <li>"别在举报的文字里写自己是谁、住哪一家。"</li>
                <li>"查询码别发到群里。用别人的手机查完，把网页关掉。"</li>
            </ul>
        </section>
        <div class="do gap">{link_button(Weight::Main, "/report", Icon::Camera, "我要举报")}</div>
    }
    .into_any()
}

fn about() -> AnyView {
    view! {
        <p class="big-p">"净暖帮焦作人弄清三件事：我们村能烧什么，不烧煤怎么取暖，看见卖散煤找谁。"</p>
        <section class="gap">
            <h2>"依据什么"</h2>
            <p class="gap-s">
                "《焦作市2023年燃煤散烧治理工作方案》（焦散烧办〔2023〕7号）：禁煤区里，散煤和洁净型煤都不烧；禁煤区外，不烧散煤，居民只用洁净型煤。"
                "哪里是禁煤区，以各县（市、区）政府公布的通告为准。没查到通告的地方，我们只说“还不能确定”，不替政府下结论。"
            </p>
        </section>
        <section class="gap">
            <h2>"举报交给谁"</h2>
            <p class="gap-s">
                "按方案的分工，发送之前就告诉您交给哪个单位、依据哪一条。24 个工作小时内签收；举报 10 个、求助 5 个、咨询 3 个工作日内办结。"
                "住家户烧煤的，先帮忙、劝导，不发通报。"
            </p>
        </section>
        <section class="gap">
            <h2>"数据从哪来"</h2>
            <p class="gap-s">
                "村名用国家统计局 2023 年统计用区划代码，焦作 11 个县（市、区，含示范区）、112 个乡镇（街道）、2,017 个村（社区）。"
                "2023年6月30日以后的变动还没有收进来。标着“示例”的通告、通报是演示用的，不是政府公告；标着“待主管部门核实”的，出处是转载，请打 12345 问准。"
            </p>
        </section>
        <section class="gap">
            <h2>"看不清、用不惯？"</h2>
            <p class="gap-s">"点右上角“大字版”，字大、按钮大，内容一样不少。不会用，就打 12345，说一样的事。"</p>
        </section>
        <div class="do gap">{call_button(Weight::Quiet, "打 12345")}</div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_has_its_page_and_no_other() {
        for topic in TOPICS {
            assert_eq!(page(topic).unwrap().path, format!("/guide/{topic}"));
        }
        assert!(page("nothing").is_none());
    }
}
