import { type Address, addressSpec, decodeHeader, parseAddressList, parseDate, parseMessageIds } from '@relais/mime';
import { invalidArguments } from '../core/method-error.ts';

export interface EmailAddress {
  readonly name: string | null;
  readonly email: string;
}

export type Form = 'Raw' | 'Text' | 'Addresses' | 'GroupedAddresses' | 'MessageIds' | 'Date' | 'URLs';
const forms: readonly string[] = ['Raw', 'Text', 'Addresses', 'GroupedAddresses', 'MessageIds', 'Date', 'URLs'];

export interface HeaderProperty {
  readonly property: string;
  readonly name: string;
  readonly form: Form;
  readonly all: boolean;
}

const addressFields = ['from', 'sender', 'reply-to', 'to', 'cc', 'bcc'];
const fieldsOfForm: Readonly<Record<Exclude<Form, 'Raw'>, readonly string[]>> = {
  Text: ['subject', 'comments', 'keywords', 'list-id'],
  Addresses: addressFields.flatMap((name) => [name, `resent-${name}`]),
  GroupedAddresses: addressFields.flatMap((name) => [name, `resent-${name}`]),
  MessageIds: ['message-id', 'in-reply-to', 'references', 'resent-message-id'],
  Date: ['date', 'resent-date'],
  URLs: ['list-help', 'list-unsubscribe', 'list-subscribe', 'list-post', 'list-owner', 'list-archive'],
};
/** Of RFC 5322 and RFC 2369, beside those above: they have no form but Raw. */
const otherStandardFields = ['return-path', 'received'];
const standardFields = new Set([...Object.values(fieldsOfForm).flat(), ...otherStandardFields]);

/** RFC 8621 §4.1.2: a field that the standards define has the forms that fit it, any other has all. */
export function mayHaveForm(name: string, form: Form): boolean {
  return form === 'Raw' || fieldsOfForm[form].includes(name) || !standardFields.has(name);
}

/** `header:List-Id:asText:all` taken apart (RFC 8621 §4.1.3). @throws MethodError when it is none. */
export function readHeaderProperty(property: string): HeaderProperty {
  const match = /^header:([\x21-\x39\x3b-\x7e]+)(?::as([A-Za-z]+))?(:all)?$/.exec(property);
  const form = match?.[2] ?? 'Raw';
  if (match?.[1] === undefined || !forms.includes(form)) {
    throw invalidArguments(`${JSON.stringify(property.slice(0, 100))} is no property of an Email.`);
  }
  const name = match[1].toLowerCase();
  if (!mayHaveForm(name, form as Form)) throw invalidArguments(`${match[1]} has no form ${form} (RFC 8621 §4.1.2).`);
  return { property, name, form: form as Form, all: match[3] !== undefined };
}

/** One header value in one form; `value` is what stands behind the colon, one character a byte. */
export function headerInForm(value: string, form: Form): unknown {
  switch (form) {
    case 'Raw':
      return Buffer.from(value, 'latin1').toString('utf8');
    case 'Text':
      return decodeHeader(value).trim().normalize('NFC');
    case 'Addresses':
      return flatAddresses(parseAddressList(value));
    case 'GroupedAddresses':
      return groupedAddresses(parseAddressList(value));
    case 'MessageIds':
      return messageIds(value);
    case 'Date':
      return headerDate(value);
    case 'URLs': {
      const urls = [...value.matchAll(/<([^<>\s]+)>/g)].map((match) => match[1]);
      return urls.length === 0 ? null : urls;
    }
  }
}

/** Groups melted into one list (RFC 8621 §4.1.2.3). */
export function flatAddresses(addresses: readonly Address[]): EmailAddress[] {
  return addresses.flatMap((address) =>
    address.kind === 'group' ? address.members.map(emailAddress) : [emailAddress(address)],
  );
}

function groupedAddresses(addresses: readonly Address[]): unknown[] {
  const groups: { name: string | null; addresses: EmailAddress[] }[] = [];
  for (const address of addresses) {
    if (address.kind === 'group') {
      groups.push({ name: decodeHeader(address.name), addresses: address.members.map(emailAddress) });
      continue;
    }
    const last = groups.at(-1);
    if (last?.name === null) last.addresses.push(emailAddress(address));
    else groups.push({ name: null, addresses: [emailAddress(address)] });
  }
  return groups;
}

function emailAddress(address: Extract<Address, { kind: 'mailbox' }>): EmailAddress {
  const name = address.name === null || address.name === '' ? null : decodeHeader(address.name).trim();
  return { name: name === '' ? null : name, email: addressSpec(address) };
}

export function messageIds(value: string): readonly string[] | null {
  const ids = parseMessageIds(value);
  return ids.length === 0 ? null : ids.map((id) => id.replace(/^<|>$/g, ''));
}

/** Of a date's end, with its comment: a field of one zone after another is not looked through from each of them. */
const longestZone = 1000;

/** A Date (RFC 8620 §1.4): the moment, in the zone that the sender wrote. */
export function headerDate(value: string): string | null {
  const time = parseDate(value);
  const at = time === null ? Number.NaN : Number(time);
  if (!Number.isFinite(at)) return null;
  const [, sign, hours = '', minutes = ''] =
    /([+-])(\d\d)([0-5]\d)\s*(?:\(.*\)\s*)?$/s.exec(value.slice(-longestZone)) ?? [];
  const east = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  if (sign === undefined || east === 0 || Number(hours) > 23) return utcDate(at);
  const local = new Date(at + east * 60_000).toISOString();
  return `${local.slice(0, 19)}${sign}${hours}:${minutes}`;
}

/** RFC 8620 §1.4 UTCDate: no fraction when it is zero. */
export function utcDate(time: number): string {
  return new Date(time).toISOString().replace('.000Z', 'Z');
}
