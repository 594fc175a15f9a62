import type { CommandScanner } from '../command-scanner.ts';
import { readAstring } from '../grammar/string.ts';
import { argumentError, shown } from '../syntax-error.ts';

/** RFC 5255 §3.2: language ranges in the order in which the client prefers them; none: which are there? */
export interface LanguageRequest {
  readonly name: 'LANGUAGE';
  readonly ranges: readonly string[];
}

export function parseLanguage(scanner: CommandScanner): LanguageRequest {
  const ranges: string[] = [];
  while (scanner.skip(' ')) {
    const range = readAstring(scanner, 'a language such as fr');
    // RFC 4647 §2.1
    if (!/^(?:\*|[A-Za-z]{1,8})(?:-(?:\*|[A-Za-z0-9]{1,8}))*$/.test(range))
      throw argumentError(`${shown(range)} is no language range`);
    ranges.push(range.toLowerCase());
  }
  return { name: 'LANGUAGE', ranges };
}
