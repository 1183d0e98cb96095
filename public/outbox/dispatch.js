// Sends the draft on the desk, and goes on trying while the page is open, or hands it to the browser.
import { desk, hourOf } from "./desk.js";
import { clearErrors, showErrors, showReceipt } from "./form.js";
import { keepDraft, keepPhoto, save, written } from "./keep.js";
import { pause, secondsAfter } from "./pause.js";
import { become, show } from "./say.js";
import { deliver } from "./send.js";
import { newId } from "./store.js";

export async function send() {
  if (desk.phase !== "writing") return;
  clearErrors(desk.form);
  await save();
  const { draft, photos } = desk;
  draft.fields = draft.posted ?? written();
  for (const photo of photos) {
    photo.cancelled = false;
    photo.refused = undefined;
  }
  desk.sendingNow = new AbortController();
  become("sending");
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
    prove: (key) => outbox.prove?.(key).catch(() => null),
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
    } catch (reason) {
      if (reason.kind !== "wait" || signal.aborted) return giveBack(reason);
      const seconds = reason.after ?? secondsAfter(tries);
      tries += 1;
      await wait(reason, seconds, signal);
    }
  }
  await giveBack({ kind: "stopped", message: "" });
}

/** Waits until it is time, the network comes back, or sending is stopped. */
function wait({ message, isOffline }, seconds, signal) {
  if (seconds > 0) {
    desk.then = navigator.onLine === false ? "有网就自动发" : `${seconds} 秒后自动再发`;
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
  if (reason.fields && Object.keys(reason.fields).length) showErrors(desk.form, reason.fields);
}

async function received({ receipt, filed_at: at }) {
  if (desk.phase === "gone") return;
  desk.draft.state = "received";
  become("received", `已收到（${hourOf(new Date(at))}）。正在打开查询码…`);
  await keepDraft();
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
