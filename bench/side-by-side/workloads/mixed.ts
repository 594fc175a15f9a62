import { appendOf, ImapScript, login } from '../load/imap-script.ts';
import { type Label, Plan } from '../load/plan.ts';
import { play } from '../load/play.ts';
import { textMail } from '../sample-mail.ts';
import type { Workload } from '../workload.ts';

const seconds = 6;
/** After so many the numbers of messages come again. */
const differentTurns = 90;

export const mixed: readonly Workload[] = [50, 200].map((clients) => ({
  name: `mixed-${clients}`,
  what: () => `${clients} clients of 20 users doing everything for ${seconds} s: commands`,
  goal: '3×',
  unit: 'a second',
  moreIsBetter: true,
  peer: 'dovecot',
  async run(target, { player }) {
    const plan = new Plan();
    const script = new ImapScript(plan, target);
    const isOver = Plan.label();
    const beginnings = Array.from({ length: differentTurns }, (_, turn) => {
      const begins = plan.here();
      const leaves = Plan.label();
      plan.over(isOver);
      script.connect();
      plan.send('a ', { own: 0 }, '\r\n');
      plan.tagged('a');
      script.run('SELECT INBOX');
      for (const command of turnOf(turn)) {
        plan.over(leaves);
        // A message may have been moved away by another client of the same user: NO is an answer too.
        script.ask(command);
      }
      plan.here(leaves);
      script.run('LOGOUT');
      plan.close();
      return begins;
    });
    plan.jump(beginnings[0] as Label);
    plan.here(isOver);
    plan.stop();
    plan.seconds(seconds);
    for (let client = 0; client < clients; client += 1)
      plan.play(beginnings[client % differentTurns] as Label, login(target, 1 + (client % 20)));
    const { replies, processorSeconds } = await play(player, plan);
    return { value: replies / seconds, operations: replies, driverSeconds: processorSeconds };
  },
}));

/** What a client does between sign-in and sign-off: looks, reads, marks, files, searches, writes. */
function turnOf(turn: number): readonly (string | readonly string[])[] {
  const number = 1 + ((turn * 13) % 90);
  return [
    'NOOP',
    'FETCH 1:50 (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)',
    `FETCH ${number} BODY.PEEK[]`,
    `STORE ${number} +FLAGS (\\Seen)`,
    `FETCH ${number} (UID BODY.PEEK[HEADER.FIELDS (FROM SUBJECT DATE)])`,
    'STATUS INBOX (MESSAGES UNSEEN)',
    'SEARCH UNSEEN',
    `SEARCH SUBJECT "number ${number}"`,
    `COPY ${number} Archive`,
    `STORE ${number} -FLAGS (\\Seen)`,
    ...(turn % 3 === 0 ? [appendOf('Archive', textMail(turn, 8_000))] : []),
    'LIST "" "*"',
    'NOOP',
  ];
}
