import assert from 'node:assert/strict';

interface Entry {
  readonly id: string;
  /** Flags that a STORE has acknowledged. */
  readonly flags: Set<string>;
  /** Its last command was not answered: it may have happened or not. */
  isUncertain: boolean;
}

/** What a server has promised: every change that it acknowledged, by folder and UID. */
export class Ledger {
  private readonly entries = new Map<string, Entry>();
  private readonly gone = new Set<string>();
  private readonly given = new Map<string, string>();
  private readonly delivered = new Map<string, Set<string>>();
  private count = 0;
  private readonly waiting: { readonly count: number; readonly resolve: () => void }[] = [];

  get acknowledged(): number {
    return this.count;
  }

  /** Resolves once so many changes have been acknowledged in all. */
  reaches(count: number): Promise<void> {
    return new Promise((resolve) => this.waiting.push({ count, resolve }));
  }

  /** A message was given a UID. @throws AssertionError when another message had it. */
  present(folder: string, uid: number, id: string, flags: readonly string[] = []): void {
    const key = `${folder}:${uid}`;
    const before = this.given.get(key);
    assert.ok(
      before === undefined || before === id,
      `UID ${uid} of ${folder} was given to ${before} and then to ${id}`,
    );
    this.given.set(key, id);
    this.entries.set(key, { id, flags: new Set(flags), isUncertain: false });
    this.acknowledge();
  }

  /** Delivered without saying where: it must be in the folder under some UID. */
  presentSomewhere(folder: string, id: string): void {
    const ids = this.delivered.get(folder) ?? new Set();
    this.delivered.set(folder, ids.add(id));
    this.acknowledge();
  }

  /** A command on the message has been sent and not yet answered. */
  begun(folder: string, uid: number): void {
    this.entry(folder, uid).isUncertain = true;
  }

  flagged(folder: string, uid: number, flag: string): void {
    const entry = this.entry(folder, uid);
    entry.flags.add(flag);
    entry.isUncertain = false;
    this.acknowledge();
  }

  removed(folder: string, uid: number): void {
    this.entries.delete(`${folder}:${uid}`);
    this.gone.add(`${folder}:${uid}`);
    this.acknowledge();
  }

  /** Holds the folder as it is now against every promise. */
  check(folder: string, found: ReadonlyMap<number, { readonly id: string; readonly flags: readonly string[] }>): void {
    for (const [uid, message] of found) {
      const key = `${folder}:${uid}`;
      assert.ok(!this.gone.has(key), `${key} was removed and is there again`);
      const id = this.given.get(key);
      assert.ok(id === undefined || id === message.id, `${key} was ${id} and is now ${message.id}`);
    }
    for (const [key, entry] of this.entries) {
      const [name, uid] = key.split(':');
      if (name !== folder) continue;
      const message = found.get(Number(uid));
      if (message === undefined) {
        assert.ok(entry.isUncertain, `${key} (${entry.id}) was acknowledged and is gone`);
        continue;
      }
      for (const flag of entry.flags)
        assert.ok(message.flags.includes(flag), `${key} lost ${flag}; it has ${message.flags.join(' ')}`);
    }
    const ids = new Set([...found.values()].map((message) => message.id));
    for (const id of this.delivered.get(folder) ?? [])
      assert.ok(ids.has(id), `${id} was delivered to ${folder} and is gone`);
  }

  private acknowledge(): void {
    this.count++;
    for (const waiter of this.waiting) if (waiter.count <= this.count) waiter.resolve();
  }

  private entry(folder: string, uid: number): Entry {
    const entry = this.entries.get(`${folder}:${uid}`);
    assert.ok(entry, `${folder}:${uid} is in the ledger`);
    return entry;
  }
}
