//! What is kept of a tip, for whoever holds its receipt: to see, to correct, to withdraw (个人信息保护法第四十五、四十七条).

use leptos::prelude::*;
use time::OffsetDateTime;

use super::report_identity::notice;
use crate::components::{button::back, error_summary::error_summary, field::TextField, textarea::Textarea};
use crate::domain::{
    identity::{NAME_MAX, PHONE_MAX},
    tip::TEXT_MAX,
};
use crate::forms::FormErrors;
use crate::icon::{Icon, icon};
use crate::ports::{KeptPage, KeptPhoto};
use crate::shell::{Page, Tab};
use crate::text;

/// Address of the page, by POST.
pub const KEPT: &str = "/receipt/kept";

/// Asks for the receipt, with what was typed and what is wrong with it.
pub fn ask(typed: &str, errors: &FormErrors) -> Page {
    let main = view! {
        <div class="wrap read">
            {back("/receipt", "查进度")}
            <h1>"看看存了我什么"</h1>
            <p class="soft">"输入查询码，能看到这条举报存了什么，也能改、能撤。"</p>
            {error_summary(errors, &["receipt"])}
            <form class="ask" action=KEPT method="post">
                <TextField
                    name="receipt"
                    label="查询码"
                    hint="举报时给您的 16 位数字，中间空不空格都行"
                    value=typed
                    error=errors.get("receipt").unwrap_or_default()
                    inputmode="numeric"
                    max=40
                />
                <p class="gap-s2"><button class="btn wide">{icon(Icon::Search)}" 看存了什么"</button></p>
            </form>
        </div>
    }
    .into_any();
    framed(main, "看看存了我什么 · 净暖")
}

/// The page. It has no address of its own: the receipt comes by POST.
pub fn page(data: &KeptPage) -> Page {
    let done = (!data.done.is_empty()).then(|| {
        view! { <p class="tip" role="status">{icon(Icon::Yes)}<span>{data.done.clone()}</span></p> }
    });
    let rest = (!data.erased).then(|| view! { {identity(data)} {correction(data)} {erase(data)} });
    let main = view! {
        <div class="wrap read">
            {back("/receipt", "查进度")}
            <h1>"这条举报存了什么"</h1>
            {error_summary(&data.errors, &["name", "phone", "identity_notice", "correction", "erase"])}
            {done}
            {kept(data)}
            {rest}
            <div class="gap">
                <p class="tip care">
                    {icon(Icon::Lock)}<span>"看完把这一页关掉。别把查询码给别人看。"</span>
                </p>
            </div>
        </div>
    }
    .into_any();
    framed(main, "这条举报存了什么 · 净暖")
}

fn framed(main: AnyView, title: &str) -> Page {
    Page {
        title: title.into(),
        description: "凭查询码看举报存了什么，改正或者撤回。".into(),
        path: String::new(),
        tab: Some(Tab::Report),
        islands: false,
        public: false,
        form: false,
        main,
    }
}

fn kept(data: &KeptPage) -> AnyView {
    if data.erased {
        return view! {
            <p class="gap-s">"文字、照片、定位和姓名都已经删除，只留下是哪个村、哪一类事，和不含内容的办理记录。"</p>
            {handed_out(data)}
        }
        .into_any();
    }
    let facts = data
        .facts
        .iter()
        .map(|(term, value)| view! { <div><dt>{term.clone()}</dt><dd class="said">{value.clone()}</dd></div> })
        .collect_view();
    let photos = data
        .photos
        .iter()
        .zip(1..)
        .map(|(one, at)| photo(one, at))
        .collect_view();
    let retention = match data.content_days {
        0 => "这些内容存到您要求删除为止。".to_owned(),
        days => format!("案子办结 {days} 天后，这些内容自动删除。"),
    };
    view! {
        <section class="gap-s2" aria-labelledby="facts">
            <h2 id="facts">"您写的、拍的"</h2>
            <dl class="facts gap-s">{facts}{photos}</dl>
            <p class="small soft gap-s">{retention}" 不存您的上网地址和手机型号；照片里带的位置、时间只封存，公开的照片里没有。"</p>
            {handed_out(data)}
        </section>
    }
    .into_any()
}

/// What was taken out lies where nothing can be erased from here: that must be said.
fn handed_out(data: &KeptPage) -> Option<AnyView> {
    let (at, office) = data.handed_out.first()?;
    let count = data.handed_out.len();
    let words = format!(
        "{office}{}取出过证据包{}，交出去的那份由收到的单位依法保管，在这里删不到。",
        text::short_date_time(*at),
        if count > 1 {
            format!("，一共 {count} 回")
        } else {
            String::new()
        }
    );
    Some(view! { <p class="small soft gap-s">{words}</p> }.into_any())
}

fn photo(photo: &KeptPhoto, at: usize) -> AnyView {
    let came = photo.received_at.map(text::date_time).unwrap_or_default();
    view! {
        <div>
            <dt>{format!("第 {at} 张照片")}</dt>
            <dd>{came}" 收到，原件已封存。"<p class="small soft">"指纹 "<code>{photo.sha256.clone()}</code></p></dd>
        </div>
    }
    .into_any()
}

fn receipt(data: &KeptPage) -> AnyView {
    view! { <input type="hidden" name="receipt" value=data.receipt.digits().to_owned() /> }.into_any()
}

/// Who opened what is sealed, or that nobody did.
fn reveals(reveals: &[(OffsetDateTime, String)]) -> AnyView {
    if reveals.is_empty() {
        return view! { <p>"到现在还没有人打开过。"</p> }.into_any();
    }
    let items = reveals
        .iter()
        .map(|(at, office)| view! { <li>{text::date_time(*at)}" "{office.clone()}</li> })
        .collect_view();
    view! {
        <p>{format!("打开过 {} 次：", reveals.len())}</p>
        <ul class="dots">{items}</ul>
    }
    .into_any()
}

fn identity(data: &KeptPage) -> AnyView {
    let standing = match data.named_since {
        None => view! { <p class="gap-s">"这是一条匿名举报，没有存姓名和电话。"</p> }.into_any(),
        Some(at) => view! {
            <p class="gap-s">{format!("{} 封存了姓名和电话，这里也打不开，所以不显示。", text::date_time(at))}</p>
            {reveals(&data.reveals)}
            <form action=KEPT method="post">
                {receipt(data)}
                <input type="hidden" name="do" value="withdraw_identity" />
                <p class="gap-s"><button class="btn quiet">"撤回姓名和电话，马上删除"</button></p>
            </form>
        }
        .into_any(),
    };
    let errors = &data.errors;
    let wrong = ["name", "phone", "identity_notice"]
        .iter()
        .any(|field| errors.get(field).is_some());
    let label = if data.named_since.is_some() {
        "改姓名或电话"
    } else {
        "补上姓名和电话"
    };
    let typed = &data.ask.form;
    view! {
        <section class="gap" aria-labelledby="who">
            <h2 id="who">"姓名和电话"</h2>
            {standing}
            {data.paid.then(|| view! {
                <p class="gap-s">"领奖时登记的姓名和证件号码也封存着。"</p>
                {reveals(&data.paid_reveals)}
            })}
            <details class="gap-s" open=wrong>
                <summary>{label}</summary>
                {notice(&data.ask)}
                <form action=KEPT method="post">
                    {receipt(data)}
                    <input type="hidden" name="do" value="identity" />
                    <TextField name="name" label="姓名" value=typed.name.clone() error=errors.get("name").unwrap_or_default() max=NAME_MAX />
                    <TextField name="phone" label="电话" value=typed.phone.clone() error=errors.get("phone").unwrap_or_default() inputmode="tel" max=PHONE_MAX />
                    <div class="field">
                        {errors.get("identity_notice").map(|message| view! {
                            <p class="wrong" id="identity_notice-error">{icon(Icon::Alert)}<span>{message.to_owned()}</span></p>
                        })}
                        <div class="opts">
                            <label class="opt">
                                <input id="identity_notice" type="checkbox" name="identity_notice" value="yes" checked=typed.agreed() />
                                <span>"我看过上面的说明，愿意留下"</span>
                            </label>
                        </div>
                    </div>
                    <p class="gap-s"><button class="btn quiet">"封存"</button></p>
                </form>
            </details>
        </section>
    }
    .into_any()
}

fn correction(data: &KeptPage) -> AnyView {
    let wrong = data.errors.get("correction").map(str::to_owned);
    let described = wrong.as_ref().map(|_| "correction-error".to_owned());
    let invalid = wrong.is_some();
    view! {
        <section class="gap" aria-labelledby="fix">
            <h2 id="fix">"写错了，要更正"</h2>
            <p class="soft small gap-s">"原来写的不改动，更正写在后面，办案的人两样都看得到。"</p>
            <form action=KEPT method="post">
                {receipt(data)}
                <input type="hidden" name="do" value="correct" />
                <div class="field">
                    <label for="correction">"哪里不对，应该是怎样？"</label>
                    {wrong.map(|message| view! { <p class="wrong" id="correction-error">{icon(Icon::Alert)}<span>{message}</span></p> })}
                    <Textarea id="correction" name="correction" value=data.correction.clone() max=TEXT_MAX described=described invalid=invalid />
                </div>
                <p class="gap-s"><button class="btn quiet">"更正"</button></p>
            </form>
        </section>
    }
    .into_any()
}

fn erase(data: &KeptPage) -> AnyView {
    let content = if data.may_erase {
        view! {
            <p class="gap-s">"案子已经办结。删除以后文字、照片、位置都找不回来，查询码还能看到办理过程。"</p>
            <form action=KEPT method="post">
                {receipt(data)}
                <input type="hidden" name="do" value="erase" />
                <div class="opts gap-s">
                    <label class="opt">
                        <input type="checkbox" name="sure" value="yes" required=true />
                        <span>"我想好了，删了就找不回来"</span>
                    </label>
                </div>
                <p class="gap-s"><button class="btn quiet">"现在就全部删除"</button></p>
            </form>
        }
        .into_any()
    } else {
        view! {
            <p class="gap-s">
                "案子办结以前，举报的内容是查处的依据，法律要求留着（个人信息保护法第十三条第三项）。办结以后，您可以在这里要求马上删除。姓名和电话随时都能撤回。"
            </p>
        }
        .into_any()
    };
    view! { <section class="gap" aria-labelledby="erase"><h2 id="erase">"全部删除"</h2>{content}</section> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::receipt::Receipt, ports::IdentityAsk};
    use time::macros::datetime;

    fn data() -> KeptPage {
        KeptPage {
            receipt: Receipt::from_number(42),
            facts: vec![("文字".into(), "<b>卖煤</b>".into())],
            photos: vec![KeptPhoto {
                sha256: "ab12".into(),
                received_at: Some(datetime!(2026-11-23 10:00 +8)),
            }],
            named_since: None,
            reveals: vec![],
            paid: false,
            paid_reveals: vec![],
            handed_out: vec![],
            ask: IdentityAsk::default(),
            may_erase: false,
            erased: false,
            content_days: 30,
            done: String::new(),
            correction: String::new(),
            errors: FormErrors::default(),
        }
    }

    #[test]
    fn what_is_kept_is_shown_as_text_and_the_receipt_stands_in_no_address() {
        let html = crate::shell::to_html(|| page(&data()).main);
        assert!(html.contains("&lt;b&gt;卖煤") && html.contains("匿名举报"), "{html}");
        let digits = data().receipt.digits().to_owned();
        for (at, _) in html.match_indices(&digits) {
            assert!(html[..at].ends_with("value=\""), "{html}");
        }
        assert!(
            html.contains("法律要求留着") && !html.contains("现在就全部删除"),
            "{html}"
        );
    }

    #[test]
    fn a_named_tip_can_be_withdrawn_and_a_closed_one_erased() {
        let html = crate::shell::to_html(|| {
            page(&KeptPage {
                named_since: Some(datetime!(2026-11-23 10:00 +8)),
                may_erase: true,
                ..data()
            })
            .main
        });
        assert!(
            html.contains("撤回姓名和电话") && html.contains("现在就全部删除"),
            "{html}"
        );
    }

    #[test]
    fn what_was_handed_out_is_said_also_where_all_else_is_erased() {
        let handed_out = vec![(datetime!(2026-12-01 9:30 +8), "修武县交通运输局".to_owned())];
        for erased in [false, true] {
            let html = crate::shell::to_html(|| {
                page(&KeptPage {
                    erased,
                    handed_out: handed_out.clone(),
                    ..data()
                })
                .main
            });
            assert!(
                html.contains("修武县交通运输局") && html.contains("在这里删不到"),
                "{html}"
            );
        }
    }

    #[test]
    fn nothing_more_is_offered_once_all_is_erased() {
        let html = crate::shell::to_html(|| page(&KeptPage { erased: true, ..data() }).main);
        assert!(html.contains("都已经删除") && !html.contains("<form"), "{html}");
    }
}
