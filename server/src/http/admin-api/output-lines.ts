import { type OutputRecord, toWire } from '@relais/management-contract';
import type { Log } from '../../platform/log/log.ts';

/** One JSON line a record, as they come: `Accept: application/x-ndjson` (shell, admin center). */
export async function* outputLines(
  records: AsyncIterable<OutputRecord>,
  log: Log,
  cmdlet: string,
): AsyncGenerator<string> {
  try {
    for await (const record of records) yield `${JSON.stringify(wireRecord(record))}\n`;
  } catch (cause) {
    // The answer has begun, so the fault travels in it; details stay in the log.
    log.error('cmdlet failed', cause, { cmdlet });
    yield `${JSON.stringify(faultRecord(cmdlet))}\n`;
  }
}

function wireRecord(record: OutputRecord): object {
  return record.kind === 'output' ? { ...record, object: toWire(record.object) } : record;
}

/** What a caller hears of a fault of ours. */
export function faultRecord(cmdlet: string): OutputRecord {
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
