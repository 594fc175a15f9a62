import type { Socket } from 'node:net';
import type { Clock } from '../platform/clock/clock.ts';
import type { Log } from '../platform/log/log.ts';
import type { Metrics } from '../platform/metrics/metrics.ts';
import { plainAddress } from '../platform/net/socket-transport.ts';

/**
 * Beyond the limit so many connections of an address are open for long enough to read why; more are cut, or telling would
 * cost what the limit saves.
 */
const mostTold = 8;
const loggedEveryMs = 60_000;

/** `refused`: requests over it are answered with the limit. `cut`: there is nothing left of it. */
export type Admission = 'admitted' | 'refused' | 'cut';

export interface ConnectionLimitParts {
  /** MaxConnectionFromSingleIP, as it is now. */
  readonly most: () => number;
  /** Of all addresses, proxies too: the process may have no more connections open. */
  readonly mostInAll: number;
  /** Proxies, whose connections are those of many. */
  readonly isExempt: (address: string) => boolean;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

interface Counted {
  admitted: number;
  refused: number;
  loggedAt: number;
}

/** HTTP and HTTPS connections of each address, all listeners together. */
export class ConnectionLimit {
  private readonly counts = new Map<string, Counted>();
  private readonly parts: ConnectionLimitParts;
  private open = 0;
  private readonly refusals: { increment(): void };

  constructor(parts: ConnectionLimitParts) {
    this.parts = parts;
    this.refusals = parts.metrics.counter(
      'relais_http_connections_refused_total',
      'HTTP connections beyond those that their address may have.',
    );
  }

  /** Counts a connection until it closes. */
  admit(socket: Socket): Admission {
    const address = plainAddress(socket.remoteAddress);
    if (this.open >= this.parts.mostInAll) {
      // Without a word: what it would take to say it is what is missing. The operator was told at the start.
      this.refusals.increment();
      socket.destroy();
      return 'cut';
    }
    this.open += 1;
    socket.once('close', () => {
      this.open -= 1;
    });
    if (this.parts.isExempt(address)) return 'admitted';
    const counted = this.counts.get(address) ?? { admitted: 0, refused: 0, loggedAt: Number.NEGATIVE_INFINITY };
    const isRefused = counted.admitted >= this.parts.most();
    if (isRefused) this.note(address, counted);
    if (isRefused && counted.refused >= mostTold) {
      socket.destroy();
      return 'cut';
    }
    const kind = isRefused ? 'refused' : 'admitted';
    counted[kind] += 1;
    this.counts.set(address, counted);
    socket.once('close', () => {
      counted[kind] -= 1;
      if (counted.admitted === 0 && counted.refused === 0) this.counts.delete(address);
    });
    return kind;
  }

  private note(address: string, counted: Counted): void {
    this.refusals.increment();
    const now = this.parts.clock.elapsed();
    if (now - counted.loggedAt < loggedEveryMs) return;
    counted.loggedAt = now;
    this.parts.log.warn('http connections refused', {
      remoteAddress: address,
      limit: 'MaxConnectionFromSingleIP',
      value: this.parts.most(),
    });
  }
}
