import type { Builtin } from '../runtime/builtin.ts';
import { propertyOf } from '../runtime/properties.ts';
import { ShellObject } from '../runtime/shell-object.ts';
import { toText } from '../runtime/to-text.ts';
import type { Value } from '../runtime/values.ts';

export const compareObject: Builtin = {
  name: 'Compare-Object',
  aliases: ['compare', 'diff'],
  synopsis: { en: 'Shows what two lists do not have in common.', fr: 'Montre ce que deux listes n’ont pas en commun.' },
  parameters: [
    { name: 'ReferenceObject', type: 'any', position: 1, mandatory: true },
    { name: 'DifferenceObject', type: 'any', position: 2, pipeline: true },
    { name: 'Property', type: 'text', list: true },
    { name: 'IncludeEqual', type: 'switch' },
    { name: 'ExcludeDifferent', type: 'switch' },
    { name: 'PassThru', type: 'switch' },
    { name: 'CaseSensitive', type: 'switch' },
  ],
  examples: ['Compare-Object (Get-Content before.txt) (Get-Content after.txt)'],
  start: (invocation, given) => {
    const names = given.list('Property').map(toText);
    const piped: Value[] = [];
    const keyOf = (item: Value): string => {
      const texts = names.length === 0 ? [toText(item)] : names.map((name) => toText(propertyOf(item, name) ?? null));
      const key = texts.join('\u0000');
      return given.flag('CaseSensitive') ? key : key.toLowerCase();
    };
    const give = async (item: Value, side: string): Promise<void> => {
      if (given.flag('PassThru')) {
        // As PowerShell's, the object itself says afterwards on which side it stood.
        if (item instanceof ShellObject) item.set('SideIndicator', side);
        await invocation.emit(item);
        return;
      }
      const object = new ShellObject('Compare.Result');
      if (names.length === 0) object.set('InputObject', item);
      for (const name of names) object.set(name, propertyOf(item, name) ?? null);
      object.set('SideIndicator', side);
      await invocation.emit(object);
    };
    return {
      process: async (input) => {
        if (input !== undefined) piped.push(input);
      },
      end: async () => {
        const left = given.list('ReferenceObject');
        const right = piped.length > 0 ? piped : given.list('DifferenceObject');
        const remaining = [...left];
        const onlyRight: Value[] = [];
        const common: Value[] = [];
        for (const item of right) {
          const at = remaining.findIndex((other) => keyOf(other) === keyOf(item));
          if (at === -1) onlyRight.push(item);
          else common.push(...remaining.splice(at, 1));
        }
        if (given.flag('IncludeEqual') || given.flag('ExcludeDifferent'))
          for (const item of common) await give(item, '==');
        if (given.flag('ExcludeDifferent')) return;
        for (const item of onlyRight) await give(item, '=>');
        for (const item of remaining) await give(item, '<=');
      },
    };
  },
};
