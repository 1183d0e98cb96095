// A real Chromium: pages that fail on any error, screenshots, and accessibility.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";

import axe from "axe-core";
import { chromium } from "playwright-core";

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1440, height: 900 };

const shots = fileURLToPath(new URL("../shots/", import.meta.url));

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

let launched;

function browser() {
  launched ??= chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: FLAGS,
  });
  return launched;
}

after(async () => (await launched)?.close());

/**
 * Opens a page, hands it to `use`, and then fails on every console error, uncaught exception and
 * request to another host.
 *
 * `refusals` lists the statuses that the journey provokes on purpose, such as `[422]`: Chromium
 * reports a refused page as a console error too. A listed status that never came fails as well.
 * `quiet` lists patterns of console errors that the journey provokes by cutting the network.
 */
export async function withPage(options, use) {
  const { scripts = true, viewport = PHONE, userAgent, refusals = [], quiet = [], ...context } = options;
  const opened = await (await browser()).newContext({
    javaScriptEnabled: scripts,
    viewport,
    userAgent,
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    ...context,
  });
  try {
    opened.setDefaultTimeout(10_000);
    const problems = watch(opened, refusals, quiet);
    const result = await use(await opened.newPage());
    assert.deepEqual(problems(), [], "the page reported problems");
    return result;
  } finally {
    await opened.close();
  }
}

/** Collects what goes wrong on any page of the context. */
function watch(context, refusals, quiet) {
  const problems = [];
  const refused = new Set();
  const expected = (text) =>
    quiet.some((pattern) => pattern.test(text)) ||
    refusals.some((status) => text.startsWith(`Failed to load resource: the server responded with a status of ${status} `));

  context.on("console", (message) => {
    if (message.type() !== "error" || expected(message.text())) return;
    problems.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (error) => problems.push(`uncaught: ${error.error()}`));
  context.on("response", (response) => refused.add(response.status()));
  context.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith("http") && hostname !== "127.0.0.1" && hostname !== "localhost") {
      problems.push(`request to another host: ${request.url()}`);
    }
  });
  return () => [
    ...problems,
    ...refusals.filter((status) => !refused.has(status)).map((status) => `no answer had status ${status}`),
  ];
}

/** Saves the whole page as `shots/NAME-390.png` and `shots/NAME-1440.png`. */
export async function shot(page, name) {
  await mkdir(shots, { recursive: true });
  const before = page.viewportSize();
  for (const size of [PHONE, DESKTOP]) {
    await page.setViewportSize(size);
    await page.screenshot({
      path: path.join(shots, `${name}-${size.width}.png`),
      fullPage: true,
      animations: "disabled",
    });
  }
  await page.setViewportSize(before);
}

/** Fails when axe finds anything on the page. Needs a page with scripts. */
export async function assertAccessible(page) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ["violations"] }));
  const found = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n${nodes.map(({ html }) => `    ${html}`).join("\n")}`,
  );
  assert.equal(found.join("\n"), "", "axe found problems");
}

/** Fails when the page is wider than its window, which a phone shows as sideways scrolling. */
export async function assertFits(page) {
  const wide = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  assert.ok(wide <= 0, `the page is ${wide} px wider than its window`);
}
