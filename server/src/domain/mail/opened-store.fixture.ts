import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Clock } from '../../platform/clock/clock.ts';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { silentLog } from '../../platform/log/silent-log.ts';
import { LocalChangeSignal } from '../../storage/local-change-signal.ts';
import { openEmbeddedEngine } from '../../storage/embedded/open-embedded-engine.ts';
import type { Scope, SqlDifferences } from '../../storage/sql-engine.ts';
import type { AccountStore } from './account-store.ts';
import { openMailStore } from './mail-store.ts';
import type { StoreLimits } from './store-limits.ts';

export interface OpenedStore {
  readonly account: AccountStore;
  /** Its rows. */
  readonly scope: Scope;
  readonly differences: SqlDifferences;
  /** Appends a message of this text; gives its UID. */
  append(folderId: number, text: string): Promise<number>;
}

/** One account on files of its own, until the test is over. */
export async function openedStore(
  t: TestContext,
  usualSizeLimit: () => number | null = () => null,
  limits: Partial<StoreLimits> = {},
  clock: Clock = systemClock,
): Promise<OpenedStore> {
  const directory = await mkdtemp(join(tmpdir(), 'relais-mail-'));
  const engine = await openEmbeddedEngine({ dataDirectory: directory, log: silentLog });
  t.after(async () => {
    await engine.close();
    await rm(directory, { recursive: true, force: true });
  });
  const changes = new LocalChangeSignal();
  const store = openMailStore({ engine, changes, clock, log: silentLog, usualSizeLimit, limits });
  const account = await store.account('a');
  return {
    account,
    scope: engine.account('a'),
    differences: engine.differences,
    async append(folderId, text) {
      const incoming = await account.beginMessage();
      await incoming.write(Buffer.from(text));
      const message = await incoming.finish();
      const { uids } = await account.append(folderId, [{ message, flags: { bits: 0, keywords: [] } }]);
      return uids[0] as number;
    },
  };
}
