import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { openContext } from '../support/browser.ts';
import {
  answering,
  conversations,
  fillInbox,
  hostileMail,
  markup,
  openInbox,
  openWholeConversation,
} from './hostile-conversations.ts';
import { inGroups, type Trick } from './hostile-groups.ts';
import { hostileTricks } from './hostile-html.ts';
import { actingIn, watchForHarm } from './hostile-watch.ts';
import { webmailOfThisFile } from './webmail-place.ts';

const place = webmailOfThisFile();

const tricks: readonly Trick[] = hostileTricks('tracker.invalid').map((html, at) => ({ html, at }));

async function begin(t: TestContext, alias: string, messages: readonly Uint8Array[]) {
  const { server, browser, newcomer } = await place();
  const reader = await newcomer(alias);
  await fillInbox(server, messages, reader);
  const context = await openContext(browser);
  t.after(() => context.close());
  const watch = watchForHarm(context, server);
  const page = await openInbox(context, server, reader);
  return { page, watch };
}

test('quotes: no reply or forward of a hostile mail puts anything that acts into the editor', {
  timeout: 420_000,
}, async (t) => {
  const groups = await inGroups((await place()).browser, tricks);
  const { page, watch } = await begin(
    t,
    'mona',
    groups.map(({ html, number }) => hostileMail(`quoted ${number}.`, { html })),
  );
  for (const { html, number, ends } of groups) {
    await page.getByRole('article', { name: `quoted ${number}.` }).waitFor();
    await page.keyboard.press(number % 2 === 0 ? 'r' : 'Shift+F');
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
    // Every trick but the last had its own place there: none was swallowed by the one before it.
    const written = await page.locator('[contenteditable=true] p').allTextContents();
    assert.deepEqual(
      ends.filter((words) => !written.includes(words)),
      [],
      html,
    );
    assert.equal(await page.locator('[contenteditable=true] img[src^="http"]').count(), 0, html);
    assert.doesNotMatch(await page.title(), /PWNED/, html);
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.getByRole('article', { name: `quoted ${number}.` }).waitFor();
    await page.getByRole('listbox').focus();
    await page.keyboard.press('ArrowDown');
  }
  assert.deepEqual([watch.asked, watch.opened], [[], []]);
});

test('attached messages: looked at, none of them acts', { timeout: 420_000 }, async (t) => {
  const inner = await inGroups((await place()).browser, tricks);
  const mails = conversations(inner, 4);
  const { page, watch } = await begin(
    t,
    'nils',
    mails.map((group, number) =>
      hostileMail(`outer ${number}.`, {
        text: 'see inside',
        attachments: group.map(({ html, number: at }) => ({
          contentType: 'message/rfc822',
          filename: `inner${at}.eml`,
          content: hostileMail(`inner ${at} ${markup}`, { html }),
        })),
      }),
    ),
  );
  for (const [number, group] of mails.entries()) {
    await page.getByRole('article', { name: `outer ${number}.` }).waitFor();
    await page.getByRole('button', { name: new RegExp(`^inner${group[0]?.number}\\.eml`) }).click();
    for (const { html, number: at, ends } of group) {
      // Each has a frame of its own, which comes with its subject.
      await page.waitForFunction((subject) => {
        const dialog = document.querySelector('[role=dialog]');
        const isIt = [...(dialog?.querySelectorAll('h2') ?? [])].some((heading) => heading.textContent === subject);
        return isIt && dialog?.querySelector('iframe')?.contentDocument?.head?.querySelector('style') != null;
      }, `inner ${at} ${markup}`);
      assert.deepEqual(await actingIn(page), [], html);
      const shown = await page.evaluate(() => {
        const inside = document.querySelector<HTMLIFrameElement>('[role=dialog] iframe')?.contentDocument;
        return [...(inside?.querySelectorAll('p') ?? [])].map(({ textContent }) => textContent);
      });
      assert.deepEqual(
        ends.filter((words) => !shown.includes(words)),
        [],
        html,
      );
      if (at !== group.at(-1)?.number) await page.getByRole('button', { name: 'Next attachment' }).click();
    }
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('listbox').focus();
    await page.keyboard.press('ArrowDown');
  }
  assert.doesNotMatch(await page.title(), /PWNED/);
  assert.deepEqual([watch.asked, watch.opened], [[], []]);
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

const types = [
  'text/enriched',
  'text/richtext',
  'text/x-amp-html',
  'text/xml',
  'application/xhtml+xml',
  'image/svg+xml',
  'text/html',
];

test('calendars, text of other types, file names and subjects: words stay words', { timeout: 420_000 }, async (t) => {
  const groups = conversations(tricks, 13);
  const parts = groups.flatMap((group, number) =>
    group.map(({ html, at }) => {
      const oneLine = html.replaceAll(/\p{Cc}/gu, ' ');
      return hostileMail(`part ${at}. ${oneLine}`, {
        ...answering(number),
        messageId: `part-${at}@example.test`,
        text: html,
        attachments: [
          { contentType: 'text/calendar', filename: `${oneLine}.ics`.slice(0, 120), content: calendar(html) },
          {
            contentType: types[at % types.length] ?? 'text/html',
            filename: `"><${oneLine}`.slice(0, 120),
            content: Buffer.from(html),
          },
        ],
      });
    }),
  );
  const bare = types.map((type, at) =>
    Buffer.from(
      `From: m@example.test\r\nTo: alice@example.test\r\nSubject: bare ${at}.\r\nReferences: <bare@example.test>\r\nMIME-Version: 1.0\r\nContent-Type: ${type}\r\n\r\n${tricks
        .slice(0, 12)
        .map(({ html }) => html)
        .join('\r\n')}\r\n`,
    ),
  );
  const { page, watch } = await begin(t, 'olga', [...parts, ...bare]);
  for (const group of groups) {
    await openWholeConversation(page, group.length, `part ${group[0]?.at}.`);
    // A card in each, as text in React's own elements: what they say is what came.
    await page.waitForFunction(
      (count) =>
        [...document.querySelectorAll('ol > li article')].filter((one) => one.querySelector('section h2')).length ===
        count,
      group.length,
    );
    const elements = await page.evaluate(() =>
      [
        ...document.querySelectorAll(
          'article :is(section, ul) *:not(svg *):is(img:not([alt=""]), script, iframe, a[href^="javascript"])',
        ),
      ].map((element) => element.outerHTML),
    );
    assert.deepEqual(elements, []);
    assert.deepEqual(await actingIn(page), [], group.map(({ html }) => html).join('\n'));
    await page.getByRole('listbox').focus();
    await page.keyboard.press('ArrowDown');
  }
  await openWholeConversation(page, types.length, 'bare 0.');
  // What was written before HTML shows without its marks, in elements of our own.
  await page.waitForFunction(() =>
    [...document.querySelectorAll('ol > li article')]
      .slice(0, 2)
      .every((article) => (article.querySelector('div[dir=auto]')?.textContent ?? '').trim() !== ''),
  );
  await page.waitForFunction(
    () =>
      document
        .querySelector<HTMLIFrameElement>('ol > li:last-child iframe')
        ?.contentDocument?.head?.querySelector('style') != null,
  );
  assert.deepEqual(await actingIn(page), []);
  // The list and the title show the same subjects.
  assert.equal(
    await page.evaluate(() => document.querySelectorAll('[role=listbox] :is(img, script, iframe)').length),
    0,
  );
  assert.doesNotMatch(await page.title(), /PWNED/);
  assert.deepEqual([watch.asked, watch.opened], [[], []]);
});
