// Adding to a tip after filing, from a phone with a bad signal: photos made small, sent piece by piece, nothing lost when
// the line breaks or the office's page refuses, and nothing kept on the phone.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";

import { assertAccessible, assertFits, shot, withPage } from "./lib/browser.js";
import { CUT } from "./lib/outbox.js";
import { LONG_SIDE, jpeg, photosSent, sizeOf } from "./lib/photos.js";
import { file, follow } from "./lib/receipt.js";
import { startServer } from "./lib/server.js";

const WECHAT =
  "Mozilla/5.0 (Linux; Android 12; V2046A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0 Mobile Safari/537.36 " +
  "MicroMessenger/8.0.49";

let server;
let folder;
before(async () => {
  server = await startServer({ env: { JINGNUAN_ABUSE_LIMITS: "off" } });
  folder = await mkdtemp(path.join(tmpdir(), "jingnuan-added-"));
});
after(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The page, once the script has the form. */
async function open(page, receipt) {
  await follow(page, server, receipt);
  await page.locator("form[data-photos][data-awake]").waitFor();
}

async function picture(page, name, width = 4000, height = 3000) {
  const at = path.join(folder, name);
  await writeFile(at, await jpeg(page, width, height, 100));
  return at;
}

async function pick(page, files, all) {
  await page.locator("input[name=photo]").setInputFiles(files);
  const ready = page.locator(".photos li", { hasText: "好了" });
  await assert.doesNotReject(async () => {
    await ready.nth(all - 1).waitFor({ timeout: 30_000 });
  });
}

const write = (page, words) => page.locator("textarea[name=text]").fill(words);
const send = (page) => page.getByRole("button", { name: "发出去" }).click();
const says = (page, words) => page.locator("form[data-photos] [role=status]", { hasText: words }).waitFor();
const has = (page, photos) => page.locator(".facts div", { hasText: "照片" }).getByText(`${photos} 张`, { exact: true }).waitFor();

/** What the server tells whoever holds the receipt. */
async function mine(receipt) {
  const answer = await fetch(`${server.publicUrl}/api/v1/tips/mine`, { headers: { Receipt: receipt } });
  return answer.json();
}

describe("what is added to a tip", () => {
  test("photos picked one by one in WeChat go small over a line that breaks, and nothing stays on the phone", () =>
    withPage({ userAgent: WECHAT, quiet: CUT }, async (page) => {
      const sent = await photosSent(page);
      await open(page, await file(server, "补照片，网又慢又断"));
      assert.equal(await page.locator("input[name=photo]").getAttribute("multiple"), null);
      await pick(page, [await picture(page, "one.jpg")], 1);
      await pick(page, [await picture(page, "two.jpg")], 2);
      await assertFits(page);
      await assertAccessible(page);
      await shot(page, "added-picked");
      await write(page, "车又来了，这是车牌");

      const devtools = await page.context().newCDPSession(page);
      const line = (offline) =>
        devtools.send("Network.emulateNetworkConditions", { offline, latency: 400, downloadThroughput: 200_000, uploadThroughput: 50_000 });
      await devtools.send("Network.enable");
      await line(false);
      await send(page);
      await page.waitForFunction(() => document.querySelectorAll(".photos progress")[1]?.value > 20, null, { timeout: 60_000 });
      await line(true);
      await says(page, /没有网，字和照片都还在这一页/);
      await shot(page, "added-waiting");
      await line(false);
      await page.getByText("照片收到了").waitFor({ timeout: 60_000 });
      await has(page, 2);
      await page.getByText("车又来了，这是车牌").waitFor();
      assert.equal(sent.length, 2, "what had arrived before the break is not sent again");
      for (const photo of sent) assert.deepEqual(sizeOf(photo), [LONG_SIDE, 1536]);
      assert.ok(await page.locator("#did").evaluate((did) => did === document.activeElement), "the answer has the focus");
      await assertAccessible(page);
      await shot(page, "added-sent");
      assert.deepEqual(await page.evaluate(() => indexedDB.databases()), []);
      assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length]), [0, 0]);
    }));

  test("one photo is taken out again, and another picked twice counts once", () =>
    withPage({}, async (page) => {
      await open(page, await file(server, "补照片，删一张"));
      const [one, two] = [await picture(page, "three.jpg", 800, 600), await picture(page, "four.jpg", 800, 600)];
      await pick(page, [one, two], 2);
      await pick(page, [two], 2);
      assert.equal(await page.locator(".photos li").count(), 2);
      await page.getByRole("button", { name: "删掉第 1 张" }).click();
      assert.equal(await page.locator(".photos li").count(), 1);
      await send(page);
      await page.getByText("照片收到了").waitFor();
      await has(page, 1);
    }));

  test("what is refused keeps words and photos, and goes once it is mended", () =>
    withPage({ refusals: [422] }, async (page) => {
      await open(page, await file(server, "补照片，先写得太长"));
      await pick(page, [await picture(page, "five.jpg", 800, 600)], 1);
      const text = page.locator("textarea[name=text]");
      await text.evaluate((field) => field.removeAttribute("maxlength"));
      const long = "很长".repeat(5000);
      await write(page, long);
      await send(page);
      await page.locator("#errors").waitFor();
      assert.equal(await text.inputValue(), long);
      assert.equal(await page.locator(".photos li").count(), 1);
      await shot(page, "added-refused");
      await write(page, "不长了");
      await send(page);
      await page.getByText("照片收到了").waitFor();
      await has(page, 1);
    }));

  test("a network that answers with a page of its own takes nothing away", () =>
    withPage({}, async (page) => {
      await open(page, await file(server, "补照片，网要登录"));
      await pick(page, [await picture(page, "seven.jpg", 800, 600)], 1);
      await write(page, "还在");
      await page.route("**/receipt/act", (route) => route.fulfill({ contentType: "text/html", body: "<h1>请先登录无线网</h1>" }));
      await send(page);
      await says(page, /没有通到本站，可能要先登录/);
      await page.unroute("**/receipt/act");
      await page.getByText("照片收到了").waitFor();
      await has(page, 1);
    }));

  test("an answer that was lost on the way: it is sent again, and taken once", () =>
    withPage({ quiet: CUT }, async (page) => {
      const receipt = await file(server, "补照片，回音丢了");
      await open(page, receipt);
      await pick(page, [await picture(page, "six.jpg", 800, 600)], 1);
      await write(page, "只该有一条");
      let lost = 0;
      await page.route("**/receipt/act", async (route) => {
        if (lost) return route.continue();
        lost += 1;
        await route.fetch();
        return route.abort("connectionreset");
      });
      await send(page);
      assert.equal(await page.locator("textarea[name=text]").getAttribute("readonly"), "");
      await page.getByText("没有重复记").waitFor();
      assert.equal(lost, 1);
      await has(page, 1);
      assert.equal((await mine(receipt)).messages.length, 1);
    }));
});
