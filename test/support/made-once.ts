import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A folder that the files of one run share: `make` fills a new one, and of two that make it at a time the first to end has it. For
 * what is only copied or read. Outside a run of `npm test` each asker has its own, in `otherwise`.
 */
export async function madeOnce(
  name: string,
  otherwise: string,
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const scratch = process.env.RELAIS_TEST_SCRATCH;
  const shared = join(scratch ?? otherwise, name);
  if (existsSync(shared)) return shared;
  const own = `${shared}.${process.pid}`;
  await make(own);
  try {
    renameSync(own, shared);
  } catch (error) {
    if (!existsSync(shared)) throw error;
    rmSync(own, { recursive: true, force: true });
  }
  return shared;
}
