import { hash } from 'node:crypto';
import type { Annotations } from '../../domain/mail/annotations.ts';

/** How annotations (RFC 5464) stood when they were last looked at; digests of them, since values may be long. */
export class KnownAnnotations {
  #digests: ReadonlyMap<number, ReadonlyMap<string, string>> = new Map();

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

function digestsOf(annotations: Annotations): ReadonlyMap<string, string> {
  return new Map([...annotations].map(([entry, value]) => [entry, hash('sha256', value, 'base64')]));
}
