// Keys for the workbench. Every page is whole without this file.
(() => {
  "use strict";
  const all = (selector) => [...document.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);
  const typing = (node) =>
    node instanceof HTMLElement && node.matches("textarea, select, input:not([type=radio], [type=checkbox])");

  const move = (by) => {
    const rows = all("[data-row]");
    const here = rows.indexOf(document.activeElement);
    const next = rows[here < 0 ? 0 : Math.min(Math.max(here + by, 0), rows.length - 1)];
    next?.focus();
    next?.closest("tr")?.scrollIntoView({ block: "nearest" });
    return Boolean(next);
  };

  // An outcome ends the case, so choosing one by its number also chooses that step.
  const pick = (key) => {
    const radio = one(`[data-key="${key}"]`);
    if (!radio) return false;
    if (radio.name === "outcome") one('[name="step"][value="close"]')?.click();
    radio.click();
    radio.focus();
    return true;
  };

  const follow = (link) => {
    link?.click();
    return Boolean(link);
  };

  const onKey = (event) => {
    const { key } = event;
    if (event.isComposing || event.altKey) return false;
    if (event.ctrlKey || event.metaKey) {
      if (key !== "Enter") return false;
      const form = document.activeElement?.closest("form[method=post]") ?? one("form[data-main]");
      form?.requestSubmit(form.querySelector("button.pri"));
      return Boolean(form);
    }
    if (typing(event.target)) {
      if (key === "Escape") event.target.blur();
      return false;
    }
    if (key === "Escape") return follow(one("[data-back]"));
    if (key === "/") {
      one("[data-search]")?.select();
      return true;
    }
    if (key === "j" || key === "ArrowDown") return event.target.type !== "radio" && move(1);
    if (key === "k" || key === "ArrowUp") return event.target.type !== "radio" && move(-1);
    return /^[1-9]$/.test(key) && pick(key);
  };

  document.addEventListener("keydown", (event) => {
    if (onKey(event)) event.preventDefault();
  });

  // A ready sentence goes where the cursor is.
  for (const item of all("[data-phrase]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = item.textContent;
    button.addEventListener("click", () => {
      const field = document.getElementById(item.dataset.phrase);
      field.setRangeText(item.textContent, field.selectionStart, field.selectionEnd, "end");
      field.focus();
    });
    item.replaceChildren(button);
  }

  // The notice's preview follows the typing; the server marks what must be redacted when it is saved.
  for (const shown of all("[data-preview]")) {
    const field = document.getElementById(shown.dataset.preview);
    field?.addEventListener("input", () => {
      shown.textContent = field.value;
    });
  }

  // Three hundred villages: what is typed leaves only those that fit.
  for (const finder of all("[data-filter]")) {
    const list = document.getElementById(finder.dataset.filter);
    const wasOpen = new Map([...list.querySelectorAll("details")].map((branch) => [branch, branch.open]));
    finder.hidden = false;
    finder.querySelector("input").addEventListener("input", (event) => {
      const wanted = event.target.value.trim();
      for (const branch of list.querySelectorAll("details")) {
        const whole = branch.dataset.name.includes(wanted);
        let fits = 0;
        for (const leaf of branch.querySelectorAll("[data-name]")) {
          leaf.hidden = !whole && !leaf.dataset.name.includes(wanted);
          if (!leaf.hidden) fits += 1;
        }
        branch.hidden = !whole && fits === 0;
        branch.open = wanted ? fits > 0 && !whole : wasOpen.get(branch);
      }
    });
  }

  // A form sent twice by an impatient finger is sent once.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) event.preventDefault();
    else if (form.method === "post") form.dataset.sent = "1";
  });
  addEventListener("pageshow", () => {
    for (const form of all("form[data-sent]")) delete form.dataset.sent;
  });
})();
