import { expandSelectors, readSelectors, selectedValue } from '../format/property-selector.ts';
import type { Builtin } from '../runtime/builtin.ts';
import { areEqual } from '../runtime/compare.ts';
import { propertyOf } from '../runtime/properties.ts';
import { ShellObject } from '../runtime/shell-object.ts';
import { toText } from '../runtime/to-text.ts';
import { typeNameOf } from '../runtime/type-names.ts';
import type { Value } from '../runtime/values.ts';
import { wildcardTest } from '../runtime/wildcard.ts';
import { inputItems } from './input-items.ts';

export const selectObject: Builtin = {
  name: 'Select-Object',
  aliases: ['select'],
  synopsis: {
    en: 'Chooses properties of objects, or some of the objects.',
    fr: 'Choisit des propriétés d’objets, ou certains des objets.',
  },
  parameters: [
    { name: 'Property', type: 'any', position: 1, list: true, rest: true },
    { name: 'InputObject', type: 'any', pipeline: true },
    { name: 'ExcludeProperty', type: 'text', list: true },
    { name: 'ExpandProperty', type: 'text' },
    { name: 'First', type: 'number' },
    { name: 'Last', type: 'number' },
    { name: 'Skip', type: 'number' },
    { name: 'SkipLast', type: 'number' },
    { name: 'Index', type: 'number', list: true },
    { name: 'Unique', type: 'switch' },
  ],
  examples: [
    'Get-Mailbox | Select-Object Name,PrimarySmtpAddress',
    'Get-Mailbox | select -First 5',
    'Get-Mailbox | select -ExpandProperty EmailAddresses',
  ],
  start: (invocation, given) => {
    const { engine, context } = invocation;
    const selectors = readSelectors(given.list('Property'));
    const excluded = given.list('ExcludeProperty').map((name) => wildcardTest(toText(name)));
    const expands = given.text('ExpandProperty');
    const first = given.number('First');
    const last = given.number('Last');
    const skip = given.number('Skip') ?? 0;
    const indexes = given.has('Index') ? new Set(given.list('Index').map(Number)) : null;
    const skipLast = given.number('SkipLast') ?? 0;
    const tail: Value[] = [];
    const seen: Value[] = [];
    let index = -1;
    const shape = async (item: Value): Promise<Value[]> => {
      if (expands !== null) {
        const held = propertyOf(item, expands);
        if (held === undefined) {
          invocation.writeError({
            id: 'ExpandPropertyNotFound',
            category: 'InvalidArgument',
            message: `Property "${expands}" cannot be found.`,
            targetText: toText(item),
            exception: 'System.Management.Automation.PSArgumentException',
          });
          return [];
        }
        const parts = Array.isArray(held) ? held : held === null ? [] : [held];
        return await Promise.all(parts.map(async (part) => await withChosen(part, item)));
      }
      if (selectors.length === 0 && excluded.length === 0) return [item];
      const chosen = expandSelectors(selectors.length === 0 ? readSelectors(['*']) : selectors, item);
      const object = new ShellObject(`Selected.${typeNameOf(item)}`);
      for (const selector of chosen) {
        if (excluded.some((test) => test(selector.label))) continue;
        object.set(selector.label, await selectedValue(selector, item, engine, context));
      }
      return [object];
    };
    /** `select RunDate,Caller -ExpandProperty ModifiedProperties`: an object within another bears what else is chosen of that. */
    const withChosen = async (part: Value, item: Value): Promise<Value> => {
      if (!(part instanceof ShellObject) || selectors.length === 0) return part;
      const object = new ShellObject(part.typeName, part.defaultColumns);
      for (const [name, value] of part.entries()) object.set(name, value);
      for (const selector of expandSelectors(selectors, item)) {
        if (excluded.some((test) => test(selector.label))) continue;
        if (!object.has(selector.label))
          object.set(selector.label, await selectedValue(selector, item, engine, context));
        else
          invocation.writeError({
            id: 'AlreadyExistingUserSpecifiedPropertyExpand',
            category: 'InvalidOperation',
            message: `The property cannot be processed because the property "${selector.label}" already exists.`,
            targetText: toText(part),
            exception: 'System.Management.Automation.PSArgumentException',
          });
      }
      return object;
    };
    const give = async (item: Value): Promise<void> => {
      for (const shaped of await shape(item)) {
        if (given.flag('Unique')) {
          if (seen.some((other) => sameObject(other, shaped))) continue;
          seen.push(shaped);
        }
        await invocation.emit(shaped);
      }
    };
    let count = 0;
    return {
      process: async (input) => {
        for (const item of inputItems(input, given)) {
          index += 1;
          if (first === 0 && last === null) invocation.stopUpstream();
          if (last !== null && (first === null || count >= first)) {
            tail.push(item);
            continue;
          }
          if (skipLast > 0) {
            tail.push(item);
            if (tail.length > skipLast) await give(tail.shift() ?? null);
            continue;
          }
          if (index < skip || (indexes !== null && !indexes.has(index))) continue;
          await give(item);
          count += 1;
          if (first !== null && last === null && count >= first) invocation.stopUpstream();
        }
      },
      end: async () => {
        if (last === null) return;
        const kept = skip > 0 ? tail.slice(0, -skip) : tail;
        for (const item of last === 0 ? [] : kept.slice(-last)) await give(item);
      },
    };
  },
};

function sameObject(left: Value, right: Value): boolean {
  if (!(left instanceof ShellObject) || !(right instanceof ShellObject)) return areEqual(left, right, true);
  const names = left.names();
  if (names.length !== right.names().length) return false;
  return names.every((name) => toText(left.get(name) ?? null) === toText(right.get(name) ?? null));
}
