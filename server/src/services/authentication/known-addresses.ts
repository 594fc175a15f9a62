import type { Clock } from '../../platform/clock/clock.ts';

const rememberedForMs = 30 * 24 * 3600 * 1000;
const most = 100_000;

/** From which addresses each account signed in correctly: these keep their way in while others guess. */
export class KnownAddresses {
  private readonly seen = new Map<string, number>();
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  has(accountKey: string, address: string): boolean {
    const at = this.seen.get(`${accountKey} ${address}`);
    return at !== undefined && at + rememberedForMs > this.clock.now();
  }

  add(accountKey: string, address: string): void {
    const key = `${accountKey} ${address}`;
    this.seen.delete(key);
    if (this.seen.size >= most)
      for (const oldest of this.seen.keys()) {
        this.seen.delete(oldest);
        break;
      }
    this.seen.set(key, this.clock.now());
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
