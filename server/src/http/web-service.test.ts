import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { brotliDecompressSync } from 'node:zlib';
import {
  ByteSize,
  type CmdletHost,
  EnumFlags,
  fromWire,
  ListChange,
  type OutputRecord,
  SecureText,
  TimeSpan,
} from '@relais/management-contract';
import type { Caller } from './caller.ts';
import { runWebService } from './running-web-service.fixture.ts';
import type { WebService } from './web-service.ts';
import { webSettings } from '../domain/configuration/web-settings.ts';

const path = '/adminapi/beta/-/InvokeCommand';

/** A host with three cmdlets, enough to see what goes in and comes out. */
function hostFor(caller: Caller): CmdletHost {
  return {
    describe: async () => [
      {
        name: 'Get-Thing',
        synopsis: { en: 'Things', fr: 'Choses' },
        parameters: [
          { name: 'Count', type: { kind: 'int' }, help: { en: 'How many', fr: 'Combien' }, mandatory: true },
        ],
        supportsShouldProcess: false,
        examples: [],
        roles: [],
      },
    ],
    async *invoke(call): AsyncGenerator<OutputRecord> {
      if (call.cmdlet === 'Get-Thing') {
        yield { kind: 'warning', text: `called by ${caller.name} in ${call.language}` };
        for (let number = 1; number <= Number(call.parameters.Count ?? 1); number += 1) {
          yield {
            kind: 'output',
            object: {
              Number: number,
              Limit: TimeSpan.fromSeconds(1800),
              Size: new ByteSize(37_748_736),
              Auth: new EnumFlags(['Tls', 'BasicAuth']),
              Secret: new SecureText('hidden'),
              Given: call.parameters.Given ?? null,
            },
          };
        }
        return;
      }
      if (call.cmdlet === 'Break-Thing') throw new Error('a bug');
      if (call.cmdlet === 'Remove-Thing') {
        yield { kind: 'confirm', text: 'Remove it?' };
        return;
      }
      yield {
        kind: 'error',
        terminating: true,
        error: {
          id: 'ManagementObjectNotFound',
          category: 'ObjectNotFound',
          message: "The operation couldn't be performed because object 'x' couldn't be found.",
          activity: call.cmdlet,
          exception: 'ManagementObjectNotFoundException',
        },
      };
    },
  };
}

const invocation = (CmdletName: string, Parameters: object = {}): string =>
  JSON.stringify({ CmdletInput: { CmdletName, Parameters } });

test('a cookie signs a browser in, state changes want its CSRF token, and signing out ends it', async () => {
  await using web = await runWebService({ hostFor });
  const refused = await web.request(path, { method: 'POST', body: invocation('Get-Thing') });
  assert.equal(refused.status, 401);
  const { cookie, csrfToken } = await web.signIn('administrator@example.test');
  assert.match(cookie, /^__Host-relais-session=/);
  const headers = { cookie, 'x-csrf-token': csrfToken };
  assert.equal(
    (await web.request(path, { method: 'POST', headers: { cookie }, body: invocation('Get-Thing') })).status,
    403,
  );
  assert.equal(
    (
      await web.request(path, {
        method: 'POST',
        headers: { ...headers, origin: 'https://evil.test' },
        body: invocation('Get-Thing'),
      })
    ).status,
    403,
  );
  assert.equal((await web.request(path, { method: 'POST', headers, body: invocation('Get-Thing') })).status, 200);
  const session = JSON.parse((await web.request('/api/session', { headers: { cookie } })).text) as Record<
    string,
    unknown
  >;
  assert.equal(session.isAdministrator, true);
  assert.equal(session.csrfToken, csrfToken);
  assert.equal((await web.request('/api/sign-out', { method: 'POST', headers })).status, 204);
  assert.equal((await web.request(path, { method: 'POST', headers, body: invocation('Get-Thing') })).status, 401);
});

test('a session ends when the password changes, when the mailbox is disabled and at the idle limit', async () => {
  await using web = await runWebService({ hostFor });
  const { directory } = web.service.context;
  const guid = directory.findMailbox('user@example.test')?.guid ?? '';
  const isSignedIn = async (cookie: string): Promise<boolean> =>
    (JSON.parse((await web.request('/api/session', { headers: { cookie } })).text) as { signedIn: boolean }).signedIn;
  const before = (await web.signIn('user@example.test')).cookie;
  assert.equal(await isSignedIn(before), true);
  await directory.setPasswordHash(guid, 'hash-2');
  assert.equal(await isSignedIn(before), false);
  const idle = (await web.signIn('user@example.test')).cookie;
  web.clock.advance(30 * 60_000 + 1);
  assert.equal(await isSignedIn(idle), false);
  const disabled = (await web.signIn('user@example.test')).cookie;
  await directory.updateMailbox(guid, { enabled: false });
  assert.equal(await isSignedIn(disabled), false);
});

test('a user without role groups has no admin API, in his language', async () => {
  await using web = await runWebService({ hostFor });
  const { cookie, csrfToken } = await web.signIn('user@example.test');
  const answer = await web.request(path, {
    method: 'POST',
    headers: { cookie, 'x-csrf-token': csrfToken, 'accept-language': 'fr' },
    body: invocation('Get-Thing'),
  });
  assert.equal(answer.status, 403);
  assert.match(answer.text, /aucun groupe de rôles/);
});

test('scripts use Basic sign-in; too many guesses are answered with the time to wait', async () => {
  await using web = await runWebService({ hostFor });
  const basic = (password: string): Record<string, string> => ({
    authorization: `Basic ${Buffer.from(`administrator@example.test:${password}`).toString('base64')}`,
  });
  const answer = await web.request(`${path}?$select=limit,NUMBER`, {
    method: 'POST',
    headers: basic('right'),
    body: invocation('Get-Thing', { Count: 2 }),
  });
  assert.equal(answer.status, 200);
  const page = JSON.parse(answer.text) as Record<string, unknown>;
  assert.deepEqual(page.value, [
    { Limit: '00:30:00', Number: 1 },
    { Limit: '00:30:00', Number: 2 },
  ]);
  assert.deepEqual(page['@adminapi.warnings'], ['called by administrator@example.test in en']);
  assert.deepEqual(web.signInsSeen, ['admin administrator@example.test']);
  assert.equal(
    (await web.request(path, { method: 'POST', headers: basic('wrong'), body: invocation('Get-Thing') })).status,
    401,
  );
  const throttled = await web.request(path, {
    method: 'POST',
    headers: basic('throttled'),
    body: invocation('Get-Thing'),
  });
  assert.equal(throttled.status, 429);
  assert.equal(throttled.headers['retry-after'], '30');
  assert.match(throttled.text, /30 seconds/);
});

test('the Unix socket is mode 0600 and its caller is Organization Management', async () => {
  await using web = await runWebService({ hostFor });
  assert.equal((await stat(join(web.folder, 'relais.sock'))).mode & 0o777, 0o600);
  const answer = await web.request(path, {
    method: 'POST',
    over: 'socket',
    headers: { accept: 'application/x-ndjson' },
    body: invocation('Get-Thing', {
      Count: 2,
      Given: { '@odata.type': '#Exchange.GenericHashTable', Add: ['a'], Remove: 'b' },
    }),
  });
  const records = answer.text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string; object?: unknown });
  assert.deepEqual(
    records.map(({ kind }) => kind),
    ['warning', 'output', 'output'],
  );
  const object = fromWire(records[1]?.object) as Record<string, unknown>;
  assert.deepEqual(object.Limit, TimeSpan.fromSeconds(1800));
  assert.deepEqual(object.Given, new ListChange(['a'], ['b']));
});

test('the bytes of a file travel compactly to who says that he reads them so, and as numbers to others', async () => {
  await using web = await runWebService({ hostFor });
  const Given = Array.from({ length: 1000 }, (_, index) => index & 255);
  const lines = async (accept: string): Promise<string> =>
    (
      await web.request(path, {
        method: 'POST',
        over: 'socket',
        headers: { accept },
        body: invocation('Get-Thing', { Given }),
      })
    ).text;
  const given = (text: string): unknown => JSON.parse(text.trim().split('\n')[1] ?? '').object.Given;
  assert.deepEqual(given(await lines('application/x-ndjson')), Given);
  const compact = given(await lines('application/x-ndjson; bytes=base64'));
  assert.deepEqual(compact, { $type: 'ByteArray', value: Buffer.from(Given).toString('base64') });
  assert.deepEqual(fromWire(compact), Given);
});

test('lines carry the properties that are asked for, in any case of their names', async () => {
  await using web = await runWebService({ hostFor });
  const answer = await web.request(`${path}?$select=number,LIMIT,nothing`, {
    method: 'POST',
    over: 'socket',
    headers: { accept: 'application/x-ndjson' },
    body: invocation('Get-Thing', { Count: 2 }),
  });
  const objects = answer.text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string; object?: object })
    .filter(({ kind }) => kind === 'output')
    .map(({ object }) => Object.keys(object ?? {}));
  assert.deepEqual(objects, [
    ['Number', 'Limit'],
    ['Number', 'Limit'],
  ]);
});

test('rows come in pages; the link of a page gives the next', async () => {
  await using web = await runWebService({ hostFor });
  const rows: number[] = [];
  let next: string | undefined = path;
  for (let page = 0; next !== undefined && page < 5; page += 1) {
    const answer = await web.request(next, {
      method: 'POST',
      over: 'socket',
      headers: { prefer: 'odata.maxpagesize=2' },
      body: invocation('Get-Thing', { Count: 5 }),
    });
    const body = JSON.parse(answer.text) as { value: { Number: number }[]; '@odata.nextLink'?: string };
    rows.push(...body.value.map(({ Number: number }) => number));
    const link = body['@odata.nextLink'];
    next = link === undefined ? undefined : new URL(link).pathname + new URL(link).search;
  }
  assert.deepEqual(rows, [1, 2, 3, 4, 5]);
});

test('error records have the shape and status that scripts branch on', async () => {
  await using web = await runWebService({ hostFor });
  const post = (name: string): ReturnType<typeof web.request> =>
    web.request(path, { method: 'POST', over: 'socket', body: invocation(name) });
  const missing = await post('Get-Missing');
  assert.equal(missing.status, 404);
  const { error } = JSON.parse(missing.text) as { error: { details: { message: string }[] } };
  assert.match(
    error.details[0]?.message ?? '',
    /^Ex[0-9A-F]{6}\|Microsoft\.Exchange\.Configuration\.Tasks\.ManagementObjectNotFoundException\|The operation/,
  );
  assert.equal((await post('Remove-Thing')).status, 409);
  const broken = await post('Break-Thing');
  assert.equal(broken.status, 500);
  assert.doesNotMatch(broken.text, /a bug/);
});

test('hostile requests get a clear answer and the service goes on', async () => {
  await using web = await runWebService({ hostFor });
  const { cookie, csrfToken } = await web.signIn('administrator@example.test');
  const headers = { cookie, 'x-csrf-token': csrfToken };
  const post = async (body: string, more: Record<string, string> = {}): Promise<number> =>
    (await web.request(path, { method: 'POST', headers: { ...headers, ...more }, body })).status;
  assert.equal(await post('{"CmdletInput":'), 400);
  assert.equal(await post('[]'), 400);
  assert.equal(await post('{"CmdletInput":{"CmdletName":7,"Parameters":[]}}'), 400);
  assert.equal(await post(invocation('Get-Thing', { Given: { $type: 'Gun' } })), 400);
  assert.equal(await post('{"__proto__":{"a":1},"CmdletInput":{"CmdletName":"Get-Thing"}}'), 400);
  assert.equal(await post('x', { 'content-type': 'text/plain' }), 415);
  assert.equal(await post(`{"CmdletInput":{"CmdletName":"${'x'.repeat(5_000_000)}"}}`), 413);
  for (const bad of ['__Host-relais-session=x', '=;=;;', `__Host-relais-session=${'A'.repeat(43)}`, '\u00ff']) {
    assert.equal(
      (await web.request(path, { method: 'POST', headers: { cookie: bad }, body: invocation('Get-Thing') })).status,
      401,
    );
  }
  assert.equal(
    (
      await web.request('/adminapi/beta/other/InvokeCommand', {
        method: 'POST',
        headers,
        body: invocation('Get-Thing'),
      })
    ).status,
    404,
  );
  assert.equal((await web.request('/nothing')).status, 404);
  const broken = await web.request('/%E0%A4%A', { headers: { 'accept-language': 'fr' } });
  assert.equal(broken.status, 400);
  assert.match(broken.text, /échappement/);
  const raw = await new Promise<string>((resolve, reject) => {
    const socket = connect(web.httpPort, '127.0.0.1', () => socket.write('\u0000\u0001 nonsense\r\n\r\n'));
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.once('end', () => resolve(text));
    socket.once('error', reject);
  });
  assert.match(raw, /^HTTP\/1\.1 400 /);
  assert.equal((await web.request('/healthz')).text, 'ok\n');
});

test('plain HTTP is sent on to HTTPS, and never takes a password', async () => {
  await using web = await runWebService({ hostFor });
  const answer = await web.request('/owa/?x=1', { over: 'http', headers: { host: 'mail.example.test' } });
  assert.equal(answer.status, 308);
  assert.equal(answer.headers.location, `https://mail.example.test:${web.httpsPort}/owa/?x=1`);
  const signIn = await web.request('/api/sign-in', {
    method: 'POST',
    over: 'http',
    body: JSON.stringify({ userName: 'user@example.test', password: 'right' }),
  });
  assert.equal(signIn.status, 403);
  assert.deepEqual(web.signInsSeen, []);
  assert.equal((await web.request('/x', { over: 'http', headers: { host: 'evil"host' } })).status, 400);
});

test('an application is served with a policy that allows no inline script, compressed, and answers deep links', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'relais-static-'));
  await mkdir(join(directory, 'assets'));
  await writeFile(join(directory, 'index.html'), '<!doctype html><html><head></head><body></body></html>');
  const script = `console.log("${'x'.repeat(2000)}")`;
  await writeFile(join(directory, 'assets', 'app-1.js'), script);
  await using web = await runWebService({ hostFor, options: { webApplications: [{ prefix: '/ecp', directory }] } });
  const page = await web.request('/ecp/servers/servers?edit=CAS01');
  assert.equal(page.status, 200);
  assert.equal((await web.request('/ecp/')).status, 200);
  assert.equal((await web.request('/ecp?x=1')).headers.location, '/ecp/?x=1');
  const nonce = /<meta property="csp-nonce" nonce="([^"]+)"/.exec(page.text)?.[1] ?? '';
  const policy = String(page.headers['content-security-policy']);
  // The whole of it: a directive that is left out is no refusal (form-action, base-uri and frame-ancestors do not fall back).
  assert.deepEqual(policy.split('; '), [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]);
  const { headers: answered } = await web.request('/api/session');
  assert.equal(answered['content-security-policy'], "default-src 'none'; frame-ancestors 'none'");
  assert.equal(answered['cache-control'], 'no-store');
  assert.equal(answered['x-content-type-options'], 'nosniff');
  assert.match(String(page.headers['strict-transport-security']), /max-age/);
  const asset = await web.request('/ecp/assets/app-1.js', { headers: { 'accept-encoding': 'gzip, br' } });
  assert.equal(asset.headers['content-encoding'], 'br');
  assert.match(String(asset.headers['cache-control']), /immutable/);
  assert.equal(brotliDecompressSync(asset.bytes).toString(), script);
  const again = await web.request('/ecp/assets/app-1.js', { headers: { 'if-none-match': String(asset.headers.etag) } });
  assert.equal(again.status, 304);
  assert.equal((await web.request('/ecp/assets/gone.js')).status, 404);
  assert.match((await web.request('/ecp/..%2f..%2f..%2fetc%2fpasswd')).text, /csp-nonce/);
  await rm(directory, { recursive: true });
});

test('restarting keeps the listeners that stay, and makes web settings effective', async () => {
  await using web = await runWebService({ hostFor });
  const before = web.service.bound;
  await web.service.restart();
  assert.deepEqual(web.service.bound, before);
  await web.service.stop();
  assert.equal(web.service.state, 'Stopped');
  await assert.rejects(web.request('/healthz'));
  assert.equal((await web.request('/healthz', { over: 'socket' })).status, 200);
});

test('the service is stopped and started again over its own connections, each answered', async () => {
  const held: { service: WebService | null } = { service: null };
  const stopping = (caller: Caller): CmdletHost => ({
    ...hostFor(caller),
    async *invoke(call): AsyncGenerator<OutputRecord> {
      if (call.cmdlet === 'Stop-Service') await held.service?.stop();
      else await held.service?.start();
      yield { kind: 'verbose', text: `${call.cmdlet} is done` };
    },
  });
  await using web = await runWebService({ hostFor: stopping });
  held.service = web.service;
  // A port that stays the same over the restart.
  await web.service.context.settings.configure(webSettings, { HttpsBindings: [`127.0.0.1:${web.httpsPort}`] });
  const { cookie, csrfToken } = await web.signIn('administrator@example.test');
  const headers = { cookie, 'x-csrf-token': csrfToken };
  assert.equal((await web.request(path, { method: 'POST', headers, body: invocation('Stop-Service') })).status, 200);
  await assert.rejects(web.request('/healthz'));
  assert.equal(
    (await web.request(path, { method: 'POST', over: 'socket', body: invocation('Start-Service') })).status,
    200,
  );
  assert.equal((await web.request(path, { method: 'POST', headers, body: invocation('Start-Service') })).status, 200);
});

test('a binding that cannot be opened is refused with words, and nothing changes', async () => {
  await using web = await runWebService({ hostFor });
  const { settings } = web.service.context;
  const before = web.service.bound;
  await settings.configure(webSettings, { HttpsBindings: [`127.0.0.1:${web.httpPort}`] });
  await assert.rejects(web.service.restart(), /already in use/);
  assert.deepEqual(web.service.bound, before);
  assert.deepEqual(settings.pending(webSettings), ['HttpsBindings']);
  assert.equal((await web.request('/healthz')).status, 200);
});

test('the end does not wait for a client that never shakes hands', async () => {
  const web = await runWebService({ hostFor });
  const silent = connect(web.httpsPort, '127.0.0.1');
  await once(silent, 'connect');
  // An answered request proves that the silent connection, which came before it, was taken.
  assert.equal((await web.request('/healthz')).status, 200);
  const closed = once(silent, 'close');
  silent.on('error', () => {});
  await web[Symbol.asyncDispose]();
  await closed;
});

test('/metrics, /openapi.json and the list of cmdlets answer', async () => {
  await using web = await runWebService({ hostFor });
  const { text: metrics } = await web.request('/metrics');
  for (const name of ['relais_http_requests_total', 'relais_event_loop_delay_seconds'])
    assert.ok(metrics.includes(name), name);
  const openapi = JSON.parse((await web.request('/openapi.json', { over: 'socket' })).text) as {
    components: { schemas: Record<string, unknown> };
  };
  assert.ok('Get-Thing' in openapi.components.schemas);
  // What it refers to is there, and what a caller of pages and errors needs is said.
  const text = JSON.stringify(openapi);
  for (const [, name = ''] of text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g))
    assert.ok(name in openapi.components.schemas, name);
  for (const word of ['$skiptoken', 'odata.maxpagesize', '@odata.nextLink', '@adminapi.errors', 'innererror', '"409"'])
    assert.ok(text.includes(word), word);
  const cmdlets = JSON.parse((await web.request('/adminapi/beta/-/Cmdlets', { over: 'socket' })).text) as {
    value: unknown[];
  };
  assert.equal(cmdlets.value.length, 1);
  assert.equal((await web.request('/openapi.json')).status, 401);
});

test('a request whose header never ends is answered and cut, over TLS too', async () => {
  await using web = await runWebService({ hostFor, options: { headersTimeoutMs: 300 } });
  for (const over of ['tls', 'plain'] as const) {
    const text = await new Promise<string>((resolve, reject) => {
      const socket =
        over === 'tls'
          ? connectTls({ port: web.httpsPort, host: '127.0.0.1', rejectUnauthorized: false })
          : connect(web.httpPort, '127.0.0.1');
      let received = '';
      let failure: Error | null = null;
      socket.once(over === 'tls' ? 'secureConnect' : 'connect', () =>
        socket.write('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: '),
      );
      socket.on('data', (chunk) => (received += chunk.toString()));
      // A write that meets the end of the connection is an error of its own and takes nothing from what was answered.
      socket.on('error', (error) => (failure = error));
      socket.once('close', () => (received === '' && failure !== null ? reject(failure) : resolve(received)));
    });
    assert.match(text, /^HTTP\/1\.1 408 /, over);
  }
});

const administrative: readonly (readonly [method: string, path: string])[] = [
  ['POST', path],
  ['GET', '/adminapi/beta/-/Cmdlets'],
  ['GET', '/adminapi/beta/-/Complete?cmdlet=Get-Thing&parameter=Count'],
  ['GET', '/openapi.json'],
];

for (const [method, address] of administrative) {
  test(`${method} ${address.split('?')[0]}: nobody 401, a user 403, an administrator 200`, async () => {
    await using web = await runWebService({ hostFor });
    const ask = async (headers: Record<string, string>): Promise<number> =>
      (await web.request(address, { method, headers, ...(method === 'POST' && { body: invocation('Get-Thing') }) }))
        .status;
    assert.equal(await ask({}), 401);
    for (const [name, status] of [
      ['user@example.test', 403],
      ['administrator@example.test', 200],
    ] as const) {
      const { cookie, csrfToken } = await web.signIn(name);
      assert.equal(await ask({ cookie, 'x-csrf-token': csrfToken }), status, name);
      const authorization = `Basic ${Buffer.from(`${name}:right`).toString('base64')}`;
      assert.equal(await ask({ authorization }), status, `${name} by Basic`);
    }
  });
}

test('two Host headers, and one that is no host, are refused (RFC 9112 §3.2)', async () => {
  await using web = await runWebService({ hostFor });
  const answerTo = async (...hosts: readonly string[]): Promise<string> => {
    const socket = connect(web.httpPort, '127.0.0.1');
    socket.end(`GET /healthz HTTP/1.1\r\n${hosts.map((host) => `${host}\r\n`).join('')}Connection: close\r\n\r\n`);
    let answer = '';
    for await (const part of socket) answer += String(part);
    return answer.slice(0, 12);
  };
  for (const host of ['mail.example.test', 'mail_1:8080', '[::1]:80', '']) {
    assert.equal(await answerTo(`Host: ${host}`), 'HTTP/1.1 200', host);
  }
  assert.equal(await answerTo('Host: mail.example.test', 'hOST: evil.test'), 'HTTP/1.1 400');
  for (const host of ['me@evil.test', 'a b', 'a/b', 'a"><b', 'a:80:80', '[::1'])
    assert.equal(await answerTo(`Host: ${host}`), 'HTTP/1.1 400', host);
});

test('whoever goes in the middle of a TLS handshake is no connection of his address any more', async () => {
  const kept: Socket[] = [];
  await using web = await runWebService({ hostFor, options: { mostConnectionsInAll: 2 } });
  for (let number = 0; number < 2; number += 1) {
    const socket = connect(web.httpsPort, '127.0.0.1');
    await once(socket, 'connect');
    kept.push(socket);
  }
  for (const socket of kept) {
    socket.end();
    // The server closes its side, long before the handshake would be over.
    socket.resume();
    await once(socket, 'close');
  }
  assert.equal((await web.request('/healthz')).text, 'ok\n');
});
