import { addressText, encodeHeader, formatDate } from '@relais/mime';
import { isRecord } from '../core/arguments.ts';
import { invalidProperties } from '../core/method-error.ts';
import { checkedAddress, checkedField } from './checked-property.ts';
import { type HeaderProperty, mayHaveForm, readHeaderProperty } from './header-forms.ts';

type Given = Readonly<Record<string, unknown>>;

/** RFC 8621 §4.1.3: the properties that are a header field in one form. */
const propertyOf: ReadonlyMap<string, string> = new Map([
  ['message-id asMessageIds', 'messageId'],
  ['in-reply-to asMessageIds', 'inReplyTo'],
  ['references asMessageIds', 'references'],
  ['sender asAddresses', 'sender'],
  ['from asAddresses', 'from'],
  ['to asAddresses', 'to'],
  ['cc asAddresses', 'cc'],
  ['bcc asAddresses', 'bcc'],
  ['reply-to asAddresses', 'replyTo'],
  ['subject asText', 'subject'],
  ['date asDate', 'sentAt'],
]);
const ownFields = new Set([...propertyOf.keys()].map((key) => key.split(' ')[0]));

/**
 * An Email to create, with `header:From:asAddresses` and its like as the property that it is, and the further fields.
 * @throws SetRefusal when two properties give one field, or a field has a form that is not its own (RFC 8621 §4.6).
 */
export function givenHeaderFields(email: Given): {
  readonly email: Given;
  readonly fields: readonly { name: string; value: string; isEncoded?: boolean }[];
} {
  const plain: Record<string, unknown> = {};
  const fields: { name: string; value: string; isEncoded?: boolean }[] = [];
  const seen = new Set<string>();
  for (const [property, value] of Object.entries(email)) {
    if (!property.startsWith('header:')) {
      plain[property] = value;
      continue;
    }
    const header = headerOf(property);
    if (seen.has(header.name)) throw invalidProperties([property], `${header.name} is given twice.`);
    seen.add(header.name);
    if (/^(?:content-.*|mime-version)$/.test(header.name)) {
      throw invalidProperties([property], `${header.name} belongs to a body part.`);
    }
    const own = propertyOf.get(`${header.name} as${header.form}`);
    if (ownFields.has(header.name)) {
      if (own === undefined || header.all) {
        throw invalidProperties([property], `Give ${header.name} by its own property.`);
      }
      if (own in email) throw invalidProperties([property, own], `${header.name} is given twice.`);
      plain[own] = value;
      continue;
    }
    const name = property.split(':')[1] as string;
    for (const one of header.all ? listOf(property, value) : [value]) {
      fields.push(checkedField(property, { name, ...textOf(header, one) }));
    }
  }
  return { email: plain, fields };
}

function headerOf(property: string): HeaderProperty {
  const [, name = '', form = ''] = /^header:([^:]+)(?::as([A-Za-z]+))?/.exec(property) ?? [];
  if (form !== '' && !mayHaveForm(name.toLowerCase(), form as HeaderProperty['form'])) {
    throw invalidProperties([property], `${name} has no form ${form} (RFC 8621 §4.1.2).`);
  }
  try {
    return readHeaderProperty(property);
  } catch {
    throw invalidProperties([property], `${property.slice(0, 100)} is no header field.`);
  }
}

function textOf({ property, form }: HeaderProperty, value: unknown): { value: string; isEncoded?: boolean } {
  switch (form) {
    case 'Raw':
    case 'Text':
      if (typeof value !== 'string') break;
      return { value: value.trim() };
    case 'Addresses':
      return {
        value: listOf(property, value)
          .map((one) => address(property, one))
          .join(', '),
        isEncoded: true,
      };
    case 'GroupedAddresses':
      return {
        value: listOf(property, value)
          .map((one) => group(property, one))
          .join(', '),
        isEncoded: true,
      };
    case 'MessageIds':
      return {
        value: textsOf(property, value)
          .map((id) => `<${id.replace(/[<>\s]/g, '')}>`)
          .join(' '),
      };
    case 'URLs':
      return {
        value: textsOf(property, value)
          .map((url) => `<${url.replace(/[<>\s]/g, '')}>`)
          .join(', '),
      };
    case 'Date': {
      const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
      if (Number.isNaN(time)) break;
      return { value: formatDate(new Date(time), minutesEast(String(value))) };
    }
  }
  throw invalidProperties([property], `This is no value of ${property}.`);
}

/** Of an RFC 3339 date. */
export function minutesEast(date: string): number {
  const [, sign, hours = '', minutes = ''] = /([+-])(\d\d):(\d\d)$/.exec(date) ?? [];
  return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function address(property: string, value: unknown): string {
  if (!isRecord(value) || typeof value.email !== 'string') {
    throw invalidProperties([property], `Each address of ${property} has an email.`);
  }
  const given = { address: value.email, ...(typeof value.name === 'string' ? { name: value.name } : {}) };
  return addressText(checkedAddress(property, given));
}

function group(property: string, value: unknown): string {
  if (!isRecord(value)) throw invalidProperties([property], `${property} is an array of groups.`);
  const members = listOf(property, value.addresses)
    .map((one) => address(property, one))
    .join(', ');
  if (value.name === null || value.name === undefined) return members;
  const name = String(value.name);
  // RFC 5322 §3.4: a display-name is a phrase, so encoded words may stand in it.
  const encoded = encodeHeader(checkedField(property, { name: 'Group', value: name }).value);
  return `${encoded === name ? `"${name.replace(/["\\]/g, '\\$&')}"` : encoded}: ${members};`;
}

function listOf(property: string, value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw invalidProperties([property], `${property} is an array.`);
  return value;
}

function textsOf(property: string, value: unknown): readonly string[] {
  return listOf(property, value).map((one) => {
    if (typeof one !== 'string') throw invalidProperties([property], `${property} is an array of texts.`);
    return one;
  });
}
