import { addressSpec, decodeHeader, parseAddressList } from '@relais/mime';
import type {
  TransportRule,
  TransportRuleConditions,
  TransportRuleScope,
} from '../../domain/configuration/transport-rules.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import { asciiDomain } from '../../domain/queue/address-space.ts';
import type { Envelope, RuledChanges } from '../delivery/delivery.ts';

/** What the rules make of a message. */
export interface Judgement {
  readonly fate: 'pass' | 'reject' | 'delete';
  /** Of `reject`: what the sender reads, and the status before it (RFC 3463). */
  readonly text: string;
  readonly status: string;
  /** The message is filed as junk. */
  readonly isJunk: boolean;
  /** Fields that go above it, each with its CRLF. */
  readonly headerLines: readonly string[];
  /** Those to be told are as the rules name them: addresses, or GUIDs of recipients here. */
  readonly changes: RuledChanges;
  /** Names of the rules that hold, those in audit mode too. */
  readonly held: readonly { readonly name: string; readonly isAudit: boolean }[];
}

export interface JudgedMessage {
  /** With its fields as they came. */
  readonly header: string;
  readonly envelope: Envelope;
}

/** Asks the enabled rules one after the other. `rules` stand in their order. */
export function judgeMessage(directory: Directory, rules: readonly TransportRule[], message: JudgedMessage): Judgement {
  const facts = factsOf(directory, message);
  const held: { name: string; isAudit: boolean }[] = [];
  const removedFields = new Set<string>();
  const blindCopyTo = new Set<string>();
  const redirectTo = new Set<string>();
  let headerLines: string[] = [];
  let subjectPrefix = '';
  let isJunk = false;
  const judged = (fate: Judgement['fate'], text = '', status = ''): Judgement => ({
    fate,
    text,
    status,
    isJunk,
    headerLines,
    changes: {
      subjectPrefix,
      removedFields: [...removedFields],
      blindCopyTo: [...blindCopyTo],
      redirectTo: redirectTo.size === 0 ? null : [...redirectTo],
    },
    held,
  });
  for (const { name, mode, conditions, exceptions, actions } of rules) {
    const isMeant = testsOf(directory, conditions, facts).every((holds) => holds());
    if (!isMeant || testsOf(directory, exceptions, facts).some((holds) => holds())) continue;
    const isAudit = mode !== 'Enforce';
    held.push({ name, isAudit });
    if (isAudit) continue;
    if (actions.rejectReason !== null)
      return judged('reject', `TRANSPORT.RULES.RejectMessage; ${actions.rejectReason}`, actions.rejectStatus);
    if (actions.deleteMessage) return judged('delete');
    if (actions.removeHeader !== null) {
      const removed = actions.removeHeader.toLowerCase();
      removedFields.add(removed);
      headerLines = headerLines.filter((line) => line.slice(0, line.indexOf(':')).toLowerCase() !== removed);
    }
    if (actions.scl !== null) {
      isJunk = actions.scl >= 5;
      headerLines.push(`X-MS-Exchange-Organization-SCL: ${actions.scl}\r\n`);
    }
    if (actions.setHeader !== null) headerLines.push(`${actions.setHeader.name}: ${actions.setHeader.value}\r\n`);
    if (actions.prependSubject !== null) subjectPrefix = `${actions.prependSubject}${subjectPrefix}`;
    for (const one of actions.blindCopyTo) blindCopyTo.add(one);
    for (const one of actions.redirectMessageTo) redirectTo.add(one);
    if (actions.stop) break;
  }
  return judged('pass');
}

interface Facts {
  readonly authors: readonly string[];
  readonly recipients: readonly string[];
  readonly subject: string;
  /** Where it comes from, and where it goes; a message may go to both. */
  readonly from: TransportRuleScope;
  readonly to: ReadonlySet<TransportRuleScope>;
  field(name: string): string;
}

function factsOf(directory: Directory, { header, envelope }: JudgedMessage): Facts {
  const fields = fieldsOf(header);
  const values = (name: string): readonly string[] => fields.get(name.toLowerCase()) ?? [];
  const authors = values('From')
    .flatMap((value) => parseAddressList(value))
    .flatMap((address) => (address.kind === 'group' ? address.members : [address]))
    .map((address) => addressSpec(address).toLowerCase());
  const recipients = [...envelope.recipients, ...(envelope.outbound?.recipients ?? [])].map(({ address }) =>
    address.toLowerCase(),
  );
  const isInside = envelope.authenticatedAs !== null || envelope.outbound?.isRelay === true;
  return {
    authors: authors.length > 0 ? authors : envelope.sender === '' ? [] : [envelope.sender.toLowerCase()],
    recipients,
    subject: values('Subject')
      .map((value) => decodeHeader(value))
      .join(' '),
    from: isInside ? 'InOrganization' : 'NotInOrganization',
    get to() {
      return new Set(recipients.map((address) => scopeOf(directory, address)));
    },
    field: (name) =>
      values(name)
        .map((value) => decodeHeader(value))
        .join('\n'),
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

/** What of `asked` is given, each to be asked on its own. */
function testsOf(directory: Directory, asked: TransportRuleConditions, facts: Facts): readonly (() => boolean)[] {
  const { authors, recipients } = facts;
  const given = (value: string | readonly string[] | null, holds: () => boolean): readonly (() => boolean)[] =>
    value === null || value.length === 0 ? [] : [holds];
  return [
    ...given(asked.from, () => isAny(directory, asked.from, authors)),
    ...given(asked.fromScope, () => asked.fromScope === facts.from),
    ...given(asked.fromMemberOf, () => isAny(directory, asked.fromMemberOf, authors)),
    ...given(asked.fromAddressContainsWords, () => containsAny(authors.join('\n'), asked.fromAddressContainsWords)),
    ...given(asked.senderDomainIs, () => isInDomain(authors, asked.senderDomainIs)),
    ...given(asked.sentTo, () => isAny(directory, asked.sentTo, recipients)),
    ...given(asked.sentToScope, () => asked.sentToScope !== null && facts.to.has(asked.sentToScope)),
    ...given(asked.sentToMemberOf, () => isAny(directory, asked.sentToMemberOf, recipients, { orMember: true })),
    ...given(asked.recipientAddressContainsWords, () =>
      containsAny(recipients.join('\n'), asked.recipientAddressContainsWords),
    ),
    ...given(asked.recipientDomainIs, () => isInDomain(recipients, asked.recipientDomainIs)),
    ...given(asked.subjectContainsWords, () => containsAny(facts.subject, asked.subjectContainsWords)),
    ...given(asked.header, () => containsAny(facts.field(asked.header ?? ''), asked.headerContainsWords)),
  ];
}

/** A contact has his mailbox elsewhere; a domain that is only relayed for is somebody else's, as in Exchange. */
function scopeOf(directory: Directory, address: string): TransportRuleScope {
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

function isInDomain(addresses: readonly string[], domains: readonly string[]): boolean {
  const asked = domains.map((domain) => asciiDomain(domain) ?? domain.toLowerCase());
  return addresses.some((address) => asked.includes(domainOf(address)));
}

function domainOf(address: string): string {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return asciiDomain(domain) ?? domain.toLowerCase();
}

/**
 * Whether one of the addresses is one that is named, or belongs to a recipient that is, or to one in a group that is. `orMember`: or
 * to a group with a member of whom that holds.
 */
function isAny(
  directory: Directory,
  named: readonly string[],
  addresses: readonly string[],
  { orMember = false } = {},
): boolean {
  return addresses.some((address) => {
    if (named.includes(address)) return true;
    const found = directory.resolveRecipient(address);
    switch (found.kind) {
      case 'mailbox':
        return directory.isAmong(named, found.mailbox.guid);
      case 'contact':
        return directory.isAmong(named, found.contact.guid);
      case 'group':
        return (
          directory.isAmong(named, found.group.guid) ||
          (orMember && directory.membersOf(found.group).some(({ guid }) => directory.isAmong(named, guid)))
        );
      case 'other-domain':
        return isContactAmong(directory, named, address);
      default:
        return false;
    }
  });
}

/** Who writes, or is written to, under the address that a contact has elsewhere. */
function isContactAmong(directory: Directory, named: readonly string[], address: string): boolean {
  const found = directory.findRecipient(address);
  return found?.kind === 'contact' && directory.isAmong(named, found.guid);
}

/** Whole words, as Exchange matches them. */
function containsAny(text: string, words: readonly string[]): boolean {
  const folded = text.normalize('NFC').toLowerCase();
  return words.some((word) => {
    const wanted = word.normalize('NFC').toLowerCase();
    // Nothing is found everywhere, at the end again and again.
    if (wanted === '') return false;
    const isLetter = (at: number): boolean => /[\p{L}\p{N}]/u.test(folded.charAt(at));
    for (let at = folded.indexOf(wanted); at !== -1; at = folded.indexOf(wanted, at + 1))
      if (!isLetter(at - 1) && !isLetter(at + wanted.length)) return true;
    return false;
  });
}
