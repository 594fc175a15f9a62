import type { SecureContext } from 'node:tls';
import type { Log } from '../../platform/log/log.ts';
import { type Listener, listen } from '../../platform/net/listener.ts';
import type { Endpoint, Transport } from '../../platform/net/transport.ts';
import { type Binding, bindingKey } from './bindings.ts';

interface Door {
  readonly onConnection: (transport: Transport) => void;
  readonly tlsContext: () => SecureContext;
  readonly isProxy: (address: string) => boolean;
  readonly log: Log;
}

/** The bound ports of the service, exchanged for others without refusing a connection where a binding stays. */
export class Listeners {
  readonly #door: Door;
  #open = new Map<string, { readonly binding: Binding; readonly listener: Listener }>();

  constructor(door: Door) {
    this.#door = door;
  }

  get bound(): readonly Endpoint[] {
    return [...this.#open.values()].map(({ listener }) => listener.bound);
  }

  /**
   * Binds all of `wanted` and closes the rest. New ones open before old ones close, unless an old one stands on the
   * same port. When one cannot be opened, everything is as before and the error is thrown.
   */
  async exchange(wanted: readonly Binding[]): Promise<void> {
    const before = this.#open;
    const after = new Map<string, { readonly binding: Binding; readonly listener: Listener }>();
    const opened: Listener[] = [];
    const closedEarly: Binding[] = [];
    try {
      for (const binding of wanted) {
        const key = bindingKey(binding);
        const kept = before.get(key);
        if (kept !== undefined) after.set(key, kept);
        else if (!after.has(key)) {
          const inTheWay = [...before.values()].filter(
            (old) =>
              old.binding.port === binding.port && !wanted.some((next) => bindingKey(next) === bindingKey(old.binding)),
          );
          for (const old of inTheWay) {
            await old.listener.close();
            before.delete(bindingKey(old.binding));
            closedEarly.push(old.binding);
          }
          const listener = await this.#listen(binding);
          if (listener === null) continue;
          opened.push(listener);
          after.set(key, { binding, listener });
        }
      }
      if (after.size === 0 && wanted.length > 0) throw new Error('none of the bindings could be opened');
    } catch (error) {
      for (const listener of opened) await listener.close();
      for (const binding of closedEarly) {
        const listener = await this.#listen(binding);
        if (listener !== null) before.set(bindingKey(binding), { binding, listener });
      }
      throw error;
    }
    for (const [key, old] of before) if (!after.has(key)) await old.listener.close();
    this.#open = after;
  }

  /** Null: the machine has no IPv6, and [::] is only there for those that have. */
  async #listen({ address, port, isTls }: Binding): Promise<Listener | null> {
    const { onConnection, tlsContext, isProxy } = this.#door;
    try {
      return await listen({ address, port, isProxy, onConnection, ...(isTls ? { implicitTls: tlsContext } : {}) });
    } catch (error) {
      const cause = error instanceof Error ? (error.cause as NodeJS.ErrnoException | undefined) : undefined;
      if (address !== '::' || (cause?.code !== 'EAFNOSUPPORT' && cause?.code !== 'EADDRNOTAVAIL')) throw error;
      this.#door.log.warn('pop3 binding skipped: no IPv6 on this machine', { port });
      return null;
    }
  }
}
