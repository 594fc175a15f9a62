import { ImapDriver } from '../imap-driver.ts';
import { ImapScript } from '../load/imap-script.ts';
import { Plan } from '../load/plan.ts';
import { play } from '../load/play.ts';
import { type Target, userCount } from '../target.ts';
import { selected, timed, type Workload } from '../workload.ts';

const listItems = 'UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE';
const bodies = 2_000;

export const reading: readonly Workload[] = [
  {
    ...timed(
      {
        name: 'list-first',
        what: ({ messages }) => `FETCH 1:* (${listItems}) of ${messages}, first time ever`,
        goal: '10×',
        isFirstTime: true,
      },
      (script) => script.run(`FETCH 1:* (${listItems})`),
    ),
    prepare: listOthers,
  },
  timed({ name: 'list', what: () => `the same again`, goal: '3×' }, (script) => script.run(`FETCH 1:* (${listItems})`)),
  timed({ name: 'flags', what: ({ messages }) => `FETCH 1:* (UID FLAGS) of ${messages}`, goal: '1.5×' }, (script) =>
    script.run('FETCH 1:* (UID FLAGS)'),
  ),
  timed(
    {
      name: 'header-fields',
      what: ({ messages }) => `FETCH 1:* BODY.PEEK[HEADER.FIELDS (FROM SUBJECT DATE)] of ${messages}`,
      goal: '3×',
    },
    (script, { messages }) => script.run('FETCH 1:* BODY.PEEK[HEADER.FIELDS (FROM SUBJECT DATE)]', messages),
  ),
  qresync(),
  timed({ name: 'bodies', what: () => `FETCH 1:${bodies} BODY.PEEK[], one command`, goal: '1×' }, (script) =>
    script.run(`FETCH 1:${bodies} BODY.PEEK[]`, bodies),
  ),
  timed({ name: 'bodies-tls', what: () => `the same over TLS 1.3`, goal: '2×', tls: true }, (script) =>
    script.run(`FETCH 1:${bodies} BODY.PEEK[]`, bodies),
  ),
  timed(
    { name: 'bodies-one-by-one', what: () => `FETCH n BODY.PEEK[], ${bodies} one by one`, goal: '1.5×' },
    (script) => {
      for (let number = 1; number <= bodies; number += 1) script.run(`FETCH ${number} BODY.PEEK[]`, 1);
    },
  ),
  timed({ name: 'bodies-pipelined', what: () => `the same, 16 at a time`, goal: '1.5×' }, (script) => {
    for (let number = 1; number <= bodies; number += 16)
      script.pipeline(
        Array.from({ length: 16 }, (_, at) => `FETCH ${number + at} BODY.PEEK[]`),
        1,
      );
  }),
];

/** SELECT of a client that was there before the last hundred changes (RFC 7162 §3.2.5). */
function qresync(): Workload {
  let known = '';
  const rounds = new Map<Target, number>();
  return {
    name: 'qresync',
    what: ({ messages }) => `SELECT with QRESYNC of ${messages} after 100 changes`,
    goal: '3×',
    unit: 'ms',
    moreIsBetter: false,
    peer: 'dovecot',
    async run(target, { player }) {
      const plan = new Plan();
      const script = new ImapScript(plan, target);
      const from = plan.here();
      script.signIn();
      script.run('ENABLE QRESYNC');
      plan.start();
      script.run(`SELECT INBOX (QRESYNC (${known}))`);
      plan.stop();
      plan.play(from);
      const { seconds, processorSeconds } = await play(player, plan);
      return { value: seconds * 1000, driverSeconds: processorSeconds };
    },
    async prepare(target, { messages }) {
      const driver = await ImapDriver.signIn(target);
      await driver.run('ENABLE QRESYNC');
      const text = await driver.text('SELECT INBOX');
      const number = (name: string): string => new RegExp(`${name} (\\d+)`).exec(text)?.[1] ?? '1';
      known = `${number('UIDVALIDITY')} ${number('HIGHESTMODSEQ')}`;
      const round = (rounds.get(target) ?? 0) + 1;
      rounds.set(target, round);
      // What is set is taken away again, so that each round changes something.
      const change = `${round % 2 === 1 ? '+' : '-'}FLAGS.SILENT (changed)`;
      for (let at = 0; at < 100; at += 1) await driver.run(`STORE ${1 + at * Math.floor(messages / 100)} ${change}`);
      driver.close();
    },
  };
}

/** What is asked for is new; who is asked has been running, so its code is compiled. */
async function listOthers(target: Target): Promise<void> {
  for (let user = 1; user < userCount; user += 1) {
    const driver = await selected(target, 'INBOX', false, user);
    await driver.run(`FETCH 1:* (${listItems})`);
    driver.close();
  }
}
