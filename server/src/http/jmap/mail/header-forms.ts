import { type Address, addressSpec, decodeHeader, parseAddressList, parseDate, parseMessageIds } from '@relais/mime';
import { invalidArguments } from '../core/method-error.ts';

export interface EmailAddress {
  readonly name: string | null;
  readonly email: string;
}

type Form = 'Raw' | 'Text' | 'Addresses' | 'GroupedAddresses' | 'MessageIds' | 'Date' | 'URLs';
const forms: readonly string[] = ['Raw', 'Text', 'Addresses', 'GroupedAddresses', 'MessageIds', 'Date', 'URLs'];

export interface HeaderProperty {
  readonly property: string;
  readonly name: string;
  readonly form: Form;
  readonly all: boolean;
}

/** `header:List-Id:asText:all` taken apart (RFC 8621 §4.1.3). @throws MethodError when it is none. */
export function readHeaderProperty(property: string): HeaderProperty {
  const match = /^header:([\x21-\x39\x3b-\x7e]+)(?::as([A-Za-z]+))?(:all)?$/.exec(property);
  const form = match?.[2] ?? 'Raw';
  if (match?.[1] === undefined || !forms.includes(form)) {
    throw invalidArguments(`${JSON.stringify(property.slice(0, 100))} is no property of an Email.`);
  }
  return { property, name: match[1].toLowerCase(), form: form as Form, all: match[3] !== undefined };
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

/** RFC 3339 with the sender's own offset lost is still the same moment. */
export function headerDate(value: string): string | null {
  const time = parseDate(value);
  const at = time === null ? Number.NaN : Number(time);
  return Number.isFinite(at) ? utcDate(at) : null;
}

/** RFC 8620 §1.4 UTCDate: no fraction when it is zero. */
export function utcDate(time: number): string {
  return new Date(time).toISOString().replace('.000Z', 'Z');
}
