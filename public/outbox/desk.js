// What lies on the desk: the draft of this page and where it stands, for the modules that keep, send and show it.
import { worthKeeping } from "./form.js";

export const desk = {
  store: null,
  form: null,
  draft: null,
  photos: [],
  /** The store has it. */
  kept: false,
  /** The form is another category's: it stands in where there is no network. */
  standsIn: false,
  /** Where things stand: `writing`, `sending`, `waiting`, `received`, or `gone` to another page or for good. */
  phase: "writing",
  /** Since when, in words. */
  since: "",
  words: "",
  trouble: "",
  isPosting: false,
  /** The browser sends it once there is a network, without this page too. */
  handed: false,
  sendingNow: null,
};

const hour = { hour: "2-digit", minute: "2-digit", hour12: false };
const clock = new Intl.DateTimeFormat("zh-CN", hour);
const calendar = new Intl.DateTimeFormat("zh-CN", { month: "long", day: "numeric", ...hour });

/** The hour of a moment; with its day where that is not today. */
export const hourOf = (moment) =>
  (new Date(moment).toDateString() === new Date().toDateString() ? clock : calendar).format(moment);

export const worth = () => worthKeeping(desk.draft.fields) || desk.photos.length > 0;
