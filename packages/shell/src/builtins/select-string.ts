import type { Builtin } from '../runtime/builtin.ts';
import { matchObject } from '../runtime/match-object.ts';
import { escapedPattern, guardedMatch, regularExpression } from '../runtime/regular-expression.ts';
import { ShellObject } from '../runtime/shell-object.ts';
import { toText } from '../runtime/to-text.ts';
import { withFile } from '../runtime/with-file.ts';
import { requireFiles } from './file-encoding.ts';

export const selectString: Builtin = {
  name: 'Select-String',
  aliases: ['sls'],
  synopsis: { en: 'Finds the lines in which a pattern occurs.', fr: 'Trouve les lignes où un motif apparaît.' },
  parameters: [
    { name: 'Pattern', type: 'text', position: 1, mandatory: true, list: true },
    { name: 'Path', type: 'text', position: 2, list: true },
    { name: 'SimpleMatch', type: 'switch' },
    { name: 'CaseSensitive', type: 'switch' },
    { name: 'NotMatch', type: 'switch' },
    { name: 'Quiet', type: 'switch' },
    { name: 'AllMatches', type: 'switch' },
    { name: 'InputObject', type: 'any', pipeline: true },
  ],
  examples: ["Get-Content relais.log | Select-String 'error'", "Select-String -Path users.csv -Pattern '^anna'"],
  start: (invocation, given) => {
    const flags = given.flag('CaseSensitive') ? '' : 'i';
    const patterns = given.list('Pattern').map((item) => {
      const pattern = toText(item);
      return regularExpression(given.flag('SimpleMatch') ? escapedPattern(pattern) : pattern, flags);
    });
    let count = 0;
    let lineNumber = 0;
    const look = async (line: string, file: string | null): Promise<void> => {
      lineNumber += 1;
      const found = first(patterns, line);
      if ((found !== null) === given.flag('NotMatch')) return;
      count += 1;
      if (given.flag('Quiet')) return;
      const info = new ShellObject('Microsoft.PowerShell.Commands.MatchInfo', ['LineNumber', 'Line']);
      info.set('LineNumber', lineNumber);
      info.set('Line', line);
      info.set('Path', file ?? 'InputStream');
      info.set('Filename', (file ?? 'InputStream').split(/[\\/]/).at(-1) ?? '');
      if (found !== null) {
        const { pattern, match } = found;
        info.set('Pattern', pattern.source);
        const all = given.flag('AllMatches') ? everywhere(pattern, line) : [match];
        info.set(
          'Matches',
          all.map((one) => matchObject(one, pattern.source)),
        );
      }
      await invocation.emit(info);
    };
    return {
      process: async (input) => {
        if (input !== undefined) {
          await look(toText(input), null);
          return;
        }
        const files = requireFiles(invocation);
        for (const path of given.list('Path').map(toText)) {
          lineNumber = 0;
          const text = await withFile(path, async () => await files.readText(path));
          for (const line of text.replace(/\r?\n$/, '').split(/\r?\n/)) await look(line, path);
        }
      },
      end: async () => {
        if (given.flag('Quiet')) await invocation.emit(count > 0);
      },
    };
  },
};

/** What the first of the patterns that occurs found. */
function first(patterns: readonly RegExp[], line: string): { pattern: RegExp; match: RegExpExecArray } | null {
  for (const pattern of patterns) {
    const match = guardedMatch(pattern, line, (expression, text) => expression.exec(text));
    if (match !== null) return { pattern, match };
  }
  return null;
}

function everywhere({ source, flags }: RegExp, line: string): readonly RegExpExecArray[] {
  return guardedMatch(new RegExp(source, `${flags}g`), line, (expression, text) => [...text.matchAll(expression)]);
}
