// Filling the form: where and when it was, without scripts, by position, and by keyboard alone.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { assertAccessible, assertFits, DESKTOP, shot, withPage } from "./lib/browser.js";
import { startServer } from "./lib/server.js";
import { signIn } from "./lib/staff.js";

const PHOTO = fileURLToPath(new URL("fixtures/vendor-rotated.jpg", import.meta.url));
const FORM = "/report/mobile_vendor";

let server;
before(async () => (server = await startServer()));
after(() => server?.stop());

const received = (page) => page.getByRole("heading", { name: /收到了/ }).waitFor();
const village = (page) => page.locator("input[name=village]").inputValue();
const awake = (page) => page.locator("html[data-awake]").waitFor();

async function staffRead(text, use) {
  await withPage({ viewport: DESKTOP }, async (page) => {
    await signIn(page, server, "xiuwu-transport");
    await page.locator("tbody tr:not(.g)", { hasText: text }).first().locator("a").first().click();
    await page.waitForURL(/\/staff\/cases\//);
    await use(page);
  });
}

test("without scripts a village is searched, chosen and changed, and nothing typed is lost", () =>
  withPage({ scripts: false }, async (page) => {
    await page.goto(server.publicUrl + FORM);
    await page.locator("input[type=file]").setInputFiles(PHOTO);
    await page.locator("label", { hasText: "三轮车" }).click();
    await page.locator("textarea[name=text]").fill("没有脚本的手机写的");
    await page.locator("label", { hasText: "以前" }).click();
    await page.getByText("记得是哪天、几点").click();
    await page.locator("input[name=happened_day]").fill("2026-11-20");
    await page.locator("input[name=happened_clock]").fill("06:40");

    await page.locator("#place-q").fill("王庄");
    await page.getByRole("button", { name: "查村名" }).click();
    await page.getByText("是哪一个？").waitFor();
    await shot(page, "form-village-found");
    await page.locator("button[name=choose]", { hasText: "城关镇" }).first().click();
    assert.equal(await village(page), "410821100207");
    // The first was the wrong one.
    await page.getByRole("button", { name: "换一个村" }).click();
    assert.equal(await village(page), "");
    await page.locator("#place-q").fill("xiuwu wangzhuang");
    await page.getByRole("button", { name: "查村名" }).click();
    await page.locator("button[name=choose]", { hasText: "城关镇" }).first().click();
    await assertFits(page);
    await shot(page, "form-village-chosen");

    assert.equal(await page.locator("textarea[name=text]").inputValue(), "没有脚本的手机写的");
    assert.equal(await page.locator("input[name=happened_day]").inputValue(), "2026-11-20");
    assert.ok(await page.locator("input[value=earlier]").isChecked());
    await page.getByText("刚才的 1 张照片还在").waitFor();
    await page.getByRole("button", { name: /发给修武县交通运输局/ }).click();
    await received(page);
    await staffRead("没有脚本的手机写的", async (staff) => {
      await staff.getByText("2026年11月20日 06:40").waitFor();
      assert.equal(await staff.locator(".ph img").count(), 1);
    });
  }));

test("the coach counts what makes a tip easy to act on, as it is written", () =>
  withPage({}, async (page) => {
    await page.goto(`${server.publicUrl}${FORM}?village=410821100207`);
    await awake(page);
    const has = (count) => page.getByText(`已有 ${count} 样`).waitFor();
    // The village came with the link, and it is going on unless somebody says otherwise.
    await has(2);
    await page.locator("label", { hasText: "以前" }).click();
    await has(1);
    await page.locator("label", { hasText: "现在还在" }).click();
    await page.locator("input[name='answer.plate_or_phone']").fill("豫H3A521");
    await has(3);
    await page.locator("input[type=file]").setInputFiles(PHOTO);
    await has(4);
  }));

test("a village that is named and not chosen is asked about once, and then sent in words", () =>
  withPage({}, async (page) => {
    await page.goto(server.publicUrl + FORM);
    await awake(page);
    await page.locator("textarea[name=text]").fill("只写了村名");
    await page.locator("#place-q").fill("王庄");
    const press = () => page.locator(".sendbar .btn.wide").first().click();
    await press();
    await page.getByText("“王庄”是哪个村？").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), "place-q");
    await assertAccessible(page);
    await assertFits(page);
    await shot(page, "form-which-village");
    await press();
    await received(page);
    await page.getByText("王庄").first().waitFor();
  }));

test("a village that was taken back does not get the tip", () =>
  withPage({}, async (page) => {
    await page.goto(`${server.publicUrl}${FORM}?village=410821100207`);
    await awake(page);
    await page.getByRole("button", { name: "换一个村" }).click();
    assert.equal(await village(page), "");
    await page.locator("#place-q").fill("三岔口养鸡场");
    await page.locator("textarea[name=text]").fill("换了村，没找到");
    const press = () => page.locator(".sendbar .btn.wide").first().click();
    await press();
    await page.getByText("“三岔口养鸡场”是哪个村？").waitFor();
    const posted = page.waitForRequest((request) => request.url().endsWith("/api/v1/tips"));
    await press();
    assert.ok(!(await posted).postData().includes("410821100207"));
    await received(page);
    await page.getByText("三岔口养鸡场").first().waitFor();
  }));

test("a village chosen from a page that was searched before it was awake does not send the form", () =>
  withPage({}, async (page) => {
    // The islands come late: until then the plain form searches.
    let wake;
    const held = new Promise((go) => (wake = go));
    await page.route("**/*.wasm", async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(server.publicUrl + FORM);
    await page.locator("textarea[name=text]").fill("慢手机写的");
    await page.locator("#place-q").fill("王庄");
    await page.getByRole("button", { name: "查村名" }).click();
    await page.getByText("是哪一个？").waitFor();
    wake();
    await awake(page);
    await page.locator("button[name=choose]", { hasText: "城关镇" }).first().click();
    await page.getByRole("button", { name: /发给修武县交通运输局/ }).waitFor();
    assert.equal(await village(page), "410821100207");
    assert.equal(await page.locator("textarea[name=text]").inputValue(), "慢手机写的");
    assert.equal(await page.getByRole("heading", { name: /收到了/ }).count(), 0);
  }));

test("a position proposes the county, its towns, their villages; who gets it and how soon is said before sending", () =>
  withPage(
    { permissions: ["geolocation"], geolocation: { latitude: 35.2236, longitude: 113.447, accuracy: 30 } },
    async (page) => {
      await page.goto(server.publicUrl + FORM);
      await awake(page);
      await page.getByRole("button", { name: /用手机定位/ }).click();
      await page.locator(".pick button", { hasText: "修武县" }).click();
      await page.locator(".pick button", { hasText: "城关镇" }).click();
      await page.getByText("是哪个村、社区？").waitFor();
      await shot(page, "form-by-position");
      await assertAccessible(page);
      await page.locator(".pick button", { hasText: "王庄" }).first().click();
      await page.locator(".route .to", { hasText: "修武县交通运输局" }).waitFor();
      await page.getByText("24 个工作小时内签收，10 个工作日内办结").waitFor();
      // The notice above the name names the office that was found for the village.
      await page.locator("#holder", { hasText: "修武县交通运输局" }).waitFor({ state: "attached" });
      assert.equal(await page.locator("input[name=lat]").inputValue(), "35.223600");
    },
  ));

test("a position outside the city goes nowhere", () =>
  withPage(
    { permissions: ["geolocation"], geolocation: { latitude: 34.75, longitude: 113.62, accuracy: 30 } },
    async (page) => {
      await page.goto(server.publicUrl + FORM);
      await awake(page);
      await page.getByRole("button", { name: /用手机定位/ }).click();
      await page.getByText("手机说的位置不在焦作，就不发位置了").waitFor();
      assert.equal(await page.locator("input[name=lat]").inputValue(), "");
    },
  ));

test("the whole form by keyboard alone", () =>
  withPage({ viewport: DESKTOP }, async (page) => {
    await page.goto(server.publicUrl + FORM);
    await awake(page);
    const { keyboard } = page;
    /** Goes on until the focus stands where it should. */
    const tabTo = async (selector) => {
      for (let steps = 0; steps < 60; steps += 1) {
        await keyboard.press("Tab");
        if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
      }
      assert.fail(`${selector} is not reached by keyboard`);
    };
    await tabTo("#place-q");
    await keyboard.type("xiuwu wangzhuang", { delay: 10 });
    await page.getByRole("option").first().waitFor();
    await keyboard.press("ArrowDown");
    await keyboard.press("Enter");
    await page.getByRole("button", { name: /换一个村/ }).waitFor();
    await tabTo("input[name=happened_at]");
    await keyboard.press("ArrowRight");
    assert.ok(await page.locator("input[value=today]").isChecked());
    await tabTo("#when summary");
    await keyboard.press("Enter");
    await tabTo("input[name=happened_clock]");
    await keyboard.type("0005AM");
    await tabTo("input[name='answer.vehicle']");
    await keyboard.press("Space");
    await tabTo("textarea[name=text]");
    await keyboard.type("只用键盘写的");
    await tabTo(".sendbar .btn.wide");
    await keyboard.press("Enter");
    await received(page);
    await staffRead("只用键盘写的", (staff) => staff.getByText(/ 00:05/).first().waitFor());
  }));
