import type { Builtin } from '../runtime/builtin.ts';
import { operationError } from '../runtime/shell-error.ts';
import { ShellObject } from '../runtime/shell-object.ts';
import { toText } from '../runtime/to-text.ts';
import type { Value } from '../runtime/values.ts';
import { wildcardTest } from '../runtime/wildcard.ts';

export const getVariable: Builtin = {
  name: 'Get-Variable',
  aliases: ['gv'],
  synopsis: { en: 'Shows variables and their values.', fr: 'Montre les variables et leurs valeurs.' },
  parameters: [
    { name: 'Name', type: 'text', position: 1, list: true },
    { name: 'ValueOnly', type: 'switch' },
    { name: 'Scope', type: 'text' },
  ],
  examples: ['Get-Variable c*'],
  start: (invocation, given) => ({
    process: async () => {
      const visible = [...invocation.context.scope.visible()]
        .filter(([name]) => name !== '?')
        .toSorted(([left], [right]) => left.localeCompare(right, 'en'));
      const wanted = given.has('Name') ? given.list('Name').map(toText) : ['*'];
      for (const pattern of wanted) {
        const test = wildcardTest(pattern);
        const found = visible.filter(([name]) => test(name));
        if (found.length === 0 && !/[*?[]/.test(pattern)) {
          invocation.writeError({
            id: 'VariableNotFound',
            category: 'ObjectNotFound',
            message: `Cannot find a variable with the name '${pattern}'.`,
            targetText: pattern,
          });
        }
        for (const [name, value] of found) {
          if (given.flag('ValueOnly')) await invocation.emit(value);
          else {
            const object = new ShellObject('System.Management.Automation.PSVariable', ['Name', 'Value']);
            object.set('Name', name);
            object.set('Value', value);
            await invocation.emit(object);
          }
        }
      }
    },
  }),
};

export const setVariable: Builtin = {
  name: 'Set-Variable',
  aliases: ['set', 'sv', 'New-Variable', 'nv'],
  synopsis: { en: 'Gives a variable its value.', fr: 'Donne sa valeur à une variable.' },
  parameters: [
    { name: 'Name', type: 'text', position: 1, mandatory: true, list: true },
    { name: 'Value', type: 'any', position: 2, pipeline: true },
    { name: 'Scope', type: 'text' },
    { name: 'Force', type: 'switch' },
    { name: 'Description', type: 'text' },
  ],
  examples: ['Set-Variable quota 2GB'],
  start: (invocation, given) => {
    const piped: Value[] = [];
    return {
      process: async (input) => {
        if (input !== undefined) piped.push(input);
      },
      end: async () => {
        const value = invocation.isPiped ? (piped.length === 1 ? (piped[0] ?? null) : piped) : given.value('Value');
        const { scope } = invocation.context;
        const where = /^global$/i.test(given.text('Scope') ?? '')
          ? scope.global
          : /^script$/i.test(given.text('Scope') ?? '')
            ? scope.script
            : scope;
        for (const name of given.list('Name')) where.set(toText(name), value);
      },
    };
  },
};

export const removeVariable: Builtin = {
  name: 'Remove-Variable',
  aliases: ['rv', 'Clear-Variable', 'clv'],
  synopsis: { en: 'Forgets variables.', fr: 'Oublie des variables.' },
  parameters: [
    { name: 'Name', type: 'text', position: 1, mandatory: true, list: true },
    { name: 'Force', type: 'switch' },
    { name: 'Scope', type: 'text' },
  ],
  examples: ['Remove-Variable users'],
  start: (invocation, given) => ({
    process: async () => {
      for (const name of given.list('Name').map(toText)) {
        if (invocation.context.scope.get(name) === undefined) {
          throw operationError(
            'VariableNotFound',
            `Cannot find a variable with the name '${name}'.`,
            'ObjectNotFound',
            name,
          );
        }
        invocation.context.scope.remove(name);
      }
    },
  }),
};
