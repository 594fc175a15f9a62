import { MailError } from '../mail/mail-error.ts';
import type { Scope, SqlReader, SqlWriter } from '../../storage/sql-engine.ts';

/** So many numbers are kept for this node at a time at least; a start after a crash leaves at most as many out. */
export const reservedTogether = 2000;
/** More are asked for when fewer are left, so that nobody who takes one waits for the disk. */
const spare = 1500;

/** Exchange's InternalId: one number of this node for every message that comes in, whether it waits here or not. */
export interface MessageNumbers {
  /**
   * From 1, growing, never given again: also not after a crash, and also where nothing is written of a message.
   * @throws MailError 'storage-unavailable' when all that are reserved were given and the disk takes no reservation: whoever
   * sends tries again, and may not be told a number that somebody else will be told too.
   */
  next(): number;
  /** The same for a message that `writer` writes, a transaction of the same scope, which reserves where nothing is left. */
  nextIn(writer: SqlWriter): Promise<number>;
}

/**
 * Goes on after `last`, the highest number that is known to have been given, and after all that were ever reserved.
 * `writer` is within a transaction of `scope`; the numbers may be given once it is durable.
 */
export async function openMessageNumbers(parts: {
  /** The system scope, migrated with `queueMigrations`. */
  readonly scope: Scope;
  readonly writer: SqlWriter;
  readonly server: string;
  readonly last: number;
}): Promise<MessageNumbers> {
  const { scope, writer, server } = parts;
  let last = Math.max(parts.last, await reservedOf(writer, server));
  let reserved = last + reservedTogether;
  await reserve(writer, server, reserved);

  let isAsking = false;
  let mostWhileAsking = 0;
  async function reserveMore(): Promise<void> {
    isAsking = true;
    const asked = last;
    // A node that takes so much that a write is hardly done in time asks for more at a time.
    const upTo = last + Math.max(reservedTogether, 4 * mostWhileAsking);
    try {
      await scope.write((more) => reserve(more, server, upTo));
      reserved = Math.max(reserved, upTo);
      mostWhileAsking = last - asked;
    } catch {
      // The number after the next one asks again, as long as there are any.
    } finally {
      isAsking = false;
    }
  }

  function next(): number {
    if (!isAsking && reserved - last <= spare) void reserveMore();
    if (last >= reserved)
      throw new MailError('storage-unavailable', 'No message can be taken now: the disk does not take its number.');
    return (last += 1);
  }

  return {
    next,
    async nextIn(within) {
      if (last < reserved) return next();
      const upTo = last + reservedTogether;
      last += 1;
      const given = last;
      await reserve(within, server, upTo);
      within.onCommit(() => (reserved = Math.max(reserved, upTo)));
      return given;
    },
  };
}

async function reservedOf(reader: SqlReader, server: string): Promise<number> {
  const row = await reader.get<{ reserved: number }>('SELECT reserved FROM message_number WHERE server = ?', server);
  return Number(row?.reserved ?? 0);
}

async function reserve(writer: SqlWriter, server: string, upTo: number): Promise<void> {
  await writer.run(
    `INSERT INTO message_number (server, reserved) VALUES (?, ?)
     ON CONFLICT (server) DO UPDATE SET reserved = excluded.reserved WHERE excluded.reserved > message_number.reserved`,
    server,
    upTo,
  );
}
