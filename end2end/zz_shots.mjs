import { startServer } from "./lib/server.js";
import { withPage, shot } from "./lib/browser.js";
import { test } from "node:test";
import { execSync } from "node:child_process";
test("shots", async () => {
  const server = await startServer();
  for (const p of ["/", "/v/410821100207", "/v/410823101221", "/v/410871101001", "/map", "/map/base.json", "/map/layers.json", "/check?county=410823", "/check?town=410823108"]) {
    console.log(p, execSync(`curl -s -H 'accept-encoding: br' '${server.publicUrl}${p}' | wc -c`).toString().trim());
  }
  await withPage({ geolocation: { latitude: 35.2285, longitude: 113.4415, accuracy: 35 }, permissions: ["geolocation"] }, async (page) => {
    await page.goto(server.publicUrl + "/v/410821100207"); await shot(page, "v");
    const { password } = await server.account("xiuwu-ecology");
    await page.goto(`${server.staffUrl}/staff/`);
    await page.getByLabel("账号").fill("xiuwu-ecology");
    await page.getByLabel("密码").fill(password);
    await page.getByRole("button", { name: "登录" }).click();
    await page.waitForTimeout(500);
    await page.goto(`${server.staffUrl}/staff/villages/410821100207`); await page.waitForTimeout(2500);
    await page.getByRole("button", { name: "取地图正中间" }).click();
    await shot(page, "staff-village");
    await page.goto(`${server.staffUrl}/staff/villages`); await shot(page, "staff-villages");
  });
  await server.stop();
});
