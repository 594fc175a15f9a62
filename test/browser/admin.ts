import type { Page } from 'playwright-core';
import type { TestServer, TestUser } from '../support/server.ts';

/** Signs in to the admin center in a fresh page and shows what stands at `path`, below /ecp/. */
export async function signInToAdminCenter(
  page: Page,
  server: TestServer,
  path: string,
  user: TestUser = server.users.administrator,
): Promise<void> {
  await page.goto(`https://127.0.0.1:${server.ports.https}/ecp/${path}`);
  await page.locator('input[name="username"]').fill(user.address);
  await page.locator('input[name="password"]').fill(user.password);
  await page.keyboard.press('Enter');
  await page.locator('#content').waitFor();
}
