import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { promisify } from 'node:util';

const run = promisify(execFile);
const source = new URL('./keep-compiled.ts', import.meta.url).href;

/** Where a process of its own keeps what it compiled, when `program` is its program. */
async function placeOf(program: string, environment: NodeJS.ProcessEnv): Promise<unknown> {
  const script = `import { keepCompiled } from ${JSON.stringify(source)};
    console.log(JSON.stringify(keepCompiled(${JSON.stringify(program)}, process.env)));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], {
    env: { PATH: process.env.PATH, ...environment },
  });
  return JSON.parse(stdout);
}

async function folders(
  context: TestContext,
): Promise<{ installed: string; locked: string; cache: string; home: string }> {
  const root = await mkdtemp(join(tmpdir(), 'relais-compiled-'));
  context.after(() => rm(root, { recursive: true }));
  // Below a file nothing can be made, for root neither.
  await writeFile(join(root, 'locked'), '');
  const made = { installed: join(root, 'dist'), cache: join(root, 'cache'), home: join(root, 'home') };
  for (const folder of Object.values(made)) await mkdir(folder);
  return { ...made, locked: join(root, 'locked') };
}

test('compiled code is kept beside the bundle where that can be written', async (context) => {
  const { installed, cache, home } = await folders(context);
  const program = join(installed, 'b-00000001', 'bin.js');
  const place = await placeOf(program, { CACHE_DIRECTORY: cache, HOME: home });
  assert.equal(place, join(installed, 'b-00000001', 'compiled'));
  assert.deepEqual(await readdir(cache), []);
});

test('a service that may not write its program keeps compiled code where systemd says, of its bundle alone', async (context) => {
  const { locked, cache, home } = await folders(context);
  await mkdir(join(cache, 'b-0000000a', 'old'), { recursive: true });
  await mkdir(join(cache, 'of-somebody-else'));
  const place = await placeOf(join(locked, 'b-00000001', 'bin.js'), {
    CACHE_DIRECTORY: `${cache}:/nowhere`,
    HOME: home,
  });
  assert.equal(place, join(cache, 'b-00000001'));
  assert.deepEqual((await readdir(cache)).toSorted(), ['b-00000001', 'of-somebody-else']);
});

test('without a cache directory it is the home directory, and without one nothing is kept', async (context) => {
  const { locked, home } = await folders(context);
  const program = join(locked, 'b-00000001', 'bin.js');
  assert.equal(await placeOf(program, { HOME: home }), join(home, '.cache', 'relais', 'b-00000001'));
  assert.equal(await placeOf(program, { HOME: locked }), null);
  assert.equal(await placeOf(program, {}), null);
});
