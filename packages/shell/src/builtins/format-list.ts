import { cellText } from '../format/cell-text.ts';
import { listLines } from '../format/list-lines.ts';
import { expandSelectors, readSelectors, selectedValue } from '../format/property-selector.ts';
import type { Builtin } from '../runtime/builtin.ts';
import { formatValue } from '../runtime/format-value.ts';
import { propertiesOf } from '../runtime/properties.ts';
import { toText } from '../runtime/to-text.ts';
import { FormattedText, type Value } from '../runtime/values.ts';
import { cellStyle } from './cell-style.ts';
import { groupKeeper } from './group-by.ts';
import { inputItems } from './input-items.ts';

export const formatList: Builtin = {
  name: 'Format-List',
  aliases: ['fl'],
  synopsis: {
    en: 'Prints the properties of objects, one on a line.',
    fr: 'Affiche les propriétés des objets, une par ligne.',
  },
  parameters: [
    { name: 'Property', type: 'any', position: 1, list: true, rest: true },
    { name: 'InputObject', type: 'any', pipeline: true },
    { name: 'GroupBy', type: 'any' },
    { name: 'Force', type: 'switch' },
    { name: 'Expand', type: 'text' },
    { name: 'View', type: 'text' },
  ],
  examples: [
    'Get-ImapSettings | Format-List',
    'Get-ImapSettings | Format-List *ConnectionSettings,*Bindings,X509CertificateName',
  ],
  start: (invocation, given) => {
    const { engine, context } = invocation;
    const selectors = readSelectors(given.list('Property'));
    const style = cellStyle(context);
    const group = groupKeeper(given, invocation);
    let isFirst = true;
    return {
      process: async (input) => {
        for (const item of inputItems(input, given)) {
          const heading = await group.headingFor(item);
          const isPlain = typeof item !== 'object' || item === null;
          if (isPlain && selectors.length === 0) {
            await invocation.emit(new FormattedText(() => [toText(item)]));
            continue;
          }
          const texts: [string, string][] = [];
          if (selectors.length === 0)
            for (const [name, value] of propertiesOf(item)) texts.push([name, cellText(value, style)]);
          for (const selector of expandSelectors(selectors, item)) {
            const value: Value = await selectedValue(selector, item, engine, context);
            texts.push([
              selector.label,
              selector.format === null ? cellText(value, style) : formatValue(value, selector.format, style.language),
            ]);
          }
          const opening = isFirst ? [''] : [];
          isFirst = false;
          await invocation.emit(
            new FormattedText((width) => [
              ...opening,
              ...heading,
              ...(texts.length === 0 ? [] : [...listLines(texts, context.face.wraps ? width : Infinity), '']),
            ]),
          );
        }
      },
    };
  },
};
