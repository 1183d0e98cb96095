// What journeys with drafts share: opening a form, sending, and looking at what the phone holds.

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

import { withPage } from "./browser.js";
import { signIn } from "./staff.js";

const fixture = (name) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));

export const PHOTOS = [fixture("vendor-with-gps.jpg"), fixture("vendor-rotated.jpg")];
export const FORM = "/report/mobile_vendor?village=410821100207";
// What a browser says of requests that a cut line lost.
export const CUT = [/net::ERR_/];

/** Waits until the form's outbox is there. */
export async function awake(page) {
  await page.locator("html[data-awake]").waitFor();
  await page.waitForFunction(() => window.outbox);
}

/** Opens a form and waits until the phone keeps what is written. */
export async function open(page, server, address = FORM) {
  await page.goto(server.publicUrl + address);
  await awake(page);
}

/** The same, and waits until the phone could open it again without a network. */
export async function openAndKeep(page, server, address = FORM) {
  await open(page, server, address);
  await page.locator("html[data-kept]").waitFor();
}

export const says = (page, words) => page.locator(".sendbar [role=status]").filter({ hasText: words }).waitFor();
export const send = (page) => page.locator(".sendbar .btn.wide").first().click();
export const write = (page, words) => page.locator("textarea[name=text]").fill(words);

/** Adds photos and waits until they are ready to be sent. */
export async function addPhotos(page, photos) {
  const before = await page.locator(".photos li").count();
  await page.locator("input[type=file]").setInputFiles(photos);
  await page.getByText("✓ 好了").nth(before + photos.length - 1).waitFor();
}

export async function receiptShown(page, patience = 30_000) {
  await page.getByRole("heading", { name: /收到了/ }).waitFor({ timeout: patience });
  const receipt = (await page.locator(".code").innerText()).replace(/\D/g, "");
  assert.equal(receipt.length, 16);
  assert.ok(!page.url().includes(receipt), "the receipt is in no address");
  return receipt;
}

/** All rows of a store of the phone's database. */
export const stored = (page, store = "draft") =>
  page.evaluate(
    (store) =>
      new Promise((give, fail) => {
        const opened = indexedDB.open("jingnuan-drafts");
        opened.onerror = fail;
        opened.onsuccess = () => {
          const all = opened.result.transaction(store).objectStore(store).getAll();
          all.onsuccess = () => (opened.result.close(), give(all.result));
        };
      }),
    store,
  );

/** Changes the only row of a store, as time or another page would. */
export const alter = (page, store, change) =>
  page.evaluate(
    ([store, change]) =>
      new Promise((done) => {
        indexedDB.open("jingnuan-drafts").onsuccess = ({ target: { result: db } }) => {
          const rows = db.transaction(store, "readwrite").objectStore(store);
          rows.getAll().onsuccess = ({ target: { result } }) => {
            rows.put({ ...result[0], ...change }).onsuccess = () => (db.close(), done());
          };
        };
      }),
    [store, change],
  );

/** Waits until the rows of a store are as they should be. */
async function become(page, store, areSo, what) {
  let rows;
  for (let tries = 0; tries < 100; tries += 1) {
    rows = await stored(page, store);
    if (areSo(rows)) return rows;
    await page.waitForTimeout(100);
  }
  return assert.fail(`${what}: ${JSON.stringify(rows)}`);
}

export const draftsBecome = (page, areSo, what) => become(page, "draft", areSo, what);
export const photosBecome = (page, areSo, what) => become(page, "photo", areSo, what);

export const noDraftLeft = (page) => draftsBecome(page, (drafts) => drafts.length === 0, "the draft is still on the phone");

/** Waits until the phone keeps a draft with these words. */
export const keeps = (page, words) =>
  draftsBecome(page, (drafts) => drafts.some((draft) => draft.fields.text === words), `the phone does not keep “${words}”`);

/** The tips on their way to the server. */
export function tips(page) {
  const sent = [];
  page.context().on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/api/v1/tips")) sent.push(request);
  });
  return sent;
}

/** How many cases the office has with these words. */
export async function cases(server, text) {
  return withPage({ viewport: { width: 1440, height: 900 } }, async (page) => {
    await signIn(page, server, "xiuwu-transport");
    return page.locator("tbody tr:not(.g)", { hasText: text }).count();
  });
}
