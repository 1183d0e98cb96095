// What is kept of a reporter: a name given after the notice, seen, corrected and withdrawn by receipt; opened by staff for
// a reason that the auditor and the reporter see; a reward whose order the signed times prove; everything erased.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

import { assertAccessible, assertFits, shot, withPage, DESKTOP } from "./lib/browser.js";
import { follow } from "./lib/receipt.js";
import { startServer } from "./lib/server.js";
import { openCase, signIn, step } from "./lib/staff.js";

const PHOTO = fileURLToPath(new URL("fixtures/vendor-with-gps.jpg", import.meta.url));
const NAME = "郑示例";
const TELEPHONE = "13900005678";

let server;
before(async () => {
  const env = { JINGNUAN_ABUSE_LIMITS: "off", JINGNUAN_REWARD_DOCUMENT: "示例奖励办法（示例〔2026〕1号）" };
  server = await startServer({ env });
});
after(() => server?.stop());

async function look(page, name, scripts = true) {
  await assertFits(page);
  await shot(page, `evidence-${name}${scripts ? "" : "-plain"}`);
  if (scripts) await assertAccessible(page);
}

/** What is kept, by way of the page that follows the tip. */
async function kept(page, receipt) {
  await follow(page, server, receipt);
  await page.getByRole("button", { name: "看看存了我什么" }).click();
  await page.getByRole("heading", { name: "这条举报存了什么" }).waitFor();
  assert.ok(!page.url().includes(receipt), "the receipt stands in no address");
}

async function openEvidence(page, text) {
  await openCase(page, server, text);
  await page.getByRole("link", { name: /原件、签名时间/ }).click();
  await page.getByRole("heading", { name: "打开封存的内容" }).waitFor();
}

for (const scripts of [true, false]) {
  describe(`a named reporter, ${scripts ? "with" : "without"} scripts`, () => {
    const mark = scripts ? "甲" : "乙";
    const text = `有人用三轮车卖散煤，${mark}`;
    const staff = { viewport: DESKTOP };
    let receipt;

    test("gives a name after reading what becomes of it", () =>
      withPage({ scripts, refusals: [422] }, async (page) => {
        await page.goto(`${server.publicUrl}/report/mobile_vendor?village=410821100207`);
        await page.locator("textarea[name=text]").fill(text);
        await page.locator("input[name=photo]").first().setInputFiles(PHOTO);
        await page.getByText("愿意留下姓名和电话").click();
        await page.getByText("只有承办单位的人写明理由才能打开").waitFor();
        await page.getByLabel("姓名", { exact: true }).fill(NAME);
        await page.getByLabel("电话", { exact: true }).fill(TELEPHONE);
        await look(page, "named", scripts);
        const send = page.getByRole("button", { name: /发给修武县交通运输局/ });
        await send.click();
        await page.getByText("请看完上面的说明再打勾").first().waitFor();
        assert.equal(await page.getByLabel("姓名", { exact: true }).inputValue(), NAME, "what was typed stays");
        await look(page, "notice-first", scripts);
        await page.locator("label", { hasText: "我看过上面的说明，愿意留下" }).click();
        await send.click();
        await page.getByRole("heading", { name: /收到了/ }).waitFor();
        receipt = (await page.locator(".code").innerText()).replace(/\D/g, "");
        assert.equal(receipt.length, 16);
      }));

    test("sees what is kept and corrects it", () =>
      withPage({ scripts, refusals: [422] }, async (page) => {
        await kept(page, receipt);
        const main = await page.locator("main").innerText();
        assert.ok(main.includes(text) && main.includes("还没有人打开过"), main);
        assert.ok(!main.includes(NAME) && !main.includes(TELEPHONE), "not even here");
        await look(page, "kept", scripts);
        await page.getByRole("button", { name: "更正", exact: true }).click();
        await page.getByText("请写哪里不对，应该是怎样").first().waitFor();
        await page.locator("#correction").fill("是电动三轮，不是汽油的 </textarea><b>");
        await page.getByRole("button", { name: "更正", exact: true }).click();
        await page.getByText("更正已经转给办案的人").waitFor();
        await page.locator("dd", { hasText: "是电动三轮" }).waitFor();
        await look(page, "corrected", scripts);
      }));

    test("nobody opens a name without a reason; with one it is shown once", () =>
      withPage({ ...staff, refusals: [422] }, async (page) => {
        await openEvidence(page, text);
        assert.ok(!(await page.locator("main").innerText()).includes(NAME));
        await look(page, "staff");
        await page.locator("label", { hasText: "举报人的姓名和电话" }).click();
        await page.getByRole("button", { name: "打开并记录" }).click();
        await page.getByText("请写明为什么").first().waitFor();
        assert.ok(!(await page.locator("main").innerText()).includes(NAME), "refused");
        await look(page, "staff-refused");
        await page.locator("#reason").fill(`电话核实地点，${mark}`);
        await page.getByRole("button", { name: "打开并记录" }).click();
        await page.getByText("只显示这一次").waitFor();
        const shown = await page.locator("section[aria-labelledby=opened]").innerText();
        assert.ok(shown.includes(NAME) && shown.includes(TELEPHONE), shown);
        await look(page, "staff-opened");
      }));

    test("a copy comes out as it went in", () =>
      withPage(staff, async (page) => {
        await openEvidence(page, text);
        await page.locator("label", { hasText: "第 1 张照片的原件（下载）" }).click();
        await page.locator("#reason").fill(`核对车牌，${mark}`);
        const coming = page.waitForEvent("download");
        await page.getByRole("button", { name: "打开并记录" }).click();
        const opened = await readFile(await (await coming).path());
        const hash = createHash("sha256").update(opened).digest("hex");
        // With scripts the phone shrinks photos first: what was received is what the page names.
        await page.reload();
        await page.locator("code", { hasText: hash }).waitFor();
        if (!scripts) assert.deepEqual(opened, await readFile(PHOTO));
      }));

    test("the auditor and the reporter see who opened it", async () => {
      await withPage(staff, async (page) => {
        await signIn(page, server, "auditor");
        await page.goto(`${server.staffUrl}/staff/openings`);
        const row = page.locator("tbody tr", { hasText: `电话核实地点，${mark}` });
        await row.getByText("举报人的姓名和电话").waitFor();
        assert.ok(!(await page.locator("main").innerText()).includes(NAME));
        await look(page, "auditor");
      });
      await withPage({ scripts }, async (page) => {
        await kept(page, receipt);
        await page.getByText("打开过 1 次").waitFor();
        await page.locator("ul.dots", { hasText: "修武县交通运输局" }).waitFor();
        await look(page, "seen", scripts);
      });
    });

    test("the case ends; a reward is claimed, and signed times say who was first", async () => {
      await withPage(staff, async (page) => {
        await openCase(page, server, text);
        await step(page, "签收");
        await step(page, "办结", async () => {
          await page.locator("textarea[name=reply]").first().fill("查实了，已经处罚");
          await page.locator("input[name=outcome][value=violation]").check();
        });
        await page.getByText("已办结").first().waitFor();
      });
      await withPage({ scripts }, async (page) => {
        await follow(page, server, receipt);
        await page.getByText("您是几点几分报的，有电子签名为证").click();
        await page.getByText(/凭它证明，不用名字/).waitFor();
        await look(page, "proof", scripts);
        await page.getByRole("button", { name: "申请奖励" }).click();
        await page.getByText("申请记下了").waitFor();
      });
      await withPage(staff, async (page) => {
        await signIn(page, server, "xiuwu-transport");
        await page.goto(`${server.staffUrl}/staff/?view=closed`);
        await page.locator("tbody tr", { hasText: text }).locator("th a").click();
        await page.getByText("收件时间有签名，对得上").waitFor();
        await page.getByText("先后有签名证明").waitFor();
        await page.getByText("指纹和照片的收件时间").click();
        await look(page, "reward");
      });
    });

    test("the reporter withdraws the name, then has everything erased", () =>
      withPage({ scripts }, async (page) => {
        await kept(page, receipt);
        await page.getByRole("button", { name: "撤回姓名和电话，马上删除" }).click();
        await page.getByText("这条举报现在是匿名的").waitFor();
        await page.getByText("没有存姓名和电话").waitFor();
        await look(page, "withdrawn", scripts);
        const erase = page.getByRole("button", { name: "现在就全部删除" });
        await erase.click();
        assert.equal(await erase.count(), 1, "not without being sure");
        await page.locator("label", { hasText: "我想好了，删了就找不回来" }).click();
        await erase.click();
        await page.getByText("都已经删除").waitFor();
        assert.ok(!(await page.locator("main").innerText()).includes(text));
        await look(page, "erased", scripts);
      }));

    test("nothing of it is left for staff, and the history still holds", () =>
      withPage(staff, async (page) => {
        await signIn(page, server, "xiuwu-transport");
        await page.goto(`${server.staffUrl}/staff/?view=closed`);
        const rows = await page.locator("tbody tr").allInnerTexts();
        assert.ok(!rows.some((row) => row.includes(text)), rows.join("\n"));
        await page.locator("tbody tr th a").first().click();
        await page.getByText(/链条完整/).waitFor();
        const main = await page.locator("main").innerText();
        assert.ok(!main.includes("三轮") && main.includes("举报人的要求删除了"), main);
        await look(page, "staff-erased");
      }));
  });
}
