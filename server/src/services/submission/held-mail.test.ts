import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseFor, onBothEngines } from '../../../../test/support/both-engines.ts';
import { noActions, noConditions, type TransportRule } from '../../domain/configuration/transport-rules.ts';
import { directoryMigrations } from '../../domain/directory/directory-migrations.ts';
import { openDirectory } from '../../domain/directory/open-directory.ts';
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
import { openEmbeddedEngine } from '../../storage/embedded/open-embedded-engine.ts';
import { LocalChangeSignal } from '../../storage/local-change-signal.ts';
import { migrate } from '../../storage/migrations.ts';
import { openPostgresEngine } from '../../storage/postgres/open-postgres-engine.ts';
import { createDelivery } from '../delivery/create-delivery.ts';
import type { Delivery } from '../delivery/delivery.ts';
import { SendingRates } from '../throttling/sending-rates.ts';
import { throttledDelivery } from '../throttling/throttled-delivery.ts';
import { ruledDelivery } from '../transport-rules/ruled-delivery.ts';
import { createHeldMail } from './held-mail.ts';

const minute = 60_000;
const hour = 60 * minute;

/** Held mail over a real store and a real queue, whose relay does not run: what has left is found in the queue. */
async function openPlace(ending: { after(work: () => Promise<void>): void }, { personal = personalMigrations } = {}) {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'relais-held-'));
  const url = await databaseFor(ending);
  const engine =
    url === null
      ? await openEmbeddedEngine({ dataDirectory, log: silentLog })
      : await openPostgresEngine({ url, log: silentLog });
  const changes = new LocalChangeSignal();
  ending.after(async () => {
    await changes.close();
    await engine.close();
    await rm(dataDirectory, { recursive: true });
  });
  const scope = engine.system;
  await migrate(scope, engine.differences, 'directory', directoryMigrations);
  await migrate(scope, engine.differences, 'queue', queueMigrations);
  await migrate(scope, engine.differences, 'personal', personal);
  const clock = new ManualClock();
  const directory = await openDirectory({ scope, clock });
  await directory.createAcceptedDomain({
    name: 'a',
    domainName: 'example.test',
    domainType: 'Authoritative',
    isDefault: true,
  });
  const [alice, bob] = await Promise.all(
    ['alice', 'bob'].map((alias) => {
      const address = `${alias}@example.test`;
      return directory.createMailbox(
        { name: alias, alias, userPrincipalName: address, primarySmtpAddress: address },
        null,
      );
    }),
  );
  assert.ok(alice && bob);
  const mail = openMailStore({ engine, changes, clock, log: silentLog });
  const sendConnectors = await openSendConnectors({ scope, clock });
  const tracking = await openTrackingLog({ scope, clock, server: 'CAS01' });
  const route = createRoute({ directory, sendConnectors });
  const queue = await openOutboundQueue({ scope, clock, server: 'CAS01', route, tracking });
  const outbound = { queue, sendConnectors };
  const plain = createDelivery({ directory, mail, clock, log: silentLog, outbound, spoolDirectory: dataDirectory });
  const submissions = openSubmissions({ scope, clock, server: 'CAS01' });
  const heldMail = (delivery: Delivery) => {
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
  return {
    scope,
    migrate: () => migrate(scope, engine.differences, 'personal', personalMigrations),
    alice,
    clock,
    plain,
    submissions,
    heldMail,
    /** A rule of the organisation refuses everything. */
    ruled: (rejectReason: string): Delivery =>
      ruledDelivery({
        delivery: plain,
        rules: { inOrder: () => [ruleThat({ rejectReason })] },
        directory,
        tracking,
        log: silentLog,
      }),
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
          envelope: { mailFrom: address(`${sender}@example.test`), rcptTo: [address('bob@example.test')] },
          sendAt: clock.now() + forMs,
          undoStatus: 'pending',
        },
        (async function* () {
          yield Buffer.from(`Subject: ${subject}\r\nMessage-ID: <${id}@example.test>\r\n\r\nheld\r\n`);
        })(),
      );
    },
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

function field(report: string | undefined, name: string): string | undefined {
  return new RegExp(`^${name}: (.*)\\r$`, 'm').exec(report ?? '')?.[1];
}

onBothEngines('a held message refused for good is reported to its sender, and is held no more', async (t) => {
  const place = await openPlace(t);
  const held = place.heldMail(place.ruled('not so'));
  await place.hold('S1', 'alice', hour, 'Été');
  place.clock.advance(hour);
  await held.tend();
  const { subjects, reports } = await place.queued();
  assert.deepEqual(subjects, []);
  assert.equal(reports.length, 1);
  assert.equal(field(reports[0], 'Action'), 'failed');
  assert.equal(field(reports[0], 'Status'), '5.7.1');
  assert.equal(field(reports[0], 'Final-Recipient'), 'rfc822; bob@example.test');
  assert.equal(field(reports[0], 'Diagnostic-Code'), 'smtp; 550 5.7.1 TRANSPORT.RULES.RejectMessage; not so');
  assert.equal(field(reports[0], 'In-Reply-To'), '<S1@example.test>');
  assert.equal(field(reports[0], 'To'), '<alice@example.test>');
  assert.equal(await place.statusOf('S1'), 'final');
  assert.equal(await place.submissions.nextDue(), null);
  for await (const _ of place.submissions.content('S1')) assert.fail('its content is kept');
});

onBothEngines('however many are put off, they keep nobody waiting, and leave when they may', async (t) => {
  const place = await openPlace(t);
  let most = 0;
  const held = place.heldMail(place.throttled(() => most));
  const ids = Array.from({ length: 130 }, (_, at) => `S${at}`);
  for (const id of ids) await place.hold(id, 'alice', minute);
  await place.hold('free', 'bob', 2 * minute);
  place.clock.advance(2 * minute);
  await held.tend();
  assert.deepEqual((await place.queued()).subjects, ['free']);
  // RFC 8621 §7: as long as it waits it can be called back.
  assert.equal(await place.statusOf('S7'), 'pending');
  assert.equal(await held.callBack('S7'), true);
  const [first] = await place.submissions.due(place.clock.now() + hour);
  assert.equal(first?.attempts, 1);
  most = 1000;
  place.clock.advance(minute);
  await held.tend();
  assert.equal((await place.queued()).subjects.length, 130);
  assert.deepEqual((await place.queued()).reports, []);
});

onBothEngines('one that is put off for long is told of after four hours, and given up after two days', async (t) => {
  const place = await openPlace(t);
  const held = place.heldMail(place.throttled(() => 0));
  await place.hold('S1', 'alice', hour);
  const reports = async (): Promise<readonly (string | undefined)[]> =>
    (await place.queued()).reports.map((report) => `${field(report, 'Action')} ${field(report, 'Status')}`);
  for (const [hours, told] of [
    [1, []],
    [4, []],
    [1.5, ['delayed 4.7.0']],
    [30, ['delayed 4.7.0']],
    [13.5, ['delayed 4.7.0', 'failed 4.4.7']],
  ] as const) {
    for (const end = place.clock.now() + hours * hour; place.clock.now() < end; ) {
      place.clock.advance(Math.min(10 * minute, end - place.clock.now()));
      await held.tend();
    }
    assert.deepEqual(await reports(), told, `after ${hours} more hours`);
  }
  assert.equal(await place.statusOf('S1'), 'final');
  const [, failed] = (await place.queued()).reports;
  assert.match(failed ?? '', /550 4\.4\.7 QUEUE\.Expired; message expired \(450 4\.7\.0 At most 0 recipients/);
});

onBothEngines('what is called back never leaves, and what is just leaving cannot be called back', async (t) => {
  const place = await openPlace(t);
  const begun = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const held = place.heldMail({
    ...place.plain,
    async begin(...message) {
      begun.resolve();
      await goOn.promise;
      return place.plain.begin(...message);
    },
  });
  // Both are due, and are read together; the second is called back while the first is being handed over.
  await place.hold('S1', 'alice', minute);
  await place.hold('S2', 'alice', minute + 1);
  place.clock.advance(2 * minute);
  const tended = held.tend();
  await begun.promise;
  const calls = Promise.all([held.callBack('S1'), held.callBack('S2')]);
  goOn.resolve();
  assert.deepEqual(await calls, [false, true]);
  await tended;
  assert.deepEqual((await place.queued()).subjects, ['S1']);
  assert.equal(await place.statusOf('S2'), 'canceled');
});

onBothEngines('what was held before held mail knew of further attempts still leaves', async (t) => {
  const place = await openPlace(t, { personal: personalMigrations.slice(0, 1) });
  const now = place.clock.now();
  const address = (email: string) => ({ email, parameters: null });
  const envelope = { mailFrom: address('alice@example.test'), rcptTo: [address('bob@example.test')] };
  await place.scope.write(async (writer) => {
    await writer.run(
      `INSERT INTO submission (server, submission_id, mailbox, created, changed, send_at, status, record)
       VALUES ('CAS01', 'S1', ?, ?, ?, ?, 'pending', ?)`,
      place.alice.guid,
      now,
      now,
      now + minute,
      JSON.stringify({ identityId: 'I', emailId: 'M', threadId: 'T', envelope }),
    );
    await writer.run(
      `INSERT INTO submission_content (server, submission_id, piece, size_bytes, packing, data) VALUES ('CAS01', 'S1', 0, 16, 0, ?)`,
      Buffer.from('Subject: old\r\n\r\n'),
    );
  });
  await place.migrate();
  const held = place.heldMail(place.plain);
  await held.tend();
  assert.deepEqual((await place.queued()).subjects, []);
  place.clock.advance(minute);
  await held.tend();
  assert.deepEqual((await place.queued()).subjects, ['old']);
});
