import { refuseLineBreaks } from './encoded-words.ts';

/** `Name: value`, folded at spaces towards 78 characters (RFC 5322 §2.1.1). */
export function field(name: string, value: string): string {
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
  if (!/^[\x21-\x3b\x3d\x3f-\x7e]+$/.test(id)) {
    throw new RangeError(
      `A message identifier is printable ASCII without spaces and angle brackets, but is ${JSON.stringify(id.slice(0, 100))}.`,
    );
  }
  return `<${id}>`;
}
