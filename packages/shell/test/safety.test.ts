import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCommand, Shell } from '../src/index.ts';
import { MemoryHost } from './fixture/memory-host.ts';

function collect(): {
  readonly out: { stdout: string; stderr: string };
  readonly options: { host: MemoryHost; stdout: (text: string) => void; stderr: (text: string) => void };
} {
  const out = { stdout: '', stderr: '' };
  return {
    out,
    options: {
      host: new MemoryHost(),
      stdout: (text) => {
        out.stdout += text;
      },
      stderr: (text) => {
        out.stderr += text;
      },
    },
  };
}

test('a script that does not end is stopped by its budget of steps', async () => {
  const { out, options } = collect();
  assert.equal(await runCommand({ ...options, text: 'while ($true) { $x++ }', limits: { steps: 5_000 } }), 1);
  assert.match(out.stderr, /more steps than it is allowed/);
});

test('a script that does not end is stopped by its budget of time', async () => {
  const { out, options } = collect();
  assert.equal(
    await runCommand({
      ...options,
      text: 'try { while ($true) { $x++ } } catch { "caught" }',
      limits: { milliseconds: 50 },
    }),
    1,
  );
  assert.match(out.stderr, /longer than it is allowed/);
  assert.equal(out.stdout, '');
});

test('an abort ends a sleeping pipeline at once, and finally blocks still run', async () => {
  const { out, options } = collect();
  const stop = new AbortController();
  const running = new Shell(options).run('try { Write-Host started; Start-Sleep 600 } finally { Write-Host cleaned }', {
    signal: stop.signal,
  });
  queueMicrotask(() => setImmediate(() => stop.abort()));
  assert.equal(await running, 1);
  assert.match(out.stderr, /stopped/);
  assert.equal(out.stdout, 'started\ncleaned\n');
});

test('a second abort ends a finally block that never ends', async () => {
  const { options } = collect();
  const [stop, stopAgain] = [new AbortController(), new AbortController()];
  const inFinally = Promise.withResolvers<void>();
  const shell = new Shell({
    ...options,
    stdout: (text) => {
      if (text.includes('begun')) stop.abort();
      if (text.includes('cleaning')) inFinally.resolve();
    },
  });
  const running = shell.run(
    'try { Write-Host begun; Start-Sleep 600 } finally { Write-Host cleaning; while ($true) { Start-Sleep -Milliseconds 1 } }',
    { signal: stop.signal, lastSignal: stopAgain.signal },
  );
  await inFinally.promise;
  stopAgain.abort();
  assert.equal(await running, 1);
});

test('an abort ends an endless loop that waits for something', async () => {
  const { options } = collect();
  const stop = new AbortController();
  const running = new Shell(options).run('while ($true) { Start-Sleep -Milliseconds 1 }', { signal: stop.signal });
  setImmediate(() => stop.abort());
  assert.equal(await running, 1);
});

test('without FileAccess no command reads or writes a file', async () => {
  for (const text of [
    'Get-Content /etc/passwd',
    '1 > x.txt',
    'Out-File x.txt',
    '[IO.File]::ReadAllText("/etc/passwd")',
    '.\\x.ps1',
    'Import-Csv x.csv',
    'Test-Path /',
    '1 | Export-Clixml x',
  ]) {
    const { out, options } = collect();
    assert.equal(await runCommand({ ...options, text }), 1, text);
    assert.match(out.stderr, /no access to files/, text);
  }
});

test('a regular expression that would take for ever is stopped', async () => {
  const { out, options } = collect();
  assert.equal(await runCommand({ ...options, text: '("a" * 40 + "!") -match "^(a+)+$"' }), 1);
  assert.match(out.stderr, /longer than a second/);
});

test('a function that calls itself without end is an error, not a crash', async () => {
  const { out, options } = collect();
  assert.equal(await runCommand({ ...options, text: 'function F { F }; F' }), 1);
  assert.match(out.stderr, /call depth/);
});

test('sizes that no terminal needs are refused', async () => {
  for (const text of ['"x" * 1000000000', '1..100000000', '(1,2) * 99999999']) {
    const { options } = collect();
    assert.equal(await runCommand({ ...options, text }), 1, text);
  }
});

test('the environment is what the embedding gives', async () => {
  const { out, options } = collect();
  await runCommand({ ...options, text: '"[$env:PATH]"' });
  assert.equal(out.stdout, '[]\n');
});

test('object keys of JavaScript are no members of the shell', async () => {
  for (const text of [
    '"x".constructor',
    '@{}.__proto__',
    '[math]::constructor',
    '"x".valueOf',
    '$x = @{}; $x.hasOwnProperty',
  ]) {
    const { out, options } = collect();
    await runCommand({ ...options, text });
    assert.ok(!/function|native code|\[object/.test(out.stdout), `${text}: ${out.stdout}`);
  }
});
