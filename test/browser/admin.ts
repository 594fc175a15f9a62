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

/** As a click on a link does; there when its list, cards or dialog are and nothing loads any more. */
export async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate(`history.pushState(null, '', '/ecp/${path}'); dispatchEvent(new HashChangeEvent('hashchange'))`);
  const isDialog = path.split('/').length > 2 && !path.includes('/effective/');
  // By its attribute: one that is on its way out is already hidden from its role.
  if (!isDialog) await page.locator('[role="dialog"], [role="alertdialog"]').waitFor({ state: 'detached' });
  await page
    .locator(
      isDialog ? '[role="dialog"]' : 'main :is([role="grid"], section, [role="status"], [class*="empty"]):visible',
    )
    .first()
    .waitFor();
  await page.getByRole('progressbar').first().waitFor({ state: 'detached' });
}
