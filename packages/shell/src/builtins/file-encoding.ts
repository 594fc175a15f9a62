import { askConfirmation } from '../runtime/confirmation.ts';
import type { Invocation } from '../runtime/command.ts';
import type { FileAccess } from '../runtime/file-access.ts';
import { operationError } from '../runtime/shell-error.ts';

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

/** A text as a file holds it; UTF-8 without a mark unless another encoding is asked for. @throws OperationError */
export function encodeText(text: string, encoding: string | null): string | Uint8Array {
  switch (encoding?.toLowerCase()) {
    case undefined:
    case 'utf8':
    case 'utf8nobom':
    case 'default':
    case 'oem':
    case 'string':
      return text;
    case 'utf8bom':
      return `\ufeff${text}`;
    case 'unicode':
      return Buffer.from(`\ufeff${text}`, 'utf16le');
    case 'ascii':
      return text.replaceAll(/[^\0-\x7f]/g, '?');
    default:
      throw operationError(
        'EncodingNotSupported',
        `The encoding "${encoding}" is not written here; utf8, utf8BOM, unicode and ascii are.`,
        'InvalidArgument',
      );
  }
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
