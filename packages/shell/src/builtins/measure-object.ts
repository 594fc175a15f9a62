import { ByteSize } from '@relais/management-contract';
import type { Builtin } from '../runtime/builtin.ts';
import { sortOrder } from '../runtime/compare.ts';
import { tryNumber } from '../runtime/convert-number.ts';
import { propertyOf } from '../runtime/properties.ts';
import { ShellObject } from '../runtime/shell-object.ts';
import { toText } from '../runtime/to-text.ts';
import type { Value } from '../runtime/values.ts';
import { inputItems } from './input-items.ts';

export const measureObject: Builtin = {
  name: 'Measure-Object',
  aliases: ['measure'],
  synopsis: {
    en: 'Counts objects, and adds up or compares a property.',
    fr: 'Compte les objets, et additionne ou compare une propriété.',
  },
  parameters: [
    { name: 'Property', type: 'text', position: 1, list: true },
    { name: 'Sum', type: 'switch' },
    { name: 'Average', type: 'switch' },
    { name: 'Maximum', type: 'switch' },
    { name: 'Minimum', type: 'switch' },
    { name: 'Line', type: 'switch' },
    { name: 'Word', type: 'switch' },
    { name: 'Character', type: 'switch' },
    { name: 'InputObject', type: 'any', pipeline: true },
  ],
  examples: ['Get-Mailbox | Measure-Object', '(Get-Mailbox).Count', '1..10 | measure -Sum -Average'],
  start: (invocation, given) => {
    const names = given.has('Property') ? given.list('Property').map(toText) : [''];
    const held = new Map<string, Value[]>(names.map((name) => [name, []]));
    return {
      process: async (input) => {
        for (const item of inputItems(input, given)) {
          for (const name of names) {
            const value = name === '' ? item : propertyOf(item, name);
            if (value !== undefined && value !== null) held.get(name)?.push(value);
          }
        }
      },
      end: async () => {
        const isText = given.flag('Line') || given.flag('Word') || given.flag('Character');
        if (isText) {
          await invocation.emit(textMeasure(held.get(names[0] ?? '') ?? []));
          return;
        }
        for (const name of names) await invocation.emit(measure(name, held.get(name) ?? [], given));
      },
    };
  },
};

function measure(name: string, values: readonly Value[], given: { flag(name: string): boolean }): ShellObject {
  const numbers = values.map(tryNumber).filter((number) => number !== null);
  const sum = numbers.reduce((total, number) => total + number, 0);
  const sizes = values.every((value) => value instanceof ByteSize) && values.length > 0;
  const amount = (number: number): Value => (sizes ? new ByteSize(number) : number);
  const sorted = values.toSorted((left, right) => sortOrder(left, right));
  const wants = (flag: string, value: Value): Value => (given.flag(flag) ? value : null);
  return ShellObject.custom(
    {
      Count: values.length,
      Average: wants('Average', numbers.length === 0 ? null : amount(sum / numbers.length)),
      Sum: wants('Sum', numbers.length === 0 ? null : amount(sum)),
      Maximum: wants('Maximum', sorted.at(-1) ?? null),
      Minimum: wants('Minimum', sorted[0] ?? null),
      Property: name === '' ? null : name,
    },
    'Microsoft.PowerShell.Commands.GenericMeasureInfo',
  );
}

function textMeasure(values: readonly Value[]): ShellObject {
  const texts = values.map(toText);
  const count = (pattern: RegExp): number =>
    texts.reduce((total, text) => total + (text.match(pattern)?.length ?? 0), 0);
  return ShellObject.custom(
    {
      Lines: texts.reduce((total, text) => total + text.replace(/\n$/, '').split('\n').length, 0),
      Words: count(/\S+/g),
      Characters: texts.reduce((total, text) => total + text.length, 0),
      Property: null,
    },
    'Microsoft.PowerShell.Commands.TextMeasureInfo',
  );
}
