import { toNumber } from './convert-number.ts';
import { memberOf } from './member-name.ts';
import { operationError } from './shell-error.ts';
import { ShellObject } from './shell-object.ts';
import { list, type StaticMember, type StaticSurroundings, text } from './static-member.ts';
import type { Value } from './values.ts';

interface TextEncoding {
  readonly title: string;
  readonly body: string;
  readonly codePage: number;
  readonly type: string;
  readonly toBytes: (plain: string) => Uint8Array;
  readonly toText: (bytes: Uint8Array) => string;
}

const ofBuffer = (as: BufferEncoding): Pick<TextEncoding, 'toBytes' | 'toText'> => ({
  toBytes: (plain) => Buffer.from(plain, as),
  toText: (bytes) => Buffer.from(bytes).toString(as),
});

/**
 * An encoding of one byte a character. What it does not have becomes the letter without its marks, as Windows' code pages do it (scripts
 * take accents off names in this way), and else a question mark.
 */
function ofOneByte(decoded: (byte: number) => string): Pick<TextEncoding, 'toBytes' | 'toText'> {
  const characters = Array.from({ length: 256 }, (_, byte) => decoded(byte));
  const bytes = new Map(characters.map((character, byte) => [character, byte] as const));
  const question = 0x3f;
  const byteOf = (character: string): number =>
    bytes.get(character) ?? bytes.get(character.normalize('NFD').charAt(0)) ?? question;
  return {
    toBytes: (plain) => Uint8Array.from([...plain.normalize('NFC')], byteOf),
    toText: (given) => Array.from(given, (byte) => characters[byte] ?? '?').join(''),
  };
}

function ofCodePage(label: string): Pick<TextEncoding, 'toBytes' | 'toText'> {
  const decoder = new TextDecoder(label);
  return ofOneByte((byte) => decoder.decode(Uint8Array.of(byte)));
}

const utf8: TextEncoding = {
  title: 'Unicode (UTF-8)',
  body: 'utf-8',
  codePage: 65_001,
  type: 'System.Text.UTF8Encoding',
  ...ofBuffer('utf8'),
};
const ascii: TextEncoding = {
  title: 'US-ASCII',
  body: 'us-ascii',
  codePage: 20_127,
  type: 'System.Text.ASCIIEncoding',
  // What ASCII does not have is a question mark, as in .NET.
  toBytes: (plain) => Buffer.from(plain.replaceAll(/[^\x00-\x7f]/g, '?'), 'latin1'),
  toText: (bytes) => Buffer.from(bytes.map((byte) => (byte < 0x80 ? byte : 0x3f))).toString('latin1'),
};
const unicode: TextEncoding = {
  title: 'Unicode',
  body: 'utf-16',
  codePage: 1200,
  type: 'System.Text.UnicodeEncoding',
  ...ofBuffer('utf16le'),
};
const latin1: TextEncoding = {
  title: 'Western European (ISO)',
  body: 'iso-8859-1',
  codePage: 28_591,
  type: 'System.Text.Latin1Encoding',
  ...ofOneByte((byte) => String.fromCharCode(byte)),
};
const codePages: readonly TextEncoding[] = [
  ['Western European (Windows)', 'windows-1252', 1252] as const,
  ['Cyrillic (ISO)', 'iso-8859-5', 28_595] as const,
].map(([title, body, codePage]) => ({
  title,
  body,
  codePage,
  type: `CodePage${codePage}Encoding`,
  ...ofCodePage(body),
}));

/** Of `[System.Text.Encoding]`; Windows writes text as Unicode, two bytes a character. */
const encodings: Readonly<Record<string, TextEncoding>> = {
  UTF8: utf8,
  Default: utf8,
  ASCII: ascii,
  Unicode: unicode,
};

const otherNames: Readonly<Record<string, string>> = {
  cyrillic: 'iso-8859-5',
  latin1: 'iso-8859-1',
  ascii: 'us-ascii',
};
const all: readonly TextEncoding[] = [utf8, ascii, unicode, latin1, ...codePages];

/** `[System.Text.Encoding]::GetEncoding('windows-1252')`, by name or number. */
const getEncoding: StaticMember = (given) => {
  const wanted = text(given).toLowerCase();
  const body = otherNames[wanted] ?? wanted;
  const found = all.find((encoding) => encoding.body === body || String(encoding.codePage) === body);
  if (found !== undefined) return objectOf(found);
  throw operationError(
    'ArgumentException',
    `'${text(given)}' is not a supported encoding name. There are: ${all.map((one) => one.body).join(', ')}.`,
    'InvalidArgument',
    text(given),
  );
};

function objectOf({ title, body, codePage, type }: TextEncoding): ShellObject {
  return ShellObject.custom({ EncodingName: title, BodyName: body, CodePage: codePage }, type);
}

const encodingMembers = (encoding: TextEncoding): Readonly<Record<string, StaticMember>> => ({
  GetBytes: (given) => [...encoding.toBytes(text(given))],
  GetByteCount: (given) => encoding.toBytes(text(given)).length,
  GetString: (given) => encoding.toText(Uint8Array.from(list(given, 0).map((item) => toNumber(item)))),
});

/** The members of `[System.Text.Encoding]`. */
export const encodingObjects: Readonly<Record<string, StaticMember>> = {
  ...Object.fromEntries(Object.entries(encodings).map(([name, encoding]) => [name, () => objectOf(encoding)])),
  GetEncoding: getEncoding,
};

/** The methods of `[System.Text.Encoding]::UTF8`. `undefined` for other objects and names. */
export function encodingMethod(
  target: Value,
  name: string,
  given: readonly Value[],
  around: StaticSurroundings,
): Value | Promise<Value> | undefined {
  const found = all.find(({ type }) => target instanceof ShellObject && target.typeName === type);
  return found === undefined ? undefined : memberOf(encodingMembers(found), name)?.(given, around);
}
