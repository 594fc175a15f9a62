import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestManagement } from '../../management/testing/management.fixture.ts';
import { runWebService } from '../running-web-service.fixture.ts';

const path = '/adminapi/beta/-/InvokeCommand';
const body = (CmdletName: string, Parameters: object): string =>
  JSON.stringify({ CmdletInput: { CmdletName, Parameters } });
const bob = { Name: 'Bob', UserPrincipalName: 'bob@example.test' };

test('REST takes a password as plain JSON text', async () => {
  const { services, hostFor } = await openTestManagement();
  await using web = await runWebService({ hostFor: () => hostFor(['Organization Management']) });
  const made = await web.request(path, {
    method: 'POST',
    over: 'socket',
    body: body('new-mailbox', { ...bob, password: 'hunter2-hunter2' }),
  });
  assert.equal(made.status, 200, made.text);
  const guid = services.directory.findMailbox('bob')?.guid ?? '';
  assert.equal(await services.directory.passwordHash(guid), 'hash of 15 characters');
});

test('a password in a wrong form is not repeated in the answer', async () => {
  const { hostFor } = await openTestManagement();
  await using web = await runWebService({ hostFor: () => hostFor(['Organization Management']) });
  for (const [Password, accept] of [
    [87_654_321, 'application/json'],
    ['87654321', 'application/x-ndjson'],
    ['8765432', 'application/json'],
  ] as const) {
    const refused = await web.request(path, {
      method: 'POST',
      over: 'socket',
      headers: { accept },
      body: body('New-Mailbox', { ...bob, Password }),
    });
    assert.match(refused.text, /Password/);
    assert.ok(!refused.text.includes(String(Password)), refused.text);
  }
});
