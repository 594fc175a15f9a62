import { toNumber } from './convert-number.ts';
import { memberOf } from './member-name.ts';
import { ShellObject } from './shell-object.ts';
import { list, type StaticMember, type StaticSurroundings, text } from './static-member.ts';
import type { Value } from './values.ts';

interface TextEncoding {
  readonly title: string;
  readonly body: string;
  readonly type: string;
  readonly as: BufferEncoding;
}

const utf8: TextEncoding = {
  title: 'Unicode (UTF-8)',
  body: 'utf-8',
  type: 'System.Text.UTF8Encoding',
  as: 'utf8',
};
/** Of `[System.Text.Encoding]`; Windows writes text as Unicode, two bytes a character. */
const encodings: Readonly<Record<string, TextEncoding>> = {
  UTF8: utf8,
  Default: utf8,
  ASCII: { title: 'US-ASCII', body: 'us-ascii', type: 'System.Text.ASCIIEncoding', as: 'latin1' },
  Unicode: { title: 'Unicode', body: 'utf-16', type: 'System.Text.UnicodeEncoding', as: 'utf16le' },
};

const encodingMembers = ({ as }: TextEncoding): Readonly<Record<string, StaticMember>> => ({
  GetBytes: (given) => {
    // What ASCII does not have is a question mark, as in .NET.
    const asked = as === 'latin1' ? text(given).replaceAll(/[^\x00-\x7f]/g, '?') : text(given);
    return [...Buffer.from(asked, as)];
  },
  GetString: (given) => Buffer.from(list(given, 0).map((item) => toNumber(item))).toString(as),
});

/** The members of `[System.Text.Encoding]`. */
export const encodingObjects: Readonly<Record<string, StaticMember>> = Object.fromEntries(
  Object.entries(encodings).map(([name, { title, body, type }]) => [
    name,
    () => ShellObject.custom({ EncodingName: title, BodyName: body }, type),
  ]),
);

/** The methods of `[System.Text.Encoding]::UTF8`. `undefined` for other objects and names. */
export function encodingMethod(
  target: Value,
  name: string,
  given: readonly Value[],
  around: StaticSurroundings,
): Value | Promise<Value> | undefined {
  const found = Object.values(encodings).find(({ type }) => target instanceof ShellObject && target.typeName === type);
  return found === undefined ? undefined : memberOf(encodingMembers(found), name)?.(given, around);
}
