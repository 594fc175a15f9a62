import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';

const program = new URL('../bin.ts', import.meta.url).pathname;

/** A shell of its own process; what is shown stands in `shown`. */
function start(t: TestContext, ...args: string[]) {
  const child: ChildProcessWithoutNullStreams = spawn(process.execPath, [
    program,
    'shell',
    '--data',
    '/nowhere',
    ...args,
  ]);
  t.after(() => child.kill('SIGKILL'));
  const exited = once(child, 'exit').then(([code, signal]) => ({ code: code as number | null, signal }));
  const result = { child, shown: '', exited, until };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => void (result.shown += text));
  }
  async function until(pattern: RegExp): Promise<void> {
    while (!pattern.test(result.shown))
      await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data'), exited]);
  }
  return result;
}

// A terminal gives Ctrl-C to every program of the line, and npm or our guard hands it on: it comes more than once.
test('Ctrl-C that arrives twice stops the command in hand and not the shell', async (t) => {
  const shell = start(t);
  await shell.until(/PS> $/);
  shell.child.stdin.write("'begun'; Start-Sleep 600\n");
  await shell.until(/begun/);
  shell.child.kill('SIGINT');
  shell.child.kill('SIGINT');
  await shell.until(/The pipeline has been stopped/);
  shell.child.kill('SIGINT');
  shell.child.stdin.write("'go' + 'es on'\nexit 5\n");
  await shell.until(/goes on/);
  assert.deepEqual(await shell.exited, { code: 5, signal: null });
});

test('a script that Ctrl-C ends, however often it comes, runs its finally blocks and exits with 1', async (t) => {
  const shell = start(t, '-Command', "try { 'begun'; Start-Sleep 600 } finally { Write-Host 'cleaned' 'up' }");
  await shell.until(/begun/);
  shell.child.kill('SIGINT');
  shell.child.kill('SIGINT');
  assert.deepEqual(await shell.exited, { code: 1, signal: null });
  assert.match(shell.shown, /cleaned up/);
});

test('a reader who has seen enough (`| head`) ends the work without a stack, and finally blocks run', async (t) => {
  const mark = join(await mkdtemp(join(tmpdir(), 'relais-reader-')), 'cleaned');
  t.after(() => rm(dirname(mark), { recursive: true }));
  const shell = start(t, '-Command', `try { while ($true) { 'begun' } } finally { Set-Content ${mark} 'up' }`);
  await shell.until(/begun/);
  shell.child.stdout.destroy();
  const { signal } = await shell.exited;
  assert.equal(signal, null);
  assert.doesNotMatch(shell.shown, /EPIPE|node:/);
  assert.match(await readFile(mark, 'utf8'), /up/);
});
