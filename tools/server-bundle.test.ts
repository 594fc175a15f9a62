import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { promisify } from 'node:util';

const ours = new URL('..', import.meta.url).pathname;
const run = promisify(execFile);

/** A project with the tools and the libraries of ours and a program of two modules and a thread. */
async function project(t: TestContext): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'relais-bundle-'));
  t.after(async () => await rm(root, { recursive: true, force: true }));
  const main = join(root, 'server', 'src', 'main');
  await mkdir(main, { recursive: true });
  await mkdir(join(root, 'tools'));
  for (const name of ['build-server.mjs', 'bundles-in-use.mjs', 'server-bundle.mjs', 'runtime.mjs'])
    await cp(join(ours, 'tools', name), join(root, 'tools', name));
  await writeFile(join(root, 'package.json'), '{ "type": "module" }');
  await writeFile(join(root, 'package-lock.json'), '{}');
  await symlink(join(ours, 'node_modules'), join(root, 'node_modules'));
  await writeFile(
    join(main, 'bin.ts'),
    `import { Worker } from 'node:worker_threads';
import { word } from './word.ts';
const worker = new Worker(new URL('./echo-worker.ts', import.meta.url));
worker.on('message', (said: string) => {
  console.log(word, said, new URL('../../../package.json', import.meta.url).pathname);
});
`,
  );
  await writeFile(
    join(main, 'echo-worker.ts'),
    "import { word } from './word.ts';\nimport { parentPort } from 'node:worker_threads';\nparentPort?.postMessage(`thread ${word}`);\n",
  );
  await writeFile(join(main, 'word.ts'), "export const word: string = 'first';\n");
  return root;
}

/** What a start runs, and what it says on standard error. */
async function choose(root: string, mayBuild = true): Promise<{ program: string; said: string }> {
  const text = `import { serverProgram } from './tools/server-bundle.mjs'; console.log(serverProgram({ mayBuild: ${mayBuild} }));`;
  const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '-e', text], { cwd: root });
  return { program: stdout.trim(), said: stderr };
}

const outputOf = async (program: string): Promise<string> => (await run(process.execPath, [program])).stdout;

const saying = (word: string, root: string): string => `${word} thread ${word} ${join(root, 'package.json')}\n`;

test('the bundle is made once, and does what the sources do', async (t) => {
  const root = await project(t);
  const first = await choose(root);
  assert.match(first.said, /bundling the server/);
  assert.match(first.program, /server\/dist\/[^/]+\/bin\.js$/);
  assert.equal(await outputOf(first.program), saying('first', root));
  assert.equal(await outputOf(join(root, 'server/src/main/bin.ts')), saying('first', root));
  assert.deepEqual(await choose(root), { program: first.program, said: '' });
  assert.deepEqual(await choose(root, false), { program: first.program, said: '' });
});

test('a changed source is never run stale, also with the size and the time that it had', async (t) => {
  const root = await project(t);
  await choose(root);
  const source = join(root, 'server/src/main/word.ts');
  const before = await stat(source);
  await writeFile(source, "export const word: string = 'other';\n");
  await utimes(source, before.atime, before.mtime);
  assert.equal(
    (await choose(root, false)).program,
    join(root, 'server/src/main/bin.ts'),
    'who may not build runs the sources',
  );
  const { program } = await choose(root);
  assert.equal(await outputOf(program), saying('other', root));
});

test('a package.json, the lock file and the tool that makes it count as sources', async (t) => {
  const root = await project(t);
  for (const name of ['package.json', 'package-lock.json', 'tools/build-server.mjs']) {
    await choose(root);
    await writeFile(join(root, name), `${await readFile(join(root, name), 'utf8')}\n`);
    assert.match((await choose(root)).said, /bundling the server/, name);
  }
});

test('a bundle that is damaged or gone is made anew', async (t) => {
  const root = await project(t);
  for (const name of ['bin.js', 'echo-worker.js', 'bin.js.map']) {
    const file = join((await choose(root)).program, '..', name);
    const contents = await readFile(file);
    await writeFile(file, Buffer.from(contents.map((byte) => byte ^ 1)));
    assert.equal(await outputOf((await choose(root)).program), saying('first', root), `${file} had other contents`);
  }
  await rm(join((await choose(root)).program, '..', 'echo-worker.js'));
  assert.equal(await outputOf((await choose(root)).program), saying('first', root), 'a file is gone');
  for (const contents of ['', '{"folder":"b-', '{}', 'null'])
    await writeFile(join(root, 'server/dist/current.json'), contents).then(async () =>
      assert.equal(await outputOf((await choose(root)).program), saying('first', root), `current.json was ${contents}`),
    );
  await rm(join(root, 'server/dist'), { recursive: true });
  assert.equal(await outputOf((await choose(root)).program), saying('first', root), 'everything is gone');
});

test('a copy of the tree, which has other times, goes on with the bundle', async (t) => {
  const root = await project(t);
  await choose(root);
  const copy = await mkdtemp(join(tmpdir(), 'relais-bundle-copy-'));
  t.after(async () => await rm(copy, { recursive: true, force: true }));
  await cp(root, copy, { recursive: true, verbatimSymlinks: true });
  const { program, said } = await choose(copy, false);
  assert.equal(said, '');
  assert.equal(await outputOf(program), saying('first', copy));
  assert.match(program, /\.js$/);
});

test('where no bundle can be written the sources run, and a line says why', async (t) => {
  const root = await project(t);
  await writeFile(join(root, 'server/dist'), 'a file where the folder would be');
  const { program, said } = await choose(root);
  assert.equal(program, join(root, 'server/src/main/bin.ts'));
  assert.match(said, /bundle could not be made \(.*server.dist.*\); it runs from its sources/);
});

test('a source that cannot be read as one leaves the start to the sources, and no half bundle', async (t) => {
  const root = await project(t);
  await writeFile(join(root, 'server/src/main/word.ts'), 'export const word: string = ;\n');
  const { program, said } = await choose(root);
  assert.equal(program, join(root, 'server/src/main/bin.ts'));
  assert.match(said, /bundle could not be made/);
  assert.deepEqual(await readdir(join(root, 'server/dist')), []);
});

test('starts that make it at the same time each run a whole one', async (t) => {
  const root = await project(t);
  const chosen = await Promise.all([choose(root), choose(root), choose(root)]);
  for (const { program } of chosen) assert.equal(await outputOf(program), saying('first', root));
  assert.match((await choose(root, false)).program, /bin\.js$/);
});
