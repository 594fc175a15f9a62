import { isAbsolute } from 'node:path';
import type { LocalisedText } from '@relais/management-contract';
import { isInstallPath, logDirectory } from '../../platform/protocol-log/log-directory.ts';

/** Why a path of a log cannot be one; `null` accepts. Only an absolute path may lead out of the data directory. */
export function refuseLogPath(path: string): LocalisedText | null {
  const leavesOff = path.trim() === '' || (!isAbsolute(path) && path.split(/[\\/%:]/).includes('..'));
  return leavesOff
    ? {
        en: `"${path}" is no folder for a log: give an absolute path, or one within the data directory.`,
        fr: `« ${path} » ne convient pas à un journal : donnez un chemin absolu, ou dans le répertoire de données.`,
      }
    : null;
}

/** Where the folder of a log on a drive of Windows is on a system without drives; `null` where nothing is to be said. */
export function adviseLogPath(path: string): LocalisedText | null {
  if (!/^[A-Za-z]:/.test(path) || isAbsolute(path) || isInstallPath(path)) return null;
  const folder = logDirectory(path, '').replace(/^[\\/]+/, '');
  return {
    en: `"${path}" is the folder "${folder}" of the data directory here ($env:ExchangeInstallPath in this server's shell).`,
    fr: `« ${path} » est ici le dossier « ${folder} » du répertoire de données ($env:ExchangeInstallPath dans l’environnement de ce serveur).`,
  };
}
