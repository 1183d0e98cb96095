// A tip that waits for the network is sent by the browser's service worker, with no page open.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { shot, withPage } from "./lib/browser.js";
import * as outbox from "./lib/outbox.js";
import { startServer } from "./lib/server.js";

const { CUT, PHOTOS, addPhotos, cases, draftsBecome, keeps, noDraftLeft, receiptShown, says, send, write } = outbox;
const FREE = /网一通就自动发，可以关掉这一页/;

let server;
before(async () => (server = await startServer()));
after(() => server?.stop());

/** Writes a tip with photos, cuts the network and sends it. */
async function sendWithoutNetwork(page, words) {
  await outbox.openAndKeep(page, server);
  await addPhotos(page, PHOTOS);
  await write(page, words);
  await keeps(page, words);
  await page.context().setOffline(true);
  await send(page);
}

/** Wakes the service worker as the browser does once there is a network. */
async function networkReturns(page) {
  const devtools = await page.context().newCDPSession(page);
  const registered = new Promise((found) =>
    devtools.on("ServiceWorker.workerRegistrationUpdated", ({ registrations: [first] }) => first && found(first)),
  );
  await devtools.send("ServiceWorker.enable");
  const { registrationId } = await registered;
  const origin = server.publicUrl;
  await devtools.send("ServiceWorker.dispatchSyncEvent", { origin, registrationId, tag: "drafts", lastChance: false });
}

test("the page may be closed: the tip is sent without it, and the next visit shows the receipt", () =>
  withPage({ quiet: CUT }, async (page) => {
    const context = page.context();
    const sent = outbox.tips(page);
    await sendWithoutNetwork(page, "关掉页面也发得出");
    await says(page, FREE);
    await shot(page, "draft-handed-over");
    await page.close();
    await context.setOffline(false);
    const next = await context.newPage();
    await next.goto(`${server.publicUrl}/guide`);
    await networkReturns(next);
    const drafts = await draftsBecome(next, ([draft]) => draft?.state === "received", "not sent");
    assert.deepEqual(sent.map((request) => Boolean(request.serviceWorker())), [true], "by the worker alone");
    assert.equal(await cases(server, "关掉页面也发得出"), 1);

    await next.goto(server.publicUrl);
    await next.getByRole("heading", { name: "您发的线索已经收到，查询码还没看" }).waitFor();
    await shot(next, "draft-received-on-home");
    await next.getByText("已收到，看查询码").click();
    const receipt = await receiptShown(next);
    assert.ok(!JSON.stringify(drafts).includes(receipt), "the phone does not keep the receipt");
    await next.getByText("照片 2 张已存好").waitFor();
    await noDraftLeft(next);
    assert.equal(await cases(server, "关掉页面也发得出"), 1);
  }));

test("a page that is open sends its draft itself; the worker keeps out", () =>
  withPage({ quiet: CUT }, async (page) => {
    const context = page.context();
    await sendWithoutNetwork(page, "页面开着就由页面发");
    await says(page, FREE);
    const sent = outbox.tips(page);
    let release;
    const held = new Promise((go) => (release = go));
    await page.route("**/api/v1/tips", (route) => held.then(() => route.continue()));
    const posting = page.waitForRequest("**/api/v1/tips");
    await context.setOffline(false);
    await posting;
    const other = await context.newPage();
    await other.goto(`${server.publicUrl}/guide`);
    await networkReturns(other);
    assert.equal((await outbox.stored(other))[0].state, "sending");
    release();
    await receiptShown(page);
    assert.equal(sent.filter((request) => !request.serviceWorker()).length, 1);
    assert.equal(sent.filter((request) => request.serviceWorker()).length, 0);
    assert.equal(await cases(server, "页面开着就由页面发"), 1);
  }));

test("what must be changed first waits for the reporter", () =>
  withPage({ quiet: CUT, refusals: [422] }, async (page) => {
    const context = page.context();
    await outbox.openAndKeep(page, server);
    await page.locator("input[name=place_text]").fill("只有地点");
    await draftsBecome(page, (drafts) => drafts.length === 1, "not kept");
    await context.setOffline(true);
    await send(page);
    await says(page, FREE);
    await page.close();
    await context.setOffline(false);
    const next = await context.newPage();
    await next.goto(`${server.publicUrl}/guide`);
    await networkReturns(next);
    await next.goto(`${server.publicUrl}/report`);
    await next.getByText("还没发完，接着发").click();
    await next.locator("#text-wrong", { hasText: "请写一句看到了什么" }).waitFor();
    await write(next, "补上一句");
    await send(next);
    await receiptShown(next);
  }));
