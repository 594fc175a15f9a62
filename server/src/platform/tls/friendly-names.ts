import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeKeptFile } from './kept-file.ts';

const file = 'friendly-names.json';

/** How Exchange calls a certificate that was made on the server and given no name. */
export const usualFriendlyName = 'Microsoft Exchange';

/** What administrators called certificates, by thumbprint. They are read by people only: a file that is broken counts as none. */
export async function friendlyNames(folder: string): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(join(folder, file), 'utf8').catch(() => '{}');
  try {
    return new Map(Object.entries(JSON.parse(text) as Record<string, string>));
  } catch {
    return new Map();
  }
}

/** `null` forgets the certificate. */
export async function writeFriendlyName(folder: string, thumbprint: string, name: string | null): Promise<void> {
  const names = new Map(await friendlyNames(folder));
  if ((names.get(thumbprint) ?? null) === name) return;
  if (name === null) names.delete(thumbprint);
  else names.set(thumbprint, name);
  await writeKeptFile(folder, file, JSON.stringify(Object.fromEntries(names)));
}
