import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestManagement } from '../testing/management.fixture.ts';
import { CmdletError } from './cmdlet-error.ts';
import { createCmdletHost } from './create-cmdlet-host.ts';
import { defineCmdlet } from './cmdlet.ts';

const text = { en: 'x', fr: 'y' };
const many = defineCmdlet({
  name: 'Set-Many',
  synopsis: text,
  parameters: [],
  supportsShouldProcess: true,
  examples: [],
  roles: ['Mail Recipients'],
  async *run(context) {
    if (!context.shouldProcess(text)) return;
    context.changed('first');
    yield { Number: 1 };
    yield { Number: 2 };
  },
});
const broken = defineCmdlet({
  ...many,
  name: 'Set-Broken',
  async run() {
    throw new TypeError('secret detail');
  },
});

/** What strangers and users wrote, with what a terminal would do on reading it. */
const echoing = defineCmdlet({
  ...many,
  name: 'Get-Echo',
  supportsShouldProcess: false,
  async *run(context) {
    const written = 'a\u001b[2J\u0007\u007f\u009b31m\r\n\tb';
    context.warn({ en: written, fr: written });
    yield { Text: written, List: ['x', written], Nested: { Deep: [{ Text: written }] }, Number: 1, Plain: 'b' };
    throw new CmdletError({ id: 'Echo', category: 'InvalidData', exception: 'X', text: { en: written, fr: written } });
  },
});

/** Does one thing, and asks for another. */
const partly = defineCmdlet({
  ...many,
  name: 'Set-Partly',
  async run(context) {
    context.changed('first');
    if (context.shouldProcess(text)) context.changed('second');
  },
});

async function hostWith() {
  const { services } = await openTestManagement();
  const caller = { name: 'admin@example.test', mailbox: null, roleGroups: ['Organization Management'] };
  return { services, host: createCmdletHost({ caller, services, cmdlets: [many, broken, partly, echoing] }) };
}

test('a change is audited also when the caller stops reading after the first object', async () => {
  const { services, host } = await hostWith();
  for await (const record of host.invoke({ cmdlet: 'Set-Many', parameters: {} })) {
    // What -Verbose shows comes before it.
    if (record.kind === 'output') break;
  }
  assert.deepEqual(
    (await services.audit.search({ limit: 5 })).map(({ objectModified }) => objectModified),
    ['first'],
  );
});

test('what was only looked at or asked for is not audited; what was done beside it is', async () => {
  const { services, host } = await hostWith();
  const audited = async (): Promise<unknown[]> =>
    (await services.audit.search({ limit: 5 })).map(({ objectModified }) => objectModified);
  const run = async (cmdlet: string, parameters: Readonly<Record<string, boolean>>): Promise<void> => {
    for await (const record of host.invoke({ cmdlet, parameters })) assert.notEqual(record.kind, 'error');
  };
  await run('Set-Many', { WhatIf: true });
  await run('Set-Many', { Confirm: true });
  assert.deepEqual(await audited(), []);
  await run('Set-Partly', { Confirm: true });
  assert.deepEqual(await audited(), ['first']);
});

test('a change that is refused before it begins is audited, without what was no value for it', async () => {
  const { services, host } = await hostWith();
  const caller = { name: 'reader@example.test', mailbox: null, roleGroups: ['View-Only Organization Management'] };
  const reader = createCmdletHost({ caller, services, cmdlets: [many, broken, partly] });
  for (const [who, cmdlet, parameters] of [
    [reader, 'Set-Many', {}],
    [host, 'Set-Many', { Pasword: 'secret' }],
    [host, 'Set-Mony', {}],
  ] as const)
    for await (const record of who.invoke({ cmdlet, parameters })) assert.equal(record.kind, 'error');
  const entries = await services.audit.search({ limit: 5 });
  assert.deepEqual(
    entries.map(({ caller, cmdlet, succeeded, parameters }) => [caller, cmdlet, succeeded, parameters]),
    [
      ['admin@example.test', 'Set-Many', false, [{ name: 'Pasword', value: '(not bound)' }]],
      ['reader@example.test', 'Set-Many', false, []],
    ],
  );
});

test('what a cmdlet did not foresee is one fixed sentence, and a failure in the audit log', async () => {
  const { services, host } = await hostWith();
  const records = [];
  for await (const record of host.invoke({ cmdlet: 'Set-Broken', parameters: {} })) records.push(record);
  const [record] = records;
  assert.ok(record?.kind === 'error');
  assert.equal(record.error.id, 'UnexpectedError');
  assert.ok(!record.error.message.includes('secret detail'));
  assert.deepEqual(
    (await services.audit.search({ limit: 5 })).map(({ succeeded }) => succeeded),
    [false],
  );
});

test('an aborted call ends', async () => {
  const { host } = await hostWith();
  const abort = new AbortController();
  const seen = [];
  for await (const record of host.invoke({ cmdlet: 'set-many', parameters: {} }, abort.signal)) {
    seen.push(record);
    abort.abort();
  }
  assert.equal(seen.length, 1);
});

test('-Confirm asks where nothing asks by itself', async () => {
  const { services, host } = await hostWith();
  const records = [];
  for await (const record of host.invoke({ cmdlet: 'Set-Many', parameters: { cf: true } })) records.push(record.kind);
  assert.deepEqual(records, ['confirm']);
  assert.deepEqual(await services.audit.search({ limit: 5 }), []);
});

test('what a terminal would obey in the texts of strangers comes as pictures, in objects, warnings and errors', async () => {
  const { host } = await hostWith();
  const seen = 'a␛[2J␇␡\ufffd31m\r\n\tb';
  const records = [];
  for await (const record of host.invoke({ cmdlet: 'Get-Echo', parameters: {} })) records.push(record);
  const [warning, output, error] = records;
  assert.ok(warning?.kind === 'warning' && output?.kind === 'output' && error?.kind === 'error');
  assert.equal(warning.text, seen);
  const { RunspaceId: _, ...object } = output.object;
  assert.deepEqual(object, {
    Text: seen,
    List: ['x', seen],
    Nested: { Deep: [{ Text: seen }] },
    Number: 1,
    Plain: 'b',
  });
  assert.equal(error.error.message, seen);
});
