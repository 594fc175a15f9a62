import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { isAmong } from '../domain/configuration/address-range.ts';
import { webSettings } from '../domain/configuration/web-settings.ts';
import { clientAddress } from './client-address.ts';
import { runWebService } from './running-web-service.fixture.ts';

const hostFor = (): never => {
  throw new Error('nobody administers here');
};

function addressOf(from: string, forwardedFor: string | undefined, proxies: readonly string[]): string {
  const request = {
    socket: { remoteAddress: from },
    headers: forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor },
  } as unknown as IncomingMessage;
  return clientAddress(request, (address) => isAmong(address, proxies));
}

test('X-Forwarded-For is read from its end, and only as far as proxies that were named wrote it', () => {
  const proxies = ['10.0.0.5', '10.0.0.6', '::1', 'fe80::5'];
  const cases: readonly (readonly [from: string, forwardedFor: string | undefined, address: string])[] = [
    ['10.0.0.5', '203.0.113.9', '203.0.113.9'],
    ['::ffff:10.0.0.5', '203.0.113.9', '203.0.113.9'],
    ['::1', '2001:db8::9', '2001:db8::9'],
    // A link-local address without its zone: it is in no range with it.
    ['fe80::1%eth0', undefined, 'fe80::1'],
    ['fe80::5%eth0', '203.0.113.9', '203.0.113.9'],
    // What the client wrote itself stands before what the proxy added.
    ['10.0.0.5', '127.0.0.1, 203.0.113.9', '203.0.113.9'],
    ['10.0.0.5', '127.0.0.1,203.0.113.9,10.0.0.6', '203.0.113.9'],
    // IIS (Application Request Routing) says the port as well.
    ['10.0.0.5', '203.0.113.9:51234', '203.0.113.9'],
    ['10.0.0.5', '[2001:db8::9]:51234', '2001:db8::9'],
    ['10.0.0.5', '[2001:db8::9]', '2001:db8::9'],
    ['10.0.0.5', '203.0.113.9:x', '10.0.0.5'],
    // A stranger is not believed.
    ['203.0.113.7', '127.0.0.1', '203.0.113.7'],
    // The proxy's own request, and a field that names nobody.
    ['10.0.0.5', undefined, '10.0.0.5'],
    ['10.0.0.5', 'unknown', '10.0.0.5'],
    ['10.0.0.5', '203.0.113.9, ', '10.0.0.5'],
    ['10.0.0.5', '10.0.0.6', '10.0.0.6'],
  ];
  for (const [from, forwardedFor, address] of cases) assert.equal(addressOf(from, forwardedFor, proxies), address);
});

test('behind a proxy on this machine, /metrics is not open to whoever comes through it', async () => {
  await using web = await runWebService({ hostFor });
  assert.equal((await web.request('/metrics')).status, 200);
  const through = { 'x-forwarded-for': '127.0.0.1, 203.0.113.9' };
  assert.equal((await web.request('/metrics', { headers: through })).status, 401);
  assert.equal((await web.request('/metrics', { headers: { forwarded: 'for=203.0.113.9' } })).status, 401);
  await web.service.context.settings.configure(webSettings, { WebProxyAddresses: ['127.0.0.1'] });
  assert.equal((await web.request('/metrics', { headers: through })).status, 401);
  assert.equal((await web.request('/metrics')).status, 200);
});

test('a sign-in through a proxy is noted from the address that the proxy names', async () => {
  await using web = await runWebService({ hostFor });
  const signIn = async (): Promise<string> => {
    const answer = await web.request('/api/sign-in', {
      method: 'POST',
      headers: { 'x-forwarded-for': '203.0.113.9' },
      body: JSON.stringify({ userName: 'user@example.test', password: 'right' }),
    });
    assert.equal(answer.status, 200);
    const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    const token = cookie.slice(cookie.indexOf('=') + 1);
    return web.service.context.signInSessions.find(token)?.remoteAddress ?? 'no session';
  };
  assert.equal(await signIn(), '127.0.0.1');
  await web.service.context.settings.configure(webSettings, { WebProxyAddresses: ['127.0.0.1'] });
  assert.equal(await signIn(), '203.0.113.9');
});
