import type { LocalisedText } from '@relais/management-contract';
import { applyBinary } from '../runtime/binary-operators.ts';
import type { Builtin, BuiltinParameter } from '../runtime/builtin.ts';
import { toBoolean } from '../runtime/convert-boolean.ts';
import { propertyOf } from '../runtime/properties.ts';
import { operationError } from '../runtime/shell-error.ts';
import type { Value } from '../runtime/values.ts';
import { inputItems } from './input-items.ts';
import { parameterTexts } from './parameter-texts.ts';

/** Those that have a case-sensitive form (`-CEQ`) and say as `-IEQ` what they do by themselves. */
const comparisons = [
  'eq',
  'ne',
  'gt',
  'ge',
  'lt',
  'le',
  'like',
  'notlike',
  'match',
  'notmatch',
  'contains',
  'notcontains',
  'in',
  'notin',
];

function withCase(name: string): LocalisedText {
  const { en = '', fr = '' } = parameterTexts[name] ?? {};
  return { en: `${en.slice(0, -1)}, case included.`, fr: `${fr.slice(0, -1)}, casse comprise.` };
}

const operators: readonly BuiltinParameter[] = [
  ...comparisons.flatMap((name): BuiltinParameter[] => [
    { name, type: 'switch', aliases: [`i${name}`] },
    { name: `c${name}`, type: 'switch', help: withCase(name) },
  ]),
  { name: 'is', type: 'switch' },
  { name: 'isnot', type: 'switch' },
];

export const whereObject: Builtin = {
  name: 'Where-Object',
  aliases: ['where', '?'],
  synopsis: {
    en: 'Passes on the objects for which a condition holds.',
    fr: 'Transmet les objets qui remplissent une condition.',
  },
  parameters: [
    { name: 'FilterScript', type: 'any', aliases: ['Property'], position: 1, mandatory: true },
    { name: 'Value', type: 'any', position: 2 },
    { name: 'InputObject', type: 'any', pipeline: true },
    ...operators,
    { name: 'not', type: 'switch' },
  ],
  examples: ['Get-Mailbox | Where-Object {$_.Name -like "A*"}', 'Get-Service | where Status -eq Running'],
  start: (invocation, given) => {
    const { engine, context } = invocation;
    const block = given.block('FilterScript');
    const operator = operators.find(({ name: one }) => given.flag(one))?.name;
    const name = given.text('FilterScript') ?? '';
    const holds = async (item: Value): Promise<boolean> => {
      if (block === null) {
        const held = propertyOf(item, name) ?? null;
        if (given.flag('not')) return !toBoolean(held);
        if (operator === undefined) return toBoolean(held);
        const result = applyBinary(
          operator,
          held,
          given.value('Value'),
          () => undefined,
          invocation.engine.session.language,
          invocation.engine.session.now,
        );
        return Array.isArray(result) ? result.length > 0 : toBoolean(result);
      }
      const output: Value[] = [];
      await engine.runBlock(block, context, {
        item,
        sharesScope: true,
        emit: async (value) => void output.push(value),
      });
      return toBoolean(output);
    };
    if (block === null && operator === undefined && given.has('Value')) {
      throw operationError(
        'OperatorNotSpecified',
        'An operator such as -eq or -like is missing between the property and the value.',
        'InvalidArgument',
      );
    }
    return {
      process: async (input) => {
        for (const item of inputItems(input, given)) if (await holds(item)) await invocation.emit(item);
      },
    };
  },
};
