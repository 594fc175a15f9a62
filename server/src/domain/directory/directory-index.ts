import type { AcceptedDomain, Mailbox } from './directory.ts';
import { domainMatches } from './email-address.ts';
import { NameOrder } from './name-order.ts';

/** How names, aliases and logon names are compared: NFC, without case. */
export function nameKey(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** Everybody in memory, by every name they can be called. */
export class DirectoryIndex {
  private readonly byGuid = new Map<string, Mailbox>();
  private readonly byAddress = new Map<string, Mailbox>();
  private readonly byAlias = new Map<string, Mailbox>();
  private readonly byLogonName = new Map<string, Mailbox>();
  private readonly byName = new Map<string, Mailbox>();
  private readonly domainsByGuid = new Map<string, AcceptedDomain>();
  /** By name. */
  readonly inOrder = new NameOrder<Mailbox>();
  private domainsInOrder: readonly AcceptedDomain[] | null = null;
  private readonly changed: () => void;

  /** `changed` is called after every change of a mailbox. */
  constructor(changed: () => void = () => {}) {
    this.changed = changed;
  }

  put(mailbox: Mailbox): void {
    this.forget(mailbox.guid);
    this.byGuid.set(mailbox.guid, mailbox);
    for (const address of mailbox.emailAddresses) this.byAddress.set(address, mailbox);
    this.byAlias.set(nameKey(mailbox.alias), mailbox);
    this.byLogonName.set(nameKey(mailbox.samAccountName), mailbox);
    this.byLogonName.set(nameKey(mailbox.userPrincipalName), mailbox);
    this.byName.set(nameKey(mailbox.name), mailbox);
    this.inOrder.put(nameKey(mailbox.name), mailbox);
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
    const forget = (map: Map<string, Mailbox>, key: string): void => {
      if (map.get(key) === known) map.delete(key);
    };
    for (const address of known.emailAddresses) forget(this.byAddress, address);
    forget(this.byAlias, nameKey(known.alias));
    forget(this.byLogonName, nameKey(known.samAccountName));
    forget(this.byLogonName, nameKey(known.userPrincipalName));
    forget(this.byName, nameKey(known.name));
    this.inOrder.drop(known);
  }

  guid(guid: string): Mailbox | undefined {
    return this.byGuid.get(guid.toLowerCase());
  }

  /** `address` normalised. */
  address(address: string): Mailbox | undefined {
    return this.byAddress.get(address);
  }

  alias(alias: string): Mailbox | undefined {
    return this.byAlias.get(nameKey(alias));
  }

  /** A user principal name or a SAM account name. */
  logonName(name: string): Mailbox | undefined {
    return this.byLogonName.get(nameKey(name));
  }

  name(name: string): Mailbox | undefined {
    return this.byName.get(nameKey(name));
  }

  mailboxes(): readonly Mailbox[] {
    return this.inOrder.rows();
  }

  putDomain(domain: AcceptedDomain): void {
    this.domainsByGuid.set(domain.guid, domain);
    this.domainsInOrder = null;
  }

  dropDomain(guid: string): void {
    this.domainsByGuid.delete(guid);
    this.domainsInOrder = null;
  }

  /** The default one first, then by name. */
  domains(): readonly AcceptedDomain[] {
    this.domainsInOrder ??= [...this.domainsByGuid.values()].sort(
      (one, other) =>
        Number(other.isDefault) - Number(one.isDefault) || compare(nameKey(one.name), nameKey(other.name)),
    );
    return this.domainsInOrder;
  }

  /** The accepted domain that covers `domain`; an exact one wins over `*.`, the longest `*.` over shorter ones. */
  covering(domain: string): AcceptedDomain | undefined {
    return this.domains()
      .filter((accepted) => domainMatches(accepted.domainName, domain))
      .sort((one, other) => rank(other) - rank(one))[0];
  }
}

function rank(domain: AcceptedDomain): number {
  return domain.domainName.startsWith('*.') ? domain.domainName.length : Number.MAX_SAFE_INTEGER;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
