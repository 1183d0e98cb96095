// A resident types a village's name and learns whether coal is banned there.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { assertAccessible, assertFits, shot, withPage } from "./lib/browser.js";
import { startServer } from "./lib/server.js";

let server;
before(async () => (server = await startServer()));
after(() => server?.stop());

const search = async (page, query) => {
  await page.goto(server.publicUrl);
  await page.getByLabel("村名或拼音").fill(query);
  await page.getByRole("button", { name: "查询" }).click();
};

for (const scripts of [true, false]) {
  describe(`find a village, ${scripts ? "with" : "without"} scripts`, () => {
    test("a shared name is asked about, and each village has its own answer", () =>
      withPage({ scripts }, async (page) => {
        await search(page, "王庄");
        await page.getByRole("heading", { name: /您说的是哪个王庄/ }).waitFor();
        const own = page.locator(".grp").first();
        assert.match(await own.innerText(), /修武县有 2 个/);
        assert.equal(await own.locator("a").count(), 2);
        await own.locator("a", { hasText: "城关镇" }).click();
        await page.waitForURL(/\/v\/410821100207$/);
        await page.getByRole("heading", { level: 1, name: "王庄" }).waitFor();
        const page1 = await page.locator("main").innerText();
        for (const words of ["在禁煤区里", "修武县", "城关镇", "住家户", "商户", "12345", "示例〔2025〕", "2025年9月1日", "示例"]) {
          assert.ok(page1.includes(words), `the page says ${words}`);
        }
        assert.ok(!page1.includes("12369"), "a closed hotline is not shown");
        assert.match(await page.title(), /王庄（修武县城关镇）/);
        const report = page.getByRole("link", { name: /举报/ }).last();
        assert.ok(await report.isVisible());
      }));

    test("outside and undetermined are told apart from inside", () =>
      withPage({ scripts }, async (page) => {
        await page.goto(`${server.publicUrl}/v/410821101226`);
        assert.match(await page.locator("main").innerText(), /不在禁煤区/);
        await page.goto(`${server.publicUrl}/v/410823101221`);
        assert.match(await page.locator("main").innerText(), /还不能确定/);
      }));

    for (const [query, expected] of [
      ["boxiang", "柏香镇"],
      ["bxz", "柏香镇"],
      ["修武 王庄", "七贤镇"],
    ]) {
      test(`${query} finds ${expected}`, () =>
        withPage({ scripts }, async (page) => {
          await search(page, query);
          await page.locator(".pick a", { hasText: expected }).first().waitFor();
        }));
    }

    test("a name nobody has gets help instead of a dead end", () =>
      withPage({ scripts }, async (page) => {
        await search(page, "火星村");
        assert.match(await page.locator("main").innerText(), /12345/);
      }));
  });
}

test("typing suggests villages, and the arrow keys choose one", () =>
  withPage({}, async (page) => {
    await page.goto(server.publicUrl);
    const box = page.getByLabel("村名或拼音");
    await box.focus();
    await page.waitForFunction(() => document.querySelector("input[name=q]")?.getAttribute("role") === "combobox");
    await box.pressSequentially("wangzhuang", { delay: 20 });
    await page.getByRole("option").first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/v\/\d{12}$/);
  }));

test("the elder view is remembered and removes nothing", () =>
  withPage({ scripts: false }, async (page) => {
    await page.goto(`${server.publicUrl}/v/410821100207`);
    const before = await page.locator("main").innerText();
    await page.getByRole("link", { name: "大字版" }).click();
    await page.waitForURL(/\/v\/410821100207$/);
    assert.equal(await page.locator("html").getAttribute("data-view"), "elder");
    assert.equal(await page.locator("main").innerText(), before);
    await page.getByRole("link", { name: "标准版" }).click();
    assert.equal(await page.locator("html").getAttribute("data-view"), null);
  }));

test("the elder view fits the smallest phones", () =>
  withPage({}, async (page) => {
    await page.goto(`${server.publicUrl}/view?elder=1&back=/`);
    for (const path of ["/", "/check?q=王庄", "/v/410821100207", "/report", "/report/mobile_vendor", "/receipt"]) {
      for (const width of [390, 320]) {
        await page.setViewportSize({ width, height: 640 });
        await page.goto(`${server.publicUrl}${path}`);
        assert.equal(await page.locator("html").getAttribute("data-view"), "elder");
        await assertFits(page);
      }
      await assertAccessible(page);
    }
  }));

test("public pages are accessible and fit their window", () =>
  withPage({ refusals: [404] }, async (page) => {
    for (const [name, path] of [
      ["home", "/"],
      ["choose", "/check?q=王庄"],
      ["nothing-found", "/check?q=火星村"],
      ["village-inside", "/v/410821100207"],
      ["village-outside", "/v/410821101226"],
      ["village-undetermined", "/v/410823101221"],
      ["prices", "/prices"],
      ["report", "/report"],
      ["report-form", "/report/mobile_vendor?village=410821100207"],
      ["report-household", "/report/household_burning"],
      ["receipt", "/receipt"],
      ["notices", "/notices"],
      ["guide-protect", "/guide/protect-reporters"],
      ["guide-about", "/guide/about"],
      ["not-found", "/no-such-page"],
    ]) {
      await page.goto(`${server.publicUrl}${path}`);
      await shot(page, name);
      await assertAccessible(page);
      await assertFits(page);
      await page.setViewportSize({ width: 320, height: 640 });
      await assertFits(page);
      await page.setViewportSize({ width: 390, height: 844 });
    }
  }));
