import { type RunOptions, Shell, type ShellOptions } from './shell.ts';

export interface RunCommandOptions extends ShellOptions, RunOptions {
  readonly text: string;
}

/**
 * Runs one text as `relais shell -Command "…"` does: output to `stdout`, errors, warnings and notes to `stderr`.
 * Gives the exit code: 0, 1 when the last command failed or the script was ended by an error, or what `exit` said.
 */
export async function runCommand(options: RunCommandOptions): Promise<number> {
  return await new Shell(options).run(options.text, options);
}
