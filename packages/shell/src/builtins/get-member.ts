import type { Builtin } from '../runtime/builtin.ts';
import { methodNames } from '../runtime/methods.ts';
import { propertiesOf } from '../runtime/properties.ts';
import { ShellObject } from '../runtime/shell-object.ts';
import { toText } from '../runtime/to-text.ts';
import { typeNameOf } from '../runtime/type-names.ts';
import type { Value } from '../runtime/values.ts';
import { wildcardTest } from '../runtime/wildcard.ts';
import { inputItems } from './input-items.ts';

export const getMember: Builtin = {
  name: 'Get-Member',
  aliases: ['gm'],
  synopsis: { en: 'Shows the properties and methods of objects.', fr: 'Montre les propriétés et méthodes des objets.' },
  parameters: [
    { name: 'Name', type: 'text', position: 1, list: true },
    { name: 'MemberType', type: 'text', aliases: ['Type'], list: true },
    { name: 'InputObject', type: 'any', pipeline: true },
  ],
  examples: ['Get-Mailbox | Get-Member'],
  start: (invocation, given) => {
    const seen = new Set<string>();
    const tests = given.has('Name')
      ? given.list('Name').map((name) => wildcardTest(toText(name)))
      : [wildcardTest('*')];
    // `Property` and `Properties` are of every kind that ends so.
    const kinds = given.list('MemberType').map((kind) => {
      const word = toText(kind);
      return wildcardTest(word === 'All' ? '*' : `*${word.replace(/ies$/i, 'y').replace(/s$/i, '')}`);
    });
    const isWanted = (kind: string): boolean => kinds.length === 0 || kinds.some((test) => test(kind));
    return {
      process: async (input) => {
        for (const item of inputItems(input, given)) {
          const type = typeNameOf(item);
          if (seen.has(type)) continue;
          seen.add(type);
          for (const member of membersOf(item, type)) {
            if (
              tests.some((test) => test(toText(member.get('Name') ?? null))) &&
              isWanted(toText(member.get('MemberType') ?? null))
            )
              await invocation.emit(member);
          }
        }
      },
    };
  },
};

/** The methods that every object has, as Get-Member writes them. */
const ofEverything: Readonly<Record<string, string>> = {
  Equals: 'bool Equals(System.Object obj)',
  GetHashCode: 'int GetHashCode()',
  GetType: 'type GetType()',
  ToString: 'string ToString()',
};

const shortNames: Readonly<Record<string, string>> = {
  'System.String': 'string',
  'System.Int32': 'int',
  'System.Int64': 'long',
  'System.Double': 'double',
  'System.Boolean': 'bool',
  'System.DateTime': 'datetime',
  'System.TimeSpan': 'timespan',
  'System.Collections.Hashtable': 'hashtable',
};

function shortTypeName(name: string): string {
  return shortNames[name] ?? (name === '' ? 'object' : name);
}

function membersOf(item: Value, type: string): ShellObject[] {
  const member = (name: string, memberType: string, definition: string): ShellObject => {
    const object = new ShellObject('Microsoft.PowerShell.Commands.MemberDefinition', [
      'Name',
      'MemberType',
      'Definition',
    ]);
    object.set('TypeName', type);
    object.set('Name', name);
    object.set('MemberType', memberType);
    object.set('Definition', definition);
    return object;
  };
  const isNote = item instanceof ShellObject;
  const properties = propertiesOf(item).map(([name, held]) => {
    const type = shortTypeName(typeNameOf(held));
    const definition = isNote ? `${type} ${name}=${toText(held)}` : `${type} ${name} {get;}`;
    return member(name, isNote ? 'NoteProperty' : 'Property', definition);
  });
  const methods = methodNames(item).map((name) => member(name, 'Method', ofEverything[name] ?? `${name}()`));
  const byName = (left: ShellObject, right: ShellObject): number =>
    toText(left.get('Name') ?? null).localeCompare(toText(right.get('Name') ?? null), 'en');
  return [...methods.toSorted(byName), ...properties.toSorted(byName)];
}
