// A tip on a bad line: kept on the phone while there is no signal, gone on with after a crash, sent once, nothing lost.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { brotliCompressSync } from "node:zlib";

import { assertAccessible, assertFits, shot, withPage } from "./lib/browser.js";
import * as outbox from "./lib/outbox.js";
import { startServer } from "./lib/server.js";
import { openCase } from "./lib/staff.js";

const { CUT, PHOTOS, addPhotos, alter, keeps, noDraftLeft, receiptShown, says, send, stored, write } = outbox;
const WECHAT =
  "Mozilla/5.0 (Linux; Android 13; V2203A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 XWEB/1160117 MMWEBSDK/20240404 MicroMessenger/8.0.49.2600(0x28003133) WeChat/arm64 Weixin NetType/4G Language/zh_CN ABI/arm64";

let server;
before(async () => (server = await startServer()));
after(() => server?.stop());

const open = (page) => outbox.open(page, server);
const cases = (text) => outbox.cases(server, text);

test("written without a network, sent when it comes back; where nothing sends in the background, the page must stay", () =>
  withPage({ quiet: CUT }, async (page) => {
    await page.addInitScript(() => delete window.SyncManager);
    await open(page);
    await page.context().setOffline(true);
    await addPhotos(page, PHOTOS);
    await page.locator("input[name=caption]").nth(1).fill("车尾");
    await write(page, "没网的时候写的");
    await says(page, /只在这部手机上，还没发出/);
    await shot(page, "draft-on-phone");
    await send(page);
    await says(page, /没有网.*请别关掉这一页（\d\d:\d\d）/);
    await shot(page, "draft-waiting");
    await page.context().setOffline(false);
    const receipt = await receiptShown(page);
    await shot(page, "receipt-after-outbox");
    await assertAccessible(page);
    await noDraftLeft(page);
    await page.goto(`${server.publicUrl}/receipt`);
    await page.locator("input[name=receipt]").fill(receipt);
    await page.locator("main form button").click();
    await page.getByText("修武县交通运输局").first().waitFor();
    assert.equal(await cases("没网的时候写的"), 1);
  }));

test("the tab is killed while a photo is under way; the draft goes on where it was", () =>
  withPage({ quiet: CUT }, async (first) => {
    const context = first.context();
    await open(first);
    await addPhotos(first, PHOTOS);
    await write(first, "传到一半关掉的");
    await first.locator("input[name=place_text]").fill("村口桥头");
    await first.locator("label", { hasText: "小货车" }).click();
    // The first photo arrives; the second is held up until the tab is gone.
    let pieces = 0;
    await context.route("**/api/v1/uploads/*", (route) =>
      route.request().method() === "PATCH" && (pieces += 1) > 1 ? null : route.continue(),
    );
    await send(first);
    await says(first, /正在发送：照片 2\/2/);
    const address = first.url();
    assert.match(address, /#draft=[0-9a-f]+$/);
    await first.close();
    await context.unroute("**/api/v1/uploads/*");

    const heads = [];
    context.on("request", (request) => request.method() === "HEAD" && heads.push(request.url()));
    const again = await context.newPage();
    await again.goto(`${server.publicUrl}/report`);
    await again.getByText("您有一条没发完的线索").waitFor();
    await shot(again, "drafts-offered");
    await assertAccessible(again);
    await again.getByText("还没发完，接着发").click();
    // It was being sent: it goes on by itself.
    await receiptShown(again);
    assert.ok(heads.some((url) => url.includes("/api/v1/uploads/")), "it asked how far the upload came");
    await noDraftLeft(again);
    assert.equal(await cases("传到一半关掉的"), 1);
  }));

test("a draft keeps its fields, photos, captions and order; it can be deleted", () =>
  withPage({}, async (page) => {
    await open(page);
    await addPhotos(page, PHOTOS);
    await page.locator("input[name=caption]").first().fill("先拍的");
    await page.locator(".photos li").first().getByRole("button", { name: /往后移/ }).click();
    await page.getByText("现在是第 2 张").waitFor();
    await write(page, "留着明天再发");
    await page.locator("summary", { hasText: "还在别处" }).click();
    await page.locator("input[name='sighting.1.place']").fill("邻村集上");
    await outbox.draftsBecome(page, (drafts) => drafts[0]?.fields["sighting.1.place"] === "邻村集上", "not kept");
    await page.reload();
    await page.locator(".photos li").nth(1).waitFor();
    assert.equal(await page.locator("textarea[name=text]").inputValue(), "留着明天再发");
    assert.equal(await page.locator("input[name=caption]").nth(1).inputValue(), "先拍的");
    assert.equal(await page.locator("input[name='sighting.1.place']").inputValue(), "邻村集上");
    await page.getByText("王庄").first().waitFor();
    await assertAccessible(page);
    await assertFits(page);
    await shot(page, "draft-again");
    await page.goto(`${server.publicUrl}/report`);
    await page.getByRole("button", { name: /^删掉/ }).click();
    await page.getByText("真的删掉？再点一次").click();
    await noDraftLeft(page);
  }));

test("one photo is taken back and sent again", () =>
  withPage({ quiet: CUT }, async (page) => {
    await open(page);
    await addPhotos(page, PHOTOS);
    let holding = true;
    await page.route("**/api/v1/uploads/*", (route) =>
      route.request().method() === "PATCH" && holding ? null : route.continue(),
    );
    await send(page);
    await page.locator(".photos li").first().getByText(/正在传/).waitFor();
    await shot(page, "photo-under-way");
    holding = false;
    await page.locator(".photos li").first().getByRole("button", { name: /取消/ }).click();
    await says(page, /第 1 张照片取消了/);
    await page.locator(".photos li").first().getByRole("button", { name: /再传/ }).click();
    await receiptShown(page);
  }));

test("what the server refuses stands beside its field, nothing is lost, and it can be sent then", () =>
  withPage({ refusals: [422] }, async (page) => {
    await open(page);
    await page.locator("input[name=place_text]").fill("村口桥头");
    await send(page);
    await page.locator("#text-wrong", { hasText: "请写一句看到了什么" }).waitFor();
    await says(page, /还没发出/);
    assert.equal(await page.evaluate(() => document.activeElement.id), "errors");
    await assertAccessible(page);
    await shot(page, "outbox-refused");
    await write(page, "补了一句");
    await send(page);
    await receiptShown(page);
  }));

test("busy servers are waited for", () =>
  withPage({ refusals: [503, 429] }, async (page) => {
    await open(page);
    await write(page, "人多的时候");
    const answers = [503, 429];
    await page.route("**/api/v1/tips", (route) => {
      const status = answers.shift();
      return status ? route.fulfill({ status, headers: { "retry-after": "1" }, body: "{}" }) : route.continue();
    });
    await send(page);
    await says(page, /1 秒后自动再发，请别关掉这一页/);
    await receiptShown(page);
  }));

test("an upload that expired on the server begins anew", () =>
  withPage({ refusals: [422, 404] }, async (page) => {
    await open(page);
    await addPhotos(page, [PHOTOS[0]]);
    await outbox.photosBecome(page, ([photo]) => photo?.seen, "not kept");
    await alter(page, "photo", { upload: "/api/v1/uploads/gone", done: true, percent: 100 });
    await page.reload();
    await page.locator(".photos li").first().waitFor();
    await page.waitForFunction(() => window.outbox);
    await send(page);
    await receiptShown(page);
  }));

for (const [what, address, seconds] of [
  ["a photo", "**/api/v1/uploads/*", 30],
  ["the tip", "**/api/v1/tips", 60],
]) {
  test(`a line that falls silent under ${what} is given up, and sending goes on by itself`, () =>
    withPage({ quiet: CUT }, async (page) => {
      await page.clock.install();
      await open(page);
      await addPhotos(page, [PHOTOS[0]]);
      await write(page, `没声音的线路：${what}`);
      let held = 0;
      const swallow = (route) => (["PATCH", "POST"].includes(route.request().method()) ? (held += 1) && null : route.continue());
      await page.route(address, swallow);
      const swallowed = page.waitForRequest((request) => ["PATCH", "POST"].includes(request.method()) && new RegExp(address.slice(2).replace("*", ".+")).test(request.url()));
      await send(page);
      await swallowed;
      await page.clock.runFor(seconds * 1000);
      await says(page, /没有网，线索还在这部手机上。/);
      assert.equal(held, 1);
      await page.unroute(address);
      await page.clock.runFor(5000);
      await receiptShown(page);
      assert.equal(await cases(`没声音的线路：${what}`), 1);
    }));
}

test("where the network answers with a page of its own, the tip stays as it was sent and goes again", () =>
  withPage({}, async (page) => {
    await open(page);
    await write(page, "网要先登录");
    await page.route("**/api/v1/tips", (route) => route.fulfill({ contentType: "text/html", body: "<h1>请先登录无线网</h1>" }));
    await send(page);
    await says(page, /没有通到本站，可能要先登录/);
    await page.unroute("**/api/v1/tips");
    await receiptShown(page);
    assert.equal(await cases("网要先登录"), 1);
  }));

test("a phone whose clock is a day ahead, and a tip sent an hour after it was written", () =>
  withPage({}, async (page) => {
    const hour = 3600_000;
    const real = Date.now();
    await page.clock.install({ time: real + 24 * hour });
    await open(page);
    await write(page, "钟快了一天");
    await page.clock.runFor(2000);
    await page.clock.fastForward(hour);
    const posted = page.waitForRequest((request) => request.url().endsWith("/api/v1/tips"));
    await send(page);
    await page.clock.runFor(2000);
    const body = (await posted).postData();
    const field = (name) => new RegExp(`name="${name}"\\r\\n\\r\\n(\\S+)`).exec(body)[1];
    assert.equal(field("happened_at"), "now");
    assert.ok(Math.abs(field("written_ago") - 3600) < 120, `written ${field("written_ago")} seconds ago`);
    await receiptShown(page);
  }));

test("a phone that is full says so, loses nothing typed, and the tip is sent all the same", () =>
  withPage({}, async (page) => {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Storage.overrideQuotaForOrigin", { origin: server.publicUrl, quotaSize: 1 });
    await open(page);
    await addPhotos(page, PHOTOS);
    await write(page, "存不下照片，可是字还在");
    await says(page, /手机存满了，有的没存住/);
    assert.equal(await page.locator("textarea[name=text]").inputValue(), "存不下照片，可是字还在");
    await shot(page, "phone-full");
    await send(page);
    await receiptShown(page);
    await page.getByText("照片 2 张已存好").waitFor();
    assert.equal(await cases("存不下照片，可是字还在"), 1);
  }));

test("a private window: it is said, and the tip is sent all the same", () =>
  withPage({}, async (page) => {
    await page.addInitScript(() => Object.defineProperty(window, "indexedDB", { value: undefined }));
    await open(page);
    await addPhotos(page, [PHOTOS[0]]);
    await write(page, "存不下");
    await says(page, /不让网页存东西/);
    await send(page);
    await receiptShown(page);
  }));

test("the browser is asked once to keep what is worth keeping", () =>
  withPage({}, async (page) => {
    await page.addInitScript(() => {
      navigator.storage.persist = async () => sessionStorage.setItem("asked", Number(sessionStorage.getItem("asked")) + 1);
    });
    const asked = () => page.evaluate(() => sessionStorage.getItem("asked"));
    await open(page);
    assert.equal(await asked(), null, "nothing is written yet");
    for (const words of ["留三十天", "留三十天，改一改"]) {
      await write(page, words);
      await keeps(page, words);
    }
    await page.reload();
    await outbox.awake(page);
    await write(page, "再改一改");
    await keeps(page, "再改一改");
    assert.equal(await asked(), "1");
  }));

test("drafts are offered on the home page too", () =>
  withPage({}, async (page) => {
    await open(page);
    await write(page, "在首页也看得见");
    await keeps(page, "在首页也看得见");
    await page.goto(server.publicUrl);
    await page.getByRole("heading", { name: "您有一条没发完的线索" }).waitFor();
    await assertAccessible(page);
    await assertFits(page);
    await shot(page, "drafts-on-home");
    await page.getByText("接着填").click();
    await page.waitForFunction(() => document.querySelector("textarea[name=text]")?.value === "在首页也看得见");
  }));

test("WeChat on Android picks one photo at a time, repeatedly", () =>
  withPage({ userAgent: WECHAT }, async (page) => {
    await open(page);
    const input = page.locator("input[type=file]");
    await page.getByText("一次选一张").waitFor();
    assert.equal(await input.evaluate((field) => field.multiple), false);
    for (const photo of PHOTOS) await input.setInputFiles(photo);
    await page.getByText("好了").nth(1).waitFor();
    await send(page);
    await receiptShown(page);
    await page.getByText("照片 2 张已存好").waitFor();
  }));

test("HEIC is named and left out", () =>
  withPage({}, async (page) => {
    await open(page);
    const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from("ftypheic"), Buffer.alloc(64)]);
    await page.locator("input[type=file]").setInputFiles({ name: "IMG_1.HEIC", mimeType: "image/heic", buffer: heic });
    await page.getByText("苹果手机的 HEIC 格式").waitFor();
    assert.equal(await page.locator(".photos li").count(), 0);
  }));

test("what was picked is remembered by its hash; its position only with consent", () =>
  withPage({}, async (page) => {
    const digest = await crypto.subtle.digest("SHA-256", await readFile(PHOTOS[0]));
    const sha256 = Buffer.from(digest).toString("hex");
    for (const consent of [false, true]) {
      await open(page);
      await addPhotos(page, [PHOTOS[0]]);
      if (consent) await page.getByLabel(/我同意把照片里记着的拍摄位置/).check();
      await outbox.photosBecome(page, ([photo]) => photo?.seen.includes('"lat"') === consent, "not looked at");
      const posted = page.waitForRequest((request) => request.url().endsWith("/api/v1/tips"));
      await send(page);
      const body = (await posted).postDataBuffer().toString("utf8");
      const seen = JSON.parse(/name="seen"\r\n\r\n(.*)\r\n/.exec(body)[1]);
      assert.equal(seen.sha256, sha256);
      assert.equal(seen.taken_at, "2026-11-20T09:12:00+08:00");
      assert.equal("lat" in seen, consent, JSON.stringify(seen));
      assert.ok(!body.includes("Planted"), "nothing else of the file goes along");
      await receiptShown(page);
      await noDraftLeft(page);
    }
  }));

test("consent to the photo's position is kept with the draft, and can be taken back after it was opened again", () =>
  withPage({}, async (page) => {
    const consent = page.getByLabel(/我同意把照片里记着的拍摄位置/);
    await open(page);
    await addPhotos(page, [PHOTOS[0]]);
    await consent.check();
    await outbox.photosBecome(page, ([photo]) => photo?.seen.includes('"lat"'), "kept without its position");
    await outbox.draftsBecome(page, ([draft]) => draft?.fields.photo_position === "1", "the consent is not kept");
    await page.reload();
    await page.locator(".photos li").first().waitFor();
    assert.ok(await consent.isChecked());
    await consent.uncheck();
    await outbox.photosBecome(page, ([photo]) => photo.seen && !photo.seen.includes('"lat"'), "the position is still kept");
    const posted = page.waitForRequest((request) => request.url().endsWith("/api/v1/tips"));
    await send(page);
    const body = (await posted).postDataBuffer().toString("utf8");
    assert.ok(/"sha256"/.test(body) && !/"lat"/.test(body), "the hash goes along, the position does not");
    await receiptShown(page);
  }));

test("a photo that turns out unreadable after sending was asked for stops it, so that nothing is left out unseen", () =>
  withPage({}, async (page) => {
    // The phone is slow with pictures.
    await page.addInitScript(() => {
      const { set, get } = Object.getOwnPropertyDescriptor(HTMLImageElement.prototype, "src");
      Object.defineProperty(HTMLImageElement.prototype, "src", { get, set(value) { setTimeout(() => set.call(this, value), 1500); } });
    });
    await open(page);
    await write(page, "一张打不开");
    const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from("ftypheic"), Buffer.alloc(64)]);
    await page.locator("input[type=file]").setInputFiles({ name: "IMG_1.HEIC", mimeType: "image/heic", buffer: heic });
    await send(page);
    await says(page, /照片一准备好就发出/);
    await page.getByText("苹果手机的 HEIC 格式").waitFor();
    await says(page, /只在这部手机上，还没发出/);
    await send(page);
    await receiptShown(page);
  }));

test("faces and plates can be covered, by keys alone too", () =>
  withPage({}, async (page) => {
    await open(page);
    await addPhotos(page, [PHOTOS[0]]);
    const picture = () => page.locator(".photos img").first().getAttribute("src");
    const before = await picture();
    await page.getByRole("button", { name: /遮住第 1 张/ }).focus();
    await page.keyboard.press("Enter");
    await page.locator("dialog canvas").focus();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("+");
    await page.keyboard.press("Enter");
    await page.getByText("遮住了 1 处").waitFor();
    await shot(page, "photo-cover");
    await assertAccessible(page);
    await page.getByRole("button", { name: "遮好了" }).click();
    await page.getByText("发出去的是遮过的照片").waitFor();
    assert.notEqual(await picture(), before);
  }));

test("words propose a category with their reason, and the draft goes along", () =>
  withPage({}, async (page) => {
    await page.goto(`${server.publicUrl}/report`);
    await shot(page, "report-choice");
    await page.getByRole("link", { name: /先拍照、先写/ }).click();
    await page.locator("html[data-awake]").waitFor();
    await addPhotos(page, [PHOTOS[0]]);
    await write(page, "有辆三轮车拉煤进村");
    await page.getByText("因为您写了“三轮车”").waitFor();
    await shot(page, "report-proposal");
    await assertAccessible(page);
    await page.getByRole("button", { name: "改成“流动卖煤车”" }).click();
    await page.waitForURL(/\/report\/mobile_vendor.*#draft=/);
    await page.locator(".photos li").first().waitFor();
    assert.equal(await page.locator("textarea[name=text]").inputValue(), "有辆三轮车拉煤进村");
    await send(page);
    await receiptShown(page);
  }));

test("a position and a pin on the map go along only when asked for", () =>
  withPage({ permissions: ["geolocation"], geolocation: { latitude: 35.2231, longitude: 113.4472, accuracy: 30 } }, async (page) => {
    await open(page);
    await page.getByRole("button", { name: /用手机定位/ }).click();
    await page.getByText(/误差在 ±30 米左右/).waitFor();
    assert.equal(await page.locator("input[name=lat]").inputValue(), "35.223100");
    await page.getByRole("button", { name: "不发位置" }).click();
    assert.equal(await page.locator("input[name=lat]").inputValue(), "");
    await page.getByRole("button", { name: "在地图上点" }).click();
    await page.locator(".leaflet-container").waitFor();
    await page.getByRole("button", { name: "就是地图正中间" }).click();
    await page.getByText("点好了").waitFor();
    assert.match(await page.locator("input[name=lat]").inputValue(), /^35\.\d+$/);
    await shot(page, "report-pin");
    await assertAccessible(page);
    await write(page, "在地图上点的");
    await send(page);
    await receiptShown(page);
  }));

test("the position is that of writing, wherever the draft is sent from, and the handler sees it", async () => {
  const there = { latitude: 35.2231, longitude: 113.4472, accuracy: 30 };
  await withPage({ permissions: ["geolocation"], geolocation: there }, async (page) => {
    await open(page);
    await page.getByRole("button", { name: /用手机定位/ }).click();
    await page.getByText(/误差在 ±30 米左右/).waitFor();
    await write(page, "在那儿写的，回家发的");
    await outbox.draftsBecome(page, ([draft]) => draft?.fields.lat === "35.223100", "the position is not kept");
    await page.context().setGeolocation({ latitude: 35.4, longitude: 113.1, accuracy: 10 });
    await page.reload();
    await page.waitForFunction(() => document.querySelector("input[name=lat]").value === "35.223100");
    const posted = page.waitForRequest((request) => request.url().endsWith("/api/v1/tips"));
    await send(page);
    assert.match((await posted).postData(), /name="lat"\r\n\r\n35\.223100\r\n/);
    await receiptShown(page);
  });
  await withPage({ viewport: { width: 1440, height: 900 } }, async (page) => {
    await openCase(page, server, "在那儿写的，回家发的");
    await page.getByText("35.22310, 113.44720，误差约 30 米").waitFor();
    assert.equal(await page.getByRole("link", { name: "用地图打开" }).getAttribute("href"), "geo:35.22310,113.44720");
    await assertAccessible(page);
    await shot(page, "case-position");
  });
});

test("by keyboard alone", () =>
  withPage({}, async (page) => {
    await open(page);
    await page.locator("textarea[name=text]").focus();
    await page.keyboard.type("只用键盘");
    for (let presses = 0; presses < 40; presses += 1) {
      if (await page.evaluate(() => document.activeElement.matches(".sendbar .btn"))) break;
      await page.keyboard.press("Tab");
    }
    await page.keyboard.press("Enter");
    await receiptShown(page);
  }));

test("without scripts a refused form keeps its photos, and who is not sure is shown a category", () =>
  withPage({ scripts: false, refusals: [422] }, async (page) => {
    await page.goto(`${server.publicUrl}/report/unsure`);
    await page.locator("input[type=file]").setInputFiles(PHOTOS[0]);
    await page.locator("input[name=place_text]").fill("x".repeat(150));
    await write(page, "饭店门口烧大锅炉");
    await page.locator(".sendbar .btn").first().click();
    await page.getByText("因为您写了").first().waitFor();
    await shot(page, "report-proposal-plain");
    await page.getByRole("button", { name: /按“饭店、商户烧煤”发出/ }).click();
    await page.getByRole("heading", { name: /收到了/ }).waitFor();
    await page.getByText("照片 1 张已存好").waitFor();
    await page.goto(`${server.publicUrl}/report/mobile_vendor`);
    await page.locator("button:has-text('发给')").click();
    await page.getByText("请写一句看到了什么").first().waitFor();
  }));

test("the form weighs no more than it may", () =>
  withPage({}, async (page) => {
    const weights = new Map();
    page.on("response", async (response) => {
      // Previews are on the phone already, and the receipt is a page of its own.
      if (response.url().startsWith("blob:") || response.url().endsWith("/received")) return;
      const body = await response.body().catch(() => Buffer.alloc(0));
      const plain = /\.(png|jpg)$/.test(new URL(response.url()).pathname);
      weights.set(response.url(), plain ? body.length : brotliCompressSync(body).length);
    });
    await open(page);
    await addPhotos(page, [PHOTOS[0]]);
    await write(page, "重量");
    await send(page);
    await receiptShown(page);
    const total = [...weights.values()].reduce((sum, bytes) => sum + bytes, 0);
    console.log(`/report/mobile_vendor, all of it until it is sent: ${total} bytes`);
    assert.ok(total < 250_000, `${total} bytes`);
  }));
