import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { runRelais, startServerProcess } from '../support/server-process.ts';

test('logrotate: relais.log moved away, then SIGHUP, and the server goes on in a new one', async (t) => {
  const server = await startServerProcess(t);
  const path = join(server.dataDirectory, 'logs', 'relais.log');
  await rename(path, `${path}.1`);
  server.child.kill('SIGHUP');
  while (!existsSync(path)) await nextTurn();
  assert.equal(await server.kill('SIGTERM'), 0);
  const { msg } = JSON.parse((await readFile(`${path}.1`, 'utf8')).trimEnd().split('\n')[0] ?? '') as { msg: string };
  assert.ok(msg.length > 0, 'what was said before is in the old file');
  const [stopping, stopped] = (await readFile(path, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { msg: string; signal?: string })
    .filter((line) => line.msg.startsWith('stopp'));
  assert.equal(stopping?.signal, 'SIGTERM');
  assert.equal(stopped?.msg, 'stopped');
});

test('Limit-EventLog in the shell, shown by Get-EventLog -List', async (t) => {
  const server = await startServerProcess(t);
  const shell = async (line: string): Promise<string> => {
    const said = await runRelais(['shell', '--data', server.dataDirectory, '-Command', line]);
    assert.equal(said.exitCode, 0, said.stderr);
    return said.stdout;
  };
  await shell('Limit-EventLog Application -MaximumSize 64MB -RetentionDays 7');
  assert.match(
    await shell('Get-EventLog -List | Format-List'),
    /MaximumKilobytes\s+: 65536\s[^]*MinimumRetentionDays\s+: 7\s/,
  );
  assert.equal(await server.kill('SIGTERM'), 0);
});

test('in the shell of its data directory, the places that Exchange has in its installation folder are the server’s own', async (t) => {
  const server = await startServerProcess(t);
  const shell = async (line: string): Promise<string> => {
    const said = await runRelais(['shell', '--data', server.dataDirectory, '-Command', line]);
    assert.equal(said.exitCode, 0, said.stderr);
    return said.stdout.trim();
  };
  await shell(
    'Set-PopSettings -ProtocolLogEnabled $true; Restart-Service MSExchangePop3; Test-PopConnectivity | Out-Null',
  );
  const listed = await shell('Get-ChildItem (Get-PopSettings).LogFileLocation -Filter *.log | ForEach-Object FullName');
  assert.match(listed, /\.log$/i);
  assert.ok(listed.startsWith(join(server.dataDirectory, 'Logging', 'Pop3')), listed);
  for (const folder of ['$($env:ExchangeInstallPath)', 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\'])
    assert.equal(await shell(`(Get-ChildItem "${folder}Logging\\Pop3" -Filter *.log).FullName`), listed, folder);
  assert.equal(await server.kill('SIGTERM'), 0);
});
