import { cellText } from '../format/cell-text.ts';
import { padEnd, truncate } from '../format/display-width.ts';
import { readSelectors, selectedValue } from '../format/property-selector.ts';
import type { Builtin } from '../runtime/builtin.ts';
import { propertyNames } from '../runtime/properties.ts';
import { FormattedText, type Value } from '../runtime/values.ts';
import { cellStyle } from './cell-style.ts';
import { inputItems } from './input-items.ts';

export const formatWide: Builtin = {
  name: 'Format-Wide',
  aliases: ['fw'],
  synopsis: {
    en: 'Prints one property of objects in several columns.',
    fr: 'Affiche une propriété des objets sur plusieurs colonnes.',
  },
  parameters: [
    { name: 'Property', type: 'any', position: 1 },
    { name: 'InputObject', type: 'any', pipeline: true },
    { name: 'Column', type: 'number' },
    { name: 'AutoSize', type: 'switch' },
  ],
  examples: ['Get-Mailbox | Format-Wide Alias -Column 4'],
  start: (invocation, given) => {
    const { engine, context } = invocation;
    const texts: string[] = [];
    const nameOf = (item: Value): string =>
      propertyNames(item).find((name) => /^(?:name|identity)$/i.test(name)) ?? propertyNames(item)[0] ?? '';
    return {
      process: async (input) => {
        for (const item of inputItems(input, given)) {
          const isPlain = typeof item !== 'object' || item === null;
          const [selector] = readSelectors(given.has('Property') ? given.list('Property') : [nameOf(item)]);
          const value = isPlain || selector === undefined ? item : await selectedValue(selector, item, engine, context);
          texts.push(cellText(value, cellStyle(context)));
        }
      },
      end: async () => {
        if (texts.length === 0) return;
        await invocation.emit(
          new FormattedText((width) => [
            '',
            ...wideLines(texts, width, given.number('Column'), given.flag('AutoSize')),
            '',
          ]),
        );
      },
    };
  },
};

function wideLines(texts: readonly string[], width: number, columns: number | null, autoSize: boolean): string[] {
  const longest = Math.max(...texts.map((text) => text.length));
  const count = Math.max(1, columns ?? (autoSize ? Math.floor((width + 1) / (longest + 1)) : 2));
  const cellWidth = Math.max(1, Math.floor((width - count + 1) / count));
  const rows = Array.from({ length: Math.ceil(texts.length / count) }, (_, row) =>
    texts.slice(row * count, (row + 1) * count),
  );
  return rows.map((row) =>
    row
      .map((text) => padEnd(truncate(text, cellWidth), cellWidth))
      .join(' ')
      .trimEnd(),
  );
}
