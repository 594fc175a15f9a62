import type { Builtin } from '../runtime/builtin.ts';

/** First lines of Exchange's scripts that prepare what this shell has from the start: they run, and say so. */
function alreadyHere(name: string, aliases: readonly string[] = []): Builtin {
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
          en: `"${name}" has nothing to do here: the cmdlets are loaded.`,
          fr: `« ${name} » n’a rien à faire ici : les cmdlets sont chargées.`,
        }),
    }),
  };
}

export const preparations: readonly Builtin[] = [
  alreadyHere('Add-PSSnapin', ['asnp']),
  alreadyHere('Set-ExecutionPolicy'),
  alreadyHere('Set-ADServerSettings'),
  alreadyHere('Set-StrictMode'),
  alreadyHere('Connect-ExchangeServer'),
  alreadyHere('Import-PSSession', ['ipsn']),
  alreadyHere('Remove-PSSession', ['rsn']),
  alreadyHere('Exit-PSSession', ['exsn']),
  alreadyHere('Remove-PSSnapin', ['rsnp']),
  alreadyHere('Remove-Module', ['rmo']),
];
