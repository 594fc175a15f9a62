import { Plan } from '../load/plan.ts';
import { play, type Played } from '../load/play.ts';
import type { Target } from '../target.ts';
import { rate, type Setting, type Workload } from '../workload.ts';

const retrieved = 2_000;
const common = { unit: 'a second', moreIsBetter: true, peer: 'dovecot' } as const;

export const pop3: readonly Workload[] = [
  {
    ...common,
    name: 'pop3-retr',
    what: () => `POP3 RETR of ${retrieved}, one by one`,
    goal: '1.5×',
    run: async (target, setting) => rate(await retrieve(target, setting, 1), retrieved),
  },
  {
    ...common,
    name: 'pop3-retr-pipelined',
    what: () => `the same, 16 at a time`,
    goal: '1.5×',
    run: async (target, setting) => rate(await retrieve(target, setting, 16), retrieved),
  },
  {
    ...common,
    name: 'pop3-uidl',
    what: ({ messages }) => `POP3 sign-in and UIDL of ${messages}`,
    goal: '3×',
    unit: 'ms',
    moreIsBetter: false,
    async run(target, { player }) {
      const plan = new Plan();
      const from = plan.here();
      signIn(plan, target, 0, false);
      plan.send('UIDL\r\n');
      plan.lines('+OK');
      plan.stop();
      quit(plan);
      plan.play(from);
      const { seconds, processorSeconds } = await play(player, plan);
      return { value: seconds * 1000, driverSeconds: processorSeconds };
    },
  },
  signIns('pop3-sessions', 'plain', '3×', false),
  signIns('pop3-sessions-tls', 'TLS 1.3, full handshake', '2×', true),
];

function retrieve(target: Target, { player }: Setting, atOnce: number): Promise<Played> {
  const plan = new Plan();
  const from = plan.here();
  signIn(plan, target, 0, false);
  plan.start();
  for (let number = 1; number <= retrieved; number += atOnce) {
    plan.send(Array.from({ length: atOnce }, (_, at) => `RETR ${number + at}\r\n`).join(''));
    for (let at = 0; at < atOnce; at += 1) plan.lines('+OK');
  }
  plan.stop();
  quit(plan);
  plan.play(from);
  return play(player, plan);
}

function signIns(name: string, how: string, goal: string, tls: boolean): Workload {
  const count = tls ? 150 : 400;
  return {
    ...common,
    name,
    what: () => `POP3 connect, sign in, STAT, QUIT: ${how}`,
    goal,
    async run(target, { player }) {
      const plan = new Plan();
      const from = plan.each(() => {
        signIn(plan, target, 1, tls);
        plan.send('STAT\r\n');
        plan.line('+OK');
        quit(plan);
      });
      plan.stop();
      for (let index = 0; index < count; index += 1) plan.item();
      plan.play(from);
      return rate(await play(player, plan), count);
    },
  };
}

function signIn(plan: Plan, target: Target, user: number, tls: boolean): void {
  plan.connect(tls ? target.pop3sPort : target.pop3Port, tls);
  plan.line('+OK');
  for (const command of [`USER ${target.user(user)}`, `PASS ${target.password}`]) {
    plan.send(`${command}\r\n`);
    plan.line('+OK');
  }
}

/** The maildrop is free again when QUIT has been answered (RFC 1939 §6). */
function quit(plan: Plan): void {
  plan.send('QUIT\r\n');
  plan.line('+OK');
  plan.close();
}
