// The form as the outbox sees it: its plain fields, and the way to the receipt.
import { element } from "./part.js";

// Fields that are not the person's words, and files, which have a place of their own.
const NOT_KEPT = ["idempotency_key", "opened", "photo", "caption", "upload"];
// Filled without anybody writing.
const BY_ITSELF = ["village", "happened_at", "lat", "long", "accuracy", "crs"];

/** What stands in the plain fields. */
export function fieldsOf(form) {
  const entries = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NOT_KEPT.includes(name));
  return Object.fromEntries(entries.filter(([, value]) => value.trim()));
}

/** Whether somebody has written anything. */
export const worthKeeping = (fields) => Object.keys(fields).some((name) => !BY_ITSELF.includes(name));

/** Puts a draft's fields back; hidden ones are the islands'. */
export function fill(form, fields) {
  for (const control of form.elements) {
    const value = fields[control.name];
    if (control.type === "radio" || control.type === "checkbox") {
      if (value !== undefined) control.checked = control.value === value;
    } else if (control.name && value !== undefined && control.type !== "hidden" && control.type !== "file") {
      control.value = value;
    }
  }
  for (const more of form.querySelectorAll("details.more")) {
    more.open ||= [...more.querySelectorAll("input")].some((input) => input.value);
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

/** While it is sent nothing can be changed, except that photos can be taken back. */
export function lock(form, locked) {
  for (const part of form.children) {
    if (!part.querySelector(".sendbar, .photos")) part.inert = locked;
  }
  const place = document.getElementById("where");
  if (place) place.inert = locked;
}

/** Opens the receipt's page: the digits stand in the body of a form, never in an address. The draft's name goes along, so
 *  that this draft is let go of once they are shown. */
export function showReceipt(digits, draft) {
  const digitsField = element("input", { type: "hidden", name: "receipt", value: digits });
  const way = element("form", { method: "post", action: `/report/received#draft=${draft}`, hidden: true }, digitsField);
  document.body.append(way);
  way.submit();
}
