import assert from 'node:assert/strict';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { runRelais, startServerProcess } from '../support/server-process.ts';

const shown = "(Get-MailboxDatabase -Status).LastFullBackup.ToUniversalTime().ToString('o')";

/** Runs a command line at the server of `data`. */
async function said(data: string, command: string): Promise<string> {
  const { stdout, stderr, exitCode } = await runRelais(['shell', '--data', data, '-Command', command]);
  assert.equal(exitCode, 0, stderr);
  return stdout.trim();
}

/** Backs up into `target`, and gives the times between which that began. */
async function backUp(data: string, target: string): Promise<{ from: Date; to: Date }> {
  const from = new Date();
  const { stderr, exitCode } = await runRelais(['backup', '--data', data, '--to', target]);
  assert.equal(exitCode, 0, stderr);
  assert.equal(stderr, '');
  return { from, to: new Date() };
}

test('Get-MailboxDatabase -Status shows the last backup, made beside the server or while it was stopped', async (t) => {
  const place = await mkdtemp(join(tmpdir(), 'relais-last-backup-'));
  t.after(() => rm(place, { recursive: true, force: true }));
  const server = await startServerProcess(t);
  const data = server.dataDirectory;
  assert.equal(await said(data, '$null -eq (Get-MailboxDatabase -Status).LastFullBackup'), 'True');

  const beside = await backUp(data, join(place, 'one'));
  const first = new Date(await said(data, shown));
  assert.ok(beside.from <= first && first <= beside.to, `${first.toISOString()} is when it was made`);
  assert.equal(
    await said(data, '$null -eq (Get-MailboxDatabase).LastFullBackup'),
    'True',
    'the state was not asked for',
  );
  const audited = 'Search-AdminAuditLog -Cmdlets Set-MailboxDatabase | % { $_.CmdletParameters.Name }';
  assert.match(await said(data, audited), /LastFullBackup/);

  await server.kill('SIGTERM');
  const stopped = await backUp(data, join(place, 'two'));
  await assert.rejects(access(join(place, 'two', 'backed-up')), 'the copy is not what was backed up');
  const again = await startServerProcess(t, { dataDirectory: data, portOffset: server.ports.imap - 143 });
  const second = new Date(await said(data, shown));
  assert.ok(stopped.from <= second && second <= stopped.to, `${second.toISOString()} is when it was made`);

  await again.kill('SIGKILL');
  await startServerProcess(t, { dataDirectory: data, portOffset: server.ports.imap - 143 });
  assert.deepEqual(new Date(await said(data, shown)), second, 'it is kept');
});
