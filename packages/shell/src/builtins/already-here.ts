import { type LocalisedText, textIn } from '@relais/management-contract';
import type { Builtin } from '../runtime/builtin.ts';

const loaded: LocalisedText = { en: 'the cmdlets are loaded', fr: 'les cmdlets sont chargées' };

/** First lines of Exchange's scripts that prepare what this shell has from the start: they run, and say so. */
function alreadyHere(name: string, aliases: readonly string[] = [], why: LocalisedText = loaded): Builtin {
  return {
    name,
    aliases,
    synopsis: {
      en: 'Accepted for scripts written for Exchange; there is nothing to prepare here.',
      fr: 'Accepté pour les scripts écrits pour Exchange ; il n’y a rien à préparer ici.',
    },
    parameters: [{ name: 'Words', type: 'any', position: 1, rest: true }],
    takesUnknownArguments: true,
    start: (invocation) => ({
      process: async () =>
        invocation.note({
          en: `"${name}" has nothing to do here: ${textIn(why, 'en')}.`,
          fr: `« ${name} » n’a rien à faire ici : ${textIn(why, 'fr')}.`,
        }),
    }),
  };
}

export const preparations: readonly Builtin[] = [
  alreadyHere('Add-PSSnapin', ['asnp']),
  alreadyHere('Set-ExecutionPolicy'),
  alreadyHere('Set-ADServerSettings'),
  alreadyHere('Set-StrictMode', [], {
    en: 'a variable that nobody has set is $null, and is no error',
    fr: 'une variable que personne n’a définie vaut $null et n’est pas une erreur',
  }),
  alreadyHere('Connect-ExchangeServer'),
  alreadyHere('Import-PSSession', ['ipsn']),
  alreadyHere('Remove-PSSession', ['rsn']),
  alreadyHere('Exit-PSSession', ['exsn']),
  alreadyHere('Remove-PSSnapin', ['rsnp']),
  alreadyHere('Remove-Module', ['rmo']),
];
