import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { UsageError } from './command.ts';

/** `--name value` and `--name=value`, by the given table. @throws UsageError */
export function parseOptions<T extends ParseArgsOptionsConfig>(args: readonly string[], options: T, command: string) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
  } catch (cause) {
    throw new UsageError(`${inOurWords(cause as Error)}; \`relais ${command} --help\` says what it takes`, { cause });
  }
}

/** What Node says of options is for those who write programs. */
function inOurWords({ message }: Error): string {
  const [, option = '', rest = ''] = /^(?:Unknown option|Option) '(--?[^' ]+)[^']*'(.*)/s.exec(message) ?? [];
  if (message.startsWith('Unknown option')) return `there is no option ${option}`;
  if (rest.includes('ambiguous'))
    return `${option} is followed by another option; a value that begins with - is given as ${option}=-…`;
  if (rest.includes('argument missing')) return `${option} is followed by nothing`;
  if (rest.includes('does not take an argument')) return `${option} takes no value`;
  return message;
}

/** @throws UsageError when the text is not a whole number of the range. */
export function wholeNumber(text: string, name: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw new UsageError(`${name} takes a whole number from ${min} to ${max}, not "${text}"`);
  }
  return value;
}
