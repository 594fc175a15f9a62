import assert from 'node:assert/strict';
import { databaseFor, onBothEngines } from '../../../../test/support/both-engines.ts';
import { personalMigrations } from '../../domain/personal/personal-migrations.ts';
import { field, openPlace } from './held-place.fixture.ts';

const minute = 60_000;
const hour = 60 * minute;

onBothEngines('a held message refused for good is reported to its sender, and is held no more', async (t) => {
  const place = await openPlace(t, await databaseFor(t));
  const held = place.heldMail(place.ruled('not so', '5.7.941'));
  await place.hold('S1', 'alice', hour, 'Été');
  place.clock.advance(hour);
  await held.tend();
  const { subjects, reports } = await place.queued();
  assert.deepEqual(subjects, []);
  assert.equal(reports.length, 1);
  assert.equal(field(reports[0], 'Action'), 'failed');
  assert.equal(field(reports[0], 'Status'), '5.7.941');
  assert.equal(field(reports[0], 'Final-Recipient'), 'rfc822; bob@example.test');
  assert.equal(field(reports[0], 'Diagnostic-Code'), 'smtp; 550 5.7.941 TRANSPORT.RULES.RejectMessage; not so');
  assert.equal(field(reports[0], 'In-Reply-To'), '<S1@example.test>');
  assert.equal(field(reports[0], 'To'), '<alice@example.test>');
  assert.equal(await place.statusOf('S1'), 'final');
  assert.deepEqual((await place.submission('S1'))?.deliveryStatus, {
    'bob@example.test': {
      smtpReply: '550 5.7.941 TRANSPORT.RULES.RejectMessage; not so',
      delivered: 'no',
      displayed: 'unknown',
    },
  });
  assert.equal(await place.submissions.nextDue(), null);
  for await (const _ of place.submissions.content('S1')) assert.fail('its content is kept');
});

onBothEngines('however many are put off, they keep nobody waiting, and leave when they may', async (t) => {
  const place = await openPlace(t, await databaseFor(t));
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
  const place = await openPlace(t, await databaseFor(t));
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
  const place = await openPlace(t, await databaseFor(t));
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
  const place = await openPlace(t, await databaseFor(t), { personal: personalMigrations.slice(0, 1) });
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
