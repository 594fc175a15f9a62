// `npm run soak -- --messages 100000 --kills 10 [--postgres]`: the queue at a size that no test has time for, with what it costs.
import { parseArgs } from 'node:util';
import { startPostgres } from '../support/postgres.ts';
import { soakQueue } from './queue-soak.ts';

// tools/soak.mjs has refused what is no such number.
const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '100000' },
    kills: { type: 'string', default: '10' },
    /** On a PostgreSQL of its own instead of the embedded store. */
    postgres: { type: 'boolean', default: false },
  },
});
const messages = Number(values.messages);
const kills = Number(values.kills);
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
