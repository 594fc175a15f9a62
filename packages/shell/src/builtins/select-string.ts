import type { Builtin } from '../runtime/builtin.ts';
import { guardedMatch, regularExpression } from '../runtime/regular-expression.ts';
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
    { name: 'InputObject', type: 'any', pipeline: true },
  ],
  examples: ["Get-Content relais.log | Select-String 'error'", "Select-String -Path users.csv -Pattern '^anna'"],
  start: (invocation, given) => {
    const flags = given.flag('CaseSensitive') ? '' : 'i';
    const patterns = given.list('Pattern').map((item) => {
      const pattern = toText(item);
      return regularExpression(
        given.flag('SimpleMatch') ? pattern.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&') : pattern,
        flags,
      );
    });
    let count = 0;
    let lineNumber = 0;
    const look = async (line: string, file: string | null): Promise<void> => {
      lineNumber += 1;
      const isMatch = patterns.some((pattern) =>
        guardedMatch(pattern, line, (expression, text) => expression.test(text)),
      );
      if (isMatch === given.flag('NotMatch')) return;
      count += 1;
      if (given.flag('Quiet')) return;
      const found = new ShellObject('Microsoft.PowerShell.Commands.MatchInfo', ['LineNumber', 'Line']);
      found.set('LineNumber', lineNumber);
      found.set('Line', line);
      found.set('Path', file ?? 'InputStream');
      await invocation.emit(found);
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
