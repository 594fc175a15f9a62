import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { openBrowser, openContext, takePicture } from '../support/browser.ts';
import { type Ending, startServer } from '../support/server.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const pages: Readonly<Record<string, string>> = {
  dashboard: 'dashboard/overview',
  mailboxes: 'recipients/mailboxes',
  'mailbox-general': 'recipients/mailboxes/alice@example.test/general',
  'mailbox-usage': 'recipients/mailboxes/alice@example.test/usage',
  'mailbox-addresses': 'recipients/mailboxes/alice@example.test/email-address',
  'mailbox-features': 'recipients/mailboxes/alice@example.test/features',
  'mailbox-mail-flow': 'recipients/mailboxes/alice@example.test/mail-flow',
  'mailbox-delegation': 'recipients/mailboxes/alice@example.test/delegation',
  'mailbox-folders': 'recipients/mailboxes/alice@example.test/folders',
  'mailbox-sign-in': 'recipients/mailboxes/alice@example.test/sign-in',
  'mailbox-settings': 'recipients/mailboxes/alice@example.test/settings',
  shared: 'recipients/shared',
  groups: 'recipients/groups',
  'group-new': 'recipients/groups/~new',
  contacts: 'recipients/contacts',
  'contact-new': 'recipients/contacts/~new',
  'mailbox-new': 'recipients/mailboxes/~new',
  'role-groups': 'permissions/admin-roles',
  'role-group': 'permissions/admin-roles/Server%20Management',
  'role-group-new': 'permissions/admin-roles/~new',
  'effective-permissions': 'permissions/effective/bob@example.test',
  'user-limits': 'permissions/user-limits',
  'user-limits-new': 'permissions/user-limits/~new',
  'sign-in-settings': 'permissions/sign-in',
  'sign-in-settings-edit': 'permissions/sign-in/~settings/second-factor',
  auditing: 'compliance-management/auditing',
  'sign-ins': 'compliance-management/sign-ins',
  rules: 'mail-flow/rules',
  'rule-new': 'mail-flow/rules/~new/conditions',
  'accepted-domains': 'mail-flow/accepted-domains',
  'accepted-domain-new': 'mail-flow/accepted-domains/~new',
  'remote-domains': 'mail-flow/remote-domains',
  'remote-domain': 'mail-flow/remote-domains/Default/mail',
  'remote-domain-new': 'mail-flow/remote-domains/~new',
  'receive-connectors': 'mail-flow/receive-connectors',
  'connector-general': 'mail-flow/receive-connectors/Client%20Frontend%20CAS01/general',
  'connector-security': 'mail-flow/receive-connectors/Client%20Frontend%20CAS01/security',
  'connector-scoping': 'mail-flow/receive-connectors/Client%20Frontend%20CAS01/scoping',
  'connector-new': 'mail-flow/receive-connectors/~new',
  'organization-transport': 'mail-flow/receive-connectors/~organization/limits',
  'organization-transport-senders': 'mail-flow/receive-connectors/~organization/senders',
  'send-connectors': 'mail-flow/send-connectors',
  'send-connector-general': 'mail-flow/send-connectors/Internet/general',
  'send-connector-delivery': 'mail-flow/send-connectors/Internet/delivery',
  'send-connector-scoping': 'mail-flow/send-connectors/Internet/scoping',
  'send-connector-new': 'mail-flow/send-connectors/~new',
  queues: 'mail-flow/queues',
  'queue-rules': 'mail-flow/queues/~rules/retries',
  'queued-messages': 'mail-flow/queued-messages',
  'delivery-reports': 'mail-flow/delivery-reports',
  'message-trace': 'mail-flow/message-trace',
  'client-access': 'client-access/settings',
  servers: 'servers/servers',
  'server-general': 'servers/servers/CAS01/general',
  'server-pop3': 'servers/servers/CAS01/pop3-more',
  'server-imap4': 'servers/servers/CAS01/imap4-more',
  'server-transport-limits': 'servers/servers/CAS01/transport-limits',
  'server-transport-logs': 'servers/servers/CAS01/transport-logs',
  certificates: 'servers/certificates',
  'certificate-new': 'servers/certificates/~new',
  'certificate-import': 'servers/certificates/~import',
  services: 'servers/services',
  service: 'servers/services/MSExchangePop3',
  sessions: 'servers/sessions',
  'ended-sessions': 'servers/ended-sessions',
};

const widths = { desktop: { width: 1280, height: 860 }, phone: { width: 390, height: 800 } };
const colors = ['light', 'dark'] as const;

/**
 * Sees every page and dialog in one language, both colours and both widths. One sign-in: the language is chosen in the menu,
 * pages by their address without a reload, colours and widths by the browser.
 * @throws AssertionError with what axe and the layout's rules (docs/decisions/0026) found.
 */
export async function lookAtEveryPage(t: Ending, language: 'en' | 'fr'): Promise<void> {
  const server = await startServer(t, { serverName: 'CAS01' });
  await server.shell(
    'Set-ImapSettings -AuthenticatedConnectionTimeout 00:20:00; New-SendConnector Internet -AddressSpaces "SMTP:*;1"; New-DistributionGroup Team -Members alice,bob; New-MailContact Far -ExternalEmailAddress far@example.net',
  );
  const browser = await openBrowser(t);
  // In the other language, so that the menu has something to do.
  const context = await openContext(browser, {
    locale: language === 'en' ? 'fr-FR' : 'en-US',
    viewport: widths.desktop,
  });
  const page = await context.newPage();
  const found: string[] = [];
  await page.goto(`https://127.0.0.1:${server.ports.https}/ecp/servers/servers`);
  await page.getByRole('combobox').selectOption(language);
  await page.locator(`html[lang="${language}"]`).waitFor();
  await eachLook(page, 'sign-in', language, found);
  await page.locator('input[name="username"]').fill(server.users.administrator.address);
  await page.locator('input[name="password"]').fill(server.users.administrator.password);
  await page.keyboard.press('Enter');
  await page.getByRole('grid').waitFor();
  for (const [name, path] of Object.entries(pages)) {
    await goTo(page, path);
    await eachLook(page, name, language, found);
  }
  assert.deepEqual(context.faults, []);
  assert.deepEqual(found, []);
}

/** Both colours at both widths. Axe looks twice: light and wide, dark and narrow; the layout's rules hold in all four. */
async function eachLook(page: Page, name: string, language: string, found: string[]): Promise<void> {
  for (const [width, viewport] of Object.entries(widths)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of colors) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const look = `${language}-${colorScheme}-${width}`;
      await settled(page, colorScheme === 'dark');
      const faults = await page.evaluate<readonly string[]>(`(${layoutFaults})()`);
      found.push(...faults.map((fault) => `${name} ${look}: ${fault}`));
      if ((width === 'desktop') === (colorScheme === 'light')) {
        found.push(...(await findings(page)).map((finding) => `${name} ${look}: ${finding}`));
      }
      await takePicture(page, `admin-${look}/${name}`);
    }
  }
}

/**
 * Run in the page: for some frames on end its ground has the wanted colour, no transition runs, and the rest of the page is
 * inert as long as a dialog is open. What takes a dialog away lets go of the page in several steps.
 */
const hasDrawn = `async (isDark) => {
  for (let frame = 0; frame < 5; frame += 1) {
    await new Promise((done) => requestAnimationFrame(done));
    const [red = 0] = getComputedStyle(document.querySelector('.whole-page')).backgroundColor.match(/\\d+/g).map(Number);
    const runs = document.getAnimations().some((one) => one instanceof CSSTransition && one.playState === 'running');
    const isOpen = document.querySelector('[role="dialog"]') !== null;
    const isInert = document.querySelector('#admin-center[aria-hidden="true"]') !== null;
    if (isDark !== red < 128 || runs || isOpen !== isInert) return false;
  }
  return true;
}`;

/** `waitForFunction` takes a promise for a yes. */
async function settled(page: Page, isDark: boolean): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (await page.evaluate<boolean>(`(${hasDrawn})(${isDark})`)) return;
  }
  assert.fail(`${page.url()} does not come to rest`);
}

/** As a click on a link does; there when its list, cards or dialog are and nothing loads any more. */
async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate(`history.pushState(null, '', '/ecp/${path}'); dispatchEvent(new PopStateEvent('popstate'))`);
  const isDialog = path.split('/').length > 2 && !path.includes('/effective/');
  // By its attribute: one that is on its way out is already hidden from its role.
  if (!isDialog) await page.locator('[role="dialog"]').waitFor({ state: 'detached' });
  await page
    .locator(isDialog ? '[role="dialog"]' : 'main :is([role="grid"], section, [role="status"])')
    .first()
    .waitFor();
  await page.getByRole('progressbar').first().waitFor({ state: 'detached' });
}

/** What a picture would show to be wrong (docs/decisions/0026): run in the page. */
const layoutFaults = `() => {
  const faults = [];
  if (document.documentElement.scrollWidth > innerWidth) faults.push('wider than the window');
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
  const dialog = document.querySelector('[role="dialog"]');
  if (dialog !== null) {
    const { top, bottom, left, right } = dialog.getBoundingClientRect();
    if (top < 0 || left < 0 || right > innerWidth + 1 || bottom > innerHeight + 1) faults.push('the dialog is larger than the window');
  }
  for (const button of (dialog ?? document).querySelectorAll('button, input, select, textarea')) {
    // Tabs and long lists scroll; what scrolls may stand outside.
    if (!isShown(button) || button.closest('[role="tablist"], [role="grid"], nav, [aria-hidden="true"], [data-tabster-dummy]')) continue;
    const { left, right, width } = button.getBoundingClientRect();
    if (width > 1 && (left < -1 || right > innerWidth + 1)) faults.push('cut off at the side: ' + (button.textContent || button.getAttribute('aria-label') || button.outerHTML.slice(0, 80)));
  }
  const [saves] = dialog === null ? [] : [...dialog.querySelectorAll('button')].slice(-1);
  if (saves !== undefined && saves.getBoundingClientRect().bottom > innerHeight + 1) faults.push('the buttons of the dialog are out of sight');
  return faults;
}`;

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

async function findings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  const violations = (await page.evaluate(
    // Left out: Fluent's sentinels, which pass the focus on as soon as they get it, and tooltips, which stand in no region
    // and name what does. No preload: while a style sheet is
    // not readable yet, axe fetches it and puts it into the page as inline style, which the page's policy rightly refuses.
    // Only its experimental rules read style sheets.
    `axe.run({ exclude: [['[data-tabster-dummy]'], ['[role="tooltip"]']] }, { preload: false }).then(({ violations }) => violations)`,
  )) as readonly Finding[];
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary}`),
  );
}
