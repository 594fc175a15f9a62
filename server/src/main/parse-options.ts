import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { UsageError } from './command.ts';

/** `--name value`, `--name=value` and PowerShell's `-Name value`, by the given table. @throws UsageError */
export function parseOptions<T extends ParseArgsOptionsConfig>(args: readonly string[], options: T, command: string) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
  } catch (cause) {
    throw new UsageError(`${(cause as Error).message}. \`relais ${command} --help\` lists what it takes.`, { cause });
  }
}

/** @throws UsageError when the text is not a whole number of the range. */
export function wholeNumber(text: string, name: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw new UsageError(`${name} takes a whole number from ${min} to ${max}, not "${text}"`);
  }
  return value;
}
