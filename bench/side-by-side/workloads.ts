import { ImapDriver } from './imap-driver.ts';
import type { Target } from './target.ts';

export interface Workload {
  readonly name: string;
  readonly what: string;
  readonly unit: string;
  readonly moreIsBetter: boolean;
  run(target: Target): Promise<number>;
}

const messages = 10_000;

/** INBOX with 10,000 messages of about 2 KB, every tenth of 30 KB. */
export async function fill(target: Target): Promise<void> {
  const driver = await ImapDriver.signIn(target);
  for (let first = 0; first < messages; first += 250) {
    await driver.pipeline(Array.from({ length: 250 }, (_, index) => appendOf('INBOX', sample(first + index))));
  }
  driver.close();
}

export const workloads: readonly Workload[] = [
  perSecond('sessions', 'connect, LOGIN, SELECT, LOGOUT, plain', 300, (target) => session(target, false)),
  perSecond('sessions-tls', 'the same over TLS 1.3, full handshake', 150, (target) => session(target, true)),
  timed('fetch-flags', `FETCH 1:* (UID FLAGS) of ${messages}`, (driver) => driver.run('FETCH 1:* (UID FLAGS)')),
  timed(
    'fetch-list',
    `FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE) of ${messages}`,
    (driver) => driver.run('FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)'),
  ),
  timed('fetch-header-fields', `FETCH 1:* BODY.PEEK[HEADER.FIELDS (FROM SUBJECT DATE)] of ${messages}`, (driver) =>
    driver.run('FETCH 1:* BODY.PEEK[HEADER.FIELDS (FROM SUBJECT DATE)]'),
  ),
  timed('fetch-bodies', 'FETCH 1:2000 BODY.PEEK[]', (driver) => driver.run('FETCH 1:2000 BODY.PEEK[]')),
  timed('fetch-bodies-one-by-one', 'FETCH n BODY.PEEK[], 1,000 one by one', async (driver) => {
    for (let number = 1; number <= 1000; number += 1) await driver.run(`FETCH ${number} BODY.PEEK[]`);
  }),
  timed('store-one-by-one', 'STORE n +FLAGS (\\Seen), 500 one by one', async (driver) => {
    for (let number = 1; number <= 500; number += 1)
      await driver.run(`STORE ${number} ${number % 2 ? '+' : '-'}FLAGS (\\Seen)`);
  }),
  timed('store-all', `STORE 1:* FLAGS.SILENT (\\Seen) of ${messages}, and back`, async (driver) => {
    await driver.run('STORE 1:* +FLAGS.SILENT (\\Flagged)');
    await driver.run('STORE 1:* -FLAGS.SILENT (\\Flagged)');
  }),
  timed('append', 'APPEND of 30 KB, 100 one by one', async (driver) => {
    for (let index = 0; index < 100; index += 1) await driver.run(appendOf('Archive', sample(index * 10)));
  }),
  timed('copy', 'COPY of 2,000', (driver) => driver.run('COPY 1:2000 Archive')),
  timed('search-header', `SEARCH SUBJECT of ${messages}`, (driver) => driver.run('SEARCH SUBJECT "number 777"')),
  timed('search-body', `SEARCH BODY of ${messages}`, (driver) => driver.run('SEARCH BODY "needle in the hay"')),
  timed('sort', `SORT (DATE) of ${messages}`, (driver) => driver.run('SORT (DATE) UTF-8 ALL')),
];

function perSecond(name: string, what: string, count: number, once: (target: Target) => Promise<void>): Workload {
  return {
    name,
    what,
    unit: 'a second',
    moreIsBetter: true,
    async run(target) {
      const started = performance.now();
      for (let index = 0; index < count; index += 1) await once(target);
      return count / ((performance.now() - started) / 1000);
    },
  };
}

/** Milliseconds of `work` on a signed-in session with INBOX selected. */
function timed(name: string, what: string, work: (driver: ImapDriver) => Promise<unknown>): Workload {
  return {
    name,
    what,
    unit: 'ms',
    moreIsBetter: false,
    async run(target) {
      const driver = await ImapDriver.signIn(target);
      await driver.run('SELECT INBOX');
      const started = performance.now();
      await work(driver);
      const milliseconds = performance.now() - started;
      driver.close();
      return milliseconds;
    },
  };
}

async function session(target: Target, tls: boolean): Promise<void> {
  const driver = await ImapDriver.signIn(target, { tls });
  await driver.run('SELECT INBOX');
  await driver.run('LOGOUT');
  driver.close();
}

function appendOf(folder: string, text: string): string {
  return `APPEND ${folder} {${text.length}+}\r\n${text}`;
}

function sample(index: number): string {
  const filler = `${'The quick brown fox jumps over the lazy dog, again and again. '}\r\n`.repeat(
    index % 10 === 0 ? 440 : 20,
  );
  return [
    `From: "Sender ${index % 97}" <sender${index % 97}@example.test>`,
    'To: bench@example.test',
    `Subject: Message number ${index} about a matter of some length`,
    `Date: ${new Date(Date.UTC(2026, 0, 1) + ((index * 7919) % 31_536_000_000)).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${index}@bench.example.test>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/alternative; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    filler,
    index % 1000 === 999 ? 'a needle in the hay' : 'nothing here',
    '--b',
    'Content-Type: text/html; charset=utf-8',
    '',
    `<p>${filler}</p>`,
    '--b--',
    '',
  ].join('\r\n');
}
