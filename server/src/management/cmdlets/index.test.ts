import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LocalisedText } from '@relais/management-contract';
import { openTestManagement } from '../testing/management.fixture.ts';
import { cmdlets } from './index.ts';

const approvedVerbs = [
  'Rotate',
  'Add',
  'Confirm',
  'Connect',
  'Disable',
  'Enable',
  'Get',
  'New',
  'Remove',
  'Restart',
  'Restore',
  'Resume',
  'Retry',
  'Suspend',
  'Search',
  'Set',
  'Start',
  'Stop',
  'Limit',
  'Test',
  'Trace',
  'Update',
  'Export',
  'Import',
  'Invoke',
  'Write',
];

function complain(where: string, { en, fr }: LocalisedText): void {
  assert.ok(en.trim() !== '' && fr.trim() !== '', `${where} lacks a language`);
  assert.notEqual(en, fr, `${where} is not translated`);
}

for (const cmdlet of cmdlets) {
  test(`${cmdlet.name} is described whole, in both languages, with an example of its own`, () => {
    const [verb] = cmdlet.name.split('-');
    assert.ok(approvedVerbs.includes(verb ?? ''), cmdlet.name);
    complain(cmdlet.name, cmdlet.synopsis);
    for (const parameter of cmdlet.parameters) complain(`${cmdlet.name} -${parameter.name}`, parameter.help);
    assert.ok(cmdlet.examples.length > 0);
    for (const { command, explanation } of cmdlet.examples) {
      assert.ok(command.includes(cmdlet.name), command);
      complain(command, explanation);
    }
  });

  test(`${cmdlet.name}: parameter names are unique, positions count from 1, changers say what they will do`, () => {
    const names = cmdlet.parameters
      .flatMap(({ name, aliases = [] }) => [name, ...aliases])
      .map((name) => name.toLowerCase());
    assert.deepEqual(names, [...new Set(names)]);
    const positions = cmdlet.parameters
      .flatMap(({ position }) => (position === undefined ? [] : [position]))
      .toSorted((one, other) => one - other);
    assert.deepEqual(
      positions,
      positions.map((_, index) => index + 1),
    );
    // What connects to other machines takes -WhatIf, as Exchange's connectivity tests do, though it changes nothing.
    // A private key or a message that leaves the house is asked about and audited like a change.
    const leaves = cmdlet.name === 'Export-ExchangeCertificate' || cmdlet.name === 'Export-Message';
    const changes = !/^(Get|Search|Test|Export)-/.test(cmdlet.name) || leaves;
    if (!/^Test-(.*Connectivity|SendConnector)$/.test(cmdlet.name)) assert.equal(cmdlet.supportsShouldProcess, changes);
    if (cmdlet.name.startsWith('Remove-')) assert.equal(cmdlet.confirmsByDefault, true);
  });
}

test('descriptions survive the wire: they are data and nothing else', async () => {
  const { hostFor } = await openTestManagement();
  const described = await hostFor(['Organization Management']).describe();
  assert.deepEqual(JSON.parse(JSON.stringify(described)), described);
});

test('identities and enum names are completed from what there is', async () => {
  const { hostFor } = await openTestManagement();
  const host = hostFor(['Organization Management']);
  assert.deepEqual(await host.complete?.('Get-Mailbox', 'Identity', 'al'), [
    'alice',
    'alice@example.test',
    'Alice Martin',
  ]);
  assert.deepEqual(await host.complete?.('set-imapsettings', 'logintype', 'plain'), [
    'PlainTextLogin',
    'PlainTextAuthentication',
  ]);
  assert.deepEqual(await host.complete?.('Restart-Service', 'Name', 'MSExchangeIMAP'), [
    'MSExchangeImap4',
    'MSExchangeIMAP4BE',
  ]);
  assert.deepEqual(await host.complete?.('Set-ReceiveConnector', 'Identity', 'client f'), ['Client Frontend CAS01']);
  assert.deepEqual(await host.complete?.('Set-ReceiveConnector', 'Enabled', '$t'), ['$true']);
  assert.deepEqual(await host.complete?.('No-Such', 'Identity', ''), []);
  assert.deepEqual(await hostFor(['Help Desk']).complete?.('Set-ReceiveConnector', 'Identity', ''), []);
});
