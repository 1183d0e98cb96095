// The journeys lean on `withPage` to notice what goes wrong: here it does.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { assertAccessible, assertFits, withPage } from "./browser.js";

const PAGES = {
  "/good": `<h1>净暖</h1><p>禁煤区</p>`,
  "/throws": `<h1>净暖</h1><script>throw new Error("broken island")</script>`,
  "/complains": `<h1>净暖</h1><script>console.error("hydration mismatch")</script>`,
  "/foreign": `<h1>净暖</h1><img src="http://192.0.2.1/pixel.png" alt="">`,
  "/unlabelled": `<h1>净暖</h1><input type="text">`,
  "/wide": `<h1>净暖</h1><div style="width: 2000px">宽</div>`,
  "/refused": `<h1>请检查</h1>`,
};

let server;
let origin;

before(async () => {
  server = createServer(({ url }, answer) => {
    const page = PAGES[url];
    answer.writeHead(url === "/refused" ? 422 : page ? 200 : 404, {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": "script-src 'unsafe-inline'",
    });
    const head = `<title>净暖</title><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">`;
    answer.end(`<!doctype html><html lang="zh-CN"><head>${head}</head><body><main>${page ?? ""}</main></body></html>`);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  origin = `http://127.0.0.1:${server.address().port}`;
});

after(() => server.close());

const open = (path) => (page) => page.goto(origin + path);

for (const scripts of [true, false]) {
  test(`a good page passes, scripts ${scripts ? "on" : "off"}`, () =>
    withPage({ scripts }, async (page) => {
      await open("/good")(page);
      await assertFits(page);
      assert.equal(await page.locator("h1").textContent(), "净暖");
    }));
}

test("a good page is accessible", () =>
  withPage({}, async (page) => {
    await open("/good")(page);
    await assertAccessible(page);
  }));

const failing = { "/throws": /broken island/, "/complains": /hydration mismatch/, "/foreign": /another host/ };
for (const [path, message] of Object.entries(failing)) {
  test(`${path} fails`, () => assert.rejects(withPage({}, open(path)), message));
}

test("a refused page fails unless it was expected", async () => {
  await assert.rejects(withPage({}, open("/refused")), /422/);
  await withPage({ refusals: [422] }, open("/refused"));
  await assert.rejects(withPage({ refusals: [422] }, open("/good")), /no answer had status 422/);
});

test("an unlabelled field fails", () =>
  assert.rejects(
    withPage({}, async (page) => {
      await open("/unlabelled")(page);
      await assertAccessible(page);
    }),
    /label/,
  ));

test("a page wider than the phone fails", () =>
  assert.rejects(
    withPage({}, async (page) => {
      await open("/wide")(page);
      await assertFits(page);
    }),
    /wider than its window/,
  ));
