import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { HttpCmdletHost, nodeFileAccess, runCommand } from '@relais/shell';
import { startServer } from '../support/server.ts';

const secure = '{ $_.Password = ConvertTo-SecureString $_.Password -AsPlainText -Force; $_ }';

test('mailboxes of a CSV file: told in its order, a row that is refused does not end the rest', async (t) => {
  const server = await startServer({ after: (work) => t.after(work) });
  const directory = await mkdtemp(join(tmpdir(), 'relais-import-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  const file = join(directory, 'people.csv');
  const host = new HttpCmdletHost({ socketPath: server.running.socketPath });
  t.after(async () => host.close());
  const shell = async (text: string) => {
    let [stdout, stderr] = ['', ''];
    const exitCode = await runCommand({
      host,
      text,
      files: nodeFileAccess(directory),
      stdout: (chunk) => void (stdout += chunk),
      stderr: (chunk) => void (stderr += chunk),
    });
    return { stdout, stderr, exitCode };
  };
  const rows = Array.from({ length: 30 }, (_, n) => `Person ${n},p${n},p${n}@example.test,Secret-${n}-word`);
  // Its alias is alice's.
  rows.splice(12, 0, 'Somebody,alice,somebody@example.test,Secret-x-word');
  await writeFile(file, ['Name,Alias,UserPrincipalName,Password', ...rows, ''].join('\n'));

  const made = await shell(`Import-Csv '${file}' | ForEach-Object ${secure} | New-Mailbox | ft Name -HideTableHeaders`);
  assert.deepEqual(
    made.stdout
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => line.trim()),
    rows.filter((row) => !row.startsWith('Somebody')).map((row) => row.split(',')[0]),
  );
  assert.match(made.stderr, /alice/);
  assert.equal(made.stderr.match(/FullyQualifiedErrorId/g)?.length, 1);

  // With -ErrorAction Stop nothing is made behind the row that is refused.
  const again = await shell(
    `Import-Csv '${file}' | ForEach-Object ${secure} | ForEach-Object { $_.Name = 'Again ' + $_.Name; $_.Alias = 'again' + $_.Alias; $_.UserPrincipalName = 'again' + $_.UserPrincipalName; $_ } | Select-Object -First 3 | New-Mailbox -ErrorAction Stop | Out-Null; Import-Csv '${file}' | ForEach-Object ${secure} | New-Mailbox -ErrorAction Stop`,
  );
  assert.equal(again.stderr.match(/FullyQualifiedErrorId/g)?.length, 1);
  assert.equal(
    (await shell('(Get-Mailbox -Filter "Alias -like \'again*\'" | Measure-Object).Count')).stdout.trim(),
    '3',
  );

  // Plain text is no SecureString; the refusal says what makes one of it.
  const plain = await shell(`Import-Csv '${file}' | Select-Object -First 1 | New-Mailbox`);
  assert.equal(plain.exitCode, 1);
  assert.match(plain.stderr, /ConvertTo-SecureString/);
});
