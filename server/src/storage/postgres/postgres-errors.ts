import { StorageError } from '../storage-error.ts';

/** An outage of the database as a StorageError; anything else (a bug in our SQL) stays what it is. */
export function storageErrorOf(error: unknown): unknown {
  if (error instanceof StorageError) return error;
  const { code, message } = error as { code?: string; message?: string };
  const say = (kind: StorageError['code'], text: string) => new StorageError(kind, text, { cause: error });
  // https://www.postgresql.org/docs/current/errcodes-appendix.html
  if (code === '53100') return say('storage-full', 'The disk of the database is full. Free some space on its server.');
  if (code === '25006')
    return say(
      'storage-read-only',
      'The database accepts no writes: it is a standby. Give the address of the primary.',
    );
  if (code === '28P01' || code === '28000' || code === '3D000')
    return say(
      'storage-unavailable',
      `The database refuses the connection: ${message}. Correct the --database address.`,
    );
  const isOutage =
    code !== undefined &&
    (/^(08|57P|53)/.test(code) || /^E(CONNREFUSED|CONNRESET|NOTFOUND|TIMEDOUT|PIPE|HOSTUNREACH)$/.test(code));
  if (isOutage || /Connection terminated|is not queryable|timeout exceeded when trying to connect/.test(message ?? ''))
    return say('storage-unavailable', `The database cannot be reached: ${message}. Start it, or correct its address.`);
  return error;
}
