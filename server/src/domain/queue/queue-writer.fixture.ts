// A process that queues and settles messages until it is killed. It prints what was promised: `queued N`, `settled N`.
import { openEmbeddedEngine } from '../../storage/embedded/open-embedded-engine.ts';
import { migrate } from '../../storage/migrations.ts';
import { silentLog } from '../../platform/log/silent-log.ts';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { openOutboundQueue } from './open-outbound-queue.ts';
import { openTrackingLog } from './open-tracking-log.ts';
import { queueMigrations } from './queue-migrations.ts';
import type { NewMessage } from './queued-message.ts';

const [dataDirectory = ''] = process.argv.slice(2);
const engine = await openEmbeddedEngine({ dataDirectory, log: silentLog });
await migrate(engine.system, engine.differences, 'queue', queueMigrations);
const parts = { scope: engine.system, clock: systemClock, server: 'CAS01' };
const queue = await openOutboundQueue({
  ...parts,
  tracking: await openTrackingLog(parts),
  route: () => ({ domain: 'a.test', hop: { kind: 'smart-host', connector: 'c' } }),
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function work(worker: number): Promise<void> {
  for (let count = 0; ; count += 1) {
    // Of all sizes: within one piece, and of several.
    const size = count % 5 === 0 ? 700_000 : 2000 + worker;
    const message: NewMessage = {
      sender: 'alice@example.test',
      recipients: [{ address: 'x@a.test', notify: null, originalRecipient: null }],
      smtpUtf8: false,
      ret: null,
      envelopeId: String(size),
      authenticatedAs: null,
      source: 'SMTP',
      clientAddress: null,
      language: null,
    };
    const intake = queue.begin(message);
    const content = Buffer.alloc(size, `${worker}-${count}\r\n`);
    for (let at = 0; at < size; at += 64_000) await intake.write(content.subarray(at, at + 64_000));
    const { id } = await intake.commit();
    say(`queued ${id} ${size}`);
    if (count % 3 !== 0) continue;
    const report = {
      message: { ...message, sender: '', envelopeId: '6', source: 'DSN' as const },
      content: Buffer.from('report'),
    };
    say(`settling ${id}`);
    await queue.settle({
      messageId: id,
      results: [{ number: 0, kind: 'failed', status: '5.1.1', response: '550 no' }],
      reports: [report],
      events: [],
    });
    say(`settled ${id}`);
  }
}

await Promise.all([1, 2, 3, 4].map(work));
