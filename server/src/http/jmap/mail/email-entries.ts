import { type Entry, isVisible } from './entry.ts';

/** The entries of each Email: where its message lies. Most are in one folder, which is their entry alone. */
export class EmailEntries {
  private readonly emails = new Map<string, Entry | readonly Entry[]>();

  has(emailId: string): boolean {
    return this.emails.has(emailId);
  }

  ids(): Iterable<string> {
    return this.emails.keys();
  }

  /** The visible ones. */
  of(emailId: string): readonly Entry[] {
    const found = this.emails.get(emailId);
    if (found === undefined) return [];
    const entries = isMany(found) ? found : [found];
    return entries.every(isVisible) ? entries : entries.filter(isVisible);
  }

  /** Whether it is the first of its Email. */
  add(entry: Entry): boolean {
    const entries = this.emails.get(entry.emailId);
    if (entries === undefined) this.emails.set(entry.emailId, entry);
    else this.emails.set(entry.emailId, isMany(entries) ? [...entries, entry] : [entries, entry]);
    return entries === undefined;
  }

  /** Whether it was the last of its Email. */
  remove(entry: Entry): boolean {
    const entries = this.emails.get(entry.emailId);
    const left = entries !== undefined && isMany(entries) ? entries.filter((other) => other !== entry) : [];
    const [first, ...others] = left;
    if (first === undefined) this.emails.delete(entry.emailId);
    else this.emails.set(entry.emailId, others.length === 0 ? first : left);
    return first === undefined;
  }
}

function isMany(entries: Entry | readonly Entry[]): entries is readonly Entry[] {
  return Array.isArray(entries);
}
