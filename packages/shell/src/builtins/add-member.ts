import type { Builtin } from '../runtime/builtin.ts';
import { Hashtable } from '../runtime/hashtable.ts';
import { operationError } from '../runtime/shell-error.ts';
import { ShellObject } from '../runtime/shell-object.ts';
import { toText } from '../runtime/to-text.ts';
import { ScriptBlock, type Value } from '../runtime/values.ts';
import { inputItems } from './input-items.ts';

const third = {
  en: 'The value, where the kind (NoteProperty) and the name stand before it.',
  fr: 'La valeur, quand le genre (NoteProperty) et le nom la précèdent.',
};

export const addMember: Builtin = {
  name: 'Add-Member',
  synopsis: { en: 'Adds properties to objects.', fr: 'Ajoute des propriétés à des objets.' },
  parameters: [
    { name: 'NotePropertyName', type: 'text', position: 1 },
    { name: 'NotePropertyValue', type: 'any', position: 2 },
    { name: 'SecondValue', type: 'any', position: 3, help: third },
    {
      name: 'MemberType',
      type: 'text',
      aliases: ['Type'],
      values: ['NoteProperty', 'ScriptMethod', 'ScriptProperty', 'AliasProperty'],
    },
    { name: 'Name', type: 'text' },
    { name: 'Value', type: 'any' },
    { name: 'NotePropertyMembers', type: 'any' },
    { name: 'Force', type: 'switch' },
    { name: 'PassThru', type: 'switch' },
    { name: 'InputObject', type: 'any', pipeline: true },
  ],
  examples: ['$o | Add-Member NoteProperty Size 5', '$o | Add-Member -NotePropertyName Size -NotePropertyValue 5'],
  start: (invocation, given) => {
    // `Add-Member NoteProperty Name Value` names the kind first.
    const namesKind =
      given.has('SecondValue') || /^(note|script|alias)(property|method)$/i.test(given.text('NotePropertyName') ?? '');
    const first = namesKind ? given.text('NotePropertyValue') : given.text('NotePropertyName');
    const second = namesKind ? given.value('SecondValue') : given.value('NotePropertyValue');
    const members = given.value('NotePropertyMembers');
    const kind = (given.text('MemberType') ?? (namesKind ? given.text('NotePropertyName') : null) ?? '').toLowerCase();
    const { engine, context } = invocation;
    const add = async (item: ShellObject, name: string, value: Value): Promise<void> => {
      if (kind === 'scriptmethod') item.setMethod(name, value);
      else if (kind === 'aliasproperty') item.set(name, item.get(toText(value)) ?? null);
      else if (kind === 'scriptproperty' && value instanceof ScriptBlock) {
        // Read once, here: tables, CSV files and reports then have its value like that of any property.
        const output: Value[] = [];
        await engine.runBlock(value, context, { self: item, item, emit: async (one) => void output.push(one) });
        item.set(name, output.length > 1 ? output : (output[0] ?? null));
      } else item.set(name, value);
    };
    return {
      process: async (input) => {
        for (const item of inputItems(input, given)) {
          if (!(item instanceof ShellObject))
            throw operationError(
              'NotAnObject',
              'Properties can only be added to objects with properties of their own.',
              'InvalidOperation',
            );
          if (members instanceof Hashtable)
            for (const [name, value] of members.entries()) item.set(toText(name), value);
          const name = given.text('Name') ?? first;
          if (name !== null) await add(item, name, given.has('Value') ? given.value('Value') : second);
          if (given.flag('PassThru')) await invocation.emit(item);
        }
      },
    };
  },
};
