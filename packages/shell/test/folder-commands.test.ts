import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { nodeFileAccess, Shell } from '../src/index.ts';
import { MemoryHost } from './fixture/memory-host.ts';

/** A shell in a folder of its own on the disk. */
async function shellIn(t: TestContext): Promise<{ folder: string; run: (text: string) => Promise<string> }> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'relais-folders-')));
  t.after(() => rm(folder, { recursive: true, force: true }));
  let out = '';
  const shell = new Shell({
    host: new MemoryHost(),
    files: nodeFileAccess(folder),
    stdout: (text) => void (out += text),
    stderr: (text) => void (out += text),
  });
  return {
    folder,
    run: async (text) => {
      out = '';
      await shell.run(text);
      return out.trim();
    },
  };
}

test('folders: cd, pwd, dir with patterns, New-Item, Remove-Item with -WhatIf', async (t) => {
  const { folder, run } = await shellIn(t);
  assert.equal(await run('(pwd).Path; "$PWD"'), `${folder}\n${folder}`);
  await run(
    "New-Item reports -ItemType Directory | Out-Null; cd reports; 'a' | Set-Content a.csv; 'bb' | Set-Content b.csv; mkdir deep | Out-Null; 'c' | Set-Content deep/c.csv",
  );
  assert.equal(await run('$PWD.Path'), join(folder, 'reports'));
  assert.equal(await run('dir *.csv -Name; (Get-ChildItem -Recurse -File | Measure-Object).Count'), 'a.csv\nb.csv\n3');
  assert.match(await run('dir'), /Mode +LastWriteTime +Length Name[\s\S]+-a---- .+ 2 a\.csv[\s\S]+d----- .+ deep/);
  assert.match(await run('Remove-Item a.csv -WhatIf'), /What if: .*"Remove-Item".*a\.csv/);
  assert.equal(await run('Test-Path a.csv; dir *.csv | Remove-Item; Test-Path a.csv'), 'True\nFalse');
  assert.match(await run('Remove-Item deep'), /not empty|ENOTEMPTY/);
  assert.match(await run('cd nowhere'), /Cannot find path 'nowhere' because it does not exist/);
  assert.equal(await run('cd ..; $PWD.Path'), folder);
});

test('an empty path is no folder: Remove-Item -Recurse of a variable without a value deletes nothing', async (t) => {
  const { folder, run } = await shellIn(t);
  await writeFile(join(folder, 'kept.txt'), 'kept');
  for (const line of [
    'Remove-Item $nothing -Recurse -Force',
    "Remove-Item '' -Recurse",
    '$nothing | Remove-Item -Recurse',
    'Get-Item $nothing | Remove-Item -Recurse',
    'Move-Item $nothing elsewhere',
    'Copy-Item kept.txt $nothing',
  ])
    assert.match(await run(line), /because it is (?:null|an empty string)/, line);
  assert.equal(await readFile(join(folder, 'kept.txt'), 'utf8'), 'kept');
  assert.equal(await nodeFileAccess(folder).exists(''), false);
});

test('files are copied, moved, renamed and deleted with what lies in folders', async (t) => {
  const { run } = await shellIn(t);
  await run("mkdir logs | Out-Null; 'a' | Set-Content logs/a.log; 'b' | Set-Content logs/b.txt");
  assert.equal(await run('Copy-Item logs old -Recurse; dir old -Name'), 'a.log\nb.txt');
  assert.equal(
    await run('Copy-Item logs\\*.log old\\c.log; Rename-Item old/c.log d.log; Move-Item old/d.log .; Test-Path d.log'),
    'True',
  );
  assert.equal(await run('Get-ChildItem -Recurse -Include *.log,*.tmp -Exclude d.* -Name'), 'a.log\na.log');
  assert.equal(
    await run('Test-Path logs -PathType Leaf; Test-Path logs -PathType Container; Test-Path logs/*.log'),
    'False\nTrue\nTrue',
  );
  assert.match(await run('Move-Item d.log logs/a.log'), /already exists/);
  assert.match(await run('mkdir logs'), /already exists/);
  assert.match(await run('Copy-Item nowhere x'), /Cannot find path 'nowhere'/);
  assert.match(await run('Remove-Item logs -Recurse -WhatIf; Test-Path logs/a.log'), /What if: .*\nTrue$/);
  assert.equal(await run('Remove-Item logs,old -Recurse -Force; Test-Path logs; (Get-Item d.log).Length'), 'False\n2');
});

test('a file of Windows’ code page, as Excel saves it, is read with its accents', async (t) => {
  const { folder, run } = await shellIn(t);
  await writeFile(join(folder, 'users.csv'), Buffer.from('Nom;Ville\r\nÉmile;Orléans\r\n', 'latin1'));
  assert.equal(
    await run(
      "(Import-Csv users.csv -Delimiter ';' -Encoding Default).Nom; Get-Content users.csv | Select-Object -Last 1",
    ),
    'Émile\nÉmile;Orléans',
  );
  await run("'Émile — 5 €' | Out-File again.txt -Encoding Default; 'é' | Out-File marked.txt -Encoding UTF8");
  assert.equal(
    (await readFile(join(folder, 'again.txt'))).toString('hex'),
    'c96d696c6520972035 20800a'.replaceAll(' ', ''),
  );
  assert.equal((await readFile(join(folder, 'marked.txt'))).toString('hex'), 'efbbbfc3a90a');
  assert.equal(await run('Get-Content again.txt, marked.txt'), 'Émile — 5 €\né');
});

test('bytes: Set-Content and Add-Content -Encoding Byte write them as Get-Content -Encoding Byte reads them', async (t) => {
  const { folder, run } = await shellIn(t);
  const every = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  // As Exchange's documents print it for Export-ExchangeCertificate.
  assert.equal(await run('Set-Content -Path cert.pfx -Value (0..255) -Encoding Byte'), '');
  assert.deepEqual(await readFile(join(folder, 'cert.pfx')), every);
  await run('Get-Content cert.pfx -Encoding Byte -ReadCount 0 | Add-Content cert.pfx -Encoding Byte');
  assert.deepEqual(await readFile(join(folder, 'cert.pfx')), Buffer.concat([every, every]));
  assert.equal(await run('([Byte[]]$(Get-Content -Path cert.pfx -Encoding Byte -ReadCount 0)).Count'), '512');
  for (const value of ['256', "'text'", '1.5'])
    assert.match(await run(`Set-Content cert.pfx -Value ${value} -Encoding Byte`), /must be of type byte/, value);
  assert.equal((await readFile(join(folder, 'cert.pfx'))).length, 512);
});

test('Resolve-Path and Convert-Path give whole paths, of several for wildcards', async (t) => {
  const { folder, run } = await shellIn(t);
  await run("'a' | Set-Content one.csv; 'b' | Set-Content two.csv");
  assert.equal(await run('(Resolve-Path .\\one.csv).Path'), join(folder, 'one.csv'));
  assert.equal(await run('Resolve-Path *.csv | Split-Path -Leaf'), 'one.csv\ntwo.csv');
  assert.equal(await run('"in $(Convert-Path .), $(Get-Location)"'), `in ${folder}, ${folder}`);
  assert.match(await run('Resolve-Path nowhere.csv'), /Cannot find path 'nowhere.csv' because it does not exist/);
});

test('[System.IO.File] and [System.IO.Directory] write, append, delete and make folders', async (t) => {
  const { folder, run } = await shellIn(t);
  assert.equal(
    await run(
      "[System.IO.Directory]::Exists('logs'); [void][IO.Directory]::CreateDirectory('logs'); [System.IO.Directory]::Exists('logs'); [System.IO.File]::WriteAllLines('logs/a.log', @('one', 'two')); [System.IO.File]::AppendAllText('logs/a.log', 'three')",
    ),
    'False\nTrue',
  );
  assert.equal(await readFile(join(folder, 'logs', 'a.log'), 'utf8'), 'one\ntwo\nthree');
  assert.equal(
    await run("[System.IO.File]::Delete('logs/a.log'); [System.IO.File]::Delete('nowhere'); Test-Path logs/a.log"),
    'False',
  );
});

test('a drive of Windows is one folder of where the shell began, wherever it stands, and it is told of', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'relais-drives-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const told: string[] = [];
  const files = nodeFileAccess(folder, undefined, (drive, place) => void told.push(`${drive} ${place}`));
  let [stdout, stderr] = ['', ''];
  const shell = new Shell({
    host: new MemoryHost(),
    files,
    stdout: (text) => void (stdout += text),
    stderr: (text) => void (stderr += text),
  });
  const lines = [
    "New-Item -ItemType Directory 'C:\\Scripts\\Logs' | Out-Null; Set-Location 'C:\\Scripts'",
    "'one' | Set-Content 'c:\\Scripts\\Logs\\a-1.log'; 'two' | Set-Content .\\Logs\\a-2.log",
    "(Get-Content 'C:\\Scripts\\Logs\\a-*.log') -join ','; (Get-Content Logs\\*.txt).Count; (dir C:\\Scripts\\Logs).Count",
  ];
  assert.equal(await shell.run(lines.join('; ')), 0, stderr);
  assert.equal(stdout, 'one,two\n0\n2\n');
  assert.deepEqual(await readdir(join(folder, 'C:', 'Scripts', 'Logs')), ['a-1.log', 'a-2.log']);
  assert.deepEqual([...new Set(told)], [`C: ${join(folder, 'C:')}`]);
  for (const [path, said] of [
    ['Cert:\\LocalMachine\\My', /A drive with the name 'Cert' does not exist\. Get-ExchangeCertificate/],
    ['HKLM:\\Software', /A drive with the name 'HKLM' does not exist/],
    ['\\\\files01\\reports\\a.csv', /The share \\\\files01\\reports is of another machine/],
  ] as const) {
    stderr = '';
    assert.equal(await shell.run(`Get-Content '${path}'`), 1);
    assert.match(stderr, said);
    stderr = '';
    assert.equal(await shell.run(`'x' | Set-Content '${path}'`), 1);
    assert.match(stderr, said);
  }
});
