import { constants } from 'node:fs';
import { access, cp, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { mailMigrations } from '../domain/mail/schema.ts';
import { systemMigrations } from '../domain/system-migrations.ts';
import { DirectoryLock } from '../storage/embedded/directory-lock.ts';
import { schemaVersions } from '../storage/embedded/schema-versions.ts';
import { type OpenData, openData } from './open-data.ts';

/** Mailboxes that are copied together, by the size of their files; one that is larger stands alone. */
const togetherBytes = 256 * 1024 * 1024;

/**
 * Whether opening a data directory must not happen where it stands: on a medium that cannot be written, or in a backup of an
 * older version, whose tables would be brought up to date so that the version that made it could not go back to it.
 */
export async function mustStayAsItIs(dataDirectory: string): Promise<boolean> {
  // Whoever opens it says what is missing.
  if (!(await isThere(join(dataDirectory, 'system.db')))) return false;
  if (!(await isWritable(dataDirectory))) return true;
  const system = schemaVersions(join(dataDirectory, 'system.db'));
  if (systemMigrations.some(({ room, migrations }) => isOlder(system.get(room), migrations.length))) return true;
  for (const file of await mailboxFiles(dataDirectory))
    if (isOlder(schemaVersions(file).get('mail'), mailMigrations.length)) return true;
  return false;
}

/**
 * Opens copies of it, a few mailboxes at a time, or one with `mailbox` alone (an address, alias or name); what is given is open
 * until the next one is asked for.
 */
export async function* copiesOf(
  dataDirectory: string,
  mailbox?: string,
): AsyncGenerator<{ data: OpenData; place: string }> {
  // An older version may be running on it; what cannot be written, nobody serves.
  const lock = (await isWritable(dataDirectory)) ? DirectoryLock.take(dataDirectory) : null;
  const place = await mkdtemp(join(tmpdir(), 'relais-copy-'));
  try {
    let files = await mailboxFiles(dataDirectory);
    if (mailbox !== undefined) {
      await copyDatabase(join(dataDirectory, 'system.db'), join(place, 'system.db'));
      const data = await openData(place);
      try {
        const { guid } = data.mailbox(mailbox);
        files = files.filter((file) => file.toLowerCase().includes(guid.toLowerCase()));
      } finally {
        await data.close();
      }
    }
    do {
      await rm(join(place, 'accounts'), { recursive: true, force: true });
      await copyDatabase(join(dataDirectory, 'system.db'), join(place, 'system.db'));
      for (let bytes = 0; files.length > 0 && bytes < togetherBytes; ) {
        const file = files.shift() ?? '';
        const copy = join(place, file.slice(dataDirectory.length));
        await mkdir(dirname(copy), { recursive: true });
        await copyDatabase(file, copy);
        bytes += (await stat(file)).size;
      }
      const data = await openData(place);
      try {
        yield { data, place };
      } finally {
        await data.close();
      }
    } while (files.length > 0);
  } finally {
    await rm(place, { recursive: true, force: true });
    lock?.release();
  }
}

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

async function isWritable(dataDirectory: string): Promise<boolean> {
  return await access(dataDirectory, constants.W_OK).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'EROFS' && error.code !== 'EACCES',
  );
}

function isOlder(found: number | undefined, newest: number): boolean {
  return found !== undefined && found < newest;
}

async function mailboxFiles(dataDirectory: string): Promise<string[]> {
  const files: string[] = [];
  const accounts = join(dataDirectory, 'accounts');
  for (const shelf of await readdir(accounts).catch(() => []))
    for (const id of await readdir(join(accounts, shelf))) files.push(join(accounts, shelf, id, 'mail.db'));
  return files;
}

/** With what its journal has that the file has not yet. */
async function copyDatabase(from: string, to: string): Promise<void> {
  await rm(`${to}-wal`, { force: true });
  await rm(`${to}-shm`, { force: true });
  await cp(from, to);
  await cp(`${from}-wal`, `${to}-wal`).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}
