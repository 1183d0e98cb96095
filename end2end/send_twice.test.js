// A tip whose answer was lost, and one that two pages hold: sent once, and nothing written over.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { assertAccessible, shot, withPage } from "./lib/browser.js";
import * as outbox from "./lib/outbox.js";
import { startServer } from "./lib/server.js";

const { CUT, PHOTOS, addPhotos, alter, awake, cases, keeps, noDraftLeft, receiptShown, send, stored, write } = outbox;
const HOUR = 3600_000;
const WITHOUT_LOCKS = () => Object.defineProperty(Navigator.prototype, "locks", { value: undefined });

let server;
before(async () => (server = await startServer()));
after(() => server?.stop());

const open = (page) => outbox.open(page, server);

/** Opens a form with a draft that was written an hour ago, “now”. */
async function openWritten(page, words) {
  await open(page);
  await addPhotos(page, [PHOTOS[0]]);
  await write(page, words);
  await keeps(page, words);
  await page.waitForFunction(() => location.hash.startsWith("#draft="));
  await alter(page, "draft", { written: Date.now() - HOUR });
  await page.reload();
  await page.locator(".photos li").first().waitFor();
  await awake(page);
}

/** Lets the first tip through and loses its answer; hands the following ones to `then`. */
async function loseFirstAnswer(page, then) {
  let lost = false;
  await page.route("**/api/v1/tips", async (route) => {
    if (lost) return then(route);
    const answer = await route.fetch();
    assert.equal(answer.status(), 201);
    lost = true;
    return route.abort("connectionreset");
  });
}

test("asked to send twice at once, the outbox sends once", () =>
  withPage({}, async (page) => {
    await open(page);
    await addPhotos(page, [PHOTOS[0]]);
    await write(page, "一下按了两次");
    const sent = outbox.tips(page);
    await page.evaluate(() => void (window.outbox.send(), window.outbox.send()));
    await receiptShown(page);
    assert.equal(sent.length, 1);
  }));

test("the answer was lost and the photos expired meanwhile: sent again to the letter, it is the same tip", () =>
  withPage({ quiet: CUT, refusals: [422] }, async (page) => {
    const sent = outbox.tips(page);
    await openWritten(page, "回执在路上丢了");
    let refused = false;
    await loseFirstAnswer(page, (route) => {
      if (refused) return route.continue();
      refused = true;
      return route.fulfill({ status: 422, json: { detail: "", fields: { photo: "第 1 张照片找不到了" } } });
    });
    await send(page);
    await receiptShown(page);
    assert.equal(sent.length, 3);
    const keys = new Set(sent.map((request) => request.headers()["idempotency-key"]));
    assert.equal(keys.size, 1, "one key for one tip");
    assert.equal(await cases(server, "回执在路上丢了"), 1);
  }));

test("the answer was lost and the uploads are gone from the server: it gives the same receipt without them", () =>
  withPage({ quiet: CUT }, async (page) => {
    const uploads = new Set();
    page.context().on("request", (request) => request.method() === "PATCH" && uploads.add(request.url()));
    await openWritten(page, "照片在服务器上没了");
    const answers = [];
    page.on("response", (answer) => answer.url().endsWith("/api/v1/tips") && answers.push(answer.status()));
    await loseFirstAnswer(page, async (route) => {
      for (const upload of uploads) {
        const gone = await fetch(upload, { method: "DELETE", headers: { "Tus-Resumable": "1.0.0" } });
        assert.equal(gone.status, 204);
      }
      await route.continue();
    });
    await send(page);
    await receiptShown(page);
    assert.deepEqual(answers, [200], "known for the same tip at once");
    assert.equal(await cases(server, "照片在服务器上没了"), 1);
  }));

for (const [how, prepare] of [["by locks", () => {}], ["without locks", WITHOUT_LOCKS]]) {
  test(`a second page takes the draft over, and the first is done with it (${how})`, () =>
    withPage({}, async (one) => {
      const context = one.context();
      await context.addInitScript(prepare);
      const words = `换一个页面接着填 ${how}`;
      await open(one);
      await addPhotos(one, [PHOTOS[0]]);
      await write(one, words);
      await keeps(one, words);

      const two = await context.newPage();
      await two.goto(one.url());
      await two.getByRole("heading", { name: "这一条正在另一个页面里填" }).waitFor();
      assert.equal(await two.locator("#tip").evaluate((form) => form.inert), true);
      await assertAccessible(two);
      await shot(two, "draft-elsewhere");
      // What is typed to the last moment goes along.
      const last = `${words}，说完了`;
      await write(one, last);
      if (how === "without locks") await keeps(one, last);
      await two.getByRole("button", { name: "在这里接着填" }).click();
      await two.locator(".photos li").first().waitFor();
      assert.equal(await two.locator("textarea[name=text]").inputValue(), last);

      await one.getByRole("heading", { name: "已经在另一个页面接着填了" }).waitFor();
      assert.equal(await one.locator("#tip").evaluate((form) => form.inert), true);
      await assertAccessible(one);
      await shot(one, "draft-taken-over");
      await addPhotos(two, [PHOTOS[1]]);
      const numbers = (await stored(two, "photo")).map((photo) => photo.number);
      assert.equal(new Set(numbers).size, 2);
      await writeBehind(one, "旧页面的字");
      assert.deepEqual((await stored(two)).map((draft) => draft.fields.text), [last]);

      await send(two);
      await receiptShown(two);
      await two.getByText("照片 2 张已存好").waitFor();
      await noDraftLeft(two);
      await writeBehind(one, "旧页面又写");
      assert.deepEqual(await stored(two), [], "what was sent is not written back");
      assert.equal(await cases(server, words), 1);
    }));

  test(`a second page goes on by itself once the first is closed (${how})`, () =>
    withPage({}, async (one) => {
      const context = one.context();
      await context.addInitScript(prepare);
      await open(one);
      await write(one, "关掉就能接着填");
      await keeps(one, "关掉就能接着填");
      const two = await context.newPage();
      await two.goto(one.url());
      await two.getByRole("heading", { name: "这一条正在另一个页面里填" }).waitFor();
      await one.close({ runBeforeUnload: true });
      await two.waitForFunction(() => document.querySelector("textarea[name=text]").value !== "");
      await two.getByRole("heading", { name: "这一条正在另一个页面里填" }).waitFor({ state: "detached" });
      await send(two);
      await receiptShown(two);
    }));
}

/** Changes the text of a page that must not save any more, and makes it save as a page does that goes away. */
const writeBehind = (page, words) =>
  page.evaluate((words) => {
    const text = document.querySelector("textarea[name=text]");
    text.value = words;
    text.dispatchEvent(new Event("input", { bubbles: true }));
    dispatchEvent(new Event("pagehide"));
  }, words);

test("a page that was left open writes nothing back of a draft that is gone", () =>
  withPage({}, async (page) => {
    await open(page);
    await write(page, "在别处删掉了");
    await keeps(page, "在别处删掉了");
    const list = await page.context().newPage();
    await list.goto(`${server.publicUrl}/report`);
    await list.getByRole("button", { name: /^删掉/ }).click();
    await list.getByText("真的删掉？再点一次").click();
    await noDraftLeft(list);
    await write(page, "在别处删掉了，又写一句");
    await page.getByRole("heading", { name: "这一条已经发出去，或者删掉了" }).waitFor();
    assert.deepEqual(await stored(page), []);
  }));

test("while one page is sending, another that has taken the draft over ends with the one receipt", () =>
  withPage({ quiet: CUT }, async (one) => {
    await open(one);
    await write(one, "两个页面同时发");
    await keeps(one, "两个页面同时发");
    // The first is held at the tip itself.
    let release;
    const held = new Promise((go) => (release = go));
    await one.route("**/api/v1/tips", (route) => held.then(() => route.continue().catch(() => {})));
    await send(one);
    await outbox.says(one, /正在发送线索.*\d\d:\d\d/);
    const two = await one.context().newPage();
    await two.goto(one.url());
    await two.getByRole("button", { name: "在这里接着填" }).click();
    await receiptShown(two);
    release();
    await one.getByRole("heading", { name: "已经在另一个页面接着填了" }).waitFor();
    assert.equal(await cases(server, "两个页面同时发"), 1);
  }));
