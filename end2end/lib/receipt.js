// A tip filed by the API, and the page of whoever holds its receipt.

import assert from "node:assert/strict";

/** Files a tip of 王庄 in 修武; answers with the receipt. */
export async function file(server, text) {
  const body = new FormData();
  for (const [name, value] of Object.entries({ category: "mobile_vendor", village: "410821100207", text })) body.set(name, value);
  const answer = await fetch(`${server.publicUrl}/api/v1/tips`, { method: "POST", body });
  assert.equal(answer.status, 201);
  return (await answer.json()).receipt;
}

/** Opens the page that follows the tip. */
export async function follow(page, server, receipt) {
  await page.goto(`${server.publicUrl}/receipt`);
  await page.locator("input[name=receipt]").fill(receipt);
  await page.locator("main form button").click();
  await page.getByRole("heading", { name: "您这一条办到哪了" }).waitFor();
}
