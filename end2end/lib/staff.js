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
