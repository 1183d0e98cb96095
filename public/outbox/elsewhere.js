// Says above the form that its draft is another page's, or is no more.
import { element } from "./part.js";

/** Shows it; with `takeOver` there is a button that goes on here. */
export function sayElsewhere(title, words, takeOver) {
  clear();
  const heading = element("h2", { className: "h3", id: "elsewhere-title" }, title);
  const section = element("section", { className: "drafts", id: "elsewhere", tabIndex: -1 }, heading, element("p", {}, words));
  section.setAttribute("role", "alert");
  section.setAttribute("aria-labelledby", heading.id);
  if (takeOver) {
    const button = element("button", { type: "button", className: "btn wide" }, "在这里接着填");
    button.addEventListener("click", () => {
      button.disabled = true;
      takeOver();
    });
    section.append(button);
  }
  document.querySelector("main h1").before(section);
  section.focus();
}

export function clear() {
  document.getElementById("elsewhere")?.remove();
}
