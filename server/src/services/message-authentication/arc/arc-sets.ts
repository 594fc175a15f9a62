import { fieldBody, type HeaderField } from '../header-fields.ts';
import { parseSignatureField, type SignatureField } from '../dkim/signature-field.ts';
import { parseTagList } from '../dkim/tag-list.ts';

/** RFC 8617 §4.2.1. */
export const mostArcSets = 50;

/** One handler's three fields (RFC 8617 §4.1). */
export interface ArcSet {
  readonly instance: number;
  readonly results: HeaderField;
  readonly message: SignatureField;
  readonly seal: HeaderField;
  readonly sealTags: ReadonlyMap<string, string>;
}

/** The chain of a message in order, `[]` when there is none, or why it cannot be one. */
export function readArcSets(fields: readonly HeaderField[]): readonly ArcSet[] | string {
  const results = byInstance(fields, 'arc-authentication-results');
  const messages = byInstance(fields, 'arc-message-signature');
  const seals = byInstance(fields, 'arc-seal');
  if (results === null || messages === null || seals === null) return 'an instance is missing or stands twice';
  const count = seals.size;
  if (results.size !== count || messages.size !== count || count > mostArcSets) return 'the sets are not complete';
  const sets: ArcSet[] = [];
  for (let instance = 1; instance <= count; instance += 1) {
    const [result, message, seal] = [results.get(instance), messages.get(instance), seals.get(instance)];
    if (result === undefined || message === undefined || seal === undefined) return 'the sets are not complete';
    const read = parseSignatureField(message, 'arc');
    const sealTags = parseTagList(fieldBody(seal));
    if (typeof read === 'string') return read;
    if (sealTags === null || sealTags.has('h')) return 'a seal cannot be read';
    // RFC 8617 §5.2: the first has nothing to validate, the others must have found the chain sound.
    if (sealTags.get('cv')?.toLowerCase() !== (instance === 1 ? 'none' : 'pass'))
      return 'a seal says that the chain is broken';
    sets.push({ instance, results: result, message: read, seal, sealTags });
  }
  return sets;
}

function byInstance(fields: readonly HeaderField[], name: string): ReadonlyMap<number, HeaderField> | null {
  const found = new Map<number, HeaderField>();
  for (const field of fields) {
    if (field.name !== name) continue;
    const instance = Number(/(?:^|;)\s*i\s*=\s*(\d{1,3})\s*(?:;|$)/.exec(fieldBody(field))?.[1] ?? 0);
    if (instance < 1 || found.has(instance)) return null;
    found.set(instance, field);
  }
  return found;
}
