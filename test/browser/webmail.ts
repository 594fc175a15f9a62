import type { BrowserContext, Locator, Page } from 'playwright-core';
import { axeFaults } from '../support/axe.ts';
import type { TestServer, TestUser } from '../support/server.ts';

/** The address of a page of webmail. */
export function webmailAddress(server: TestServer, path = '/owa/'): string {
  return `https://localhost:${server.ports.https}${path}`;
}

/** Opens webmail in a new tab of a context and signs in, as a person does. */
export async function signInToWebmail(
  context: BrowserContext,
  server: TestServer,
  user: TestUser,
  path = '/owa/',
): Promise<Page> {
  const page = await context.newPage();
  await page.goto(webmailAddress(server, path));
  await page.locator('input[name=username]').fill(user.address);
  await page.locator('input[name=password]').fill(user.password);
  await page.locator('button[type=submit]').click();
  await page.locator('header').waitFor();
  return page;
}

/** Keeps the notice with these words on the page: its few seconds may be over before a busy machine comes to its button. */
export async function holdNotice(page: Page, words: string): Promise<Locator> {
  const notice = page.locator('.fui-ToastContainer', { hasText: words });
  await notice.locator('[data-timer-status]').evaluate((timer: HTMLElement) => {
    timer.style.animationPlayState = 'paused';
  });
  return notice;
}

/**
 * What axe finds wrong with the page, a line each. Left out are Fluent's own focus sentinels, which hold the keyboard
 * inside menus and dialogs (focusable, hidden from readers, and handing the focus on at once), and its toasts, which stand
 * outside every landmark because they are announced by a live region.
 */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  // What is behind a dialog stays hidden for a moment after the dialog has gone.
  await page.waitForFunction(
    () =>
      document.querySelector('[role="dialog"], [role="alertdialog"]') !== null ||
      document.querySelector('.fui-FluentProvider[aria-hidden="true"]') === null,
  );
  return axeFaults(page, { leftOut: ['[data-tabster-dummy]', '.fui-Toaster'] });
}
