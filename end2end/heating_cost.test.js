// A family asks what heating will cost, and what holds in its village.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { assertAccessible, assertFits, DESKTOP, shot, withPage } from "./lib/browser.js";
import { startServer } from "./lib/server.js";

let server;
before(async () => (server = await startServer()));
after(() => server?.stop());

const CALCULATOR = "/prices/calculator";
const answer = (page) => page.locator("section.res");
const pick = (page, name, value) => page.locator(`input[name=${name}][value="${value}"]`).check({ force: true });

/** Opens the calculator and, with scripts, waits until it is awake. */
const open = async (page, scripts, address = CALCULATOR) => {
  await page.goto(server.publicUrl + address);
  if (scripts) await page.getByRole("button", { name: "打印这张账" }).waitFor();
};

/** Without scripts the form is sent; with scripts the answer has changed already. */
const reckon = async (page) => page.getByRole("button", { name: "算一算" }).click();

for (const scripts of [true, false]) {
  describe(`what heating costs, ${scripts ? "with" : "without"} scripts`, () => {
    test("a house is reckoned in a few taps, cheapest first", () =>
      withPage({ scripts }, async (page) => {
        await open(page, scripts);
        await pick(page, "area", "90");
        await pick(page, "insulation", "leaky");
        await reckon(page);
        const bars = answer(page).locator(".bars li");
        await bars.first().getByText("最省", { exact: true }).waitFor();
        const words = await answer(page).innerText();
        for (const wanted of ["空气源热泵", "燃气壁挂炉", "电暖气", "不能烧", "补贴", "示例", "待主管部门核实", "1684号"]) {
          assert.ok(words.includes(wanted), `the answer says ${wanted}`);
        }
        assert.ok(!/NaN|Infinity|undefined/.test(words));
        // What rests on figures that nobody measured in this house says so beside the answer.
        await answer(page).locator("summary", { hasText: "不是您家的数" }).getByText("示例").waitFor();
      }));

    test("last winter's use is priced to the fen, with and without hours", () =>
      withPage({ scripts }, async (page) => {
        await open(page, scripts, `${CALCULATOR}?by=bill&used=direct_electric&amount=1000&register=no`);
        await page.locator("#amount").fill("2000");
        await reckon(page);
        await answer(page).getByText("1,164.00").first().waitFor();
        await answer(page).getByText("1,074.00").first().waitFor();
      }));

    test("what cannot be used is named, and kept", () =>
      withPage({ scripts, refusals: scripts ? [] : [422] }, async (page) => {
        await open(page, scripts);
        await page.getByText("填准数").click();
        await page.locator("#area_own").fill("-5");
        await reckon(page);
        await answer(page).getByText("改好这几处就能算").waitFor();
        assert.equal(await page.locator("#area_own").inputValue(), "-5");
        await page.locator("#area_own").fill("５０");
        await reckon(page);
        await answer(page).getByText("最省", { exact: true }).waitFor();
      }));

    test("the link carries the inputs, and a village chosen later keeps them", () =>
      withPage({ scripts }, async (page) => {
        await open(page, scripts);
        await pick(page, "area", "120");
        await reckon(page);
        const link = answer(page).getByRole("link", { name: /这张账的链接/ });
        await page.waitForFunction(() => [...document.querySelectorAll("section.res a")].some((a) => a.href.includes("area=120")));
        await link.click();
        await page.waitForURL(/area=120/);
        assert.ok(await page.locator('input[name=area][value="120"]').isChecked());
        await page.getByRole("link", { name: "选村" }).click();
        await page.getByLabel("村名或拼音").fill("王庄");
        await page.getByRole("button", { name: "查" }).click();
        await page.locator(".pick a", { hasText: "城关镇" }).first().click();
        await page.waitForURL(/village=410821100207/);
        assert.ok(await page.locator('input[name=area][value="120"]').isChecked());
        assert.match(await page.locator("main").innerText(), /王庄（修武县城关镇）/);
        assert.match(await answer(page).innerText(), /您村在禁煤区里/);
      }));

    test("prices and subsidies stand with their sources, and trouble leads to the right form", () =>
      withPage({ scripts }, async (page) => {
        await page.goto(`${server.publicUrl}/prices?village=410821100207`);
        const prices = await page.locator("main").innerText();
        for (const words of ["627.20 元", "0.56", "待主管部门核实", "示例", "王庄"]) {
          assert.ok(prices.includes(words), `the page says ${words}`);
        }
        await page.getByRole("link", { name: /看补贴/ }).click();
        await page.waitForURL(/\/subsidies\?village=410821100207$/);
        assert.match(await page.locator("main").innerText(), /户主身份证/);
        await page.getByRole("link", { name: /反映取暖困难/ }).click();
        await page.waitForURL(/\/report\/heating_switch\?village=410821100207$/);
      }));
  });
}

test("browser and server say the same", () =>
  withPage({}, async (page) => {
    await open(page, true);
    for (const [area, night, temperature] of [
      ["30", "20", "16"],
      ["60", "50", "20"],
      ["120", "80", "18"],
    ]) {
      await pick(page, "area", area);
      await pick(page, "night", night);
      await pick(page, "temperature", temperature);
      const link = answer(page).getByRole("link", { name: /这张账的链接/ });
      await page.waitForFunction(
        ([area, night]) =>
          [...document.querySelectorAll("section.res a")].some((a) => a.href.includes(`area=${area}`) && a.href.includes(`night=${night}`)),
        [area, night],
      );
      const here = await answer(page).locator("table").innerText();
      const address = await link.getAttribute("href");
      await withPage({ scripts: false }, async (plain) => {
        await plain.goto(server.publicUrl + address);
        assert.equal(await plain.locator("section.res table").innerText(), here, address);
      });
    }
  }));

test("a family like mine is one tap away", () =>
  withPage({ scripts: false }, async (page) => {
    await open(page, false);
    await page.getByText("看看和我家差不多的").click();
    await page.getByRole("link", { name: /老两口/ }).click();
    await page.waitForURL(/area=30/);
    await answer(page).getByText("最省", { exact: true }).waitFor();
  }));

for (const [name, address] of [
  ["calculator", CALCULATOR],
  ["prices", "/prices"],
  ["subsidies", "/subsidies"],
]) {
  test(`${name} fits every screen and axe finds nothing`, () =>
    withPage({}, async (page) => {
      await open(page, name === "calculator", address);
      for (const width of [320, 390, 1440]) {
        await page.setViewportSize({ width, height: width === 1440 ? DESKTOP.height : 844 });
        await assertFits(page);
      }
      await page.setViewportSize({ width: 390, height: 844 });
      await assertAccessible(page);
      await shot(page, name);
    }));
}

// Ten thousand take a while: `HOUSEHOLDS=10000 node --test heating_cost.test.js`.
test("browser and server agree to the fen on random households", { timeout: 3_600_000 }, () =>
  withPage({}, async (page) => {
    page.setDefaultTimeout(3_600_000);
    const households = Number(process.env.HOUSEHOLDS ?? 200);
    await open(page, true, `${CALCULATOR}?by=bill&used=direct_electric&amount=1000`);
    const compared = await page.evaluate(async (count) => {
      // A small generator, so that a disagreement can be found again.
      let state = 20231115;
      const random = (below) => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return Math.floor((state / 2 ** 32) * below);
      };
      const decimal = (below, digits) => `${random(below)}.${String(random(10 ** digits)).padStart(digits, "0")}`;
      const form = document.getElementById("calculator");
      const text = (root) => root.querySelector("section.res table")?.textContent ?? "none";
      const set = (name, value) => (form.elements[name].value = value);
      for (let at = 0; at < count; at += 1) {
        set("used", ["direct_electric", "air_source_heat_pump", "gas_boiler"][random(3)]);
        set("amount", decimal(5000, 3));
        set("night_own", decimal(100, 2));
        set("other", decimal(2000, 1));
        set("central", ["yes", "no"][random(2)]);
        set("register", ["yes", "no", "unknown"][random(3)]);
        set("cost_gas_boiler", decimal(9000, 2));
        form.dispatchEvent(new Event("input", { bubbles: true }));
        await new Promise((done) => setTimeout(done));
        const here = text(document);
        const link = [...document.querySelectorAll("section.res a")].find((a) => a.href.includes("/prices/calculator?"));
        const answer = link ? await (await fetch(link.href)).text() : "";
        const there = text(new DOMParser().parseFromString(answer, "text/html"));
        if (here !== there || here === "none") return `${link?.href}: ${here} here, ${there} there`;
      }
      return "agreed";
    }, households);
    assert.equal(compared, "agreed");
  }));
