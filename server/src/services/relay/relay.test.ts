import assert from 'node:assert/strict';
import { databaseFor, onBothEngines } from '../../../../test/support/both-engines.ts';
import { ByteSize, Credential, SecureText } from '@relais/management-contract';
import { makeSelfSigned } from '../../platform/tls/self-signed.ts';
import { openRelayPlace, placesStandOn, type Zone } from './relay-place.fixture.ts';
import { type Sink, type SinkOptions, startSink } from './sink-server.fixture.ts';

placesStandOn(databaseFor);

const hour = 3_600_000;
const zone: Zone = {
  mx: {
    'a.test': [[10, 'mx.a.test']],
    'b.test': [[10, 'mx.a.test']],
    'two.test': [
      [20, 'second.test'],
      [10, 'first.test'],
    ],
    'nomail.test': [[0, '']],
    'own.test': [[10, 'CAS01.example.test']],
    'backup.test': [
      [10, 'mx.a.test'],
      [20, 'cas01.example.test'],
    ],
    'noaddress.test': [[10, 'empty.test']],
    'broken.test': [],
  },
  addresses: {
    'mx.a.test': ['127.0.0.1'],
    'plain.test': ['127.0.0.1'],
    'first.test': ['127.0.0.9'],
    'second.test': ['127.0.0.1'],
    'empty.test': [],
    'xn--bcher-kva.test': ['127.0.0.1'],
  },
};
const everything = ['PIPELINING', 'SIZE 100000', '8BITMIME', 'SMTPUTF8', 'DSN', 'ENHANCEDSTATUSCODES'];

async function sink(t: { after(work: () => Promise<void>): void }, options: SinkOptions = {}): Promise<Sink> {
  const started = await startSink(options);
  t.after(() => started.close());
  return started;
}

/** Fields of the second part of a report, by recipient. */
function statusOf(report: string): readonly Readonly<Record<string, string>>[] {
  const part = /Content-Type: message\/delivery-status\r\n\r\n([\s\S]*?)\r\n--/.exec(report)?.[1] ?? '';
  return part
    .split('\r\n\r\n')
    .slice(1)
    .map((group) =>
      Object.fromEntries(
        group
          .split('\r\n')
          .filter((line) => line !== '')
          .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
      ),
    );
}

function textOf(report: string): string {
  const part = /Content-Transfer-Encoding: base64\r\n[^\r]*\r\n\r\n([\s\S]*?)\r\n--/.exec(report)?.[1] ?? '';
  return Buffer.from(part, 'base64').toString();
}

for (const offers of [everything, []]) {
  onBothEngines(`mail goes out ${offers.length > 0 ? 'pipelined' : 'line by line'}, byte for byte`, async (t) => {
    const server = await sink(t, { offers });
    const place = await openRelayPlace(t, zone);
    await place.connect(server.port);
    const content = 'Subject: dots\r\n\r\n.\r\n..\r\n.x\r\nend';
    await place.send(['x@a.test', 'y@a.test'], {}, content);
    await place.relay.idle();
    assert.equal(server.messages.length, 1);
    const [message] = server.messages;
    assert.equal(message?.data, `${content}\r\n`);
    assert.equal(message?.helo, 'EHLO cas01.example.test');
    assert.equal(
      message?.mail,
      offers.length > 0
        ? `MAIL FROM:<alice@example.test> SIZE=${content.length} BODY=7BIT`
        : 'MAIL FROM:<alice@example.test>',
    );
    assert.deepEqual(message?.rcpt, ['RCPT TO:<x@a.test>', 'RCPT TO:<y@a.test>']);
    assert.equal(await place.waiting(), 0);
    assert.deepEqual(
      (await place.tracking.search({ limit: null })).map(({ eventId, recipients }) => [eventId, recipients.length]),
      [
        ['RECEIVE', 2],
        ['SEND', 2],
      ],
    );
  });
}

onBothEngines('one connection carries many messages, up to its limit', async (t) => {
  const server = await sink(t, { offers: everything });
  const place = await openRelayPlace(t, zone, { limits: { perNextHop: 1 } });
  const connector = await place.connect(server.port, { SmtpMaxMessagesPerConnection: 4 });
  await place.queue.changeHop(`dns ${connector.Guid} a.test`, { suspended: true });
  for (let count = 0; count < 10; count += 1) await place.send(['x@a.test']);
  await place.relay.idle();
  assert.equal(server.messages.length, 0);
  await place.queue.changeHop(`dns ${connector.Guid} a.test`, { suspended: false });
  await place.relay.idle();
  assert.equal(server.messages.length, 10);
  assert.equal(server.connections, 3);
});

onBothEngines('a long queue gets more connections, and never more than the limit', async (t) => {
  const server = await sink(t, { offers: everything });
  const place = await openRelayPlace(t, zone, { limits: { perNextHop: 3 } });
  const connector = await place.connect(server.port);
  const nextHop = `dns ${connector.Guid} a.test`;
  await place.queue.changeHop(nextHop, { suspended: true });
  for (let count = 0; count < 60; count += 1) await place.send(['x@a.test'], {}, `Message-ID: <${count}@x>\r\n\r\n`);
  await place.queue.changeHop(nextHop, { suspended: false });
  await place.relay.idle();
  assert.equal(new Set(server.messages.map(({ data }) => data)).size, 60);
  assert.equal(server.messages.length, 60);
  const used = new Set(server.messages.map(({ connection }) => connection)).size;
  assert.ok(used > 1 && server.connections <= 5, `${used} of ${server.connections} connections`);
});

onBothEngines('each recipient has an outcome of his own', async (t) => {
  let busy = true;
  const server = await sink(t, {
    offers: everything,
    answer: (command) =>
      command === 'RCPT TO:<no@a.test>'
        ? '550 5.1.1 No such user'
        : command === 'RCPT TO:<later@a.test>' && busy
          ? '450 4.2.1 Busy'
          : null,
  });
  const place = await openRelayPlace(t, zone);
  await place.connect(server.port);
  await place.send(['yes@a.test', 'no@a.test', 'later@a.test']);
  await place.relay.idle();
  assert.deepEqual(server.messages[0]?.rcpt, ['RCPT TO:<yes@a.test>']);
  const [waiting] = await place.queue.messages({ most: 9 });
  assert.deepEqual(
    waiting?.recipients.map(({ address, lastError }) => [address, lastError]),
    [['later@a.test', '450 4.2.1 Busy']],
  );
  const [report] = await place.mailbox('alice');
  assert.deepEqual(statusOf(report ?? ''), [
    {
      'Final-Recipient': 'rfc822; no@a.test',
      Action: 'failed',
      Status: '5.1.1',
      'Remote-MTA': 'dns; mx.a.test',
      'Diagnostic-Code': 'smtp; 550 5.1.1 No such user',
      'Last-Attempt-Date': 'Thu, 1 Jan 2026 00:00:00 +0000',
    },
  ]);
  busy = false;
  await place.later(59_000);
  assert.equal(server.messages.length, 1);
  await place.later(1000);
  assert.deepEqual(server.messages[1]?.rcpt, ['RCPT TO:<later@a.test>']);
  assert.equal(await place.waiting(), 0);
  const events = (await place.tracking.search({ limit: null })).map(({ eventId }) => eventId);
  assert.deepEqual(events, ['RECEIVE', 'DSN', 'SEND', 'FAIL', 'DEFER', 'DELIVER', 'SEND']);
});

onBothEngines(
  'when all recipients are refused nothing is sent, pipelined or not, and the connection goes on',
  async (t) => {
    for (const offers of [everything, []]) {
      const server = await sink(t, {
        offers,
        answer: (command) => (command.startsWith('RCPT TO:<no') ? '550 5.1.1 No' : null),
      });
      const place = await openRelayPlace(t, zone, { limits: { perNextHop: 1 } });
      const connector = await place.connect(server.port);
      await place.queue.changeHop(`dns ${connector.Guid} a.test`, { suspended: true });
      await place.send(['no@a.test']);
      await place.send(['yes@a.test']);
      await place.queue.changeHop(`dns ${connector.Guid} a.test`, { suspended: false });
      await place.relay.idle();
      assert.deepEqual(
        server.messages.map(({ rcpt }) => rcpt),
        [['RCPT TO:<yes@a.test>']],
      );
      assert.equal(server.connections, 1);
      assert.equal((await place.mailbox('alice')).length, 1);
    }
  },
);

onBothEngines('a connection lost before the reply to the end of data is tried again; after it, never', async (t) => {
  let drops = 2;
  const server = await sink(t, {
    offers: everything,
    answer: (command) => (command === '.' && (drops -= 1) >= 0 ? 'drop' : null),
  });
  const place = await openRelayPlace(t, zone);
  await place.connect(server.port);
  await place.send(['x@a.test']);
  await place.relay.idle();
  assert.equal(await place.waiting(), 1);
  await place.later(60_000);
  await place.later(120_000);
  assert.equal(server.messages.length, 1);
  const closing = await sink(t, { offers: everything, closesAfterMessage: true });
  const other = await openRelayPlace(t, zone);
  await other.connect(closing.port);
  await other.send(['x@a.test']);
  await other.later(48 * hour);
  assert.equal(closing.messages.length, 1);
  assert.equal(await other.waiting(), 0);
});

onBothEngines('421 in the middle loses nothing and decides nothing', async (t) => {
  let closed = 1;
  const server = await sink(t, {
    offers: everything,
    answer: (command) => (command.startsWith('RCPT TO:<b') && (closed -= 1) >= 0 ? '421 4.3.2 Going down' : null),
  });
  const place = await openRelayPlace(t, zone);
  await place.connect(server.port);
  await place.send(['a@a.test', 'b@a.test']);
  await place.relay.idle();
  assert.equal(server.messages.length, 0);
  await place.later(60_000);
  assert.equal(server.messages[0]?.rcpt.length, 2);
  assert.deepEqual(await place.mailbox('alice'), []);
});

onBothEngines('a host that is down: back-off, a notice after 4 hours, a report after 2 days', async (t) => {
  const place = await openRelayPlace(t, zone);
  // Nobody listens there, and nobody else of this machine will be given it meanwhile.
  const connector = await place.connect(1);
  await place.send(['x@a.test']);
  await place.relay.idle();
  const hop = () => place.queue.hop(`dns ${connector.Guid} a.test`);
  const waits: number[] = [];
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const wait = (hop()?.nextAttempt ?? 0) - place.clock.now();
    waits.push(wait / 60_000);
    await place.later(wait);
  }
  assert.deepEqual(waits, [1, 2, 5, 10, 15, 20, 30, 30]);
  assert.match(hop()?.lastError ?? '', /cannot connect to 127\.0\.0\.1/);
  await place.later(4 * hour - 113 * 60_000);
  const [notice] = await place.mailbox('alice');
  assert.match(notice ?? '', /^Subject: Delivery delayed: Hello\r$/m);
  assert.equal(statusOf(notice ?? '')[0]?.Action, 'delayed');
  assert.equal(statusOf(notice ?? '')[0]?.['Will-Retry-Until'], 'Sat, 3 Jan 2026 00:00:00 +0000');
  // RFC 3464 §2.3.7: of the attempt, which is not the report.
  assert.equal(Date.parse(statusOf(notice ?? '')[0]?.['Last-Attempt-Date'] ?? ''), hop()?.lastAttempt);
  // RFC 3464 §2.3.6: what no server said is no reply of SMTP.
  assert.match(statusOf(notice ?? '')[0]?.['Diagnostic-Code'] ?? '', /^x-relais; mx\.a\.test: cannot connect/);
  assert.match(textOf(notice ?? ''), /we go on trying until 3 January 2026 at 00:00 UTC and tell you/);
  for (let hours = 4; hours < 48; hours += 1) await place.later(hour);
  const [, report, ...more] = await place.mailbox('alice');
  assert.deepEqual(more, []);
  assert.equal(statusOf(report ?? '')[0]?.Status, '4.4.7');
  assert.match(
    statusOf(report ?? '')[0]?.['Diagnostic-Code'] ?? '',
    /^smtp; 550 4\.4\.7 QUEUE\.Expired; message expired \(mx\.a\.test/,
  );
  assert.match(textOf(report ?? ''), /No server took the message/);
  assert.equal(await place.waiting(), 0);
  const failures = await place.tracking.search({ eventId: 'FAIL', limit: null });
  assert.deepEqual(
    failures.map(({ source, sender }) => [source, sender]),
    [['QUEUE', 'alice@example.test']],
  );
});

onBothEngines('who waited four hours is told nothing when his message leaves at that very moment', async (t) => {
  let isDown = true;
  const server = await sink(t, {
    offers: everything,
    answer: (command) => (command === '' && isDown ? '421 4.3.2 Down' : null),
  });
  const place = await openRelayPlace(t, zone);
  const connector = await place.connect(server.port);
  for (let count = 0; count < 5; count += 1) await place.send(['x@a.test']);
  await place.relay.idle();
  const nextHop = `dns ${connector.Guid} a.test`;
  await place.queue.changeHop(nextHop, { nextAttempt: place.clock.now() + 4 * hour });
  await place.send(['y@b.test'], { sender: 'bob@example.test' });
  await place.queue.changeHop(`dns ${connector.Guid} b.test`, { nextAttempt: place.clock.now() + 5 * hour });
  await place.later(4 * hour - 1);
  isDown = false;
  await place.later(2 * hour);
  assert.equal(server.messages.length, 6);
  assert.deepEqual(await place.mailbox('alice'), []);
  assert.match((await place.mailbox('bob')).join(), /^Subject: Delivery delayed: Hello\r$/m);
});

onBothEngines(
  'reports are in the language of the mailbox, with the header of the message, and are no mail to answer',
  async (t) => {
    const place = await openRelayPlace(t, zone);
    await place.connect(25);
    await place.directory.updateMailbox(place.directory.findMailbox('alice')?.guid ?? '', { language: 'fr' });
    await place.send(
      ['x@nowhere.test'],
      { envelopeId: 'E 1' },
      'Subject: =?utf-8?Q?=C3=89t=C3=A9?=\r\nX: secret\r\n\r\nbody text\r\n',
    );
    await place.relay.idle();
    const [report = ''] = await place.mailbox('alice');
    assert.match(report, /^Return-Path: <>\r\n/);
    assert.match(report, /^Auto-Submitted: auto-replied\r$/m);
    assert.match(report, /^Subject: =\?utf-8\?B\?/im);
    assert.match(textOf(report), /Le domaine après @ n’existe pas/);
    assert.match(textOf(report), /^Échec de la remise à ces destinataires ou groupes :\r$/m);
    assert.match(textOf(report), /votre message « Été », envoyé le 1er janvier 2026 à 00:00 UTC\.\r$/m);
    assert.match(textOf(report), /\r\nServeur émetteur : cas01\.example\.test\r\n\r\nx@nowhere\.test\r\n/);
    assert.match(report, /^Original-Envelope-Id: E 1\r$/m);
    assert.match(report, /text\/rfc822-headers\r\n\r\nSubject: =\?utf-8\?Q\?=C3=89t=C3=A9\?=\r\nX: secret\r\n/);
    assert.doesNotMatch(report, /body text/);
    await place.send(['x@nowhere.test'], { ret: 'FULL' }, 'Subject: y\r\n\r\nbody text\r\n');
    await place.relay.idle();
    assert.match((await place.mailbox('alice'))[1] ?? '', /message\/rfc822\r\n\r\nSubject: y\r\n\r\nbody text\r\n/);
  },
);

onBothEngines('nobody is told about a report, nor who said NOTIFY=NEVER', async (t) => {
  const place = await openRelayPlace(t, zone);
  await place.connect(25);
  await place.send(['x@nowhere.test'], { sender: '' });
  await place.send([], { recipients: [{ address: 'x@nowhere.test', notify: [], originalRecipient: null }] });
  await place.send([], { recipients: [{ address: 'x@nowhere.test', notify: ['delay'], originalRecipient: null }] });
  // A report to an address that is gone ends there.
  await place.send(['x@nowhere.test'], { sender: 'nobody@example.test' });
  await place.relay.idle();
  assert.equal(await place.waiting(), 0);
  assert.deepEqual([await place.mailbox('alice'), await place.mailbox('bob')], [[], []]);
});

onBothEngines(
  'NOTIFY=SUCCESS: the next server tells where it knows DSN; otherwise we say that it was relayed',
  async (t) => {
    const asked = {
      recipients: [
        {
          address: 'x@a.test',
          notify: ['success' as const],
          originalRecipient: { type: 'rfc822', address: 'o@a.test' },
        },
      ],
      ret: 'HDRS' as const,
      envelopeId: 'e1',
    };
    const knows = await sink(t, { offers: everything });
    const first = await openRelayPlace(t, zone);
    await first.connect(knows.port);
    await first.send([], asked);
    await first.relay.idle();
    assert.match(knows.messages[0]?.mail ?? '', / RET=HDRS ENVID=e1$/);
    assert.deepEqual(knows.messages[0]?.rcpt, ['RCPT TO:<x@a.test> NOTIFY=SUCCESS ORCPT=rfc822;o@a.test']);
    assert.deepEqual(await first.mailbox('alice'), []);
    const old = await sink(t);
    const second = await openRelayPlace(t, zone);
    await second.connect(old.port);
    await second.send([], asked);
    await second.relay.idle();
    const [report = ''] = await second.mailbox('alice');
    assert.equal(statusOf(report)[0]?.Action, 'relayed');
    assert.equal(statusOf(report)[0]?.['Original-Recipient'], 'rfc822; o@a.test');
  },
);

onBothEngines('the DNS decides: order of exchangers, none, null MX, ourselves, no such domain', async (t) => {
  const server = await sink(t, { offers: everything });
  const place = await openRelayPlace(t, zone);
  await place.connect(server.port);
  for (const domain of ['two.test', 'plain.test', 'backup.test', '[127.0.0.1]', 'bücher.test'])
    await place.send([`x@${domain}`]);
  await place.relay.idle();
  assert.equal(server.messages.length, 5);
  assert.ok(server.messages.some(({ rcpt }) => rcpt[0] === 'RCPT TO:<x@bücher.test>'));
  assert.deepEqual(await place.mailbox('alice'), []);
  for (const domain of ['nomail.test', 'own.test', 'noaddress.test', 'nowhere.test', 'broken.test'])
    await place.send([`x@${domain}`]);
  await place.relay.idle();
  const statuses = (await place.mailbox('alice')).map((report) => statusOf(report)[0]);
  assert.deepEqual(
    new Set(statuses.map((one) => `${one?.['Final-Recipient']} ${one?.Status}`)),
    new Set([
      'rfc822; x@nomail.test 5.1.10',
      'rfc822; x@own.test 5.4.6',
      'rfc822; x@noaddress.test 5.4.4',
      'rfc822; x@nowhere.test 5.1.2',
    ]),
  );
  assert.equal(await place.waiting(), 1);
});

onBothEngines('STARTTLS is used where it is offered, and mail still goes where it fails', async (t) => {
  const tls = await makeSelfSigned(['mx.a.test'], Date.now());
  const offers = ['PIPELINING', 'STARTTLS'];
  const secure = await sink(t, { offers, tls });
  const place = await openRelayPlace(t, zone);
  await place.connect(secure.port);
  await place.send(['x@a.test']);
  await place.relay.idle();
  assert.equal(secure.messages[0]?.secure, true);
  const broken = await sink(t, { offers, injected: 'this is no TLS\r\n' });
  const other = await openRelayPlace(t, zone);
  await other.connect(broken.port);
  await other.send(['x@a.test']);
  await other.relay.idle();
  assert.deepEqual([broken.messages.length, broken.messages[0]?.secure], [1, false]);
});

onBothEngines('RequireTLS: no plain delivery, and the certificate is checked as TlsAuthLevel says', async (t) => {
  const tls = await makeSelfSigned(['mx.a.test'], Date.now());
  const offers = ['STARTTLS'];
  const cases = [
    // Anybody may name a host in the DNS: without TlsDomain the certificate has the recipients' domain, not the host's name.
    { RequireTLS: true, TlsAuthLevel: 'DomainValidation' as const, authorities: [tls.certificate], sent: false },
    ...[
      ['mx.a.test', true],
      ['*.a.test', true],
      ['*.mx.a.test', true],
      ['a.test', false],
      ['*.other.test', false],
      ['mail.other.test', false],
    ].map(([TlsDomain, sent]) => ({
      RequireTLS: true,
      TlsAuthLevel: 'DomainValidation' as const,
      TlsDomain: String(TlsDomain),
      authorities: [tls.certificate],
      sent: sent === true,
    })),
    { RequireTLS: true, TlsAuthLevel: 'CertificateValidation' as const, authorities: [], sent: false },
    { RequireTLS: true, TlsAuthLevel: null, authorities: [], sent: true },
  ];
  for (const { authorities, sent, ...given } of cases) {
    const server = await sink(t, { offers, tls });
    const place = await openRelayPlace(t, zone, { authorities });
    await place.connect(server.port, given);
    await place.send(['x@a.test']);
    await place.relay.idle();
    assert.equal(server.messages.length, sent ? 1 : 0, JSON.stringify(given));
    assert.equal(await place.waiting(), sent ? 0 : 1);
  }
  const plain = await sink(t);
  const place = await openRelayPlace(t, zone);
  const connector = await place.connect(plain.port, { RequireTLS: true });
  await place.send(['x@a.test']);
  await place.relay.idle();
  assert.equal(plain.messages.length, 0);
  assert.match(place.queue.hop(`dns ${connector.Guid} a.test`)?.lastError ?? '', /does not offer STARTTLS/);
});

onBothEngines(
  'DomainSecureEnabled: a secured domain gets its mail only by its own certificate, and sees ours',
  async (t) => {
    const [host, domain, ours] = await Promise.all(
      ['mx.a.test', 'a.test', 'cas01.example.test'].map((name) => makeSelfSigned([name], Date.now())),
    );
    if (host === undefined || domain === undefined || ours === undefined) throw new Error('no certificates');
    const authorities = [host.certificate, domain.certificate];
    const domainSecurity = {
      domains: () => ['A.test'],
      credentials: () => ({ cert: ours.certificate, key: ours.key }),
    };
    const offers = [...everything, 'STARTTLS'];
    const wrong = await sink(t, { offers, tls: { ...host, asks: true } });
    const place = await openRelayPlace(t, zone, { authorities, domainSecurity });
    const connector = await place.connect(wrong.port, { DomainSecureEnabled: true });
    await place.send(['x@a.test']);
    await place.relay.idle();
    assert.equal(wrong.messages.length, 0);
    assert.match(place.queue.hop(`dns ${connector.Guid} a.test`)?.lastError ?? '', /TLS failed: .*a\.test/);
    // Domains that are not in the list are as they were.
    await place.send(['x@b.test']);
    await place.relay.idle();
    assert.deepEqual(
      wrong.messages.map(({ rcpt, shown }) => [rcpt.join(), shown]),
      [['RCPT TO:<x@b.test>', null]],
    );

    const right = await sink(t, { offers, tls: { ...domain, asks: true } });
    const other = await openRelayPlace(t, zone, { authorities, domainSecurity });
    await other.connect(right.port, { DomainSecureEnabled: true });
    await other.send(['x@a.test']);
    await right.received(1);
    assert.equal(right.messages[0]?.shown, 'CN=cas01.example.test');
  },
);

onBothEngines('words said before the TLS handshake are nobody’s (RFC 3207 §4.2)', async (t) => {
  const tls = await makeSelfSigned(['mx.a.test'], Date.now());
  const server = await sink(t, { offers: ['STARTTLS'], tls, injected: '250-sink\r\n250 AUTH PLAIN\r\n' });
  const place = await openRelayPlace(t, zone);
  const connector = await place.connect(server.port, { RequireTLS: true });
  await place.send(['x@a.test']);
  await place.relay.idle();
  assert.equal(server.messages.length, 0);
  assert.ok(place.queue.hop(`dns ${connector.Guid} a.test`)?.lastError);
});

for (const mechanism of ['PLAIN', 'LOGIN']) {
  onBothEngines(`a smart host is signed in to with AUTH ${mechanism}, over TLS where that is required`, async (t) => {
    const tls = await makeSelfSigned(['smart.test'], Date.now());
    const user = { name: 'relay', password: 'géheim' };
    const server = await sink(t, { offers: ['STARTTLS', `AUTH ${mechanism}`], tls, user });
    const place = await openRelayPlace(t, { addresses: { 'smart.test': ['127.0.0.1'] } });
    const given = {
      SmartHosts: [`smart.test:${server.port}`],
      DNSRoutingEnabled: false,
      SmartHostAuthMechanism: 'BasicAuthRequireTLS' as const,
      AuthenticationCredential: new Credential('relay', new SecureText('wrong')),
    };
    const connector = await place.connect(25, given);
    await place.send(['x@one.test', 'y@two.test']);
    await place.relay.idle();
    assert.equal(server.messages.length, 0);
    assert.match(place.queue.hop(`smart-host ${connector.Guid}`)?.lastError ?? '', /refused the credential/);
    await place.sendConnectors.update(connector.Guid, {
      AuthenticationCredential: new Credential('relay', new SecureText(user.password)),
    });
    await place.later(60_000);
    // Different domains, one smart host: one transaction.
    assert.deepEqual(
      server.messages.map((message) => [message.user, message.secure, message.rcpt.length]),
      [['relay', true, 2]],
    );
  });
}

onBothEngines('what a server cannot take is refused to the sender and not sent on the chance', async (t) => {
  const server = await sink(t, { offers: ['SIZE 1000', 'PIPELINING'] });
  const place = await openRelayPlace(t, zone);
  await place.connect(server.port, { MaxMessageSize: new ByteSize(65_536) });
  await place.send(['x@a.test'], {}, `Subject: x\r\n\r\n${'x'.repeat(2000)}`);
  await place.send(['x@a.test'], {}, `Subject: x\r\n\r\n${'x'.repeat(70_000)}`);
  await place.send(['x@a.test'], {}, 'Subject: x\r\n\r\né\r\n');
  await place.send(['jörg@a.test'], { smtpUtf8: true });
  await place.send(['x@a.test'], { smtpUtf8: true }, 'Subject: é\r\n\r\n');
  await place.send(['x@a.test'], {}, `${'Received: by x\r\n'.repeat(61)}\r\n`);
  await place.relay.idle();
  assert.equal(server.messages.length, 0);
  const statuses = (await place.mailbox('alice')).map((report) => statusOf(report)[0]?.Status).sort();
  assert.deepEqual(statuses, ['5.3.4', '5.3.4', '5.4.6', '5.6.3', '5.6.7', '5.6.9']);
  const modern = await sink(t, { offers: everything });
  const other = await openRelayPlace(t, zone);
  await other.connect(modern.port);
  await other.send(['jörg@a.test'], { smtpUtf8: true }, 'Subject: é\r\n\r\né');
  await other.relay.idle();
  assert.match(modern.messages[0]?.mail ?? '', / BODY=8BITMIME SMTPUTF8$/);
});

onBothEngines('what comes while the last connection says goodbye leaves as soon as that is over', async (t) => {
  const [quitting, goodbye] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const server = await sink(t, {
    beforeGoodbye() {
      quitting.resolve();
      return goodbye.promise;
    },
  });
  const place = await openRelayPlace(t, zone);
  await place.connect(server.port);
  await place.send(['x@a.test']);
  await quitting.promise;
  await place.send(['y@a.test']);
  goodbye.resolve();
  await place.relay.idle();
  assert.equal(server.messages.length, 2);
});

onBothEngines('without a connector mail waits as unreachable, and goes when one is made', async (t) => {
  const server = await sink(t, { offers: everything });
  const place = await openRelayPlace(t, zone);
  await place.send(['x@a.test']);
  await place.relay.idle();
  assert.equal((await place.queue.messages({ nextHop: 'unreachable', most: 9 })).length, 1);
  await place.connect(server.port);
  await place.relay.idle();
  assert.equal(server.messages.length, 1);
});

onBothEngines('a server that never answers costs its time-out and no more', async (t) => {
  const server = await sink(t, { answer: (command) => (command === '' ? 'silence' : null) });
  const place = await openRelayPlace(t, zone);
  const connector = await place.connect(server.port);
  const nextHop = `dns ${connector.Guid} a.test`;
  await place.send(['x@a.test']);
  const start = place.clock.now();
  assert.equal(place.relay.connections(nextHop), 1);
  // The socket connects in its own time; the clock goes on until the relay has given up.
  while (place.queue.hop(nextHop)?.lastError === null) {
    place.clock.advance(1000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.ok(place.clock.now() - start >= 60_000);
  await place.relay.idle();
  assert.equal(place.relay.connections(nextHop), 0);
  assert.equal(await place.waiting(), 1);
});

onBothEngines(
  'a message that is held leaves when its time comes, and only then begins to expire (RFC 4865)',
  async (t) => {
    const remote = await sink(t, { offers: everything });
    const place = await openRelayPlace(t, zone);
    await place.connect(remote.port);
    await place.send(['x@a.test'], { releaseAt: place.clock.now() + 60 * hour });
    await place.later(59 * hour);
    assert.equal(remote.messages.length, 0);
    assert.equal(await place.waiting(), 1);
    await place.later(hour);
    await remote.received(1);
    assert.deepEqual(await place.mailbox('alice'), []);
  },
);

onBothEngines(
  'DELIVERBY: what is left of the time goes on; a server without it gets no message that must be returned (RFC 2852 §4)',
  async (t) => {
    const remote = await sink(t, { offers: [...everything, 'DELIVERBY', 'MT-PRIORITY'] });
    const place = await openRelayPlace(t, zone);
    await place.connect(remote.port);
    const deliverBy = { time: place.clock.now() + 120_500, mode: 'R' } as const;
    await place.send(['x@a.test'], { deliverBy, mtPriority: 4 });
    await remote.received(1);
    assert.match(remote.messages[0]?.mail ?? '', / BY=120;R MT-PRIORITY=4$/);
    await place.relay.idle();
    assert.deepEqual(await place.mailbox('alice'), []);
    // The T of a trace goes along, and tells the sender of this server.
    await place.send(['x@a.test'], { deliverBy: { time: place.clock.now() + 120_500, mode: 'N', trace: true } });
    await remote.received(2);
    assert.match(remote.messages[1]?.mail ?? '', / BY=120;NT$/);
    await place.relay.idle();
    assert.match((await place.mailbox('alice')).join(), /^Action: relayed\r$/m);
    const plain = await sink(t, { offers: everything });
    const other = await openRelayPlace(t, zone);
    await other.connect(plain.port);
    await other.send(['x@a.test'], { deliverBy: { time: other.clock.now() + 120_000, mode: 'R' } });
    await other.relay.idle();
    assert.match((await other.mailbox('alice'))[0] ?? '', /Status: 5\.3\.3/);
  },
);

onBothEngines(
  'DELIVERBY: who promises no delivery in so short a time is not given the message (RFC 2852 §4.1.4.1)',
  async (t) => {
    const remote = await sink(t, { offers: [...everything, 'DELIVERBY 240'] });
    const place = await openRelayPlace(t, zone);
    await place.connect(remote.port);
    const within = (seconds: number) => ({ time: place.clock.now() + seconds * 1000, mode: 'R' }) as const;
    await place.send(['x@a.test'], { deliverBy: within(239) });
    // Less than a second is left: BY=0;R cannot be said.
    await place.send(['y@a.test'], { deliverBy: within(0.5) });
    await place.send(['z@a.test'], { deliverBy: within(241) });
    await remote.received(1);
    await place.relay.idle();
    assert.deepEqual(
      remote.messages.map(({ rcpt }) => rcpt.length),
      [1],
    );
    assert.match(remote.messages[0]?.rcpt[0] ?? '', /z@a\.test/);
    const reports = (await place.mailbox('alice')).map((text) => statusOf(text)[0]);
    const statuses = reports.map((fields) => `${fields?.['Final-Recipient']} ${fields?.Status}`);
    assert.deepEqual(statuses.sort(), ['rfc822; x@a.test 5.3.3', 'rfc822; y@a.test 5.4.7']);
    for (const text of await place.mailbox('alice'))
      assert.match(text, /^Deliver-By-Date: \w{3}, 1 Jan 2026 00:0\d:\d\d \+0000\r$/m);
  },
);

onBothEngines(
  'DELIVERBY: a server that will not tell of the delay is asked for DSN, and the sender told that it has the message (RFC 2852 §4.1.4.2)',
  async (t) => {
    const remote = await sink(t, { offers: everything });
    const place = await openRelayPlace(t, zone);
    await place.connect(remote.port);
    const deliverBy = { time: place.clock.now() + 120_000, mode: 'N' } as const;
    const to = (address: string, notify: readonly ('success' | 'failure' | 'delay')[] | null) => ({
      address,
      notify,
      originalRecipient: null,
    });
    const recipients = [to('x@a.test', null), to('y@a.test', ['failure']), to('z@a.test', [])];
    await place.send([], { deliverBy, recipients });
    await remote.received(1);
    await place.relay.idle();
    assert.deepEqual(
      remote.messages[0]?.rcpt.map((line) => /NOTIFY=.*/.exec(line)?.[0]),
      ['NOTIFY=FAILURE,DELAY', 'NOTIFY=FAILURE,DELAY', 'NOTIFY=NEVER'],
    );
    const [report, ...others] = await place.mailbox('alice');
    assert.deepEqual(others, []);
    assert.deepEqual(
      statusOf(report ?? '').map((fields) => [fields['Final-Recipient'], fields.Action]),
      [
        ['rfc822; x@a.test', 'relayed'],
        ['rfc822; y@a.test', 'relayed'],
      ],
    );
    // Past its time there is nothing left to hear of.
    await place.send(['x@a.test'], { deliverBy: { time: place.clock.now() - 1000, mode: 'N' } });
    await remote.received(2);
    await place.relay.idle();
    assert.doesNotMatch(remote.messages[1]?.rcpt[0] ?? '', /NOTIFY/);
    assert.doesNotMatch((await place.mailbox('alice')).slice(1).join(), /^Action: relayed/m);
  },
);

onBothEngines(
  'no more MAIL goes over a connection than the server takes, refused ones counted (RFC 9422 §4.1)',
  async (t) => {
    const remote = await sink(t, {
      offers: [...everything, 'LIMITS MAILMAX=2 RCPTMAX=1'],
      answer: (command) => (command.startsWith('RCPT TO:<no') ? '550 5.1.1 Unknown' : null),
    });
    const place = await openRelayPlace(t, zone);
    await place.connect(remote.port);
    await place.send(['no@a.test', 'x@a.test', 'y@a.test', 'z@a.test']);
    for (let wait = 0; remote.messages.length < 3 && wait < 10; wait += 1) await place.later(5 * 60_000);
    assert.deepEqual(remote.messages.map(({ rcpt }) => /<(\w+)@/.exec(rcpt[0] ?? '')?.[1]).sort(), ['x', 'y', 'z']);
    const perConnection = new Map<number, number>();
    for (const { connection } of remote.messages)
      perConnection.set(connection, (perConnection.get(connection) ?? 0) + 1);
    assert.ok([...perConnection.values()].every((count) => count <= 2));
    assert.equal(remote.commands.filter((line) => line.startsWith('MAIL')).length, 4);
    assert.ok(remote.connections >= 2);
  },
);

onBothEngines('DELIVERBY: a message that cannot leave in time is returned then, or its sender told', async (t) => {
  const place = await openRelayPlace(t, zone);
  await place.connect(1);
  await place.send(['x@a.test'], { deliverBy: { time: place.clock.now() + hour, mode: 'R' } });
  await place.send(['y@a.test'], { deliverBy: { time: place.clock.now() + hour, mode: 'N' } });
  await place.later(hour / 2);
  assert.equal((await place.mailbox('alice')).length, 0);
  await place.later(hour);
  // What a connection has in hand when its time is over is looked at a minute later.
  while ((await place.mailbox('alice')).length < 2) await place.later(60_000);
  const reports = (await place.mailbox('alice')).map((text) => /^Action: (.*)$/m.exec(text)?.[1]?.trim());
  assert.deepEqual(reports.sort(), ['delayed', 'failed']);
  const failed = (await place.mailbox('alice')).find((text) => /^Action: failed/m.test(text)) ?? '';
  // RFC 2852 §4.1.3
  assert.equal(statusOf(failed)[0]?.Status, '5.4.7');
  assert.match(textOf(failed), /in the time that you had set/);
});

onBothEngines(
  'the time of a message is kept also behind one that may wait longer, and an attempt under way',
  async (t) => {
    const place = await openRelayPlace(t, zone);
    await place.connect(1);
    await place.send(['x@a.test']);
    await place.send(['y@a.test'], { deliverBy: { time: place.clock.now() + hour, mode: 'R' } });
    await place.later(hour);
    assert.match((await place.mailbox('alice')).join(), /Final-Recipient: rfc822; y@a\.test\r\nAction: failed/);
    assert.equal(await place.waiting(), 1);

    const asked = Promise.withResolvers<void>();
    const server = await sink(t, {
      offers: ['DELIVERBY'],
      answer(command) {
        if (!command.startsWith('MAIL')) return null;
        asked.resolve();
        return 'silence';
      },
    });
    const other = await openRelayPlace(t, zone);
    await other.connect(server.port);
    await other.send(['x@a.test'], { deliverBy: { time: other.clock.now() + 30_000, mode: 'R' } });
    await asked.promise;
    // RFC 5321 §4.5.3.2.2 asks for five minutes; the connector waits ten.
    other.clock.advance(10 * 60_000);
    await other.relay.idle();
    assert.match((await other.mailbox('alice')).join(), /Action: failed\r\nStatus: 5\.4\.7/);
    assert.equal(await other.waiting(), 0);
  },
);

onBothEngines(
  'REQUIRETLS: only to a server that is verified and offers it; the report does not carry the content (RFC 8689)',
  async (t) => {
    const { key, certificate } = await makeSelfSigned(['localhost'], Date.now());
    const tls = { key, certificate };
    const remote = await sink(t, { offers: [...everything, 'STARTTLS', 'REQUIRETLS'], tls });
    const place = await openRelayPlace(t, zone, { authorities: [certificate] });
    const smart = { DNSRoutingEnabled: false, SmartHosts: ['localhost'] };
    const local: Zone = { addresses: { localhost: ['127.0.0.1'] } };
    const verified = await openRelayPlace(t, local, { authorities: [certificate] });
    await verified.connect(remote.port, smart);
    await verified.send(['x@a.test'], { requireTls: true });
    await remote.received(1);
    assert.match(remote.messages[0]?.mail ?? '', / REQUIRETLS/);
    // By MX records that nobody vouches for it is not known who the server is.
    await place.connect(remote.port);
    await place.send(['x@a.test'], { requireTls: true, ret: 'FULL' });
    await place.relay.idle();
    const [report = ''] = await place.mailbox('alice');
    assert.match(report, /Status: 5\.7\.30/);
    assert.match(textOf(report), /You asked for a protected way/);
    // Nobody there said so.
    assert.match(textOf(report), /The reason given: REQUIRETLS support required/);
    assert.match(report, /Content-Type: text\/rfc822-headers/);
  },
);
