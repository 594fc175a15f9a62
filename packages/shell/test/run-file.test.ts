import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFile } from '../src/index.ts';
import { MemoryFiles } from './fixture/memory-files.ts';
import { MemoryHost } from './fixture/memory-host.ts';

const script = `
[CmdletBinding()] param([ValidateSet('Lettres','Sciences')][string]$Department = 'Lettres', [ValidateScript({ $_ -gt 0 })][int]$Max = 1)
"$Department $Max"
if ($Max -eq 7) { exit 7 }
if ($Max -eq 8) { throw 'eight' }
`;

async function run(...args: string[]): Promise<{ code: number; out: string; errors: string }> {
  const files = new MemoryFiles();
  await files.write('report.ps1', script);
  let out = '';
  let errors = '';
  const code = await runFile({
    host: new MemoryHost(),
    files,
    path: 'report.ps1',
    arguments: args,
    stdout: (text) => void (out += text),
    stderr: (text) => void (errors += text),
  });
  return { code, out, errors };
}

test('a script file with its arguments: its exit code is 0, what it exits with, or 1 when it throws', async () => {
  assert.deepEqual(await run('-Department', 'Sciences', '-Max', '5'), { code: 0, out: 'Sciences 5\n', errors: '' });
  assert.deepEqual(await run('Lettres', '7'), { code: 7, out: 'Lettres 7\n', errors: '' });
  const thrown = await run('-Max:8');
  assert.equal(thrown.code, 1);
  assert.match(thrown.errors, /^eight\nAt report\.ps1:5 char:/);
});

test('arguments that a script does not take are errors of the script, with exit code 1', async () => {
  for (const [args, told] of [
    [['-Department', 'Foo'], /does not belong to the set "Lettres,Sciences"/],
    [['-Max', '0'], /did not return a result of True/],
    [['-Max', 'many'], /Cannot convert value "many" to type "System.Int32"/],
    [['-Bogus', '1'], /matches parameter name 'Bogus'/],
  ] as const) {
    const { code, out, errors } = await run(...args);
    assert.equal(code, 1, args.join(' '));
    assert.equal(out, '');
    assert.match(errors, /^report\.ps1 : /);
    assert.match(errors, told);
    assert.match(errors, /\+ FullyQualifiedErrorId : \w+,report\.ps1\n$/);
  }
});
