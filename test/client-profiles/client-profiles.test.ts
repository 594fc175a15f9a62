import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { get, request as httpsRequest } from 'node:https';
import { before, describe, test } from 'node:test';
import { assertWellFormed } from '../../server/src/http/client-profiles/well-formed-xml.fixture.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { startServer, type TestServer } from '../support/server.ts';

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

// The requests as the documentation of each client shows them.
const outlookRequest = (address: string): string => `<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006">
  <Request>
    <EMailAddress>${address}</EMailAddress>
    <AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a</AcceptableResponseSchema>
  </Request>
</Autodiscover>`;

describe('mail programs find their settings', () => {
  const ending = endingOfThisFile();
  let server: TestServer;
  before(async () => {
    server = await startServer(ending);
  });

  function ask(
    method: string,
    path: string,
    body?: string,
    plain = false,
    host = 'autoconfig.example.test',
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const options = {
        method,
        host: '127.0.0.1',
        port: plain ? server.ports.http : server.ports.https,
        path,
        headers: { host, ...(body === undefined ? {} : { 'content-type': 'text/xml' }) },
      };
      const call = plain ? httpRequest(options) : httpsRequest({ ...options, rejectUnauthorized: false });
      call.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            type: String(response.headers['content-type']),
            text: Buffer.concat(chunks).toString(),
          }),
        );
      });
      call.on('error', reject);
      call.end(body);
    });
  }

  async function said(commandLine: string): Promise<void> {
    const { exitCode, stderr } = await server.shell(commandLine);
    assert.equal(exitCode, 0, stderr);
  }

  test('nothing is told before an administrator has published it and the web services were restarted', async () => {
    const path = '/mail/config-v1.1.xml?emailaddress=alice@example.test';
    assert.equal((await ask('GET', path)).status, 404);
    await said('Set-ImapSettings -ExternalConnectionSettings {Dublin01.Contoso.com:993:SSL}');
    await said(
      'Get-ReceiveConnector "*Client Frontend*" | Set-ReceiveConnector -Fqdn Server.Contoso.com -AdvertiseClientSettings $true',
    );
    assert.equal((await ask('GET', path)).status, 404);
    await said('iisreset');
    const { status, type, text } = await ask('GET', path);
    assert.equal(status, 200);
    assert.match(type, /^text\/xml/);
    assertWellFormed(text);
    assert.match(text, /<hostname>Dublin01\.Contoso\.com<\/hostname>/);
  });

  test('Thunderbird finds it at both addresses, over HTTP and HTTPS, and the same', async () => {
    const answers = await Promise.all([
      ask('GET', '/mail/config-v1.1.xml?emailaddress=alice%40example.test'),
      ask('GET', '/.well-known/autoconfig/mail/config-v1.1.xml?emailaddress=alice%40example.test'),
      ask('GET', '/mail/config-v1.1.xml?emailaddress=alice%40example.test', undefined, true),
      ask('GET', '/.well-known/autoconfig/mail/config-v1.1.xml', undefined, true),
    ]);
    for (const answer of answers) assert.deepEqual([answer.status, answer.text], [200, answers[0]?.text]);
  });

  test('Outlook asks in either spelling of the path and gets valid XML', async () => {
    for (const path of ['/autodiscover/autodiscover.xml', '/Autodiscover/Autodiscover.xml']) {
      const { status, text } = await ask('POST', path, outlookRequest('alice@example.test'));
      assert.equal(status, 200);
      assertWellFormed(text);
      assert.match(text, /<Type>IMAP<\/Type>\s*<Server>Dublin01\.Contoso\.com<\/Server>/);
    }
    const phone = outlookRequest('alice@example.test').replace(
      'outlook/responseschema/2006a',
      'mobilesync/responseschema/2006',
    );
    assert.match((await ask('POST', '/autodiscover/autodiscover.xml', phone)).text, /<ErrorCode>601<\/ErrorCode>/);
    const v2 = await ask('GET', '/autodiscover/autodiscover.json?Email=alice%40example.test&Protocol=AutodiscoverV1');
    assert.deepEqual(JSON.parse(v2.text), {
      Protocol: 'AutodiscoverV1',
      Url: 'https://autoconfig.example.test/autodiscover/autodiscover.xml',
    });
    const other = await ask('GET', '/autodiscover/autodiscover.json/v1.0/alice%40example.test?Protocol=ActiveSync');
    assert.deepEqual([other.status, JSON.parse(other.text).ErrorCode], [400, 'InvalidProtocol']);
  });

  test('who exists cannot be told from the answers', async () => {
    const thunderbird = (name: string) => ask('GET', `/mail/config-v1.1.xml?emailaddress=${name}%40example.test`);
    assert.deepEqual(await thunderbird('alice'), await thunderbird('nobody'));
    const outlook = async (name: string): Promise<string> => {
      const { text } = await ask('POST', '/autodiscover/autodiscover.xml', outlookRequest(`${name}@example.test`));
      return text.replaceAll(name, '*');
    };
    assert.equal(await outlook('alice'), await outlook('nobody'));
    assert.equal((await ask('GET', '/api/client-settings')).status, 401);
    assert.equal((await ask('GET', '/api/client-settings/apple.mobileconfig')).status, 401);
  });

  test('hostile parameters are answered without being repeated', async () => {
    const hostile = [
      '"><script>alert(1)</script>@example.test',
      'a@example.test</EMailAddress><x>',
      '&xxe;@example.test',
      'alice@elsewhere.test',
      `${'a'.repeat(3000)}@example.test`,
      'a@[127.0.0.1]',
      "a'@example.test",
    ];
    for (const address of hostile) {
      const got = await ask('GET', `/mail/config-v1.1.xml?emailaddress=${encodeURIComponent(address)}`);
      assert.equal(got.status, 404, address);
      assert.doesNotMatch(got.text, /script>|xxe|elsewhere/);
      const posted = await ask('POST', '/autodiscover/autodiscover.xml', outlookRequest(address));
      assert.equal(posted.status, 200);
      assertWellFormed(posted.text);
      assert.doesNotMatch(posted.text, /script>|xxe|elsewhere/);
    }
    const bomb = `<!DOCTYPE x [<!ENTITY a "${'b'.repeat(100)}">]>${outlookRequest('&a;&a;@example.test')}`;
    assert.match((await ask('POST', '/autodiscover/autodiscover.xml', bomb)).text, /<ErrorCode>600</);
    assert.equal((await ask('POST', '/autodiscover/autodiscover.xml', 'x'.repeat(40_000))).status, 413);
    assert.match((await ask('POST', '/autodiscover/autodiscover.xml', 'not xml')).text, /<ErrorCode>600</);
  });

  test('the MTA-STS policy of an accepted domain stands at mta-sts.<domain> and nowhere else (RFC 8461 §3.3)', async () => {
    const path = '/.well-known/mta-sts.txt';
    const own = await ask('GET', path, undefined, false, 'mta-sts.example.test');
    assert.deepEqual([own.status, own.type.split(';')[0]], [200, 'text/plain']);
    assert.match(own.text, /^version: STSv1\r\nmode: testing\r\nmx: [a-z0-9.-]+\r\nmax_age: 604800\r\n$/);
    for (const host of ['example.test', 'mta-sts.other.test', 'mta-sts.example.test.evil.test'])
      assert.equal((await ask('GET', path, undefined, false, host)).status, 404, host);
    assert.equal((await ask('GET', path, undefined, true, 'mta-sts.example.test')).status, 308);
    const advised = async (): Promise<string> =>
      (await server.shell("(Get-DnsRecordAdvice example.test | where {$_.Name -eq '_mta-sts.example.test'}).Value"))
        .stdout;
    const before = await advised();
    assert.match(before, /^v=STSv1; id=[0-9a-f]{20}\s*$/);
    assert.equal(await advised(), before);
    await server.shell(
      'Set-TransportConfig -MtaStsPolicyMode Enforce -MtaStsPolicyHosts mx1.example.test,*.mx.example.test -MtaStsPolicyMaxAge 30.00:00:00',
    );
    assert.equal(
      (await ask('GET', path, undefined, false, 'mta-sts.example.test')).text,
      'version: STSv1\r\nmode: enforce\r\nmx: mx1.example.test\r\nmx: *.mx.example.test\r\nmax_age: 2592000\r\n',
    );
    assert.notEqual(await advised(), before);
  });
});

test('the TXT record of PACC that is advised is the digest of the very bytes that are served', async (t) => {
  const server = await startServer(t);
  await server.shell(
    'Set-ImapSettings -ExternalConnectionSettings {mail.example.test:993:SSL}; Get-ReceiveConnector "*Client Frontend*" | Set-ReceiveConnector -AdvertiseClientSettings $true; iisreset',
  );
  const served = await new Promise<Buffer>((resolve, reject) => {
    const path = '/.well-known/user-agent-configuration.json';
    const headers = { host: 'ua-auto-config.example.test' };
    const options = { host: '127.0.0.1', port: server.ports.https, path, headers, rejectUnauthorized: false };
    get(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks)));
    }).on('error', reject);
  });
  assert.equal(
    JSON.parse(served.toString()).protocols.jmap.url,
    'https://ua-auto-config.example.test/.well-known/jmap',
  );
  const { stdout } = await server.shell(
    "(Get-DnsRecordAdvice example.test | where {$_.Name -eq '_ua-auto-config.example.test'}).Value",
  );
  const digest = createHash('sha256').update(served).digest('base64');
  assert.equal(stdout.trim(), `v=UAAC1; a=sha256; d=${digest}`);
});
