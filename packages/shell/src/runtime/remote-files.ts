import type { ManagementObject, ManagementValue, ParameterDescription } from '@relais/management-contract';
import { bytesOfList } from './byte-lists.ts';
import type { FileAccess } from './file-access.ts';
import { operationError } from './shell-error.ts';
import { toText } from './to-text.ts';
import type { Value } from './values.ts';
import { withFile } from './with-file.ts';

/** Where what a cmdlet puts out is to be written, instead of into the pipeline. */
export interface OutputFile {
  readonly path: string;
  /** Properties of the output; the first that is there is the file's content. */
  readonly properties: readonly string[];
}

/**
 * The files that a call names (`-FileName`, `-RequestFile`): what is to be read becomes the parameter that it stands for, in `values`;
 * what is to be written is given back. The server never sees the paths. @throws OperationError naming the path.
 */
export async function takeFiles(
  parameters: readonly ParameterDescription[],
  bound: ReadonlyMap<string, Value>,
  values: Record<string, ManagementValue>,
  files: FileAccess | null,
): Promise<OutputFile | null> {
  let output: OutputFile | null = null;
  for (const { name, file } of parameters) {
    const given = bound.get(name.toLowerCase());
    if (file === undefined || given === undefined) continue;
    const path = toText(given);
    if (files === null)
      throw operationError('FileAccessDenied', 'This shell has no access to files.', 'PermissionDenied', path);
    if (path === '')
      throw operationError(
        'ParameterArgumentValidationErrorEmptyStringNotAllowed',
        `Cannot bind argument to parameter '${name}' because it is an empty string.`,
        'InvalidData',
      );
    if ('reads' in file) {
      const content = await withFile(path, async () => await files.readBytes(path));
      values[file.reads] = Buffer.from(content).toString('base64');
    } else output = { path, properties: file.writes };
  }
  return output;
}

/** @throws OperationError naming the path. */
export async function writeOutput(
  { path, properties }: OutputFile,
  object: ManagementObject,
  files: FileAccess,
): Promise<void> {
  const content = properties.map((name) => object[name]).find((value) => value !== undefined && value !== null);
  const bytes = Array.isArray(content) ? bytesOfList(content) : String(content ?? '');
  await withFile(path, async () => await files.write(path, bytes));
}
