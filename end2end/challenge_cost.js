// What the challenge costs a phone, in quiet times and in the worst flood: milliseconds from asking for it to its answer,
// and how long the page stands still.
//
//   node end2end/challenge_cost.js [--slower 4] [--times 20]
//
// The processor is slowed down by Chromium, as in the phone profile; the module is the one that the site serves.

import { parseArgs } from "node:util";

import { chromium } from "playwright-core";

import { startServer } from "./lib/server.js";

const { values } = parseArgs({ options: { slower: { type: "string" }, times: { type: "string" } } });
const slower = Number(values.slower ?? 4);
const times = Number(values.times ?? 20);
/** A city this small is flooded by a few tips. */
const BELIEVABLE = 10;

const server = await startServer({
  env: { JINGNUAN_ABUSE_TIPS_PER_MINUTE: "100000", JINGNUAN_ABUSE_HOLD_CITY_PER_MINUTE: String(BELIEVABLE) },
});
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});

/** Twice what is believable in a minute: the hardest challenge there is. */
async function flood() {
  for (let n = 0; n < 2 * BELIEVABLE; n += 1) {
    const body = new FormData();
    for (const [name, value] of [["category", "unsure"], ["text", `来得太快 ${n}`]]) body.set(name, value);
    const answer = await fetch(`${server.publicUrl}/api/v1/tips`, { method: "POST", body });
    if (answer.status !== 201) throw new Error(`a tip was answered with ${answer.status}`);
  }
}

async function bits() {
  const answer = await fetch(`${server.publicUrl}/api/v1/challenge`, { headers: { "Idempotency-Key": "bits" } });
  return (await answer.json()).bits;
}

/** Solves one challenge in the page. */
const solve = (page, key) =>
  page.evaluate(async (key) => {
    const { module, wasm } = document.querySelector("script[data-module]").dataset;
    const islands = await import(module);
    await islands.default({ module_or_path: wasm });
    let still = 0;
    const watch = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) still = Math.max(still, entry.duration);
    });
    watch.observe({ type: "longtask" });
    const begun = performance.now();
    if (!(await islands.solve_challenge(key))) throw new Error("not solved");
    const took = performance.now() - begun;
    // What was long is told a moment later.
    await new Promise((told) => setTimeout(told, 50));
    watch.disconnect();
    return { took, still };
  }, key);

try {
  const page = await browser.newPage();
  await page.goto(`${server.publicUrl}/report/mobile_vendor`);
  await page.waitForFunction(() => document.documentElement.dataset.awake !== undefined);
  await (await page.context().newCDPSession(page)).send("Emulation.setCPUThrottlingRate", { rate: slower });
  // The first loads the piece.
  await solve(page, "warm-up");
  console.log(`| challenge, processor ÷ ${slower}, ${times} times | bits | median ms | p95 ms | longest ms | longest task ms |`);
  console.log("|---|---:|---:|---:|---:|---:|");
  for (const [name, flooded] of [["in quiet times", false], ["in the worst flood", true]]) {
    const solved = [];
    let asked = 0;
    for (let n = 0; n < times; n += 1) {
      if (flooded && n % 5 === 0) await flood();
      asked = await bits();
      solved.push(await solve(page, `${name} ${n}`));
    }
    const took = solved.map((one) => one.took).sort((a, b) => a - b);
    const at = (part) => Math.round(took[Math.min(took.length - 1, Math.floor(took.length * part))]);
    const still = Math.round(Math.max(...solved.map((one) => one.still)));
    console.log(`| ${name} | ${asked} | ${at(0.5)} | ${at(0.95)} | ${Math.round(took.at(-1))} | ${still} |`);
  }
} finally {
  await browser.close();
  await server.stop();
}
