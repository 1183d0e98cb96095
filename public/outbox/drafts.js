// The drafts on this phone, for pages without a form of their own.
import { named } from "./part.js";
import { openStore } from "./store.js";

/** Offers them in `place`, except the one that this page opens. */
export async function offer(place) {
  const store = await openStore();
  // Who has none is spared the bytes.
  if (!(await store?.drafts())?.some(({ id }) => id !== named())) return;
  const { offerDrafts } = await import("./offer.js");
  await offerDrafts(place, store, named());
}

/** The receipt of the draft that the address names is shown: that draft is done with. */
export async function letGo() {
  const id = named();
  if (id) await (await openStore())?.remove(id);
}
