import { Shell, type ShellOptions } from './shell.ts';
import type { FileAccess } from '../runtime/file-access.ts';

export interface RunFileOptions extends ShellOptions {
  readonly path: string;
  /** As on the command line: values by position, `-Name value`, `-Name:value`. */
  readonly arguments: readonly string[];
  readonly files: FileAccess;
  readonly signal?: AbortSignal;
  readonly lastSignal?: AbortSignal;
}

/** Runs a script file with its arguments; the exit code is as of `runCommand`, and 1 when the file cannot be read. */
export async function runFile(options: RunFileOptions): Promise<number> {
  let text: string;
  try {
    text = await options.files.readText(options.path);
  } catch (error) {
    options.stderr(
      `The script file "${options.path}" cannot be read: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    return 1;
  }
  const { signal, lastSignal } = options;
  return await new Shell(options).run(text, {
    arguments: options.arguments,
    file: options.path,
    ...(signal === undefined ? {} : { signal }),
    ...(lastSignal === undefined ? {} : { lastSignal }),
  });
}
