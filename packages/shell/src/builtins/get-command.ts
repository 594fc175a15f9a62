import type { CmdletDescription, Language } from '@relais/management-contract';
import { syntaxLine, topicOfBuiltin, topicOfCmdlet } from './help-text.ts';
import type { Builtin } from '../runtime/builtin.ts';
import { nearestWord } from '../language/nearest-word.ts';
import { Hashtable } from '../runtime/hashtable.ts';
import { ShellObject } from '../runtime/shell-object.ts';
import { toText } from '../runtime/to-text.ts';
import { hasWildcard, wildcardTest } from '../runtime/wildcard.ts';

export const getCommand: Builtin = {
  name: 'Get-Command',
  aliases: ['gcm'],
  synopsis: {
    en: 'Lists commands by name, with wildcards.',
    fr: 'Liste les commandes par leur nom, avec des caractères génériques.',
  },
  parameters: [
    { name: 'Name', type: 'text', position: 1, list: true },
    { name: 'Verb', type: 'text', list: true },
    { name: 'Noun', type: 'text', list: true },
    { name: 'ParameterName', type: 'text' },
    { name: 'CommandType', type: 'text', aliases: ['Type'], values: ['Cmdlet', 'Function', 'Alias', 'All'] },
    { name: 'Syntax', type: 'switch' },
    { name: 'Module', type: 'text' },
  ],
  examples: ['Get-Command *imap*', 'Get-Command -Noun Mailbox'],
  start: (invocation, given) => ({
    process: async () => {
      const { session } = invocation.engine;
      const descriptions = await session.descriptions(invocation.context.signal);
      const type = given.text('CommandType') ?? 'All';
      const entries: { type: string; name: string; parameters: readonly string[]; source: string }[] = [
        ...[...descriptions.values()].map((one) => ({
          type: 'Cmdlet',
          name: one.name,
          parameters: one.parameters.map((parameter) => parameter.name),
          source: 'Relais',
        })),
        ...[...invocation.engine.builtins.values()].map((one) => ({
          type: 'Cmdlet',
          name: one.name,
          parameters: one.parameters.map((parameter) => parameter.name),
          source: 'Shell',
        })),
        ...[...session.functions.values()]
          .filter((one) => !one.name.startsWith('\u0000') && one.name !== '<script>')
          .map((one) => ({
            type: 'Function',
            name: one.name,
            parameters: (one.block.body.parameters ?? []).map((parameter) => parameter.name),
            source: '',
          })),
        ...(given.has('Name') || type === 'Alias'
          ? [...session.aliases].map(([name]) => ({ type: 'Alias', name, parameters: [], source: '' }))
          : []),
      ];
      const patterns = given.has('Name') ? given.list('Name').map(toText) : ['*'];
      const verbs = given.has('Verb') ? given.list('Verb').map((verb) => wildcardTest(toText(verb))) : null;
      const nouns = given.has('Noun') ? given.list('Noun').map((noun) => wildcardTest(toText(noun))) : null;
      const parameter = given.has('ParameterName') ? wildcardTest(given.text('ParameterName') ?? '') : null;
      for (const pattern of patterns) {
        const test = wildcardTest(pattern);
        const found = entries.filter((entry) => {
          const [verb = '', noun = ''] = entry.name.split(/-(.*)/s);
          return (
            test(entry.name) &&
            (type === 'All' || entry.type === type) &&
            (verbs === null || verbs.some((one) => one(verb))) &&
            (nouns === null || nouns.some((one) => one(noun))) &&
            (parameter === null || entry.parameters.some(parameter))
          );
        });
        if (found.length === 0 && !hasWildcard(pattern)) {
          const near = nearestWord(
            pattern,
            entries.map((entry) => entry.name),
          );
          invocation.writeError({
            id: 'CommandNotFoundException',
            category: 'ObjectNotFound',
            message: `The term '${pattern}' is no command here.${near === null ? '' : ` Did you mean '${near}'?`}`,
            targetText: pattern,
            exception: 'System.Management.Automation.CommandNotFoundException',
          });
        }
        if (given.flag('Syntax')) {
          for (const entry of found) {
            const line = syntaxOf(entry.name, descriptions, invocation.engine.builtins, session.language);
            if (line !== null) await invocation.emit(line);
          }
          continue;
        }
        for (const entry of found.toSorted((left, right) => left.name.localeCompare(right.name, 'en'))) {
          const object = new ShellObject('System.Management.Automation.CommandInfo', ['CommandType', 'Name', 'Source']);
          object.set('CommandType', entry.type);
          object.set('Name', entry.name);
          object.set('Source', entry.source);
          // A table by name, as in PowerShell: scripts ask for `.Parameters.ContainsKey('LoginType')` and `.Parameters.Keys`.
          object.set('Parameters', parameterTable(entry.parameters));
          await invocation.emit(object);
        }
      }
    },
  }),
};

function parameterTable(names: readonly string[]): Hashtable {
  return Hashtable.of(Object.fromEntries(names.map((name) => [name, ShellObject.custom({ Name: name })])));
}

function syntaxOf(
  name: string,
  descriptions: ReadonlyMap<string, CmdletDescription>,
  builtins: ReadonlyMap<string, Builtin>,
  language: Language,
): string | null {
  const description = descriptions.get(name.toLowerCase());
  if (description !== undefined) return syntaxLine(topicOfCmdlet(description, language), language);
  const builtin = builtins.get(name.toLowerCase());
  return builtin === undefined ? null : syntaxLine(topicOfBuiltin(builtin, language), language);
}
