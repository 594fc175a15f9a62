import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { fieldNames } from '../../platform/protocol-log/log-record.ts';

export interface TraceLine {
  readonly time: Date;
  readonly protocol: string;
  readonly sessionId: string;
  readonly sequence: number;
  /** `address:port` */
  readonly local: string;
  readonly remote: string;
  /** `+` connected, `<` from the client, `>` to it, `*` a remark, `-` disconnected. */
  readonly event: string;
  readonly data: string;
  readonly context: string;
}

const fieldCount = fieldNames.split(',').length;

/** The lines of a trace in their order; a line that is only half written is left out. */
export async function* readTrace(path: string): AsyncGenerator<TraceLine, void, void> {
  for await (const line of createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity })) {
    if (line.startsWith('#')) continue;
    const fields = fieldsOf(line);
    if (fields.length !== fieldCount) continue;
    const [time = '', protocol = '', sessionId = '', sequence = '', local = '', remote = '', event = ''] = fields;
    const [data = '', context = ''] = fields.slice(7);
    yield {
      time: new Date(time),
      protocol,
      sessionId,
      sequence: Number(sequence),
      local,
      remote,
      event,
      data,
      context,
    };
  }
}

/** RFC 4180 §2: a field with a comma or a quote stands in quotes, its own quotes doubled. */
function fieldsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain,
  );
}
