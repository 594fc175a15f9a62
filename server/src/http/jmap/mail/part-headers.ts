import { type MessageStructure, scanMessage } from '@relais/mime';
import type { NumberedPart, PartHeaders } from './body-parts.ts';
import { headerInForm, readHeaderProperty } from './header-forms.ts';
import { collectBytes } from './message-facts.ts';

type Read = (range: { readonly start: number; readonly end: number }) => AsyncIterable<Uint8Array>;

/** `headers` and `header:…` of body parts (RFC 8621 §4.1.4), read out of the message; nothing is read when none is asked. */
export async function partHeaders(read: Read, root: NumberedPart, properties: readonly string[]): Promise<PartHeaders> {
  const wanted = properties.filter((property) => property === 'headers' || property.startsWith('header:'));
  const found = new Map<NumberedPart['part'], ReadonlyMap<string, unknown>>();
  if (wanted.length === 0) return found;
  for (const { part } of withAllChildren(root)) {
    const range = { start: part.headerStart, end: part.bodyStart };
    const bytes = range.end > range.start ? await collectBytes(read(range)) : Buffer.alloc(0);
    const structure = scanMessage(bytes);
    found.set(part, new Map(wanted.map((property) => [property, valueOf(property, bytes, structure)])));
  }
  return found;
}

function* withAllChildren(numbered: NumberedPart): Generator<NumberedPart> {
  yield numbered;
  for (const child of numbered.children) yield* withAllChildren(child);
}

function valueOf(property: string, bytes: Buffer, structure: MessageStructure): unknown {
  if (property === 'headers') return headersIn(bytes, structure);
  const { name, form, all } = readHeaderProperty(property);
  const fields = structure.header.filter((field) => field.name === name);
  const values = (all ? fields : fields.slice(-1)).map((field) => {
    const text = bytes.toString('latin1', field.start, field.end);
    return headerInForm(text.slice(text.indexOf(':') + 1).replace(/\r?\n$/, ''), form);
  });
  return all ? values : (values[0] ?? null);
}

/** All fields of a header in their order, names as they are written (RFC 8621 §4.1.3). */
export function headersIn(bytes: Buffer, { header }: MessageStructure): { name: string; value: string }[] {
  return header
    .filter((field) => field.name !== '')
    .map((field) => {
      const text = bytes.toString('latin1', field.start, field.end);
      const colon = text.indexOf(':');
      const value = Buffer.from(text.slice(colon + 1).replace(/\r?\n$/, ''), 'latin1').toString('utf8');
      return { name: text.slice(0, colon).trim(), value };
    });
}
