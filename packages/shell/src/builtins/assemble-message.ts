import type { Builtin } from '../runtime/builtin.ts';
import { operationError } from '../runtime/shell-error.ts';
import { ShellObject } from '../runtime/shell-object.ts';
import { toText } from '../runtime/to-text.ts';
import { withFile } from '../runtime/with-file.ts';
import { bytesOf, mayWrite, requireFiles } from './file-encoding.ts';

export const assembleMessage: Builtin = {
  name: 'AssembleMessage',
  synopsis: {
    en: 'Writes a message that Export-Message gives into a file.',
    fr: 'Écrit dans un fichier un message que donne Export-Message.',
  },
  parameters: [
    { name: 'Path', type: 'text', aliases: ['LiteralPath', 'FilePath'], position: 1, mandatory: true },
    { name: 'InputObject', type: 'any', pipeline: true },
  ],
  supportsShouldProcess: true,
  examples: ['Export-Message CAS01\\contoso.com\\17 | AssembleMessage -Path C:\\Export\\17.eml'],
  start: (invocation, given) => {
    const files = requireFiles(invocation);
    const path = given.text('Path') ?? '';
    let message: string | null = null;
    let mayBegin: boolean | null = null;
    return {
      process: async (input) => {
        const piece = input instanceof ShellObject ? input.get('FileData') : undefined;
        if (!(input instanceof ShellObject) || !Array.isArray(piece))
          throw operationError(
            'NoPieceOfMessage',
            'AssembleMessage writes what Export-Message gives: Export-Message IDENTITY | AssembleMessage -Path FILE.',
            'InvalidArgument',
          );
        const identity = toText(input.get('Identity') ?? null);
        if (message !== null && message !== identity)
          throw operationError(
            'SecondMessage',
            `The file '${path}' holds the message "${message}"; "${identity}" needs a file of its own: … | ForEach-Object { $i++; Export-Message $_.Identity | AssembleMessage -Path "C:\\Export\\$i.eml" }`,
            'InvalidArgument',
            identity,
          );
        mayBegin ??= await mayWrite(invocation, path);
        if (!mayBegin) return;
        const bytes = bytesOf(piece);
        const isFirst = message === null;
        message = identity;
        await withFile(path, async () => await (isFirst ? files.write(path, bytes) : files.append(path, bytes)));
      },
    };
  },
};
