import { isAbsolute } from 'node:path';
import type { LocalisedText } from '@relais/management-contract';
import { isOwnFolder } from '../platform/protocol-log/log-directory.ts';

/** Why a LogFileLocation cannot be one; `null` accepts. Only an absolute path may lead out of the data directory. */
export function refuseLogFileLocation(location: string): LocalisedText | null {
  const right = {
    en: 'Give an absolute path (/var/log/relais), or one within the data directory (%ExchangeInstallPath%Logging\\Imap4).',
    fr: 'Donnez un chemin absolu (/var/log/relais), ou un chemin dans le répertoire de données (%ExchangeInstallPath%Logging\\Imap4).',
  };
  if (location.trim() === '') {
    return { en: `The location is empty. ${right.en}`, fr: `L’emplacement est vide. ${right.fr}` };
  }
  if (isAbsolute(location) || !location.split(/[\\/%:]/).includes('..')) return null;
  return {
    en: `"${location}" leads out of the data directory with "..". ${right.en}`,
    fr: `« ${location} » sort du répertoire de données par « .. ». ${right.fr}`,
  };
}

/** Why the folder of a log cannot be this one of the server's own; `null` accepts. */
export function refuseOwnFolder(location: string, dataDirectory: string): LocalisedText | null {
  if (!isOwnFolder(location, dataDirectory)) return null;
  return {
    en: `"${location}" is the data directory itself here, or a folder in which this server keeps mail or keys. Choose another one, for example C:\\Logs\\Imap4.`,
    fr: `« ${location} » est ici le répertoire de données lui-même, ou un dossier où ce serveur garde du courrier ou des clés. Choisissez-en un autre, par exemple C:\\Logs\\Imap4.`,
  };
}
