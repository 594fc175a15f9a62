import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openContext } from '../support/browser.ts';
import { browserOfThisProcess } from '../support/browser-of-this-process.ts';
import { startServer } from '../support/server.ts';
import {
  answering,
  conversations,
  fillInbox,
  hostileMail,
  markup,
  openInbox,
  openWholeConversation,
} from './hostile-conversations.ts';
import { hostileMails } from './hostile-html.ts';
import { watchForHarm } from './hostile-watch.ts';

test('300 hostile mails: none runs a script, none makes a request', { timeout: 300_000 }, async (t) => {
  const server = await startServer(t);
  const mails = hostileMails('tracker.invalid').map((html, at) => ({ html, at }));
  assert.ok(mails.length >= 300, `${mails.length} mails`);
  // Shown many at a time, as the conversations that their sender made of them.
  const groups = conversations(mails, 16);
  await fillInbox(
    server,
    groups.flatMap((group, number) =>
      group.map(({ html, at }) =>
        hostileMail(`hostile ${at} ${markup}`, {
          ...answering(number),
          html,
          attachments: [
            {
              filename: `"><img src=x onerror=top.document.title='PWNED'>.html`,
              contentType: 'text/html',
              content: Buffer.from(html),
            },
          ],
        }),
      ),
    ),
  );
  const browser = await browserOfThisProcess(t);
  const context = await openContext(browser);
  const watch = watchForHarm(context, server);
  const page = await openInbox(context, server);
  const seen = new Set<string>();
  for (const group of groups) {
    await openWholeConversation(page, group.length, `hostile ${group[0]?.at} <`);
    const shown = await page.waitForFunction(() => {
      const articles = [...document.querySelectorAll('ol > li article')];
      const found = [];
      for (const article of articles) {
        const inside = article.querySelector<HTMLIFrameElement>('iframe')?.contentDocument;
        // The frame's own style is put in with the message; before, the frame is empty.
        if (!inside?.head?.querySelector('style')) return null;
        const dangerous = inside.querySelectorAll(
          'script, iframe, frame, object, embed, form, input, link, meta:not([charset]), base, svg, math, [onerror], [onload], [srcset]',
        );
        const links = [...inside.querySelectorAll('[href]')].map((link) => link.getAttribute('href') ?? '');
        found.push({
          subject: article.getAttribute('aria-label') ?? '',
          dangerous: [...dangerous].map((element) => element.outerHTML),
          links: links.filter((link) => !/^(?:https?|mailto|tel):/i.test(link)),
        });
      }
      return { found, title: document.title };
    });
    const { found, title } = (await shown.jsonValue()) ?? assert.fail();
    for (const { subject, dangerous, links } of found) {
      assert.deepEqual(
        { dangerous, links },
        { dangerous: [], links: [] },
        `${subject}: ${mails[numberIn(subject)]?.html}`,
      );
      seen.add(subject);
    }
    assert.doesNotMatch(title, /PWNED/, group.map(({ html }) => html).join('\n'));
    await page.getByRole('listbox').focus();
    await page.keyboard.press('ArrowDown');
  }
  assert.equal(seen.size, mails.length, 'every one was shown');
  assert.deepEqual([watch.asked, watch.opened], [[], []]);
});

function numberIn(subject: string): number {
  return Number(/^hostile (\d+)/.exec(subject)?.[1]);
}
