import assert from 'node:assert/strict';
import { Agent, request } from 'node:https';
import { test } from 'node:test';
import type { CmdletDescription } from '@relais/management-contract';
import { cmdlets } from '../../server/src/management/cmdlets/index.ts';
import { roleGroups } from '../../server/src/management/engine/roles.ts';
import { startServer, type TestServer } from '../support/server.ts';

interface Answer {
  readonly status: number;
  readonly body: string;
}

const password = 'role-test-1';

/** Thousands of requests: a handshake for each would be most of their work. */
const agent = new Agent({ keepAlive: true });

function ask(server: TestServer, user: string | null, path: string, body?: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        agent,
        host: '127.0.0.1',
        port: server.ports.https,
        path,
        method: body === undefined ? 'GET' : 'POST',
        rejectUnauthorized: false,
        headers: {
          'content-type': 'application/json',
          ...(user === null
            ? {}
            : { authorization: `Basic ${Buffer.from(`${user}@example.test:${password}`).toString('base64')}` }),
        },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
      },
    );
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const reading = [
  '/openapi.json',
  '/adminapi/beta/-/Cmdlets',
  '/adminapi/beta/-/Complete?cmdlet=Get-Mailbox&parameter=Identity',
];
const invoke = '/adminapi/beta/-/InvokeCommand';

/** A parameter that no cmdlet has: who may run the cmdlet is told so, who may not is told that there is no cmdlet. */
const call = (name: string) => ({ CmdletInput: { CmdletName: name, Parameters: { Zzyzx: 1 } } });
const errorIn = ({ body }: Answer): unknown =>
  (JSON.parse(body) as { readonly error?: { readonly innererror?: { readonly id?: string } } }).error?.innererror?.id;

test('every endpoint of the administration × every role group, over HTTPS', async (t) => {
  const server = await startServer(t);
  t.after(() => agent.destroy());
  const groups = roleGroups.map(({ name }, index) => ({ name, user: `role${index}` }));
  const made = await server.shell(
    [
      `$p = ConvertTo-SecureString '${password}' -AsPlainText -Force`,
      `New-Mailbox nobody -UserPrincipalName nobody@example.test -Password $p | Out-Null`,
      ...groups.flatMap(({ name, user }) => [
        `New-Mailbox ${user} -UserPrincipalName ${user}@example.test -Password $p | Out-Null`,
        `Add-RoleGroupMember '${name}' -Member ${user}`,
      ]),
    ].join('\n'),
  );
  assert.equal(made.exitCode, 0, made.stderr);

  for (const path of reading) {
    assert.equal((await ask(server, null, path)).status, 401, path);
    assert.equal((await ask(server, 'nobody', path)).status, 403, path);
  }
  assert.equal((await ask(server, null, invoke, call('Get-Mailbox'))).status, 401);
  for (const { name } of cmdlets) assert.equal((await ask(server, 'nobody', invoke, call(name))).status, 403, name);

  for (const { name: group, user } of groups) {
    for (const path of reading) assert.equal((await ask(server, user, path)).status, 200, `${group}: ${path}`);
    const described = JSON.parse((await ask(server, user, '/adminapi/beta/-/Cmdlets')).body) as {
      readonly value: readonly CmdletDescription[];
    };
    const seen = new Set(described.value.map(({ name }) => name));
    const found = roleGroups.find(({ name }) => name === group);
    for (const cmdlet of cmdlets) {
      const allowed = found?.roles === 'every' || cmdlet.roles.some((role) => found?.roles.includes(role));
      assert.equal(seen.has(cmdlet.name), allowed, `${group}: ${cmdlet.name} is listed`);
      const answer = await ask(server, user, invoke, call(cmdlet.name));
      assert.equal(
        errorIn(answer),
        allowed ? 'NamedParameterNotFound' : 'CommandNotFoundException',
        `${group}: ${cmdlet.name}: ${answer.body}`,
      );
    }
  }
});
