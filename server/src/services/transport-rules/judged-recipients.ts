import type { TransportRuleScope } from '../../domain/configuration/transport-rules.ts';
import type { Directory, RecipientResolution } from '../../domain/directory/directory.ts';
import { asciiDomain } from '../../domain/queue/address-space.ts';
import type { NewRecipient } from '../../domain/queue/queued-message.ts';
import { isTurnOld, nextTurn } from '../../platform/clock/turn.ts';
import type { EnvelopeRecipient } from '../delivery/delivery.ts';

/** Somebody a message is for, whichever of his addresses it names. */
export interface JudgedRecipient {
  /** In the envelope, those of `outbound` behind the others. */
  readonly places: readonly number[];
  /** In lower case: those that were named, and the primary one of a mailbox. */
  readonly addresses: readonly string[];
  /** Of a mailbox, of a contact, also under the address that he has elsewhere, or of a group without members; `null`: nobody knows him. */
  readonly guid: string | null;
  readonly scope: TransportRuleScope;
}

/** `all`: as the envelope has them. A group whose expansion is to be told of is nobody. */
export async function judgedRecipients(
  directory: Directory,
  all: readonly (EnvelopeRecipient | NewRecipient)[],
): Promise<readonly JudgedRecipient[]> {
  const people = new Map<string, JudgedRecipient & { readonly places: number[]; readonly addresses: string[] }>();
  for (const [place, one] of all.entries()) {
    if ('isExpanded' in one && one.isExpanded === true) continue;
    if (isTurnOld()) await nextTurn();
    const address = one.address.toLowerCase();
    const found =
      'mailbox' in one ? ({ kind: 'mailbox', mailbox: one.mailbox } as const) : directory.resolveRecipient(address);
    const guid = guidOf(directory, found, address);
    const key = guid ?? address;
    const before = people.get(key);
    if (before !== undefined) {
      before.places.push(place);
      if (!before.addresses.includes(address)) before.addresses.push(address);
      continue;
    }
    const primary = found.kind === 'mailbox' ? found.mailbox.emailAddresses[0]?.toLowerCase() : undefined;
    const addresses = primary === undefined || primary === address ? [address] : [address, primary];
    people.set(key, { places: [place], addresses, guid, scope: scopeOf(directory, found, address) });
  }
  return [...people.values()];
}

function guidOf(directory: Directory, found: RecipientResolution, address: string): string | null {
  switch (found.kind) {
    case 'mailbox':
      return found.mailbox.guid;
    case 'contact':
      return found.contact.guid;
    case 'group':
      return found.group.guid;
    case 'other-domain':
    case 'unknown-user': {
      const contact = directory.findRecipient(address);
      return contact?.kind === 'contact' ? contact.guid : null;
    }
  }
}

/** A contact has his mailbox elsewhere; a domain that is only relayed for is somebody else's, as in Exchange. */
function scopeOf(directory: Directory, { kind }: RecipientResolution, address: string): TransportRuleScope {
  if (kind === 'mailbox' || kind === 'group') return 'InOrganization';
  if (kind === 'contact') return 'NotInOrganization';
  const domain = domainOf(address);
  return directory
    .acceptedDomains()
    .some(({ domainName, domainType }) => domainName === domain && domainType !== 'ExternalRelay')
    ? 'InOrganization'
    : 'NotInOrganization';
}

/** In lower case with A-labels, where it is a domain. */
export function domainOf(address: string): string {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return asciiDomain(domain) ?? domain.toLowerCase();
}
