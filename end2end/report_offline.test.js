// A report begun, written and gone back to with no network at all; sent once there is one.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { assertAccessible, assertFits, shot, withPage } from "./lib/browser.js";
import * as outbox from "./lib/outbox.js";
import { startServer } from "./lib/server.js";

const { CUT, PHOTOS, addPhotos, awake, cases, draftsBecome, keeps, noDraftLeft, receiptShown, says, send, stored, write } = outbox;

let server;
before(async () => (server = await startServer()));
after(() => server?.stop());

const goto = (page, path) => page.goto(server.publicUrl + path);

/** Opens one form with a network, as somebody did some day, and cuts the line. */
async function openOnceThenCut(page) {
  await outbox.openAndKeep(page, server, "/report/mobile_vendor");
  await page.context().setOffline(true);
}

test("the choice and a form open, take words, place and photos, and the draft can be gone back to", () =>
  withPage({ quiet: CUT }, async (page) => {
    await openOnceThenCut(page);
    await goto(page, "/report");
    await page.getByRole("heading", { level: 1, name: "您要说哪一样？" }).waitFor();
    await page.getByRole("link", { name: /流动卖煤车/ }).first().click();
    await page.getByRole("heading", { level: 1, name: "举报流动卖煤车" }).waitFor();
    await awake(page);
    await page.getByText("没有网也能填").waitFor();
    await page.locator("input[name=place_text]").fill("村东头石桥边");
    await write(page, "山里没信号写的");
    await addPhotos(page, [PHOTOS[0]]);
    await keeps(page, "山里没信号写的");
    await shot(page, "report-without-network");
    await assertAccessible(page);
    await assertFits(page);

    await goto(page, "/report");
    await page.getByText("您有一条没发完的线索").waitFor();
    await page.locator("#drafts").getByText("接着填").click();
    await page.locator(".photos li").first().waitFor();
    assert.equal(await page.locator("input[name=place_text]").inputValue(), "村东头石桥边");
    await addPhotos(page, [PHOTOS[1]]);
    await send(page);
    await says(page, /没有网/);
    await page.context().setOffline(false);
    await receiptShown(page);
    await page.getByText("照片 2 张已存好").waitFor();
    await noDraftLeft(page);
  }));

test("a village can be chosen from what the phone keeps", () =>
  withPage({ quiet: CUT }, async (page) => {
    await openOnceThenCut(page);
    await goto(page, "/report/mobile_vendor");
    await awake(page);
    const box = page.getByLabel("村名或拼音");
    await box.focus();
    await box.pressSequentially("wangzhuang", { delay: 20 });
    await page.getByRole("option", { name: /修武县 · 城关镇/ }).first().click();
    await write(page, "没网也选得了村");
    await keeps(page, "没网也选得了村");
    await page.context().setOffline(false);
    await send(page);
    await receiptShown(page);
    assert.equal(await cases(server, "没网也选得了村"), 1);
  }));

test("the village that a link names is chosen in the kept form too", () =>
  withPage({ quiet: CUT }, async (page) => {
    await openOnceThenCut(page);
    await goto(page, "/report/mobile_vendor?village=410821100207");
    await awake(page);
    await page.locator("#where").getByText("王庄").waitFor();
    assert.equal(await page.locator("input[name=village]").inputValue(), "410821100207");
  }));

test("drafts begun in one kept form have keys of their own, and become two tips", () =>
  withPage({ quiet: CUT }, async (page) => {
    await openOnceThenCut(page);
    const texts = ["没网的第一条", "没网的第二条"];
    for (const text of texts) {
      // A form that was never opened: the one for who is not sure stands in.
      await goto(page, "/report/household_burning");
      await page.getByRole("heading", { level: 1, name: /说不清是哪一类/ }).waitFor();
      await awake(page);
      await write(page, text);
      await keeps(page, text);
      await goto(page, "/report");
    }
    const drafts = await stored(page);
    assert.equal(drafts.length, 2);
    assert.equal(new Set(drafts.map((draft) => draft.key)).size, 2);
    assert.deepEqual(drafts.map((draft) => draft.category), ["unsure", "unsure"]);
    await page.context().setOffline(false);
    const receipts = new Set();
    for (let left = 2; left > 0; left -= 1) {
      await goto(page, "/report");
      await page.locator("#drafts li a").first().click();
      await awake(page);
      await page.waitForFunction(() => document.querySelector("textarea[name=text]").value !== "");
      await send(page);
      receipts.add(await receiptShown(page));
      await draftsBecome(page, (drafts) => drafts.length === left - 1, "the draft stays");
    }
    assert.equal(receipts.size, 2);
  }));

test("a draft keeps the answers that a form standing in does not ask for", () =>
  withPage({ quiet: CUT }, async (page) => {
    await outbox.openAndKeep(page, server, "/report/mobile_vendor");
    await page.locator("label", { hasText: "小货车" }).click();
    await write(page, "车型别丢了");
    await keeps(page, "车型别丢了");
    const [before] = await stored(page);
    await page.evaluate(async () => {
      for (const name of await caches.keys()) await (await caches.open(name)).delete("/offline/report/mobile_vendor");
    });
    await page.context().setOffline(true);
    await page.reload();
    await page.getByRole("heading", { level: 1, name: /说不清是哪一类/ }).waitFor();
    await awake(page);
    await page.waitForFunction(() => document.querySelector("textarea[name=text]").value !== "");
    await write(page, "车型别丢了，又写一句");
    await keeps(page, "车型别丢了，又写一句");
    const [after] = await stored(page);
    assert.equal(after.category, "mobile_vendor");
    assert.equal(after.title, before.title);
    assert.equal(after.fields["answer.vehicle"], before.fields["answer.vehicle"]);
    assert.ok(after.fields["answer.vehicle"]);
  }));

test("no form that the phone keeps holds a key, and none of a person is kept", () =>
  withPage({}, async (page) => {
    await outbox.openAndKeep(page, server);
    await goto(page, "/report/household_burning?village=410821100207");
    await page.locator("html[data-kept='/report/household_burning']").waitFor();
    const forms = await page.evaluate(async () => {
      const found = [];
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
          const { pathname, search } = new URL(request.url);
          if (/report/.test(pathname)) found.push([pathname + search, await (await cache.match(request)).text()]);
        }
      }
      return found.filter(([path]) => !/^\/(pkg|outbox)\//.test(path));
    });
    assert.deepEqual(forms.map(([path]) => path).sort(), [
      "/offline/report/household_burning",
      "/offline/report/mobile_vendor",
      "/offline/report/unsure",
      "/report",
    ]);
    for (const [path, html] of forms) {
      assert.ok(!html.includes("410821100207"), `${path} names a village`);
      if (path !== "/report") assert.match(html, /<input[^>]*name="idempotency_key"[^>]*value=""|<input[^>]*value=""[^>]*name="idempotency_key"/);
    }
  }));
