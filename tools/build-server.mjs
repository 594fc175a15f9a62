// Makes the server's bundle: its sources and libraries in a few files, which load in a fraction of the time that 1,300 modules take.
// Runs on Node 24. `--made`: the path of its program is printed.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { bundlesInUse } from './bundles-in-use.mjs';
import { bundlesFolder, fallbackSentence, freshBundle, hashOf, sourceProgram, writeCurrent } from './server-bundle.mjs';
import { root } from './runtime.mjs';

/** Beside the newest, and those from which somebody runs. */
const olderOnesKept = 2;
/** A younger one may be in the making. */
const youngMs = 600_000;

/** What is told of a file that nobody can read as a module: a native library, and one that is only looked for. */
const external = [/^node:/, /^@node-rs\//, 'pg-native'];

async function build() {
  // Others read it: root builds what a user of its own runs.
  const folder = join(bundlesFolder, `b-${randomBytes(4).toString('hex')}`);
  mkdirSync(folder, { recursive: true });
  try {
    const { inputs, outputs } = await bundle(folder);
    for (const { fileName, contents } of outputs) writeFileSync(join(folder, fileName), contents);
    const made = outputs.map(({ fileName }) => rowOf(join(folder, fileName)));
    writeCurrent({ folder: basename(folder), files: [...inputs, ...made] });
  } catch (cause) {
    rmSync(folder, { recursive: true, force: true });
    throw cause;
  }
  prune(basename(folder));
  return join(folder, 'bin.js');
}

async function bundle(folder) {
  // The bundler that builds the pages.
  const viteRequire = createRequire(createRequire(import.meta.url).resolve('vite/package.json'));
  const { rolldown } = await import(viteRequire.resolve('rolldown'));
  const rows = new Map();
  const note = (path) => {
    if (!rows.has(path)) rows.set(path, rowOf(path));
  };
  for (const path of ['package-lock.json', 'tools/build-server.mjs', 'tools/server-bundle.mjs']) note(join(root, path));
  const bundle = await rolldown({
    input: { bin: sourceProgram },
    cwd: root,
    platform: 'node',
    external,
    logLevel: 'silent',
    plugins: [
      {
        name: 'what it is made from',
        load(id) {
          if (!isAbsolute(id)) return;
          note(id);
          note(packageOf(id));
        },
      },
      sourcePlaces(folder),
    ],
  });
  const { output } = await bundle.generate({
    // For the paths in its source maps; nothing is written here.
    dir: folder,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    sourcemap: true,
    sourcemapExcludeSources: true,
    // reflect-metadata must have run before what asks for it.
    strictExecutionOrder: true,
    keepNames: true,
  });
  await bundle.close();
  return {
    inputs: [...rows.values()],
    outputs: output.map((one) => ({ fileName: one.fileName, contents: one.type === 'chunk' ? one.code : one.source })),
  };
}

/** Before the bundler reads the file, the times before the contents: what changes meanwhile makes the bundle stale. */
function rowOf(path) {
  const { size, mtimeMs, ctimeMs } = statSync(path);
  return [relative(root, path).replaceAll(sep, '/'), size, mtimeMs, ctimeMs, hashOf(readFileSync(path))];
}

/** The package.json that says how the file is to be read, and what of its package others may import. */
const packages = new Map();
function packageOf(path) {
  const folder = dirname(path);
  if (!packages.has(folder)) {
    const own = join(folder, 'package.json');
    packages.set(folder, existsSync(own) ? own : packageOf(folder));
  }
  return packages.get(folder);
}

/**
 * What our sources find relative to themselves they find from the bundle: files at the place where they are, threads in files of the
 * bundle. The lines stay as they are.
 */
function sourcePlaces(folder) {
  return {
    name: 'places of the sources',
    transform(code, id) {
      if (!id.startsWith(root) || id.includes('node_modules') || !code.includes('import.meta')) return;
      // The program alone asks whether it is the bundle.
      if (id !== sourceProgram && /import\.meta\.(?:dirname|filename)/.test(code))
        throw new Error(`${id}: a source finds its place by import.meta.url`);
      const from = relative(folder, id).replaceAll(sep, '/');
      const changed = code
        .replaceAll(/new URL\('(\.[^']*-worker)\.ts', import\.meta\.url\)/g, (_, worker) => {
          const name = basename(worker);
          this.emitFile({ type: 'chunk', id: join(dirname(id), `${worker}.ts`), fileName: `${name}.js` });
          return `new URL('./${name}.js', import.meta\u200b.url)`;
        })
        .replaceAll('import.meta.url', `new URL('${from}', import.meta.url).href`)
        .replaceAll('import.meta\u200b.url', 'import.meta.url');
      return { code: changed, map: null };
    },
  };
}

function prune(made) {
  const age = (name) => Date.now() - statSync(join(bundlesFolder, name)).mtimeMs;
  const others = readdirSync(bundlesFolder).filter((name) => name.startsWith('b-') && name !== made);
  const oldest = others.map((name) => ({ name, ageMs: age(name) })).toSorted((one, other) => one.ageMs - other.ageMs);
  const inUse = bundlesInUse(bundlesFolder);
  for (const { name, ageMs } of oldest.slice(olderOnesKept))
    if (ageMs > youngMs && !inUse.has(name)) rmSync(join(bundlesFolder, name), { recursive: true, force: true });
}

try {
  const program = freshBundle() ?? (console.error('relais: bundling the server …'), await build());
  if (process.argv.includes('--made')) console.log(program);
} catch (cause) {
  console.error(
    fallbackSentence(
      cause.code === 'EACCES' || cause.code === 'EROFS' ? `${bundlesFolder} cannot be written` : cause.message,
    ),
  );
  process.exitCode = 1;
}
