import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CmdletHost } from '@relais/management-contract';
import { openTestManagement } from '../management/testing/management.fixture.ts';
import { popSettings } from '../protocols/pop3/settings.ts';
import { serverPaths } from './server-paths.ts';

const isWindows = process.platform === 'win32';

async function set(host: CmdletHost, cmdlet: string, LogFileLocation: string): Promise<void> {
  for await (const record of host.invoke({ cmdlet, parameters: { LogFileLocation } }))
    if (record.kind === 'error') assert.fail(record.error.message);
}

test('the folder of a log on a drive is where the server writes it, also for what lies in it', {
  skip: isWindows,
}, async () => {
  const { hostFor, services } = await openTestManagement();
  const host = hostFor(['Organization Management']);
  const told: string[] = [];
  const before = serverPaths('/data', host, (folder, path) => void told.push(`${folder} ${path}`));
  assert.equal(await before('C:\\Logs\\Imap4'), 'C:\\Logs\\Imap4');
  await set(host, 'Set-ImapSettings', 'C:\\Logs\\Imap4');
  // As it was taken once.
  await services.settings.configure(popSettings, { LogFileLocation: 'D:\\accounts\\0a' });
  const at = serverPaths('/data', host, (folder, path) => void told.push(`${folder} ${path}`));
  assert.equal(await at('C:\\Logs\\Imap4'), '/data/Logs/Imap4');
  assert.equal(await at('c:/logs/imap4/a\\b.log'), '/data/Logs/Imap4/a/b.log');
  assert.deepEqual(told, Array(2).fill('C:\\Logs\\Imap4 /data/Logs/Imap4'));
  // Neither what stands above or beside it, nor what else the server keeps.
  for (const other of ['C:\\', 'C:\\Logs', 'C:\\Logs\\Imap40', 'D:\\Logs\\Imap4', 'D:\\accounts\\0a', 'Logs\\Imap4'])
    assert.equal(await at(other), other);
});

test('paths below the installation folder are in the data directory, whoever asks', { skip: isWindows }, async () => {
  const { hostFor } = await openTestManagement();
  const at = serverPaths('/data', hostFor([]), () => undefined);
  assert.equal(await at('%ExchangeInstallPath%Logging\\Imap4'), '/data/Logging/Imap4');
  assert.equal(await at('/data/Logging\\Imap4'), '/data/Logging/Imap4');
  assert.equal(await at('C:\\Logs\\Imap4'), 'C:\\Logs\\Imap4');
});
