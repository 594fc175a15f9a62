import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import type { TransportSettings } from '../../../server/src/domain/configuration/transport-settings.ts';
import { startTestDns, type TestDns, type Zone } from '../../../server/src/platform/dns/dns-server.fixture.ts';
import { milterAnswer, startMilter } from '../../../server/src/services/content-filters/milter.fixture.ts';
import { databaseFor, onBothEngines } from '../../support/both-engines.ts';
import { SmtpClient } from './smtp-client.ts';
import { type SmtpServer, startSmtpServer } from './smtp-server.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const short = generateKeyPairSync('rsa', { modulusLength: 512 });
const publicOf = (key: KeyObject): string => key.export({ type: 'spki', format: 'der' }).toString('base64');

// The example of RFC 8463 appendix A, line for line.
const rfc8463 = `DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=brisbane; t=1528637909; h=from : to :
 subject : date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
 Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
From: Joe SixPack <joe@football.example.com>
To: Suzie Q <suzie@shopping.example.net>
Subject: Is dinner ready?
Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
Message-ID: <20030712040037.46341.5F8J@football.example.com>

Hi.

We lost the game.  Are you hungry yet?

Joe.`;

const zone: Zone = {
  'brisbane._domainkey.football.example.com': {
    TXT: ['v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo='],
  },
  'strict.test': { TXT: ['v=spf1 ip4:127.0.0.7 -all'] },
  '_dmarc.strict.test': { TXT: ['v=DMARC1; p=reject; sp=quarantine'] },
  'key._domainkey.strict.test': { TXT: [`v=DKIM1; p=${publicOf(rsa.publicKey)}`] },
  'short._domainkey.strict.test': { TXT: [`v=DKIM1; p=${publicOf(short.publicKey)}`] },
  'revoked._domainkey.strict.test': { TXT: ['v=DKIM1; p='] },
  'mail.strict.test': { TXT: ['v=spf1 ip4:127.0.0.7 -all'] },
  'exact.test': { TXT: ['v=spf1 ip4:127.0.0.7 -all'] },
  '_dmarc.exact.test': { TXT: ['v=DMARC1; p=reject; aspf=s; adkim=s'] },
  'sub.exact.test': { TXT: ['v=spf1 ip4:127.0.0.7 -all'] },
  '_dmarc.testing.test': { TXT: ['v=DMARC1; p=reject; t=y'] },
  '_dmarc.sampled.test': { TXT: ['v=DMARC1; p=quarantine; pct=0'] },
  'suffix.test': {},
  '_dmarc.suffix.test': { TXT: ['v=DMARC1; p=none; psd=y; sp=reject'] },
  'one.suffix.test': {},
  'two.suffix.test': { TXT: ['v=spf1 ip4:127.0.0.7 -all'] },
  '9.0.0.127.list.test': { A: ['127.0.0.2'] },
  'list.sealer.test': {},
  'seal._domainkey.sealer.test': { TXT: [`v=DKIM1; p=${publicOf(rsa.publicKey)}`] },
};

async function start(
  t: TestContext,
  transport: Partial<TransportSettings> = {},
): Promise<{ server: SmtpServer; dns: TestDns; send: typeof sendFrom }> {
  const dns = await startTestDns(structuredClone(zone));
  dns.broken.add('broken.test');
  const server = await startSmtpServer({ resolver: dns.address, transport, databaseUrl: await databaseFor(t) });
  t.after(async () => {
    await server.stop();
    await dns.stop();
  });
  return { server, dns, send: sendFrom };
}

/** One message from an address of loopback; the reply to it. */
async function sendFrom(server: SmtpServer, from: string, sender: string, content: string): Promise<string> {
  const client = await SmtpClient.connect(server.ports.world, { from });
  await client.say('EHLO client.test');
  const reply = await client.send(sender, ['anna@example.test'], content.replace(/\r?\n/g, '\r\n'));
  client.close();
  return reply;
}

async function resultsOf(server: SmtpServer, folder?: string): Promise<string> {
  const text = (await server.inbox('anna', folder)).at(-1) ?? '';
  return /^Return-Path: [^\r]*\r\n(Authentication-Results: (?:[^\r]|\r\n[ \t])*)\r\nReceived: /.exec(text)?.[1] ?? text;
}

/** A signature of ours over the header as it stands, relaxed/relaxed or simple/simple. */
function signed(content: string, tags: { d: string; s: string; c?: string; key?: KeyObject; extra?: string }): string {
  const { d, s, c = 'simple/simple', key = rsa.privateKey, extra = '' } = tags;
  const text = content.replace(/\r?\n/g, '\r\n');
  const [header = '', body = ''] = text.split('\r\n\r\n');
  const bh = createHash('sha256')
    .update(`${body.replace(/(\r\n)*$/, '')}\r\n`)
    .digest('base64');
  const field = `DKIM-Signature: v=1; a=rsa-sha256; c=${c}; d=${d}; s=${s};${extra} h=from:subject; bh=${bh}; b=`;
  const from = /^From:.*$/m.exec(header)?.[0].replace('\r', '') ?? '';
  const subject = /^Subject:.*$/m.exec(header)?.[0].replace('\r', '') ?? '';
  const signature = sign('sha256', Buffer.from(`${from}\r\n${subject}\r\n${field}`), key).toString('base64');
  return `${field}${signature}\r\n${text}`;
}

const mail = (from: string): string => `From: <${from}>\nSubject: hello\n\nbody\n`;

onBothEngines('the example of RFC 8463 verifies, and a changed byte of it fails', async (t) => {
  const { server, send } = await start(t);
  assert.match(await send(server, '127.0.0.9', 'joe@football.example.com', rfc8463), /^250 /);
  assert.match(
    await resultsOf(server),
    /^Authentication-Results: cas01\.example\.test;\r\n\tspf=none smtp\.mailfrom=joe@football\.example\.com;\r\n\tdkim=pass header\.d=football\.example\.com header\.s=brisbane header\.b="\/gCrinpc";\r\n\tdmarc=none header\.from=football\.example\.com$/,
  );
  await send(server, '127.0.0.9', 'joe@football.example.com', rfc8463.replace('hungry', 'thirsty'));
  assert.match(await resultsOf(server), /dkim=fail reason="the body has been changed"/);
  await send(server, '127.0.0.9', 'joe@football.example.com', rfc8463.replace('dinner', 'supper'));
  assert.match(await resultsOf(server), /dkim=fail reason="the signature does not match"/);
});

onBothEngines(
  'DMARC p=reject refuses what neither SPF nor DKIM backs, and takes what one of them does (RFC 7489 §6.6)',
  async (t) => {
    const { server, send } = await start(t);
    assert.match(
      await send(server, '127.0.0.9', 'x@strict.test', mail('boss@strict.test')),
      /^550 5\.7\.1 the message fails DMARC: strict\.test asks to reject/,
    );
    assert.equal((await server.inbox('anna')).length, 0);
    // Written down as an agent's refusal; the reply did not wait for it.
    let [event] = await server.tracking.search({ eventId: 'FAIL', limit: 1 });
    while (event === undefined) {
      await new Promise((resolve) => setImmediate(resolve));
      [event] = await server.tracking.search({ eventId: 'FAIL', limit: 1 });
    }
    assert.deepEqual(
      [event?.source, event?.sender, event?.recipients, event?.messageSubject, event?.clientIp],
      ['AGENT', 'x@strict.test', ['anna@example.test'], 'hello', '127.0.0.9'],
    );
    assert.match(event?.recipientStatus[0] ?? '', /fails DMARC/);
    assert.match(await send(server, '127.0.0.7', 'x@strict.test', mail('boss@strict.test')), /^250 /);
    assert.match(await resultsOf(server), /spf=pass [^;]+;\r\n\tdkim=none;\r\n\tdmarc=pass header\.from=strict\.test$/);
    const withKey = signed(mail('boss@strict.test'), { d: 'strict.test', s: 'key' });
    assert.match(await send(server, '127.0.0.9', 'x@elsewhere.test', withKey), /^250 /);
    assert.match(await resultsOf(server), /dkim=pass header\.d=strict\.test header\.s=key [^;]+;\r\n\tdmarc=pass/);
    // A subdomain that passes is of the same organisation; another domain is not.
    assert.match(await send(server, '127.0.0.7', 'x@mail.strict.test', mail('boss@strict.test')), /^250 /);
    const foreign = signed(mail('boss@exact.test'), { d: 'strict.test', s: 'key' });
    assert.match(await send(server, '127.0.0.9', 'x@elsewhere.test', foreign), /^550 5\.7\.1/);
  },
);

onBothEngines('DMARC: strict alignment, sp=, t=y and public suffixes of the tree walk', async (t) => {
  const { server, send } = await start(t);
  assert.match(await send(server, '127.0.0.7', 'x@sub.exact.test', mail('boss@exact.test')), /^550 5\.7\.1/);
  assert.match(await send(server, '127.0.0.7', 'x@exact.test', mail('boss@exact.test')), /^250 /);
  assert.match(await send(server, '127.0.0.9', 'x@elsewhere.test', mail('boss@sub.strict.test')), /^250 /);
  assert.match(await resultsOf(server, 'Junk Email'), /dmarc=fail \(p=quarantine\) header\.from=sub\.strict\.test/);
  assert.match(await send(server, '127.0.0.9', 'x@elsewhere.test', mail('boss@testing.test')), /^250 /);
  assert.match(await resultsOf(server, 'Junk Email'), /dmarc=fail \(p=quarantine\) header\.from=testing\.test/);
  assert.match(await send(server, '127.0.0.9', 'x@elsewhere.test', mail('boss@sampled.test')), /^250 /);
  assert.match(await resultsOf(server), /dmarc=fail \(p=none\)/);
  // Two registrants below one public suffix are strangers to each other.
  assert.match(await send(server, '127.0.0.7', 'x@two.suffix.test', mail('boss@one.suffix.test')), /^550 5\.7\.1/);
});

onBothEngines(
  'signatures that cannot count say why: expired, revoked, short key, no From, unknown algorithm (RFC 8301)',
  async (t) => {
    const { server, send } = await start(t);
    const from = mail('a@elsewhere.test');
    const cases: readonly (readonly [string, RegExp])[] = [
      [
        signed(from, { d: 'strict.test', s: 'key', extra: ' x=1000000000;' }),
        /dkim=fail reason="the signature has expired"/,
      ],
      [signed(from, { d: 'strict.test', s: 'revoked' }), /dkim=permerror reason="the key is revoked"/],
      [
        signed(from, { d: 'strict.test', s: 'short', key: short.privateKey }),
        /dkim=permerror reason="the key is too short"/,
      ],
      [signed(from, { d: 'strict.test', s: 'none' }), /dkim=permerror reason="no key"/],
      [signed(from, { d: 'x.broken.test', s: 'key' }), /dkim=temperror/],
      [
        signed(from, { d: 'strict.test', s: 'key' }).replace('h=from:subject', 'h=subject'),
        /reason="From is not signed"/,
      ],
      [
        signed(from, { d: 'strict.test', s: 'key' }).replace('rsa-sha256', 'rsa-sha1'),
        /reason="the algorithm rsa-sha1 is not used"/,
      ],
      [
        signed(from, { d: 'strict.test', s: 'key' }).replace(
          '\r\n\r\nbody',
          '\r\nFrom: <b@elsewhere.test>\r\n\r\nbody',
        ),
        /dmarc=permerror/,
      ],
    ];
    for (const [content, expected] of cases) {
      assert.match(await send(server, '127.0.0.9', 'x@elsewhere.test', content), /^250 /, String(expected));
      const [inbox, junk] = [await resultsOf(server), await resultsOf(server, 'Junk Email')];
      assert.ok(expected.test(inbox) || expected.test(junk), `${expected} in ${inbox}`);
    }
  },
);

onBothEngines('foreign Authentication-Results with our name are removed, others stay (RFC 8601 §5)', async (t) => {
  const { server, send } = await start(t);
  const forged = [
    'Authentication-Results: cas01.example.test; dkim=pass header.d=bank.test',
    'Authentication-Results: (x) "CAS01.example.test" 1; spf=pass',
    'Authentication-Results: front.elsewhere.test; spf=pass',
  ].join('\n');
  await send(server, '127.0.0.9', 'x@elsewhere.test', `${forged}\n${mail('a@elsewhere.test')}`);
  const text = (await server.inbox('anna')).at(-1) ?? '';
  assert.equal(text.match(/cas01\.example\.test; dkim=pass|"CAS01/g), null);
  assert.match(text, /front\.elsewhere\.test; spf=pass/);
  // Also from an internal address, whose mail is not looked at.
  await send(server, '127.0.0.1', 'x@elsewhere.test', `${forged}\n${mail('a@elsewhere.test')}`);
  assert.equal((await server.inbox('anna')).at(-1)?.match(/Authentication-Results/g)?.length, 1);
});

onBothEngines(
  'results under any name of the organization come only from a server of ours (RFC 8601 §5, §7.1)',
  async (t) => {
    const { server, send } = await start(t);
    await server.connectors.update(server.connector('submission').Guid, { Fqdn: 'mx.other-name.test' });
    const names = [
      'cas01.example.test',
      'MX.Other-Name.test',
      '"mx.other-name.test" 1',
      'example.test',
      'filter.EXAMPLE.test',
      'notexample.test',
      'other-name.test',
      'front.elsewhere.test',
    ];
    const forged = names.map((name) => `Authentication-Results: ${name}; spf=pass smtp.mailfrom=x`).join('\n');
    const kept = async (from: string): Promise<readonly string[]> => {
      assert.match(await send(server, from, 'x@elsewhere.test', `${forged}\n${mail('a@elsewhere.test')}`), /^250 /);
      const text = (await server.inbox('anna')).at(-1) ?? '';
      return [...text.matchAll(/^Authentication-Results: ([^;]*); spf=pass/gm)].map(([, name = '']) => name);
    };
    const foreign = ['notexample.test', 'other-name.test', 'front.elsewhere.test'];
    assert.deepEqual(await kept('127.0.0.9'), foreign);
    // Whoever is trusted like a server of ours may have checked under any name but this server's.
    await server.connectors.update(server.connector('world').Guid, {
      AuthMechanism: ['Tls', 'ExternalAuthoritative'],
      PermissionGroups: ['ExchangeServers'],
    });
    assert.deepEqual(await kept('127.0.0.9'), names.slice(1));
  },
);

onBothEngines(
  'a DNS that does not answer refuses nothing and cannot hold a message longer than the budget',
  async (t) => {
    const { server, send } = await start(t);
    assert.match(await send(server, '127.0.0.9', 'x@x.broken.test', mail('a@x.broken.test')), /^250 /);
    assert.match(await resultsOf(server), /spf=temperror [^;]+;\r\n\tdkim=none;\r\n\tdmarc=temperror/);
  },
);

onBothEngines(
  'settings decide: SPF fail is written down, filed as junk or refused; block lists only where they are named',
  async (t) => {
    const { server, send } = await start(t, { SpfFailAction: 'Reject', IPBlockListProviders: ['list.test'] });
    const from = mail('a@elsewhere.test');
    assert.match(
      await send(server, '127.0.0.8', 'x@mail.strict.test', from),
      /^550 5\.7\.1 the domain mail\.strict\.test does not allow/,
    );
    assert.match(
      await send(server, '127.0.0.9', 'x@elsewhere.test', from),
      /^550 5\.7\.1 Your address 127\.0\.0\.9 is listed by list\.test/,
    );
    const other = await start(t);
    assert.match(await send(other.server, '127.0.0.9', 'x@mail.strict.test', from), /^250 /);
    assert.match(await resultsOf(other.server), /spf=fail smtp\.mailfrom=x@mail\.strict\.test/);
    const off = await start(t, { SenderAuthenticationEnabled: false });
    assert.match(await send(off.server, '127.0.0.9', 'x@strict.test', mail('boss@strict.test')), /^250 /);
    assert.equal(off.dns.asked.length, 0);
  },
);

test('what a content filter changes is not held against the sender who signed it', async (t) => {
  const milter = await startMilter({
    answer: (step) =>
      step === 'E'
        ? [milterAnswer.change(1, 'Subject', '[odd] hello'), milterAnswer.body('cleaned\r\n'), milterAnswer.accept]
        : undefined,
  });
  t.after(() => milter.stop());
  const { server, send } = await start(t, { ContentFilters: [milter.address] });
  const content = signed(mail('boss@strict.test'), { d: 'strict.test', s: 'key' });
  assert.match(await send(server, '127.0.0.9', 'x@elsewhere.test', content), /^250/);
  const [stored = ''] = await server.inbox('anna');
  assert.match(stored, /^Subject: \[odd\] hello\r$/m);
  assert.ok(stored.endsWith('\r\n\r\ncleaned\r\n'));
  assert.match(stored, /dkim=pass header\.d=strict\.test[\s\S]*dmarc=pass/);
});

onBothEngines('a large signed message is kept aside in a file and arrives whole', async (t) => {
  const { server, send } = await start(t);
  const body = `${'0123456789'.repeat(7)}\r\n`.repeat(40_000);
  const content = signed(`From: <boss@strict.test>\nSubject: large\n\n${body}`, { d: 'strict.test', s: 'key' });
  assert.match(await send(server, '127.0.0.9', 'x@elsewhere.test', content), /^250 /);
  assert.match(await resultsOf(server), /dkim=pass/);
  assert.ok((await server.inbox('anna')).at(-1)?.includes(body));
});
