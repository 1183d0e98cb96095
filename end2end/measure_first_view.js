// Measures how soon public pages are seen on a slow phone: 562 ms latency, 1.5 Mbit/s, a quarter of this CPU.
// Prints a table; nothing is asserted, because machines differ. `node end2end/measure_first_view.js [ROUNDS]`

import { chromium } from "playwright-core";

import { startServer } from "./lib/server.js";

const PAGES = ["/", "/v/410821100207", "/map", "/prices/calculator", "/report/mobile_vendor"];
const ROUNDS = Number(process.argv[2] ?? 5);
const PHONE = { width: 390, height: 844 };
const SETTLED_MS = 2_500;

const server = await startServer();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  console.log("| page | requests | KB | first paint s | largest paint s | shift | blocked ms |");
  console.log("|---|---:|---:|---:|---:|---:|---:|");
  for (const path of PAGES) {
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push(await view(path));
    const middle = (of) => rounds.map(of).sort((a, b) => a - b)[Math.floor(ROUNDS / 2)];
    const cells = [
      middle((r) => r.requests),
      (middle((r) => r.bytes) / 1000).toFixed(0),
      (middle((r) => r.first) / 1000).toFixed(2),
      (middle((r) => r.largest) / 1000).toFixed(2),
      middle((r) => r.shift).toFixed(3),
      middle((r) => r.blocked).toFixed(0),
    ];
    console.log(`| \`${path}\` | ${cells.join(" | ")} |`);
  }
} finally {
  await browser.close();
  await server.stop();
}

/** Opens the page for the first time, as a new visitor would. */
async function view(path) {
  const context = await browser.newContext({ viewport: PHONE, deviceScaleFactor: 2, locale: "zh-CN" });
  try {
    const page = await context.newPage();
    const phone = await context.newCDPSession(page);
    await phone.send("Network.enable");
    await phone.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: 562.5,
      downloadThroughput: (1.5 * 1024 * 1024) / 8,
      uploadThroughput: (675 * 1024) / 8,
    });
    await phone.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    let bytes = 0;
    let requests = 0;
    phone.on("Network.loadingFinished", (event) => {
      bytes += event.encodedDataLength;
      requests += 1;
    });
    await page.addInitScript(observe);
    await page.goto(server.publicUrl + path, { waitUntil: "load", timeout: 60_000 });
    await page.waitForTimeout(SETTLED_MS);
    return { ...(await page.evaluate(() => globalThis.seen)), bytes, requests };
  } finally {
    await context.close();
  }
}

/** Runs in the page, before anything of its own. */
function observe() {
  const seen = { first: 0, largest: 0, shift: 0, blocked: 0 };
  globalThis.seen = seen;
  const watch = (type, take) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  watch("paint", (entry) => {
    if (entry.name === "first-contentful-paint") seen.first = entry.startTime;
  });
  watch("largest-contentful-paint", (entry) => (seen.largest = entry.startTime));
  watch("layout-shift", (entry) => {
    if (!entry.hadRecentInput) seen.shift += entry.value;
  });
  watch("longtask", (entry) => (seen.blocked += Math.max(0, entry.duration - 50)));
}
