import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { transportSettings } from '../../domain/configuration/transport-settings.ts';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { createDnsClient } from '../../platform/dns/create-dns-client.ts';
import { startTestDns } from '../../platform/dns/dns-server.fixture.ts';
import { silentLog } from '../../platform/log/silent-log.ts';
import { createMessageInspector } from '../message-authentication/create-message-inspector.ts';
import { dkimKey } from './dkim-key.fixture.ts';
import { openRelayPlace, type RelayPlace } from './relay-place.fixture.ts';
import { type Sink, startSink } from './sink-server.fixture.ts';

const zone = { mx: { 'a.test': [[10, 'mx.a.test']] }, addresses: { 'mx.a.test': ['127.0.0.1'] } } as const;
const { key, record } = dkimKey();

/** A place whose mail goes to a server that takes seven bits and nothing more. */
async function open(t: TestContext): Promise<{ readonly place: RelayPlace; readonly remote: Sink }> {
  const remote = await startSink({ offers: ['PIPELINING', 'SIZE 1000000'] });
  t.after(() => remote.close());
  const place = await openRelayPlace(t, zone, { dkim: { list: () => [key] } });
  await place.connect(remote.port);
  return { place, remote };
}

/** What the next server finds in a message. */
async function inspect(t: TestContext, text: string): Promise<string> {
  const dns = await startTestDns({ 'key._domainkey.example.test': { TXT: [record] } });
  t.after(() => dns.stop());
  const clock = new ManualClock();
  const inspector = createMessageInspector({
    dns: createDnsClient({ clock, resolvers: () => [dns.address], timeoutMs: 30_000 }),
    settings: () => transportSettings.defaults({} as never),
    clock,
    log: silentLog,
  });
  const inspection = inspector.begin({ address: '192.0.2.1', helo: 'x', server: 'next.test', sender: '' });
  const end = text.indexOf('\r\n\r\n') + 4;
  inspection?.header(Buffer.from(text.slice(0, end), 'latin1'));
  inspection?.body(Buffer.from(text.slice(end), 'latin1'));
  return (await inspection?.finish())?.field ?? '';
}

const head = 'From: <alice@example.test>\r\nSubject: bonjour\r\nMIME-Version: 1.0\r\n';

test('8-bit text goes to a server without 8BITMIME in base64, and is signed as it leaves (RFC 6152 §3)', async (t) => {
  const { place, remote } = await open(t);
  const text = 'Été à la mer\r\n'.repeat(300);
  await place.send(
    ['x@a.test'],
    { authenticatedAs: 'alice@example.test' },
    `${head}Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${text}`,
  );
  await remote.received(1);
  const { data = '', mail = '' } = remote.messages[0] ?? {};
  assert.match(data, /^[\x00-\x7f]*$/);
  assert.match(data, /\r\nContent-Transfer-Encoding: base64\r\n/);
  const body = data.slice(data.indexOf('\r\n\r\n') + 4);
  assert.equal(Buffer.from(body, 'base64').toString(), text);
  assert.match(mail, / SIZE=\d+$/);
  assert.match(await inspect(t, data), /dkim=pass/);
});

test('only parts with 8-bit content are changed, also within what holds them', async (t) => {
  const { place, remote } = await open(t);
  const part = (encoding: string, text: string): string =>
    `--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${text}\r\n`;
  await place.send(
    ['x@a.test'],
    { authenticatedAs: 'alice@example.test' },
    `${head}Content-Transfer-Encoding: 8bit\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${part('8bit', 'é')}${part('7bit', 'plain words')}${part('quoted-printable', '=C3=A9')}--b--\r\n`,
  );
  await remote.received(1);
  const { data = '' } = remote.messages[0] ?? {};
  assert.deepEqual(
    [...data.matchAll(/^Content-Transfer-Encoding: (.*)\r$/gm)].map(([, encoding]) => encoding),
    ['7bit', 'base64', '7bit', 'quoted-printable'],
  );
  assert.match(data, /\r\n\r\nw6k=\r\n\r\n--b\r\n/);
  assert.match(data, /\r\n\r\nplain words\r\n--b\r\n/);
  assert.match(await inspect(t, data), /dkim=pass/);
});

test('what somebody else has signed, and what says nothing of its 8 bits, is refused to the sender', async (t) => {
  const { place, remote } = await open(t);
  const text = 'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\né\r\n';
  await place.send(['dkim@a.test'], {}, `DKIM-Signature: v=1; d=far.test\r\n${head}${text}`);
  await place.send(
    ['smime@a.test'],
    {},
    `${head}Content-Type: multipart/signed; boundary=b; protocol="application/pkcs7-signature"\r\n\r\n--b\r\n${text}--b--\r\n`,
  );
  await place.send(['bare@a.test'], {}, `${head}\r\né\r\n`);
  await place.relay.idle();
  assert.equal(remote.messages.length, 0);
  const reports = (await place.mailbox('alice')).join();
  for (const name of ['dkim', 'smime', 'bare'])
    assert.match(
      reports,
      new RegExp(`Final-Recipient: rfc822; ${name}@a\\.test\r\nAction: failed\r\nStatus: 5\\.6\\.3`),
    );
});

/** What a server gets of these messages. */
async function sent(
  t: TestContext,
  messages: readonly string[],
  options: Parameters<typeof startSink>[0] = {},
): Promise<Sink['messages']> {
  const remote = await startSink(options);
  t.after(() => remote.close());
  const place = await openRelayPlace(t, zone, { dkim: { list: () => [key] } });
  await place.connect(remote.port);
  for (const message of messages) await place.send(['x@a.test'], { authenticatedAs: 'alice@example.test' }, message);
  await remote.received(messages.length);
  return remote.messages;
}

function assertShort(data: string): void {
  for (const line of data.split('\r\n')) assert.ok(line.length <= 998, `a line of ${line.length} octets`);
}

const bodyOf = (text: string): string => text.slice(text.indexOf('\r\n\r\n') + 4);
const long = 'word '.repeat(300);

test('a line beyond 998 octets leaves in base64, in its part only, and is signed as it leaves (RFC 5321 §4.5.3.1.6)', async (t) => {
  const { place, remote } = await open(t);
  const from = { authenticatedAs: 'alice@example.test' };
  await place.send(['plain@a.test'], from, `From: <alice@example.test>\r\nSubject: of a script\r\n\r\n${long}\r\n`);
  await place.send(
    ['parts@a.test'],
    from,
    `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nshort\r\n--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: 7bit\r\n\r\n<p>${long}</p>\r\n--b--\r\n`,
  );
  // Another's signature would be broken: it goes as it came.
  await place.send(['signed@a.test'], {}, `DKIM-Signature: v=1; d=far.test\r\n${head}\r\n${long}\r\n`);
  await remote.received(3);
  const [plain = '', parts = '', signed = ''] = ['plain', 'parts', 'signed'].map(
    (name) => remote.messages.find(({ rcpt }) => rcpt.join().includes(name))?.data,
  );
  assert.match(plain, /\r\nMIME-Version: 1\.0\r\nContent-Transfer-Encoding: base64\r\n\r\n/);
  assert.equal(Buffer.from(bodyOf(plain), 'base64').toString(), `${long}\r\n`);
  assert.match(await inspect(t, plain), /dkim=pass/);
  assert.match(parts, /\r\n\r\nshort\r\n--b\r\n/);
  assert.match(parts, /text\/html\r\nContent-Transfer-Encoding: base64\r\n\r\n/);
  assert.match(await inspect(t, parts), /dkim=pass/);
  for (const text of [plain, parts]) assertShort(text);
  assert.equal(bodyOf(signed), `${long}\r\n`);
});

test('lines in base64 and quoted-printable are cut where they may be', async (t) => {
  const part = (encoding: string, text: string): string =>
    `--b\r\nContent-Type: text/plain\r\n${encoding === '' ? '' : `Content-Transfer-Encoding: ${encoding}\r\n`}\r\n${text}\r\n`;
  const bytes = Buffer.from('0123456789'.repeat(400));
  const quoted = '=E9a'.repeat(800);
  const message = `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n${part('', 'plain words')}${part('', long)}${part('base64', bytes.toString('base64'))}${part('quoted-printable', quoted)}--b--\r\n`;
  const [{ data = '', mail = '' } = {}] = await sent(t, [message], { offers: ['PIPELINING', 'SIZE 1000000'] });
  assertShort(data);
  const [, first = '', second = '', third = '', fourth = ''] = data.split(/\r\n--b(?:--)?\r\n/);
  assert.equal(first, 'Content-Type: text/plain\r\n\r\nplain words');
  assert.match(second, /^Content-Type: text\/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n/);
  assert.equal(Buffer.from(bodyOf(second), 'base64').toString(), long);
  assert.deepEqual(Buffer.from(bodyOf(third), 'base64'), bytes);
  for (const line of bodyOf(third).split('\r\n')) assert.equal(line.length % 4, 0);
  assert.equal(bodyOf(fourth).replaceAll('=\r\n', ''), quoted);
  for (const line of bodyOf(fourth).split('\r\n')) assert.match(line, /^(?:=E9|a)+=?$/);
  assert.match(await inspect(t, data), /dkim=pass/);
  const size = Number(/ SIZE=(\d+)/.exec(mail)?.[1]);
  assert.ok(Math.abs(size - data.length) < 1500 && size > message.length, mail);
});

test('a field of the header is folded at its spaces (RFC 5322 §2.2.3)', async (t) => {
  const to = Array.from({ length: 100 }, (_, at) => `<person.${at}@a.test>`).join(', ');
  const message = `${head}To: ${to}\r\nX-Word: ${'y'.repeat(1200)} end\r\n\r\nHi\r\n`;
  const [{ data = '' } = {}] = await sent(t, [message]);
  const unfolded = data.replaceAll(/\r\n(?=[ \t])/g, '');
  assert.ok(unfolded.includes(`\r\nTo: ${to}\r\nX-Word: ${'y'.repeat(1200)} end\r\n\r\nHi`));
  const lines = data.split('\r\n').filter((line) => line.length > 998);
  // A word is not cut.
  assert.deepEqual(lines, [` ${'y'.repeat(1200)}`]);
  assert.match(await inspect(t, data), /dkim=pass/);
});

test('a field that is written anew is not folded as well: nothing of it comes to stand in the header twice', async (t) => {
  const encoding = `Content-Transfer-Encoding: 7bit (${'so '.repeat(400)})\r\n`;
  const [{ data = '' } = {}] = await sent(t, [`${head}${encoding}X-After: kept\r\n\r\n${long}\r\n`]);
  assert.match(data, /\r\nContent-Transfer-Encoding: base64\r\nX-After: kept\r\n\r\n/);
  assert.equal(Buffer.from(bodyOf(data), 'base64').toString(), `${long}\r\n`);
});

test('no NUL leaves: a server that drops it could see the end of the message behind it', async (t) => {
  const hidden = 'a\r\n\0.\r\nMAIL FROM:<x@y.test>\r\n';
  const [plain, encoded, signed] = [
    `${head}X-Nul: a\0b\r\n\r\n${hidden}`,
    `${head}Content-Transfer-Encoding: base64\r\n\r\n${hidden}`,
    `DKIM-Signature: v=1; d=far.test\r\n${head}\r\n${hidden}`,
  ];
  const messages = await sent(t, [plain, encoded, signed]);
  const [first = '', second = '', third = ''] = messages.map(({ data }) => data);
  assert.ok(first.includes('\r\nX-Nul: ab\r\n'));
  assert.equal(Buffer.from(bodyOf(first), 'base64').toString(), hidden);
  for (const data of [second, third]) assert.ok(data.endsWith('a\r\n.\r\nMAIL FROM:<x@y.test>\r\n'), data);
  for (const data of [first, second]) assert.match(await inspect(t, data), /dkim=pass/);
});
