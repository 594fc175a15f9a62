// `npm run soak -- --messages 100000 --kills 10 [--postgres]`: the queue at a size that no test has time for, with what it costs.
import { parseArgs } from 'node:util';
import { startPostgres } from '../support/postgres.ts';
import { soakQueue } from './queue-soak.ts';

const { values } = parseArgs({
  strict: false,
  options: {
    help: { type: 'boolean', default: false },
    messages: { type: 'string', default: '100000' },
    kills: { type: 'string', default: '10' },
    /** On a PostgreSQL of its own instead of the embedded store. */
    postgres: { type: 'boolean', default: false },
  },
});
const messages = Number(values.messages);
const kills = Number(values.kills);
const known = ['help', 'messages', 'kills', 'postgres'];
const isUnderstood =
  Number.isInteger(messages) &&
  messages > 0 &&
  Number.isInteger(kills) &&
  kills >= 0 &&
  Object.keys(values).every((name) => known.includes(name));
if (!isUnderstood || values.help === true) {
  console.error(`usage: npm run soak -- [--messages N] [--kills N] [--postgres]

Fills the outbound queue, kills the server while it is emptied, and says what it cost.
  --messages N   how many messages                              (default: 100000)
  --kills N      how often the server is killed meanwhile       (default: 10)
  --postgres     on a PostgreSQL of its own instead of the embedded store`);
  process.exit(isUnderstood ? 0 : 2);
}
const say = (line: string): void => console.log(`${new Date().toISOString().slice(11, 19)} ${line}`);

const postgres = values.postgres ? await startPostgres() : null;
const result = await soakQueue({
  databaseUrl: await postgres?.newDatabase(),
  messages,
  kills,
  say,
  async whenFull(_server, tell) {
    for (const command of [
      '(Get-Queue).Count',
      'Get-Queue | Format-Table Identity, Status, MessageCount',
      '(Get-Message).Count',
      '(Get-Message -ResultSize Unlimited | Measure-Object).Count',
      '(Get-Message -Filter "Subject -eq \'77\'").Count',
      '(Get-MessageTrackingLog -ResultSize 10).Count',
    ]) {
      const begun = performance.now();
      const said = (await tell(command)).trim().replace(/\s*\n\s*/g, ' | ');
      say(`${command}: ${said} (${Math.round(performance.now() - begun)} ms, start of the shell included)`);
    }
  },
});
say(JSON.stringify(result));
await postgres?.stop();
