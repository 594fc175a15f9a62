import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../clock/manual-clock.ts';
import { gatherRepeats } from './gather-repeats.ts';
import { RecentEvents } from './recent-events.ts';
import { silentLog } from './silent-log.ts';

const kindOf = (cause: unknown): string | null =>
  cause instanceof Error && cause.message.startsWith('away') ? 'away' : null;

test('an error of a kind is told once, and every minute how often it came', () => {
  const clock = new ManualClock();
  const events = new RecentEvents(clock);
  const { log } = gatherRepeats(events.watch(silentLog), { clock, kindOf });
  const told = (): string[] => [...events.list()].map(({ message }) => message).toReversed();
  for (let command = 1; command <= 500; command += 1)
    log.with({ connection: `c${command}` }).error('command failed', new Error('away'));
  log.error('delivery failed', new Error('away'));
  log.error('delivery failed', new Error('a bug'));
  log.error('delivery failed', new Error('a bug'));
  const first = [
    'command failed: away (connection=c1)',
    'delivery failed: away',
    'delivery failed: a bug',
    'delivery failed: a bug',
  ];
  assert.deepEqual(told(), first);

  clock.advance(60_000);
  const counted = 'errors-repeated (event=command failed, kind=away, times=499)';
  assert.deepEqual(told(), [...first, counted]);

  // A minute without one: the next outage is told from its beginning.
  clock.advance(60_000);
  log.error('command failed', new Error('away again'));
  assert.deepEqual(told(), [...first, counted, 'command failed: away again']);
});

test('what was counted is told at the end', () => {
  const clock = new ManualClock();
  const events = new RecentEvents(clock);
  const { log, flush } = gatherRepeats(events.watch(silentLog), { clock, kindOf });
  for (let times = 0; times < 3; times += 1) log.error('command failed', new Error('away'));
  flush();
  clock.advance(120_000);
  assert.deepEqual(
    [...events.list()].map(({ message }) => message),
    ['errors-repeated (event=command failed, kind=away, times=2)', 'command failed: away'],
  );
});
