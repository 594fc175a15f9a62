/**
 * What the embedded store does, without sockets and protocols: `node bench/store.ts [messages]`.
 * Prints milliseconds of each operation, the longest stall of the event loop within it, and processor time.
 * Figures are of one run on one machine; compare only runs made side by side.
 *
 * Seen on two shared cores with other work on them (load 5 to 8, so take them as upper bounds), 50,000 messages of 4 KB:
 * openFolder 4 ms; sizes and dates of all 80 ms; ENVELOPE and BODYSTRUCTURE of all 470 ms the first time, 90 ms from packed
 * summaries; STORE 1:* 28 ms; COPY, MOVE, EXPUNGE of 10,000 130, 120 and 215 ms; changes since the last hundred 2 ms;
 * SEARCH FROM 0.2 s, SEARCH BODY 4.3 s. A durable delivery of 8 KB took 0.8 ms of processor with 16 at once into one
 * mailbox, 1.2 ms into fifty.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes, randomUUID } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { AccountStore, MessageToAppend } from '../server/src/domain/mail/account-store.ts';
import { flagBits } from '../server/src/domain/mail/flags.ts';
import { openMailStore } from '../server/src/domain/mail/mail-store.ts';
import { systemClock } from '../server/src/platform/clock/system-clock.ts';
import { silentLog } from '../server/src/platform/log/silent-log.ts';
import { LocalChangeSignal } from '../server/src/storage/embedded/change-signal.ts';
import { openEmbeddedEngine } from '../server/src/storage/embedded/open-embedded-engine.ts';

const messages = Number(process.argv[2] ?? 50_000);
const everything = [{ first: 1, last: 0xffff_ffff }];
const directory = await mkdtemp(join(tmpdir(), 'relais-bench-'));
const engine = await openEmbeddedEngine({ dataDirectory: directory, log: silentLog });
const store = openMailStore({ engine, changes: new LocalChangeSignal(), clock: systemClock, log: silentLog });

try {
  for (const accounts of [1, 50]) for (const sizeBytes of [8_000, 30_000]) await deliveries(accounts, sizeBytes, 3_000);
  await bigFolder();
} finally {
  await engine.close();
  await rm(directory, { recursive: true });
}

async function deliveries(accounts: number, sizeBytes: number, count: number): Promise<void> {
  const stores = await Promise.all(Array.from({ length: accounts }, async () => await store.account(randomUUID())));
  const inboxes = await Promise.all(stores.map(async (account) => (await account.folder('INBOX')).folderId));
  const bodies = Array.from({ length: 50 }, (_, i) => letter(i, sizeBytes));
  let next = 0;
  await measure(`${count} deliveries of ${sizeBytes / 1000} KB, 16 at once, ${accounts} mailboxes`, count, async () => {
    await Promise.all(
      Array.from({ length: 16 }, async () => {
        while (next < count) {
          const number = next++;
          const account = stores[number % accounts] as AccountStore;
          await account.append(inboxes[number % accounts] as number, [
            await stage(account, bodies[number % 50] as Buffer),
          ]);
        }
      }),
    );
  });
}

async function bigFolder(): Promise<void> {
  const account = await store.account(randomUUID());
  const inbox = (await account.folder('INBOX')).folderId;
  const archive = (await account.folder('Archive')).folderId;
  await measure(`MULTIAPPEND of ${messages} messages of 4 KB by 100`, messages, async () => {
    for (let done = 0; done < messages; done += 100) {
      const batch = [];
      for (let i = 0; i < 100; i++) batch.push(await stage(account, letter(done + i, 4_000)));
      await account.append(inbox, batch);
    }
  });
  for (const turn of ['first', 'again'])
    await measure(`openFolder, ${turn}`, messages, async () => {
      await account.openFolder(inbox, { claimRecent: true });
    });
  for (const turn of ['first', 'again'])
    await measure(`ENVELOPE and BODYSTRUCTURE of all, ${turn}`, messages, async () => {
      for await (const _page of account.messages(inbox, everything, { envelope: true, bodyStructure: true }));
    });
  await measure('sizes and dates of all', messages, async () => {
    for await (const _page of account.messages(inbox, everything, {}));
  });
  await measure('structure of all', messages, async () => {
    for await (const _page of account.messages(inbox, everything, { structure: true }));
  });
  const contents: number[] = [];
  for await (const page of account.messages(inbox, [{ first: 1, last: 2_000 }], {}))
    for (const row of page) contents.push(row.contentId);
  await measure('content of 2,000 messages, one by one', 2_000, async () => {
    for (const id of contents) for await (const _piece of account.content(id));
  });
  await measure('STORE 1:* +FLAGS (\\Seen)', messages, async () => {
    await account.storeFlags(inbox, { uids: everything, mode: 'add', flags: { bits: flagBits.seen, keywords: [] } });
  });
  await measure('STORE one by one, 500 times', 500, async () => {
    for (let uid = 1; uid <= 500; uid++)
      await account.storeFlags(inbox, {
        uids: [{ first: uid * 7, last: uid * 7 }],
        mode: 'add',
        flags: { bits: flagBits.flagged, keywords: [] },
      });
  });
  const { highestModSeq } = await account.folderStatus(inbox);
  await measure('changesSince after 100 changes', 100, async () => {
    await account.changesSince(inbox, highestModSeq - 100);
  });
  for (const [name, query] of [
    ['SEARCH FROM', { where: { headerField: 'from' }, value: 'person 77' }],
    ['SEARCH HEADER X-Nothing', { where: { headerField: 'x-nothing' }, value: 'a' }],
    ['SEARCH BODY', { where: 'body', value: 'needle' }],
  ] as const)
    await measure(name, messages, async () => {
      await account.search(inbox, everything, query);
    });
  await measure('COPY 10,000', 10_000, async () => {
    await account.copy(inbox, [{ first: 1, last: 10_000 }], archive);
  });
  await measure('MOVE 10,000', 10_000, async () => {
    await account.move(inbox, [{ first: 1, last: 10_000 }], archive);
  });
  await measure('EXPUNGE 10,000', 10_000, async () => {
    await account.expunge(inbox, [{ first: 10_001, last: 20_000 }], { onlyDeleted: false });
  });
  await measure('verify', messages, async () => {
    for await (const fault of store.verify(account.accountId)) console.log(fault);
  });
}

async function stage(account: AccountStore, bytes: Buffer): Promise<MessageToAppend> {
  const message = await account.beginMessage();
  await message.write(bytes);
  return { message: await message.finish(), flags: { bits: 0, keywords: [] } };
}

function letter(number: number, sizeBytes: number): Buffer {
  const head =
    `Received: from mx${number % 9}.example.test by mail.example.test with ESMTPS id ${number}; Mon, 2 Nov 2026 10:00:00 +0000\r\n` +
    `From: "Person ${number % 500}" <person${number % 500}@example.test>\r\nTo: someone@example.test, "Else, Some" <else@example.test>\r\n` +
    `Subject: =?utf-8?q?Letter_num=C3=A9ro?= ${number}\r\nDate: Mon, 2 Nov 2026 10:00:00 +0000\r\nMessage-ID: <${number}.${randomUUID()}@example.test>\r\n` +
    'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n' +
    `Dear reader, this is letter ${number}.\r\n\r\n--b\r\nContent-Type: application/pdf; name="a.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n`;
  const lines: string[] = [];
  for (let size = head.length; size < sizeBytes; size += 78) lines.push(`${randomBytes(57).toString('base64')}\r\n`);
  return Buffer.from(`${head}${lines.join('')}\r\n--b--\r\n`);
}

async function measure(name: string, count: number, work: () => Promise<void>): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const processor = process.cpuUsage();
  const start = performance.now();
  await work();
  const milliseconds = performance.now() - start;
  const used = process.cpuUsage(processor);
  delay.disable();
  const each = (used.user + used.system) / count;
  console.log(
    `${name.padEnd(58)} ${milliseconds.toFixed(0).padStart(7)} ms ${((count / milliseconds) * 1000).toFixed(0).padStart(8)}/s ` +
      `loop max ${(delay.max / 1e6).toFixed(0).padStart(4)} ms, processor ${each.toFixed(1).padStart(6)} µs each`,
  );
}
