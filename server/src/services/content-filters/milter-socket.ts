import { connect, type Socket } from 'node:net';
import type { ContentFilterEndpoint } from '../../domain/configuration/content-filter-endpoint.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import { FilterUnavailable } from './content-filter.ts';
import { type MilterPacket, MilterPackets } from './milter-packets.ts';

const mostConnectMs = 10_000;

/** The connection to a filter for one message. */
export class MilterSocket {
  private readonly socket: Socket;
  private readonly packets = new MilterPackets();
  private waiting: PromiseWithResolvers<void> | null = null;
  private lost: Error | null = null;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (bytes: Buffer) => {
      this.packets.add(bytes);
      this.wake();
    });
    socket.on('drain', this.wake);
    socket.on('error', (cause) => this.lose(cause));
    socket.on('close', () => this.lose(new Error('it closed the connection')));
  }

  /** `timeoutMs`: for the whole conversation. @throws FilterUnavailable */
  static async open(endpoint: ContentFilterEndpoint, clock: Clock, timeoutMs: number): Promise<MilterSocket> {
    const socket = connect(
      endpoint.kind === 'unix' ? { path: endpoint.path } : { host: endpoint.host, port: endpoint.port },
    );
    socket.setNoDelay(true);
    const opened = Promise.withResolvers<void>();
    const connecting = clock.after(Math.min(timeoutMs, mostConnectMs), () =>
      socket.destroy(new Error('it does not take the connection')),
    );
    const whole = clock.after(timeoutMs, () => socket.destroy(new Error('it did not answer in time')));
    socket.once('connect', opened.resolve);
    socket.once('error', opened.reject);
    socket.once('close', () => {
      connecting.cancel();
      whole.cancel();
    });
    try {
      await opened.promise;
    } catch (cause) {
      throw new FilterUnavailable((cause as Error).message, { cause });
    } finally {
      connecting.cancel();
    }
    return new MilterSocket(socket);
  }

  /** Resolves when the filter takes more. @throws FilterUnavailable */
  async send(bytes: Uint8Array): Promise<void> {
    this.check();
    if (this.socket.write(bytes)) return;
    await this.wakened(() => !this.socket.writableNeedDrain);
  }

  /** The next packet of the filter. @throws FilterUnavailable, MilterSyntaxError */
  async receive(): Promise<MilterPacket> {
    let found = this.packets.next();
    while (found === null) {
      await this.wakened(null);
      found = this.packets.next();
    }
    return found;
  }

  /** What the filter said before it was asked. @throws MilterSyntaxError */
  said(): MilterPacket | null {
    return this.packets.next();
  }

  /** `last` is sent if the filter still takes it. */
  close(last: Uint8Array): void {
    if (this.lost === null) this.socket.write(last);
    this.socket.destroySoon();
  }

  private async wakened(isEnough: (() => boolean) | null): Promise<void> {
    do {
      this.check();
      this.waiting ??= Promise.withResolvers<void>();
      await this.waiting.promise;
    } while (isEnough?.() === false);
  }

  private check(): void {
    if (this.lost !== null) throw new FilterUnavailable(this.lost.message, { cause: this.lost });
  }

  private readonly wake = (): void => {
    const { waiting } = this;
    this.waiting = null;
    waiting?.resolve();
  };

  private lose(cause: Error): void {
    this.lost ??= cause;
    this.wake();
  }
}
