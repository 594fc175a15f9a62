import { Readable } from 'node:stream';
import { type BytesOnWire, type ManagementObject, type OutputRecord, toWire } from '@relais/management-contract';
import type { Log } from '../../platform/log/log.ts';

/** Lines that come in the same turn leave together: a write for each of 20,000 would cost more than making them. */
const batchCharacters = 32_768;

/**
 * One JSON line a record: `Accept: application/x-ndjson` (shell, admin center). What lies ready leaves before the next turn
 * of the event loop, and no more is made than the reader takes. `select` names what is wanted of each object.
 */
export function outputLines(
  records: AsyncIterable<OutputRecord>,
  log: Log,
  cmdlet: string,
  select: ((object: ManagementObject) => ManagementObject) | null = null,
  bytes: BytesOnWire = 'numbers',
): Readable {
  const lines = linesOf(records, log, cmdlet, (record) => wireRecord(record, select, bytes));
  let batch = '';
  let wanted: (() => void) | null = null;
  const stream = new Readable({
    read() {
      wanted?.();
      wanted = null;
    },
    destroy(error, done) {
      wanted?.();
      lines.return().then(
        () => done(error),
        (cause: Error) => done(error ?? cause),
      );
    },
  });
  /** Whether the reader takes more at once. */
  const flush = (): boolean => {
    const ready = batch;
    batch = '';
    return ready === '' || stream.destroyed || stream.push(ready);
  };
  const pump = async (): Promise<void> => {
    for await (const line of lines) {
      if (batch === '') setImmediate(flush);
      batch += line;
      if (batch.length >= batchCharacters && !flush()) await new Promise<void>((resolve) => (wanted = resolve));
      if (stream.destroyed) return;
    }
    if (stream.destroyed) return;
    flush();
    stream.push(null);
  };
  void pump();
  return stream;
}

async function* linesOf(
  records: AsyncIterable<OutputRecord>,
  log: Log,
  cmdlet: string,
  wire: (record: OutputRecord) => object,
): AsyncGenerator<string, void, void> {
  try {
    for await (const record of records) yield `${JSON.stringify(wire(record))}\n`;
  } catch (cause) {
    // The answer has begun, so the fault travels in it; details stay in the log.
    log.error('cmdlet failed', cause, { cmdlet });
    yield `${JSON.stringify(faultRecord(cmdlet))}\n`;
  }
}

function wireRecord(
  record: OutputRecord,
  select: ((object: ManagementObject) => ManagementObject) | null,
  bytes: BytesOnWire,
): object {
  if (record.kind !== 'output') return record;
  // Who names properties needs no advice which to show.
  return select === null
    ? { ...record, object: toWire(record.object, bytes) }
    : { kind: 'output', object: toWire(select(record.object), bytes) };
}

/** What a caller hears of a fault of ours. */
function faultRecord(cmdlet: string): OutputRecord {
  return {
    kind: 'error',
    terminating: true,
    error: {
      id: 'InternalError',
      category: 'NotSpecified',
      message:
        'Something failed on the server; its log says what. / Une erreur est survenue sur le serveur ; son journal dit laquelle.',
      activity: cmdlet,
    },
  };
}
