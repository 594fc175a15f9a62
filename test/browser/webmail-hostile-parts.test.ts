import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ComposeInput, composeMessage } from '@relais/mime';
import { openBrowser, openContext } from '../support/browser.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { hostileTricks } from './hostile-html.ts';
import { actingIn, watchForHarm } from './hostile-watch.ts';
import { signInToWebmail } from './webmail.ts';

const tricks = hostileTricks('tracker.invalid');
const markup = `<img src=x onerror=top.document.title='PWNED'>`;

/** Puts messages into Alice's inbox, the first of them on top. */
async function fill(server: TestServer, messages: readonly Uint8Array[]): Promise<void> {
  const mailbox = server.running.directory.findLogin(server.users.alice.address);
  const account = await server.running.mail.account(mailbox?.guid ?? '');
  const { folderId } = await account.folder('INBOX');
  for (const [at, bytes] of messages.entries()) {
    const incoming = await account.beginMessage();
    await incoming.write(bytes);
    const internalDate = Date.now() + 3_600_000 - at * 1000;
    await account.append(folderId, [
      { message: await incoming.finish(), flags: { bits: 1, keywords: [] }, internalDate },
    ]);
  }
}

function mail(subject: string, part: Partial<ComposeInput>): Buffer {
  return composeMessage({
    from: { name: `Mallory ${markup}`, address: 'mallory@example.test' },
    to: [{ address: 'alice@example.test' }],
    subject,
    date: new Date(),
    messageId: `${subject.replaceAll(/[^a-z0-9]/gi, '')}@example.test`,
    ...part,
  });
}

async function begin(t: Parameters<typeof startServer>[0], messages: readonly Uint8Array[]) {
  const server = await startServer(t);
  await fill(server, messages);
  const browser = await openBrowser(t);
  const context = await openContext(browser);
  const watch = watchForHarm(context, server);
  const page = await signInToWebmail(context, server, server.users.alice);
  await page.getByRole('option').first().waitFor();
  return { server, page, watch };
}

test('quotes: no reply or forward of a hostile mail puts anything that acts into the editor', {
  timeout: 600_000,
}, async (t) => {
  const { page, watch } = await begin(
    t,
    tricks.map((html, at) => mail(`quoted ${at}.`, { html: `<p>begin</p>${html}<p>end</p>` })),
  );
  await page.getByRole('listbox').focus();
  await page.keyboard.press('Home');
  for (const [at, html] of tricks.entries()) {
    await page.getByRole('article', { name: `quoted ${at}.` }).waitFor();
    await page.keyboard.press(at % 2 === 0 ? 'r' : 'Shift+F');
    const edit = page.getByRole('button', { name: 'Edit the quote' });
    await edit.waitFor();
    await page.waitForFunction(() =>
      [...document.querySelectorAll('section iframe')].some(
        (frame) => (frame as HTMLIFrameElement).contentDocument?.head?.querySelector('style') !== null,
      ),
    );
    assert.deepEqual(await actingIn(page), [], html);
    await edit.click();
    await edit.waitFor({ state: 'detached' });
    await page.locator('[contenteditable=true]').waitFor();
    assert.deepEqual(await actingIn(page), [], html);
    assert.equal(await page.locator('[contenteditable=true] img[src^="http"]').count(), 0, html);
    assert.doesNotMatch(await page.title(), /PWNED/, html);
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.getByRole('article', { name: `quoted ${at}.` }).waitFor();
    await page.getByRole('listbox').focus();
    await page.keyboard.press('ArrowDown');
  }
  assert.deepEqual({ ...watch }, { asked: [], opened: [] });
});

test('attached messages: looked at, none of them acts', { timeout: 600_000 }, async (t) => {
  const { page, watch } = await begin(
    t,
    tricks.map((html, at) =>
      mail(`outer ${at}.`, {
        text: 'see inside',
        attachments: [
          { contentType: 'message/rfc822', filename: 'inner.eml', content: mail(`inner ${at} ${markup}`, { html }) },
        ],
      }),
    ),
  );
  await page.getByRole('listbox').focus();
  await page.keyboard.press('Home');
  for (const [at, html] of tricks.entries()) {
    await page.getByRole('article', { name: `outer ${at}.` }).waitFor();
    await page
      .getByRole('button', { name: /inner\.eml/ })
      .first()
      .click();
    await page
      .getByRole('dialog')
      .getByRole('heading', { name: `inner ${at} ${markup}` })
      .waitFor();
    await page.waitForFunction(
      () =>
        document
          .querySelector<HTMLIFrameElement>('[role=dialog] iframe')
          ?.contentDocument?.head?.querySelector('style') != null,
    );
    assert.deepEqual(await actingIn(page), [], html);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('listbox').focus();
    await page.keyboard.press('ArrowDown');
  }
  assert.doesNotMatch(await page.title(), /PWNED/);
  assert.deepEqual({ ...watch }, { asked: [], opened: [] });
});

/** Words for people, everywhere a calendar object has any. */
function calendar(words: string): Buffer {
  const line = words.replaceAll(/[\r\n]/g, ' ').replaceAll(/[\\;,]/g, '\\$&');
  const quoted = words.replaceAll(/["\r\n]/g, "'");
  return Buffer.from(
    [
      'BEGIN:VCALENDAR',
      'METHOD:REQUEST',
      'BEGIN:VEVENT',
      `UID:${line}`,
      `DTSTART;TZID="${quoted}":20270112T093000`,
      `SUMMARY:${line}`,
      `LOCATION:${line}`,
      `DESCRIPTION:${line}`,
      `X-ALT-DESC;FMTTYPE=text/html:${line}`,
      `URL:javascript:top.document.title='PWNED'`,
      `ATTACH:https://tracker.invalid/ics`,
      `IMAGE;VALUE=URI;DISPLAY=BADGE:https://tracker.invalid/badge.png`,
      `ORGANIZER;CN="${quoted}":mailto:mallory@example.test`,
      `ATTENDEE;CN="${quoted}":javascript:top.document.title='PWNED'`,
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ].join('\r\n'),
  );
}

test('calendars, text of other types, file names and subjects: words stay words', { timeout: 600_000 }, async (t) => {
  const types = [
    'text/enriched',
    'text/richtext',
    'text/x-amp-html',
    'text/xml',
    'application/xhtml+xml',
    'image/svg+xml',
    'text/html',
  ];
  const { page, watch } = await begin(t, [
    ...tricks
      .map((html, at) => [html, html.replaceAll(/\p{Cc}/gu, ' '), at] as const)
      .map(([html, oneLine, at]) =>
        mail(`part ${at}. ${oneLine}`, {
          text: html,
          attachments: [
            { contentType: 'text/calendar', filename: `${oneLine}.ics`.slice(0, 120), content: calendar(html) },
            {
              contentType: types[at % types.length] ?? 'text/html',
              filename: `"><${oneLine}`.slice(0, 120),
              content: Buffer.from(html),
            },
          ],
        }),
      ),
    ...types.map((type, at) =>
      Buffer.from(
        `From: m@example.test\r\nTo: alice@example.test\r\nSubject: bare ${at}.\r\nMIME-Version: 1.0\r\nContent-Type: ${type}\r\n\r\n${tricks.slice(0, 12).join('\r\n')}\r\n`,
      ),
    ),
  ]);
  await page.getByRole('listbox').focus();
  await page.keyboard.press('Home');
  const subjects = [...tricks.map((_, at) => `part ${at}.`), ...types.map((_, at) => `bare ${at}.`)];
  for (const subject of subjects) {
    await page.waitForFunction(
      (begins) => document.querySelector('article')?.getAttribute('aria-label')?.startsWith(begins),
      subject,
    );
    if (subject.startsWith('part')) {
      await page.waitForFunction(() => document.querySelector('article section h2') !== null);
      // As text in React's own elements: what they say is what came.
      assert.equal(
        await page.evaluate(
          () =>
            document.querySelectorAll('article section *:not(svg *):is(img, script, iframe, a[href^="javascript"])')
              .length,
        ),
        0,
        subject,
      );
    }
    assert.deepEqual(await actingIn(page), [], subject);
    await page.keyboard.press('ArrowDown');
  }
  // The list and the title show the same subjects.
  assert.equal(
    await page.evaluate(() => document.querySelectorAll('[role=listbox] :is(img, script, iframe)').length),
    0,
  );
  assert.doesNotMatch(await page.title(), /PWNED/);
  assert.deepEqual({ ...watch }, { asked: [], opened: [] });
});
