//! What went wrong, what was kept and what to do next.

use leptos::prelude::*;

use crate::{
    components::{
        button::{Weight, call_button, link_button},
        village_search_form::village_search_form,
    },
    icon::{Icon, icon},
    ports::Trouble,
    shell::Page,
};

/// The words for a status.
struct Words {
    icon: Icon,
    title: &'static str,
    happened: &'static str,
    kept: &'static str,
    next: &'static str,
}

const fn words(status: u16) -> Words {
    match status {
        404 | 410 => Words {
            icon: Icon::Search,
            title: "没有找到这一页",
            happened: "网址可能少了几个字，也可能这一页已经撤下了。",
            kept: "",
            next: "可以查村名，或者从首页再找。",
        },
        403 => Words {
            icon: Icon::Lock,
            title: "这一步没有通过",
            happened: "网页放得太久，或者不是从本站打开的，为了安全没有收下。",
            kept: "这一次没有存下任何内容。",
            next: "请退回上一页，刷新以后再发一次。",
        },
        413 => Words {
            icon: Icon::Camera,
            title: "照片太大了",
            happened: "一次发的内容超过了上限：照片最多 9 张，每张最大 20 MB。",
            kept: "这一次没有收下。退回上一页，写的字多半还在。",
            next: "少发几张，或者先用手机把照片改小。",
        },
        429 => Words {
            icon: Icon::Clock,
            title: "来得太快，请歇一下",
            happened: "这个网络一会儿工夫来得太多，先停一停，好让大家都用得上。",
            kept: "这一次没有收下。退回上一页，写的字多半还在。",
            next: "",
        },
        503 => Words {
            icon: Icon::Clock,
            title: "现在人太多，忙不过来",
            happened: "系统正忙，或者正在维护。",
            kept: "这一次没有收下，不会有一半收下、一半没收下的情况。",
            next: "",
        },
        507 => Words {
            icon: Icon::Save,
            title: "服务器存不下了",
            happened: "服务器的硬盘满了，正在腾地方。",
            kept: "这一次没有收下，不会有一半收下、一半没收下的情况。退回上一页，写的字多半还在。",
            next: "",
        },
        400..500 => Words {
            icon: Icon::Alert,
            title: "有地方填得不对",
            happened: "发来的内容里有看不懂的地方，没有收下。",
            kept: "退回上一页，写的字多半还在。",
            next: "请退回上一页看一看，改好再发。",
        },
        _ => Words {
            icon: Icon::Alert,
            title: "系统出了毛病",
            happened: "是我们这边的毛病，不是您的。已经记下来，有人会查。",
            kept: "没有给您查询码的，就是没有收下；给过查询码的，一条也不会丢。",
            next: "请过几分钟再试。",
        },
    }
}

/// The page.
pub fn page(trouble: &Trouble) -> Page {
    let words = words(trouble.status);
    Page {
        title: format!("{} · 净暖", words.title),
        description: words.happened.into(),
        path: String::new(),
        tab: None,
        islands: false,
        public: false,
        form: false,
        main: main(trouble, &words),
    }
}

fn main(trouble: &Trouble, words: &Words) -> AnyView {
    let happened = if trouble.message.is_empty() {
        words.happened.to_owned()
    } else {
        trouble.message.clone()
    };
    let next = match (words.next, trouble.retry_after) {
        ("", seconds) => format!("请{}再试。", wait(seconds.unwrap_or(60))),
        (next, None) => next.to_owned(),
        (next, Some(seconds)) => format!("{next}请{}再试。", wait(seconds)),
    };
    view! {
        <div class="wrap read oops">
            <p class="sign">{icon(words.icon)}</p>
            <h1>{words.title}</h1>
            <p class="big-p">{happened}</p>
            {(!words.kept.is_empty()).then(|| view! { <p class="tip">{icon(Icon::Save)}<span>{words.kept}</span></p> })}
            <p class="gap-s"><b>"接下来："</b>{next}</p>
            {(trouble.status == 404).then(|| village_search_form(""))}
            <div class="do gap">
                {link_button(Weight::Quiet, "/", Icon::Home, "回首页")}
                {call_button(Weight::Plain, "急事打 12345")}
            </div>
            {(!trouble.reference.is_empty())
                .then(|| {
                    view! { <p class="gap-s small soft">"打电话时报这个号，查得快：" <b class="num">{trouble.reference.clone()}</b></p> }
                })}
        </div>
    }
    .into_any()
}

fn wait(seconds: u32) -> String {
    if seconds < 90 {
        format!("过 {} 秒", seconds.max(1))
    } else {
        format!("过 {} 分钟", seconds.div_ceil(60))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(trouble: &Trouble) -> String {
        page(trouble).main.to_html()
    }

    #[test]
    fn every_trouble_says_what_was_kept_and_what_next() {
        for status in [400, 403, 413, 415, 422, 429, 500, 503, 507] {
            let html = html(&Trouble {
                status,
                ..Trouble::default()
            });
            assert!(
                html.contains("接下来：")
                    && (html.contains("没有收下") || html.contains("存下") || html.contains("还在")),
                "{status}: {html}"
            );
        }
    }

    #[test]
    fn limits_say_when_to_come_back_and_faults_how_to_be_found() {
        let busy = Trouble {
            status: 429,
            retry_after: Some(600),
            ..Trouble::default()
        };
        assert!(html(&busy).contains("过 10 分钟"));
        let fault = Trouble {
            status: 500,
            reference: "a1b2".into(),
            ..Trouble::default()
        };
        assert!(html(&fault).contains("a1b2"));
    }
}
