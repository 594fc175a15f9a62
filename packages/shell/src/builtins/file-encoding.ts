import { bytesOfList } from '../runtime/byte-lists.ts';
import { askConfirmation } from '../runtime/confirmation.ts';
import type { Invocation } from '../runtime/command.ts';
import type { FileAccess } from '../runtime/file-access.ts';
import { withFile } from '../runtime/with-file.ts';
import { operationError } from '../runtime/shell-error.ts';
import { toText } from '../runtime/to-text.ts';
import type { Value } from '../runtime/values.ts';

/** The names of `-Encoding`. */
export const encodingNames = [
  'utf8',
  'utf8BOM',
  'utf8NoBOM',
  'unicode',
  'ascii',
  'default',
  'oem',
  'string',
  'utf7',
  'utf32',
  'bigendianunicode',
];

/**
 * Writes a text, or puts it behind what a file holds. Without an encoding it is UTF-8 without a mark; `utf8` and
 * `unicode` begin a file with their mark, as PowerShell 5.1 does, so that Excel reads the accents.
 * @throws OperationError for an encoding that is not written here.
 */
export async function writeText(
  files: FileAccess,
  path: string,
  text: string,
  options: { readonly encoding: string | null; readonly appends: boolean },
): Promise<void> {
  await withFile(path, async () => {
    const goesOn = options.appends && (await files.exists(path)) && (await files.readBytes(path)).length > 0;
    const content = encodeText(text, options.encoding, !goesOn);
    await (options.appends ? files.append(path, content) : files.write(path, content));
  });
}

/** @throws OperationError for an encoding that is not written here. */
function encodeText(text: string, encoding: string | null, isBeginning: boolean): string | Uint8Array {
  const marked = isBeginning ? `\ufeff${text}` : text;
  switch (encoding?.toLowerCase()) {
    case undefined:
    case 'utf8nobom':
    case 'string':
      return text;
    case 'utf8':
    case 'utf8bom':
      return marked;
    case 'unicode':
      return Buffer.from(marked, 'utf16le');
    case 'bigendianunicode':
      return Buffer.from(marked, 'utf16le').swap16();
    case 'default':
    case 'oem':
      return windows1252(text);
    case 'ascii':
      return text.replaceAll(/[^\0-\x7f]/g, '?');
    default:
      throw operationError(
        'EncodingNotSupported',
        `The encoding "${encoding}" is not written here; utf8, utf8BOM, utf8NoBOM, unicode, default and ascii are.`,
        'InvalidArgument',
      );
  }
}

const bytesOf1252 = new Map(
  [...new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 256 }, (_, byte) => byte))].map(
    (character, byte) => [character, byte],
  ),
);

/** Windows' code page of Western Europe, its "ANSI"; what it does not have is a question mark. */
function windows1252(text: string): Uint8Array {
  return Uint8Array.from([...text], (character) => bytesOf1252.get(character) ?? 0x3f);
}

/**
 * The bytes of a list of numbers, as `-Encoding Byte` writes them: `$file.FileData` of Export-ExchangeCertificate.
 * @throws OperationError for what is no byte.
 */
export function bytesOf(values: readonly Value[]): Uint8Array {
  const flat = values.flat();
  const isByte = (value: Value): value is number => typeof value === 'number' && (value & 255) === value;
  const wrong = flat.findIndex((value) => !isByte(value));
  if (wrong === -1) return bytesOfList(flat);
  throw operationError(
    'WriteContentWrongTypeError',
    `Cannot proceed with byte encoding. When using byte encoding the content must be of type byte; "${toText(flat[wrong] ?? null)}" is not.`,
    'InvalidArgument',
  );
}

/** The session's files. @throws OperationError when it has none. */
export function requireFiles(invocation: Invocation): FileAccess {
  const { files } = invocation.engine.session;
  if (files === null)
    throw operationError('FileAccessDenied', 'This shell has no access to files.', 'PermissionDenied');
  return files;
}

const operations = {
  en: (name: string, path: string) => `What if: Performing the operation "${name}" on target "${path}".`,
  fr: (name: string, path: string) => `WhatIf : Opération « ${name} » en cours sur la cible « ${path} ».`,
} as const;

/** Whether a file may be written: with -WhatIf it is only said, with -Confirm it is asked. */
export async function mayWrite(invocation: Invocation, path: string): Promise<boolean> {
  const { language } = invocation.engine.session;
  if (invocation.common.whatIf === true) {
    invocation.context.face.host(`${operations[language](invocation.commandName, path)}\n`);
    return false;
  }
  if (invocation.common.confirm !== true) return true;
  return await askConfirmation(`${invocation.commandName}: "${path}"`, { answer: null }, invocation);
}
