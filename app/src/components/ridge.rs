//! The picture behind the search: the Taihang ridge, the plain, and lit windows.

use leptos::prelude::*;

const DRAWING: &str = concat!(
    r##"<path fill="#C9DDF2" d="M0 140 90 96l70 26 96-66 74 42 80-32 92 56 110-78 60 32 74-54 98 70 84-38 66 46 92-74 82 48 70-30 104 62 98-44v180H0z"/>"##,
    r##"<path fill="#AECBE8" d="M0 178 120 142l88 22 120-48 96 40 130-30 110 36 92-48 118 46 102-28 92 32 108-42 96 36 76-20 92 28v78H0z"/>"##,
    r##"<linearGradient id="soil" x2="0" y2="1"><stop stop-color="#EADFC9"/><stop offset="1" stop-color="#F7F9FC"/></linearGradient>"##,
    r##"<path fill="url(#soil)" d="M0 186q300-26 640-12t800-10v80H0z"/>"##,
    r##"<g transform="translate(0 -13)"><path fill="#fff" d="M862 204v-24h48v24zM985 208v-34h76v34zM1090 204v-26h54v26zM1226 208v-32h72v32zM1336 204v-24h50v24z"/>"##,
    r##"<path fill="#3F6690" d="m852 182 34-22 34 22zM973 177l50-30 50 30zM1081 180l36-22 36 22zM1215 179l47-28 47 28zM1327 182l34-20 34 20z"/>"##,
    r##"<path fill="#F4A24C" d="M880 187h13v11h-13zM999 184h15v12h-15zM1032 184h15v12h-15zM1110 186h13v11h-13zM1240 185h14v12h-14zM1270 185h14v12h-14zM1354 187h13v10h-13z"/></g>"##,
);

/// The picture; it says nothing that words do not.
pub fn ridge() -> AnyView {
    view! {
        <svg
            class="ridge"
            viewBox="0 0 1440 240"
            preserveAspectRatio="xMaxYMax slice"
            aria-hidden="true"
            inner_html=DRAWING
        ></svg>
    }
    .into_any()
}
