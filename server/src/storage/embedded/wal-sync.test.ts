import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { WalSync } from './wal-sync.ts';

/** A disk whose syncs end when the test says so. */
async function watched(t: TestContext) {
  const directory = mkdtempSync(join(tmpdir(), 'relais-wal-'));
  const path = join(directory, 'mail.db-wal');
  writeFileSync(path, '');
  const underWay: ((error: Error | null) => void)[] = [];
  let begun = 0;
  const sync = await WalSync.open(path, (_descriptor, done) => {
    begun++;
    underWay.push(done);
  });
  t.after(() => {
    sync.close();
    rmSync(directory, { recursive: true });
  });
  return { sync, begun: () => begun, end: (error: Error | null = null) => underWay.shift()?.(error) };
}

test('what is committed while a sync is under way waits for the next one', async (t) => {
  const { sync, begun, end } = await watched(t);
  const first = sync.until(sync.committed());
  let isDurable = false;
  const second = sync.until(sync.committed()).then(() => {
    isDurable = true;
  });
  end();
  await first;
  assert.deepEqual({ begun: begun(), isDurable }, { begun: 2, isDurable: false });
  end();
  await second;
});

test('after a sync that failed nothing is synced any more: a commit that was on its way fails too', async (t) => {
  const { sync, begun, end } = await watched(t);
  const lost = sync.until(sync.committed());
  end(Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' }));
  await assert.rejects(lost, /Mend the disk, then restart/);
  // Its writer had begun before the failure. Linux would report success now, though the pages are gone.
  const late = sync.until(sync.committed());
  end();
  await assert.rejects(late, /Mend the disk, then restart/);
  sync.ahead();
  assert.equal(begun(), 1);
  assert.throws(() => sync.refuseAfterFailure(), /Mend the disk/);
});
