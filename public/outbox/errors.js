// What the server found wrong with the form, shown as its own page would.
import { element } from "./part.js";

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
