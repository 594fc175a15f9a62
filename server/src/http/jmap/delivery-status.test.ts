import assert from 'node:assert/strict';
import { test } from 'node:test';
import { databaseFor, onBothEngines } from '../../../../test/support/both-engines.ts';
import { beginSubmitting } from './fixtures/submission-place.ts';

onBothEngines(
  'each recipient has his delivery status, and changes tell when it is another (RFC 8621 §7)',
  async (t) => {
    const { alice, send, statuses } = await beginSubmitting(t, { databaseUrl: (await databaseFor(t)) ?? undefined });
    const to = [
      'bob@example.test',
      'team@example.test',
      'far@example.test',
      'x@far.test',
      'nobody@far.test',
      'busy@far.test',
    ];
    const { id, deliveryStatus, state } = await send(to);
    assert.deepEqual(Object.keys(deliveryStatus ?? {}).toSorted(), to.toSorted());
    const settled = await statuses(
      id,
      (now) =>
        now?.['x@far.test']?.delivered === 'unknown' && now['busy@far.test']?.smtpReply.startsWith('450') === true,
    );
    const displayed = 'unknown';
    assert.deepEqual(settled, {
      'bob@example.test': { smtpReply: '250 2.1.5 Delivered', delivered: 'yes', displayed },
      'team@example.test': { smtpReply: '250 2.1.5 Taken', delivered: 'unknown', displayed },
      'far@example.test': { smtpReply: '250 2.6.0 Taken', delivered: 'unknown', displayed },
      'x@far.test': { smtpReply: '250 2.6.0 Taken', delivered: 'unknown', displayed },
      'nobody@far.test': {
        smtpReply: '550 5.7.1 Our system has detected that this message is likely spam.',
        delivered: 'no',
        displayed,
      },
      'busy@far.test': { smtpReply: '450 4.2.1 Come later', delivered: 'queued', displayed },
    });
    const [[, changes]] = await alice.call(['EmailSubmission/changes', { sinceState: '0' }, 'c']);
    assert.deepEqual(changes.created, [id]);
    // Those elsewhere may have been settled before the answer, or after it.
    const [[, later]] = await alice.call(['EmailSubmission/changes', { sinceState: state }, 'c']);
    assert.deepEqual([...later.created, ...later.destroyed], []);
    if (JSON.stringify(deliveryStatus) !== JSON.stringify(settled)) assert.deepEqual(later.updated, [id]);
  },
);

test('what an administrator removes from the queue has failed, and its state moves', async (t) => {
  const { alice, server, send, statuses } = await beginSubmitting(t);
  const { id } = await send(['busy@far.test']);
  await statuses(id, (now) => now?.['busy@far.test']?.smtpReply.startsWith('450') === true);
  const [[, { state }]] = await alice.call(['EmailSubmission/get', { ids: [id] }, 'g']);
  const removed = await server.shell('Get-Message | Remove-Message -WithNDR $false -Confirm:$false');
  assert.equal(removed.exitCode, 0, removed.stderr);
  assert.deepEqual(await statuses(id, () => true), {
    'busy@far.test': { smtpReply: '550 5.0.0 Deleted by an administrator', delivered: 'no', displayed: 'unknown' },
  });
  const [[, { updated }]] = await alice.call(['EmailSubmission/changes', { sinceState: state }, 'c']);
  assert.deepEqual(updated, [id]);
});

test('a held message is queued for everybody until it leaves, and has no status once it is called back', async (t) => {
  const { alice, server, send, statuses } = await beginSubmitting(t, { manualClock: true });
  const to = ['bob@example.test', 'team@example.test', 'x@far.test'];
  const { id, deliveryStatus } = await send(to, { holdfor: '3600' });
  assert.deepEqual(
    Object.values(deliveryStatus ?? {}).map(({ delivered }) => delivered),
    ['queued', 'queued', 'queued'],
  );
  const { id: other } = await send(to, { holdfor: '3600' });
  const [[, canceled]] = await alice.call([
    'EmailSubmission/set',
    { update: { [other]: { undoStatus: 'canceled' } } },
    's',
  ]);
  assert.deepEqual(canceled.updated, { [other]: null });
  assert.equal(await statuses(other, () => true), null);
  server.advance(3_601_000);
  const left = await statuses(
    id,
    (now) => now?.['bob@example.test']?.delivered === 'yes' && now['x@far.test']?.delivered === 'unknown',
  );
  assert.equal(left?.['team@example.test']?.delivered, 'unknown');
});
