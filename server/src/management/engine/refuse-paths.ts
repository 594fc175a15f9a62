import type { ManagementValue, ParameterDescription } from '@relais/management-contract';
import { CmdletError } from './cmdlet-error.ts';

/** Refuses a parameter that names a file of the caller's side: a shell reads and writes it, the server opens no path that it is given. */
export function refusePaths(given: ReadonlyMap<ParameterDescription, ManagementValue>): void {
  for (const { name, file } of given.keys()) {
    if (file === undefined) continue;
    const [en, fr] =
      'reads' in file
        ? [`give its content as ${file.reads}`, `donnez son contenu dans ${file.reads}`]
        : [`take ${file.writes.join(' or ')} of the result`, `prenez ${file.writes.join(' ou ')} dans le résultat`];
    throw new CmdletError({
      id: 'FileOfTheCaller',
      category: 'InvalidArgument',
      exception: 'ParameterBindingException',
      parameter: name,
      text: {
        en: `${name} is a file on the side of the shell, which handles it; without one, ${en}.`,
        fr: `${name} est un fichier du côté de l’environnement de ligne de commande, qui s’en charge ; sans lui, ${fr}.`,
      },
    });
  }
}
