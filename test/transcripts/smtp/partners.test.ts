import 'reflect-metadata';
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { after, before, test } from 'node:test';
import * as x509 from '@peculiar/x509';
import { transportSettings } from '../../../server/src/domain/configuration/transport-settings.ts';
import { SmtpClient } from './smtp-client.ts';
import { type SmtpServer, startSmtpServer } from './smtp-server.ts';

interface Shown {
  readonly cert: string;
  readonly key: string;
}

/** A certificate as servers have it, for both ends of TLS; it vouches for itself. */
async function certificateFor(name: string): Promise<Shown> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const made = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: `CN=${name}`,
      notBefore: new Date(Date.now() - 86_400_000),
      notAfter: new Date(Date.now() + 86_400_000),
      signingAlgorithm: algorithm,
      keys: keys as CryptoKeyPair,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
        new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: name }]),
      ],
    },
    webcrypto as unknown as Parameters<typeof x509.X509CertificateGenerator.createSelfSigned>[1],
  );
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return { cert: made.toString('pem'), key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n` };
}

let server: SmtpServer;
let partner: Shown;
let other: Shown;
let unknown: Shown;
const message = 'Subject: x\r\n\r\nHello\r\n';

before(async () => {
  [partner, other, unknown] = await Promise.all([
    certificateFor('partner.test'),
    certificateFor('other.test'),
    certificateFor('partner.test'),
  ]);
  server = await startSmtpServer({ clientAuthorities: [partner.cert, other.cert] });
});
after(() => server.stop());

async function connected(own?: Shown): Promise<SmtpClient> {
  const plain = await SmtpClient.connect(server.ports.world);
  await plain.say('EHLO mx.partner.test');
  const secure = await plain.startTls(own);
  await secure.say('EHLO mx.partner.test');
  return secure;
}

test('the group Partners: whoever proves to be a named domain may submit, in its name and to our mailboxes only', async () => {
  await server.connectors.update(server.connector('world').Guid, { PermissionGroups: ['Partners'] });
  const notYet = await connected(partner);
  assert.match(await notYet.say('MAIL FROM:<a@partner.test>'), /^530 5\.7\.1 /);
  await server.settings.configure(transportSettings, { TLSReceiveDomainSecureList: ['Partner.test'] });
  const known = await connected(partner);
  assert.match(await known.send('a@partner.test', ['far@elsewhere.test'], message), /^550 5\.7\.1 Unable to relay/);
  await known.say('RSET');
  assert.match(await known.send('a@partner.test', ['anna@example.test'], message), /^250 /);
  assert.match(await known.send('', ['anna@example.test'], message), /^250 /);
  // What he is for one sender he is not for the next.
  assert.match(await known.say('MAIL FROM:<a@other.test>'), /^530 5\.7\.1 /);
  const plain = await SmtpClient.connect(server.ports.world);
  await plain.say('EHLO mx.partner.test');
  assert.match(await plain.say('MAIL FROM:<a@partner.test>'), /^530 5\.7\.1 /);
  for (const own of [undefined, unknown, other]) {
    const stranger = await connected(own);
    assert.match(await stranger.say('MAIL FROM:<a@partner.test>'), /^530 5\.7\.1 /);
    assert.match(await stranger.say('MAIL FROM:<>'), /^530 5\.7\.1 /);
  }
});

test('TlsDomainCapabilities names the certificate that makes a partner, whatever the sender', async () => {
  await server.connectors.update(server.connector('world').Guid, {
    PermissionGroups: ['Partners'],
    TlsDomainCapabilities: ['other.test:AcceptOorgProtocol'],
  });
  const known = await connected(other);
  assert.match(await known.send('a@third.test', ['anna@example.test'], message), /^250 /);
  const stranger = await connected(unknown);
  assert.match(await stranger.say('MAIL FROM:<a@third.test>'), /^530 5\.7\.1 /);
  await server.connectors.update(server.connector('world').Guid, { TlsDomainCapabilities: [] });
});

test('DomainSecureEnabled: nobody else writes in the name of a secured domain; others are as they were', async () => {
  await server.connectors.update(server.connector('world').Guid, {
    PermissionGroups: ['AnonymousUsers'],
    DomainSecureEnabled: true,
  });
  await server.settings.configure(transportSettings, {
    TLSReceiveDomainSecureList: ['partner.test', '*.partner.test'],
  });
  const plain = await SmtpClient.connect(server.ports.world);
  await plain.say('EHLO mx.partner.test');
  assert.match(await plain.say('MAIL FROM:<a@partner.test>'), /^530 5\.7\.0 Must issue a STARTTLS command first/);
  assert.match(await plain.send('a@third.test', ['anna@example.test'], message), /^250 /);
  const refused = /^451 4\.7\.5 Mail from partner\.test needs mutual TLS with a certificate for partner\.test: /;
  assert.match(await (await connected()).say('MAIL FROM:<a@partner.test>'), refused);
  assert.match(await (await connected(unknown)).say('MAIL FROM:<a@partner.test>'), refused);
  assert.match(await (await connected(other)).say('MAIL FROM:<a@partner.test>'), refused);
  const known = await connected(partner);
  assert.match(await known.say('MAIL FROM:<a@sub.partner.test>'), /^451 4\.7\.5 .*the certificate is for another name/);
  assert.match(await known.send('a@partner.test', ['anna@example.test'], message), /^250 /);
});

test('what a client says before the handshake that asks for its certificate is nobody’s (RFC 3207 §4.2)', async () => {
  const plain = await SmtpClient.connect(server.ports.world);
  await plain.say('EHLO c');
  plain.lines.send('STARTTLS\r\nMAIL FROM:<injected@third.test>\r\n');
  assert.match(await plain.reply(), /^220 /);
  const secure = new (SmtpClient as unknown as { new (lines: unknown): SmtpClient })(
    await plain.lines.startTls(partner),
  );
  assert.match(await secure.say('RCPT TO:<anna@example.test>'), /^503 5\.5\.2 Send hello first/);
});
