import { isAbsolute, join, relative, resolve } from 'node:path';

/**
 * The folder that a LogFileLocation means on this machine. `%ExchangeInstallPath%` is the data directory, and so is the
 * installation folder that Exchange's documents print (`C:\Program Files\Microsoft\Exchange Server\V15\…`).
 */
export function logDirectory(location: string, dataDirectory: string): string {
  const installed = installPath.exec(location);
  if (installed?.[1] !== undefined) return join(dataDirectory, slashes(installed[1]));
  if (isAbsolute(location)) return resolve(location);
  return join(dataDirectory, slashes(location.replace(/^[A-Za-z]:/, '')));
}

const installPath = /^(?:%ExchangeInstallPath%|[A-Za-z]:\\Program Files\\Microsoft\\Exchange Server\\V15)[\\/]?(.*)$/i;

/** Whether that folder is the data directory itself, or where the server keeps mail, keys and its database in it: a log has no place there. */
export function isOwnFolder(location: string, dataDirectory: string): boolean {
  const [first = ''] = relative(dataDirectory, logDirectory(location, dataDirectory)).split(/[\\/]/);
  return first === '' || /^(?:accounts|certificates|system\.db.*|relais\..*)$/i.test(first);
}

/** Whether a path begins with the installation folder. */
export function isInstallPath(path: string): boolean {
  return installPath.test(path);
}

function slashes(path: string): string {
  return path.replaceAll('\\', '/');
}
