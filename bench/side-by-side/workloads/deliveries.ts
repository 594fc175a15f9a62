import { LineDriver } from '../line-driver.ts';
import { ImapScript, login } from '../load/imap-script.ts';
import { type Piece, Plan } from '../load/plan.ts';
import { play } from '../load/play.ts';
import { arrivingMail } from '../sample-mail.ts';
import type { Target } from '../target.ts';
import { type Figure, rate, type Setting, type Workload } from '../workload.ts';

const connections = 8;
const count = 800;
/** In the rounds before: a mailbox is given no message twice, as it would be filed once (decision 180). */
let given = 0;

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
    run: queued,
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
    async run(target, { player }) {
      const users = Array.from({ length: mailboxes }, (_, index) => 3 + index);
      const plan = new Plan();
      const giver = plan.here();
      plan.start();
      greet(plan, isLmtp ? target.lmtpPort : target.smtpPort, isLmtp ? 'LHLO' : 'EHLO');
      giveAll(plan, { own: 0 }, [{ item: 0 }, { item: 1 }]);
      plan.meet();
      const end = Plan.label();
      plan.jump(end);
      const watcher = plan.here();
      const script = new ImapScript(plan, target);
      script.connect();
      plan.send('a ', { own: 0 }, '\r\n');
      plan.tagged('a');
      const look = (): void => {
        plan.send('b STATUS INBOX (MESSAGES)\r\n');
        plan.status('b');
      };
      look();
      plan.start();
      // All are given.
      plan.meet();
      const again = plan.here();
      look();
      plan.arrived(count, again);
      plan.here(end);
      plan.stop();
      for (let index = 1; index <= count; index += 1) plan.item(...arrivingMail(given + index));
      given += count;
      for (let at = 0; at < connections; at += 1)
        plan.play(giver, envelope('a@b.test', target.user(users[at % mailboxes] as number)));
      for (const user of users) plan.play(watcher, login(target, user));
      return rate(await play(player, plan), count);
    },
  };
}

async function queued(target: Target, { player, sink }: Setting): Promise<Figure> {
  const plan = new Plan();
  const sender = target.user(0);
  const from = plan.here();
  greet(plan, target.submissionPort ?? target.smtpPort, 'EHLO');
  if (target.submissionPort !== null) {
    const token = Buffer.from(`\0${sender}\0${target.password}`).toString('base64');
    plan.send(`AUTH PLAIN ${token}\r\n`);
    plan.smtp('235');
  }
  giveAll(plan, { item: 0 }, [{ item: 1 }, { item: 2 }]);
  for (let index = 1; index <= count; index += 1) {
    const [head, body] = arrivingMail(index);
    const mail = [head.replace(/^From: .*$/m, `From: <${sender}>`), body];
    plan.item(envelope(sender, `somebody${index}@elsewhere.test`), ...mail);
  }
  for (let connection = 0; connection < connections; connection += 1) plan.play(from);
  const { reached } = await sink.await(count);
  const { began, processorSeconds } = await play(player, plan);
  const last = await reached;
  return rate({ seconds: last.at - began, processorSeconds: processorSeconds + last.processorSeconds }, count);
}

function greet(plan: Plan, port: number | null, verb: 'EHLO' | 'LHLO'): void {
  plan.connect(port ?? 25);
  plan.smtp('220');
  plan.send(`${verb} bench.test\r\n`);
  plan.smtp('250');
}

/** Gives one message after the other until none is left, and closes the connection. */
function giveAll(plan: Plan, envelopeOf: Piece, mail: readonly Piece[]): void {
  plan.each(() => {
    plan.send(envelopeOf);
    for (const code of ['250', '250', '354']) plan.smtp(code);
    plan.send(...mail, '.\r\n');
    plan.smtp('250');
  });
  plan.close();
}

function envelope(from: string, to: string): string {
  return `MAIL FROM:<${from}>\r\nRCPT TO:<${to}>\r\nDATA\r\n`;
}

const givers = new WeakMap<Target, LineDriver>();

/** One small message to a user, by SMTP where the target takes it, else by LMTP; resolves with the acknowledgement. */
export async function deliverOne(target: Target, user: number, index: number): Promise<void> {
  let client = givers.get(target);
  if (client === undefined) {
    client = await LineDriver.connect(target.smtpPort ?? target.lmtpPort ?? 25);
    givers.set(target, client);
    await client.smtp('220');
    client.send(`${target.smtpPort === null ? 'LHLO' : 'EHLO'} bench.test\r\n`);
    await client.smtp('250');
  }
  client.send(envelope('a@b.test', target.user(user)));
  for (const code of ['250', '250', '354']) await client.smtp(code);
  const [head, body] = arrivingMail(index + 21);
  given += 1;
  client.send(`${head.replace(/^Message-ID: </m, `$&${given}.`)}${body}.\r\n`);
  await client.smtp('250');
}
