import { addressSpec, decodeHeader, parseAddressList } from '@relais/mime';
import type { TransportRuleScope } from '../../domain/configuration/transport-rules.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import { recipientsOf } from '../delivery/branch-envelopes.ts';
import type { Envelope } from '../delivery/delivery.ts';
import { expandedEnvelope } from '../delivery/expanded-envelope.ts';
import { type JudgedRecipient, judgedRecipients } from './judged-recipients.ts';
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
  /** Each person once. */
  readonly recipients: readonly JudgedRecipient[];
  /** All that were named, groups too, and those of their members; in lower case. */
  readonly addresses: readonly string[];
  readonly subject: string;
  /** Where it comes from. */
  readonly from: TransportRuleScope;
  /** Each of that name, decoded. */
  fields(name: string): readonly string[];
  readonly contents: MessageContents | null;
}

export async function judgedFacts(
  directory: Directory,
  { header, envelope, contents }: JudgedMessage,
): Promise<JudgedFacts> {
  const fields = fieldsOf(header);
  const values = (name: string): readonly string[] => fields.get(name.toLowerCase()) ?? [];
  const authors = values('From')
    .flatMap((value) => parseAddressList(value))
    .flatMap((address) => (address.kind === 'group' ? address.members : [address]))
    .map((address) => addressSpec(address).toLowerCase());
  const { expansion } = envelope;
  const recipients = await judgedRecipients(
    directory,
    recipientsOf(expansion === undefined ? envelope : expandedEnvelope(envelope, expansion)),
  );
  const named = recipientsOf(envelope).map(({ address }) => address.toLowerCase());
  const isInside = envelope.authenticatedAs !== null || envelope.outbound?.isRelay === true;
  return {
    authors: authors.length > 0 ? authors : envelope.sender === '' ? [] : [envelope.sender.toLowerCase()],
    recipients,
    addresses: [...new Set([...named, ...recipients.flatMap(({ addresses }) => addresses)])],
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
