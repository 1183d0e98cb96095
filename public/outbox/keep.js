// Keeps the draft and its photos on this phone while they are being written.
import { forget } from "./ask.js";
import { desk, worth } from "./desk.js";
import { fieldsOf, worthKeeping } from "./form.js";
import { hold } from "./hold.js";
import { named } from "./part.js";
import { leave, show } from "./say.js";
import { seenField, withoutPosition } from "./send.js";
import { Gone } from "./store.js";

const SAVE_AFTER = 400;
const LOOK_EVERY = 3000;
const UNKEPT = "这个浏览器不让网页存东西，发出前请别关掉这一页。";
const FULL = "手机存满了，有的没存住，发出前请别关掉这一页。";

// What looking at a picked file found, by the photo's number: here alone, until its position may be kept.
const seen = new Map();
// Files that are being looked at.
const looking = new Set();
let savedFields = "";
let saving = Promise.resolve();
let timer = 0;

/** Keeps what changes in the form from now on; `fields` are kept already. */
export function watch(fields) {
  savedFields = JSON.stringify(fields);
  const { form } = desk;
  const changed = () => {
    if (desk.phase === "writing") desk.words = "";
    clearTimeout(timer);
    timer = setTimeout(save, SAVE_AFTER);
  };
  for (const event of ["input", "change"]) form.addEventListener(event, changed);
  // The time that was chosen is the time of choosing.
  form.addEventListener("change", ({ target }) => target.name === "happened_at" && (desk.draft.written = Date.now()));
  // What islands put into hidden fields makes no event.
  setInterval(() => document.visibilityState === "visible" && save(), LOOK_EVERY);
  document.addEventListener("visibilitychange", save);
  addEventListener("pagehide", save);
  addEventListener("beforeunload", (event) => {
    if (desk.trouble && !["received", "gone"].includes(desk.phase) && worth()) event.preventDefault();
  });
  const consent = document.getElementById("photo-position");
  if (!consent) return;
  // The file goes without its position from here, unless it is asked for.
  consent.closest(".scripted").hidden = false;
  document.getElementById("photo-as-it-is").hidden = true;
  consent.addEventListener("change", () => desk.photos.forEach(keepSeen));
}

/** Until all that was picked has been looked at. */
export const looked = () => Promise.all(looking);

/** What the form holds. One that stands in for another's keeps the answers it does not ask for. */
export function written() {
  const { draft, form, standsIn } = desk;
  const fields = fieldsOf(form);
  // The cases near by come a moment after the form: until then, what was chosen among them stays.
  const { join, village } = draft.fields;
  if (join && village === fields.village && !form.elements.namedItem("join")) fields.join = join;
  if (!standsIn) return fields;
  const beyond = Object.entries(draft.fields).filter(([name]) => !form.elements.namedItem(name));
  return { ...Object.fromEntries(beyond), ...fields };
}

export function save() {
  if (!desk.draft || desk.phase !== "writing") return saving;
  const fields = written();
  const now = JSON.stringify(fields);
  if (now === savedFields) return saving;
  savedFields = now;
  if (!worth() && !worthKeeping(fields)) return saving;
  desk.draft.fields = fields;
  return keepDraft();
}

export function keepDraft() {
  const { draft } = desk;
  draft.changed = Date.now();
  // So that a page that crashed opens with its draft.
  if (named() !== draft.id) history.replaceState(history.state, "", `#draft=${draft.id}`);
  return keep(putDraft);
}

async function putDraft() {
  const { store, draft, kept } = desk;
  await store.putDraft(draft, !kept);
  if (kept) return;
  desk.kept = true;
  hold(store, draft.id, holding);
  // Worth keeping for the month that is promised: the browser is asked not to clear it away.
  navigator.storage?.persist?.().catch(() => {});
}

/** What happens to a draft that this page has when another wants it. */
export const holding = {
  elsewhere() {},
  asked: () => save(),
  lost: () => leave("已经在另一个页面接着填了", "这一页不再存，也不会发。要回到这里填，就重新打开这一页。"),
};

/** Writes one after the other; what cannot be written stays in this page, and the page says so. */
function keep(write) {
  saving = saving.then(async () => {
    if (desk.phase === "gone") return;
    try {
      if (!desk.store) throw new Error("no store");
      await write();
      if (!desk.photos.some((photo) => photo.unkept)) desk.trouble = "";
    } catch (reason) {
      if (reason instanceof Gone) return leave("这一条已经发出去，或者删掉了", "这一页不会再存，也不会再发。");
      desk.trouble = reason.name === "QuotaExceededError" ? FULL : UNKEPT;
    }
    show();
  });
  return saving;
}

export function keepPhoto(photo) {
  return keep(async () => {
    photo.unkept = true;
    if (!desk.kept) await putDraft();
    // Taken out meanwhile.
    if (desk.photos.includes(photo)) await desk.store.putPhoto(photo);
    photo.unkept = false;
  });
}

export function keepPlace(place) {
  if (!desk.draft) return;
  desk.draft.place = JSON.parse(place);
  if (worth()) keepDraft();
}

export function keepPhotos(list) {
  // Not open yet: what was picked comes again once the draft is.
  if (!desk.draft || ["received", "gone"].includes(desk.phase)) return;
  const before = desk.photos;
  desk.photos = list.map((item, position) => photoOf(item, position, before));
  for (const photo of before) if (!desk.photos.includes(photo)) drop(photo);
  for (const photo of desk.photos) {
    if (photo.fresh) {
      const { picked } = list.find((item) => item.number === photo.number);
      if (picked) lookAt(picked, photo);
    }
    delete photo.fresh;
    if (!before.includes(photo) || photo.kept !== marks(photo)) {
      photo.kept = marks(photo);
      keepPhoto(photo);
    }
  }
  if (desk.photos.length && named() !== desk.draft.id) keepDraft();
  show();
}

function photoOf(item, position, before) {
  const known = before.find((photo) => photo.number === item.number);
  if (known && known.file === item.file && known.caption === item.caption && known.position === position) return known;
  const photo = known ?? { draft: desk.draft.id, number: item.number, seen: "", upload: null, done: false, percent: 0 };
  // Covered since: what was sent of it does not count, and goes.
  if (photo.file !== item.file) {
    forget(photo);
    Object.assign(photo, { file: item.file, upload: null, done: false, percent: 0 });
  }
  return Object.assign(photo, { caption: item.caption, position, fresh: !known });
}

const marks = (photo) => `${photo.position} ${photo.caption} ${photo.file.size} ${photo.file.lastModified}`;

function lookAt(picked, photo) {
  const found = import("./seen.js").then(async ({ look }) => {
    seen.set(photo.number, await look(picked));
    keepSeen(photo);
  });
  looking.add(found);
  found.catch((reason) => console.warn("outbox", reason)).finally(() => looking.delete(found));
}

function keepSeen(photo) {
  const found = seen.get(photo.number);
  const consents = Boolean(document.getElementById("photo-position")?.checked);
  if (found) photo.seen = seenField(found, consents);
  // Looked at before the page was opened again: what was taken back goes, and what was not kept is gone.
  else if (!consents) photo.seen = withoutPosition(photo.seen);
  keepPhoto(photo);
}

function drop(photo) {
  photo.stop?.();
  keep(() => desk.store.deletePhoto(photo.draft, photo.number));
  forget(photo);
}
