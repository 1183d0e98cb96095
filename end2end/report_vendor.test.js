// A resident reports a mobile vendor; the county's bureau works the case; the resident sees the reply;
// the bureau publishes a notice.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

import { assertAccessible, assertFits, shot, withPage, DESKTOP } from "./lib/browser.js";
import { follow } from "./lib/receipt.js";
import { startServer } from "./lib/server.js";
import { signIn } from "./lib/staff.js";

const fixture = (name) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
const PHOTOS = [fixture("vendor-with-gps.jpg"), fixture("vendor-rotated.jpg")];

let server;
before(async () => (server = await startServer()));
after(() => server?.stop());

for (const scripts of [true, false]) {
  describe(`from a report to its notice, ${scripts ? "with" : "without"} scripts`, () => {
    const text = `一袋一袋卖，今天第二回来了 </textarea><script>alert(1)</script> ${scripts}`;
    let receipt;
    let caseAddress;

    test("a resident reports a mobile vendor with two photos, without a name", () =>
      withPage({ scripts }, async (page) => {
        await page.goto(`${server.publicUrl}/v/410821100207`);
        await page.locator("main a[href^='/report']").first().click();
        await page.locator("a[href^='/report/mobile_vendor']").click();
        // Who will get it is said before anything is sent.
        await page.locator(".route .to", { hasText: "修武县交通运输局" }).waitFor();
        await page.getByText("二(四)").or(page.getByText("二（四）")).first().waitFor({ state: "attached" });
        await page.locator("input[type=file]").first().setInputFiles(PHOTOS);
        if (scripts) await page.getByText("好了").nth(1).waitFor();
        await page.locator("textarea[name=text]").fill(text);
        await page.locator("label", { hasText: "三轮车" }).click();
        await shot(page, `report-filled-${scripts}`);
        await page.getByRole("button", { name: /发给修武县交通运输局/ }).click();
        await page.getByRole("heading", { name: /收到了/ }).waitFor();
        receipt = (await page.locator(".code").innerText()).replace(/\D/g, "");
        assert.equal(receipt.length, 16);
        assert.ok(!page.url().includes(receipt), "the receipt is not in the address");
        await shot(page, `receipt-issued-${scripts}`);
        if (scripts) await assertAccessible(page);
        await assertFits(page);
      }));

    test("the receipt shows that the tip is waiting", () =>
      withPage({ scripts }, async (page) => {
        await follow(page, server, receipt.replace(/(\d{4})(?=\d)/g, "$1 "));
        await page.getByText("修武县交通运输局").first().waitFor();
        assert.ok(!page.url().includes(receipt));
      }));

    test("another county's bureau cannot see the case", () =>
      withPage({ scripts, viewport: DESKTOP }, async (page) => {
        await signIn(page, server, "boai-transport");
        assert.equal(await page.getByText("一袋一袋卖").count(), 0);
      }));

    test("the bureau finds the case first, sees why it is theirs, and works it to a result", () =>
      withPage({ scripts, viewport: DESKTOP }, async (page) => {
        await signIn(page, server, "xiuwu-transport");
        await shot(page, `staff-queue-${scripts}`);
        const row = page.locator("tbody tr:not(.g)").first();
        assert.match(await row.innerText(), /二[（(]四[）)]/);
        await row.locator("a").first().click();
        await page.waitForURL(/\/staff\/cases\//);
        caseAddress = new URL(page.url()).pathname;
        // What the resident wrote is text, whatever it looks like.
        assert.ok((await page.locator("blockquote").first().innerText()).includes("</textarea><script>alert(1)</script>"));
        const photos = page.locator(".ph img");
        assert.equal(await photos.count(), 2);
        for (const photo of await photos.all()) {
          assert.ok(await photo.evaluate((img) => img.complete && img.naturalWidth > 0), "the photo shows");
        }
        await shot(page, `staff-case-${scripts}`);
        if (scripts) await assertAccessible(page);

        const step = async (label, fill = async () => {}) => {
          const choice = page.locator("label", { hasText: label }).locator("input[type=radio][name=step]");
          if (await choice.count()) await choice.check();
          await fill();
          await page.locator("form[action$='/step'] button.pri").first().click();
          await page.waitForLoadState();
        };
        await step("签收");
        await page.getByText("已签收").first().waitFor();
        await step("记核查结果", () => page.locator("textarea[name=note]").first().fill("现场查到散煤 2 吨，三轮车一辆"));
        await page.getByText("核查中").first().waitFor();
        await step("办结", async () => {
          await page.locator("textarea[name=reply]").first().fill("查到了，煤已经扣下，谢谢您");
          await page.locator("input[name=outcome][value=violation]").check();
        });
        await page.getByText("已办结").first().waitFor();
        await shot(page, `staff-case-closed-${scripts}`);
      }));

    test("another county's bureau gets no page for the case's address", () =>
      withPage({ scripts, viewport: DESKTOP, refusals: [404] }, async (page) => {
        await signIn(page, server, "boai-transport");
        const response = await page.goto(`${server.staffUrl}${caseAddress}`);
        assert.equal(response.status(), 404);
      }));

    test("the resident sees the reply", () =>
      withPage({ scripts }, async (page) => {
        await follow(page, server, receipt);
        await page.getByText("查到了，煤已经扣下，谢谢您").waitFor();
        assert.match(await page.locator("main").innerText(), /查到违法/);
        await shot(page, `follow-${scripts}`);
        if (scripts) await assertAccessible(page);
      }));

    test("the bureau drafts a notice, a second person approves it, and everyone can read it", async () => {
      const title = `进村卖散煤，没收 2 吨，罚 3,000 元（${scripts}）`;
      await withPage({ scripts, viewport: DESKTOP, refusals: [422] }, async (page) => {
        await signIn(page, server, "xiuwu-transport");
        await page.goto(`${server.staffUrl}${caseAddress}/notice`);
        const fields = {
          title,
          summary: "一辆三轮车进村卖散煤，群众举报后当天查实。车牌 豫H3A521",
          document_number: "示例罚〔2026〕1号",
          party: "王某某",
          violation: "流动卖散煤",
          penalty: "没收散煤 2 吨，罚款 3,000 元",
          legal_basis: "《中华人民共和国大气污染防治法》第一百零三条",
        };
        for (const [name, value] of Object.entries(fields)) await page.locator(`main [name=${name}]`).fill(value);
        await page.locator("button[name=action][value=propose]").click();
        // A number plate must be redacted first; nothing typed is lost.
        await page.getByText("车牌号，发布前请隐去").first().waitFor();
        assert.equal(await page.locator("main [name=title]").inputValue(), title);
        await page.locator("main [name=summary]").fill("一辆三轮车进村卖散煤，群众举报后当天查实。");
        await page.locator("button[name=action][value=propose]").click();
        await page.waitForURL(/\/staff\/notices\/\d+$/);
        assert.equal(await page.locator("button[value=approve]").count(), 0, "the drafter cannot approve");
        await shot(page, `staff-notice-${scripts}`);
      });
      await withPage({ scripts, viewport: DESKTOP }, async (page) => {
        await signIn(page, server, "xiuwu-transport-approver");
        await page.goto(`${server.staffUrl}/staff/notices`);
        await page.getByRole("link", { name: title }).click();
        await page.locator("button[value=approve]").click();
        await page.getByText("已发布").first().waitFor();
      });
      await withPage({ scripts }, async (page) => {
        await page.goto(`${server.publicUrl}/notices`);
        await shot(page, `notices-${scripts}`);
        await page.locator("main a", { hasText: title }).click();
        await page.getByRole("heading", { level: 1, name: title }).waitFor();
        assert.ok((await page.title()).includes("进村卖散煤"));
        assert.match(await page.locator("meta[name=description]").getAttribute("content"), /三轮车进村卖散煤/);
        assert.ok(!(await page.locator("main").innerText()).includes("王庄"), "no place finer than the town");
        await shot(page, `notice-${scripts}`);
        if (scripts) await assertAccessible(page);
      });
      const feed = await (await fetch(`${server.publicUrl}/feeds/notices.atom`)).text();
      assert.ok(feed.includes("进村卖散煤") && feed.includes("<entry>"));
    });
  });
}

test("a form that is refused keeps what was typed and says what is wrong beside the field", () =>
  withPage({ scripts: false, refusals: [422] }, async (page) => {
    await page.goto(`${server.publicUrl}/report/mobile_vendor?village=410821100207`);
    await page.locator("input[name=place_text]").fill("村口桥头");
    await page.locator("button:has-text('发给')").click();
    await page.getByText("请写一句看到了什么，或者加一张照片").first().waitFor();
    assert.equal(await page.locator("input[name=place_text]").inputValue(), "村口桥头");
    await shot(page, "report-refused");
  }));

test("a photo that is no photo is named", () =>
  withPage({ scripts: false, refusals: [422] }, async (page) => {
    await page.goto(`${server.publicUrl}/report/mobile_vendor`);
    await page.locator("input[type=file]").first().setInputFiles({
      name: "photo.jpg",
      mimeType: "image/jpeg",
      buffer: Buffer.from("<html><script>alert(1)</script></html>"),
    });
    await page.locator("button:has-text('发给')").click();
    await page.getByText(/第 1 张.*不是照片/).first().waitFor();
  }));

test("sending the same form twice is one tip", () =>
  withPage({ scripts: false }, async (page) => {
    await page.goto(`${server.publicUrl}/report/mobile_vendor?village=410821100207`);
    await page.locator("textarea[name=text]").fill("同一张表发两次");
    await page.locator("button:has-text('发给')").click();
    const first = await page.locator(".code").innerText();
    // The browser sends the same form again.
    await page.reload();
    assert.equal(await page.locator(".code").innerText(), first);
  }));

test("nothing a photo carried leaves the server", async () => {
  const planted = await readFile(PHOTOS[0]);
  assert.ok(planted.includes("PlantedPhone-7Q"));
  const body = new FormData();
  body.set("category", "mobile_vendor");
  body.set("village", "410821100207");
  body.append("photo", new Blob([planted]), "a.jpg");
  const filed = await fetch(`${server.publicUrl}/api/v1/tips`, { method: "POST", body, headers: { "Idempotency-Key": "planted" } });
  assert.equal(filed.status, 201);
  await withPage({ viewport: DESKTOP }, async (page) => {
    await signIn(page, server, "xiuwu-transport");
    await page.locator("tbody tr:not(.g)", { hasText: /照片|1/ }).last().waitFor();
    for (let id = 1; ; id += 1) {
      const response = await page.request.get(`${server.staffUrl}/staff/photos/${id}`);
      if (response.status() === 404) {
        assert.ok(id > 1);
        break;
      }
      const bytes = await response.body();
      for (const secret of ["Planted", "Exif", "GPS"]) assert.ok(!bytes.includes(secret), `photo ${id} holds ${secret}`);
    }
  });
  assert.ok(!server.log().includes("Planted"));
});
