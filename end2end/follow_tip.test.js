// After filing: the office asks, the reporter answers with a photo; the case is closed, rated and opened again;
// another tip is taken back; a second reporter joins the first one's case from the form.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

import { assertAccessible, assertFits, shot, withPage, DESKTOP } from "./lib/browser.js";
import { file, follow } from "./lib/receipt.js";
import { startServer } from "./lib/server.js";
import { openCase, signIn, step } from "./lib/staff.js";

const PHOTO = fileURLToPath(new URL("fixtures/vendor-with-gps.jpg", import.meta.url));
const FORM = "/report/mobile_vendor?village=410821100207";

let server;
before(async () => (server = await startServer({ env: { JINGNUAN_ABUSE_LIMITS: "off" } })));
after(() => server?.stop());

/** Makes a case a day older: what was reported today is offered to nobody. */
function aDayOlder(words) {
  const script = `
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], timeout=10)
changed = db.execute("UPDATE case_file SET filed_at = filed_at - 86400000 WHERE excerpt = ?", (sys.argv[2],)).rowcount
db.commit()
sys.exit(changed != 1)`;
  const done = spawnSync("python3", ["-c", script, path.join(server.dataDir, "jingnuan.db"), words]);
  assert.equal(done.status, 0, String(done.stderr));
}

async function look(page, name, scripts) {
  await assertFits(page);
  await shot(page, `${name}-${scripts}`);
  if (scripts) await assertAccessible(page);
}

for (const scripts of [true, false]) {
  describe(`after filing, ${scripts ? "with" : "without"} scripts`, () => {
    const text = `进村卖煤，先记一笔 ${scripts ? "甲" : "乙"}`;
    let receipt;

    test("the receipt can be kept as a picture", () =>
      withPage({ scripts }, async (page) => {
        await page.goto(`${server.publicUrl}${FORM}`);
        await page.locator("textarea[name=text]").fill(text);
        await page.getByRole("button", { name: /发给修武县交通运输局/ }).click();
        await page.getByRole("heading", { name: /收到了/ }).waitFor();
        receipt = (await page.locator(".code").innerText()).replace(/\D/g, "");
        await page.getByText("存成图片", { exact: true }).click();
        const picture = page.locator(".keep img");
        assert.ok(await picture.evaluate((img) => img.complete && img.naturalWidth === 720), "the picture shows");
        await page.getByText("相册别人也能翻到").waitFor();
        await look(page, "follow-receipt", scripts);
      }));

    test("the office asks", () =>
      withPage({ scripts, viewport: DESKTOP }, async (page) => {
        await openCase(page, server, text);
        await page.getByText("告诉或问举报人一句").click();
        await page.locator("#message").fill("车是什么颜色？看清车牌后三位没有？");
        await page.getByRole("button", { name: /问举报人/ }).click();
        await page.getByText("提问").waitFor();
      }));

    test("the reporter answers with a photo, and sending it twice changes nothing", () =>
      withPage({ scripts }, async (page) => {
        await follow(page, server, receipt);
        await page.getByText("正等您回答").waitFor();
        await look(page, "follow-asked", scripts);
        await page.locator("textarea[name=text]").fill("蓝色的 </textarea><script>alert(1)</script>");
        await page.locator("input[name=photo]").setInputFiles(PHOTO);
        await page.getByRole("button", { name: "发出去" }).click();
        await page.getByText("照片收到了").waitFor();
        assert.ok(!page.url().includes(receipt));
        assert.equal(await page.getByText("正等您回答").count(), 0);
        await look(page, "follow-answered", scripts);
        await page.reload();
        // The script turned the page itself: what is asked for anew is the page, not the sending.
        if (!scripts) await page.getByText("没有重复记").waitFor();
        await page.locator(".facts div", { hasText: "照片" }).getByText("1 张", { exact: true }).waitFor();
      }));

    test("the office sees that an answer came, and closes the case", () =>
      withPage({ scripts, viewport: DESKTOP }, async (page) => {
        await signIn(page, server, "xiuwu-transport");
        await page.locator("tbody tr", { hasText: text }).getByText("有回音").waitFor();
        await shot(page, `follow-queue-${scripts}`);
        await page.locator("tbody tr", { hasText: text }).locator("th a").click();
        await page.getByText("举报人有新动静").waitFor();
        await look(page, "follow-case", scripts);
        await step(page, "签收");
        await step(page, "办结", async () => {
          await page.locator("textarea[name=reply]").first().fill("去看了三回，没有见到");
          await page.locator("input[name=outcome][value=not_found]").check();
        });
        await page.getByText("已办结").first().waitFor();
      }));

    test("the reporter rates the result and has the case opened again, once", () =>
      withPage({ scripts, refusals: [422] }, async (page) => {
        await follow(page, server, receipt);
        await look(page, "follow-closed", scripts);
        await page.locator("label", { hasText: /^不满意$/ }).click();
        await page.locator("textarea[name=words]").fill("今天早上又来了");
        await page.getByRole("button", { name: "交上评价" }).click();
        await page.getByText("您的评价记下了").waitFor();
        await page.getByText("没办好？申请再办一次").click();
        await page.getByRole("button", { name: "申请再办一次" }).click();
        await page.getByText("请写为什么要再办一次").first().waitFor();
        await look(page, "follow-refused", scripts);
        await page.locator("textarea[name=reason]").fill("今天早上又来了");
        await page.getByRole("button", { name: "申请再办一次" }).click();
        await page.getByText("申请收到了").waitFor();
        await page.getByRole("heading", { name: "等着签收" }).waitFor();
        await look(page, "follow-reopened", scripts);
      }));

    test("the case is back in its queue, and its history holds", () =>
      withPage({ scripts, viewport: DESKTOP }, async (page) => {
        await openCase(page, server, text);
        await page.getByText("举报人申请再办一次").first().waitFor();
        await page.getByText(/链条完整/).waitFor();
        await page.locator("form[action$='/step'] button.pri", { hasText: "签收" }).waitFor();
      }));

    test("another tip is taken back", () =>
      withPage({ scripts }, async (page) => {
        await follow(page, server, await file(server, `看错了 ${scripts}`));
        await page.getByText("报错了？撤回这条线索").click();
        await page.getByText("我想好了，真的撤回").click();
        await page.getByRole("button", { name: "撤回", exact: true }).click();
        await page.getByRole("heading", { name: "您撤回了" }).waitFor();
        assert.equal(await page.locator("textarea").count(), 0);
        await look(page, "follow-withdrawn", scripts);
      }));
  });
}

for (const scripts of [true, false]) {
  test(`a second reporter joins the first one's case, ${scripts ? "with" : "without"} scripts`, async () => {
    const words = `第一位写的 ${scripts}`;
    const first = await file(server, words);
    aDayOlder(words);
    await withPage({ scripts }, async (page) => {
      await page.goto(`${server.publicUrl}${FORM}`);
      await page.getByText("附近已经有人报过，是同一件事吗？").waitFor();
      assert.ok(!(await page.locator("main").innerText()).includes("第一位"), "nothing of the first reporter's");
      await page.locator("label", { hasText: /是同一件：.*城关镇/ }).first().click();
      await page.locator("textarea[name=text]").fill(`第二位写的 ${scripts}`);
      await look(page, "near-by", scripts);
      await page.getByRole("button", { name: /发给修武县交通运输局/ }).click();
      await page.getByText("加进了正在办的同一件事").waitFor();
      const second = (await page.locator(".code").innerText()).replace(/\D/g, "");
      assert.notEqual(second, first);
      await follow(page, server, second);
      await page.getByText("加进了正在办的同一件事").waitFor();
    });
    await withPage({ scripts, viewport: DESKTOP }, async (page) => {
      await openCase(page, server, words);
      await page.getByText("同一件事的其他线索").waitFor();
      await page.getByText(`第二位写的 ${scripts}`).first().waitFor();
      await look(page, "near-by-case", scripts);
    });
  });
}

test("a village chosen in the page is looked around at once", async () => {
  const words = "先有人报过的";
  await file(server, words);
  aDayOlder(words);
  await withPage({}, async (page) => {
    await page.goto(`${server.publicUrl}/report/mobile_vendor`);
    assert.equal(await page.locator("#join").count(), 0);
    // Awake before it is typed into.
    await page.waitForFunction(() => document.querySelector("#place-q")?.getAttribute("role") === "combobox");
    await page.locator("#place-q").pressSequentially("wangzhuang", { delay: 20 });
    await page.getByRole("option", { name: /城关镇/ }).first().click();
    await page.getByText("附近已经有人报过，是同一件事吗？").waitFor();
    assert.ok(!page.url().includes("village"), "the page stayed");
    await assertAccessible(page);
  });
});

test("staff join two cases and part them again; both receipts work throughout", async () => {
  const receipts = [await file(server, "同一辆车，第一条"), await file(server, "同一辆车，第二条")];
  await withPage({ viewport: DESKTOP }, async (page) => {
    await openCase(page, server, "同一辆车，第二条");
    await page.getByText("与别的案件是同一件事？").click();
    const near = page.locator("details.more li", { hasText: "同一辆车，第一条" });
    await page.getByLabel("并入哪一件（编号）").fill(await near.locator("a").innerText());
    await shot(page, "follow-join-staff");
    await page.getByRole("button", { name: "并案", exact: true }).click();
    await page.getByRole("heading", { name: "已并案" }).waitFor();
    await page.locator("section[aria-labelledby=jo] a").click();
    await page.getByText("同一件事的其他线索").waitFor();
    await assertAccessible(page);
    await shot(page, "follow-joined-staff");
  });
  for (const receipt of receipts) await withPage({}, (page) => follow(page, server, receipt));
  await withPage({ viewport: DESKTOP }, async (page) => {
    await openCase(page, server, "同一辆车，第一条");
    await page.locator("section[aria-labelledby=jo] a").first().click();
    await page.getByRole("button", { name: "分开，单独办" }).click();
    await page.getByText("与别的案件是同一件事？").waitFor();
  });
});

test("a plate in two villages becomes a trail once the handler says so", async () => {
  for (const [village, plate] of [["410821100207", "豫H3A521"], ["410821100208", "豫h·3a521"]]) {
    const body = new FormData();
    body.set("category", "mobile_vendor");
    body.set("village", village);
    body.set("text", `卖煤的车 ${village}`);
    body.set("answer.plate_or_phone", plate);
    assert.equal((await fetch(`${server.publicUrl}/api/v1/tips`, { method: "POST", body })).status, 201);
  }
  await withPage({ viewport: DESKTOP }, async (page) => {
    await openCase(page, server, "卖煤的车 410821100208");
    await page.getByText("可能是同一个卖家").waitFor();
    await page.getByRole("button", { name: "是同一个卖家" }).click();
    await shot(page, "trail-case");
    await assertAccessible(page);
    await page.getByRole("link", { name: "看踪迹" }).click();
    await page.getByText("出现过 2 回").waitFor();
    await assertAccessible(page);
    await shot(page, "trail");
  });
});

test("receipt, progress and what is kept fit in the elder view, and the receipt is printed at a press", () =>
  withPage({}, async (page) => {
    const small = async (name) => {
      assert.equal(await page.locator("html").getAttribute("data-view"), "elder");
      for (const width of [390, 320]) {
        await page.setViewportSize({ width, height: 640 });
        await assertFits(page);
      }
      await assertAccessible(page);
      await shot(page, `elder-${name}`);
    };
    await page.goto(`${server.publicUrl}/view?elder=1&back=/`);
    await page.goto(`${server.publicUrl}/report/mobile_vendor?village=410821100207`);
    await page.locator("textarea[name=text]").fill("大字版报的");
    await page.locator(".sendbar .btn.wide").first().click();
    await page.getByRole("heading", { name: /收到了/ }).waitFor();
    await small("receipt");
    await page.evaluate(() => (window.print = () => (document.title = "printed")));
    await page.getByRole("button", { name: "打印" }).click();
    assert.equal(await page.title(), "printed");
    const receipt = (await page.locator(".code").innerText()).replace(/\D/g, "");
    await follow(page, server, receipt);
    await small("follow");
    await page.getByRole("button", { name: "看看存了我什么" }).click();
    await page.getByRole("heading", { name: "这条举报存了什么" }).waitFor();
    await small("kept");
  }));

test("the county's office enters a tip for somebody who calls", () =>
  withPage({ viewport: DESKTOP, refusals: [422] }, async (page) => {
    await signIn(page, server, "xiuwu-office");
    await page.getByRole("link", { name: "代录" }).click();
    await page.getByRole("link", { name: "流动卖煤车" }).click();
    await page.getByLabel("村名或拼音").fill("修武 王庄");
    await page.getByRole("button", { name: "找村" }).click();
    await page.locator("a[href*='410821100207']").click();
    await page.getByLabel("说了什么").fill("电话里说，村口有车卖煤");
    await page.getByRole("button", { name: "录入，出查询码" }).click();
    await page.getByText("请选怎么来的").first().waitFor();
    await page.getByLabel("怎么来的").selectOption("telephone");
    await shot(page, "counter");
    await page.getByRole("button", { name: "录入，出查询码" }).click();
    await page.getByRole("heading", { name: "净暖 · 举报查询码" }).waitFor();
    await assertAccessible(page);
    await shot(page, "counter-slip");
  }));
