// `npm run looks [-- page …]`: every page of webmail in its eight looks (desktop and phone, light and dark, English and
// French), to be looked at; under artifacts/looks/, which git ignores.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { composeMessage } from '@relais/mime';
import type { BrowserContext, Page } from 'playwright-core';
import { artifactsFolder, openBrowser } from '../test/support/browser.ts';
import { startServer, type TestServer } from '../test/support/server.ts';

const folder = join(artifactsFolder, 'looks');
mkdirSync(folder, { recursive: true });
const wanted = process.argv.slice(2);
const options = '/owa/options';
const account = `${options}/account`;

/** How each page is reached from its address; `open` does what a person does next. */
const pages: Readonly<Record<string, { readonly path: string; readonly open?: (page: Page) => Promise<void> }>> = {
  inbox: { path: '/owa/' },
  reading: { path: '/owa/', open: (page) => openMessage(page, 'Budget 2027') },
  plain: { path: '/owa/', open: (page) => openMessage(page, 'Scan from device') },
  folders: {
    path: '/owa/',
    open: async (page) => {
      const button = page.getByRole('button', { name: /^(?:Show folders|Afficher les dossiers)$/ });
      if (await button.isVisible()) await button.click();
    },
  },
  writing: {
    path: '/owa/',
    open: async (page) => {
      await page
        .getByRole('button', { name: /^(?:New mail|Nouveau)/ })
        .filter({ visible: true })
        .first()
        .click();
      await page.locator('[contenteditable=true]').waitFor();
      await page.locator('[contenteditable=true]').click();
      await page.keyboard.type('Bonjour,');
    },
  },
  search: {
    path: '/owa/',
    open: async (page) => {
      await page.locator('input[type=search]').fill('minutes');
      await page.locator('mark').first().waitFor();
    },
  },
  'no-hits': {
    path: '/owa/',
    open: async (page) => {
      await page.locator('input[type=search]').fill('xylophone');
      await page.getByRole('heading', { level: 2 }).waitFor();
    },
  },
  details: {
    path: '/owa/',
    open: async (page) => {
      await openMessage(page, 'Budget 2027');
      await page.getByRole('button', { name: /^(?:More actions|Autres actions|Plus d’actions)$/ }).click();
      await page.getByRole('menuitem').nth(1).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  permissions: {
    path: '/owa/',
    open: async (page) => {
      await page.getByRole('button', { name: /^(?:Actions for|Actions pour) / }).click();
      await page.getByRole('menuitem', { name: /^(?:Permissions…|Autorisations…)$/ }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  shortcuts: { path: '/owa/', open: (page) => page.keyboard.press('?') },
  options: { path: options },
  'my-account': { path: `${account}/my-account` },
  security: { path: `${account}/my-account/security` },
  'app-passwords': { path: `${account}/my-account/app-passwords` },
  'pop-imap': {
    path: `${account}/my-account/pop-imap`,
    open: async (page) => {
      await page.getByRole('button', { name: /^(?:Test|Tester)$/ }).click();
      await page.getByRole('button', { name: /^(?:Test again|Tester à nouveau|Tester de nouveau)$/ }).waitFor();
    },
  },
  connections: { path: `${account}/connections` },
  'automatic-replies': { path: `${options}/automatic-replies` },
  'block-or-allow': { path: `${options}/block-or-allow` },
  'inbox-rules': { path: `${options}/organize-email/inbox-rules` },
  settings: { path: `${options}/settings` },
};

const endings: (() => Promise<void>)[] = [];
const ending = { after: (work: () => Promise<void>) => void endings.push(work) };
try {
  const server = await startServer(ending, { serverName: 'CAS01' });
  await prepare(server);
  const browser = await openBrowser(ending);
  for (const locale of ['en-GB', 'fr-FR']) {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const [device, viewport] of [
        ['desktop', { width: 1360, height: 860 }],
        ['phone', { width: 390, height: 780 }],
      ] as const) {
        const context = await browser.newContext({
          ignoreHTTPSErrors: true,
          locale,
          colorScheme,
          viewport,
          reducedMotion: 'reduce',
        });
        await takeAll(context, server, `${device}-${colorScheme}-${locale.slice(0, 2)}`);
        await context.close();
      }
    }
  }
} finally {
  for (const end of endings.toReversed()) await end();
}

async function takeAll(context: BrowserContext, server: TestServer, look: string): Promise<void> {
  context.setDefaultTimeout(20_000);
  const base = `https://localhost:${server.ports.https}`;
  const page = await context.newPage();
  await page.goto(`${base}/owa/`);
  await page.locator('input[name=username]').waitFor();
  if (wanted.length === 0 || wanted.includes('sign-in')) await keep(page, `sign-in-${look}`);
  await page.locator('input[name=username]').fill(server.users.alice.address);
  await page.locator('input[name=password]').fill(server.users.alice.password);
  await page.locator('button[type=submit]').click();
  await page.locator('header').waitFor();
  for (const [name, { path, open }] of Object.entries(pages)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    try {
      await page.goto(base + path);
      await page.locator('h1').first().waitFor();
      if (path === '/owa/') await page.locator('[role=listbox] [role=option]').first().waitFor();
      await open?.(page);
    } catch (cause) {
      console.error(
        `relais: ${name} in ${look}: ${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)}`,
      );
    }
    await keep(page, `${name}-${look}`);
  }
}

async function openMessage(page: Page, subject: string): Promise<void> {
  await page
    .getByRole('option', { name: new RegExp(subject) })
    .first()
    .click();
  await page.locator('article').first().waitFor();
}

async function keep(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle').catch(() => undefined);
  const window = page.viewportSize() ?? { width: 1360, height: 860 };
  // The page itself never scrolls, its parts do: the window is made as high as the longest of them, but for the list.
  const hidden = await page.evaluate(() =>
    [...document.querySelectorAll('*')]
      .filter((part) => /^(?:auto|scroll)$/.test(getComputedStyle(part).overflowY) && part.role !== 'listbox')
      .reduce((most, part) => Math.max(most, part.scrollHeight - part.clientHeight), 0),
  );
  if (hidden > 0) await page.setViewportSize({ ...window, height: Math.min(6000, window.height + hidden) });
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
  if (hidden > 0) await page.setViewportSize(window);
}

/** Settings to see, a device, a rule, and mail of every kind. */
async function prepare(server: TestServer): Promise<void> {
  const said = await server.shell(
    [
      `Set-ImapSettings -ExternalConnectionSettings {localhost:${server.ports.imaps}:SSL}`,
      'Set-PopSettings -ExternalConnectionSettings {pop.example.invalid:995:SSL}',
      'Get-ReceiveConnector "*Client Frontend*" | Set-ReceiveConnector -Fqdn localhost -AdvertiseClientSettings $true',
      'iisreset',
      `New-InboxRule -Mailbox ${server.users.alice.address} -Name "Bills to the archive" -SubjectContainsWords invoice -MoveToFolder Archive`,
      `Set-Mailbox ${server.users.alice.address} -ProhibitSendReceiveQuota 50MB`,
    ].join('; '),
  );
  if (said.stderr !== '') console.error(said.stderr);
  const mailbox = server.running.directory.findLogin(server.users.alice.address);
  const store = await server.running.mail.account(mailbox?.guid ?? '');
  const { folderId } = await store.folder('INBOX');
  const calendar = [
    'BEGIN:VCALENDAR',
    'METHOD:REQUEST',
    'BEGIN:VEVENT',
    'UID:budget@example.test',
    'DTSTART:20270112T083000Z',
    'DTEND:20270112T093000Z',
    'SUMMARY:Budget 2027',
    'LOCATION:Room Seine',
    'ORGANIZER;CN=Bob Durand:mailto:bob@example.test',
    'ATTENDEE;CN=Alice Martin:mailto:alice@example.test',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
  const incoming = await store.beginMessage();
  await incoming.write(
    composeMessage({
      from: { name: 'Bob Durand', address: 'bob@example.test' },
      to: [{ name: 'Alice Martin', address: server.users.alice.address }],
      subject: 'Budget 2027: meeting, figures and everything else that is to be prepared before the end of the year',
      date: new Date(),
      messageId: 'budget@example.test',
      html: '<h2>Budget 2027</h2><p>Dear Alice,</p><p>please find the figures attached. <img src="https://example.org/logo.png"> See you in <b>Room Seine</b>.</p><blockquote>What about March?</blockquote><p>Bob</p>',
      headers: [
        { name: 'Disposition-Notification-To', value: 'bob@example.test' },
        { name: 'Importance', value: 'high' },
      ],
      attachments: [
        { filename: 'figures-of-the-fourth-quarter.csv', contentType: 'text/csv', content: Buffer.from('a;b\n1;2\n') },
        { filename: 'invite.ics', contentType: 'text/calendar', content: Buffer.from(calendar) },
      ],
    }),
  );
  await store.append(folderId, [{ message: await incoming.finish(), flags: { bits: 0, keywords: [] } }]);
}
