import type { Builtin } from '../runtime/builtin.ts';
import { formatDate } from '../runtime/format-value.ts';
import { withClock } from '../runtime/universal-date.ts';

export const getDate: Builtin = {
  name: 'Get-Date',
  synopsis: {
    en: 'Gives the time, or a date as a text in a format.',
    fr: 'Donne l’heure, ou une date sous forme de texte.',
  },
  parameters: [
    { name: 'Date', type: 'date', aliases: ['LastWriteTime'], position: 1, pipeline: true },
    { name: 'Format', type: 'text' },
    { name: 'UFormat', type: 'text' },
    { name: 'Year', type: 'number' },
    { name: 'Month', type: 'number' },
    { name: 'Day', type: 'number' },
    { name: 'Hour', type: 'number' },
    { name: 'Minute', type: 'number' },
    { name: 'Second', type: 'number' },
    { name: 'DisplayHint', type: 'text' },
  ],
  examples: ['Get-Date -Format yyyy-MM-dd', '(Get-Date).AddDays(-7)'],
  start: (invocation, given) => ({
    process: async (input) => {
      const base = input instanceof Date ? input : given.value('Date');
      const from = base instanceof Date ? base : invocation.engine.session.now();
      const date = withClock(from, from.getTime());
      const year = given.number('Year');
      const month = given.number('Month');
      const day = given.number('Day');
      if (year !== null || month !== null || day !== null) {
        date.setFullYear(year ?? date.getFullYear(), (month ?? date.getMonth() + 1) - 1, day ?? date.getDate());
      }
      const hour = given.number('Hour');
      const minute = given.number('Minute');
      const second = given.number('Second');
      if (hour !== null || minute !== null || second !== null) {
        date.setHours(hour ?? date.getHours(), minute ?? date.getMinutes(), second ?? date.getSeconds());
      }
      const format = given.text('Format') ?? unixFormat(given.text('UFormat'));
      await invocation.emit(format === null ? date : formatDate(date, format, invocation.engine.session.language));
    },
  }),
};

const unixParts: Readonly<Record<string, string>> = {
  Y: 'yyyy',
  m: 'MM',
  d: 'dd',
  H: 'HH',
  M: 'mm',
  S: 'ss',
  y: 'yy',
  j: 'dd',
  A: 'dddd',
  B: 'MMMM',
};

function unixFormat(format: string | null): string | null {
  return format?.replaceAll(/%(.)/g, (whole, part: string) => unixParts[part] ?? whole) ?? null;
}
