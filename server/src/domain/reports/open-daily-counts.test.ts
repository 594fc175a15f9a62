import assert from 'node:assert/strict';
import { onBothEngines, databaseFor } from '../../../../test/support/both-engines.ts';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { silentLog } from '../../platform/log/silent-log.ts';
import { migrate } from '../../storage/migrations.ts';
import { openedEngine } from '../../storage/opened-engine.fixture.ts';
import { AlreadyReported } from './daily-counts.ts';
import { dayMs, openDailyCounts } from './open-daily-counts.ts';
import { reportMigrations } from './report-migrations.ts';
import type { TlsObservation } from './tls-observation.ts';

const observation: TlsObservation = {
  policyDomain: 'a.test',
  policy: { type: 'no-policy-found', strings: [], domain: 'a.test', mxHosts: [] },
  failure: null,
};

onBothEngines('two nodes count together, and of a day one of them may report, and only with its report', async (t) => {
  const { engine, close } = await openedEngine(await databaseFor(t));
  t.after(close);
  await migrate(engine.system, engine.differences, 'reports', reportMigrations);
  const clock = new ManualClock();
  const parts = { scope: engine.system, clock, log: silentLog } as const;
  const table = { name: 'tls_observation', count: 'sessions' } as const;
  const [one, other] = [
    openDailyCounts<TlsObservation>({ ...parts, table }),
    openDailyCounts<TlsObservation>({ ...parts, table }),
  ];
  one.note(observation);
  one.note(observation);
  other.note(observation);
  other.note({ ...observation, policyDomain: 'b.test' });
  await Promise.all([one.flush(), other.flush()]);
  clock.advance(dayMs);
  const today = Math.floor(clock.now() / dayMs);
  const [day, rest] = await other.before(today);
  assert.ok(day !== undefined && rest !== undefined);
  assert.deepEqual(await other.of(day, 10), [{ ...observation, count: 3 }]);
  assert.equal(rest.policyDomain, 'b.test');
  // What its report did not get through with is still to be told.
  const lost = engine.system.write(async (writer) => {
    await one.claiming(day)(writer);
    throw new Error('the report was not queued');
  });
  await assert.rejects(lost, /not queued/);
  const claims = await Promise.allSettled([one, other].map((node) => engine.system.write(node.claiming(day))));
  assert.deepEqual(claims.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  const refused = claims.find((claim) => claim.status === 'rejected');
  assert.ok(refused?.reason instanceof AlreadyReported);
  assert.deepEqual(await one.before(today), [rest]);
});
