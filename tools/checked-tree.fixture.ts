import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * What a check (`layers.mjs`, `exports.mjs`) says of a tree with these texts in these files, by path.
 * A tree of twenty files is large enough for it.
 */
export async function faultsOf(
  check: string,
  texts: Readonly<Record<string, string>>,
): Promise<{ code: number | null; faults: string[] }> {
  const root = await mkdtemp(join(tmpdir(), 'relais-checked-'));
  const fill = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`server/src/platform/file-${at}.ts`, '']));
  try {
    for (const [file, text] of Object.entries({ ...fill, ...texts })) {
      await mkdir(dirname(join(root, file)), { recursive: true });
      await writeFile(join(root, file), `${text}\n`);
    }
    const program = new URL(check, import.meta.url).pathname;
    const { status, stderr } = spawnSync(process.execPath, [program, root], { encoding: 'utf8' });
    return { code: status, faults: stderr.trim().split('\n').slice(0, -1) };
  } finally {
    await rm(root, { recursive: true });
  }
}
