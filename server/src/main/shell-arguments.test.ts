import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from './command.ts';
import { parseShellArguments } from './shell-arguments.ts';

test('-Command takes everything behind it, in any case and with one hyphen or two', () => {
  for (const word of ['-Command', '-command', '--command', '-c']) {
    assert.deepEqual(parseShellArguments(['--data', 'd', word, 'Get-Mailbox', '|', 'fl']).work, {
      kind: 'command',
      text: 'Get-Mailbox | fl',
    });
  }
});

test('-File gives the script the words behind its path', () => {
  const parsed = parseShellArguments([
    '--connect=https://mail.contoso.com/',
    '--user',
    'a@b.test',
    '-File',
    'x.ps1',
    '-Name',
    'y',
  ]);
  assert.deepEqual(parsed, {
    data: null,
    connect: 'https://mail.contoso.com/',
    user: 'a@b.test',
    tokenFile: null,
    insecure: false,
    fingerprint: null,
    nonInteractive: false,
    work: { kind: 'file', path: 'x.ps1', args: ['-Name', 'y'] },
  });
});

test('words that mean nothing, and options without a value, are refused', () => {
  for (const args of [['--date', 'x'], ['--data'], ['-Command'], ['-File'], ['Get-Mailbox']]) {
    assert.throws(() => parseShellArguments(args), UsageError);
  }
});

test('the words of powershell.exe in the action of a scheduled task are taken', () => {
  const words =
    '-NonInteractive -NoProfile -NoLogo -ExecutionPolicy Bypass -WindowStyle Hidden -File nightly.ps1 -Days 7';
  const parsed = parseShellArguments(words.split(' '));
  assert.equal(parsed.nonInteractive, true);
  assert.deepEqual(parsed.work, { kind: 'file', path: 'nightly.ps1', args: ['-Days', '7'] });
  const encoded = Buffer.from('Get-Mailbox « é »', 'utf16le').toString('base64');
  assert.deepEqual(parseShellArguments(['-EncodedCommand', encoded]).work, {
    kind: 'command',
    text: 'Get-Mailbox « é »',
  });
});
