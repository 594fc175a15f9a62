import type { MimeLimits } from './limits.ts';
import type { HeaderField } from './mime-part.ts';
import { asciiLowerCase } from './raw-text.ts';

/** What all headers of one message may still use. */
export interface HeaderBudget {
  bytes: number;
  fields: number;
}

export function headerBudget(limits: MimeLimits): HeaderBudget {
  return { bytes: limits.maxHeaderBytes, fields: limits.maxHeaderFields };
}

/** Puts the fields of one header together, line by line, within the message's budget. */
export class HeaderReader {
  readonly #fields: HeaderField[] = [];
  readonly #budget: HeaderBudget;
  readonly #maxFieldBytes: number;
  #pieces: Buffer[] = [];
  #kept = 0;

  constructor(budget: HeaderBudget, maxFieldBytes: number) {
    this.#budget = budget;
    this.#maxFieldBytes = maxFieldBytes;
  }

  /** The line from `start` to `end` of the message; `line` may be cut short when it is very long. */
  line(line: Buffer, start: number, end: number): void {
    const current = this.#fields.at(-1);
    // RFC 5322 §2.2.3: a line that begins with white space continues the field.
    if (current && (line[0] === 0x20 || line[0] === 0x09)) {
      current.end = end;
      if (current.name) this.#keep(line);
      return;
    }
    this.#endField();
    if (this.#budget.fields <= 0) {
      // Beyond the cap: one opaque entry to the end of the header.
      if (current?.name === '') current.end = end;
      else this.#fields.push({ name: '', start, end, value: null });
      return;
    }
    this.#budget.fields -= 1;
    const colon = line.indexOf(0x3a);
    const name = colon > 0 ? fieldName(line, colon) : '';
    this.#fields.push({ name, start, end, value: null });
    if (name) this.#keep(line.subarray(colon + 1));
  }

  /** The fields, once the header has ended. */
  end(): HeaderField[] {
    this.#endField();
    return this.#fields;
  }

  #keep(bytes: Buffer): void {
    const room = Math.min(bytes.length, this.#maxFieldBytes - this.#kept, this.#budget.bytes);
    if (room <= 0) return;
    // A copy: a view would hold the whole chunk in memory.
    this.#pieces.push(Buffer.from(bytes.subarray(0, room)));
    this.#kept += room;
    this.#budget.bytes -= room;
  }

  #endField(): void {
    const field = this.#fields.at(-1);
    if (field && this.#pieces.length > 0) {
      const value = this.#pieces.length === 1 ? (this.#pieces[0] as Buffer) : Buffer.concat(this.#pieces);
      field.value = withoutLineBreak(value);
    }
    this.#pieces = [];
    this.#kept = 0;
  }
}

// RFC 5322 §2.2: printable ASCII but the colon; §4.5 allows white space before the colon.
function fieldName(line: Buffer, colon: number): string {
  let end = colon;
  while (end > 0 && (line[end - 1] === 0x20 || line[end - 1] === 0x09)) end -= 1;
  for (let i = 0; i < end; i += 1) {
    const code = line[i] as number;
    if (code <= 0x20 || code >= 0x7f) return '';
  }
  return asciiLowerCase(line.toString('latin1', 0, end));
}

function withoutLineBreak(value: Buffer): Buffer {
  let end = value.length;
  if (end > 0 && value[end - 1] === 0x0a) {
    end -= 1;
    if (end > 0 && value[end - 1] === 0x0d) end -= 1;
  }
  return value.subarray(0, end);
}
