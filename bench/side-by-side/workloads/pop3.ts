import { LineDriver } from '../line-driver.ts';
import type { Target } from '../target.ts';
import { secondsOf, type Workload } from '../workload.ts';

const retrieved = 2_000;

export const pop3: readonly Workload[] = [
  {
    name: 'pop3-retr',
    what: () => `POP3 RETR of ${retrieved}, one by one`,
    goal: '1.5×',
    unit: 'a second',
    moreIsBetter: true,
    peer: 'dovecot',
    async run(target) {
      const client = await signIn(target, 0, false);
      const seconds = await secondsOf(async () => {
        for (let number = 1; number <= retrieved; number += 1) {
          client.send(`RETR ${number}\r\n`);
          await client.pop3(true);
        }
      });
      await quit(client);
      return { value: retrieved / seconds, operations: retrieved };
    },
  },
  {
    name: 'pop3-retr-pipelined',
    what: () => `the same, 16 at a time`,
    goal: '1.5×',
    unit: 'a second',
    moreIsBetter: true,
    peer: 'dovecot',
    async run(target) {
      const client = await signIn(target, 0, false);
      const seconds = await secondsOf(async () => {
        for (let number = 1; number <= retrieved; number += 16) {
          client.send(Array.from({ length: 16 }, (_, at) => `RETR ${number + at}\r\n`).join(''));
          for (let at = 0; at < 16; at += 1) await client.pop3(true);
        }
      });
      await quit(client);
      return { value: retrieved / seconds, operations: retrieved };
    },
  },
  {
    name: 'pop3-uidl',
    what: ({ messages }) => `POP3 sign-in and UIDL of ${messages}`,
    goal: '3×',
    unit: 'ms',
    moreIsBetter: false,
    peer: 'dovecot',
    async run(target) {
      let client: LineDriver | null = null;
      const seconds = await secondsOf(async () => {
        client = await signIn(target, 0, false);
        client.send('UIDL\r\n');
        await client.pop3(true);
      });
      if (client !== null) await quit(client);
      return { value: seconds * 1000 };
    },
  },
  signIns('pop3-sessions', 'plain', '3×', false),
  signIns('pop3-sessions-tls', 'TLS 1.3, full handshake', '2×', true),
];

function signIns(name: string, how: string, goal: string, tls: boolean): Workload {
  const count = tls ? 150 : 400;
  return {
    name,
    what: () => `POP3 connect, sign in, STAT, QUIT: ${how}`,
    goal,
    unit: 'a second',
    moreIsBetter: true,
    peer: 'dovecot',
    async run(target) {
      const seconds = await secondsOf(async () => {
        for (let index = 0; index < count; index += 1) {
          const client = await signIn(target, 1, tls);
          client.send('STAT\r\n');
          await client.pop3();
          await quit(client);
        }
      });
      return { value: count / seconds, operations: count };
    },
  };
}

async function signIn(target: Target, user: number, tls: boolean): Promise<LineDriver> {
  const client = await LineDriver.connect(tls ? target.pop3sPort : target.pop3Port, { tls });
  await client.pop3();
  client.send(`USER ${target.user(user)}\r\n`);
  await client.pop3();
  client.send(`PASS ${target.password}\r\n`);
  await client.pop3();
  return client;
}

/** The maildrop is free again when QUIT has been answered (RFC 1939 §6). */
async function quit(client: LineDriver): Promise<void> {
  client.send('QUIT\r\n');
  await client.pop3();
  client.close();
}
