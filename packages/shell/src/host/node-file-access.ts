import { appendFile, mkdir, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { basename, isAbsolute, join, resolve } from 'node:path';
import type { FileAccess, FileEntry } from '../runtime/file-access.ts';
import { operationError } from '../runtime/shell-error.ts';

/**
 * The files of this machine, relative to `folder`; backslashes count as separators (`.\users.csv`). `locate` says
 * where a path is that means something to this program alone.
 */
export function nodeFileAccess(
  folder: string,
  locate: (path: string) => string | Promise<string> = (path) => path,
  onDrive: (drive: string, folder: string) => void = () => undefined,
): FileAccess {
  const began = resolve(folder);
  let location = began;
  const at = async (written: string): Promise<string> => {
    const path = await locate(written);
    if (process.platform !== 'win32') {
      refuseElsewhere(path);
      const drive = /^([A-Za-z]:)(?:[\\/]+(.*))?$/s.exec(path);
      if (drive !== null) {
        const name = drive[1]?.toUpperCase() ?? '';
        onDrive(name, join(began, name));
        return join(began, name, (drive[2] ?? '').replaceAll('\\', '/'));
      }
    }
    // Nothing is the folder where one stands only when it is written as ".".
    if (path === '') throw Object.assign(new Error('the path is empty'), { code: 'ENOENT' });
    // "$PSScriptRoot\report.csv" is of both kinds, as PowerShell takes it on Linux.
    const plain = process.platform === 'win32' ? path : path.replaceAll('\\', '/');
    return isAbsolute(plain) ? plain : resolve(location, plain);
  };
  return {
    readText: async (path) => decodeText(await readFile(await at(path))),
    readBytes: async (path) => await readFile(await at(path)),
    write: async (path, content) => await writeFile(await at(path), content),
    append: async (path, content) => await appendFile(await at(path), content),
    exists: async (path) =>
      path !== '' &&
      (await stat(await at(path)).then(
        () => true,
        () => false,
      )),
    folders: {
      get location() {
        return location;
      },
      async enter(path) {
        const folder = await at(path);
        const facts = await stat(folder);
        if (!facts.isDirectory()) throw Object.assign(new Error('it is no folder'), { code: 'ENOTDIR' });
        location = folder;
      },
      async list(path) {
        const whole = await at(path);
        if (!(await stat(whole)).isDirectory()) return [await entry(whole)];
        return await Promise.all((await readdir(whole)).sort().map(async (name) => await entry(join(whole, name))));
      },
      entry: async (path) => {
        const whole = await at(path);
        await stat(whole);
        return await entry(whole);
      },
      kindOf: async (path) =>
        path === ''
          ? null
          : await stat(await at(path)).then(
              (facts) => (facts.isDirectory() ? 'folder' : 'file'),
              () => null,
            ),
      move: async (from, to) => await rename(await at(from), await at(to)),
      async remove(path) {
        const whole = await at(path);
        if ((await stat(whole)).isDirectory()) await rmdir(whole);
        else await rm(whole);
      },
      create: async (path) => void (await mkdir(await at(path), { recursive: true })),
    },
  };
}

/** @throws OperationError for what no folder here can stand for: a share of another machine, and drives of PowerShell's providers. */
function refuseElsewhere(path: string): void {
  const share = /^\\\\[^\\/]+(?:[\\/][^\\/]+)?/.exec(path)?.[0];
  if (share !== undefined)
    throw operationError(
      'PathNotSupported',
      `The share ${share} is of another machine: mount it, and name the folder where it is mounted.`,
      'ObjectNotFound',
      path,
    );
  const provider = /^(Cert|HKLM|HKCU|HKCR|HKU|AD|WSMan|IIS|SQLSERVER|Registry|Microsoft\.PowerShell\.Core\\\w+):/i.exec(
    path,
  )?.[1];
  if (provider === undefined) return;
  const instead = /^cert$/i.test(provider) ? ' Get-ExchangeCertificate shows the certificates.' : '';
  throw operationError(
    'DriveNotFound',
    `Cannot find drive. A drive with the name '${provider}' does not exist.${instead}`,
    'ObjectNotFound',
    provider,
  );
}

async function entry(path: string): Promise<FileEntry> {
  const facts = await stat(path).catch(() => null);
  return {
    name: basename(path),
    path,
    isFolder: facts?.isDirectory() ?? false,
    sizeBytes: facts?.size ?? 0,
    changedAt: facts?.mtime ?? new Date(0),
  };
}

/**
 * UTF-8, or UTF-16 when its byte order mark says so (what Windows' Out-File writes); what is no UTF-8 is of Windows' code
 * page 1252, in which Excel and `-Encoding Default` write in Western Europe.
 */
function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
