import { noActions, noConditions, type TransportRule } from '../../domain/configuration/transport-rules.ts';
import { directoryMigrations } from '../../domain/directory/directory-migrations.ts';
import { createPerson, openExampleDirectory } from '../../domain/directory/example-directory.fixture.ts';
import { openMailStore } from '../../domain/mail/mail-store.ts';
import { personalMigrations } from '../../domain/personal/personal-migrations.ts';
import { openSubmissions } from '../../domain/personal/submissions.ts';
import { openOutboundQueue } from '../../domain/queue/open-outbound-queue.ts';
import { openSendConnectors } from '../../domain/queue/open-send-connectors.ts';
import { openTrackingLog } from '../../domain/queue/open-tracking-log.ts';
import { defaultQueueLimits } from '../../domain/queue/outbound-queue.ts';
import { queueMigrations } from '../../domain/queue/queue-migrations.ts';
import { createRoute } from '../../domain/queue/route-recipient.ts';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { silentLog } from '../../platform/log/silent-log.ts';
import { LocalChangeSignal } from '../../storage/local-change-signal.ts';
import { migrate } from '../../storage/migrations.ts';
import type { Scope } from '../../storage/sql-engine.ts';
import { openedEngine } from '../../storage/opened-engine.fixture.ts';
import { createDelivery } from '../delivery/create-delivery.ts';
import type { Delivery } from '../delivery/delivery.ts';
import { SendingRates } from '../throttling/sending-rates.ts';
import { throttledDelivery } from '../throttling/throttled-delivery.ts';
import { WatchedPatterns } from '../../platform/patterns/watched-patterns.ts';
import { ruledDelivery } from '../transport-rules/ruled-delivery.ts';
import { createHeldMail, type HeldMail } from './held-mail.ts';

/** Held mail over a real store and a real queue, whose relay does not run: what has left is found in the queue. */
export async function openPlace(
  ending: { after(work: () => Promise<void>): void },
  /** Of an empty PostgreSQL database; `null`: on SQLite. */
  url: string | null,
  { personal = personalMigrations } = {},
) {
  const { engine, dataDirectory, close } = await openedEngine(url);
  const changes = new LocalChangeSignal();
  ending.after(async () => {
    await changes.close();
    await close();
  });
  const scope = engine.system;
  await migrate(scope, engine.differences, 'directory', directoryMigrations);
  await migrate(scope, engine.differences, 'queue', queueMigrations);
  await migrate(scope, engine.differences, 'personal', personal);
  const clock = new ManualClock();
  const directory = await openExampleDirectory(scope, clock);
  const alice = await createPerson(directory, 'alice');
  const bob = await createPerson(directory, 'bob');
  const mail = openMailStore({ engine, changes, clock, log: silentLog });
  const sendConnectors = await openSendConnectors({ scope, clock });
  const route = createRoute({ directory, sendConnectors });
  /** What a process has in memory, over a store that may break in its hands. */
  const openProcess = async (through: Scope = scope) => {
    const tracking = await openTrackingLog({ scope: through, clock, server: 'CAS01' });
    const submissions = openSubmissions({ scope: through, clock, server: 'CAS01' });
    const queue = await openOutboundQueue({ scope: through, clock, server: 'CAS01', route, tracking, submissions });
    const outbound = { queue, sendConnectors };
    const plain = createDelivery({ directory, mail, clock, log: silentLog, outbound, spoolDirectory: dataDirectory });
    const heldMail = (delivery: Delivery): HeldMail => {
      const held = createHeldMail({
        submissions,
        delivery,
        directory,
        reports: { queue, reportingServer: 'cas01.example.test' },
        limits: defaultQueueLimits,
        clock,
        log: silentLog,
        random: () => 0.5,
      });
      ending.after(async () => held.stop());
      return held;
    };
    /** A rule of the organisation refuses everything. */
    const ruled = (rejectReason: string, rejectStatus = '5.7.1'): Delivery =>
      ruledDelivery({
        delivery: plain,
        rules: { inOrder: () => [ruleThat({ rejectReason, rejectStatus })] },
        directory,
        tracking,
        patterns: new WatchedPatterns(clock),
        spoolDirectory: dataDirectory,
        log: silentLog,
      });
    return { tracking, queue, plain, ruled, submissions, heldMail };
  };
  const { tracking, queue, plain, ruled, submissions, heldMail } = await openProcess();
  return {
    scope,
    openProcess,
    directory,
    tracking,
    migrate: () => migrate(scope, engine.differences, 'personal', personalMigrations),
    alice,
    clock,
    plain,
    ruled,
    submissions,
    heldMail,
    /** At most so many recipients in a day for Alice; everything for Bob. */
    throttled: (most: () => number): Delivery =>
      throttledDelivery(plain, new SendingRates(clock), {
        limitOf: (user, limit) =>
          'guid' in user && user.guid === alice.guid && limit === 'RecipientRateLimit' ? most() : null,
      }),
    async hold(id: string, sender: 'alice' | 'bob', forMs: number, subject = id): Promise<void> {
      const address = (email: string) => ({ email, parameters: null });
      await submissions.add(
        {
          id,
          mailbox: (sender === 'alice' ? alice : bob).guid,
          identityId: 'I',
          emailId: `M${id}`,
          threadId: 'T',
          messageId: `${id}@example.test`,
          envelope: { mailFrom: address(`${sender}@example.test`), rcptTo: [address('bob@example.test')] },
          sendAt: clock.now() + forMs,
          undoStatus: 'pending',
          statuses: [{ address: 'bob@example.test', smtpReply: '250 2.0.0 Held', delivered: 'queued' }],
        },
        (async function* () {
          yield Buffer.from(`Subject: ${subject}\r\nMessage-ID: <${id}@example.test>\r\n\r\nheld\r\n`);
        })(),
      );
    },
    submission: async (id: string) =>
      [...(await submissions.of(alice.guid)), ...(await submissions.of(bob.guid))].find((one) => one.id === id),
    statusOf: async (id: string) =>
      [...(await submissions.of(alice.guid)), ...(await submissions.of(bob.guid))].find((one) => one.id === id)
        ?.undoStatus,
    /** What is in the queue: subjects of mail, and the texts of reports. */
    async queued(): Promise<{ readonly subjects: readonly string[]; readonly reports: readonly string[] }> {
      const jobs = await queue.messages({ most: 1000 });
      const reports: string[] = [];
      for (const { message } of jobs.filter((job) => job.message.source === 'DSN')) {
        let text = '';
        for await (const chunk of queue.content(message.id)) text += Buffer.from(chunk).toString('latin1');
        reports.push(text);
      }
      return {
        subjects: jobs.filter(({ message }) => message.source !== 'DSN').map(({ message }) => message.subject),
        reports,
      };
    },
  };
}

function ruleThat(actions: Partial<TransportRule['actions']>): TransportRule {
  return {
    guid: 'R',
    name: 'rule',
    whenCreated: 0,
    whenChanged: 0,
    enabled: true,
    mode: 'Enforce',
    priority: 0,
    comments: '',
    conditions: noConditions,
    exceptions: noConditions,
    actions: { ...noActions, ...actions },
  };
}

/** A field of a report, or of the message itself. */
export function field(report: string | undefined, name: string): string | undefined {
  return new RegExp(`^${name}: (.*)\\r$`, 'm').exec(report ?? '')?.[1];
}
