import type { AcceptedDomain, Mailbox } from './directory.ts';
import { domainMatches } from './email-address.ts';
import { NamedIndex, nameKey, removeFrom } from './named-index.ts';

/** Everybody with a mailbox in memory, by every name they can be called, and the domains that are ours. */
export class DirectoryIndex extends NamedIndex<Mailbox> {
  private readonly byLogonName = new Map<string, Mailbox>();
  private readonly domainsByGuid = new Map<string, AcceptedDomain>();
  private domainsInOrder: readonly AcceptedDomain[] | null = null;

  /** A user principal name or a SAM account name. */
  logonName(name: string): Mailbox | undefined {
    return this.byLogonName.get(nameKey(name));
  }

  protected override add(mailbox: Mailbox): void {
    super.add(mailbox);
    this.byLogonName.set(nameKey(mailbox.samAccountName), mailbox);
    this.byLogonName.set(nameKey(mailbox.userPrincipalName), mailbox);
  }

  protected override remove(known: Mailbox): void {
    super.remove(known);
    removeFrom(this.byLogonName, nameKey(known.samAccountName), known);
    removeFrom(this.byLogonName, nameKey(known.userPrincipalName), known);
  }

  putDomain(domain: AcceptedDomain): void {
    this.domainsByGuid.set(domain.guid, domain);
    this.domainsInOrder = null;
  }

  domainGuids(): Iterable<string> {
    return this.domainsByGuid.keys();
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
