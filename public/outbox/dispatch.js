// Sends the draft on the desk, and goes on trying while the page is open, or hands it to the browser.
import { ask } from "./ask.js";
import { desk, hourOf } from "./desk.js";
import { showReceipt } from "./form.js";
import { keepDraft, keepPhoto, looked, save, written } from "./keep.js";
import { inWords, pause, secondsAfter, within } from "./pause.js";
import { become, show } from "./say.js";
import { Failure, deliver } from "./send.js";
import { newId } from "./store.js";

// Seconds for a challenge, and for what a photo's file tells: neither is worth more.
const PROOF_TAKES = 30;
const LOOK_TAKES = 10;
// Seconds for the server to say that it is there.
const SIGN_OF_LIFE = 10;

export async function send() {
  if (desk.phase !== "writing") return;
  await save();
  // Pressed twice: only one of them sends.
  if (desk.phase !== "writing") return;
  const { draft, photos } = desk;
  draft.fields = draft.posted ?? written();
  for (const photo of photos) {
    photo.cancelled = false;
    photo.refused = undefined;
  }
  desk.sendingNow = new AbortController();
  become("sending");
  // Without it the old messages stay; sending does not wait for that.
  if (document.getElementById("errors")) await import("./errors.js").then(({ clearErrors }) => clearErrors(desk.form), () => {});
  await within(LOOK_TAKES, looked());
  draft.state = "sending";
  await keepDraft();
  await keepSending(desk.sendingNow.signal);
}

async function keepSending(signal) {
  let tries = 0;
  const job = {
    draft: desk.draft,
    get photos() {
      return desk.photos;
    },
    signal,
    client: () => import("./tus.js"),
    newKey: newId,
    prove: (key) => within(PROOF_TAKES, outbox.prove?.(key)),
    keep: keepPhoto,
    keepDraft,
    say: show,
    moved: () => (tries = 0),
    posting: (now) => {
      desk.isPosting = now;
      show();
    },
  };
  // Not once another page has it.
  while (!signal.aborted) {
    try {
      become("sending");
      return await received(await deliver(job));
    } catch (thrown) {
      const reason = signal.aborted ? thrown : patient(thrown);
      if (reason.kind !== "wait" || signal.aborted) return giveBack(reason);
      const seconds = reason.after ?? secondsAfter(tries);
      tries += 1;
      await wait(reason, seconds, signal);
    }
  }
  await giveBack({ kind: "stopped", message: "" });
}

/** What was on its way may have arrived, whatever went wrong here: it is sent again, never given back to be changed. */
function patient(reason) {
  if (reason.kind || !desk.draft.posted) return reason;
  console.warn("outbox", reason);
  return new Failure("wait", "没发出去。");
}

/** Waits until it is time, the network comes back, or sending is stopped. */
function wait({ message, isOffline }, seconds, signal) {
  if (seconds > 0) {
    desk.then = inWords(seconds);
    become("waiting", message);
    handOver(isOffline);
  }
  return pause(seconds, signal);
}

/** The browser wakes the service worker once there is a network, and that sends it if this page is closed by then. */
async function handOver(isOffline) {
  desk.handed = false;
  try {
    const registration = await navigator.serviceWorker?.getRegistration();
    // An older worker knows no drafts.
    if (!navigator.locks || !/module/.test(registration?.active?.scriptURL)) return;
    await registration.sync.register("drafts");
    desk.handed = isOffline;
  } catch {
    // Not here, or not allowed: the page must stay open.
  }
  show();
}

/** Back to the reporter, with what is to be done. */
async function giveBack(reason) {
  if (desk.phase === "gone") return;
  if (!reason.kind) console.warn("outbox", reason);
  desk.draft.state = "writing";
  desk.draft.posted = null;
  become("writing", reason.kind ? reason.message : `没发出去，您填的都还在。请再按一次。`);
  await keepDraft();
  if (reason.fields && Object.keys(reason.fields).length) (await import("./errors.js")).showErrors(desk.form, reason.fields);
}

async function received({ receipt, filed_at: at }) {
  if (desk.phase === "gone") return;
  desk.draft.state = "received";
  // Said at once: where the phone keeps no draft, a page that does not open would take the digits with it.
  const digits = receipt.replace(/\d{4}(?=\d)/g, "$& ");
  become("received", `已收到（${hourOf(new Date(at))}），查询码 ${digits}。正在打开可以保存的一页…`);
  await keepDraft();
  const { signal } = desk.sendingNow;
  for (let tries = 0; !(await ask("/healthz", SIGN_OF_LIFE, { cache: "no-store" })); tries += 1) {
    await pause(secondsAfter(tries), signal);
  }
  showReceipt(receipt, desk.draft.id);
}

export function stop() {
  if (!desk.isPosting && !desk.draft.posted) desk.sendingNow?.abort();
}

export function cancel(number) {
  const photo = desk.photos.find((one) => one.number === number);
  if (!photo || photo.done) return;
  photo.cancelled = true;
  photo.stop?.();
  show();
}

export function resume(number) {
  const photo = desk.photos.find((one) => one.number === number);
  if (!photo) return;
  photo.cancelled = false;
  photo.refused = undefined;
  // Sending that is under way takes it along; else it begins anew.
  if (desk.phase === "writing") send();
  else show();
}
