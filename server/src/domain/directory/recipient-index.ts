import { nameKey } from './directory-index.ts';
import { NameOrder } from './name-order.ts';
import type { OtherRecipient } from './recipient.ts';

/** Groups, contacts and accounts without a mailbox in memory, by every name they can be called. */
export class RecipientIndex {
  private readonly byGuid = new Map<string, OtherRecipient>();
  private readonly byAddress = new Map<string, OtherRecipient>();
  private readonly byAlias = new Map<string, OtherRecipient>();
  private readonly byName = new Map<string, OtherRecipient>();
  /** By name. */
  readonly inOrder = new NameOrder<OtherRecipient>();
  private readonly changed: () => void;

  /** `changed` is called after every change of a recipient. */
  constructor(changed: () => void = () => {}) {
    this.changed = changed;
  }

  put(recipient: OtherRecipient): void {
    this.forget(recipient.guid);
    this.byGuid.set(recipient.guid, recipient);
    for (const address of recipient.emailAddresses) this.byAddress.set(address, recipient);
    this.byAlias.set(nameKey(recipient.alias), recipient);
    this.byName.set(nameKey(recipient.name), recipient);
    this.inOrder.put(nameKey(recipient.name), recipient);
    this.changed();
  }

  drop(guid: string): void {
    this.forget(guid);
    this.changed();
  }

  private forget(guid: string): void {
    const known = this.byGuid.get(guid);
    if (known === undefined) return;
    this.byGuid.delete(guid);
    const forget = (map: Map<string, OtherRecipient>, key: string): void => {
      if (map.get(key) === known) map.delete(key);
    };
    for (const address of known.emailAddresses) forget(this.byAddress, address);
    forget(this.byAlias, nameKey(known.alias));
    forget(this.byName, nameKey(known.name));
    this.inOrder.drop(known);
  }

  guid(guid: string): OtherRecipient | undefined {
    return this.byGuid.get(guid.toLowerCase());
  }

  /** `address` normalised. */
  address(address: string): OtherRecipient | undefined {
    return this.byAddress.get(address);
  }

  alias(alias: string): OtherRecipient | undefined {
    return this.byAlias.get(nameKey(alias));
  }

  name(name: string): OtherRecipient | undefined {
    return this.byName.get(nameKey(name));
  }

  /** By name. */
  all(): readonly OtherRecipient[] {
    return this.inOrder.rows();
  }
}
