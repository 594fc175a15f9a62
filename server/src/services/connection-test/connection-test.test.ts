import assert from 'node:assert/strict';
import { type AddressInfo, createServer as createTcp, type Server, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { createServer as createTls } from 'node:tls';
import { makeSelfSigned } from '../../platform/tls/self-signed.ts';
import { testSetting } from './test-setting.ts';
import type { DayText, TestStep } from './test-step.ts';

const dayMs = 86_400_000;

async function portOf(t: TestContext, server: Server): Promise<number> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => open.add(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function pop3Over(t: TestContext, made: number): Promise<number> {
  const { certificate: cert, key } = await makeSelfSigned(['pop.example.test'], made);
  const server = createTls({ cert, key }, (socket) => socket.on('error', () => undefined).end('+OK ready\r\n'));
  return portOf(t, server);
}

async function stepsOf(port: number, language: 'en' | 'fr', dayText?: DayText): Promise<readonly TestStep[]> {
  const steps: TestStep[] = [];
  const setting = { serverName: 'pop.example.test', port, encryption: 'SSL' as const };
  for await (const step of testSetting('pop', setting, {
    identity: null,
    address: '127.0.0.1',
    language,
    signal: new AbortController().signal,
    ...(dayText === undefined ? {} : { dayText }),
  })) {
    if (step.outcome !== 'running') steps.push(step);
  }
  return steps;
}

test('a certificate is told in words, its day as the reader writes days', async (t) => {
  const port = await pop3Over(t, Date.now());
  for (const [language, words] of [
    ['en', /^Valid until \d{1,2} \p{L}+ \d{4}, but it is self-signed: mail programs will warn\.$/u],
    ['fr', /^Valable jusqu’au \d{1,2} \p{L}+ \d{4}, mais il est auto-signé : les logiciels avertiront\.$/u],
  ] as const) {
    const certificate = (await stepsOf(port, language)).find(({ step }) => step === 'certificate');
    assert.equal(certificate?.outcome, 'warning');
    assert.match(certificate.detail ?? '', words);
    assert.ok(certificate.day !== undefined && certificate.detail?.includes(certificate.day));
  }
  const own = (await stepsOf(port, 'fr', (moment) => new Date(moment).toISOString())).find(
    ({ step }) => step === 'certificate',
  );
  assert.match(own?.day ?? '', /^\d{4}-\d{2}-\d{2}T/);
  assert.match(own?.detail ?? '', new RegExp(`^Valable jusqu’au ${own?.day}, mais `));
});

test('a certificate that begins tomorrow, or ended long ago, is refused with its day in words', async (t) => {
  for (const [made, words] of [
    [Date.now() + 3 * dayMs, /^The certificate is valid only from \d{1,2} \p{L}+ \d{4} on\.$/u],
    [Date.now() - 3650 * dayMs, /^The certificate expired on \d{1,2} \p{L}+ \d{4}; mail programs refuse it\./u],
  ] as const) {
    const certificate = (await stepsOf(await pop3Over(t, made), 'en')).find(({ step }) => step === 'certificate');
    assert.equal(certificate?.outcome, 'bad');
    assert.match(certificate.detail ?? '', words);
  }
});

test('what does not answer, or is no TLS, is told without the system’s codes', async (t) => {
  const plain = await portOf(
    t,
    createTcp((socket) => socket.end('+OK this is POP3 without TLS\r\n')),
  );
  const broken = await portOf(
    t,
    createTcp((socket) => socket.once('data', () => socket.resetAndDestroy())),
  );
  const gone = createTcp();
  const closed = await portOf(t, gone);
  await new Promise((resolve) => gone.close(resolve));
  for (const [port, name, en, fr] of [
    [plain, 'tls', /^TLS cannot be started: what answers is not TLS\./, /ce qui répond n’est pas du TLS\./],
    [broken, 'tls', /^TLS cannot be started: .*the connection/, /^TLS ne peut pas démarrer : /],
    [closed, 'connect', /^Nothing listens on port /, /^Rien n’écoute sur le port /],
  ] as const) {
    for (const [language, words] of [
      ['en', en],
      ['fr', fr],
    ] as const) {
      const bad = (await stepsOf(port, language)).find(({ outcome }) => outcome === 'bad');
      assert.equal(bad?.step, name, bad?.detail);
      assert.match(bad.detail ?? '', words);
      assert.doesNotMatch(bad.detail ?? '', /\bE[A-Z]{5,}\b|ERR_|SSL routines|_SSL/, bad.detail);
    }
  }
});
