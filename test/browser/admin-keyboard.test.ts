import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { openContext } from '../support/browser.ts';
import { browserOfThisProcess } from '../support/browser-of-this-process.ts';
import { placeOfThisFile } from '../support/place-of-this-file.ts';
import type { TestServer } from '../support/server.ts';
import { goTo, signInToAdminCenter } from './admin.ts';
import { places } from './admin-places.ts';
import { serverWithSomethingOfEverything } from './server-with-everything.ts';

// The keyboard as in reference §4.2, in every dialog of the table of places, and along the ways that people take.

let server: TestServer;
let page: Page;
let faults: readonly string[];

const begin = placeOfThisFile(async (ending) => {
  server = await serverWithSomethingOfEverything(ending);
  const browser = await browserOfThisProcess(ending);
  const context = await openContext(browser, { locale: 'en-US', viewport: { width: 1280, height: 860 } });
  ({ faults } = context);
  page = await context.newPage();
  await signInToAdminCenter(page, server, 'dashboard/overview');
});

/** What opens a dialog that is not a row's. */
const openers: Readonly<Record<string, RegExp>> = {
  '~acme': /^Automatic certificate/,
  '~new': /^New/,
  '~import': /^Import/,
  '~organization': /^Organization transport settings/,
  '~rules': /^Rules/,
  '~settings': /^Edit/,
};

/** The addresses of the sections of every dialog, by the page that it stands on and what is open in it. */
function dialogs(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const path of Object.values(places)) {
    if (typeof path !== 'string' || path.split('/').length < 3 || path.includes('/effective/')) continue;
    const dialog = path.split('/').slice(0, 3).join('/');
    found.set(dialog, [...(found.get(dialog) ?? []), path]);
  }
  return found;
}

test('every dialog opens by keyboard, holds Tab within itself, and Esc gives the keyboard back to what opened it', async () => {
  await begin();
  for (const [dialog, sections] of dialogs()) {
    const [area = '', tab = '', item = ''] = dialog.split('/').map(decodeURIComponent);
    await goTo(page, `${area}/${tab}`);
    const button = openers[item];
    const opener =
      button === undefined
        ? page.locator('main [role="row"][data-index]').filter({ hasText: item }).first()
        : page.locator('main').getByRole('button', { name: button }).first();
    await opener.focus();
    await page.keyboard.press('Enter');
    await page
      .locator(
        '[role="dialog"] :is([role="tab"], input, select, textarea, [data-field], [role="tabpanel"], [role="group"]):focus',
      )
      .waitFor();
    for (const section of sections) {
      await goTo(page, section);
      assert.deepEqual(await walk(), [], section);
    }
    // A tooltip takes the first Esc for itself (WCAG 2.2 §1.4.13), and what came from the server late may have left the walk at one.
    await page.locator('[role="dialog"] button:enabled:visible').last().focus();
    await page.locator('[role="tooltip"]:visible').first().waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.locator('[role="dialog"]').waitFor({ state: 'detached' });
    await opener.and(page.locator(':focus')).waitFor();
  }
  assert.deepEqual(faults, []);
});

/** Tab once round the open dialog: what got the focus and was not in it, and whether it never came round. */
async function walk(): Promise<readonly string[]> {
  await page.keyboard.press('Tab');
  // The tab of the section before is the list's last place until it has been left.
  if ((await page.locator('[role="tab"][aria-selected="false"]:focus').count()) > 0) await page.keyboard.press('Tab');
  await page.evaluate(`
    window.begun = document.activeElement;
    window.walked = [window.begun];
    window.follows ??= document.addEventListener('focusin', ({ target }) => window.walked.push(target)) ?? true;
  `);
  // What comes from the server adds fields on the way: on until the place is reached where it began.
  let isRound = false;
  for (let laps = 0; !isRound && laps < 20; laps += 1) {
    const stops = await page.evaluate<number>(
      `[...document.querySelectorAll('[role="dialog"] :is(a, button, input, select, textarea, summary, [tabindex])')].filter(({ tabIndex }) => tabIndex >= 0).length`,
    );
    // Held down: the key comes again and again without a word between.
    await Promise.all(Array.from({ length: stops }, () => page.keyboard.press('Tab')));
    isRound = await page.evaluate<boolean>('window.walked.lastIndexOf(window.begun) > 0');
  }
  const outside = await page.evaluate<readonly string[]>(`
    window.walked
      .filter((one) => !document.querySelector('[role="dialog"]').contains(one) && !one.matches('[data-tabster-dummy]'))
      .map((one) => one.outerHTML.slice(0, 120))
  `);
  return isRound ? outside : [...outside, 'Tab does not come round'];
}

test('arrows go along toolbars, tabs and features; Esc in a search gives the keyboard back to its button', async () => {
  await begin();
  await goTo(page, 'recipients/contacts');
  const focused = (role: 'button' | 'link' | 'row', name: RegExp): Promise<void> =>
    page.getByRole(role, { name }).and(page.locator(':focus')).waitFor();
  await page.getByRole('button', { name: 'New', exact: true }).focus();
  await page.keyboard.press('ArrowRight');
  await focused('button', /^Edit$/);
  await page.keyboard.press('End');
  await focused('button', /^More actions$/);
  await page.keyboard.press('Home');
  await focused('button', /^New$/);
  await page.getByRole('button', { name: 'Search', exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.locator('input[type="search"]:focus').waitFor();
  await page.keyboard.type('far@');
  await page.keyboard.press('ArrowDown');
  await focused('row', /far@example\.net/);
  await page.locator('input[type="search"]').focus();
  await page.keyboard.press('Escape');
  await focused('button', /^Search$/);

  await page.getByRole('link', { name: 'Recipients', exact: true }).focus();
  await page.keyboard.press('ArrowDown');
  await focused('link', /^Permissions$/);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation', { name: 'Tabs of Permissions' }).waitFor();
  await page.locator('main').getByRole('link').first().focus();
  await page.keyboard.press('ArrowRight');
  await focused('link', /^Effective/);
});

test('what was typed is not thrown away by a key: Esc asks, Esc again keeps, and the field has the keyboard back', async () => {
  await begin();
  await goTo(page, 'recipients/contacts');
  await page.getByRole('button', { name: 'New', exact: true }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  const field = dialog.getByRole('textbox').first();
  await field.and(page.locator(':focus')).waitFor();
  await page.keyboard.type('Nobody');
  await page.keyboard.press('Escape');
  await dialog.getByRole('button', { name: 'Keep editing' }).and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Escape');
  await field.and(page.locator(':focus')).waitFor();
  assert.equal(await field.inputValue(), 'Nobody');
  await page.keyboard.press('Escape');
  await dialog.getByRole('button', { name: 'Keep editing' }).and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'New', exact: true }).and(page.locator(':focus')).waitFor();

  // A wizard: Enter goes on, every step begins in its first field, and it asks as well.
  await goTo(page, 'mail-flow/receive-connectors');
  await page.getByRole('button', { name: 'New', exact: true }).focus();
  await page.keyboard.press('Enter');
  await dialog.getByRole('textbox').and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Enter');
  await dialog.getByText('Enter a name').waitFor();
  await dialog.getByRole('textbox').and(page.locator(':focus')).waitFor();
  await page.keyboard.type('Devices');
  await page.keyboard.press('Enter');
  // Its bindings, where the keyboard begins on the panel, and the dialog above it that adds one.
  await dialog.getByRole('group', { name: 'Network adapter bindings' }).and(page.locator(':focus')).waitFor();
  const adding = dialog.getByRole('button', { name: /^Add to / });
  await adding.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('radio', { name: /IPv4/ }).and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Escape');
  await adding.and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Escape');
  await dialog.getByRole('button', { name: 'Keep editing' }).and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
});

test('a field that is not right has the keyboard after Save; an entry that is taken away hands it on', async () => {
  await begin();
  await goTo(page, 'servers/servers/CAS01/imap4-more');
  const dialog = page.getByRole('dialog');
  const field = dialog.getByLabel('Authenticated time-out (seconds)', { exact: true });
  await field.fill('5');
  await dialog.getByRole('button', { name: 'Save', exact: true }).focus();
  await page.keyboard.press('Enter');
  await field.and(page.locator(':focus')).waitFor();
  await field.fill('1,500');
  const entries = dialog.getByRole('button', { name: /^Remove / });
  const before = await entries.count();
  await dialog.getByRole('button', { name: /^Remove .*:SSL$/ }).focus();
  await page.keyboard.press('Enter');
  await entries.and(page.locator(':focus')).waitFor();
  assert.equal(await entries.count(), before - 1);
  // Enter in a field saves and stays, as Apply does; Apply, which has nothing left to do, keeps the keyboard.
  await dialog.getByRole('button', { name: 'Apply', exact: true }).focus();
  await page.keyboard.press('Enter');
  await dialog.getByText('The changes were saved.').waitFor();
  await dialog.getByRole('button', { name: 'Apply', exact: true }).and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
});

test('Delete asks with the keyboard on Cancel; what stands in the place of what was deleted has it afterwards', async () => {
  await begin();
  await server.shell('New-MailContact Nearer -ExternalEmailAddress nearer@example.net');
  await goTo(page, 'recipients/contacts');
  await page.getByRole('button', { name: 'Refresh' }).click();
  const nearer = page.getByRole('row', { name: /nearer@example\.net/ });
  await nearer.click();
  await page.keyboard.press('Delete');
  const question = page.getByRole('alertdialog');
  await question.getByRole('button', { name: 'Cancel' }).and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Enter');
  await question.waitFor({ state: 'detached' });
  await nearer.and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Delete');
  await question.getByRole('button', { name: 'Cancel' }).and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await nearer.waitFor({ state: 'detached' });
  await page.locator('[role="row"]:focus').filter({ hasText: 'far@example.net' }).waitFor();

  await goTo(page, 'mail-flow/queued-messages');
  await page.getByRole('row', { name: /A look/ }).click();
  await page.keyboard.press('Delete');
  await question
    .getByText(/the sender|senders/i)
    .first()
    .waitFor();
  await page.keyboard.press('Escape');
  await page
    .getByRole('row', { name: /A look/ })
    .and(page.locator(':focus'))
    .waitFor();
});

test('menus, the commands that ran and the features of a phone open with Enter, and Esc gives the keyboard back', async () => {
  await begin();
  await goTo(page, 'recipients/contacts');
  for (const [name, inside] of [
    ['Settings', '[role="menu"] :focus'],
    [/^(?:Me|Signed in)/, '[role="menu"] :focus'],
    ['More actions', '[role="menu"] :focus'],
    [/^Commands|^Notifications/, '.fui-PopoverSurface :focus, .fui-PopoverSurface:focus'],
  ] as const) {
    const button = page.getByRole('button', { name }).first();
    await button.focus();
    await page.keyboard.press('Enter');
    await page.locator(inside).first().waitFor();
    await page.keyboard.press('Escape');
    await button.and(page.locator(':focus')).waitFor();
  }
  await page.setViewportSize({ width: 390, height: 800 });
  const features = page.getByRole('banner').getByRole('button', { name: 'Features' });
  await features.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Features' }).locator('a:focus').waitFor();
  await page.keyboard.press('Escape');
  await features.and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('[role="dialog"] a:focus').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await features.and(page.locator(':focus')).waitFor();
  assert.deepEqual(faults, []);
});
