// Staff at their workbench.

/** Signs a demonstration account in and waits for its queue. */
export async function signIn(page, server, login) {
  const { password } = await server.account(login);
  await page.goto(`${server.staffUrl}/staff/`);
  await page.getByLabel("账号").fill(login);
  await page.getByLabel("密码").fill(password);
  await page.getByRole("button", { name: "登录" }).click();
  await page.waitForURL(/\/staff\/?$/);
}

/** Signs the county's transport bureau in and opens the case with these words. */
export async function openCase(page, server, text) {
  await signIn(page, server, "xiuwu-transport");
  await page.locator("tbody tr", { hasText: text }).locator("th a").click();
  await page.waitForURL(/\/staff\/cases\//);
}

/** Takes the next step with a case, or the one of this label; `fill` fills what it asks for. */
export async function step(page, label, fill = async () => {}) {
  const choice = page.locator("label", { hasText: label }).locator("input[type=radio][name=step]");
  if (await choice.count()) await choice.check();
  await fill();
  await page.locator("form[action$='/step'] button.pri").first().click();
  await page.waitForLoadState();
}
