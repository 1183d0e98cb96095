// More tips than believable: the office of scattered-coal governance looks at them as a group and releases it with one
// click; until then no bureau sees any, and every reporter reads why.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { assertAccessible, assertFits, shot, withPage, DESKTOP, PHONE } from "./lib/browser.js";
import { startServer } from "./lib/server.js";
import { signIn } from "./lib/staff.js";

let server;
before(async () => (server = await startServer({ env: { JINGNUAN_ABUSE_HOLD_ADDRESS_PER_MINUTE: "9" } })));
after(() => server?.stop());

async function send(key) {
  const form = new FormData();
  form.set("category", "mobile_vendor");
  form.set("village", "410821100207");
  form.set("text", `一下子来的第 ${key} 条`);
  const options = { method: "POST", headers: { "Idempotency-Key": `flood-${key}` }, body: form };
  const answer = await fetch(`${server.publicUrl}/api/v1/tips`, options);
  assert.equal(answer.status, 201);
  return (await answer.json()).receipt;
}

const standing = (receipt, words) =>
  withPage({ scripts: false, viewport: PHONE }, async (page) => {
    await page.goto(`${server.publicUrl}/receipt`);
    await page.locator("input[name=receipt]").fill(receipt);
    await page.locator("main form button").click();
    await page.getByText(words).first().waitFor();
    await assertFits(page);
  });

describe("a flood of tips", () => {
  let receipts;

  test("is acknowledged, and no bureau sees any of it", async () => {
    receipts = [];
    for (let key = 0; key < 6; key += 1) receipts.push(await send(key));
    assert.equal(new Set(receipts).size, 6);
    await standing(receipts[0], "散烧办先核对");
    await withPage({ viewport: DESKTOP }, async (page) => {
      await signIn(page, server, "xiuwu-transport");
      await page.getByText("手上没有案件").waitFor();
    });
  });

  for (const [scripts, what] of [
    [true, "加一个词"],
    [false, "放行"],
  ]) {
    test(`is looked at as a group: ${what}, ${scripts ? "with" : "without"} scripts`, () =>
      withPage({ scripts, viewport: DESKTOP }, async (page) => {
        await signIn(page, server, "city-office");
        await page.getByRole("link", { name: "先核对" }).click();
        await page.getByText("同一个网络地址发得太快").waitFor();
        await page.getByText(/一下子来的第 \d 条/).first().waitFor();
        await shot(page, `staff-holds-${scripts}`);
        if (scripts) {
          await assertAccessible(page);
          await page.locator("input[name=word]").fill("低息贷款");
          await page.getByRole("button", { name: "加上" }).click();
          await page.getByRole("button", { name: "去掉“低息贷款”" }).waitFor();
          return;
        }
        await page.getByRole("button", { name: `${what}这 6 条` }).click();
        await page.getByText("没有要核对的").waitFor();
        await assertFits(page);
      }));
  }

  test("reaches its bureau once it is released, and its reporters read so", async () => {
    await withPage({ viewport: DESKTOP }, async (page) => {
      await signIn(page, server, "xiuwu-transport");
      assert.equal(await page.locator("a[data-row]").count(), 6);
    });
    await standing(receipts[5], "核对过了，已经交给修武县交通运输局");
  });
});
