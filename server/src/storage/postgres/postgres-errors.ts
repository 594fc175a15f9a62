import { StorageError } from '../storage-error.ts';

// https://www.postgresql.org/docs/current/errcodes-appendix.html
export const tooManyConnections = '53300';

/** What the database ends by a limit of its administrator, or because another came first: the question was sound. */
const ended: Readonly<Record<string, string>> = {
  '57014': 'statement_timeout, or pg_cancel_backend',
  '55P03': 'lock_timeout',
  '25P04': 'transaction_timeout',
  '40P01': 'a deadlock',
  '40001': 'another transaction',
};

export const stoodStill =
  'The database ended a transaction in which this server stood still for half a minute: it was frozen, or its machine paused.';

/** Ended by the limit that our connections set themselves (connection-options.ts). */
export function hasStoodStill(error: unknown): boolean {
  return (error as { readonly code?: string }).code === '25P03';
}

/** An outage of the database as a StorageError; anything else (a bug in our SQL) stays what it is. */
export function storageErrorOf(error: unknown): unknown {
  if (error instanceof StorageError) return error;
  const { code, message } = error as { code?: string; message?: string };
  const say = (kind: StorageError['code'], text: string) => new StorageError(kind, text, { cause: error });
  if (code === '53100') return say('storage-full', 'The disk of the database is full. Free some space on its server.');
  if (code === '25006')
    return say(
      'storage-read-only',
      'The database accepts no writes: it is a standby (give the address of the primary), or default_transaction_read_only is set.',
    );
  if (code === '28P01' || code === '28000' || code === '3D000')
    return say(
      'storage-unavailable',
      `The database refuses the connection: ${message}. Correct the --database address.`,
    );
  if (code === tooManyConnections)
    return say(
      'storage-unavailable',
      `The database has no connection left for this server: ${message}. A server takes up to 20: raise max_connections, or the limit of the role.`,
    );
  const limit = code === undefined ? undefined : ended[code];
  if (limit !== undefined)
    return say(
      'storage-unavailable',
      `The database ended a question before its answer (${limit}): ${message}. Set no such limit for the role of Relais.`,
    );
  if (hasStoodStill(error)) return say('storage-unavailable', stoodStill);
  // Its own files: they cannot be read or written, or what stands in them is damaged.
  if (code !== undefined && /^(58|XX00[12])/.test(code))
    return say('storage-unavailable', `The database cannot use its files: ${message}. Its own log says more.`);
  const isOutage =
    code !== undefined &&
    (/^(08|57P|53)/.test(code) || /^E(CONNREFUSED|CONNRESET|NOTFOUND|TIMEDOUT|PIPE|HOSTUNREACH)$/.test(code));
  if (isOutage || /Connection terminated|is not queryable|timeout exceeded when trying to connect/.test(message ?? ''))
    return say('storage-unavailable', `The database cannot be reached: ${message}. Start it, or correct its address.`);
  return error;
}
