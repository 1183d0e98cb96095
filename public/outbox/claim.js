// Holding a draft in a browser without locks: by a claim in the store, which runs out unless its page renews it.
import { LEASE } from "./store.js";

/** As `hold`. */
export async function holdByClaim(store, id, { elsewhere, lost }) {
  let by = "free";
  let look = () => {};
  while ((await claim(store, id, by)) === false) {
    if (by === "free") elsewhere(() => ((by = "force"), look()));
    await new Promise((go) => setTimeout((look = go), LEASE / 5));
  }
  const renew = setInterval(async () => {
    if ((await claim(store, id, "ours").catch(() => true)) !== false) return;
    clearInterval(renew);
    lost();
  }, LEASE / 3);
  // A page that closes frees its draft at once, where the browser still lets it.
  addEventListener("pagehide", () => claim(store, id, "ours", 0).catch(() => {}));
}

/** Whether the draft is this page's now; nothing where there is no such draft. Its last owner stays named when the claim
 *  has run out, so that a page that slept knows that another was there. */
async function claim(store, id, by, lease = LEASE) {
  let is;
  await store.change(id, (draft, both) => {
    if (!draft) return undefined;
    is = by === "force" || store.isOurs(draft) || (by === "free" && draft.claim.until < Date.now());
    return is && both.objectStore("draft").put({ ...draft, claim: { tab: store.tab, until: Date.now() + lease } });
  });
  return is;
}
