import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What a server makes in its data directory, or an administrator before the first start; `dev` is that of `npm run dev`. */
const own = new Set(['accounts', 'certificates', 'logs', 'dev', 'restored']);
/** The store, the lock and the socket with what SQLite puts beside them, and hidden files. */
const ownNames = /^(?:\.|system\.db|relais\.)/;
/** What only a server that has run leaves; on PostgreSQL there is no store beside its log. */
const leftByServers = ['system.db', 'accounts', join('logs', 'relais.log')];

/** A few files are in nobody's way: where the output of the first start goes, a note, a list of people to import. */
const fewFiles = 3;

/**
 * A server makes itself at home in an empty directory, or goes on in one of its own: not among the files of somebody else, which its
 * backup would take along. Hidden files, a few plain ones and the `lost+found` of a file system of its own are in nobody's way.
 * @throws Error naming what is there
 */
export async function requireOwnDirectory(directory: string): Promise<void> {
  const found = (await readdir(directory, { withFileTypes: true })).filter(
    ({ name }) => !own.has(name) && !ownNames.test(name) && name !== 'lost+found',
  );
  if (found.length <= fewFiles && found.every((entry) => entry.isFile())) return;
  for (const name of leftByServers) if (await isThere(join(directory, name))) return;
  const foreign = found.map(({ name }) => name);
  const shown = foreign.toSorted().slice(0, 3).join(', ');
  throw new Error(
    `${directory} is no data directory of Relais, and not empty: there ${foreign.length === 1 ? 'is' : 'are'} ` +
      `${shown}${foreign.length > 3 ? ` and ${foreign.length - 3} more` : ''} in it. ` +
      'Give an empty or new directory with --data DIR.',
  );
}

async function isThere(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && error.code !== 'ENOTDIR',
  );
}
