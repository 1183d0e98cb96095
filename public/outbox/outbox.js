// The outbox: keeps what is being reported on this phone, photos included, and sends it however bad the signal. The
// islands of the form tell it what they hold and show what it says; without it the ordinary form sends.
import { desk } from "./desk.js";
import { cancel, resume, send, stop } from "./dispatch.js";
import { fieldsOf, fill } from "./form.js";
import { hold } from "./hold.js";
import { holding, keepDraft, keepPhotos, keepPlace, save, watch } from "./keep.js";
import { address, named, picksSingly } from "./part.js";
import { become, comeBack, leave, sayTo, show } from "./say.js";
import { newId, openStore } from "./store.js";

const opening = openStore().catch(() => null);

async function open(category, listener) {
  const form = document.getElementById("tip");
  Object.assign(desk, { form, store: await opening });
  sayTo(listener);
  const found = await own(named());
  const photos = found ? await desk.store.photos(found.id) : [];
  const draft = found ?? fresh(category);
  Object.assign(desk, { draft, photos, kept: Boolean(found), standsIn: draft.category !== category });
  if (!desk.standsIn) draft.title = document.querySelector("main h1").textContent;
  form.elements.idempotency_key.value = draft.key;
  if (found) fill(form, draft.fields);
  watch(found?.fields ?? fieldsOf(document.createElement("form")));
  addEventListener("pageshow", backFromReceipt);
  show();
  if (!found) await save();
  // Sent before a crash, or received without its receipt having been shown: it goes on by itself.
  else if (draft.state !== "writing") setTimeout(send);
  const pin = draft.fields.lat ? pick(draft.fields, ["lat", "long", "accuracy", "crs"]) : null;
  return {
    place: JSON.stringify(found ? draft.place : null),
    pin: JSON.stringify(pin),
    join: draft.fields.join ?? "",
    photos: photos.map(({ number, file, caption }) => ({ number: String(number), file, caption })),
  };
}

/** The draft of this name, once this page has it. */
async function own(id) {
  const find = () => (id && desk.store ? desk.store.draft(id).catch(() => null) : null);
  if (!(await find())) return null;
  const elsewhere = (takeOver) => leave("这一条正在另一个页面里填", "两个页面一起填，会互相盖掉。要在这里填，那边就停下。", takeOver);
  await hold(desk.store, id, { ...holding, elsewhere });
  await comeBack();
  // As the other page left it.
  return find();
}

function fresh(category) {
  return {
    id: newId(),
    // A form that the phone keeps has no key of the server's: each draft makes its own.
    key: desk.form.elements.idempotency_key.value || newId(),
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

/** That draft is gone. */
function backFromReceipt({ persisted }) {
  if (!persisted || desk.phase !== "received") return;
  history.replaceState(null, "", location.pathname + location.search);
  location.reload();
}

async function becomeCategory(category) {
  await save();
  desk.draft.category = category;
  await keepDraft();
  if (desk.trouble) become("writing", desk.trouble);
  else location.assign(address(desk.draft));
}

async function cover(file) {
  const { coverParts } = await import("./cover.js");
  return coverParts(file);
}

window.outbox = { open, keepPlace, keepPhotos, send, stop, cancel, resume, becomeCategory, cover, picksSingly };
