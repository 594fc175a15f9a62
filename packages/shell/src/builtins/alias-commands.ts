import type { Builtin } from '../runtime/builtin.ts';
import { ShellObject } from '../runtime/shell-object.ts';
import { toText } from '../runtime/to-text.ts';
import { wildcardTest } from '../runtime/wildcard.ts';

export const getAlias: Builtin = {
  name: 'Get-Alias',
  aliases: ['gal'],
  synopsis: { en: 'Shows short names of commands.', fr: 'Montre les noms courts des commandes.' },
  parameters: [
    { name: 'Name', type: 'text', position: 1, list: true },
    { name: 'Definition', type: 'text' },
  ],
  examples: ['Get-Alias', 'Get-Alias -Definition Format-Table'],
  start: (invocation, given) => ({
    process: async () => {
      const patterns = given.has('Name') ? given.list('Name').map(toText) : ['*'];
      const definition = wildcardTest(given.text('Definition') ?? '*');
      const all = [...invocation.engine.session.aliases].toSorted(([left], [right]) => left.localeCompare(right, 'en'));
      for (const pattern of patterns) {
        const found = all.filter(([name, meant]) => wildcardTest(pattern)(name) && definition(meant));
        if (found.length === 0) {
          invocation.writeError({
            id: 'ItemNotFoundException',
            category: 'ObjectNotFound',
            message: `There is no alias '${pattern}'.`,
            targetText: pattern,
          });
        }
        for (const [name, meant] of found) {
          const object = new ShellObject('System.Management.Automation.AliasInfo', [
            'CommandType',
            'Name',
            'Definition',
          ]);
          object.set('CommandType', 'Alias');
          object.set('Name', name);
          object.set('Definition', meant);
          await invocation.emit(object);
        }
      }
    },
  }),
};

export const setAlias: Builtin = {
  name: 'Set-Alias',
  aliases: ['sal', 'New-Alias', 'nal'],
  synopsis: { en: 'Gives a command a short name.', fr: 'Donne un nom court à une commande.' },
  parameters: [
    { name: 'Name', type: 'text', position: 1, mandatory: true },
    { name: 'Value', type: 'text', position: 2, mandatory: true },
    { name: 'Force', type: 'switch' },
    { name: 'Scope', type: 'text' },
  ],
  examples: ['Set-Alias gmb Get-Mailbox'],
  start: (invocation, given) => ({
    process: async () => {
      invocation.engine.session.aliases.set((given.text('Name') ?? '').toLowerCase(), given.text('Value') ?? '');
    },
  }),
};
