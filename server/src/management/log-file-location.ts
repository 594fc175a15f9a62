import { isAbsolute } from 'node:path';
import type { LocalisedText } from '@relais/management-contract';

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
