import assert from 'node:assert/strict';
import { test } from 'node:test';
import { composeMessage } from '@relais/mime';
import { uidSetOf } from '../../server/src/domain/mail/uid-set.ts';
import { openContext, takePicture } from '../support/browser.ts';
import type { TestServer } from '../support/server.ts';
import { accessibilityFaults, signInToWebmail } from './webmail.ts';
import { webmailOfThisFile } from './webmail-place.ts';

const place = webmailOfThisFile();

function calendar(method: string, sequence: number, extra: readonly string[] = []): Buffer {
  return Buffer.from(
    [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      `METHOD:${method}`,
      'BEGIN:VEVENT',
      'UID:budget-2027@example.test',
      `SEQUENCE:${sequence}`,
      'DTSTART;TZID=Romance Standard Time:20270112T093000',
      'DTEND;TZID=Romance Standard Time:20270112T103000',
      'SUMMARY:Budget <img src=x onerror=alert(1)> 2027',
      'LOCATION:Room <b>Seine</b>',
      'ORGANIZER;CN=Bob Durand:mailto:bob@example.test',
      'ATTENDEE;CN=Alice Martin;RSVP=TRUE:mailto:alice@example.test',
      ...extra,
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ].join('\r\n'),
  );
}

async function put(
  server: TestServer,
  subject: string,
  part: Partial<Parameters<typeof composeMessage>[0]>,
  folder = 'INBOX',
) {
  const mailbox = server.running.directory.findLogin(server.users.alice.address);
  const account = await server.running.mail.account(mailbox?.guid ?? '');
  const incoming = await account.beginMessage();
  await incoming.write(
    composeMessage({
      from: { name: 'Bob Durand', address: server.users.bob.address },
      to: [{ address: server.users.alice.address }],
      subject,
      date: new Date(),
      messageId: `${subject.replaceAll(' ', '-')}@example.test`,
      text: subject,
      ...part,
    }),
  );
  const { folderId } = await account.folder(folder);
  await account.append(folderId, [{ message: await incoming.finish(), flags: { bits: 0, keywords: [] } }]);
}

const withCalendar = (content: Buffer) => ({
  attachments: [{ contentType: 'text/calendar', filename: 'invite.ics', content }],
});

/** The messages of Bob's inbox with this in the subject, whole. */
async function toBob(server: TestServer, subject: RegExp): Promise<readonly string[]> {
  const mailbox = server.running.directory.findLogin(server.users.bob.address);
  const account = await server.running.mail.account(mailbox?.guid ?? '');
  const { folderId } = await account.folder('INBOX');
  const found: string[] = [];
  const { uids } = await account.openFolder(folderId, { claimRecent: false });
  for await (const rows of account.messages(folderId, uidSetOf(uids), { content: true })) {
    for (const { content } of rows) {
      const text = Buffer.from(content ?? []).toString('utf8');
      if (subject.test(text)) found.push(text);
    }
  }
  return found;
}

/** What stands in the parts of type text/calendar, decoded. */
function calendarIn(message: string): string {
  const part = message.split(/^--.*$/m).find((one) => /Content-Type: text\/calendar/.test(one)) ?? '';
  return Buffer.from(part.slice(part.indexOf('\r\n\r\n')), 'base64').toString('utf8');
}

test('an invitation is answered to its organiser; changes and cancellations say so; hostile words stay words', {
  timeout: 300_000,
}, async (t) => {
  const { server, browser } = await place();
  await put(server, 'Invitation one', withCalendar(calendar('REQUEST', 0)));
  await put(server, 'Invitation two', withCalendar(calendar('REQUEST', 3)));
  await put(server, 'Invitation three', withCalendar(calendar('CANCEL', 4, ['STATUS:CANCELLED'])));
  const context = await openContext(browser, {
    viewport: { width: 1360, height: 900 },
    timezoneId: 'Asia/Tokyo',
    locale: 'en-GB',
  });
  t.after(() => context.close());
  const page = await signInToWebmail(context, server, server.users.alice);
  await page.getByRole('option', { name: /Invitation one/ }).click();
  const card = page.getByRole('region', { name: 'Invitation' });
  await card.getByText('You are invited').waitFor();
  await card.getByRole('heading', { name: 'Budget <img src=x onerror=alert(1)> 2027' }).waitFor();
  await card.getByText('Room <b>Seine</b>').waitFor();
  // 09:30 in Paris, where the reader is.
  await card.getByText(/17:30 – 18:30/).waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  await card.getByLabel('Note to the organiser (optional)').fill('I bring the figures; all of them.');
  await card.getByRole('button', { name: 'Accept' }).click();
  await card.getByText('You accepted; the organiser was told.').waitFor();
  await takePicture(page, 'webmail-invitation');
  const [accepted] = await toBob(server, /^Subject: .*\r\n/m);
  assert.ok(accepted);
  const replies = await toBob(server, /method=REPLY/);
  assert.equal(replies.length, 1);
  const reply = calendarIn(replies[0] ?? '');
  assert.match(reply, /^METHOD:REPLY\r$/m);
  assert.match(reply, /^UID:budget-2027@example\.test\r$/m);
  assert.match(reply, /^ATTENDEE;PARTSTAT=ACCEPTED;CN="Alice Martin":mailto:alice@example\.test\r$/m);
  assert.match(reply, /^COMMENT:I bring the figures\\; all of them\.\r$/m);

  // Thought better of it; what is sent stands in Sent Items, too.
  await card.getByRole('button', { name: 'Decline' }).click();
  await card.getByText('You declined; the organiser was told.').waitFor();
  assert.equal((await toBob(server, /method=REPLY/)).length, 2);
  await page.getByRole('option', { name: /Invitation two/ }).click();
  await card.getByText('This invitation has changed').waitFor();
  await page.getByRole('option', { name: /Invitation three/ }).click();
  await card.getByText('Cancelled: this event does not take place').waitFor();
  assert.equal(await card.getByRole('button', { name: 'Accept' }).count(), 0);
  await takePicture(page, 'webmail-invitation-cancelled');
  await page.getByRole('link', { name: /^Sent Items/ }).click();
  await page.getByRole('option', { name: /Declined: Budget/ }).click();
  await card.getByText('Alice Martin declined.').waitFor();
  assert.deepEqual(context.faults, []);
});

const asking = { headers: [{ name: 'Disposition-Notification-To', value: 'bob@example.test' }] };

test('a read receipt is asked for, sent once, and never for junk; the setting decides without asking', {
  timeout: 300_000,
}, async (t) => {
  const { server, browser } = await place();
  const path = [{ name: 'Return-Path', value: '<bob@example.test>' }];
  await put(server, 'Receipt one', asking);
  await put(server, 'Receipt two', asking);
  await put(server, 'Receipt three', { headers: [...asking.headers, ...path] });
  await put(server, 'Receipt list', {
    headers: [...asking.headers, { name: 'List-Id', value: '<news.example.test>' }],
  });
  await put(server, 'Receipt junk', asking, 'Junk Email');
  const context = await openContext(browser, { viewport: { width: 1360, height: 900 } });
  t.after(() => context.close());
  const page = await signInToWebmail(context, server, server.users.alice);
  const question = page.getByText('Bob Durand asks to be told that you read this message.');
  const receipts = async () => (await toBob(server, /report-type=disposition-notification/)).length;
  await page.getByRole('option', { name: /Receipt one/ }).click();
  await question.waitFor();
  await takePicture(page, 'webmail-receipt');
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.getByRole('button', { name: 'Send a receipt' }).click();
  await question.waitFor({ state: 'detached' });
  assert.equal(await receipts(), 1);
  await page.getByRole('option', { name: /Receipt two/ }).click();
  await page.getByRole('button', { name: 'Don’t send' }).click();
  await question.waitFor({ state: 'detached' });
  await page.reload();
  await page.getByRole('article', { name: 'Receipt two' }).waitFor();
  assert.equal(await question.count(), 0, 'what was declined is not asked again');
  await page.getByRole('option', { name: /Receipt list/ }).click();
  await page.getByRole('article', { name: 'Receipt list' }).waitFor();
  await page.getByRole('link', { name: /^Junk Email/ }).click();
  await page.getByRole('option', { name: /Receipt junk/ }).click();
  await page.getByRole('article', { name: 'Receipt junk' }).waitFor();
  assert.equal(await question.count(), 0);

  await page.goto(`https://localhost:${server.ports.https}/owa/options/settings`);
  const kept = page.waitForResponse(
    (response) => response.url().endsWith('/api/webmail-preferences') && response.request().method() === 'POST',
  );
  await page.getByRole('radio', { name: 'Send it, where that is safe' }).click();
  await kept;
  await page.getByRole('link', { name: 'Back to mail' }).click();
  const sent = page.waitForResponse(
    async (response) => response.url().endsWith('/jmap/api') && /"MDN\/send"/.test(await response.text()),
  );
  await page.getByRole('option', { name: /Receipt three/ }).click();
  await sent;
  assert.equal(await receipts(), 2);
  assert.equal(await question.count(), 0);
  assert.deepEqual(context.faults, []);
});
