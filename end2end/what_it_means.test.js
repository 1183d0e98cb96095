// A resident reads what the answer means for them, asks about a day in the past, and finds where to buy; an office
// records an outlet and residents see it.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { assertAccessible, assertFits, shot, withPage } from "./lib/browser.js";
import { startServer } from "./lib/server.js";

let server;
before(async () => (server = await startServer()));
after(() => server?.stop());

const INSIDE = "/v/410821100207";
const OUTSIDE = "/v/410821101226";
const main = (page) => page.locator("main").innerText();

for (const scripts of [true, false]) {
  describe(`what it means, ${scripts ? "with" : "without"} scripts`, () => {
    test("from the village to one's own page and back", () =>
      withPage({ scripts }, async (page) => {
        await page.goto(server.publicUrl + INSIDE);
        await page.getByRole("link", { name: /开店的/ }).click();
        await page.waitForURL(/\/for\/shop$/);
        const words = await main(page);
        for (const said of ["散煤、型煤都不能烧", "违反了会怎样", "禁燃区和禁煤区是两回事", "12345"]) {
          assert.ok(words.includes(said), `the page says ${said}`);
        }
        assert.ok(!words.includes("去哪儿买洁净型煤"), "a shop is shown no outlet");
        await page.getByText("看政策和法律原文").click();
        assert.match(await page.locator("details").innerText(), /全面禁止、严厉查处经营性商户使用燃煤行为/);
        await page.getByRole("link", { name: "回到村里的答案" }).click();
        await page.waitForURL(/\/v\/410821100207$/);
      }));

    test("outlets stand only where briquettes are allowed", () =>
      withPage({ scripts }, async (page) => {
        await page.goto(server.publicUrl + OUTSIDE);
        await page.getByRole("link", { name: "去哪买" }).click();
        await page.waitForURL(/\/for\/household#outlets$/);
        const outlets = await page.locator("#outlets").innerText();
        assert.match(outlets, /示例七贤配送网点/);
        assert.match(outlets, /许可编号/);
        await page.goto(`${server.publicUrl}${INSIDE}/for/household`);
        assert.equal(await page.locator("#outlets").count(), 0);
      }));

    test("was my village inside on that day?", () =>
      withPage({ scripts, refusals: [422] }, async (page) => {
        await page.goto(server.publicUrl + INSIDE);
        await page.getByRole("link", { name: "以前在不在里面？" }).click();
        await page.waitForURL(/\/history$/);
        await page.getByLabel("那天我们村在不在里面？").fill("2025-03-01");
        await page.getByRole("button", { name: "查那一天" }).click();
        await page.waitForURL(/on=2025-03-01/);
        assert.match(await page.locator(".standing").innerText(), /不在禁煤区/);
        await page.getByLabel("那天我们村在不在里面？").fill("2025-09-01");
        await page.getByRole("button", { name: "查那一天" }).click();
        await page.waitForURL(/on=2025-09-01/);
        assert.match(await page.locator(".standing").innerText(), /在禁煤区里/);
        await page.goto(`${server.publicUrl}${INSIDE}/history?on=去年`);
        assert.equal(await page.getByLabel("那天我们村在不在里面？").inputValue(), "去年");
        await page.getByRole("link", { name: /日期没看懂/ }).click();
        await page.getByLabel("那天我们村在不在里面？").fill("2025年9月1日");
        await page.getByRole("button", { name: "查那一天" }).click();
        assert.match(await page.locator(".standing").innerText(), /在禁煤区里/);
      }));

    test("a guide is found from the list and leads to what to do", () =>
      withPage({ scripts }, async (page) => {
        await page.goto(`${server.publicUrl}/sitemap`);
        await page.getByRole("link", { name: "全部指南" }).click();
        await page.getByRole("link", { name: /热泵/ }).click();
        await page.waitForURL(/\/guide\/heat-pump$/);
        await page.getByRole("link", { name: "反映取暖困难" }).click();
        await page.waitForURL(/\/report\/heating_switch$/);
      }));
  });
}

test("an office records an outlet, residents see it within seconds, and it goes when it is closed", () =>
  withPage({ scripts: false, refusals: [422] }, async (page) => {
    const account = await server.account("xiuwu-industry");
    await page.goto(`${server.staffUrl}/staff/sign-in`);
    await page.locator("[name=login]").fill(account.name);
    await page.locator("[name=password]").fill(account.password);
    await page.locator("[name=password]").press("Enter");
    await page.waitForURL(/\/staff\/$/);
    await page.getByRole("link", { name: "网点" }).click();
    await page.getByRole("link", { name: "登记网点" }).click();
    await page.getByLabel("名称").fill("七贤惠民型煤配送站");
    await page.getByLabel("地址").fill("七贤镇政府路 8 号");
    await page.getByLabel("电话").fill("打村长");
    await page.getByLabel("营业时间").fill("每天 8 点到 18 点");
    await page.getByLabel("管哪些乡镇、哪些村").fill("七贤镇");
    await page.getByLabel("许可（执照）编号").fill("XW-2026-008");
    await page.getByRole("button", { name: "登记" }).click();
    assert.match(await main(page), /电话没看懂/);
    assert.equal(await page.getByLabel("名称").inputValue(), "七贤惠民型煤配送站", "what was typed stays");
    await page.getByLabel("电话").fill("0391-7654321");
    await page.getByRole("button", { name: "登记" }).click();
    await page.waitForURL(/\/staff\/outlets\/\d+$/);
    const desk = page.url();
    await page.goto(`${server.publicUrl}${OUTSIDE}/for/household`);
    const outlets = await page.locator("#outlets").innerText();
    assert.match(outlets, /七贤惠民型煤配送站/);
    assert.ok(!outlets.includes("示例"), "no invented one beside a real one");
    await page.goto(desk);
    assert.match(await page.getByLabel("从哪天起关停").inputValue(), /^\d{4}-\d\d-\d\d$/, "today is offered");
    await page.getByLabel("原因").fill("许可撤销");
    await page.getByRole("button", { name: "关停" }).click();
    await page.waitForURL(desk);
    assert.match(await main(page), /关停：许可撤销/);
    await page.goto(`${server.publicUrl}${OUTSIDE}/for/household`);
    assert.ok(!(await main(page)).includes("七贤惠民型煤配送站"));
  }));

test("the pages around an answer are accessible and fit their window", () =>
  withPage({ refusals: [422] }, async (page) => {
    for (const [name, path] of [
      ["means-household-inside", `${INSIDE}/for/household`],
      ["means-household-outside", `${OUTSIDE}/for/household`],
      ["means-shop", `${INSIDE}/for/shop`],
      ["means-stall", `${INSIDE}/for/stall`],
      ["means-farm", `${OUTSIDE}/for/farm`],
      ["means-seller", "/v/410823101221/for/fuel-seller"],
      ["history", `${INSIDE}/history?on=2025-03-01`],
      ["history-refused", `${INSIDE}/history?on=去年`],
      ["zones", "/zones"],
      ["zones-county", "/zones/410821"],
      ["guides", "/guide"],
      ["guide-heat-pump", "/guide/heat-pump"],
      ["guide-gas-safety", "/guide/gas-safety"],
      ["guide-safe-winter", "/guide/safe-winter"],
      ["guide-why", "/guide/why-no-coal"],
      ["guide-after", "/guide/after-a-report"],
    ]) {
      await page.goto(server.publicUrl + path);
      await shot(page, name);
      await assertAccessible(page);
      await assertFits(page);
      await page.setViewportSize({ width: 320, height: 640 });
      await assertFits(page);
      await page.setViewportSize({ width: 390, height: 844 });
    }
  }));

test("the elder view of these pages fits the smallest phones", () =>
  withPage({}, async (page) => {
    await page.goto(`${server.publicUrl}/view?elder=1&back=/`);
    for (const path of [`${OUTSIDE}/for/household`, `${INSIDE}/history`, "/zones/410821", "/guide/gas-safety"]) {
      for (const width of [390, 320]) {
        await page.setViewportSize({ width, height: 640 });
        await page.goto(server.publicUrl + path);
        await assertFits(page);
      }
      await assertAccessible(page);
    }
  }));
