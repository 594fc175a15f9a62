import { readdirSync, rmSync } from 'node:fs';
import { constants, enableCompileCache } from 'node:module';
import { basename, dirname, join } from 'node:path';

/**
 * Compiled code and stripped types are kept, so that only the first start pays for them, in time and in memory: in `compiled` beside the
 * bundle, with which it goes, or with `node_modules` for sources. A service may write neither: then where systemd says
 * (`CacheDirectory=`), or in the home directory. After the engine's settings: code is good for those it was compiled under, and the
 * place where it is kept is chosen by them.
 * @returns where, or null: nowhere could be written.
 */
export function keepCompiled(program: string, environment: NodeJS.ProcessEnv): string | null {
  const { FAILED } = constants.compileCacheStatus;
  const here = dirname(program);
  const isBundled = program.endsWith('.js');
  const beside = join(here, isBundled ? 'compiled' : '../../../node_modules/.cache/relais');
  if (enableCompileCache(beside).status !== FAILED) return beside;
  const { CACHE_DIRECTORY, HOME } = environment;
  const caches = [
    // systemd separates several by colons.
    ...(CACHE_DIRECTORY ? CACHE_DIRECTORY.split(':').slice(0, 1) : []),
    ...(HOME ? [join(HOME, '.cache', 'relais')] : []),
  ];
  for (const cache of caches) {
    const place = join(cache, isBundled ? basename(here) : 'sources');
    if (enableCompileCache(place).status === FAILED) continue;
    if (isBundled) removeOfOtherBundles(cache, basename(here));
    return place;
  }
  return null;
}

/** A bundle that was replaced does not come again; what is removed of one that still runs costs its next start a second. */
function removeOfOtherBundles(cache: string, kept: string): void {
  try {
    for (const name of readdirSync(cache))
      if (/^b-[0-9a-f]{8}$/.test(name) && name !== kept) rmSync(join(cache, name), { recursive: true, force: true });
  } catch {
    // It is a cache: what cannot be removed is in nobody's way.
  }
}
