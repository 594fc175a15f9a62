import { isAbsolute } from 'node:path';
import type { LocalisedText } from '@relais/management-contract';

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
