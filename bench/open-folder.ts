import { JmapTestClient } from '../server/src/http/jmap/fixtures/jmap-client.ts';
import type { MessageToAppend } from '../server/src/domain/mail/account-store.ts';
import { startServer, type TestServer } from '../test/support/server.ts';
import type { Figure } from './main.ts';

const messages = Number(process.env.RELAIS_BENCH_MESSAGES ?? 100_000);

/**
 * What webmail asks when a folder of 100,000 messages is opened, over HTTPS to a server in this process: at first, with
 * nothing of the account in memory; again; and after one message was marked as read. Time from the request to the last byte
 * of its answer, and processor time of server and client together.
 */
export async function openFolder(): Promise<readonly Figure[]> {
  const closing: (() => Promise<void>)[] = [];
  const server = await startServer({ after: (work) => void closing.push(work) });
  try {
    const mailboxId = await filled(server);
    const client = await JmapTestClient.open(server, server.users.alice);
    const figures: Figure[] = [];
    const measure = async (what: string): Promise<string> => {
      const began = performance.now();
      const before = process.cpuUsage();
      const first = await opened(client, mailboxId);
      const { user, system } = process.cpuUsage(before);
      const ms = performance.now() - began;
      figures.push({ what, value: `${ms.toFixed(0)} ms, ${((user + system) / 1000).toFixed(0)} ms of processor` });
      return first;
    };
    const newest = await measure(`open a folder of ${messages} messages, nothing in memory`);
    await measure('open it again');
    await client.call(['Email/set', { update: { [newest]: { 'keywords/$seen': null } } }, '0']);
    await measure('open it after a message was marked');
    return figures;
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

async function filled(server: TestServer): Promise<string> {
  const owner = server.running.directory.findLogin(server.users.alice.address);
  const account = await server.running.mail.account(owner?.guid ?? '');
  const folder = await account.createFolder('Large');
  for (let at = 0; at < messages; at += 1000) {
    const batch: MessageToAppend[] = [];
    for (let number = at; number < Math.min(messages, at + 1000); number++) {
      // Every third answers the one before it.
      const reply = number % 3 === 0 ? '' : `In-Reply-To: <${number - 1}@x>\r\nReferences: <${number - 1}@x>\r\n`;
      const incoming = await account.beginMessage();
      await incoming.write(
        Buffer.from(
          `From: Person ${number % 500} <p${number % 500}@example.test>\r\nTo: alice@example.test\r\n` +
            `Message-ID: <${number}@x>\r\n${reply}Subject: message ${number}\r\n\r\nBody ${number}\r\n`,
        ),
      );
      const flags = { bits: number % 4 === 0 ? 0 : 1, keywords: [] };
      const internalDate = Date.UTC(2026, 0, 1) + number * 60_000;
      batch.push({ message: await incoming.finish(), flags, internalDate });
    }
    await account.append(folder.folderId, batch);
  }
  return folder.mailboxId;
}

/** The newest message's id. */
async function opened(client: JmapTestClient, mailboxId: string): Promise<string> {
  const answers = await client.call(
    ['Mailbox/get', { ids: null, properties: ['id', 'name', 'totalEmails', 'unreadEmails', 'myRights'] }, 'm'],
    [
      'Email/query',
      {
        filter: { inMailbox: mailboxId },
        sort: [{ property: 'receivedAt', isAscending: false }],
        position: 0,
        limit: 50,
        calculateTotal: true,
        collapseThreads: true,
      },
      'q',
    ],
    [
      'Email/get',
      {
        '#ids': { resultOf: 'q', name: 'Email/query', path: '/ids' },
        properties: ['id', 'threadId', 'mailboxIds', 'keywords', 'from', 'to', 'subject', 'receivedAt', 'preview'],
      },
      'g',
    ],
    ['Thread/get', { '#ids': { resultOf: 'g', name: 'Email/get', path: '/list/*/threadId' } }, 't'],
  );
  return answers[1][1].ids[0];
}
