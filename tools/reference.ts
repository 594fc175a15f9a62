// `npm run reference`: docs/reference/*.md from the cmdlets' own descriptions. `--check` only says whether they are current.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { CmdletDescription, Language, ParameterDescription, ParameterType } from '@relais/management-contract';
import { TimeSpan, textIn } from '@relais/management-contract';
import { cmdlets } from '../server/src/management/cmdlets/index.ts';
import { comparisonPage } from './exchange-comparison.ts';

const folder = new URL('../docs/reference/', import.meta.url);
const words = {
  en: {
    title: 'Cmdlets',
    intro:
      'Made by `npm run reference` from the cmdlets themselves. `Get-Help NAME -Full` shows the same in the shell.',
    parameter: 'parameter',
    takes: 'takes',
    standard: 'default',
    meaning: 'meaning',
    roles: 'Roles:',
    restart: 'Takes effect when restarted:',
    unlimited: 'or `unlimited`',
    list: 'list of',
  },
  fr: {
    title: 'Applets de commande',
    intro:
      'Produit par `npm run reference` à partir des applets. `Get-Help NOM -Full` montre la même chose dans le shell.',
    parameter: 'paramètre',
    takes: 'valeur',
    standard: 'par défaut',
    meaning: 'signification',
    roles: 'Rôles :',
    restart: 'Prend effet au redémarrage de :',
    unlimited: 'ou `unlimited`',
    list: 'liste de',
  },
} as const;

const stale: string[] = [];
const pages = [
  ['cmdlets.en.md', page('en')],
  ['cmdlets.fr.md', setAsFrench(page('fr'))],
  ['exchange-comparison.en.md', comparisonPage(cmdlets, 'en')],
  ['exchange-comparison.fr.md', setAsFrench(comparisonPage(cmdlets, 'fr'))],
] as const;
for (const [name, text] of pages) {
  if (process.argv.includes('--check')) {
    if (read(name) !== text) stale.push(name);
    continue;
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(name, folder), text);
}
if (stale.length > 0) {
  console.error(`docs/reference/${stale.join(', ')}: not current; \`npm run reference\` makes them anew`);
  process.exit(1);
}

function page(language: Language): string {
  const sorted = [...cmdlets].sort(
    (one, other) => noun(one).localeCompare(noun(other)) || one.name.localeCompare(other.name),
  );
  return [
    `# ${words[language].title}`,
    '',
    words[language].intro,
    '',
    ...sorted.flatMap((cmdlet) => section(cmdlet, language)),
  ].join('\n');
}

/** The no-break spaces of French, which texts for a console do without; code stays as it is. */
function setAsFrench(markdown: string): string {
  return markdown
    .split(/(^```[^]*?^```$|`[^`\n]*`)/m)
    .map((part, at) => (at % 2 === 1 ? part : part.replaceAll(/ (?=[:;!?»])/g, '\u00a0').replaceAll('« ', '«\u00a0')))
    .join('');
}

function noun({ name }: CmdletDescription): string {
  return name.slice(name.indexOf('-') + 1);
}

function section(cmdlet: CmdletDescription, language: Language): string[] {
  const say = words[language];
  return [
    `## ${cmdlet.name}`,
    '',
    textIn(cmdlet.synopsis, language),
    '',
    `${say.roles} ${cmdlet.roles.join(', ')}`,
    '',
    ...(cmdlet.parameters.length === 0
      ? []
      : [
          `| ${say.parameter} | ${say.takes} | ${say.standard} | ${say.meaning} |`,
          '|---|---|---|---|',
          ...cmdlet.parameters.map((parameter) => row(parameter, language)),
          '',
        ]),
    ...cmdlet.examples.flatMap((example) => [
      '```powershell',
      example.command,
      '```',
      '',
      textIn(example.explanation, language),
      '',
    ]),
  ];
}

function row(parameter: ParameterDescription, language: Language): string {
  const say = words[language];
  const notes = [
    textIn(parameter.help, language),
    ...(parameter.takesEffectOn === undefined ? [] : [`${say.restart} ${parameter.takesEffectOn}.`]),
  ];
  const taken = `${parameter.list ? `${say.list} ` : ''}${typeText(parameter.type, language)}`;
  return `| ${[`-${parameter.name}`, taken, parameter.defaultText ?? '', notes.join(' ')].map(cell).join(' | ')} |`;
}

function typeText(type: ParameterType, language: Language): string {
  switch (type.kind) {
    case 'enum':
      return type.values.map((value) => value.name).join(', ');
    case 'int':
      return `${type.min ?? ''}…${type.max ?? ''}${type.unlimited ? ` ${words[language].unlimited}` : ''}`;
    case 'bytesize':
      return `${type.min ?? 0}…${type.max ?? ''} B${type.unlimited ? ` ${words[language].unlimited}` : ''}`;
    case 'timespan':
      return `${span(type.minMs)}…${span(type.maxMs)}`;
    case 'identity':
      return `${type.of}`;
    default:
      return type.kind;
  }
}

function span(milliseconds: number | undefined): string {
  return milliseconds === undefined ? '' : new TimeSpan(milliseconds).toString();
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
}

function read(name: string): string | null {
  try {
    return readFileSync(new URL(name, folder), 'utf8');
  } catch {
    return null;
  }
}
