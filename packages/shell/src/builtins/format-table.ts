import { cellText } from '../format/cell-text.ts';
import { expandSelectors, type PropertySelector, readSelectors, selectedValue } from '../format/property-selector.ts';
import type { TableColumn } from '../format/table-layout.ts';
import { TableWriter } from '../format/table-writer.ts';
import type { Builtin } from '../runtime/builtin.ts';
import { formatValue } from '../runtime/format-value.ts';
import { propertyNames } from '../runtime/properties.ts';
import { ShellObject } from '../runtime/shell-object.ts';
import { toText } from '../runtime/to-text.ts';
import { FormattedText, type Value } from '../runtime/values.ts';
import { cellStyle } from './cell-style.ts';
import { groupKeeper } from './group-by.ts';
import { inputItems } from './input-items.ts';

const mostDefaultColumns = 10;

export const formatTable: Builtin = {
  name: 'Format-Table',
  aliases: ['ft'],
  synopsis: { en: 'Prints objects as a table.', fr: 'Affiche les objets sous forme de tableau.' },
  parameters: [
    { name: 'Property', type: 'any', position: 1, list: true, rest: true },
    { name: 'InputObject', type: 'any', pipeline: true },
    { name: 'AutoSize', type: 'switch' },
    { name: 'Wrap', type: 'switch' },
    { name: 'HideTableHeaders', type: 'switch' },
    { name: 'GroupBy', type: 'any' },
    { name: 'Force', type: 'switch' },
    { name: 'View', type: 'text' },
  ],
  examples: [
    'Get-Mailbox | Format-Table Name,Alias -AutoSize',
    'Get-Mailbox | ft Name,@{Label="Quota";Expression={$_.ProhibitSendQuota}} -Wrap',
  ],
  start: (invocation, given) => {
    const { engine, context } = invocation;
    const wanted = readSelectors(given.list('Property'));
    const style = cellStyle(context);
    const group = groupKeeper(given, invocation);
    // Without -AutoSize the named columns share the line equally; a default view has widths by content.
    const autoSize = given.flag('AutoSize') || wanted.length === 0;
    let lines: string[] = [];
    let writer: TableWriter | null = null;
    let selectors: readonly PropertySelector[] = [];
    const hand = async (): Promise<void> => {
      const ready = lines;
      lines = [];
      if (ready.length > 0) await invocation.emit(new FormattedText(() => ready));
    };
    const cells = async (item: Value): Promise<{ texts: string[]; values: Value[] }> => {
      const values: Value[] = [];
      for (const selector of selectors) values.push(await selectedValue(selector, item, engine, context));
      const texts = values.map((value, index) => {
        const format = selectors[index]?.format ?? null;
        return format === null ? cellText(value, style) : formatValue(value, format, style.language);
      });
      return { texts, values };
    };
    return {
      process: async (input) => {
        for (const item of inputItems(input, given)) {
          if (wanted.length === 0 && (typeof item !== 'object' || item === null)) {
            await invocation.emit(new FormattedText(() => [toText(item)]));
            continue;
          }
          const heading = await group.headingFor(item);
          if (heading.length > 0) {
            writer?.finish();
            writer = null;
            lines.push('', ...heading.slice(0, 1));
          }
          if (writer === null) {
            selectors = wanted.length === 0 ? defaultSelectors(item) : expandSelectors(wanted, item);
            const first = await cells(item);
            const columns = selectors.map(
              (selector, index): TableColumn => ({
                label: selector.label,
                alignment: selector.alignment ?? (typeof first.values[index] === 'number' ? 'right' : 'left'),
                width: selector.width,
              }),
            );
            const tableStyle = {
              autoSize,
              wrap: given.flag('Wrap'),
              width: context.face.width,
              sharesWhenTight: !given.flag('AutoSize'),
            };
            writer = new TableWriter(
              columns,
              tableStyle,
              (more) => void lines.push(...more),
              given.flag('HideTableHeaders'),
            );
            writer.row(first.texts);
          } else writer.row((await cells(item)).texts);
          await hand();
        }
      },
      end: async () => {
        writer?.finish();
        const { leftOut = [] } = writer ?? {};
        if (leftOut.length > 0) invocation.warn(noRoom[engine.session.language](leftOut));
        await hand();
      },
    };
  },
};

const noRoom = {
  en: (labels: readonly string[]) =>
    labels.length === 1
      ? `column "${labels[0]}" does not fit into the display and it was removed.`
      : `${labels.length} columns do not fit into the display and were removed: ${labels.join(', ')}.`,
  fr: (labels: readonly string[]) =>
    labels.length === 1
      ? `la colonne « ${labels[0]} » ne tient pas dans l’affichage et a été supprimée.`
      : `${labels.length} colonnes ne tiennent pas dans l’affichage et ont été supprimées : ${labels.join(', ')}.`,
};

function defaultSelectors(item: Value): readonly PropertySelector[] {
  const columns = item instanceof ShellObject ? item.defaultColumns : undefined;
  const names = columns ?? propertyNames(item).slice(0, mostDefaultColumns);
  return expandSelectors(readSelectors([...names]), item);
}
