import { isAbsolute } from 'node:path';
import type { CmdletHost, ManagementObject } from '@relais/management-contract';
import { isInstallPath, isOwnFolder, logDirectory } from '../platform/protocol-log/log-directory.ts';

const cmdletsOfLogs = ['Get-ImapSettings', 'Get-PopSettings', 'Get-TransportService', 'Get-FrontendTransportService'];

/** A loop that writes a thousand lines to a file of a drive asks the server once in this time, a script that has set a folder finds it. */
const holdsForMs = 500;

/**
 * Where in a server's shell a path of the server is: one below Exchange's installation folder or `$env:ExchangeInstallPath`, and one on a
 * drive at or below the folder of a log (`Set-ImapSettings -LogFileLocation C:\Logs\Imap4`): `Get-ChildItem C:\Logs\Imap4` finds what
 * the server writes. `tell` hears of such a folder when a path names it; the server is asked when a path names a drive.
 */
export function serverPaths(
  data: string,
  host: Pick<CmdletHost, 'invoke'>,
  tell: (folder: string, path: string) => void,
): (path: string) => Promise<string> {
  let asked: Promise<readonly string[]> | null = null;
  let askedAt = Number.NEGATIVE_INFINITY;
  return async (path) => {
    if (isInstallPath(path)) return logDirectory(path, data);
    if (path.startsWith(`${data}/`)) return path.replaceAll('\\', '/');
    if (!/^[A-Za-z]:[\\/]./.test(path) || isAbsolute(path)) return path;
    const wanted = plain(path);
    if (asked === null || performance.now() - askedAt > holdsForMs) {
      asked = logFolders(host);
      askedAt = performance.now();
    }
    const folder = (await asked).find((one) => wanted === plain(one) || wanted.startsWith(`${plain(one)}\\`));
    // What the server keeps there is never on a drive; before 0255 a log's folder could be called like it.
    if (folder === undefined || isOwnFolder(folder, data)) return path;
    const found = logDirectory(folder, data);
    tell(folder, found);
    return found + path.slice(folder.length).replaceAll('\\', '/');
  };
}

function plain(path: string): string {
  return path.replaceAll('/', '\\').toLowerCase();
}

/** Those on drives; who may not see the settings has none. */
async function logFolders(host: Pick<CmdletHost, 'invoke'>): Promise<readonly string[]> {
  const found = await Promise.all(cmdletsOfLogs.map(async (cmdlet) => foldersIn(await rowsOf(host, cmdlet))));
  return found.flat();
}

async function rowsOf(host: Pick<CmdletHost, 'invoke'>, cmdlet: string): Promise<readonly ManagementObject[]> {
  const rows: ManagementObject[] = [];
  for await (const record of host.invoke({ cmdlet, parameters: {} }))
    if (record.kind === 'output') rows.push(record.object);
  return rows;
}

function foldersIn(rows: readonly ManagementObject[]): readonly string[] {
  return rows
    .flatMap((row) => Object.entries(row))
    .flatMap(([name, value]) =>
      /^LogFileLocation$|LogPath$/.test(name) &&
      typeof value === 'string' &&
      /^[A-Za-z]:[\\/]./.test(value) &&
      !isInstallPath(value)
        ? [value.replace(/[\\/]+$/, '')]
        : [],
    );
}
