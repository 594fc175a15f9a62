import { decodeHeader, encodeHeader, field } from '@relais/mime';
import type { RuledChanges } from './delivery.ts';
import { rawFields } from './raw-fields.ts';

export type HeaderChanges = Pick<RuledChanges, 'addedFields' | 'subjectPrefix' | 'removedFields'>;

/**
 * A header (one character a byte, each line with its end) with what transport rules change in it: every other byte stays. A
 * message without a subject is given one.
 */
export function changedHeader(header: string, { addedFields, subjectPrefix, removedFields }: HeaderChanges): string {
  const added = addedFields.join('');
  const kept = rawFields(header).flatMap((one) => {
    const colon = one.indexOf(':');
    const name = colon === -1 ? '' : one.slice(0, colon).trimEnd().toLowerCase();
    if (removedFields.includes(name)) return [];
    return [{ isSubject: name === 'subject', text: one }];
  });
  if (subjectPrefix === '') return `${added}${kept.map(({ text }) => text).join('')}`;
  // Readers differ in which of several they show.
  const fields = kept.map(({ isSubject, text }) => (isSubject ? prefixed(text, subjectPrefix) : text));
  return `${added}${kept.some(({ isSubject }) => isSubject) ? '' : prefixed('Subject:\r\n', subjectPrefix)}${fields.join('')}`;
}

/** The value as it came, folds and encoded words included, wherever the prefix can stand before it. */
function prefixed(subject: string, prefix: string): string {
  const value = subject
    .slice(subject.indexOf(':') + 1)
    .replace(/^(?:[ \t]|\r?\n(?=[ \t]))+/, '')
    .replace(/\r?\n$/, '');
  if (value === '') return `${field('Subject', encodeHeader(prefix.trimEnd()))}\r\n`;
  const [head, isApart] = prefix.endsWith(' ') ? [prefix.slice(0, -1), true] : [prefix, false];
  const isPlain = encodeHeader(prefix) === prefix;
  // RFC 2047 §5 (1): white space stands around an encoded word.
  if (isPlain && (isApart || !value.startsWith('=?'))) {
    const whole = `Subject: ${prefix}${value}`;
    if (whole.search(/\r?\n|$/) <= 78) return `${whole}\r\n`;
    if (isApart) return `Subject: ${head}\r\n ${value}\r\n`;
  }
  if (!isPlain) {
    // Between two encoded words the space is not shown (§6.2): the prefix has its own.
    if (/^=\?[^?\s]{1,60}\?[bq]\?[^?\s]*\?=(?!\S)/i.test(value))
      return `${field('Subject', encodeHeader(prefix))}\r\n ${value}\r\n`;
    if (isApart && !value.startsWith('=?')) return `${field('Subject', encodeHeader(head))}\r\n ${value}\r\n`;
  }
  const text = `${prefix}${decodeHeader(value)}`.replaceAll(/[\r\n\0]/g, ' ');
  return `${field('Subject', encodeHeader(text))}\r\n`;
}
