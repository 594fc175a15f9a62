import type { Words } from '../language/words.ts';

const words = { null: 'form.emptied', true: 'form.on', false: 'form.off' } as const;

/**
 * A parameter's help as a form says it: the shell's words for nothing, on and off become people's, names of parameters
 * (`labels`) and of this field's values (`choices`) what the page calls them. `unit`: what the field counts in, so that a time
 * span of nothing is a plain 0.
 */
export function plainHelp(
  help: string,
  labels: ReadonlyMap<string, string>,
  t: Words,
  unit: 'seconds' | 'minutes' | 'hours' | 'days' | undefined,
  choices: ReadonlyMap<string, string> = new Map(),
): string {
  return help
    .replaceAll(/\$(null|true|false)\b/g, (_, value: keyof typeof words, at: number) => {
      const word = t(words[value]);
      const beginsSentence = at === 0 || help.slice(at - 2, at) === '. ';
      return beginsSentence ? `${word.charAt(0).toLocaleUpperCase()}${word.slice(1)}` : word;
    })
    .replaceAll('00:00:00', (span) => (unit === undefined ? span : '0'))
    .replaceAll(/-?\b[A-Z][A-Za-z]+\b/g, (word) => {
      const name = word.replace('-', '');
      // A word with one capital is a word of the sentence before it is a parameter's name: Port, Name.
      const label = choices.get(name) ?? (/[a-z][A-Z]/.test(name) ? labels.get(name) : undefined);
      return label === undefined ? word : t('form.quoted', { label });
    });
}
