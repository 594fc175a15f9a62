import { refuseLineBreaks } from './encoded-words.ts';
import { longestLineBytes } from './long-lines.ts';
import { longestMessageId } from './message-ids.ts';

/**
 * `Name: value`, folded at spaces towards 78 characters (RFC 5322 §2.1.1).
 * @throws RangeError for a value of several lines, and for one that does not fold under 998 octets a line.
 */
export function field(name: string, value: string): string {
  const folded = foldedField(name, value);
  const long = folded.split('\r\n').find((line) => Buffer.byteLength(line, 'utf8') > longestLineBytes);
  if (long === undefined) return folded;
  throw new RangeError(
    `A line of ${name} would have more than ${longestLineBytes} octets: ${JSON.stringify(long.slice(0, 60))}…`,
  );
}

/** The same for text that was not written here and is shown however long its words are. */
export function foldedField(name: string, value: string): string {
  refuseLineBreaks(value, `The value of ${name}`);
  const lines: string[] = [];
  let line = `${name}:`;
  for (const word of value.split(' ')) {
    if (line.length + 1 + word.length > 78 && line.trim() !== '' && word !== '' && line !== `${name}:`) {
      lines.push(line);
      line = '';
    }
    line += ` ${word}`;
  }
  lines.push(line);
  return lines.join('\r\n');
}

/** `<id>`. @throws RangeError when the identifier would break the field. */
export function bracketed(id: string): string {
  if (id.length > longestMessageId) {
    throw new RangeError(
      `A message identifier has at most ${longestMessageId} characters, but ${JSON.stringify(id.slice(0, 60))}… has ${id.length}.`,
    );
  }
  if (!/^[\x21-\x3b\x3d\x3f-\x7e]+$/.test(id)) {
    throw new RangeError(
      `A message identifier is printable ASCII without spaces and angle brackets, but is ${JSON.stringify(id.slice(0, 100))}.`,
    );
  }
  return `<${id}>`;
}
