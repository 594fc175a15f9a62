import type { Scope, SqlReader, SqlWriter } from '../../storage/sql-engine.ts';

/** So many numbers are kept for this node at a time; a start after a crash leaves at most as many out. */
export const reservedTogether = 1000;

/** Exchange's InternalId: one number of this node for every message that comes in, whether it waits here or not. */
export interface MessageNumbers {
  /** From 1, growing, never given again: also not after a crash, and also where nothing is written of a message. */
  next(): number;
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

  // Half of them are left when more are asked for, so that nobody who takes one waits for the disk.
  let isAsking = false;
  async function reserveMore(): Promise<void> {
    isAsking = true;
    const upTo = last + reservedTogether;
    try {
      await scope.write((more) => reserve(more, server, upTo));
      reserved = upTo;
    } catch {
      // The number after the next one asks again; mail that can be delivered is not held up for its number.
    } finally {
      isAsking = false;
    }
  }

  return {
    next() {
      last += 1;
      if (!isAsking && reserved - last < reservedTogether / 2) void reserveMore();
      return last;
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
     ON CONFLICT (server) DO UPDATE SET reserved = excluded.reserved`,
    server,
    upTo,
  );
}
