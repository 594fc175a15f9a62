import assert from 'node:assert/strict';
import { test } from 'node:test';
import { composeMessage } from '@relais/mime';
import type { Request } from 'playwright-core';
import { openBrowser, openContext } from '../support/browser.ts';
import { startServer } from '../support/server.ts';
import { hostileMails } from './hostile-html.ts';
import { signInToWebmail } from './webmail.ts';

test('300 hostile mails: none runs a script, none makes a request', { timeout: 300_000 }, async (t) => {
  const server = await startServer(t);
  const mails = hostileMails('tracker.invalid');
  assert.ok(mails.length >= 300, `${mails.length} mails`);
  const mailbox = server.running.directory.findLogin(server.users.alice.address);
  const account = await server.running.mail.account(mailbox?.guid ?? '');
  const inbox = await account.folder('INBOX');
  const start = Date.now() - mails.length * 1000;
  for (const [at, html] of mails.entries()) {
    const incoming = await account.beginMessage();
    await incoming.write(
      composeMessage({
        from: { name: `<img src=x onerror=top.document.title='PWNED'>`, address: 'mallory@example.test' },
        to: [{ address: server.users.alice.address }],
        subject: `hostile ${at} <img src=x onerror=top.document.title='PWNED'>`,
        date: new Date(start + at * 1000),
        messageId: `hostile-${at}@example.test`,
        html,
        attachments: [
          {
            filename: `"><img src=x onerror=top.document.title='PWNED'>.html`,
            contentType: 'text/html',
            content: Buffer.from(html),
          },
        ],
      }),
    );
    const message = await incoming.finish();
    await account.append(inbox.folderId, [
      { message, flags: { bits: 1, keywords: [] }, internalDate: Date.now() + at * 1000 },
    ]);
  }

  const browser = await openBrowser(t);
  const context = await openContext(browser);
  const asked: string[] = [];
  const own = `https://localhost:${server.ports.https}/`;
  const note = (request: Request): void => {
    const url = request.url();
    const isOurs = url.startsWith(own) && !url.includes('/api/sign-out');
    if (!isOurs && !/^(?:data|blob|about):/.test(url)) asked.push(url);
  };
  context.on('requestfinished', note);
  context.on('requestfailed', (request) => {
    // The policy stopped it inside the browser: nobody was asked.
    if (request.failure()?.errorText !== 'csp') note(request);
  });
  const page = await signInToWebmail(context, server, server.users.alice);
  let dialogs = 0;
  page.on('dialog', (dialog) => {
    dialogs++;
    void dialog.dismiss();
  });
  let others = 0;
  context.on('page', () => others++);

  const list = page.getByRole('listbox');
  await list.waitFor();
  await list.focus();
  await page.keyboard.press('Home');
  for (let at = mails.length - 1; at >= 0; at--) {
    const shown = await page.waitForFunction((subject) => {
      const article = document.querySelector('article');
      if (!article?.querySelector('h1')?.textContent?.startsWith(subject)) return null;
      const inside = article.querySelector<HTMLIFrameElement>('iframe')?.contentDocument;
      // The frame's own style is the last thing that is put in before the message.
      if (!inside?.head?.querySelector('style')) return null;
      const dangerous = inside.querySelectorAll(
        'script, iframe, frame, object, embed, form, input, link, meta:not([charset]), base, svg, math, [onerror], [onload], [srcset]',
      );
      const links = [...inside.querySelectorAll('[href]')].map((link) => link.getAttribute('href') ?? '');
      return {
        dangerous: [...dangerous].map((element) => element.outerHTML),
        links: links.filter((link) => !/^(?:https?|mailto|tel):/i.test(link)),
        title: document.title,
      };
    }, `hostile ${at} <`);
    const { dangerous, links, title } = (await shown.jsonValue()) ?? assert.fail(mails[at]);
    assert.deepEqual({ dangerous, links }, { dangerous: [], links: [] }, mails[at]);
    assert.doesNotMatch(title, /PWNED/, mails[at]);
    await page.keyboard.press('ArrowDown');
  }
  assert.deepEqual(asked, []);
  assert.equal(dialogs, 0);
  assert.equal(others, 0);
});
