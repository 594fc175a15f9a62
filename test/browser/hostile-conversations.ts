import { composeMessage, type ComposeInput } from '@relais/mime';
import type { BrowserContext, Page } from 'playwright-core';
import type { TestServer, TestUser } from '../support/server.ts';
import { signInToWebmail } from './webmail.ts';

export const markup = `<img src=x onerror=top.document.title='PWNED'>`;

export function hostileMail(subject: string, part: Partial<ComposeInput>): Buffer {
  return composeMessage({
    from: { name: `Mallory ${markup}`, address: 'mallory@example.test' },
    to: [{ address: 'alice@example.test' }],
    subject,
    date: new Date(),
    messageId: `${subject.replaceAll(/[^a-z0-9]/gi, '').slice(0, 100)}@example.test`,
    ...part,
  });
}

/** The messages in groups; each group becomes a conversation, since all of it answers the same message. */
export function conversations<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));
}

export function answering(group: number): Pick<ComposeInput, 'references'> {
  return { references: [`group-${group}@example.test`] };
}

/** Puts messages into somebody's inbox, read, the first of them on top. */
export async function fillInbox(
  server: TestServer,
  messages: readonly Uint8Array[],
  reader: TestUser = server.users.alice,
): Promise<void> {
  const mailbox = server.running.directory.findLogin(reader.address);
  const account = await server.running.mail.account(mailbox?.guid ?? '');
  const { folderId } = await account.folder('INBOX');
  const start = Date.now() + 3_600_000;
  for (const [at, bytes] of messages.entries()) {
    const incoming = await account.beginMessage();
    await incoming.write(bytes);
    const internalDate = start - at * 1000;
    await account.append(folderId, [
      { message: await incoming.finish(), flags: { bits: 1, keywords: [] }, internalDate },
    ]);
  }
}

/** Signs in as Alice and stands on the first line of the inbox, which is then open. */
export async function openInbox(
  context: BrowserContext,
  server: TestServer,
  reader: TestUser = server.users.alice,
): Promise<Page> {
  const page = await signInToWebmail(context, server, reader);
  await page.getByRole('option').first().waitFor();
  await page.getByRole('listbox').focus();
  await page.keyboard.press('Home');
  return page;
}

/** Opens every message of the conversation that is shown, which begins with this subject. */
export async function openWholeConversation(page: Page, size: number, firstSubject: string): Promise<void> {
  await page.waitForFunction(
    ([count, begins]) => {
      const lines = document.querySelectorAll('ol > li');
      const first = document.querySelector('ol > li article')?.getAttribute('aria-label') ?? '';
      return lines.length === count && first.startsWith(begins as string);
    },
    [size, firstSubject] as const,
  );
  await page.evaluate(() => {
    for (const closed of document.querySelectorAll<HTMLElement>('ol > li > button')) closed.click();
  });
  await page.waitForFunction((count) => document.querySelectorAll('ol > li article').length === count, size);
}
