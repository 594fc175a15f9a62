import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CallsAhead } from './calls-ahead.ts';

/** A call that is answered when it is told to. */
function call(name: string, underWay: Set<string>) {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const records = (async function* () {
    underWay.add(name);
    await promise;
    underWay.delete(name);
    yield name;
  })();
  return { records, answer: resolve, fail: reject };
}

test('answers are told in the order of the calls, at most so many are under way', async () => {
  const told: string[] = [];
  const underWay = new Set<string>();
  const ahead = new CallsAhead<string>(3, async (records) => void told.push(...records));
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => call(name, underWay));
  assert.ok(a && b && c && d);
  await ahead.add(a.records);
  await ahead.add(b.records);
  const third = ahead.add(c.records);
  assert.deepEqual([...underWay], ['a', 'b', 'c']);
  // The later ones are ready first; the first is told first.
  c.answer();
  b.answer();
  assert.deepEqual(told, []);
  a.answer();
  await third;
  assert.deepEqual(told, ['a']);
  const fourth = ahead.add(d.records);
  d.answer();
  await fourth;
  await ahead.end();
  assert.deepEqual(told, ['a', 'b', 'c', 'd']);
});

test('a failure is passed on in its turn, behind what was answered before it', async () => {
  const told: string[] = [];
  const underWay = new Set<string>();
  const ahead = new CallsAhead<string>(4, async (records) => void told.push(...records));
  const [a, b] = [call('a', underWay), call('b', underWay)];
  await ahead.add(a.records);
  await ahead.add(b.records);
  b.fail(new Error('the connection is lost'));
  a.answer();
  await assert.rejects(ahead.end(), /connection is lost/);
  assert.deepEqual(told, ['a']);
});
