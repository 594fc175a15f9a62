import type { Clock } from '../../platform/clock/clock.ts';
import type { MailHost } from './mail-hosts.ts';

const silentMs = 5 * 60_000;
const mostKept = 10_000;

/**
 * Addresses that did not answer a connection lately (RFC 5321 §4.5.4.1: a sender keeps a list of them). They are tried
 * last for five minutes, so that not each connection waits for one that leads nowhere, such as IPv6 without a way out.
 * Another list of the same kind has the smart hosts that answered and took no mail.
 */
export class SilentAddresses {
  private readonly clock: Clock;
  private readonly until = new Map<string, number>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  note({ address, port }: MailHost): void {
    if (this.until.size >= mostKept) this.until.clear();
    this.until.set(keyOf(address, port), this.clock.elapsed() + silentMs);
  }

  /** It answers again. */
  forget({ address, port }: MailHost): void {
    if (this.until.size > 0) this.until.delete(keyOf(address, port));
  }

  isSilent({ address, port }: MailHost): boolean {
    const key = keyOf(address, port);
    const until = this.until.get(key);
    if (until === undefined) return false;
    if (until > this.clock.elapsed()) return true;
    this.until.delete(key);
    return false;
  }

  /** The same hosts, those that are silent at the end. */
  last(hosts: readonly MailHost[]): readonly MailHost[] {
    if (this.until.size === 0) return hosts;
    const silent = hosts.filter((host) => this.isSilent(host));
    return silent.length === 0 ? hosts : [...hosts.filter((host) => !silent.includes(host)), ...silent];
  }
}

function keyOf(address: string, port: number): string {
  return `${address} ${port}`;
}
