import { nearestWord } from '../language/nearest-word.ts';
import { parseScript } from '../language/parse-script.ts';
import { insteadOf } from '../runtime/absent-commands.ts';
import type { Builtin } from '../runtime/builtin.ts';
import type { Invocation } from '../runtime/command.ts';
import { expandAlias } from '../runtime/resolve-command.ts';
import { ScriptBlock } from '../runtime/values.ts';
import { hasWildcard, wildcardTest } from '../runtime/wildcard.ts';
import { withFile } from '../runtime/with-file.ts';
import { topicOfFunction } from './comment-help.ts';
import { helpObject, helpParameter, shortHelp } from './help-object.ts';
import { type HelpTopic, topicOfBuiltin, topicOfCmdlet } from './help-text.ts';

const overview = {
  en: `
This is the Relais management shell: PowerShell's language with Exchange's cmdlets.

    Get-Command *imap*                lists commands by name
    Get-Help Set-ImapSettings         shows what a command does; -Examples, -Full, -Parameter NAME show more
    Get-ImapSettings | Format-List    shows every setting
    exit                              leaves the shell

Tab completes commands, parameters and names; Ctrl-R searches the history; Ctrl-C stops a command.`,
  fr: `
Ceci est l’environnement de ligne de commande de Relais : le langage de PowerShell et les cmdlets d’Exchange.

    Get-Command *imap*                liste les commandes par leur nom
    Get-Help Set-ImapSettings         explique une commande ; -Examples, -Full, -Parameter NOM en disent plus
    Get-ImapSettings | Format-List    montre tous les paramètres
    exit                              quitte l’environnement

Tab complète commandes, paramètres et noms ; Ctrl-R cherche dans l’historique ; Ctrl-C arrête une commande.`,
} as const;

export const getHelp: Builtin = {
  name: 'Get-Help',
  aliases: ['help', 'man'],
  synopsis: { en: 'Explains a command.', fr: 'Explique une commande.' },
  parameters: [
    { name: 'Name', type: 'text', position: 1, pipeline: true },
    { name: 'Full', type: 'switch' },
    { name: 'Detailed', type: 'switch' },
    { name: 'Examples', type: 'switch' },
    { name: 'Parameter', type: 'text' },
    { name: 'Online', type: 'switch' },
  ],
  examples: ['Get-Help Set-ImapSettings -Full', 'Get-Help Set-ImapSettings -Parameter *Timeout'],
  start: (invocation, given) => ({
    process: async () => {
      const { session } = invocation.engine;
      const { language } = session;
      const wanted = given.text('Name');
      if (wanted === null) {
        await invocation.emit(overview[language]);
        return;
      }
      const topics: HelpTopic[] = [
        ...[...session.functions.values()]
          .filter(({ name }) => /^[\w-]+$/.test(name))
          .map(({ name, block }) => topicOfFunction(name, block)),
        ...(await topicsOfFile(invocation, wanted)),
        ...[...(await session.descriptions(invocation.context.signal)).values()].map((description) =>
          topicOfCmdlet(description, language),
        ),
        ...[...invocation.engine.builtins.values()].map((builtin) => topicOfBuiltin(builtin, language)),
      ];
      const name = expandAlias(wanted, session);
      const found = topics.filter((topic) => topic.name === wanted || wildcardTest(name)(topic.name));
      const near =
        found.length > 0 || hasWildcard(name) ? found : topics.filter((topic) => wildcardTest(`*${name}*`)(topic.name));
      const [only] = near;
      if (only === undefined) {
        const hint = nearestWord(
          name,
          topics.map((topic) => topic.name),
        );
        invocation.writeError({
          id: 'HelpNotFound',
          category: 'ResourceUnavailable',
          message: `There is no help about "${wanted}".${
            insteadOf(name) !== null
              ? ` ${insteadOf(name)?.[language] ?? ''}`
              : hint === null
                ? ''
                : ` Did you mean '${hint}'?`
          }`,
          targetText: wanted,
        });
      } else if (near.length > 1) {
        for (const topic of near.toSorted((left, right) => left.name.localeCompare(right.name, 'en'))) {
          await invocation.emit(shortHelp(topic));
        }
      } else if (given.has('Parameter')) {
        const test = wildcardTest(given.text('Parameter') ?? '*');
        const parameters = only.parameters.filter((parameter) => test(parameter.name));
        if (parameters.length === 0) {
          const hint = nearestWord(
            given.text('Parameter') ?? '',
            only.parameters.map((parameter) => parameter.name),
          );
          invocation.writeError({
            id: 'NoParmsFound',
            category: 'InvalidArgument',
            message: `${only.name} has no parameter "${given.text('Parameter')}".${hint === null ? '' : ` Did you mean '${hint}'?`}`,
          });
        }
        for (const parameter of parameters) await invocation.emit(helpParameter(parameter, language));
      } else {
        const show = given.flag('Full')
          ? 'full'
          : given.flag('Detailed')
            ? 'detailed'
            : given.flag('Examples')
              ? 'examples'
              : 'short';
        await invocation.emit(helpObject(only, show, language));
      }
    },
  }),
};

/** `Get-Help .\script.ps1`, `Get-Help $PSCommandPath`. */
async function topicsOfFile({ engine }: Invocation, path: string): Promise<readonly HelpTopic[]> {
  const { files } = engine.session;
  if (!/\.ps1$/i.test(path) || files === null || !(await files.exists(path))) return [];
  const text = await withFile(path, async () => await files.readText(path));
  return [topicOfFunction(path, new ScriptBlock(parseScript(text, path), text, { text, file: path }))];
}
