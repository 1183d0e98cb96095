//! Line icons, 24 by 24, one path each; pages and islands draw them alike.

use leptos::prelude::*;

macro_rules! icons {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $path:literal);+ $(;)?) => {
        /// An icon. It never stands alone: words beside it say the same.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Icon { $($(#[$doc])* $variant),+ }

        impl Icon {
            /// Every icon.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name that data files use.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            const fn path(self) -> &'static str {
                match self { $(Self::$variant => $path),+ }
            }
        }
    };
}

icons! {
    /// A warning triangle.
    Alert = "alert", "M12 4 2.8 20h18.4zM12 10v4.5M12 17.3h.01";
    /// A question in a circle: not known yet.
    Ask = "ask", "M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0zM9.5 9.3A2.6 2.6 0 1 1 12 12.8v1M12 17h.01";
    /// Back.
    Back = "back", "m15 5-7 7 7 7";
    /// An account book.
    Book = "book", "M5 4h11.5A2.5 2.5 0 0 1 19 6.5V20H7.5A2.5 2.5 0 0 1 5 17.5zM5 17.5A2.5 2.5 0 0 1 7.5 15H19M9.5 7l2.5 3 2.5-3M12 10v3M9.8 10.8h4.4";
    /// A box of goods.
    Box = "box", "M12 3.5 4 7.5v9l8 4 8-4v-9zM4 7.5l8 4 8-4M12 11.5v9M8 5.5l8 4";
    /// A round briquette with its holes.
    Briquette = "briquette", "M4 7.5a8 4 0 1 0 16 0a8 4 0 1 0-16 0v8.5c0 2.2 3.6 4 8 4s8-1.8 8-4V7.5M9 6.6h.01M12 6.2h.01M15 6.6h.01M10.4 8.9h.01M13.6 8.9h.01";
    /// An office.
    Building = "building", "M4 20h16M6 20V9l6-4.5L18 9v11M10 20v-4h4v4M9.5 11.5h.01M14.5 11.5h.01";
    /// A light bulb: a hint.
    Bulb = "bulb", "M9 17.5h6M10 20.5h4M8.8 14.5a6 6 0 1 1 6.4 0c-.6.5-.7 1.2-.7 3h-5c0-1.8-.1-2.5-.7-3z";
    /// A camera.
    Camera = "camera", "M4 8h3.5L9 5.5h6L16.5 8H20v11H4zM8.6 13.2a3.4 3.4 0 1 0 6.8 0a3.4 3.4 0 1 0-6.8 0z";
    /// A clock.
    Clock = "clock", "M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0zM12 7v5.3l3.3 2";
    /// Lumps of coal.
    Coal = "coal", "m3 18 2-4.5 3.8-.8L12 18zM8.8 12.7l1.4-5 4.6-1.2 3 4.5-2.3 4.8L12 18zM15.5 15.8l3.3-2 2.7 4.2H12";
    /// A factory.
    Factory = "factory", "M4 20V10.5l5 3v-3l5 3V5h4.5l1.5 15zM8 17h.01M12 17h.01M16 17h.01";
    /// A flame.
    Flame = "flame", "M12 3.5c3.8 3.2 6 6.3 6 9.6a6 6 0 0 1-12 0c0-2 .8-3.6 2.1-4.9.6 1.2 1.4 1.8 2.3 2.1.1-2.6.6-4.8 1.6-6.8z";
    /// A house.
    Home = "home", "M3.5 11.5 12 4.5l8.5 7M6 10v9.5h12V10M10 19.5v-5h4v5";
    /// A key: the receipt.
    Key = "key", "M3.5 15a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0zM11.3 11.7l8.2-8.2M16 7l3 3";
    /// A link.
    Link = "link", "m9.5 14.5 5-5M11 7l2-2a4.2 4.2 0 0 1 6 6l-2 2M13 17l-2 2a4.2 4.2 0 0 1-6-6l2-2";
    /// A padlock.
    Lock = "lock", "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3";
    /// A folded map.
    Map = "map", "M9 4 3.5 6.5V20L9 17.5l6 2.5 5.5-2.5V4L15 6.5zM9 4v13.5M15 6.5V20";
    /// A loudspeaker: an advert.
    Megaphone = "ad", "M4 10v4h3l8 4.5v-13L7 10zM18 9.5a4 4 0 0 1 0 5M7.5 14l1 5h2.5l-.8-3.6";
    /// A message.
    Message = "message", "M4 5h16v11.5h-8.5L7 20.5v-4H4zM8 9h8M8 12.5h5";
    /// A minus sign.
    Minus = "minus", "M5 12h14";
    /// Onward.
    Next = "next", "m9 5 7 7-7 7";
    /// A cross in a circle: not allowed.
    No = "no", "M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0zM8.5 8.5l7 7M15.5 8.5l-7 7";
    /// A flame struck out: in the ban zone.
    NoBurn = "noburn", "M12 6.2c2.6 2.2 4 4.3 4 6.5a4 4 0 0 1-8 0c0-1.3.5-2.4 1.4-3.3.4.8.9 1.2 1.5 1.4.1-1.7.4-3.2 1.1-4.6zM2.5 12a9.5 9.5 0 1 0 19 0a9.5 9.5 0 1 0-19 0zM5.3 5.3l13.4 13.4";
    /// A printed page: notices.
    Paper = "paper", "M5 4h11v16H7a2 2 0 0 1-2-2zM16 9h3v9a2 2 0 0 1-2 2M8.5 8h4M8.5 12h4M8.5 16h4";
    /// A telephone.
    Phone = "phone", "M6.5 3.5 10 4.5l.8 4-2 1.6a12 12 0 0 0 5.1 5.1l1.6-2 4 .8 1 3.5c0 1.7-1.3 3-3 3C10.6 20.5 3.5 13.4 3.5 6.5c0-1.7 1.3-3 3-3z";
    /// A place.
    Pin = "pin", "M12 21s7-6.1 7-11.2A7 7 0 0 0 5 9.8C5 14.9 12 21 12 21zM9.6 9.8a2.4 2.4 0 1 0 4.8 0a2.4 2.4 0 1 0-4.8 0z";
    /// A plug: electricity.
    Plug = "plug", "M9 3.5V8M15 3.5V8M6.5 8h11v3.5a5.5 5.5 0 0 1-11 0zM12 17v3.5";
    /// A plus sign.
    Plus = "plus", "M12 5v14M5 12h14";
    /// A printer.
    Print = "print", "M7 9V4h10v5M7 17H4.5V9h15v8H17M7 14h10v6H7z";
    /// A ring: not done yet.
    Ring = "ring", "M3.5 12a8.5 8.5 0 1 0 17 0a8.5 8.5 0 1 0-17 0z";
    /// Save.
    Save = "save", "M12 4v10.5M7.5 10.5l4.5 4.5 4.5-4.5M4.5 19.5h15";
    /// Scales: quality.
    Scale = "scale", "M12 4v16M7.5 20h9M5 7.5l7-1.5 7 1.5M5 7.5 2.5 14h5zM19 7.5 16.5 14h5zM2.5 14a2.5 2 0 0 0 5 0M16.5 14a2.5 2 0 0 0 5 0";
    /// A magnifying glass.
    Search = "search", "M4 10.5a6.5 6.5 0 1 0 13 0a6.5 6.5 0 1 0-13 0zM15.5 15.5l5 5";
    /// Send.
    Send = "send", "M20.5 3.5 3.5 10.5l6.5 3 3 6.5zM10 13.5l4.5-4.5";
    /// Share.
    Share = "share", "M14 5.5 20 11l-6 5.5V13c-4.5 0-7.5 1.5-10 5 .5-5.5 4-9 10-9.5z";
    /// A shield.
    Shield = "shield", "M12 3.5 5 6v5.5c0 4.3 2.8 7.5 7 9 4.2-1.5 7-4.7 7-9V6zM9 12l2.2 2.2 4.1-4.2";
    /// A restaurant: a bowl over a fire.
    Shop = "shop", "M3.5 11h17a8.5 7.5 0 0 1-5 7h-7a8.5 7.5 0 0 1-5-7zM7.5 20.5h9M9 4.5c-1 1.3 1 2 0 3.5M14.5 4.5c-1 1.3 1 2 0 3.5";
    /// A seedling: farming.
    Sprout = "sprout", "M12 20.5V11M12 13c0-4-2.5-6-7.5-6 0 4 2.5 6 7.5 6zM12 10.5c0-3.6 2.4-5.5 7-5.5 0 3.6-2.4 5.5-7 5.5zM6 20.5h12";
    /// A street stall.
    Stall = "stall", "M4.5 9.5 6 4h12l1.5 5.5zM5.5 9.5v10.5M18.5 9.5v10.5M5.5 14.5h13M9 4l-.8 5.5M15 4l.8 5.5";
    /// A yard or store.
    Store = "store", "M3.5 9.5 12 4l8.5 5.5V20h-17zM7.5 20v-7h9v7M7.5 16.5h9";
    /// A tick.
    Tick = "tick", "m5 12.5 4.5 4.5L19 7";
    /// A lorry.
    Truck = "truck", "M2.5 6.5h11v10h-11zM13.5 10h4l4 3.5v3h-8M5 17.5a2 2 0 1 0 4 0a2 2 0 1 0-4 0zM15.5 17.5a2 2 0 1 0 4 0a2 2 0 1 0-4 0z";
    /// A cross.
    X = "x", "m6 6 12 12M18 6 6 18";
    /// A tick in a circle: allowed, done.
    Yes = "yes", "M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0zM7.8 12.3l2.9 2.9 5.5-6";
    /// Money.
    Yuan = "yuan", "M6 4l6 8 6-8M12 12v8.5M7.5 12.5h9M7.5 16.5h9";
}

impl Icon {
    /// The icon of this name; the question mark for any other, so that a new name in a data file never breaks a page.
    pub fn from_name(name: &str) -> Self {
        Self::ALL
            .iter()
            .copied()
            .find(|icon| icon.name() == name)
            .unwrap_or(Self::Ask)
    }
}

/// The icon as inline SVG, in the colour and size of the text around it; silent to screen readers.
pub fn icon(which: Icon) -> impl IntoView {
    view! { <svg class="i" viewBox="0 0 24 24" aria-hidden="true"><path d=which.path()></path></svg> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_found_again() {
        for icon in Icon::ALL {
            assert_eq!(Icon::from_name(icon.name()), *icon);
        }
        assert_eq!(Icon::from_name("no such icon"), Icon::Ask);
    }
}
