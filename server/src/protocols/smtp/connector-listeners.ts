import { isAmong } from '../../domain/configuration/address-range.ts';
import { type Binding, formatBinding, parseBinding } from '../../domain/configuration/binding.ts';
import type { ReceiveConnector } from '../../domain/configuration/receive-connectors.ts';
import { selectReceiveConnector } from '../../domain/configuration/select-receive-connector.ts';
import { type Listener, listen } from '../../platform/net/listener.ts';
import type { Endpoint, Transport } from '../../platform/net/transport.ts';
import type { Certificates } from '../../platform/tls/certificates.ts';
import type { UnopenedBinding } from '../service.ts';
import { connectorCertificate } from './connector-certificate.ts';

/** A port that is to be open. TLS from the first byte is a matter of the port, not of who connects. */
interface Wanted extends Binding {
  readonly key: string;
  readonly implicitTls: boolean;
  /** Whose certificate an implicit-TLS port presents. */
  readonly owner: ReceiveConnector;
}

interface Open {
  readonly wanted: Wanted;
  readonly listener: Listener;
}

/** Which connector serves a client with this address on the connection; `null`: none. */
export type ConnectorChoice = (remoteAddress: string) => ReceiveConnector | null;

export interface ConnectorListenersParts {
  readonly connectors: () => readonly ReceiveConnector[];
  readonly certificates: Certificates;
  readonly onConnection: (transport: Transport, connectorFor: ConnectorChoice) => void;
}

/** The union of the bindings of all enabled connectors, and which connector a connection belongs to. */
export class ConnectorListeners {
  private readonly parts: ConnectorListenersParts;
  private open: readonly Open[] = [];
  private failed: readonly UnopenedBinding[] = [];

  constructor(parts: ConnectorListenersParts) {
    this.parts = parts;
  }

  get bound(): readonly Endpoint[] {
    return this.open.map(({ listener }) => listener.bound);
  }

  /** What the connectors ask for and the last `followEach` could not open. */
  get unopened(): readonly UnopenedBinding[] {
    return this.failed;
  }

  /**
   * Opens what the connectors ask for now and closes what none asks for any more; the others stay as they are. New ones
   * are opened first. @throws Error, with everything as before, when one cannot be opened.
   */
  async follow(): Promise<void> {
    const wanted = withoutCovered(askedBindings(this.parts.connectors()));
    const kept = this.open.filter((one) => wanted.some(({ key }) => key === one.wanted.key));
    const gone = this.open.filter((one) => !kept.includes(one));
    const missing = wanted.filter(({ key }) => !kept.some((one) => one.wanted.key === key));
    const opened: Open[] = [];
    try {
      for (const one of missing) {
        // A port cannot be open twice: one that changes its kind, or widens to all addresses, is given up first.
        for (const old of gone) if (old.wanted.port === one.port) await old.listener.close();
        opened.push(await this.openOne(one));
      }
    } catch (error) {
      for (const { listener } of opened) await listener.close();
      this.open = await this.reopen(kept, gone, missing);
      throw error;
    }
    this.open = [...kept, ...opened];
    this.failed = [];
    for (const { listener } of gone) await listener.close();
  }

  /** As `follow`, but each binding alone: what can be opened is, and `unopened` says what could not. Never throws. */
  async followEach(): Promise<void> {
    const asked = askedBindings(this.parts.connectors());
    const wanted = withoutCovered(asked);
    const open = this.open.filter((one) => wanted.some(({ key }) => key === one.wanted.key));
    const gone = this.open.filter((one) => !open.includes(one));
    const missing = wanted.filter(({ key }) => !open.some((one) => one.wanted.key === key));
    const failed: UnopenedBinding[] = [];
    const opens = async (one: Wanted): Promise<boolean> => {
      try {
        open.push(await this.openOne(one));
        return true;
      } catch (error) {
        failed.push({ binding: formatBinding(one), reason: error instanceof Error ? error.message : String(error) });
        return false;
      }
    };
    for (const one of missing) {
      for (const old of gone) if (old.wanted.port === one.port) await old.listener.close();
      if (await opens(one)) continue;
      // Without all addresses, those of the port that are asked for by themselves still serve.
      for (const covered of asked.filter((other) => covers(one, other))) await opens(covered);
    }
    this.open = open;
    this.failed = failed;
    for (const { listener } of gone) await listener.close();
  }

  async close(): Promise<void> {
    const { open } = this;
    this.open = [];
    this.failed = [];
    for (const { listener } of open) await listener.close();
  }

  private async openOne(wanted: Wanted): Promise<Open> {
    const { certificates, onConnection } = this.parts;
    const listener = await listen({
      address: wanted.address,
      port: wanted.port,
      ...(wanted.implicitTls ? { implicitTls: () => connectorCertificate(certificates, this.ownerOf(wanted)) } : {}),
      isProxy: (address) => this.isProxy(wanted, address),
      onConnection: (transport) =>
        onConnection(transport, (remoteAddress) => this.connectorFor(wanted, transport.local.address, remoteAddress)),
    });
    return { wanted, listener };
  }

  /** As it is now: a listener outlives changes of its connector. */
  private ownerOf({ owner }: Wanted): ReceiveConnector {
    return this.parts.connectors().find(({ Guid }) => Guid === owner.Guid) ?? owner;
  }

  /** After a failure: ports that were given up for new ones are opened again as they were. */
  private async reopen(
    kept: readonly Open[],
    gone: readonly Open[],
    missing: readonly Wanted[],
  ): Promise<readonly Open[]> {
    const back: Open[] = [...kept];
    for (const old of gone) {
      const wasClosed = missing.some(({ port }) => port === old.wanted.port);
      back.push(wasClosed ? await this.openOne(old.wanted) : old);
    }
    return back;
  }

  /** Whether any connector of the port takes this address for a proxy. */
  private isProxy({ port }: Wanted, address: string): boolean {
    return this.parts
      .connectors()
      .some(
        ({ Enabled, Bindings, ProxyProtocolAddresses }) =>
          Enabled &&
          isAmong(address, ProxyProtocolAddresses) &&
          Bindings.some((binding) => parseBinding(binding)?.port === port),
      );
  }

  /** Exact bindings stand before those of all addresses, so that they win where remote ranges are equal. */
  private connectorFor(listening: Wanted, localAddress: string, remoteAddress: string): ReceiveConnector | null {
    const exact: ReceiveConnector[] = [];
    const wide: ReceiveConnector[] = [];
    for (const connector of this.parts.connectors()) {
      if (!connector.Enabled) continue;
      const bindings = connector.Bindings.map(parseBinding).filter((binding) => binding?.port === listening.port);
      if (bindings.some((binding) => binding?.address === localAddress)) exact.push(connector);
      else if (bindings.some((binding) => binding?.address === listening.address)) wide.push(connector);
    }
    return selectReceiveConnector([...exact, ...wide], remoteAddress);
  }
}

/** All that is asked for, once each. */
function askedBindings(connectors: readonly ReceiveConnector[]): readonly Wanted[] {
  const wanted = new Map<string, Wanted>();
  for (const connector of connectors) {
    if (!connector.Enabled) continue;
    for (const text of connector.Bindings) {
      const binding = parseBinding(text);
      if (binding === null) continue;
      const place = formatBinding(binding);
      const implicitTls = connector.ImplicitTls || (wanted.get(place)?.implicitTls ?? false);
      wanted.set(place, { ...binding, implicitTls, owner: connector, key: `${place} ${implicitTls}` });
    }
  }
  return [...wanted.values()];
}

// An address of its own cannot be bound beside all addresses of the same port; its connections arrive there.
function withoutCovered(asked: readonly Wanted[]): readonly Wanted[] {
  return asked.filter((one) => !asked.some((other) => covers(other, one)));
}

function covers(wide: Wanted, exact: Wanted): boolean {
  return wide.port === exact.port && !isEvery(exact.address) && wide.address === everyAddressLike(exact.address);
}

function isEvery(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}

function everyAddressLike(address: string): string {
  return address.includes(':') ? '::' : '0.0.0.0';
}
