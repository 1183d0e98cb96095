// Sends from the service worker the drafts that wait, once there is a network: also when no page is open.
import { FetchStack } from "./fetch_stack.js";
import { lockOf } from "./hold.js";
import { deliver } from "./send.js";
import { openStore } from "./store.js";
import * as tus from "./tus.js";

const TRIES = 3;

/** Sends what can be sent; fails when some of it must be tried again, which makes the browser ask later. */
export async function sendWaiting() {
  const store = await openStore();
  const waiting = ((await store?.drafts()) ?? []).filter((draft) => draft.state === "sending");
  const left = [];
  for (const { id } of waiting) if (!(await sendAlone(store, id))) left.push(id);
  if (left.length) throw new Error(`${left.length} drafts still wait`);
}

/** Whether there is nothing left to do here for this draft. A page that has it sends it itself. */
function sendAlone(store, id) {
  const stop = new AbortController();
  const talk = new BroadcastChannel(lockOf(id));
  talk.onmessage = () => stop.abort();
  const sending = navigator.locks.request(lockOf(id), { ifAvailable: true }, async (lock) => {
    if (!lock) return false;
    const draft = await store.draft(id);
    return draft?.state !== "sending" || sendOne(store, draft, stop.signal);
  });
  // Taken over by a page in the middle of it.
  return sending.catch(() => stop.abort()).finally(() => talk.close());
}

async function sendOne(store, draft, signal) {
  const job = {
    draft,
    photos: await store.photos(draft.id),
    signal,
    client: async () => tus,
    // A worker has no XMLHttpRequest.
    options: { httpStack: new FetchStack() },
    // No page is there to work for it: the tip goes without, by the slower path.
    prove: async () => null,
    newKey: () => draft.key,
    keep: (photo) => store.putPhoto(photo),
    keepDraft: () => store.putDraft(draft),
    say() {},
    moved() {},
    posting() {},
  };
  for (let tries = 1; ; tries += 1) {
    try {
      await deliver(job);
      // The receipt is not kept: the next visit sends the same again and is shown it.
      await store.putDraft({ ...draft, state: "received" });
      return true;
    } catch (reason) {
      // A photo expired on the server: from the beginning, at once.
      if (reason.after === 0 && tries < TRIES) continue;
      // What must be changed first is for the reporter: the page finds it out and says so.
      return reason.kind === "fix";
    }
  }
}
