import { access, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { mailMigrations } from '../../domain/mail/schema.ts';
import { serverAnnotationMigrations } from '../../domain/mail/server-annotations.ts';
import { systemMigrations } from '../../domain/system-migrations.ts';
import { silentLog } from '../../platform/log/silent-log.ts';
import { continueKeys, copyTable, tablesOf } from '../../storage/copy-tables.ts';
import { openEmbeddedEngine } from '../../storage/embedded/open-embedded-engine.ts';
import { accountSchemaScope, migrate } from '../../storage/migrations.ts';
import { openPostgresEngine } from '../../storage/postgres/open-postgres-engine.ts';
import { serversOn } from '../../storage/postgres/servers-on.ts';
import type { SqlEngine } from '../../storage/sql-engine.ts';
import { storageErrorCodeIn } from '../../storage/storage-error.ts';
import { beginTransfer, endTransfer, refuseUnfinishedTransfer } from '../../storage/unfinished-transfer.ts';
import { type Command, UsageError } from '../command.ts';
import { makeDataDirectory } from '../make-data-directory.ts';
import { parseOptions } from '../parse-options.ts';
import { isRestored } from '../settle-restored.ts';
import { stopOnSignals } from '../stop-on-signals.ts';

const help = `usage: relais transfer --from DIR --to postgres://USER@HOST/DATABASE
       relais transfer --from postgres://USER@HOST/DATABASE --to DIR

Copies everything that a server keeps from files to PostgreSQL or back: mail with its UIDs and flags, mailboxes with
their passwords, groups, rights, settings, the queue, logs of administrators. What is copied from stays as it is. No
server may run on either side; the target is an empty database, or a directory that is new or empty. Certificates are
files in either case: copy DIR/certificates into the data directory of the server that goes on.

A password for the database stands in the URL, or unseen by other users in the environment as PGPASSWORD.`;

export const transfer: Command = {
  help,
  async run(args) {
    const { values, positionals } = parseOptions(
      args,
      { from: { type: 'string' }, to: { type: 'string' } },
      'transfer',
    );
    const { from, to } = values;
    if (positionals.length > 0) throw new UsageError(`"${positionals[0]}" is not an option`);
    if (from === undefined || to === undefined) throw new UsageError('--from and --to are both needed');
    if (isUrl(from) === isUrl(to))
      throw new UsageError(
        'one of --from and --to is a directory, the other a URL such as postgres://user@host/relais',
      );
    await using source = await openSource(from);
    const { mailboxes, rows } = await transferInto(to, source.engine, isUrl(from) ? 'target' : 'source');
    console.log(`relais: transferred: the mail of ${mailboxes} mailboxes, ${rows.toLocaleString('en-US')} rows in all`);
    return 0;
  },
};

/** @throws Error when it does not come to its end: of a directory nothing is left, of a database what to do with it is said. */
async function transferInto(
  to: string,
  source: SqlEngine,
  files: 'source' | 'target',
): Promise<{ mailboxes: number; rows: number }> {
  const { engine } = await openTarget(to);
  using stop = stopOnSignals();
  try {
    try {
      return await transferAll(source, engine, files, stop.signal);
    } finally {
      await engine.close();
    }
  } catch (error) {
    progress('');
    const left = isUrl(to)
      ? `${withoutPassword(to)} holds a part and no server starts on it: make a new database.`
      : `Nothing was left in ${resolve(to)}.`;
    if (!isUrl(to)) await empty(resolve(to));
    throw new Error(`${(error as Error).message} What was to be transferred is as it was. ${left}`, { cause: error });
  }
}

async function empty(directory: string): Promise<void> {
  for (const name of await readdir(directory)) await rm(join(directory, name), { recursive: true });
}

interface Opened extends AsyncDisposable {
  readonly engine: SqlEngine;
}

async function openSource(place: string): Promise<Opened> {
  if (!isUrl(place)) {
    const directory = resolve(place);
    await access(join(directory, 'system.db')).catch(() => {
      throw new Error(`${directory} is no data directory: there is no system.db in it (--from DIR)`);
    });
    if (await isRestored(directory))
      throw new Error(
        `${directory} was put back from a backup and not served since: start a server on it once, then transfer it`,
      );
  }
  const engine = await openEngine(place);
  return await checked(engine, async () => {
    const isServed = await engine.system.read(async (reader) => await reader.hasTable('server'));
    if (!isServed)
      throw new Error(`there is nothing to transfer in ${withoutPassword(place)}: no server has begun there`);
    await refuseUnfinishedTransfer(engine.system);
  });
}

async function openTarget(place: string): Promise<Opened> {
  if (!isUrl(place)) {
    const directory = resolve(place);
    await makeDataDirectory(directory);
    if ((await readdir(directory)).length > 0)
      throw new Error(`${directory} is not empty; a transfer overwrites nothing: name a new directory`);
  }
  const engine = await openEngine(place).catch(async (error: unknown) => {
    // Not even the first file: what was begun would keep the next try from an empty directory.
    if (!isUrl(place) && storageErrorCodeIn(error) === 'storage-full') await empty(resolve(place));
    throw error;
  });
  return await checked(engine, async () => {
    if (await engine.system.read(async (reader) => await reader.hasTable('mailbox')))
      throw new Error(`${withoutPassword(place)} is not empty; a transfer overwrites nothing: make a new database`);
  });
}

async function openEngine(place: string): Promise<SqlEngine> {
  return isUrl(place)
    ? await openPostgresEngine({ url: place, log: silentLog })
    : await openEmbeddedEngine({ dataDirectory: resolve(place), log: silentLog });
}

/** @throws Error when a server runs on it: files have a lock of their own, of a database its connections tell. */
async function checked(engine: SqlEngine, check: () => Promise<void>): Promise<Opened> {
  try {
    const count = await serversOn(engine);
    if (count > 0)
      throw new Error(`${count} server${count === 1 ? ' runs' : 's run'} on the database; stop all of them first`);
    await check();
  } catch (error) {
    await engine.close();
    throw error;
  }
  return { engine, [Symbol.asyncDispose]: () => engine.close() };
}

/** `files`: which of the two is the embedded store, that knows its tables. */
async function transferAll(
  source: SqlEngine,
  target: SqlEngine,
  files: 'source' | 'target',
  signal: AbortSignal,
): Promise<{ mailboxes: number; rows: number }> {
  const embedded = files === 'source' ? source : target;
  let rows = 0;
  let mailboxes = 0;
  for (const engine of [source, target]) await makeSystemTables(engine);
  await beginTransfer(target.system);
  for await (const id of source.accountIds()) {
    for (const engine of [source, target])
      await migrate(accountSchemaScope(engine, id), engine.differences, 'mail', mailMigrations);
    for (const table of await tablesOf(embedded.account(id)))
      rows += await copyTable(source.account(id), target.account(id), table, { isOfAccount: true, signal });
    mailboxes += 1;
    progress(`${mailboxes} mailboxes, ${rows} rows`);
  }
  const tables = (await tablesOf(embedded.system)).filter(({ name }) => name !== 'unfinished_transfer');
  for (const table of tables) {
    progress(table.name);
    rows += await copyTable(source.system, target.system, table, { isOfAccount: false, signal });
  }
  await continueKeys(target, tables);
  await endTransfer(target.system);
  progress('');
  return { mailboxes, rows };
}

async function makeSystemTables(engine: SqlEngine): Promise<void> {
  for (const { room, migrations } of systemMigrations)
    await migrate(engine.system, engine.differences, room, migrations);
  await migrate(engine.system, engine.differences, 'server-annotations', serverAnnotationMigrations);
}

function isUrl(place: string): boolean {
  return /^postgres(?:ql)?:\/\//.test(place);
}

function withoutPassword(url: string): string {
  return url.replace(/^([a-z]+:\/\/[^:/@]*):[^@]*@/, '$1:…@');
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}
