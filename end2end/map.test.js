// A resident sees how far the ban zones reach, on the map or in the list, and the phone says where it is.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { assertAccessible, assertFits, shot, withPage } from "./lib/browser.js";
import { startServer } from "./lib/server.js";
import { signIn } from "./lib/staff.js";

let server;
before(async () => (server = await startServer()));
after(() => server?.stop());

/** 王庄, 修武县城关镇, and a place in it. */
const VILLAGE = "410821100207";
const PLACE = { latitude: 35.2285, longitude: 113.4415, accuracy: 35 };

const phone = (geolocation, permissions = ["geolocation"]) => ({ geolocation, permissions });
const mapIsDrawn = (page) => page.locator(".leaf.leaflet-container .leaflet-overlay-pane path").first().waitFor();
/** Where the map's ground has been moved to, and how far in it is. */
const view = (page) =>
  page.evaluate(() => document.querySelector(".leaflet-overlay-pane path").getAttribute("d") + document.querySelector(".leaflet-map-pane").style.transform);

test("without scripts the drawing stays and the list leads to every village", () =>
  withPage({ scripts: false }, async (page) => {
    await page.goto(`${server.publicUrl}/map`);
    const main = await page.locator("main").innerText();
    for (const words of ["修武县", "武陟县", "一部分在禁煤区里", "还没查到通告", "示例〔2025〕", "示意图", "审图号：待核发"]) {
      assert.ok(main.includes(words), `the page says ${words}`);
    }
    assert.ok(await page.locator(".mapbox svg").isVisible());
    const county = page.locator("#county-410821");
    await county.getByText("看是哪些乡镇、哪些村").click();
    assert.ok((await county.locator("details a").count()) > 0, "villages have links");
    await county.getByRole("link", { name: "按乡镇找您村" }).click();
    await page.getByRole("link", { name: /城关镇/ }).click();
    await page.getByRole("link", { name: /^王庄/ }).first().click();
    await page.waitForURL(new RegExp(`/v/${VILLAGE}$`));
    assert.ok(await page.getByRole("img", { name: /修武县和相邻县区的轮廓/ }).isVisible());
  }));

test("the map is moved, enlarged and asked by keyboard alone", () =>
  withPage({}, async (page) => {
    await page.goto(`${server.publicUrl}/map`);
    await mapIsDrawn(page);
    await page.locator(".leaf").focus();
    for (const key of ["ArrowRight", "ArrowDown", "+", "-"]) {
      const before = await view(page);
      await page.keyboard.press(key);
      await page.waitForFunction(
        (old) => document.querySelector(".leaflet-overlay-pane path").getAttribute("d") + document.querySelector(".leaflet-map-pane").style.transform !== old,
        before,
      );
    }
    await page.getByLabel("看哪个县（市、区）").selectOption("修武县");
    await page.getByRole("status").filter({ hasText: "修武县：一部分在禁煤区里" }).waitFor();
    const hatched = () => page.locator('.leaf path[fill="url(#p-some)"]').count();
    assert.ok((await hatched()) > 0, "a part is hatched");
    await page.getByLabel("禁煤区", { exact: true }).press("Space");
    assert.equal(await hatched(), 0, "the zones can be hidden");
    await page.getByLabel("禁煤区", { exact: true }).press("Space");
    assert.ok((await hatched()) > 0);
  }));

test("the map is accessible, fits, and opens for a village", () =>
  withPage({}, async (page) => {
    for (const [name, path] of [
      ["map", "/map"],
      ["map-village", `/map?village=${VILLAGE}`],
    ]) {
      await page.goto(`${server.publicUrl}${path}`);
      await mapIsDrawn(page);
      await shot(page, name);
      await assertAccessible(page);
      await assertFits(page);
      await page.setViewportSize({ width: 320, height: 640 });
      await assertFits(page);
      await page.setViewportSize({ width: 390, height: 844 });
    }
    await page.locator(".leaf").click({ position: { x: 190, y: 150 } });
    assert.match(await page.locator(".leaflet-popup-content").innerText(), /县|区|市/);
    for (const path of ["/check?county=410821", "/check?town=410821100"]) {
      await page.goto(`${server.publicUrl}${path}`);
      await assertAccessible(page);
      await assertFits(page);
    }
  }));

test("the elder view of the map fits the smallest phones", () =>
  withPage({}, async (page) => {
    await page.goto(`${server.publicUrl}/view?elder=1&back=/map`);
    for (const path of ["/map", "/check?county=410821", "/check?town=410821100"]) {
      await page.setViewportSize({ width: 320, height: 640 });
      await page.goto(`${server.publicUrl}${path}`);
      if (path === "/map") await mapIsDrawn(page);
      await assertFits(page);
      await assertAccessible(page);
    }
  }));

describe("where am I", () => {
  for (const path of ["/", "/map"]) {
    test(`on ${path} the phone proposes, the village decides, and the position stays on the phone`, () =>
      withPage(phone(PLACE), async (page) => {
        const asked = [];
        page.on("request", (request) => asked.push(`${request.url()} ${request.postData() ?? ""}`));
        await page.goto(`${server.publicUrl}${path}`);
        await page.getByRole("button", { name: "我在哪" }).click();
        await page.getByText(/误差在 ±40 米左右/).waitFor();
        await page.getByRole("heading", { name: "您在哪个县（市、区）？" }).waitFor();
        const counties = page.locator("a[href^='/check?county=']", { hasText: "一步步选乡镇" });
        assert.match(await counties.first().innerText(), /修武县/);
        await assertAccessible(page);
        await assertFits(page);
        await counties.first().click();
        await page.getByRole("heading", { name: "修武县：您在哪个乡镇？" }).waitFor();
        const told = [...asked, server.log()].filter((text) => /113\.44|35\.22/.test(text));
        assert.deepEqual(told, [], "the position is in no request and no log");
      }));
  }

  test("outside the city it says so", () =>
    withPage(phone({ latitude: 39.9, longitude: 116.4, accuracy: 20 }), async (page) => {
      await page.goto(server.publicUrl);
      await page.getByRole("button", { name: "我在哪" }).click();
      await page.getByText("这个位置不在焦作。").waitFor();
    }));

  test("a refusal is no dead end", () =>
    withPage(phone(PLACE, []), async (page) => {
      await page.goto(server.publicUrl);
      await page.getByRole("button", { name: "我在哪" }).click();
      await page.getByText(/输入村名一样能查/).waitFor();
    }));

  test("without scripts there is no button and nothing is missing", () =>
    withPage({ scripts: false }, async (page) => {
      await page.goto(server.publicUrl);
      assert.ok(!(await page.getByRole("button", { name: "我在哪" }).isVisible()));
      assert.ok(await page.getByLabel("村名或拼音").isVisible());
    }));
});

test("a village that staff put on the map is offered first to whoever stands near it", async () => {
  await withPage({}, async (page) => {
    await signIn(page, server, "xiuwu-office");
    await page.getByRole("link", { name: "村位置" }).click();
    await page.getByLabel("村名或拼音").fill("修武 王庄");
    await page.getByRole("button", { name: "找村" }).click();
    await page.locator(`a[href='/staff/villages/${VILLAGE}']`).click();
    await page.locator(".leaf.leaflet-container").waitFor();
    await page.locator(".leaf").focus();
    await page.getByRole("button", { name: "取地图正中间" }).click();
    assert.match(await page.locator("#position").inputValue(), /^113\.\d{6}, 35\.\d{6}$/);
    await page.getByLabel("经度, 纬度").fill(`${PLACE.longitude}, ${PLACE.latitude}`);
    await assertAccessible(page);
    await assertFits(page);
    await page.getByRole("button", { name: "保存位置" }).click();
    await page.getByText("113.441500, 35.228500（WGS-84").waitFor();
  });
  await withPage(phone({ ...PLACE, latitude: PLACE.latitude + 0.003 }), async (page) => {
    await page.goto(server.publicUrl);
    await page.getByRole("button", { name: "我在哪" }).click();
    await page.getByRole("heading", { name: "离得近的村，点您的村" }).waitFor();
    const nearest = page.locator(`a[href='/v/${VILLAGE}']`);
    assert.match(await nearest.innerText(), /王庄[\s\S]*大约 340 米/);
    await nearest.click();
    await page.getByRole("img", { name: /圆点是您村/ }).waitFor();
  });
});

test("an editor draws a ring by pointer and by keyboard, and takes steps back", () =>
  withPage({ viewport: { width: 1440, height: 900 } }, async (page) => {
    await signIn(page, server, "xiuwu-ecology");
    await page.getByRole("link", { name: "禁煤区" }).click();
    await page.getByRole("button", { name: "起草新版本" }).click();
    const ring = page.locator("details.branch", { hasText: "再加一片" });
    await ring.locator("summary").first().click();
    await ring.getByRole("button", { name: "在图上画" }).click();
    await ring.locator(".leaf.leaflet-container path").first().waitFor();
    const text = ring.getByLabel("边界（GeoJSON 多边形）");
    const corners = async () => {
      const value = await text.inputValue();
      return value ? JSON.parse(value).coordinates[0].length - 1 : 0;
    };
    const map = ring.locator(".leaf");
    await map.scrollIntoViewIfNeeded();
    for (const position of [
      { x: 200, y: 150 },
      { x: 350, y: 160 },
      { x: 300, y: 300 },
    ]) {
      await map.click({ position });
    }
    assert.equal(await corners(), 3);
    assert.equal(await ring.getByLabel("坐标系").inputValue(), "wgs84");
    const closed = JSON.parse(await text.inputValue()).coordinates[0];
    assert.deepEqual(closed[0], closed.at(-1), "closed");

    const before = await text.inputValue();
    await ring.locator(".corner").last().dragTo(map, { targetPosition: { x: 220, y: 330 } });
    assert.notEqual(await text.inputValue(), before, "a corner was moved");
    assert.equal(await corners(), 3);

    await map.focus();
    await page.keyboard.press("ArrowLeft");
    await ring.getByRole("button", { name: "在地图正中间加一点" }).press("Enter");
    assert.equal(await corners(), 4);
    await ring.getByRole("button", { name: "退回一步" }).press("Enter");
    assert.equal(await corners(), 3);
    await ring.locator("details.more summary").press("Enter");
    await ring.getByRole("button", { name: "删掉第 2 点" }).press("Enter");
    assert.equal(await corners(), 0, "two points are no ring");
    await ring.getByText(/至少要 3 个/).waitFor();
    await ring.getByRole("button", { name: "退回一步" }).press("Enter");

    // Pasted numbers of another system land where they were taken.
    await ring.getByLabel("坐标系").selectOption("gcj02");
    await text.fill('{"type":"Polygon","coordinates":[[[113.44,35.22],[113.46,35.22],[113.46,35.24],[113.44,35.22]]]}');
    await text.blur();
    await ring.getByText(/3 个点，已连成一圈/).waitFor();
    await ring.getByRole("button", { name: "在地图正中间加一点" }).press("Enter");
    assert.equal(await ring.getByLabel("坐标系").inputValue(), "wgs84");
    const [longitude] = JSON.parse(await text.inputValue()).coordinates[0][0];
    assert.ok(longitude > 113.433 && longitude < 113.435, `un-shifted: ${longitude}`);
    await assertAccessible(page);
    await assertFits(page);
  }));
