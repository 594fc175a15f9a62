import { type CmdletDescription, textIn } from '@relais/management-contract';
import { insteadOf } from '../packages/shell/src/runtime/absent-commands.ts';
import { exchangeCmdlets } from './exchange-cmdlets.ts';
import { otherExchangeCmdlets } from './exchange-other-cmdlets.ts';

/** Which of Exchange's cmdlets and parameters exist here, which are accepted without effect, and which are missing. */
export function comparisonPage(cmdlets: readonly CmdletDescription[]): string {
  const named = new Map(cmdlets.map((cmdlet) => [cmdlet.name.toLowerCase(), cmdlet]));
  const known = new Set(
    Object.values(exchangeCmdlets).flatMap((area) => Object.keys(area).map((name) => name.toLowerCase())),
  );
  let cmdletCount = 0;
  let cmdletsHere = 0;
  const count = { here: 0, idle: 0, missing: 0 };
  const sections = Object.entries(exchangeCmdlets).flatMap(([area, list]) => [
    '',
    `## ${area}`,
    '',
    '| cmdlet | works | accepted without effect | missing | of ours besides |',
    '|---|---|---|---|---|',
    ...Object.entries(list).map(([name, text]) => {
      const documented = text.split(' ').filter((parameter) => parameter !== '');
      const cmdlet = named.get(name.toLowerCase());
      cmdletCount += 1;
      if (cmdlet === undefined) {
        count.missing += documented.length;
        return `| ${name} | **missing** | | all ${documented.length} | |`;
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
      return `| ${name} | ${here.length - idle.length} of ${documented.length} | ${joined(idle)} | ${joined(missing)} | ${joined(ours.map((one) => one.name))} |`;
    }),
  ]);
  const beyond = cmdlets.map(({ name }) => name).filter((name) => !known.has(name.toLowerCase()));
  return [
    '# What of Exchange’s cmdlets is here',
    '',
    'Made by `npm run reference` from the cmdlets and from a list of what the public reference of Exchange 2013 documents for a',
    'site with POP3, IMAP4 and SMTP clients (`tools/exchange-cmdlets.ts`). Every changing cmdlet has `-WhatIf` and `-Confirm`;',
    '`-DomainController` is accepted everywhere without effect. What has no counterpart here, and what to use instead, stands at',
    '[the end](#no-counterpart-and-what-to-use-instead): the shell says the same to whoever types it.',
    '',
    `${cmdletsHere} of ${cmdletCount} cmdlets exist. Of their documented parameters ${count.here} work, ${count.idle} are accepted without effect, ${count.missing} are missing (those of missing cmdlets included).`,
    ...sections,
    '',
    '## Beyond Exchange',
    '',
    `${beyond.join(', ')}; in the shell \`Start-SettingsTrial\` and \`Invoke-Runbook\`.`,
    '',
    '## No counterpart, and what to use instead',
    '',
    '| cmdlets | instead |',
    '|---|---|',
    ...insteadRows(named),
    '',
  ].join('\n');
}

/** A row a hint, with all cmdlets of Exchange that are answered with it (`tools/exchange-other-cmdlets.ts`, and what is missing above). */
function insteadRows(named: ReadonlyMap<string, CmdletDescription>): readonly string[] {
  const byHint = new Map<string, string[]>();
  for (const name of [
    ...Object.values(exchangeCmdlets).flatMap((area) => Object.keys(area)),
    ...otherExchangeCmdlets,
  ]) {
    const hint = named.has(name.toLowerCase()) ? null : insteadOf(name);
    if (hint === null) continue;
    const text = textIn(hint, 'en');
    byHint.set(text, [...(byHint.get(text) ?? []), name]);
  }
  return [...byHint].map(([text, names]) => `| ${names.join(', ')} | ${text} |`);
}
