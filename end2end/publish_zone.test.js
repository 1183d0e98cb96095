// A county's editor redraws its ban zone; eight bodies agree; a second person publishes; a resident reads it.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { assertAccessible, assertFits, shot, withPage, DESKTOP } from "./lib/browser.js";
import { startServer } from "./lib/server.js";
import { signIn } from "./lib/staff.js";

const BODIES = 8;
// A village of 修武县 that the demonstration zone leaves outside.
const OUTSIDE = "/v/410821103201";

let server;
before(async () => (server = await startServer()));
after(() => server?.stop());

const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);

describe("from a draft to the resident's page", () => {
  let desk;
  let village;

  test("the resident's village is outside", () =>
    withPage({}, async (page) => {
      await page.goto(`${server.publicUrl}${OUTSIDE}`);
      village = await page.locator("h1").first().innerText();
      assert.match(await page.title(), /不在禁煤区/);
    }));

  test("the editor begins from the version in force and pastes the notice's own words", () =>
    withPage({ scripts: false, viewport: DESKTOP }, async (page) => {
      await signIn(page, server, "xiuwu-ecology");
      await page.getByRole("link", { name: "禁煤区" }).click();
      await shot(page, "zones");
      await page.getByRole("button", { name: "起草新版本" }).first().click();
      await page.waitForURL(/\/staff\/zones\/\d+$/);
      desk = new URL(page.url()).pathname;
      assert.ok((await page.locator("input[name=town]:checked, input[name=village]:checked").count()) > 0);
      const town = await page.locator("details.branch", { has: page.locator("input[value='410821103201']") }).locator("summary b").innerText();
      await page.locator("textarea[name=notice_text]").fill(`${town}全域；城关镇：没有这个村村`);
      await page.getByRole("button", { name: "认一认" }).click();
      await page.getByText("没有这个村村").first().waitFor();
      assert.ok(await page.locator("input[name=town][value='410821103']").isChecked());
      await shot(page, "zone-recognised");
    }));

  test("what is missing is named, and nothing typed is lost", () =>
    withPage({ scripts: true, viewport: DESKTOP, refusals: [422] }, async (page) => {
      await signIn(page, server, "xiuwu-ecology");
      await page.goto(`${server.staffUrl}${desk}`);
      await page.locator("input[name=title]").fill("关于调整禁煤区的通告（示例）");
      await page.getByRole("button", { name: "核对并送审" }).click();
      await page.getByText("没有文号不能发布").first().waitFor();
      assert.equal(await page.locator("input[name=title]").inputValue(), "关于调整禁煤区的通告（示例）");
      await assertAccessible(page);
      await shot(page, "zone-refused");
      await page.locator("input[name=undecided]").uncheck();
      await page.locator("input[name=number]").fill("示例〔2026〕第99号");
      await page.locator("input[name=issued]").fill(today());
      await page.locator("input[name=in_force]").fill(today());
      for (const note of await page.locator("input[name^='confirmed.']").all()) await note.fill("示例：已稳定取暖一冬");
      await page.locator("#zt-find").fill("王庄");
      assert.ok((await page.locator("#zt-list [data-name]:visible").count()) < 30, "the list follows what is typed");
      await page.getByRole("button", { name: "核对并送审" }).click();
      await page.getByText("八个部门的意见：0 / 8 同意").waitFor();
      await shot(page, "zone-checked");
    }));

  test("the bodies' letters are recorded one by one", () =>
    withPage({ scripts: false, viewport: DESKTOP }, async (page) => {
      await signIn(page, server, "xiuwu-ecology");
      await page.goto(`${server.staffUrl}${desk}`);
      assert.equal(await page.locator("button[value=approve]").count(), 0, "the drafter cannot publish");
      const bodies = await page.locator("select[name=agency] option").evaluateAll((options) => options.map((o) => o.value));
      assert.equal(bodies.length, BODIES);
      for (const [count, body] of bodies.entries()) {
        await page.locator("select[name=agency]").selectOption(body);
        await page.locator("input[name=agrees][value=yes]").check();
        await page.locator("#answer-remark").fill(`示例复函〔2026〕${count + 1}号`);
        await page.getByRole("button", { name: "记下答复" }).click();
        await page.getByText(`八个部门的意见：${count + 1} / 8 同意`).waitFor();
      }
    }));

  test("a second person publishes, and the resident reads it at once", async () => {
    await withPage({ scripts: true, viewport: DESKTOP }, async (page) => {
      await signIn(page, server, "xiuwu-ecology-approver");
      await page.goto(`${server.staffUrl}${desk}`);
      await shot(page, "zone-approving");
      await page.getByRole("button", { name: "发布" }).click();
      await page.getByText("已发布").first().waitFor();
      await page.goto(`${server.staffUrl}/staff/zones`);
      await page.getByText("生效中").first().waitFor();
      await assertAccessible(page);
      await shot(page, "zones-published");
    });
    await withPage({}, async (page) => {
      await page.goto(`${server.publicUrl}${OUTSIDE}`);
      assert.equal(await page.locator("h1").first().innerText(), village);
      assert.match(await page.title(), /在禁煤区里/);
      await page.getByText("示例〔2026〕第99号").first().waitFor({ state: "attached" });
    });
  });

  test("the desk fits a phone in the field", () =>
    withPage({ scripts: true }, async (page) => {
      await signIn(page, server, "xiuwu-ecology");
      await page.getByRole("link", { name: "禁煤区" }).click();
      await page.getByRole("button", { name: "起草新版本" }).first().click();
      await page.waitForURL(/\/staff\/zones\/\d+$/);
      await assertFits(page);
      await shot(page, "zone-phone");
    }));
});
