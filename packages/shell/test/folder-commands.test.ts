import assert from 'node:assert/strict';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { nodeFileAccess, Shell } from '../src/index.ts';
import { MemoryHost } from './fixture/memory-host.ts';

test('folders: cd, pwd, dir with patterns, New-Item, Remove-Item with -WhatIf', async (t) => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'relais-folders-')));
  t.after(() => rm(folder, { recursive: true, force: true }));
  let out = '';
  const shell = new Shell({
    host: new MemoryHost(),
    files: nodeFileAccess(folder),
    stdout: (text) => void (out += text),
    stderr: (text) => void (out += text),
  });
  const run = async (text: string): Promise<string> => {
    out = '';
    await shell.run(text);
    return out.trim();
  };
  assert.equal(await run('(pwd).Path; $PWD'), `${folder}\n${folder}`);
  await run(
    "New-Item reports -ItemType Directory | Out-Null; cd reports; 'a' | Set-Content a.csv; 'bb' | Set-Content b.csv; mkdir deep | Out-Null; 'c' | Set-Content deep/c.csv",
  );
  assert.equal(await run('$PWD'), join(folder, 'reports'));
  assert.equal(await run('dir *.csv -Name; (Get-ChildItem -Recurse -File | Measure-Object).Count'), 'a.csv\nb.csv\n3');
  assert.match(await run('dir'), /Mode +LastWriteTime +Length Name[\s\S]+-a---- .+ 2 a\.csv[\s\S]+d----- .+ deep/);
  assert.match(await run('Remove-Item a.csv -WhatIf'), /What if: .*"Remove-Item".*a\.csv/);
  assert.equal(await run('Test-Path a.csv; dir *.csv | Remove-Item; Test-Path a.csv'), 'True\nFalse');
  assert.match(await run('Remove-Item deep'), /not empty|ENOTEMPTY/);
  assert.match(await run('cd nowhere'), /Cannot find path 'nowhere' because it does not exist/);
  assert.equal(await run('cd ..; $PWD'), folder);
});
