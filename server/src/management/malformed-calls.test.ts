import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ListChange, type ManagementValue, ScriptText, TimeSpan, Unlimited } from '@relais/management-contract';
import { cmdlets } from './cmdlets/index.ts';
import { invoke, openTestManagement } from './testing/management.fixture.ts';

/** Values that few parameters want: too long, of another type, hostile, nested. */
const nonsense: readonly ManagementValue[] = [
  '',
  ' ',
  'TimeValue',
  'x'.repeat(20_000),
  '\u0000',
  'a\r\nb',
  "'; DROP TABLE mailbox; --",
  '../../../etc/passwd',
  '${jndi:ldap://x}',
  '\u202Egnp.exe',
  -1,
  0,
  1.5,
  1e300,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  true,
  null,
  [],
  [[['deep']]],
  ['a', null, 3],
  {},
  { Add: [{}] },
  { __proto__: null, Remove: 'x' } as unknown as ManagementValue,
  { Identity: { Identity: 'x' } },
  new ListChange([], []),
  new ListChange([null], ['x']),
  new ScriptText('}{'),
  new TimeSpan(-1),
  Unlimited.value,
];

const dangerous = /^(Remove|Stop|Restart|Start)-/;

/** What Test-ConnectionSettings connects to: nobody listens there, and no DNS of the machine is asked, which may take seconds. */
const nobodyListens: readonly (readonly [cmdlet: string, parameters: Readonly<Record<string, ManagementValue>>])[] = [
  ['Set-PopSettings', { InternalConnectionSettings: ['127.0.0.1:1:SSL'] }],
  ['Set-ImapSettings', { InternalConnectionSettings: ['127.0.0.1:1:TLS'] }],
  ['Set-ReceiveConnector', { Identity: 'Client Frontend CAS01', AdvertiseClientSettings: false }],
];

for (const cmdlet of cmdlets) {
  test(`${cmdlet.name} answers ${nonsense.length} kinds of nonsense in each parameter with a clear error or a result`, async () => {
    const { services, hostFor } = await openTestManagement();
    const host = hostFor(['Organization Management']);
    for (const [name, parameters] of cmdlet.name === 'Test-ConnectionSettings' ? nobodyListens : [])
      assert.equal((await invoke(host, name, parameters)).error, null, name);
    const mandatory = Object.fromEntries(
      cmdlet.parameters.filter((parameter) => parameter.mandatory === true).map(({ name }) => [name, 'alice']),
    );
    for (const parameter of cmdlet.parameters) {
      for (const value of nonsense) {
        const guard: Readonly<Record<string, ManagementValue>> = dangerous.test(cmdlet.name) ? { WhatIf: true } : {};
        const { error } = await invoke(host, cmdlet.name, { ...mandatory, [parameter.name]: value, ...guard });
        if (error === null) continue;
        assert.notEqual(error.id, 'UnexpectedError', `-${parameter.name} ${JSON.stringify(value)}`);
        assert.ok(error.message.length > 10 && error.message.length < 2000, error.message.slice(0, 300));
      }
    }
    assert.equal((await services.audit.prove()).kind, 'intact');
  });
}

test('a refusal that comes while others have their turn is the answer, and no rejection that nobody awaits', async (t) => {
  const { hostFor } = await openTestManagement();
  const host = hostFor(['Organization Management']);
  // A machine so busy that 10 ms pass between any two looks at the clock: the cmdlet is listened to in a later turn.
  let time = 0;
  t.mock.method(performance, 'now', () => (time += 10));
  const { error } = await invoke(host, 'Set-Contact', { Identity: 'nobody', Company: 'x' });
  assert.equal(error?.id, 'ManagementObjectNotFound');
});

const calls: readonly (readonly [cmdlet: string, parameters: Readonly<Record<string, ManagementValue>>, id: string])[] =
  [
    ['Get-Imap4Settings', {}, 'CommandNotFoundException'],
    ['', {}, 'CommandNotFoundException'],
    ['__proto__', {}, 'CommandNotFoundException'],
    ['Get-ImapSettings; Remove-Mailbox alice', {}, 'CommandNotFoundException'],
    ['Set-ImapSettings', { '': 1 }, 'NamedParameterNotFound'],
    ['Set-ImapSettings', { '-Banner': 'x' }, 'NamedParameterNotFound'],
    ['Set-ImapSettings', { __proto__x: 1 }, 'NamedParameterNotFound'],
    ['Set-ImapSettings', { Time: 1 }, 'NamedParameterNotFound'],
    ['Set-ImapSettings', { M: 1 }, 'AmbiguousParameter'],
    ['Set-ImapSettings', { Server: 'CAS01', server: 'CAS01' }, 'ParameterAlreadyBound'],
    ['Get-ImapSettings', { WhatIf: true }, 'NamedParameterNotFound'],
    ['New-ReceiveConnector', {}, 'MissingMandatoryParameter'],
    ['Remove-Mailbox', { Confirm: false }, 'MissingMandatoryParameter'],
    ['Set-ReceiveConnector', { Identity: 'nobody', Banner: '220 x' }, 'ManagementObjectNotFound'],
    ['Get-Mailbox', { Identity: 'nobody' }, 'ManagementObjectNotFound'],
    ['Get-Mailbox', { Filter: 'Name -eq' }, 'InvalidFilter'],
    ['Get-Mailbox', { Filter: "Name -eq 'x" }, 'InvalidFilter'],
    ['Get-Mailbox', { Filter: "((Name -eq 'x')" }, 'InvalidFilter'],
    ['Get-Mailbox', { Filter: "Name -matches 'x'" }, 'InvalidFilter'],
    ['Get-Mailbox', { Filter: "Name -eq 'x' Alias -eq 'y'" }, 'InvalidFilter'],
    ['Get-Mailbox', { SortBy: 'Colour' }, 'InvalidSortProperty'],
    ['Get-Service', { Name: 'MSExchangeNothing' }, 'NoServiceFoundForGivenName'],
    ['Search-AdminAuditLog', { Parameters: 'Banner' }, 'ParametersWithoutCmdlets'],
    ['Search-AdminAuditLog', { StartDate: '2026-13-45' }, 'ParameterArgumentTransformationError'],
    ['Get-ManagementRoleEntry', { Identity: 'Set-Mailbox' }, 'InvalidRoleEntryIdentity'],
  ];
for (const [cmdlet, parameters, id] of calls) {
  test(`"${cmdlet}" ${JSON.stringify(parameters)} is refused as ${id}, in both languages`, async () => {
    const { hostFor } = await openTestManagement();
    const host = hostFor(['Organization Management']);
    const english = await invoke(host, cmdlet, parameters, 'en');
    const french = await invoke(host, cmdlet, parameters, 'fr');
    assert.equal(english.error?.id, id, english.error?.message);
    assert.equal(french.error?.id, id);
    assert.notEqual(english.error?.message, french.error?.message);
  });
}
