// The outbox: keeps what is being reported on this phone, photos included, and sends it however bad the signal. The
// islands of the form tell it what they hold and show what it says; without it the ordinary form sends.
import { clearErrors, fieldsOf, fill, lock, showErrors, showReceipt, worthKeeping } from "./form.js";
import { address, offerDrafts } from "./offer.js";
import { look, seenField } from "./seen.js";
import { deliver } from "./send.js";
import { alone, newId, openStore } from "./store.js";

const SAVE_AFTER = 400;
const LOOK_EVERY = 3000;
// Seconds between tries; bytes that get through begin it anew.
const PAUSES = [1, 2, 4, 8, 15, 30, 60];
const UNKEPT = "这个浏览器不让网页存东西，发出前请别关掉这一页。";
const FULL = "手机存满了，有的没存住，发出前请别关掉这一页。";
const STAY = "请别关掉这一页";

const clock = new Intl.DateTimeFormat("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });

const opening = openStore().catch(() => null);
let store = null;
let form = null;
let hear = () => {};
let draft = null;
let photos = [];
// What looking at a picked file found, by the photo's number: here alone, until its position may be kept.
const seen = new Map();
/** Where things stand: `writing`, `sending`, `waiting`, `received`. */
let phase = "writing";
let words = "";
let trouble = "";
let isPosting = false;
let sendingNow = null;
let savedFields = "";
let saving = Promise.resolve();
let timer = 0;

// ---------- Opening ----------

async function open(category, listener) {
  form = document.getElementById("tip");
  hear = listener;
  store = await opening;
  const found = await named();
  photos = found ? await store.photos(found.id) : [];
  draft = found ?? fresh(category);
  draft.title = document.querySelector("main h1").textContent;
  form.elements.idempotency_key.value = draft.key;
  if (found) fill(form, draft.fields);
  savedFields = JSON.stringify(found?.fields ?? fieldsOf(document.createElement("form")));
  watch();
  show();
  if (!found) await save();
  // Sent before a crash, or received without its receipt having been shown: it goes on by itself.
  else if (draft.state !== "writing") setTimeout(send);
  const pin = draft.fields.lat ? pick(draft.fields, ["lat", "long", "accuracy", "crs"]) : null;
  return {
    place: JSON.stringify(found ? draft.place : null),
    pin: JSON.stringify(pin),
    photos: photos.map(({ number, file, caption }) => ({ number: String(number), file, caption })),
  };
}

/** The draft that the address names. */
async function named() {
  const id = /^#draft=([0-9a-f]+)$/.exec(location.hash)?.[1];
  return (id && (await store?.draft(id).catch(() => null))) || null;
}

function fresh(category) {
  return {
    id: newId(),
    key: form.elements.idempotency_key.value,
    category,
    fields: {},
    place: null,
    written: Date.now(),
    changed: Date.now(),
    state: "writing",
    posted: null,
  };
}

const pick = (from, names) => Object.fromEntries(names.map((name) => [name, from[name] ?? ""]));

function watch() {
  const changed = () => {
    if (phase === "writing") words = "";
    clearTimeout(timer);
    timer = setTimeout(save, SAVE_AFTER);
  };
  for (const event of ["input", "change"]) form.addEventListener(event, changed);
  // The time that was chosen is the time of choosing.
  form.addEventListener("change", ({ target }) => target.name === "happened_at" && (draft.written = Date.now()));
  // What islands put into hidden fields makes no event.
  setInterval(() => document.visibilityState === "visible" && save(), LOOK_EVERY);
  document.addEventListener("visibilitychange", save);
  addEventListener("pagehide", save);
  addEventListener("beforeunload", (event) => {
    if (trouble && phase !== "received" && worth()) event.preventDefault();
  });
  // Back from the receipt: that draft is gone.
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted || phase !== "received") return;
    history.replaceState(null, "", location.pathname + location.search);
    location.reload();
  });
  const consent = document.getElementById("photo-position");
  consent.closest(".scripted")?.removeAttribute("hidden");
  consent.addEventListener("change", () => photos.forEach(keepSeen));
}

// ---------- Keeping ----------

const worth = () => worthKeeping(draft.fields) || photos.length > 0;

function save() {
  if (!draft || phase !== "writing") return saving;
  const fields = fieldsOf(form);
  const now = JSON.stringify(fields);
  if (now === savedFields) return saving;
  savedFields = now;
  if (!worth() && !worthKeeping(fields)) return saving;
  draft.fields = fields;
  return keepDraft();
}

function keepDraft() {
  draft.changed = Date.now();
  const address = `#draft=${draft.id}`;
  // So that a page that crashed opens with its draft.
  if (location.hash !== address) history.replaceState(history.state, "", address);
  return keep(() => store.putDraft(draft));
}

/** Writes one after the other; what cannot be written stays in this page, and the page says so. */
function keep(write) {
  saving = saving.then(async () => {
    try {
      if (!store) throw new Error("no store");
      await write();
      if (!photos.some((photo) => photo.unkept)) trouble = "";
    } catch (reason) {
      trouble = reason.name === "QuotaExceededError" ? FULL : UNKEPT;
    }
    show();
  });
  return saving;
}

function keepPhoto(photo) {
  const { under, stop, refused, unkept, ...record } = photo;
  return keep(async () => {
    photo.unkept = true;
    // Taken out meanwhile.
    if (photos.includes(photo)) await store.putPhoto(record);
    photo.unkept = false;
  });
}

function keepPlace(place) {
  if (!draft) return;
  draft.place = JSON.parse(place);
  if (worth()) keepDraft();
}

function keepPhotos(list) {
  // Not open yet: what was picked comes again once the draft is.
  if (!draft || phase === "received") return;
  const before = photos;
  photos = list.map((item, position) => {
    const known = before.find((photo) => photo.number === item.number);
    if (known && known.file === item.file && known.caption === item.caption && known.position === position) return known;
    const photo = known ?? { draft: draft.id, number: item.number, seen: "", upload: null, done: false, percent: 0 };
    // Covered since: what was sent of it does not count.
    if (photo.file !== item.file) Object.assign(photo, { file: item.file, upload: null, done: false, percent: 0 });
    Object.assign(photo, { caption: item.caption, position, fresh: !known });
    return photo;
  });
  for (const photo of before) if (!photos.includes(photo)) drop(photo);
  for (const photo of photos) {
    if (photo.fresh) {
      const { picked } = list.find((item) => item.number === photo.number);
      if (picked) look(picked).then((found) => (seen.set(photo.number, found), keepSeen(photo)));
    }
    delete photo.fresh;
    if (!before.includes(photo) || photo.kept !== marks(photo)) {
      photo.kept = marks(photo);
      keepPhoto(photo);
    }
  }
  if (photos.length && location.hash !== `#draft=${draft.id}`) keepDraft();
  show();
}

const marks = (photo) => `${photo.position} ${photo.caption} ${photo.file.size} ${photo.file.lastModified}`;

function keepSeen(photo) {
  const found = seen.get(photo.number);
  if (!found) return;
  photo.seen = seenField(found, document.getElementById("photo-position").checked);
  keepPhoto(photo);
}

function drop(photo) {
  photo.stop?.();
  keep(() => store.deletePhoto(photo.draft, photo.number));
  if (photo.upload) fetch(photo.upload, { method: "DELETE", headers: { "Tus-Resumable": "1.0.0" } }).catch(() => {});
}

// ---------- Sending ----------

async function send() {
  if (phase !== "writing") return;
  clearErrors(form);
  await save();
  draft.fields = draft.posted ?? fieldsOf(form);
  for (const photo of photos) {
    photo.cancelled = false;
    photo.refused = undefined;
  }
  sendingNow = new AbortController();
  become("sending");
  const mine = await alone(store, draft.id, () => keepSending(sendingNow.signal));
  if (!mine) become("writing", "另一个页面正在发这一条，这里就不再发了。");
}

async function keepSending(signal) {
  draft.state = "sending";
  await keepDraft();
  let tries = 0;
  const job = {
    draft,
    get photos() {
      return photos;
    },
    signal,
    newKey: newId,
    prove: (key) => outbox.prove?.(key).catch(() => null),
    keep: keepPhoto,
    keepDraft,
    say: show,
    moved: () => (tries = 0),
    posting: (now) => {
      isPosting = now;
      show();
    },
  };
  while (phase !== "received") {
    try {
      become("sending");
      return await received(await deliver(job));
    } catch (reason) {
      if (reason.kind === "wait" && !signal.aborted) {
        const seconds = reason.after ?? PAUSES[Math.min(tries, PAUSES.length - 1)];
        tries += 1;
        await wait(reason.message, seconds, signal);
        if (!signal.aborted) continue;
      }
      return giveBack(reason);
    }
  }
}

/** Waits until it is time, the network comes back, or sending is stopped. */
function wait(why, seconds, signal) {
  if (seconds > 0) {
    const then = navigator.onLine === false ? "有网就自动发" : `${seconds} 秒后自动再发`;
    become("waiting", `${why}${then}，${STAY}。`);
  }
  return new Promise((go) => {
    const now = () => {
      clearTimeout(pause);
      removeEventListener("online", now);
      signal.removeEventListener("abort", now);
      go();
    };
    const pause = setTimeout(now, seconds * 1000);
    addEventListener("online", now);
    signal.addEventListener("abort", now);
  });
}

/** Back to the reporter, with what is to be done. */
async function giveBack(reason) {
  if (!reason.kind) console.warn("outbox", reason);
  draft.state = "writing";
  draft.posted = null;
  become("writing", reason.kind ? reason.message : `没发出去，您填的都还在。请再按一次。`);
  await keepDraft();
  if (reason.fields && Object.keys(reason.fields).length) showErrors(form, reason.fields);
}

async function received({ receipt, filed_at: at }) {
  draft.state = "received";
  become("received", `已收到（${clock.format(new Date(at))}）。正在打开查询码…`);
  await keepDraft();
  // The digits go in a body, never in an address; the draft goes once they are shown.
  showReceipt(receipt);
}

function stop() {
  if (!isPosting && !draft.posted) sendingNow?.abort();
}

function cancel(number) {
  const photo = photos.find((one) => one.number === number);
  if (!photo || photo.done) return;
  photo.cancelled = true;
  photo.stop?.();
  show();
}

function resume(number) {
  const photo = photos.find((one) => one.number === number);
  if (!photo) return;
  photo.cancelled = false;
  photo.refused = undefined;
  // Sending that is under way takes it along; else it begins anew.
  if (phase === "writing") send();
  else show();
}

// ---------- Saying ----------

function become(next, said = "") {
  phase = next;
  words = said;
  lock(form, phase !== "writing");
  show();
}

function line() {
  if (words) return words;
  if (phase === "sending") {
    const at = photos.findIndex((photo) => !photo.done && !photo.cancelled);
    const what = at < 0 ? "正在发送线索" : `正在发送：照片 ${at + 1}/${photos.length}`;
    return `${what}，${STAY}。`;
  }
  if (trouble) return trouble;
  if (!worth()) return "";
  return `只在这部手机上，还没发出（${clock.format(draft.changed)} 存好）。`;
}

function photoState(photo) {
  const moving = phase === "sending" || phase === "waiting";
  const state = { number: String(photo.number), percent: String(photo.percent) };
  if (photo.refused) return { ...state, words: "没传上", resumable: true };
  if (photo.cancelled) return { ...state, words: "取消了", resumable: true };
  if (!moving) return null;
  if (photo.done) return { ...state, words: "传好了" };
  if (photo.under) return { ...state, words: `正在传 ${photo.percent}%`, cancellable: true };
  return { ...state, words: "等着传", cancellable: true };
}

let said = "";
function show() {
  if (!draft) return;
  const state = {
    busy: phase !== "writing",
    stoppable: (phase === "sending" || phase === "waiting") && !isPosting && !draft.posted,
    words: line(),
    photos: photos.map(photoState).filter(Boolean),
  };
  const now = JSON.stringify(state);
  if (now !== said) hear(state);
  said = now;
}

// ---------- The rest ----------

async function becomeCategory(category) {
  await save();
  draft.category = category;
  await keepDraft();
  if (trouble) become("writing", trouble);
  else location.assign(address(draft));
}

async function cover(file) {
  const { coverParts } = await import("./cover.js");
  return coverParts(file);
}

// WeChat's browser on Android drops all but one of several picked files.
const picksSingly = () => /MicroMessenger/i.test(navigator.userAgent) && /Android/i.test(navigator.userAgent);

/** Offers the drafts on this phone in `place`. */
export async function offer(place) {
  await offerDrafts(place, await opening, /^#draft=([0-9a-f]+)$/.exec(location.hash)?.[1]);
}

/** A receipt is shown: drafts that were received are done with. */
export async function letGo() {
  const kept = await opening;
  const done = ((await kept?.drafts()) ?? []).filter((one) => one.state === "received");
  await Promise.all(done.map((one) => kept.remove(one.id)));
}

const outbox = { open, keepPlace, keepPhotos, send, stop, cancel, resume, becomeCategory, cover, picksSingly };
window.outbox = outbox;
