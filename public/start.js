// Wakes the islands of a page once it has been painted: when the phone is idle, or at the first touch or key. Then lets
// the phone keep what answers without a signal.
// The page is whole without it: whatever fails here, plain links and forms go on working.
(() => {
  "use strict";

  const { module, wasm, outbox } = document.currentScript.dataset;
  const form = document.getElementById("tip");
  // Islands that few want: they come with the first press of their button.
  const PRESSED = /^(WhereAmI|WhereItWas|PinMap)/;
  const firstSigns = ["pointerdown", "touchstart", "keydown", "focusin"];
  let begun = false;

  async function wakeIslands() {
    if (!document.querySelector("leptos-island, #offline-answer")) return;
    // The form's islands speak to it; without it the ordinary form sends.
    if (outbox && form) await import(outbox).catch((reason) => console.warn("outbox", reason));
    const islands = await import(module);
    await islands.default({ module_or_path: wasm });
    islands.hydrate();
    if (window.outbox) window.outbox.prove = islands.solve_challenge;
    // In document order, so that an island stands before those among its children.
    for (const element of document.querySelectorAll("leptos-island")) {
      const wake = islands[element.dataset.component];
      if (PRESSED.test(element.dataset.component)) {
        wakeWhenPressed(element, islands);
      } else if (wake) {
        element.parentElement.closest("leptos-children")?.$$on_hydrate?.();
        await wake(element);
      } else {
        // In a piece of its own, which knows its surroundings.
        await islands.wake(element).catch((reason) => console.warn(element.dataset.component, reason));
      }
    }
    if (document.getElementById("offline-answer")) {
      await islands.answer_offline();
      openOnceBack();
    }
    document.documentElement.dataset.awake = "";
  }

  function wakeWhenPressed(element, islands) {
    const asksWhere = element.dataset.component.startsWith("Where");
    if (asksWhere && (!isSecureContext || !navigator.geolocation)) return;
    element.querySelector(".asleep")?.classList.remove("asleep");
    const button = element.querySelector("button");
    const press = async () => {
      await islands.wake(element);
      button.click();
    };
    button.addEventListener("click", () => press().catch((reason) => console.warn(element.dataset.component, reason)), { once: true });
  }

  // WeChat's browser has no printer.
  function offerPrinting() {
    const button = document.getElementById("print");
    if (!button || /MicroMessenger/i.test(navigator.userAgent)) return;
    button.parentElement.hidden = false;
    button.addEventListener("click", () => print());
  }

  // A phone says that it is online before anything gets through, and the reader may be on the way elsewhere by then: the
  // page opens anew only once the server has answered, and never in place of where the reader goes.
  function openOnceBack() {
    let leaving = false;
    const open = async () => {
      const answer = await fetch("/healthz", { cache: "no-store" }).catch(() => null);
      if (leaving) return;
      if (answer?.ok) location.reload();
      else if (navigator.onLine) setTimeout(open, 3000);
    };
    addEventListener("beforeunload", () => (leaving = true));
    addEventListener("online", open);
  }

  // Drafts on this phone are offered again, without the islands' module; one whose receipt is shown is done with. What is
  // added to a tip goes the same patient way.
  async function callOutbox() {
    const adding = document.querySelector("form[data-photos]");
    if (outbox && adding) {
      const { takeOver } = await import(outbox.replace("outbox.js", "added.js"));
      takeOver(adding);
    }
    const drafts = document.getElementById("drafts");
    const receipt = document.querySelector(".slip .code");
    if (!outbox || (!drafts && !receipt) || !(await mayHoldDrafts())) return;
    const { offer, letGo } = await import(outbox.replace("outbox.js", "drafts.js"));
    await (receipt ? letGo() : offer(drafts));
  }

  // Who never wrote one is spared the bytes.
  async function mayHoldDrafts() {
    const databases = await self.indexedDB?.databases?.().catch(() => null);
    return !databases || databases.some(({ name }) => name === "jingnuan-drafts");
  }

  // Who only reads is spared the bytes: the phone keeps what answers without a signal once somebody searches on it or
  // opens a report.
  async function keepForOffline() {
    const line = document.getElementById("stored");
    const say = (words) => line && (line.textContent = words);
    // The workbench keeps nothing on a phone.
    if (document.documentElement.dataset.view === "staff") return;
    const workers = navigator.serviceWorker;
    if (!workers) return say("这个浏览器没网时查不了村名。");
    const reports = form?.getAttribute("action") ?? (location.pathname === "/report" && "/report");
    if (!reports && !workers.controller && !matchMedia("(display-mode: standalone)").matches) {
      say("查过一次村名，没网也能查。");
      await searchBegun();
    }
    await register(workers);
    const { active } = await workers.ready;
    if (reports) return keepForm(workers, active, reports);
    const { as_of: day } = await (await fetch("/offline/places.json")).json();
    const [, month, date] = day.split("-").map(Number);
    say(`没网也能查，资料到${month}月${date}日。`);
    document.documentElement.dataset.stored = day;
  }

  // Where the browser can wake a worker for the network, one with modules, which sends what waits.
  function register(workers) {
    const plain = () => workers.register("/sw.js");
    return "SyncManager" in window ? workers.register("/sw-module.js", { type: "module" }).catch(plain) : plain();
  }

  async function keepForm(workers, worker, opened) {
    const kept = new Promise((done) => workers.addEventListener("message", done, { once: true }));
    workers.startMessages();
    worker.postMessage({ opened });
    await kept;
    document.documentElement.dataset.kept = opened;
  }

  function searchBegun() {
    const searches = (field) => field?.name === "q";
    if (searches(document.activeElement)) return;
    return new Promise((begun) => addEventListener("focusin", ({ target }) => searches(target) && begun()));
  }

  function start() {
    // Without a network there is only what the phone keeps.
    if (begun || (navigator.onLine === false && !navigator.serviceWorker?.controller)) return;
    begun = true;
    for (const sign of firstSigns) removeEventListener(sign, start, true);
    offerPrinting();
    callOutbox().catch((reason) => console.warn("No drafts are offered:", reason));
    wakeIslands()
      .catch((reason) => console.warn("The page goes on without its islands:", reason))
      .then(keepForOffline)
      .catch((reason) => console.warn("Nothing is kept for later:", reason));
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
