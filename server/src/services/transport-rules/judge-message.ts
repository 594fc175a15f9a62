import { addressSpec, decodeHeader, parseAddressList } from '@relais/mime';
import type { TransportRule, TransportRuleConditions } from '../../domain/configuration/transport-rules.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import type { Envelope } from '../delivery/delivery.ts';

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
  const facts = factsOf(message);
  const held: { name: string; isAudit: boolean }[] = [];
  const headerLines: string[] = [];
  let isJunk = false;
  for (const { name, mode, conditions, exceptions, actions } of rules) {
    if (!holds(directory, conditions, facts) || isExcepted(directory, exceptions, facts)) continue;
    const isAudit = mode !== 'Enforce';
    held.push({ name, isAudit });
    if (isAudit) continue;
    if (actions.rejectReason !== null) {
      const text = `TRANSPORT.RULES.RejectMessage; ${actions.rejectReason}`;
      return { fate: 'reject', text, status: actions.rejectStatus, isJunk, headerLines, held };
    }
    if (actions.deleteMessage) return { fate: 'delete', text: '', status: '', isJunk, headerLines, held };
    if (actions.scl !== null) {
      isJunk = actions.scl >= 5;
      headerLines.push(`X-MS-Exchange-Organization-SCL: ${actions.scl}\r\n`);
    }
    if (actions.setHeader !== null) headerLines.push(`${actions.setHeader.name}: ${actions.setHeader.value}\r\n`);
    if (actions.stop) break;
  }
  return { fate: 'pass', text: '', status: '', isJunk, headerLines, held };
}

interface Facts {
  readonly authors: readonly string[];
  readonly recipients: readonly string[];
  readonly subject: string;
  readonly isInside: boolean;
  field(name: string): string;
}

function factsOf({ header, envelope }: JudgedMessage): Facts {
  const fields = fieldsOf(header);
  const values = (name: string): readonly string[] => fields.get(name.toLowerCase()) ?? [];
  const authors = values('From')
    .flatMap((value) => parseAddressList(value))
    .flatMap((address) => (address.kind === 'group' ? address.members : [address]))
    .map((address) => addressSpec(address).toLowerCase());
  const outside = envelope.outbound?.recipients ?? [];
  return {
    authors: authors.length > 0 ? authors : envelope.sender === '' ? [] : [envelope.sender.toLowerCase()],
    recipients: [...envelope.recipients, ...outside].map(({ address }) => address.toLowerCase()),
    subject: values('Subject')
      .map((value) => decodeHeader(value))
      .join(' '),
    isInside: envelope.authenticatedAs !== null || envelope.outbound?.isRelay === true,
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

function holds(directory: Directory, asked: TransportRuleConditions, facts: Facts): boolean {
  const { from, fromScope, fromAddressContainsWords, sentTo, subjectContainsWords, header, headerContainsWords } =
    asked;
  if (from.length > 0 && !isAny(directory, from, facts.authors)) return false;
  if (fromScope !== null && (fromScope === 'InOrganization') !== facts.isInside) return false;
  if (fromAddressContainsWords.length > 0 && !containsAny(facts.authors.join('\n'), fromAddressContainsWords))
    return false;
  if (sentTo.length > 0 && !isAny(directory, sentTo, facts.recipients)) return false;
  if (subjectContainsWords.length > 0 && !containsAny(facts.subject, subjectContainsWords)) return false;
  return header === null || containsAny(facts.field(header), headerContainsWords);
}

function isExcepted(directory: Directory, exceptions: TransportRule['exceptions'], facts: Facts): boolean {
  return (
    isAny(directory, exceptions.from, facts.authors) || containsAny(facts.subject, exceptions.subjectContainsWords)
  );
}

/** Whether one of the addresses is one that is named, or belongs to a recipient that is. */
function isAny(directory: Directory, named: readonly string[], addresses: readonly string[]): boolean {
  if (named.length === 0) return false;
  return addresses.some((address) => {
    if (named.includes(address)) return true;
    const found = directory.resolveRecipient(address);
    const guid =
      found.kind === 'mailbox'
        ? found.mailbox.guid
        : found.kind === 'contact'
          ? found.contact.guid
          : found.kind === 'group'
            ? found.group.guid
            : null;
    return guid !== null && directory.isAmong(named, guid);
  });
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
