import type { Builtin } from '../runtime/builtin.ts';
import { operationError } from '../runtime/shell-error.ts';
import { toText } from '../runtime/to-text.ts';
import type { Value } from '../runtime/values.ts';
import { inputItems } from './input-items.ts';
import { fromJson, toJson } from './json-text.ts';

const defaultDepth = 2;

export const convertToJson: Builtin = {
  name: 'ConvertTo-Json',
  synopsis: { en: 'Gives objects as JSON.', fr: 'Donne les objets en JSON.' },
  parameters: [
    { name: 'InputObject', type: 'any', position: 1, pipeline: true },
    { name: 'Depth', type: 'number' },
    { name: 'Compress', type: 'switch' },
    { name: 'AsArray', type: 'switch' },
  ],
  examples: ['Get-ImapSettings | ConvertTo-Json'],
  start: (invocation, given) => {
    const items: Value[] = [];
    return {
      process: async (input) => {
        if (input !== undefined) items.push(input);
        else items.push(given.value('InputObject'));
      },
      end: async () => {
        const depth = given.number('Depth') ?? defaultDepth;
        const [only] = items;
        const isOne = items.length === 1 && !given.flag('AsArray');
        const json = toJson(isOne ? (only ?? null) : items, isOne ? depth : depth + 1);
        await invocation.emit(JSON.stringify(json, null, given.flag('Compress') ? undefined : 2));
      },
    };
  },
};

export const convertFromJson: Builtin = {
  name: 'ConvertFrom-Json',
  synopsis: { en: 'Reads objects from JSON.', fr: 'Lit des objets en JSON.' },
  parameters: [
    { name: 'InputObject', type: 'any', position: 1, pipeline: true },
    { name: 'AsHashtable', type: 'switch' },
    { name: 'Depth', type: 'number' },
    { name: 'NoEnumerate', type: 'switch' },
  ],
  examples: ['Get-Content relais.json -Raw | ConvertFrom-Json'],
  start: (invocation, given) => {
    const lines: string[] = [];
    return {
      process: async (input) => {
        for (const item of inputItems(input, given)) lines.push(toText(item));
      },
      end: async () => {
        let parsed: unknown;
        try {
          parsed = JSON.parse(lines.join('\n'));
        } catch (error) {
          throw operationError(
            'InvalidJson',
            `The text is no JSON: ${error instanceof Error ? error.message : String(error)}`,
            'InvalidData',
          );
        }
        const value = fromJson(parsed, given.flag('AsHashtable'));
        if (Array.isArray(value) && !given.flag('NoEnumerate')) for (const item of value) await invocation.emit(item);
        else await invocation.emit(value);
      },
    };
  },
};
