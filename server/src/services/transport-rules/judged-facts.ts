import { addressSpec, decodeHeader, parseAddressList } from '@relais/mime';
import type { TransportRuleScope } from '../../domain/configuration/transport-rules.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import { asciiDomain } from '../../domain/queue/address-space.ts';
import { recipientsOf } from '../delivery/branch-envelopes.ts';
import type { Envelope } from '../delivery/delivery.ts';
import type { MessageContents } from './message-contents.ts';

export interface JudgedMessage {
  /** With its fields as they came. */
  readonly header: string;
  readonly envelope: Envelope;
  /** `null`: only its header is known. */
  readonly contents: MessageContents | null;
}

/** What conditions ask of a message. */
export interface JudgedFacts {
  readonly authors: readonly string[];
  /** In the order of the envelope, those that go through the queue last. */
  readonly recipients: readonly string[];
  readonly subject: string;
  /** Where it comes from. */
  readonly from: TransportRuleScope;
  /** Each of that name, decoded. */
  fields(name: string): readonly string[];
  readonly contents: MessageContents | null;
}

export function judgedFacts({ header, envelope, contents }: JudgedMessage): JudgedFacts {
  const fields = fieldsOf(header);
  const values = (name: string): readonly string[] => fields.get(name.toLowerCase()) ?? [];
  const authors = values('From')
    .flatMap((value) => parseAddressList(value))
    .flatMap((address) => (address.kind === 'group' ? address.members : [address]))
    .map((address) => addressSpec(address).toLowerCase());
  const recipients = recipientsOf(envelope).map(({ address }) => address.toLowerCase());
  const isInside = envelope.authenticatedAs !== null || envelope.outbound?.isRelay === true;
  return {
    authors: authors.length > 0 ? authors : envelope.sender === '' ? [] : [envelope.sender.toLowerCase()],
    recipients,
    subject: values('Subject')
      .map((value) => decodeHeader(value))
      .join(' '),
    from: isInside ? 'InOrganization' : 'NotInOrganization',
    fields: (name) => values(name).map((value) => decodeHeader(value)),
    contents,
  };
}

/**
 * Unfolded and trimmed, by lower-case name. Read once and without looking for a colon from every blank: the header is a
 * stranger's, half a megabyte of it may be one line of blanks, and there may be a hundred rules.
 */
function fieldsOf(header: string): ReadonlyMap<string, readonly string[]> {
  const fields = new Map<string, string[]>();
  for (const line of header.replaceAll(/\r?\n(?=[ \t])/g, '').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon === -1) continue;
    const name = line.slice(0, colon).trimEnd().toLowerCase();
    const values = fields.get(name);
    const value = line.slice(colon + 1).trim();
    if (values === undefined) fields.set(name, [value]);
    else values.push(value);
  }
  return fields;
}

/** A contact has his mailbox elsewhere; a domain that is only relayed for is somebody else's, as in Exchange. */
export function scopeOf(directory: Directory, address: string): TransportRuleScope {
  const { kind } = directory.resolveRecipient(address);
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
