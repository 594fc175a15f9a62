import { type CmdletDescription, type Language, textIn } from '@relais/management-contract';
import { insteadOf } from '../packages/shell/src/runtime/absent-commands.ts';
import { exchangeCmdlets } from './exchange-cmdlets.ts';
import { otherExchangeCmdlets } from './exchange-other-cmdlets.ts';

interface Cmdlets {
  readonly here: number;
  readonly all: number;
}

interface Parameters {
  readonly here: number;
  /** Accepted without effect. */
  readonly idle: number;
  readonly missing: number;
}

const words = {
  en: {
    title: 'What of Exchange’s cmdlets is here',
    intro: [
      'Made by `npm run reference` from the cmdlets and from a list of what the public reference of Exchange 2013 documents for a',
      'site with POP3, IMAP4 and SMTP clients (`tools/exchange-cmdlets.ts`). Every changing cmdlet has `-WhatIf` and `-Confirm`;',
      '`-DomainController` is accepted everywhere without effect. What has no counterpart here, and what to use instead, stands at',
      '[the end](#no-counterpart-and-what-to-use-instead): the shell says the same to whoever types it.',
    ],
    areas: (area: string) => area,
    columns: '| cmdlet | works | accepted without effect | missing | of ours besides |',
    works: (works: number, documented: number) => `${works} of ${documented}`,
    missing: (parameters: number) => `**missing** | | all ${parameters}`,
    total: (cmdlets: Cmdlets, parameters: Parameters) =>
      `${cmdlets.here} of ${cmdlets.all} cmdlets exist. Of their documented parameters ${parameters.here} work, ${parameters.idle} are accepted without effect, ${parameters.missing} are missing (those of missing cmdlets included).`,
    beyond: 'Beyond Exchange',
    semicolon: ';',
    inTheShell: 'in the shell',
    and: 'and',
    noCounterpart: 'No counterpart, and what to use instead',
    insteadColumns: '| cmdlets | instead |',
  },
  fr: {
    title: 'Ce qui existe ici des applets de commande d’Exchange',
    intro: [
      'Produit par `npm run reference` à partir des applets et d’une liste de ce que la documentation publique d’Exchange 2013 décrit pour un',
      'site dont les clients parlent POP3, IMAP4 et SMTP (`tools/exchange-cmdlets.ts`). Chaque applet qui modifie a `-WhatIf` et `-Confirm` ;',
      '`-DomainController` est accepté partout, sans effet. Ce qui n’a pas d’équivalent ici, et ce qui le remplace, se trouve à',
      '[la fin](#sans-équivalent-et-ce-qui-le-remplace) : le shell répond la même chose à qui le tape.',
    ],
    areas: (area: string) => frenchAreas[area] ?? area,
    columns: '| applet | fonctionnent | acceptés sans effet | manquants | les nôtres en plus |',
    works: (works: number, documented: number) => `${works} sur ${documented}`,
    missing: (parameters: number) => `**manquante** | | tous (${parameters})`,
    total: (cmdlets: Cmdlets, parameters: Parameters) =>
      `${cmdlets.here} applets sur ${cmdlets.all} existent. De leurs paramètres documentés, ${parameters.here} fonctionnent, ${parameters.idle} sont acceptés sans effet et ${parameters.missing} manquent (y compris ceux des applets manquantes).`,
    beyond: 'Au-delà d’Exchange',
    semicolon: ' ;',
    inTheShell: 'dans le shell',
    and: 'et',
    noCounterpart: 'Sans équivalent, et ce qui le remplace',
    insteadColumns: '| applets | à la place |',
  },
} as const;

const frenchAreas: Readonly<Record<string, string>> = {
  'Client access': 'Accès client',
  Recipients: 'Destinataires',
  'Mail flow': 'Flux de messagerie',
  Servers: 'Serveurs',
  Permissions: 'Autorisations',
  'Audit and organization': 'Audit et organisation',
};

/** Which of Exchange's cmdlets and parameters exist here, which are accepted without effect, and which are missing. */
export function comparisonPage(cmdlets: readonly CmdletDescription[], language: Language): string {
  const say = words[language];
  const named = new Map(cmdlets.map((cmdlet) => [cmdlet.name.toLowerCase(), cmdlet]));
  const known = new Set(
    Object.values(exchangeCmdlets).flatMap((area) => Object.keys(area).map((name) => name.toLowerCase())),
  );
  let cmdletCount = 0;
  let cmdletsHere = 0;
  const count = { here: 0, idle: 0, missing: 0 };
  const sections = Object.entries(exchangeCmdlets).flatMap(([area, list]) => [
    '',
    `## ${say.areas(area)}`,
    '',
    say.columns,
    '|---|---|---|---|---|',
    ...Object.entries(list).map(([name, text]) => {
      const documented = text.split(' ').filter((parameter) => parameter !== '');
      const cmdlet = named.get(name.toLowerCase());
      cmdletCount += 1;
      if (cmdlet === undefined) {
        count.missing += documented.length;
        return `| ${name} | ${say.missing(documented.length)} | |`;
      }
      cmdletsHere += 1;
      const find = (parameter: string) =>
        cmdlet.parameters.find((one) =>
          [one.name, ...(one.aliases ?? [])].some((spelling) => spelling.toLowerCase() === parameter.toLowerCase()),
        );
      const here = documented.filter((parameter) => find(parameter) !== undefined);
      const idle = here.filter((parameter) => find(parameter)?.withoutEffect === true);
      const missing = documented.filter((parameter) => find(parameter) === undefined);
      const ours = cmdlet.parameters.filter(
        (one) => one.name !== 'DomainController' && !documented.some((parameter) => find(parameter) === one),
      );
      count.here += here.length - idle.length;
      count.idle += idle.length;
      count.missing += missing.length;
      const joined = (names: readonly string[]): string => names.join(', ');
      return `| ${name} | ${say.works(here.length - idle.length, documented.length)} | ${joined(idle)} | ${joined(missing)} | ${joined(ours.map((one) => one.name))} |`;
    }),
  ]);
  const beyond = cmdlets.map(({ name }) => name).filter((name) => !known.has(name.toLowerCase()));
  return [
    `# ${say.title}`,
    '',
    ...say.intro,
    '',
    say.total({ here: cmdletsHere, all: cmdletCount }, count),
    ...sections,
    '',
    `## ${say.beyond}`,
    '',
    `${beyond.join(', ')}${say.semicolon} ${say.inTheShell} \`Start-SettingsTrial\` ${say.and} \`Invoke-Runbook\`.`,
    '',
    `## ${say.noCounterpart}`,
    '',
    say.insteadColumns,
    '|---|---|',
    ...insteadRows(named, language),
    '',
  ].join('\n');
}

/** A row a hint, with all cmdlets of Exchange that are answered with it (`tools/exchange-other-cmdlets.ts`, and what is missing above). */
function insteadRows(named: ReadonlyMap<string, CmdletDescription>, language: Language): readonly string[] {
  const byHint = new Map<string, string[]>();
  for (const name of [
    ...Object.values(exchangeCmdlets).flatMap((area) => Object.keys(area)),
    ...otherExchangeCmdlets,
  ]) {
    const hint = named.has(name.toLowerCase()) ? null : insteadOf(name);
    if (hint === null) continue;
    const text = textIn(hint, language);
    byHint.set(text, [...(byHint.get(text) ?? []), name]);
  }
  return [...byHint].map(([text, names]) => `| ${names.join(', ')} | ${text.replaceAll('|', '\\|')} |`);
}
