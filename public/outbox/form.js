// The form as the outbox sees it: its plain fields, what is wrong with them, and the way to the receipt.
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

const idOf = (field) => field.replaceAll(".", "-");
const TARGETS = { village: "where", lat: "place_text", crs: "place_text", category: "main", idempotency_key: "main" };

/** Messages beside their fields, and all of them at the top, as the server's own page has them. */
export function showErrors(form, fields) {
  clearErrors(form);
  const items = Object.entries(fields).map(([field, message]) => {
    const target = TARGETS[field] ?? idOf(field);
    beside(target, message);
    return element("li", {}, element("a", { href: `#${target}` }, message));
  });
  const title = element("h2", { id: "errors-title" }, `还没发出：有 ${items.length} 处要改`);
  const summary = element("section", { className: "errors", id: "errors", tabIndex: -1 });
  summary.setAttribute("role", "alert");
  summary.setAttribute("aria-labelledby", "errors-title");
  summary.append(title, element("ul", {}, ...items), element("p", {}, "您填的字和照片都还在下面。"));
  document.querySelector("main h1").before(summary);
  summary.focus();
}

function beside(id, message) {
  const field = document.getElementById(id);
  if (!field || id === "main") return;
  const wrong = element("p", { className: "wrong", id: `${id}-wrong` }, element("span", { className: "sr" }, "要改："), message);
  // The line above an input, the first line of a group.
  const group = field.matches("fieldset") ? field.querySelector("legend") : field.closest("fieldset")?.querySelector("legend");
  if (field.matches("input[type=radio], input[type=file], fieldset") && group) group.after(wrong);
  else field.before(wrong);
  if (field.matches("input, textarea")) {
    field.setAttribute("aria-invalid", "true");
    field.dataset.described = field.getAttribute("aria-describedby") ?? "";
    field.setAttribute("aria-describedby", `${field.dataset.described} ${wrong.id}`.trim());
  }
}

export function clearErrors(form) {
  document.getElementById("errors")?.remove();
  for (const wrong of document.querySelectorAll("main p.wrong")) wrong.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) {
    field.removeAttribute("aria-invalid");
    if (field.dataset.described !== undefined) {
      if (field.dataset.described) field.setAttribute("aria-describedby", field.dataset.described);
      else field.removeAttribute("aria-describedby");
    }
  }
}

/** Opens the receipt's page: the digits stand in the body of a form, never in an address. The draft's name goes along, so
 *  that this draft is let go of once they are shown. */
export function showReceipt(digits, draft) {
  const digitsField = element("input", { type: "hidden", name: "receipt", value: digits });
  const way = element("form", { method: "post", action: `/report/received#draft=${draft}`, hidden: true }, digitsField);
  document.body.append(way);
  way.submit();
}
