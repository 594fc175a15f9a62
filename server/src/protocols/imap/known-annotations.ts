import { hash } from 'node:crypto';
import type { AnnotationChanges, Annotations } from '../../domain/mail/annotations.ts';

/** How annotations (RFC 5464) stood when they were last looked at; digests of them, since values may be long. */
export class KnownAnnotations {
  #digests = new Map<number, Map<string, string>>();

  /** What others know is known here as well. False: there are no others. */
  adopt(others: KnownAnnotations | undefined): boolean {
    if (others === undefined) return false;
    this.#digests = new Map([...others.#digests].map(([folderId, digests]) => [folderId, new Map(digests)]));
    return true;
  }

  /** These changes are known without a look. */
  note(folderId: number, changes: AnnotationChanges): void {
    const known = this.#digests.get(folderId) ?? new Map<string, string>();
    this.#digests.set(folderId, known);
    for (const [entry, value] of changes)
      if (value === null) known.delete(entry);
      else known.set(entry, digestOf(value));
  }

  /** The entries that were set, changed or removed since the last look, by folder. */
  learn(now: ReadonlyMap<number, Annotations>): ReadonlyMap<number, readonly string[]> {
    const before = this.#digests;
    this.#digests = new Map([...now].map(([folderId, annotations]) => [folderId, digestsOf(annotations)]));
    const changed = new Map<number, readonly string[]>();
    for (const folderId of new Set([...before.keys(), ...now.keys()])) {
      const [old, fresh] = [before.get(folderId), this.#digests.get(folderId)];
      const entries = new Set([...(old?.keys() ?? []), ...(fresh?.keys() ?? [])]);
      const news = [...entries].filter((entry) => old?.get(entry) !== fresh?.get(entry));
      if (news.length > 0) changed.set(folderId, news.sort());
    }
    return changed;
  }
}

/** Without what the server keeps beside them under names that no client can ask for. */
function digestsOf(annotations: Annotations): Map<string, string> {
  const digests = new Map<string, string>();
  for (const [entry, value] of annotations) if (entry.startsWith('/')) digests.set(entry, digestOf(value));
  return digests;
}

function digestOf(value: Uint8Array): string {
  return hash('sha256', value, 'base64');
}
