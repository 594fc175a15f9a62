import { isAbsolute, join, resolve } from 'node:path';

/**
 * The folder that a LogFileLocation means on this machine. `%ExchangeInstallPath%` is the data directory, and so is the
 * installation folder that Exchange's documents print (`C:\Program Files\Microsoft\Exchange Server\V15\…`).
 */
export function logDirectory(location: string, dataDirectory: string): string {
  const installed =
    /^(?:%ExchangeInstallPath%|[A-Za-z]:\\Program Files\\Microsoft\\Exchange Server\\V15)[\\/]?(.*)$/i.exec(location);
  if (installed?.[1] !== undefined) return join(dataDirectory, slashes(installed[1]));
  if (isAbsolute(location)) return resolve(location);
  return join(dataDirectory, slashes(location.replace(/^[A-Za-z]:/, '')));
}

function slashes(path: string): string {
  return path.replaceAll('\\', '/');
}
