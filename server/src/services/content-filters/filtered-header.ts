import { rawFields } from '../delivery/raw-fields.ts';

interface Field {
  /** In lower case. */
  readonly name: string;
  readonly raw: string;
}

interface FilteredHeaderCopy {
  readonly fields: readonly Field[];
  readonly addedCount: number;
  readonly isChanged: boolean;
}

/** The header of a message while filters change it: fields in order, one character a byte, each with its line end. */
export class FilteredHeader {
  private fields: Field[];
  /** So many of the first of them are of filters. */
  private addedCount = 0;
  isChanged = false;

  /** `header`: without the blank line that ends it. */
  constructor(header: string) {
    const whole = header === '' || header.endsWith('\n') ? header : `${header}\r\n`;
    this.fields = rawFields(whole).map((raw) => ({ name: nameOf(raw), raw }));
  }

  /** As a filter is told them: the value unfolded by line feeds, without the space behind the colon. */
  *entries(): Generator<{ readonly name: string; readonly value: string }> {
    for (const { raw } of this.fields) {
      const colon = raw.indexOf(':');
      // What is no field is no filter's business.
      if (colon <= 0) continue;
      const value = raw
        .slice(colon + 1)
        .replace(/\r?\n$/, '')
        .replace(/^ /, '')
        .replaceAll('\r\n', '\n');
      yield { name: raw.slice(0, colon).trimEnd(), value };
    }
  }

  /**
   * Above the message, behind what was added before: there it is in nobody's signature, and says in which order it was
   * written. `place`: SMFIR_INSHEADER's, counted from the top; 0 is the topmost.
   */
  add(name: string, value: string, place = this.addedCount): void {
    const field = written(name, value);
    if (field === null) return;
    this.fields.splice(Math.min(place, this.fields.length), 0, field);
    if (place <= this.addedCount) this.addedCount += 1;
    this.isChanged = true;
  }

  /** The occurrence numbered `nth` (from 1) of a field; an empty value takes it out; where there is none it is added. */
  change(name: string, nth: number, value: string): void {
    const places = this.fields.flatMap((one, at) => (one.name === name.toLowerCase() ? [at] : []));
    const at = places[Math.max(nth, 1) - 1];
    if (at === undefined) {
      if (value !== '') this.add(name, value);
      return;
    }
    const field = value === '' ? null : written(name, value);
    if (value !== '' && field === null) return;
    if (field === null && at < this.addedCount) this.addedCount -= 1;
    this.fields.splice(at, 1, ...(field === null ? [] : [field]));
    this.isChanged = true;
  }

  /** The fields that filters have added. */
  added(): readonly string[] {
    return this.fields.slice(0, this.addedCount).map(({ raw }) => raw);
  }

  /** For `restore`. */
  copy(): FilteredHeaderCopy {
    return { fields: [...this.fields], addedCount: this.addedCount, isChanged: this.isChanged };
  }

  restore({ fields, addedCount, isChanged }: FilteredHeaderCopy): void {
    this.fields = [...fields];
    this.addedCount = addedCount;
    this.isChanged = isChanged;
  }

  toString(): string {
    return this.fields.map(({ raw }) => raw).join('');
  }
}

/** `null`: a filter may not begin another field, or the body, in the middle of one. */
function written(name: string, value: string): Field | null {
  if (!/^[!-9;-~]{1,200}$/.test(name)) return null;
  const lines = value.replace(/(?:\r?\n)+$/, '').split(/\r?\n/);
  const folded = lines.map((line, at) => (at === 0 || /^[ \t]/.test(line) ? line : `\t${line}`));
  // A line of white space alone would end the header for some readers.
  const kept = folded.filter((line, at) => at === 0 || line.trim() !== '');
  const text = kept.join('\r\n').replaceAll(/\r(?!\n)|\0/g, ' ');
  return { name: name.toLowerCase(), raw: `${name}:${text.startsWith(' ') ? '' : ' '}${text}\r\n` };
}

function nameOf(raw: string): string {
  const colon = raw.indexOf(':');
  return colon === -1 ? '' : raw.slice(0, colon).trimEnd().toLowerCase();
}
