import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes a file of the certificates folder, readable by its owner only: the whole of it or nothing, durable. */
export async function writeKeptFile(folder: string, file: string, content: string | Buffer): Promise<void> {
  const temporary = join(folder, `.${file}.new`);
  const handle = await open(temporary, 'w', 0o600);
  await handle.writeFile(content);
  await handle.sync();
  await handle.close();
  await rename(temporary, join(folder, file));
}
