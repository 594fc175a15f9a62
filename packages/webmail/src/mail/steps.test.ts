import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inSteps, mostInStep, type Pace, runSteps, type StepResult } from './steps.ts';

const ids = Array.from({ length: 2 * mostInStep + 7 }, (_, at) => `e${at}`);
const all = (some: readonly string[]): StepResult => ({ done: some, gone: [], refusal: null });

function pace(again: (cause: unknown, stop: () => void) => boolean = () => false) {
  const abort = new AbortController();
  const told: number[] = [];
  const it: Pace = {
    signal: abort.signal,
    onProgress: (done) => void told.push(done),
    again: (cause) => Promise.resolve(again(cause, () => abort.abort())),
  };
  return { it, told, abort };
}

test('each step is told, and nothing is left out', async () => {
  const { it, told } = pace();
  const asked: number[] = [];
  const steps = inSteps(ids, async (some) => (asked.push(some.length), all(some)));
  const { done, failure } = await runSteps(steps, it);
  assert.deepEqual(
    [asked, told],
    [
      [500, 500, 7],
      [500, 1000, 1007],
    ],
  );
  assert.deepEqual([[...done], failure], [ids, null]);
});

test('stopped between two steps, it says what was done', async () => {
  const { it, abort } = pace();
  const steps = inSteps(ids, async (some) => (abort.abort(), all(some)));
  const { done, failure } = await runSteps(steps, it);
  assert.deepEqual([done.size, failure], [500, null]);
});

test('a step whose answer is lost is repeated as long as somebody wants it, and then ends with what was done', async () => {
  const lost = new Error('no answer');
  for (const answers of [
    [true, true, true, true],
    [true, false],
  ]) {
    const asked = [...answers];
    const { it } = pace(() => asked.shift() ?? assert.fail('asked once more'));
    let fails = answers.length;
    const steps = inSteps(ids, (some) => {
      if (some[0] === 'e500' && fails-- > 0) return Promise.reject(lost);
      return Promise.resolve(all(some));
    });
    const { done, failure } = await runSteps(steps, it);
    const isWhole = answers.every(Boolean);
    assert.deepEqual([done.size, failure], isWhole ? [ids.length, null] : [500, lost]);
  }
});

test('stopped while it waits for the connection, it was stopped and did not fail', async () => {
  const { it } = pace((_, stop) => (stop(), false));
  const { done, failure } = await runSteps(
    inSteps(ids, () => Promise.reject(new Error('no answer'))),
    it,
  );
  assert.deepEqual([done.size, failure], [0, null]);
});

test('of a step that was refused in part only the rest is tried again; what is gone ends nothing', async () => {
  const refusal = new Error('over quota');
  const asked: (readonly string[])[] = [];
  const { it } = pace((cause) => cause === refusal);
  const steps = inSteps(['a', 'b', 'c', 'd'], async (some) => {
    asked.push(some);
    if (asked.length > 1) return all(some);
    return { done: ['a'], gone: ['b'], refusal };
  });
  const { done, gone, failure } = await runSteps(steps, it);
  assert.deepEqual(asked, [
    ['a', 'b', 'c', 'd'],
    ['c', 'd'],
  ]);
  assert.deepEqual([[...done], gone, failure], [['a', 'c', 'd'], 1, null]);
});
