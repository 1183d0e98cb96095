// Says where the draft is, at every moment: on this phone only, being sent, received; with the time.
import { desk, hourOf, worth } from "./desk.js";
import { lock } from "./form.js";
import { STAY } from "./pause.js";

let hear = () => {};
let said = "";

export function sayTo(listener) {
  hear = listener;
}

export function become(next, words = "") {
  if (next !== desk.phase) desk.since = hourOf(Date.now());
  desk.phase = next;
  desk.words = words;
  lock(desk.form, next !== "writing");
  show();
}

/** The draft is another page's, or no more: nothing is saved or sent from here on. */
export async function leave(title, words, takeOver) {
  desk.sendingNow?.abort();
  desk.handed = false;
  become("gone", title);
  desk.form.inert = true;
  const { sayElsewhere } = await import("./elsewhere.js");
  if (desk.phase === "gone") sayElsewhere(title, words, takeOver);
}

/** It is this page's again. */
export async function comeBack() {
  if (desk.phase !== "gone") return;
  desk.form.inert = false;
  become("writing");
  (await import("./elsewhere.js")).clear();
}

export function show() {
  const { phase, photos } = desk;
  const moving = phase === "sending" || phase === "waiting";
  const state = {
    busy: moving || phase === "received",
    stoppable: moving && !desk.isPosting && !desk.draft.posted,
    words: line(),
    photos: photos.map((photo) => photoState(photo, moving)).filter(Boolean),
  };
  const now = JSON.stringify(state);
  if (now !== said) hear(state);
  said = now;
}

function line() {
  const { phase, photos, since, words, trouble, draft } = desk;
  if (phase === "waiting") {
    const then = desk.handed && !trouble ? "网一通就自动发，可以关掉这一页；要是没发成，再打开时还在" : `${desk.then}，${STAY}`;
    return `${words}${then}（${since}）。`;
  }
  if (words) return phase === "writing" ? `${words}（${since}）` : words;
  if (phase === "sending") {
    const at = photos.findIndex((photo) => !photo.done && !photo.cancelled);
    const what = at < 0 ? "正在发送线索" : `正在发送：照片 ${at + 1}/${photos.length}`;
    return `${what}，${STAY}（${since} 开始）。`;
  }
  if (trouble) return draft && worth() ? `${trouble}还没发出。` : trouble;
  return draft && worth() ? `只在这部手机上，还没发出（${hourOf(draft.changed)} 存好）。` : "";
}

function photoState(photo, moving) {
  const state = { number: String(photo.number), percent: String(photo.percent) };
  if (photo.refused) return { ...state, words: "没传上", resumable: true };
  if (photo.cancelled) return { ...state, words: "取消了", resumable: true };
  if (!moving) return null;
  if (photo.done) return { ...state, words: "传好了" };
  if (photo.under) return { ...state, words: `正在传 ${photo.percent}%`, cancellable: true };
  return { ...state, words: "等着传", cancellable: true };
}
