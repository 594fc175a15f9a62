import type { Builtin } from '../runtime/builtin.ts';
import { ShellObject } from '../runtime/shell-object.ts';

export const getHistory: Builtin = {
  name: 'Get-History',
  aliases: ['history', 'h', 'ghy'],
  synopsis: { en: 'Shows the lines of this session.', fr: 'Montre les lignes de cette session.' },
  parameters: [{ name: 'Count', type: 'number', position: 1 }],
  examples: ['Get-History -Count 5'],
  start: (invocation, given) => ({
    process: async () => {
      const { history } = invocation.engine.session;
      const from = Math.max(0, history.length - (given.number('Count') ?? history.length));
      for (const [index, entry] of history.entries()) {
        if (index < from) continue;
        const object = new ShellObject('Microsoft.PowerShell.Commands.HistoryInfo', ['Id', 'CommandLine']);
        object.set('Id', index + 1);
        object.set('CommandLine', entry.line);
        object.set('StartExecutionTime', entry.startedAt);
        await invocation.emit(object);
      }
    },
  }),
};

export const clearHistory: Builtin = {
  name: 'Clear-History',
  aliases: ['clhy'],
  synopsis: { en: 'Forgets the lines of this session.', fr: 'Oublie les lignes de cette session.' },
  parameters: [],
  examples: ['Clear-History'],
  start: (invocation) => ({
    process: async () => {
      invocation.engine.session.history.length = 0;
    },
  }),
};

export const clearHost: Builtin = {
  name: 'Clear-Host',
  aliases: ['cls', 'clear'],
  synopsis: { en: 'Clears the screen.', fr: 'Efface l’écran.' },
  parameters: [],
  examples: ['Clear-Host'],
  start: (invocation) => ({ process: async () => invocation.context.face.clear() }),
};
