import assert from 'node:assert/strict';
import { test } from 'node:test';
import { composeMessage } from '@relais/mime';
import type { Page } from 'playwright-core';
import { organizationSecret } from '../../server/src/domain/configuration/organization-secret.ts';
import { readHeaderFields } from '../../server/src/services/message-authentication/header-fields.ts';
import { ResultsProof } from '../../server/src/services/message-authentication/results-proof.ts';
import { openContext, takePicture } from '../support/browser.ts';
import type { TestServer } from '../support/server.ts';
import { accessibilityFaults, signInToWebmail } from './webmail.ts';
import { putIntoInbox, webmailOfThisFile } from './webmail-place.ts';

const place = webmailOfThisFile();

const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const invitation = [
  'BEGIN:VCALENDAR',
  'METHOD:REQUEST',
  'BEGIN:VEVENT',
  'DTSTART:20261212T093000Z',
  'DTEND:20261212T103000Z',
  'SUMMARY:Budget 2027',
  'LOCATION:Room Seine',
  'ORGANIZER;CN=Lina Moreau:mailto:lina@example.test',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n');

const put = (server: TestServer, bytes: Uint8Array, at?: number) =>
  putIntoInbox(server, server.users.alice.address, bytes, at);

/** A message as delivery files it after its sender was looked at. */
async function withResults(
  { running }: TestServer,
  field: string,
  message: Parameters<typeof composeMessage>[0],
): Promise<Buffer> {
  const bytes = composeMessage(message);
  const secret = await organizationSecret(running.engine.system, 'AuthenticationResults', 0);
  const header = readHeaderFields(Buffer.from(bytes).toString('latin1').split('\r\n\r\n')[0] ?? '');
  return Buffer.concat([Buffer.from(new ResultsProof(secret).add(field, header)), bytes]);
}

/** Mail that reads from the right, that was written before HTML, and that went to many. */
function otherKinds(server: TestServer): readonly Uint8Array[] {
  const to = [{ address: server.users.alice.address }];
  const from = { address: 'dana@example.test', name: 'דנה כהן' };
  const date = new Date();
  const many = Array.from({ length: 40 }, (_, at) => ({ name: `Person ${at}`, address: `p${at}@example.test` }));
  return [
    composeMessage({
      from,
      to,
      date,
      subject: 'Hebrew',
      messageId: 'k1@example.test',
      text: 'שלום (v2).\n\nEnglish line.',
    }),
    composeMessage({
      from,
      to,
      date,
      subject: 'Arabic',
      messageId: 'k2@example.test',
      html: '<p>هذا هو تقرير الشهر</p>',
    }),
    composeMessage({
      from,
      to: many,
      date,
      subject: 'For many',
      messageId: 'k3@example.test',
      text: 'To you all.',
      headers: [{ name: 'Importance', value: 'low' }],
    }),
    Buffer.from(
      'From: old@example.test\r\nSubject: Enriched\r\nMIME-Version: 1.0\r\nContent-Type: text/enriched\r\n\r\n<bold>Now</bold> is the\r\ntime <<at last>.\r\n',
    ),
  ];
}

async function readOtherKinds(page: Page): Promise<void> {
  const article = page.getByRole('article');
  await page.getByRole('option', { name: /Hebrew/ }).click();
  await article.getByText('English line.').waitFor();
  // How far the first letters of a text stand from the right side of its box, and those of another from the left.
  const gaps = await article.getByText('English line.').evaluate((box) => {
    const place = (begins: string) => {
      const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        if (!walker.currentNode.textContent?.startsWith(begins)) continue;
        const range = document.createRange();
        range.selectNodeContents(walker.currentNode);
        return range.getBoundingClientRect();
      }
      return new DOMRect();
    };
    const { left, right } = box.getBoundingClientRect();
    return { hebrew: right - place('שלום').right, english: place('English').left - left };
  });
  assert.ok(gaps.hebrew < 40 && gaps.english < 40, JSON.stringify(gaps));
  await page.getByRole('option', { name: /Arabic/ }).click();
  const body = article.frameLocator('iframe').locator('body');
  await body.getByText('هذا هو تقرير الشهر').waitFor();
  assert.equal(await body.evaluate((element) => getComputedStyle(element).direction), 'rtl');
  await page.getByRole('option', { name: /Enriched/ }).click();
  await article.getByText('Now is the time <at last>.').waitFor();
  assert.equal(await article.getByRole('list').count(), 0, 'it is the text, no attachment');
  await page.getByRole('option', { name: /Low importance.*For many/ }).click();
  await article.getByText('The sender gave this message low importance.').waitFor();
  assert.equal(await article.getByText('Person 39').count(), 0);
  await article.getByRole('button', { name: 'and 30 more' }).click();
  await article.getByText('Person 39').waitFor();
  // Printed, it is a document of its own, which the printer may divide anywhere: in a frame that may ask to print and run nothing.
  await page.keyboard.press('Control+p');
  const sheet = page.frameLocator('body > iframe[sandbox*="allow-modals"]');
  await sheet.getByRole('heading', { name: /For many/ }).waitFor();
  await sheet.getByText(/Person 39/).waitFor();
  const asShown = await article
    .locator('iframe, div[dir="auto"]')
    .last()
    .evaluate((part) => {
      const inside = (part as HTMLIFrameElement).contentDocument;
      return (inside === undefined || inside === null ? part : inside.body).textContent?.trim() ?? '';
    });
  const onPaper = await sheet.locator('section > div').evaluate((part) => {
    const [, ...shown] = part.shadowRoot?.childNodes ?? [];
    return shown
      .map((one) => one.textContent)
      .join('')
      .trim();
  });
  assert.notEqual(asShown, '');
  assert.equal(onPaper, asShown);
  // The page itself, where a browser's own menu prints it: the message alone, as long as it is.
  await page.emulateMedia({ media: 'print', reducedMotion: 'reduce' });
  await page.getByRole('navigation', { name: 'Folders' }).waitFor({ state: 'hidden' });
  await page.getByRole('banner').first().waitFor({ state: 'hidden' });
  await article.waitFor();
  assert.equal(
    await page.evaluate(() => getComputedStyle(document.querySelector('.whole-page') as Element).overflow),
    'visible',
  );
  // A sheet of A4 is as narrow as a tablet, where the way back stands above the message.
  const desktop = page.viewportSize();
  await page.setViewportSize({ width: 718, height: 1000 });
  await page.getByRole('button', { name: 'Back', exact: true }).waitFor({ state: 'hidden' });
  await article.waitFor();
  if (desktop !== null) await page.setViewportSize(desktop);
  await page.emulateMedia({ media: 'screen', reducedMotion: 'reduce' });
}

/** Many recipients are a list: the first of them and how many more there are. */
async function answerMany(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Reply all' }).click();
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  const listed = (count: number) => page.getByRole('list', { name: `Cc: ${count} recipients` });
  await listed(40).getByRole('button', { name: 'and 37 more' }).click();
  await listed(40).getByText('Person 39').waitFor();
  await listed(40).getByRole('button', { name: 'Remove Person 2', exact: true }).click();
  await listed(39).waitFor();
  const field = page.getByRole('combobox', { name: 'Cc', exact: true });
  await field.pressSequentially('new@example.test');
  await page.keyboard.press('Enter');
  await listed(40).getByText('new@example.test').waitFor();
  assert.equal(await field.inputValue(), '');
  // The last one is text again; what is no address is seen.
  await page.keyboard.press('Backspace');
  assert.equal(await field.inputValue(), 'new@example.test');
  await page.keyboard.press('Home');
  await page.keyboard.type('nobody, ');
  await listed(40)
    .getByTitle(/“nobody” is not an e-mail address/)
    .waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  await takePicture(page, 'webmail-many-recipients');
  await page.keyboard.press('End');
  await page.keyboard.type(', ');
  await listed(41).waitFor();
  // A column of a table: each line is one.
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData('text/plain', 'x@example.test\ny@example.test\n');
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    );
  });
  await listed(43).getByText('y@example.test').waitFor();
  // Word and Excel copy a picture of the text beside it: the text is what is meant.
  const message = page.getByRole('textbox', { name: 'Message' });
  await message.click();
  await message.evaluate((box) => {
    const data = new DataTransfer();
    data.setData('text/html', '<p class="MsoNormal">From <b>Word</b></p>');
    data.setData('text/plain', 'From Word');
    data.items.add(new File(['picture'], 'image.png', { type: 'image/png' }));
    box.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await message.getByText('Word', { exact: true }).waitFor();
  // What is said against a recipient is not said any longer once he is taken out.
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('“nobody” is not an e-mail address.').waitFor();
  await listed(43).getByRole('button', { name: 'Remove nobody', exact: true }).click();
  await page.getByText('“nobody” is not an e-mail address.').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Discard' }).click();
}

async function fileAndFind(page: Page): Promise<void> {
  // Dropped on a folder; the notice with the way back stays its eight seconds also where motion is not wanted.
  await page.getByRole('option', { name: /Arabic/ }).dragTo(page.getByRole('link', { name: 'Archive' }));
  const stays = await page
    .locator('[data-timer-status]')
    .first()
    .evaluate((timer: HTMLElement) => {
      const { animationDuration } = getComputedStyle(timer);
      // Held, so that a slow machine finds it still there.
      timer.style.animationPlayState = 'paused';
      return animationDuration;
    });
  await page.getByText('Moved to Archive', { exact: true }).waitFor();
  assert.equal(stays, '8s');
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('option', { name: /Arabic/ }).waitFor();
  await page.getByRole('button', { name: 'Filter' }).click();
  await page.getByRole('menuitemradio', { name: 'Flagged' }).click();
  await page.getByText('Nothing here fits the filter “Flagged”.').waitFor();
  await page.getByRole('button', { name: 'Show all messages' }).click();
  await page.getByRole('option', { name: /Arabic/ }).waitFor();
  await page.getByRole('searchbox').fill('importance:low many');
  await page.locator('[role=option] mark', { hasText: 'many' }).first().waitFor();
  await page.getByRole('searchbox').fill('xylophone');
  await page.getByRole('button', { name: 'Search all folders' }).click();
  await page.getByText('Try other words').waitFor();
  assert.equal(await page.getByRole('combobox', { name: 'Where to search' }).inputValue(), 'all');
  await page.getByRole('searchbox').fill('');
  await page.getByRole('option', { name: /Hebrew/ }).waitFor();
  for (const [pane, name] of [
    ['bottom', 'Below'],
    ['off', 'Off'],
    ['right', 'Right'],
  ] as const) {
    await page.getByRole('button', { name: 'View' }).click();
    await page.getByRole('menuitemradio', { name }).click();
    await page.locator(`main[data-pane=${pane}]`).waitFor();
    await page.keyboard.press('Escape');
  }
  await page.getByRole('listbox').focus();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).getByText('Select all').waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.keyboard.press('Escape');
}

test('a conversation is one line and is read as one; attachments and invitations are looked at in place', {
  timeout: 300_000,
}, async (t) => {
  const { server, browser } = await place();
  const to = [{ address: server.users.alice.address }];
  const dmarcFailed = 'Authentication-Results: mail.example.test;\r\n\tdmarc=fail header.from=example.test\r\n';
  await put(
    server,
    await withResults(server, dmarcFailed, {
      from: { name: 'Lina Moreau', address: 'lina@example.test' },
      to,
      subject: 'Budget meeting',
      date: new Date(),
      messageId: 'm1@example.test',
      html: '<p>Hello <img src="cid:pic@x" alt="inline" width="20"></p>',
      headers: [{ name: 'Importance', value: 'high' }],
      attachments: [
        { contentId: 'pic@x', disposition: 'inline', filename: 'in.png', contentType: 'image/png', content: picture },
        { filename: 'plan.png', contentType: 'image/png', content: picture },
        { filename: 'notes.txt', contentType: 'text/plain', content: Buffer.from('première ligne') },
        { filename: 'invite.ics', contentType: 'text/calendar', content: Buffer.from(invitation) },
      ],
    }),
  );
  await put(
    server,
    composeMessage({
      from: { name: 'Bob Durand', address: 'bob@example.test' },
      to,
      subject: 'Re: Budget meeting',
      date: new Date(),
      messageId: 'm2@example.test',
      inReplyTo: ['m1@example.test'],
      references: ['m1@example.test'],
      text: 'I will be there.',
      // It came with the message: nobody is warned, nor assured, by it.
      headers: [{ name: 'Authentication-Results', value: 'mail.example.test; dmarc=fail header.from=example.test' }],
    }),
  );
  for (const bytes of otherKinds(server)) await put(server, bytes, Date.now() - 60_000);
  const context = await openContext(browser, { viewport: { width: 1360, height: 860 } });
  t.after(() => context.close());
  const page = await signInToWebmail(context, server, server.users.alice);
  const line = page.getByRole('option', { name: /Conversation of 2 messages.*Budget meeting/ });
  await line.click();
  await page.getByText('I will be there.').last().waitFor();
  await page.getByRole('article').frameLocator('iframe').getByText('Hello').waitFor();
  // The frame's policy lets it come from this server.
  await page.waitForFunction(() =>
    [...document.querySelectorAll('iframe')].some((frame) => {
      const inline = frame.contentDocument?.querySelector<HTMLImageElement>('img[alt=inline]');
      return (inline?.naturalWidth ?? 0) > 0;
    }),
  );
  await page.getByText(/may not have sent this message/).waitFor();
  await page.getByRole('region', { name: 'Invitation' }).getByText('Room Seine').waitFor();
  await takePicture(page, 'webmail-conversation');
  assert.deepEqual(await accessibilityFaults(page), []);
  await page
    .getByRole('button', { name: /notes\.txt/ })
    .first()
    .click();
  await page.getByRole('dialog').getByText('première ligne').waitFor();
  await page.getByRole('button', { name: 'Previous attachment' }).click();
  await page.getByRole('dialog').getByRole('img', { name: 'plan.png' }).waitFor();
  await page.keyboard.press('Escape');
  // All of the conversation was read, so the line is.
  await page.waitForFunction(
    () => !document.querySelector('[role=option][aria-posinset="1"]')?.textContent?.startsWith('Unread'),
  );
  await page.getByRole('button', { name: 'Categories' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Green' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('option', { name: /Green.*Budget meeting/ }).waitFor();
  await page.getByRole('button', { name: 'View' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Show as conversations' }).click();
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => document.querySelectorAll('[role=option]').length === 11);
  await readOtherKinds(page);
  await fileAndFind(page);
  await page.getByRole('option', { name: /For many/ }).click();
  await page.getByRole('article').getByText('To you all.').waitFor();
  await answerMany(page);
  // The server is gone, and back.
  await page.route('**/jmap/api', (route) => route.abort());
  await page.getByRole('option', { name: /Postmaster/ }).click();
  await page.getByRole('alert').getByText('The messages could not be loaded.').waitFor();
  await page.unroute('**/jmap/api');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('article').waitFor();
  assert.deepEqual(context.faults, []);
});

test('in the dark, HTML mail that says no colours is read on a dark ground, and what has its own keeps its paper', {
  timeout: 300_000,
}, async (t) => {
  const { server, browser, newcomer } = await place();
  const reader = await newcomer('noor');
  for (const [subject, html] of [
    [
      'Between people',
      '<p>Hello <b>there</b>, <a href="https://example.org/">a link</a>.</p><blockquote>As you said</blockquote>',
    ],
    ['Black letters', '<p style="color:#000">Black letters, and no ground said.</p>'],
    ['Body of its own', '<body bgcolor="#ffffff"><p>On white.</p></body>'],
    ['Sheet of styles', '<style>p { background: #eee }</style><p>On grey.</p>'],
    ['A logo', `<p>See <img src="data:image/png;base64,${picture.toString('base64')}" alt="logo"></p>`],
  ] as const) {
    const bytes = composeMessage({
      from: { address: 'lina@example.test' },
      to: [{ address: reader.address }],
      subject,
      date: new Date(),
      messageId: `${subject.replaceAll(' ', '-')}@example.test`,
      html,
    });
    await putIntoInbox(server, reader.address, bytes);
  }
  const context = await openContext(browser, { colorScheme: 'dark', viewport: { width: 1280, height: 860 } });
  t.after(() => context.close());
  const page = await signInToWebmail(context, server, reader);
  const shown = page.frameLocator('article iframe').locator('body');
  const open = async (subject: string): Promise<void> => {
    await page
      .getByRole('option', { name: new RegExp(subject) })
      .first()
      .click();
    await page.getByRole('heading', { name: subject }).waitFor();
    await shown.locator('p').first().waitFor();
  };
  const colours = (): Promise<readonly string[]> =>
    shown.evaluate((body) => [getComputedStyle(body).backgroundColor, getComputedStyle(body).color]);
  const light = ['rgb(255, 255, 255)', 'rgb(36, 36, 36)'];
  for (const subject of ['Black letters', 'Body of its own', 'Sheet of styles', 'A logo']) {
    await open(subject);
    assert.deepEqual(await colours(), light, subject);
  }
  await open('Between people');
  assert.deepEqual(await colours(), ['rgb(41, 41, 41)', 'rgb(255, 255, 255)']);
  await takePicture(page, 'webmail-html-in-the-dark');
  await page.emulateMedia({ media: 'print' });
  assert.deepEqual(await colours(), light, 'on paper');
  await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
  assert.deepEqual(await colours(), light, 'in the light');
  assert.deepEqual(context.faults, []);
});

test('what is written has a signature and formats, is sent after a moment, and can be called back', {
  timeout: 300_000,
}, async (t) => {
  const { server, browser, newcomer } = await place();
  const reader = await newcomer('jane');
  const context = await openContext(browser, { viewport: { width: 1360, height: 860 } });
  t.after(() => context.close());
  const page = await signInToWebmail(context, server, reader);
  await page.getByRole('option').first().waitFor();
  await page.goto(`https://localhost:${server.ports.https}/owa/options/settings`);
  await page.getByLabel('How long a sent message can be called back').selectOption('30');
  await page.getByRole('textbox', { name: /^Signature for/ }).click();
  await page.keyboard.type('Alice from accounting');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The signature is saved.').waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.getByRole('link', { name: 'Back to mail' }).click();
  await page.getByRole('button', { name: 'New mail' }).first().click();
  await page.getByLabel('To', { exact: true }).fill(server.users.bob.address);
  await page.getByLabel('Subject').fill('Formats');
  const body = page.getByRole('textbox', { name: 'Message' });
  await body.getByText('Alice from accounting').waitFor();
  await body.click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Control+b');
  await page.keyboard.type('important words');
  await page.getByText(/^Saved in Drafts/).waitFor();
  await takePicture(page, 'webmail-writing');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  // Until it is sent, the editor has a button of the same name.
  await page.getByText('Sent', { exact: true }).first().waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByLabel('Subject').waitFor();
  assert.equal(await page.getByLabel('Subject').inputValue(), 'Formats');
  await page.getByRole('textbox', { name: 'Message' }).locator('strong', { hasText: 'important words' }).waitFor();
  // Sent again, in an hour.
  await page.getByRole('button', { name: 'Options of the message' }).click();
  await page.getByRole('menuitemradio', { name: 'High' }).click();
  await page.getByRole('button', { name: 'Send later' }).click();
  await page.getByRole('menuitem', { name: /^In an hour/ }).click();
  await page.getByRole('link', { name: /^Sent Items/ }).click();
  await page.getByRole('option', { name: /High importance.*Formats/ }).click();
  await page.getByRole('button', { name: 'Call it back and edit it' }).waitFor();
  assert.deepEqual(context.faults, []);
});
