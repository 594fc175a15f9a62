import { NameOrder } from './name-order.ts';

/** How names, aliases and logon names are compared: NFC, without case. */
export function nameKey(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** What recipients of every kind are called by. */
interface Named {
  readonly guid: string;
  readonly name: string;
  readonly alias: string;
  /** Normalised. */
  readonly emailAddresses: readonly string[];
}

/** Recipients in memory, by every name they can be called. */
export class NamedIndex<T extends Named> {
  private readonly byGuid = new Map<string, T>();
  private readonly byAddress = new Map<string, T>();
  private readonly byAlias = new Map<string, T>();
  private readonly byName = new Map<string, T>();
  /** By name. */
  readonly inOrder = new NameOrder<T>();
  private readonly changed: () => void;

  /** `changed` is called after every change of a recipient. */
  constructor(changed: () => void = () => {}) {
    this.changed = changed;
  }

  put(recipient: T): void {
    this.forget(recipient.guid);
    this.add(recipient);
    this.changed();
  }

  drop(guid: string): void {
    this.forget(guid);
    this.changed();
  }

  guids(): Iterable<string> {
    return this.byGuid.keys();
  }

  guid(guid: string): T | undefined {
    return this.byGuid.get(guid.toLowerCase());
  }

  /** `address` normalised. */
  address(address: string): T | undefined {
    return this.byAddress.get(address);
  }

  alias(alias: string): T | undefined {
    return this.byAlias.get(nameKey(alias));
  }

  name(name: string): T | undefined {
    return this.byName.get(nameKey(name));
  }

  /** By name. */
  all(): readonly T[] {
    return this.inOrder.rows();
  }

  protected add(recipient: T): void {
    this.byGuid.set(recipient.guid, recipient);
    for (const address of recipient.emailAddresses) this.byAddress.set(address, recipient);
    this.byAlias.set(nameKey(recipient.alias), recipient);
    this.byName.set(nameKey(recipient.name), recipient);
    this.inOrder.put(nameKey(recipient.name), recipient);
  }

  protected remove(known: T): void {
    this.byGuid.delete(known.guid);
    for (const address of known.emailAddresses) removeFrom(this.byAddress, address, known);
    removeFrom(this.byAlias, nameKey(known.alias), known);
    removeFrom(this.byName, nameKey(known.name), known);
    this.inOrder.drop(known);
  }

  private forget(guid: string): void {
    const known = this.byGuid.get(guid);
    if (known !== undefined) this.remove(known);
  }
}

/** Unless the name is somebody else's by now. */
export function removeFrom<T>(map: Map<string, T>, key: string, known: T): void {
  if (map.get(key) === known) map.delete(key);
}
