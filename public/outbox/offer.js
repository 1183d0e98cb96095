// Drafts on this phone, offered again: each can be gone on with, or deleted.
import { address, element } from "./part.js";

// A draft that nobody came back to goes by itself.
const DAY = 24 * 3600_000;
const KEPT_FOR = 30 * DAY;
// Older than any draft: the phone's clock has jumped.
const JUMPED = 5000 * DAY;

const moment = new Intl.DateTimeFormat("zh-CN", { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false });

/** Fills `place` with the drafts of `store`, except the one at hand. */
export async function offerDrafts(place, store, current) {
  const all = (await store?.drafts()) ?? [];
  const old = all.filter(isForgotten);
  await Promise.all(old.map((draft) => store.remove(draft.id)));
  const drafts = all.filter((draft) => draft.id !== current && !old.includes(draft));
  if (!drafts.length) return place.replaceChildren();
  const rows = await Promise.all(drafts.map((draft) => row(draft, store, () => offerDrafts(place, store, current))));
  const title = titleOf(drafts);
  const heading = element("h2", { className: "h3", id: "drafts-title" }, title);
  const note = element("p", { className: "hint" }, "只存在这部手机上，别人看不到；30 天后自动删掉。");
  const list = element("ul", { className: "pick" }, ...rows);
  const section = element("section", { className: "drafts" }, heading, note, list);
  section.setAttribute("aria-labelledby", "drafts-title");
  place.replaceChildren(section);
}

/** What was to be sent, or was received without its receipt having been seen, is never let go of unasked. */
function isForgotten({ state, changed }) {
  const age = Date.now() - changed;
  return state === "writing" && age > KEPT_FOR && age < JUMPED;
}

function titleOf(drafts) {
  const left = drafts.filter((draft) => draft.state !== "received").length;
  if (left === 0) return "您发的线索已经收到，查询码还没看";
  return left === 1 ? "您有一条没发完的线索" : `您有 ${left} 条没发完的线索`;
}

async function row(draft, store, gone) {
  const photos = (await store.photos(draft.id)).length;
  const about = [
    draft.place?.name,
    draft.fields.text?.trim().slice(0, 20),
    photos ? `照片 ${photos} 张` : "",
    `${moment.format(draft.changed)}写的`,
  ];
  const state = { sending: "还没发完，接着发", received: "已收到，看查询码" }[draft.state] ?? "接着填";
  const words = element("span", {}, element("b", {}, draft.title), about.filter(Boolean).join(" · "));
  const link = element("a", { href: address(draft) }, words, element("span", { className: "end" }, state));
  link.addEventListener("click", () => {
    // On the same form only the part behind # differs: the page must open anew to show it.
    if (link.pathname === location.pathname && link.search === location.search) setTimeout(() => location.reload());
  });
  const remove = element("button", { type: "button", className: "hit" }, "删掉");
  let asked = false;
  remove.addEventListener("click", async () => {
    if (!asked) {
      asked = true;
      remove.textContent = "真的删掉？再点一次";
      return;
    }
    await store.remove(draft.id);
    await gone();
  });
  remove.setAttribute("aria-label", `删掉“${draft.title}”`);
  return element("li", {}, link, remove);
}
