import { ImapDriver } from '../imap-driver.ts';
import { LineDriver } from '../line-driver.ts';
import { arrivingMail } from '../sample-mail.ts';
import type { Target } from '../target.ts';
import { pause, secondsOf, type Workload } from '../workload.ts';

const connections = 8;
const count = 800;

export const deliveries: readonly Workload[] = [
  delivered(
    'smtp-in',
    `SMTP in, ${connections} connections to 8 mailboxes, until all is visible by IMAP`,
    '8×',
    'postfix',
    8,
  ),
  delivered('smtp-in-one-mailbox', `the same to one mailbox`, '8×', 'postfix', 1),
  {
    ...delivered(
      'lmtp-in',
      `LMTP in, ${connections} connections to 8 mailboxes, until all is visible by IMAP`,
      '5×',
      'dovecot',
      8,
    ),
    fits: ({ lmtpPort }) => lmtpPort !== null,
  },
  {
    name: 'queue',
    what: () =>
      `queue to a sink on this machine, ${connections} connections, one recipient each, until the sink has all`,
    goal: '3×',
    unit: 'a second',
    moreIsBetter: true,
    peer: 'postfix',
    async run(target, { sink }) {
      const last = sink.count + count;
      const seconds = await secondsOf(async () => {
        const whole = sink.until(last);
        await submitAll(target);
        await whole;
      });
      return { value: count / seconds, operations: count };
    },
  },
];

function delivered(name: string, what: string, goal: string, peer: Workload['peer'], mailboxes: number): Workload {
  const isLmtp = name.startsWith('lmtp');
  return {
    name,
    what: () => what,
    goal,
    unit: 'a second',
    moreIsBetter: true,
    peer,
    fits: ({ smtpPort }) => isLmtp || smtpPort !== null,
    async run(target) {
      const users = Array.from({ length: mailboxes }, (_, index) => 3 + index);
      const watchers = await Promise.all(users.map((user) => ImapDriver.signIn(target, { user })));
      const expected = (await messagesIn(watchers)) + count;
      const seconds = await secondsOf(async () => {
        let sent = 0;
        await Promise.all(
          Array.from({ length: connections }, async (_, at) => {
            const client = await greet(target, isLmtp);
            while (sent < count) {
              sent += 1;
              await give(client, target.user(users[at % mailboxes] as number), arrivingMail(sent));
            }
            client.close();
          }),
        );
        while ((await messagesIn(watchers)) < expected) await pause(10);
      });
      for (const watcher of watchers) watcher.close();
      return { value: count / seconds, operations: count };
    },
  };
}

async function messagesIn(watchers: readonly ImapDriver[]): Promise<number> {
  const counts = await Promise.all(
    watchers.map(async (watcher) => Number(/MESSAGES (\d+)/.exec(await watcher.text('STATUS INBOX (MESSAGES)'))?.[1])),
  );
  return counts.reduce((sum, one) => sum + one, 0);
}

async function submitAll(target: Target): Promise<void> {
  let sent = 0;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const client = await LineDriver.connect(target.submissionPort ?? target.smtpPort ?? 25);
      await client.smtp('220');
      client.send('EHLO bench.test\r\n');
      await client.smtp('250');
      if (target.submissionPort !== null) {
        const token = Buffer.from(`\0${target.user(0)}\0${target.password}`).toString('base64');
        client.send(`AUTH PLAIN ${token}\r\n`);
        await client.smtp('235');
      }
      while (sent < count) {
        sent += 1;
        const mail = arrivingMail(sent).replace(/^From: .*$/m, `From: <${target.user(0)}>`);
        await give(client, `somebody${sent}@elsewhere.test`, mail, target.user(0));
      }
      client.close();
    }),
  );
}

async function greet(target: Target, isLmtp: boolean): Promise<LineDriver> {
  const client = await LineDriver.connect((isLmtp ? target.lmtpPort : target.smtpPort) ?? 25);
  await client.smtp('220');
  client.send(`${isLmtp ? 'LHLO' : 'EHLO'} bench.test\r\n`);
  await client.smtp('250');
  return client;
}

async function give(client: LineDriver, to: string, mail: string, from = 'a@b.test'): Promise<void> {
  client.send(`MAIL FROM:<${from}>\r\nRCPT TO:<${to}>\r\nDATA\r\n`);
  await client.smtp('250');
  await client.smtp('250');
  await client.smtp('354');
  client.send(`${mail}.\r\n`);
  await client.smtp('250');
}

const givers = new WeakMap<Target, LineDriver>();

/** One small message to a user, by SMTP where the target takes it, else by LMTP; resolves with the acknowledgement. */
export async function deliverOne(target: Target, user: number, index: number): Promise<void> {
  let client = givers.get(target);
  if (client === undefined) givers.set(target, (client = await greet(target, target.smtpPort === null)));
  await give(client, target.user(user), arrivingMail(index + 21));
}
