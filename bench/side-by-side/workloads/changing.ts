import { ImapDriver } from '../imap-driver.ts';
import { appendOf, ImapScript } from '../load/imap-script.ts';
import { Plan } from '../load/plan.ts';
import { play } from '../load/play.ts';
import { listedMail, textMail } from '../sample-mail.ts';
import type { Target } from '../target.ts';
import { perSecond, rate, selected, type Setting, timed, type Workload } from '../workload.ts';

const many = (setting: Setting): number => Math.min(10_000, setting.messages);
const appended = 400;
const moved = 200;

export const changing: readonly Workload[] = [
  perSecond(
    { name: 'store', what: () => 'STORE n FLAGS, one by one', goal: '2×', count: 1_000, peer: 'dovecot-sync' },
    (script, count) => {
      for (const change of onAndOff(count)) script.run(change);
    },
  ),
  perSecond(
    { name: 'store-pipelined', what: () => 'the same, 16 at a time', goal: '2×', count: 1_600, peer: 'dovecot-sync' },
    (script, count) => {
      const changes = onAndOff(count);
      for (let at = 0; at < count; at += 16) script.pipeline(changes.slice(at, at + 16));
    },
  ),
  timed(
    { name: 'store-all', what: ({ messages }) => `STORE 1:* FLAGS.SILENT of ${messages}, on and off`, goal: '1×' },
    (script) => {
      script.run('STORE 1:* +FLAGS.SILENT (\\Draft)');
      script.run('STORE 1:* -FLAGS.SILENT (\\Draft)');
    },
  ),
  {
    ...timed({ name: 'copy', what: (setting) => `COPY of ${many(setting)}`, goal: '2×' }, (script, setting) =>
      script.run(`COPY 1:${many(setting)} Work`),
    ),
    prepare: emptyWork,
  },
  {
    ...timed({ name: 'move', what: (setting) => `MOVE of ${many(setting)}`, goal: '3×', folder: 'Work' }, (script) =>
      script.run('MOVE 1:* Work2'),
    ),
    prepare: fillWork,
  },
  {
    ...perSecond(
      { name: 'move-one-by-one', what: () => 'MOVE one by one', goal: '5×', count: moved, folder: 'Work' },
      (script, count) => {
        for (let index = 0; index < count; index += 1) script.run('MOVE 1 Work2');
      },
    ),
    prepare: fillWork,
  },
  {
    ...timed(
      { name: 'expunge', what: (setting) => `EXPUNGE of ${many(setting)}`, goal: '1×', folder: 'Work' },
      (script) => script.run('EXPUNGE'),
    ),
    async prepare(target, setting) {
      await fillWork(target, setting);
      const driver = await selected(target, 'Work');
      await driver.run('STORE 1:* +FLAGS.SILENT (\\Deleted)');
      driver.close();
    },
  },
  {
    ...perSecond(
      { name: 'append', what: () => 'APPEND of 30 KB, one by one', goal: '3×', count: appended },
      (script, count) => {
        for (let index = 0; index < count; index += 1) script.run(appendOf('Archive', textMail(index, 30_000)));
      },
    ),
  },
  {
    name: 'append-8',
    what: () => 'APPEND of 30 KB over 8 connections',
    goal: '5×',
    unit: 'a second',
    moreIsBetter: true,
    peer: 'dovecot',
    async run(target, { player }) {
      const plan = new Plan();
      const from = plan.here();
      new ImapScript(plan, target).signIn();
      plan.start();
      plan.each(() => {
        plan.send('a ', { item: 0 }, { item: 1 }, { item: 2 }, { item: 3 }, '\r\n');
        plan.tagged('a');
      });
      plan.stop();
      for (let index = 1; index <= appended; index += 1) plan.item(...appendOf('Archive', textMail(index, 30_000)));
      for (let connection = 0; connection < 8; connection += 1) plan.play(from);
      return rate(await play(player, plan), appended);
    },
  },
  perSecond(
    { name: 'multiappend', what: () => 'MULTIAPPEND of 30 KB by 100', goal: '2×', count: appended },
    (script, count) => {
      for (let first = 0; first < count; first += 100)
        script.run(appendOf('Archive', ...Array.from({ length: 100 }, (_, at) => textMail(first + at, 30_000))));
    },
  ),
];

/** STOREs of which each changes something, in every round: what is set is taken away again. */
function onAndOff(count: number): string[] {
  const half = count / 2;
  return Array.from(
    { length: count },
    (_, index) => `STORE ${(index % half) + 1} ${index < half ? '+' : '-'}FLAGS (\\Flagged)`,
  );
}

async function emptyWork(target: Target): Promise<void> {
  const driver = await ImapDriver.signIn(target);
  for (const folder of ['Work', 'Work2']) {
    await driver.run(`DELETE ${folder}`).catch(() => 0);
    await driver.run(`CREATE ${folder}`);
  }
  driver.close();
}

async function fillWork(target: Target, setting: Setting): Promise<void> {
  await emptyWork(target);
  const driver = await selected(target, 'INBOX');
  await driver.run(`COPY 1:${many(setting)} Work`);
  driver.close();
}

/** INBOX of user 0 with the messages that are listed and searched; some for the other users. */
export async function fill(target: Target, { messages }: Setting): Promise<void> {
  const driver = await ImapDriver.signIn(target);
  for (let first = 0; first < messages; first += 100)
    await driver.run(listedMails(first, Math.min(100, messages - first)));
  driver.close();
  for (let user = 1; user <= 20; user += 1) {
    const other = await ImapDriver.signIn(target, { user });
    await other.run(listedMails(0, 100));
    other.close();
  }
}

function listedMails(first: number, count: number): string {
  return appendOf('INBOX', ...Array.from({ length: count }, (_, at) => [listedMail(first + at)])).join('');
}
