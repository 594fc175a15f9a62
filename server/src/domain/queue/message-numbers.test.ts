import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { test } from 'node:test';
import type { Scope } from '../../storage/sql-engine.ts';
import { StorageError } from '../../storage/storage-error.ts';
import { memoryScope } from '../directory/memory-scope.fixture.ts';
import { type MessageNumbers, openMessageNumbers, reservedTogether } from './message-numbers.ts';
import { queueMigrations } from './queue-migrations.ts';

/** A scope whose disk may be full. */
function openScope(): { readonly scope: Scope; isFull: boolean } {
  const inner = memoryScope(queueMigrations);
  const place = {
    isFull: false,
    scope: {
      ...inner,
      write: <T>(work: Parameters<typeof inner.write<T>>[0]): Promise<T> =>
        place.isFull ? Promise.reject(new StorageError('storage-full', 'no space left')) : inner.write(work),
    } as Scope,
  };
  return place;
}

const open = ({ scope }: { readonly scope: Scope }): Promise<MessageNumbers> =>
  scope.write((writer) => openMessageNumbers({ scope, writer, server: 'CAS01', last: 0 }));

test('where the disk takes no reservation, numbers end before one could be given again after a crash', async () => {
  const place = openScope();
  const numbers = await open(place);
  place.isFull = true;
  const given: number[] = [];
  const takeAll = (): void => {
    for (;;) given.push(numbers.next());
  };
  assert.throws(takeAll, { code: 'storage-unavailable' });
  assert.equal(given.at(-1), reservedTogether);
  // The crash.
  place.isFull = false;
  assert.ok((await open(place)).next() > reservedTogether);
  // Without one it goes on as soon as there is room.
  for (let next: number | null = null; next === null; ) {
    await setImmediate();
    try {
      next = numbers.next();
      assert.equal(next, reservedTogether + 1);
    } catch (error) {
      assert.equal((error as { code?: string }).code, 'storage-unavailable');
    }
  }
});

test('a report finds its number in the transaction that writes it, though none was left', async () => {
  const place = openScope();
  const numbers = await open(place);
  place.isFull = true;
  assert.throws(() => {
    for (;;) numbers.next();
  });
  place.isFull = false;
  const given = await place.scope.write(async (writer) => [await numbers.nextIn(writer), await numbers.nextIn(writer)]);
  assert.deepEqual(given, [reservedTogether + 1, reservedTogether + 2]);
  assert.equal(numbers.next(), reservedTogether + 3);
  assert.ok((await open(place)).next() > reservedTogether + 3);
});

test('who uses many numbers while a reservation is written asks for more the next time', async () => {
  const place = openScope();
  const numbers = await open(place);
  const reserved = async (): Promise<number> =>
    Number(
      (
        await place.scope.read((reader) =>
          reader.get<{ reserved: number }>('SELECT reserved FROM message_number WHERE server = ?', 'CAS01'),
        )
      )?.reserved,
    );
  for (let count = 0; count < 1900; count += 1) numbers.next();
  let first = await reserved();
  for (; first === reservedTogether; first = await reserved()) await setImmediate();
  // 1,400 went while that one was written.
  while ((await reserved()) === first) {
    await setImmediate();
    numbers.next();
  }
  assert.ok((await reserved()) - first > 2 * reservedTogether, `${first} ${await reserved()}`);
});
