import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Scope } from '../../storage/sql-engine.ts';
import { openMtaStsStore } from './mta-sts-store.ts';

/** `newScope` gives an empty system scope, migrated with `queueMigrations`. */
export function mtaStsStoreContract(newScope: () => Promise<Scope>): void {
  test('policies of MTA-STS: the newest of each domain that has not ended', async () => {
    const store = openMtaStsStore(await newScope());
    const now = 1_800_000_000_000;
    await store.keep({ domain: 'a.test', id: '1', text: 'first', until: now + 10 }, now);
    await store.keep({ domain: 'b.test', id: '7', text: 'of b', until: now + 1_000 }, now);
    await store.keep({ domain: 'a.test', id: '2', text: 'second', until: now + 500 }, now);
    const told = async (at: number): Promise<string[]> =>
      (await store.load(at)).map(({ domain, id, text, until }) => `${domain} ${id} ${text} ${until - now}`).sort();
    assert.deepEqual(await told(now), ['a.test 2 second 500', 'b.test 7 of b 1000']);
    assert.deepEqual(await told(now + 500), ['b.test 7 of b 1000']);
    await store.keep({ domain: 'c.test', id: '1', text: 'of c', until: now + 9_000 }, now + 2_000);
    assert.deepEqual(await told(now), ['c.test 1 of c 9000']);
  });
}
