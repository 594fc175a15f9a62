import { textMail } from '../sample-mail.ts';
import { pause, selected, type Workload } from '../workload.ts';
import { appendOf } from './changing.ts';

const seconds = 6;

export const mixed: readonly Workload[] = [50, 200].map((clients) => ({
  name: `mixed-${clients}`,
  what: () => `${clients} clients of 20 users doing everything for ${seconds} s: commands`,
  goal: '3×',
  unit: 'a second',
  moreIsBetter: true,
  peer: 'dovecot',
  async run(target) {
    let commands = 0;
    let isOver = false;
    const all = Array.from({ length: clients }, async (_, client) => {
      for (let turn = client; !isOver; turn += 1) {
        const driver = await selected(target, 'INBOX', false, 1 + (client % 20));
        commands += 2;
        for (const command of turnOf(turn)) {
          if (isOver) break;
          // A message may have been moved away by another client of the same user: NO is an answer too.
          await driver.run(command).catch(() => 0);
          commands += 1;
        }
        await driver.run('LOGOUT');
        commands += 1;
        driver.close();
      }
    });
    await pause(seconds * 1000);
    isOver = true;
    await Promise.all(all);
    return { value: commands / seconds, operations: commands };
  },
}));

/** What a client does between sign-in and sign-off: looks, reads, marks, files, searches, writes. */
function turnOf(turn: number): readonly string[] {
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
