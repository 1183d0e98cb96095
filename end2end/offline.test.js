// A resident searches and learns the answer where there is no signal.

import assert from "node:assert/strict";
import { get } from "node:http";
import { after, before, describe, test } from "node:test";

import { assertAccessible, assertFits, shot, withPage } from "./lib/browser.js";
import * as outbox from "./lib/outbox.js";
import { startServer } from "./lib/server.js";

let server;
before(async () => (server = await startServer()));
after(() => server?.stop());

/** Opens the home page, begins a search, and waits until the phone keeps what it needs. */
async function store(page, { publicUrl } = server) {
  await page.goto(publicUrl);
  await page.getByLabel("村名或拼音").focus();
  await page.waitForFunction(() => document.documentElement.dataset.stored);
}

/** Everything asked of the server from now on: pages, files and functions. */
function asked(page) {
  const addresses = [];
  page.context().on("request", (request) => addresses.push(new URL(request.url()).pathname));
  return addresses;
}

const offline = (page) => page.context().setOffline(true);
// Chromium reports what the service worker could not reach.
const cut = { quiet: [/net::ERR_INTERNET_DISCONNECTED/, /net::ERR_FAILED/] };

test("a network that hangs: after some seconds the phone answers by itself, and a form opens", { timeout: 120_000 }, () =>
  withPage({}, async (page) => {
    const hanging = await startServer();
    try {
      await store(page, hanging);
      await outbox.openAndKeep(page, hanging, "/report/mobile_vendor");
      // Connections are accepted by the system, and nobody answers.
      process.kill(hanging.pid, "SIGSTOP");
      page.context().setDefaultNavigationTimeout(40_000);
      await page.goto(`${hanging.publicUrl}/v/410821100207`);
      await page.locator(".verdict", { hasText: "在禁煤区里" }).waitFor();
      await page.goto(`${hanging.publicUrl}/report/mobile_vendor`);
      await outbox.awake(page);
      await page.getByText("没有网也能填").waitFor();
    } finally {
      process.kill(hanging.pid, "SIGCONT");
      await hanging.stop();
    }
  }));

describe("with the network cut", () => {
  test("the home page still suggests villages with their status, and each has its answer", () =>
    withPage(cut, async (page) => {
      await store(page);
      assert.match(await page.locator("#stored").innerText(), /没网也能查，资料到\d+月\d+日/);
      await offline(page);
      await page.reload();
      const box = page.getByLabel("村名或拼音");
      await page.waitForFunction(() => document.querySelector("input[name=q]")?.getAttribute("role") === "combobox");
      await box.focus();
      await box.pressSequentially("wangzhuang", { delay: 20 });
      await page.getByRole("option", { name: /修武县 · 城关镇/ }).first().waitFor();
      assert.match(await page.getByRole("status").first().innerText(), /存下的资料/);
      await page.getByRole("option", { name: /修武县 · 城关镇/ }).first().click();
      await page.waitForURL(/\/v\/410821100207$/);
      await page.getByRole("heading", { level: 1, name: "王庄" }).waitFor();
      const text = await page.locator("main").innerText();
      for (const words of ["现在没有网", "存下的资料", "在禁煤区里", "修武县", "住家户", "示例〔2025〕", "12345"]) {
        assert.ok(text.includes(words), `the page says ${words}`);
      }
      await shot(page, "offline-village");
      await assertAccessible(page);
      await assertFits(page);
    }));

  test("a village nobody opened before is answered too, outside and undetermined alike", () =>
    withPage(cut, async (page) => {
      await store(page);
      await offline(page);
      for (const [code, words] of [
        ["410821101226", "不在禁煤区"],
        ["410823101221", "还不能确定"],
      ]) {
        await page.goto(`${server.publicUrl}/v/${code}`);
        await page.locator(".verdict", { hasText: words }).waitFor();
      }
      await page.goto(`${server.publicUrl}/v/410821100999`);
      await page.getByRole("heading", { name: "没有这个村" }).waitFor();
    }));

  test("a whole search lists the villages to choose from", () =>
    withPage(cut, async (page) => {
      await store(page);
      await offline(page);
      await page.goto(`${server.publicUrl}/check?q=${encodeURIComponent("王庄")}`);
      await page.locator(".pick a", { hasText: "七贤镇" }).first().waitFor();
      await assertFits(page);
    }));

  test("a page that needs the network says so, and opens by itself when it is back", () =>
    withPage(cut, async (page) => {
      await store(page);
      await offline(page);
      await page.goto(`${server.publicUrl}/receipt`);
      await page.getByRole("heading", { name: "这一页要有网才能看" }).waitFor();
      await page.context().setOffline(false);
      await page.locator("input[name=receipt]").waitFor();
    }));

  test("drafts on the phone are offered where a page cannot be reached", () =>
    withPage(cut, async (page) => {
      await outbox.openAndKeep(page, server);
      await outbox.write(page, "断网也找得到");
      await outbox.keeps(page, "断网也找得到");
      await offline(page);
      await page.goto(`${server.publicUrl}/receipt`);
      await page.getByRole("heading", { name: "您有一条没发完的线索" }).waitFor();
      await shot(page, "offline-drafts");
      await assertAccessible(page);
    }));

  test("nothing about a person or a report is kept", () =>
    withPage({}, async (page) => {
      await store(page);
      for (const path of ["/receipt", "/notices", "/v/410821100207", "/report", "/report/mobile_vendor?village=410821100207"]) {
        await page.goto(`${server.publicUrl}${path}`);
      }
      await page.locator("html[data-kept]").waitFor();
      const kept = await page.evaluate(async () => {
        const addresses = [];
        for (const name of await caches.keys()) {
          for (const request of await (await caches.open(name)).keys()) addresses.push(new URL(request.url).pathname);
        }
        return addresses;
      });
      assert.ok(kept.includes("/") && kept.includes("/offline/places.json"), kept.join("\n"));
      const personal = kept.filter((path) => /report|receipt|notices|\/v\/|\/fn\/|\/api\//.test(path.replace(/^\/(pkg|outbox)\/.*/, "")));
      // Forms without a key, and the page that leads to them.
      assert.deepEqual(personal.filter((path) => !/^(\/report|\/offline\/report\/[a-z_]+)$/.test(path)), []);
    }));
});

test("once the phone holds the file, a name being typed is sent nowhere", () =>
  withPage({}, async (page) => {
    await store(page);
    await page.reload();
    await page.waitForFunction(() => document.querySelector("input[name=q]")?.getAttribute("role") === "combobox");
    const box = page.getByLabel("村名或拼音");
    const addresses = asked(page);
    const typed = async (text) => {
      addresses.length = 0;
      await box.fill("");
      await box.pressSequentially(text, { delay: 20 });
      await page.getByRole("option").first().waitFor();
      return addresses.filter((path) => path.startsWith("/fn/"));
    };
    // Until the phone has read the file, the server answers.
    for (let tries = 0; tries < 20 && (await typed("wang")).length > 0; tries += 1);
    assert.deepEqual(await typed("wangzhuang"), []);
  }));

test("a browser without service workers says so, and the server answers", () =>
  withPage({ serviceWorkers: "block" }, async (page) => {
    await page.addInitScript(() => delete Navigator.prototype.serviceWorker);
    await page.goto(server.publicUrl);
    await page.locator("#stored", { hasText: "没网时查不了" }).waitFor();
    const box = page.getByLabel("村名或拼音");
    await box.focus();
    await box.pressSequentially("wz", { delay: 20 });
    await page.getByRole("option").first().waitFor();
  }));

test("the server stopped is as the network cut", async () => {
  const own = await startServer();
  await withPage({ quiet: [/net::ERR_/] }, async (page) => {
    await store(page, own);
    await own.stop();
    await page.goto(`${own.publicUrl}/v/410821100207`);
    await page.locator(".verdict", { hasText: "在禁煤区里" }).waitFor();
    await page.goto(own.publicUrl);
    await page.getByLabel("村名或拼音").waitFor();
  });
});

test("the home page weighs at most 150 KB, with all that it makes the phone keep", () =>
  withPage({}, async (page) => {
    await page.goto(server.publicUrl);
    await page.locator("#stored", { hasText: "查过一次村名" }).waitFor();
    const addresses = await page.evaluate(async () => {
      const addresses = [location.href, ...performance.getEntriesByType("resource").map(({ name }) => name)];
      for (const name of await caches.keys()) {
        for (const { url } of await (await caches.open(name)).keys()) addresses.push(url);
      }
      return [...new Set(addresses)];
    });
    const sizes = await Promise.all(addresses.map(async (address) => [await weigh(address), address]));
    const total = sizes.reduce((sum, [size]) => sum + size, 0);
    const list = sizes.sort(([a], [b]) => b - a).map(([size, address]) => `${size} ${new URL(address).pathname}`);
    assert.ok(total <= 150 * 1000, `${total} bytes:\n${list.join("\n")}`);
  }));

/** Bytes of an answer's body as it is sent to a browser that takes Brotli. */
function weigh(address) {
  return new Promise((resolve, reject) => {
    get(address, { headers: { "accept-encoding": "br" } }, (answer) => {
      let size = 0;
      answer.on("data", (chunk) => (size += chunk.length)).on("end", () => resolve(size));
    }).on("error", reject);
  });
}
