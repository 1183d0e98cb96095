// Wakes the islands of a page once it has been painted: when the phone is idle, or at the first touch or key.
// The page is whole without it: whatever fails here, plain links and forms go on working.
(() => {
  "use strict";

  const { module, wasm } = document.currentScript.dataset;
  const firstSigns = ["pointerdown", "touchstart", "keydown", "focusin"];
  let begun = false;

  async function wakeIslands() {
    const islands = await import(module);
    await islands.default({ module_or_path: wasm });
    islands.hydrate();
    // In document order, so that an island stands before those among its children.
    for (const element of document.querySelectorAll("leptos-island")) {
      const wake = islands[element.dataset.component];
      if (!wake) {
        console.warn("No such island:", element.dataset.component);
        continue;
      }
      element.parentElement.closest("leptos-children")?.$$on_hydrate?.();
      await wake(element);
    }
    document.documentElement.dataset.awake = "";
  }

  function start() {
    if (begun || navigator.onLine === false) return;
    begun = true;
    for (const sign of firstSigns) removeEventListener(sign, start, true);
    wakeIslands().catch((reason) => console.warn("The page goes on without its islands:", reason));
  }

  function startWhenIdle() {
    if ("requestIdleCallback" in window) requestIdleCallback(start, { timeout: 3000 });
    else setTimeout(start, 200);
  }

  if (!module || !wasm) return;
  for (const sign of firstSigns) addEventListener(sign, start, { capture: true, passive: true });
  addEventListener("online", start);
  if (document.readyState === "complete") startWhenIdle();
  else addEventListener("load", startWhenIdle, { once: true });
})();
