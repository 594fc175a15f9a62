import type { Builtin } from '../runtime/builtin.ts';
import { toText } from '../runtime/to-text.ts';

const colours = [
  'Black',
  'DarkBlue',
  'DarkGreen',
  'DarkCyan',
  'DarkRed',
  'DarkMagenta',
  'DarkYellow',
  'Gray',
  'DarkGray',
  'Blue',
  'Green',
  'Cyan',
  'Red',
  'Magenta',
  'Yellow',
  'White',
];

export const writeHost: Builtin = {
  name: 'Write-Host',
  synopsis: {
    en: 'Shows a text to the person, outside of the pipeline.',
    fr: 'Montre un texte à la personne, hors du pipeline.',
  },
  parameters: [
    { name: 'Object', type: 'any', position: 1, rest: true, pipeline: true },
    { name: 'NoNewline', type: 'switch' },
    { name: 'Separator', type: 'text' },
    { name: 'ForegroundColor', type: 'text', values: colours },
    { name: 'BackgroundColor', type: 'text', values: colours },
  ],
  examples: ["Write-Host 'Done.' -ForegroundColor Green"],
  start: (invocation, given) => ({
    process: async (input) => {
      const items = input === undefined ? given.list('Object') : [input];
      const flat = items.flatMap((item) => (Array.isArray(item) ? item : [item]));
      const text = flat.map(toText).join(given.text('Separator') ?? ' ');
      invocation.context.face.host(given.flag('NoNewline') ? text : `${text}\n`);
    },
  }),
};
