// What the challenge costs a phone: milliseconds from asking for it to its answer, and how long the page stands still.
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

const server = await startServer({ env: { JINGNUAN_ABUSE_LIMITS: "off" } });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  const page = await browser.newPage();
  await page.goto(`${server.publicUrl}/report/mobile_vendor`);
  await page.waitForFunction(() => document.documentElement.dataset.awake !== undefined);
  await (await page.context().newCDPSession(page)).send("Emulation.setCPUThrottlingRate", { rate: slower });
  const { took, still } = await page.evaluate(async (times) => {
    const { module, wasm } = document.querySelector("script[data-module]").dataset;
    const islands = await import(module);
    await islands.default({ module_or_path: wasm });
    let still = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) still = Math.max(still, entry.duration);
    }).observe({ type: "longtask" });
    // The first loads the piece.
    await islands.solve_challenge("warm-up");
    still = 0;
    const took = [];
    for (let n = 0; n < times; n += 1) {
      const begun = performance.now();
      if (!(await islands.solve_challenge(`cost-${n}`))) throw new Error("not solved");
      took.push(performance.now() - begun);
    }
    return { took: took.sort((a, b) => a - b), still };
  }, times);
  const at = (part) => Math.round(took[Math.min(took.length - 1, Math.floor(took.length * part))]);
  console.log(`| challenge, processor ÷ ${slower} | median ms | p95 ms | longest ms | longest task ms |`);
  console.log("|---|---:|---:|---:|---:|");
  console.log(`| ${times} times | ${at(0.5)} | ${at(0.95)} | ${Math.round(took.at(-1))} | ${Math.round(still)} |`);
} finally {
  await browser.close();
  await server.stop();
}
