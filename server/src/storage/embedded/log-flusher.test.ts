import { test } from 'node:test';
import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogFlusher } from './log-flusher.ts';

/** Of no open file. */
const strangeDescriptor = 1_000_000;

test('one log alone and several at once are synced, each once', async (t) => {
  const { flusher, descriptors } = prepare(t, 8);
  await flushed(flusher, descriptors[0] as number);
  await Promise.all(descriptors.map((descriptor) => flushed(flusher, descriptor)));
  await Promise.all(descriptors.map((descriptor) => flushed(flusher, descriptor)));
});

test('a log that cannot be synced fails for itself, alone and among others', async (t) => {
  const { flusher, descriptors } = prepare(t, 3);
  await assert.rejects(flushed(flusher, strangeDescriptor), { code: 'EBADF' });
  const outcomes = await Promise.allSettled(
    [...descriptors, strangeDescriptor].map((descriptor) => flushed(flusher, descriptor)),
  );
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'fulfilled', 'rejected'],
  );
  assert.equal((outcomes[3] as PromiseRejectedResult).reason.code, 'EBADF');
});

test('without its thread logs are synced all the same', async (t) => {
  const { flusher, descriptors } = prepare(t, 3);
  await Promise.all(descriptors.map((descriptor) => flushed(flusher, descriptor)));
  await flusher.end();
  await Promise.all(descriptors.map((descriptor) => flushed(flusher, descriptor)));
});

test('what its thread was given and did not sync before it ended is refused, never taken for synced', async (t) => {
  const { flusher, descriptors } = prepare(t, 1);
  const alone = flushed(flusher, descriptors[0] as number);
  // The thread has only just been asked for. Of no open file, so that it would have to refuse as well if it were quicker.
  const others = Promise.allSettled([1, 2].map((more) => flushed(flusher, strangeDescriptor + more)));
  await flusher.end();
  await alone;
  for (const { status } of await others) assert.equal(status, 'rejected');
});

function prepare(
  t: { after(work: () => Promise<void>): void },
  count: number,
): { flusher: LogFlusher; descriptors: number[] } {
  const directory = mkdtempSync(join(tmpdir(), 'log-flusher-'));
  const flusher = new LogFlusher();
  const descriptors = Array.from({ length: count }, (_, index) => {
    const descriptor = openSync(join(directory, `${index}`), 'w');
    writeSync(descriptor, 'a commit');
    return descriptor;
  });
  t.after(async () => {
    await flusher.end();
    for (const descriptor of descriptors) closeSync(descriptor);
    rmSync(directory, { recursive: true });
  });
  return { flusher, descriptors };
}

function flushed(flusher: LogFlusher, descriptor: number): Promise<void> {
  return new Promise((resolve, reject) =>
    flusher.flush(descriptor, (error) => (error === null ? resolve() : reject(error))),
  );
}
