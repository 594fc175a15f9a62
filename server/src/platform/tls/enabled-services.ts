import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TlsService } from './certificates.ts';
import { writeKeptFile } from './kept-file.ts';

const file = 'services.json';

/** The services that certificates were enabled for, by thumbprint; those that are not in it serve every service. */
export async function enabledServices(folder: string): Promise<ReadonlyMap<string, readonly TlsService[]>> {
  try {
    const text = await readFile(join(folder, file), 'utf8');
    return new Map(Object.entries(JSON.parse(text) as Record<string, readonly TlsService[]>));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    // As if nobody had enabled any, each would be presented by every service.
    throw new Error(
      `${join(folder, file)}, which says what certificates are enabled for, cannot be read: ${(cause as Error).message}. ` +
        'Mend it, or remove it and enable them again with Enable-ExchangeCertificate.',
      { cause },
    );
  }
}

/** Services by thumbprint, all at once; `null` forgets the certificate. */
export async function writeEnabledServices(
  folder: string,
  changes: ReadonlyMap<string, readonly TlsService[] | null>,
): Promise<void> {
  const enabled = new Map(await enabledServices(folder));
  for (const [thumbprint, services] of changes)
    if (services === null) enabled.delete(thumbprint);
    else enabled.set(thumbprint, services);
  await writeKeptFile(folder, file, JSON.stringify(Object.fromEntries(enabled)));
}
