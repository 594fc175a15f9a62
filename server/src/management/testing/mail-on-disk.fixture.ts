import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import type { MailStore } from '../../domain/mail/account-store.ts';
import { openMailStore } from '../../domain/mail/mail-store.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import { silentLog } from '../../platform/log/silent-log.ts';
import { LocalChangeSignal } from '../../storage/embedded/change-signal.ts';
import { openEmbeddedEngine, sqliteDifferences } from '../../storage/embedded/open-embedded-engine.ts';
import type { SqlEngine, StoredSpace } from '../../storage/sql-engine.ts';

const closers: (() => Promise<void>)[] = [];
after(async () => {
  for (const close of closers) await close();
});

/** The real mail store in a directory of its own, made when an account is first opened and gone after the tests. */
export function mailOnDisk(clock: Clock, deleted: string[]): MailStore & Pick<SqlEngine, 'space' | 'differences'> {
  let opening: ReturnType<typeof open> | null = null;
  const opened = (): ReturnType<typeof open> => (opening ??= open(clock));
  return {
    account: async (id) => (await opened()).account(id),
    async deleteAccount(id) {
      deleted.push(id);
      await (await opened()).deleteAccount(id);
    },
    verify: (id) => verify(opened(), id),
    differences: sqliteDifferences,
    space: async () => (await opened()).space(),
    serverAnnotations: {
      read: async () => (await opened()).serverAnnotations.read(),
      write: async (changes) => (await opened()).serverAnnotations.write(changes),
      onChange(listener) {
        const listening = opened().then((store) => store.serverAnnotations.onChange(listener));
        return () => void listening.then((stop) => stop());
      },
    },
  };
}

async function open(clock: Clock): Promise<MailStore & { space(): Promise<StoredSpace> }> {
  const directory = await mkdtemp(join(tmpdir(), 'relais-management-'));
  const engine = await openEmbeddedEngine({ dataDirectory: directory, log: silentLog });
  const changes = new LocalChangeSignal();
  closers.push(async () => {
    await changes.close();
    await engine.close();
    await rm(directory, { recursive: true, force: true });
  });
  return { ...openMailStore({ engine, changes, clock, log: silentLog }), space: () => engine.space() };
}

async function* verify(store: Promise<MailStore>, id: string): AsyncGenerator<string> {
  yield* (await store).verify(id);
}
