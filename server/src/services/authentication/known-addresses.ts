import type { Clock } from '../../platform/clock/clock.ts';

const day = 24 * 3_600_000;
const rememberedForMs = 30 * day;
const most = 100_000;

/** What outlives a restart of known addresses; `account` is a mailbox's GUID. */
export interface KnownAddress {
  readonly account: string;
  readonly address: string;
  readonly seenAt: number;
}

/** From which addresses each account signed in correctly: these keep their way in while others guess. */
export class KnownAddresses {
  private readonly seen = new Map<string, number>();
  private readonly clock: Clock;
  private changed = new Map<string, KnownAddress>();

  constructor(clock: Clock, before: Iterable<KnownAddress> = []) {
    this.clock = clock;
    for (const { account, address, seenAt } of before) this.seen.set(`${account} ${address}`, seenAt);
  }

  /** What is new since the last call; an address that was seen within the last day is not. */
  takeChanges(): readonly KnownAddress[] {
    const changes = [...this.changed.values()];
    this.changed = new Map();
    return changes;
  }

  has(accountKey: string, address: string): boolean {
    const at = this.seen.get(`${accountKey} ${address}`);
    return at !== undefined && at + rememberedForMs > this.clock.now();
  }

  add(accountKey: string, address: string): void {
    const key = `${accountKey} ${address}`;
    const before = this.seen.get(key);
    this.seen.delete(key);
    if (this.seen.size >= most)
      for (const oldest of this.seen.keys()) {
        this.seen.delete(oldest);
        break;
      }
    const seenAt = this.clock.now();
    this.seen.set(key, seenAt);
    if (before === undefined || seenAt - before > day) this.changed.set(key, { account: accountKey, address, seenAt });
  }
}

/** What counts as one source: an IPv4 address, or the /64 that one IPv6 subscriber has. */
export function sourceOf(address: string): string {
  if (!address.includes(':')) return address;
  const [before = '', after] = (address.split('%')[0] ?? '').toLowerCase().split('::');
  const head = before === '' ? [] : before.split(':');
  const tail = after === undefined || after === '' ? [] : after.split(':');
  const zeros =
    after === undefined ? [] : Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => '0');
  return `${[...head, ...zeros, ...tail]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
