//! The receipt, shown once: the digits, where the tip went, and what happens when.

use leptos::prelude::*;
use time::Duration;

use crate::{
    components::steps::{Step, steps},
    domain::calendar::china_date,
    icon::{Icon, icon},
    ports::ReceiptIssued,
    shell::{Page, Tab},
    text,
};

/// The page. It has no address and is never stored.
pub fn page(issued: &ReceiptIssued) -> Page {
    Page {
        title: "收到了，这是您的查询码 · 净暖".into(),
        description: "举报已收到。".into(),
        path: String::new(),
        tab: Some(Tab::Report),
        // The start script lets go of the draft that this receipt stands for.
        islands: true,
        public: false,
        form: false,
        main: main(issued),
    }
}

fn main(issued: &ReceiptIssued) -> AnyView {
    view! {
        <div class="wrap">
            <div class="cols even top-gap">
                {slip(issued)}
                <section class="gap" aria-labelledby="next">
                    <h2 id="next">"接下来怎么办"</h2>
                    <div class="gap-s">{steps(way(issued))}</div>
                    <form class="do gap" action="/receipt" method="post">
                        <input type="hidden" name="receipt" value=issued.receipt.digits().to_owned() />
                        <button class="btn">{icon(Icon::Clock)}" 现在看进度"</button>
                        <a class="btn plain" href="/">"回首页"</a>
                    </form>
                    <p class="small soft gap-s">
                        "过了日子没动静？拿着查询码打 "<a class="hit" href="tel:12345">"12345"</a>"。"
                    </p>
                </section>
            </div>
        </div>
    }
    .into_any()
}

fn slip(issued: &ReceiptIssued) -> AnyView {
    let groups = issued.receipt.groups();
    let spoken = groups.join(" ");
    let digits = groups.map(|group| view! { <span>{group.to_owned()}</span> }).to_vec();
    let joint = if issued.joint.is_empty() {
        String::new()
    } else {
        format!("，{}一起办", issued.joint.join("、"))
    };
    let joined = issued.joined.then(|| {
        view! {
            <p class="soft small">"加进了正在办的同一件事。查询码是您自己的，答复、先后也都单独记。"</p>
        }
    });
    let about = if issued.place.is_empty() {
        issued.category.clone()
    } else {
        format!("{} · {}", issued.category, issued.place)
    };
    view! {
        <article class="slip">
            <header>
                {icon(Icon::Yes)}
                <h1>"收到了，谢谢您"</h1>
                <p>{text::date_time(issued.filed_at)}</p>
            </header>
            <div class="body">
                <h2 class="small soft">"您的查询码"</h2>
                <p class="code" role="img" aria-label=spoken>{digits}</p>
                <div class="qr" role="img" aria-label="查询码的二维码" inner_html=issued.qr_svg.clone()></div>
                <p class="tip care left">
                    {icon(Icon::Alert)}
                    <span>
                        <b>"只显示这一次。"</b>
                        "我们也查不回来。请抄下来、存成图片或打印，别给别人看。"
                    </span>
                </p>
                // Shown by the start script, where the browser prints.
                <p hidden=true><button type="button" class="btn quiet wide" id="print">{icon(Icon::Print)}" 打印"</button></p>
                {picture(issued)}
            </div>
            <div class="tear"></div>
            <div class="body left">
                <p>{about}</p>
                <p class="soft small">{format!("交给{}{joint}", issued.lead)}</p>
                {joined}
            </div>
        </article>
    }
    .into_any()
}

/// The picture to save, folded away: an album is seen by others.
fn picture(issued: &ReceiptIssued) -> Option<AnyView> {
    (!issued.picture.is_empty()).then(|| {
        view! {
            <details class="left keep">
                <summary>"存成图片"</summary>
                <p>
                    <b>"手指按住图片不放，再点“保存”。"</b>
                    "相册别人也能翻到，有的手机还会自动传到网上。怕人看见，就抄在纸上。"
                </p>
                <img src=issued.picture.clone() width="720" height="960" alt="查询码的图片：上面是 16 位数字，下面是二维码" />
            </details>
        }
        .into_any()
    })
}

fn way(issued: &ReceiptIssued) -> Vec<Step> {
    let photos = if issued.photos == 0 {
        String::new()
    } else {
        format!("，照片 {} 张已存好", issued.photos)
    };
    // The instant is the end of the last day.
    let last_day = china_date(issued.close_by - Duration::seconds(1));
    vec![
        Step::done("已收到", format!("{}{photos}", text::short_date_time(issued.filed_at))),
        Step::next(
            "签收",
            format!("{} 前，{}接手", text::short_date_time(issued.accept_by), issued.lead),
        ),
        Step::next("现场查", "可能会问您一两句，用查询码来看"),
        Step::next("办结", format!("最晚 {}，告诉您结果", text::short_date(last_day))),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::receipt::Receipt;
    use time::macros::datetime;

    #[test]
    fn the_digits_are_shown_in_groups_and_never_in_an_address() {
        let issued = ReceiptIssued {
            receipt: Receipt::from_number(5_083_194_722_607_718),
            qr_svg: r#"<svg viewBox="0 0 1 1"></svg>"#.into(),
            filed_at: datetime!(2025-11-05 14:32 +8),
            category: "流动卖煤车".into(),
            place: "王庄（修武县七贤镇）".into(),
            lead: "修武县交通运输局".into(),
            joint: vec!["修武县市场监督管理局".into()],
            accept_by: datetime!(2025-11-06 14:32 +8),
            close_by: datetime!(2025-11-20 0:00 +8),
            photos: 2,
            picture: "data:image/png;base64,AA==".into(),
            joined: true,
        };
        let page = page(&issued);
        assert!(page.path.is_empty() && !page.public);
        let html = page.main.to_html();
        for wanted in [
            "<span>5083</span>",
            "5083 1947 2260 7718",
            "最晚 11月19日",
            "照片 2 张",
            "<svg viewBox=\"0 0 1 1\">",
            "<img src=\"data:image/png;base64,AA==\"",
            "相册别人也能翻到",
            "加进了正在办的同一件事",
        ] {
            assert!(html.contains(wanted), "{wanted} in {html}");
        }
        assert!(
            !html.contains("href=\"/receipt") && !html.contains("?receipt"),
            "{html}"
        );
    }
}
