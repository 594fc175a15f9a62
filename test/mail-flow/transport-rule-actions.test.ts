import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { before, test } from 'node:test';
import { startTestDns, type TestDns } from '../../server/src/platform/dns/dns-server.fixture.ts';
import type { Sink } from '../../server/src/services/relay/sink-server.fixture.ts';
import { converse, folderOf, person, say, send, settled } from '../recipients/people.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { freePorts } from '../transcripts/smtp/free-ports.ts';
import type { TestServer } from '../support/server.ts';
import { SmtpClient } from '../transcripts/smtp/smtp-client.ts';
import { startServerAndSink } from './server-and-sink.ts';

// What New-TransportRule sends elsewhere and changes, as senders, recipients and whoever checks signatures see it.
let server: TestServer;
let sink: Sink;
let dns: TestDns;
const ending = endingOfThisFile();
const stranger = generateKeyPairSync('ed25519');

before(async () => {
  ({ server, sink } = await startServerAndSink(ending, ['elsewhere.test']));
  const key = stranger.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');
  dns = await startTestDns({
    's._domainkey.signed.test': { TXT: [`v=DKIM1; k=ed25519; p=${key}`] },
    '_dmarc.signed.test': { TXT: ['v=DMARC1; p=reject'] },
    's._domainkey.lenient.test': { TXT: [`v=DKIM1; k=ed25519; p=${key}`] },
    '_dmarc.lenient.test': { TXT: ['v=DMARC1; p=none'] },
    '_dmarc.wary.test': { TXT: ['v=DMARC1; p=quarantine'] },
  });
  ending.after(() => dns.stop());
  await run(`New-SendConnector -Name Internet -AddressSpaces '*' -Port ${sink.port}`);
  await run('Get-ReceiveConnector | Set-ReceiveConnector -TarpitInterval 00:00:00');
  await run(`Set-TransportConfig -DnsServers '${dns.address}' -ArcSealingEnabled $true`);
  await run('New-DkimSigningConfig example.test -Selector k -Enabled $true');
  const record = await run('Get-DkimSigningConfig example.test | % DnsRecordValue');
  dns.zone['k._domainkey.example.test'] = { TXT: [record.replaceAll(/\s+/g, ' ').trim()] };
});

async function run(text: string): Promise<string> {
  const { stdout, stderr, exitCode } = await server.shell(text);
  assert.equal(exitCode, 0, `${text}: ${stderr}`);
  return stdout;
}

const letter = (from: string, subject: string, more = ''): string =>
  `From: ${from}\r\n${more}Subject: ${subject}\r\nDate: Mon, 30 Nov 2026 10:00:00 +0000\r\n\r\nhello`;
const fromOutside = (to: string, subject: string, more = ''): Promise<string> =>
  send(server, null, 'w@elsewhere.test', [`${to}@example.test`], letter('w@elsewhere.test', subject, more));

/** From an address whose mail is looked at. */
async function fromStranger(sender: string, to: string, content: string): Promise<string> {
  const client = await SmtpClient.connect(server.ports.smtp, { from: '127.0.0.9' });
  await client.say('EHLO client.test');
  const reply = await client.send(sender, [`${to}@example.test`], content);
  client.close();
  return reply;
}

/** A message of ann in `domain` with its signature (RFC 6376 §3.7, RFC 8463), every byte of From and Subject under it. */
function signedLetter(subject: string, domain = 'signed.test'): string {
  const body = 'hello\r\n';
  const hash = createHash('sha256').update(body).digest('base64');
  const fields = `From: ann@${domain}\r\nSubject: ${subject}\r\n`;
  const unsigned = `DKIM-Signature: v=1; a=ed25519-sha256; c=simple/simple; d=${domain}; s=s; h=from:subject; bh=${hash}; b=`;
  const digest = createHash('sha256').update(`${fields}${unsigned}`).digest();
  const rest = `Message-ID: <${subject.length}.${Date.now()}@${domain}>\r\nDate: Mon, 30 Nov 2026 10:00:00 +0000\r\n`;
  // Without the end of its last line, which `SmtpClient.send` writes.
  return `${unsigned}${sign(null, digest, stranger.privateKey).toString('base64')}\r\n${fields}${rest}\r\n${body.trimEnd()}`;
}

const subjectIn = (text: string | undefined): string | undefined => /^Subject: (.*)\r$/m.exec(text ?? '')?.[1];
const resultsIn = (text: string | undefined): string =>
  /^Authentication-Results: (?:.*\r\n)(?:[ \t].*\r\n)*/m.exec(text ?? '')?.[0] ?? '';

test('a prefix goes before the subject behind what judges the sender, and under our own signature and seal', async () => {
  await person(server, 'wera');
  await person(server, 'wout');
  await person(server, 'wulf');
  await run('Set-Mailbox wout -ForwardingSmtpAddress far@elsewhere.test -DeliverToMailboxAndForward $true');
  await run(
    "New-TransportRule External -FromScope NotInOrganization -SentTo wera,wout -ExceptIfSubjectContainsWords back -PrependSubject '[EXTERNAL] '",
  );
  // What the signature covers is changed here only: with another subject the message is refused.
  const signed = signedLetter('hello');
  assert.match(await fromStranger('ann@signed.test', 'wera', signed.replace(': hello', ': [EXTERNAL] hello')), /^550/);
  assert.match(await fromStranger('ann@signed.test', 'wera', signed), /^250/);
  const [inbox] = await folderOf(server, 'wera', 'INBOX', 1);
  assert.equal(subjectIn(inbox), '[EXTERNAL] hello');
  assert.match(resultsIn(inbox), /dkim=pass[^]*dmarc=pass/);
  // Exchange does so again, in a reply too.
  assert.match(await fromStranger('ann@signed.test', 'wera', signedLetter('RE: [EXTERNAL] hello')), /^250/);
  assert.equal(subjectIn((await folderOf(server, 'wera', 'INBOX', 2))[1]), '[EXTERNAL] RE: [EXTERNAL] hello');

  assert.match(await fromStranger('ann@lenient.test', 'wout', signedLetter('go on', 'lenient.test')), /^250/);
  await sink.received(1);
  const forwarded = sink.messages[0]?.data ?? '';
  assert.equal(subjectIn(forwarded), '[EXTERNAL] go on');
  assert.match(forwarded, /^ARC-Authentication-Results: i=1;[^]*?dkim=pass[^]*?dmarc=pass/m);
  assert.match(await fromStranger('srs@example.test', 'wulf', forwarded.replace(/\r\n$/, '')), /^250/);
  assert.match(resultsIn((await folderOf(server, 'wulf', 'INBOX', 1))[0]), /arc=pass/);

  await run(
    "New-TransportRule Ours -FromScope InOrganization -SentTo press@elsewhere.test -PrependSubject 'Société : '",
  );
  const { alice } = server.users;
  const own = letter(alice.address, 'plans');
  assert.match(await send(server, alice, alice.address, ['press@elsewhere.test'], own), /^250/);
  await sink.received(2);
  const sent = sink.messages[1]?.data ?? '';
  assert.match(sent, /^Subject: =\?utf-8\?B\?U29jacOpdMOpIDo=\?=\r\n plans\r$/m);
  assert.match(await fromStranger('back@far.test', 'wulf', sent.replace(/\r\n$/, '')), /^250/);
  assert.match(resultsIn((await folderOf(server, 'wulf', 'INBOX', 2))[1]), /dkim=pass header\.d=example\.test/);
});

test('a blind copy goes to people, groups and addresses elsewhere, and nothing tells of it', async () => {
  for (const alias of ['xena', 'yoko']) await person(server, alias);
  await run(
    'New-MailContact Audit -ExternalEmailAddress audit@elsewhere.test; New-DistributionGroup Auditors -Members yoko,Audit',
  );
  await run('New-TransportRule Copy -SubjectContainsWords ledger -BlindCopyTo Auditors,box@elsewhere.test,xena');
  assert.match(
    await run('Get-TransportRule Copy | Format-List BlindCopyTo'),
    /\{Auditors, box@elsewhere\.test, xena\}/,
  );
  const sentBefore = sink.messages.length;
  assert.match(await fromOutside('xena', 'the ledger', 'To: xena@example.test\r\n'), /^250/);
  const [copy] = await folderOf(server, 'yoko', 'INBOX', 1);
  await settled(server);
  const [kept, ...more] = await folderOf(server, 'xena', 'INBOX', 1);
  assert.deepEqual(more, []);
  const elsewhere = sink.messages.slice(sentBefore);
  assert.deepEqual(elsewhere.flatMap(({ rcpt }) => rcpt.map((line) => /<(.*?)>/.exec(line)?.[1] ?? line)).toSorted(), [
    'audit@elsewhere.test',
    'box@elsewhere.test',
  ]);
  for (const text of [kept, copy, ...elsewhere.map(({ data }) => data)]) {
    assert.equal(subjectIn(text), 'the ledger');
    assert.doesNotMatch(text ?? '', /bcc|auditors|yoko|box@|audit@/i);
  }
  // A mailbox that takes nothing any more holds nobody up, and nobody hears of it.
  await run('Set-Mailbox yoko -IssueWarningQuota 1KB -ProhibitSendQuota 1KB -ProhibitSendReceiveQuota 1KB');
  assert.match(await fromOutside('xena', 'ledger two', `X-Long: ${'x'.repeat(900)}\r\n`.repeat(3)), /^250/);
  assert.equal((await folderOf(server, 'xena', 'INBOX', 2)).length, 2);
  await settled(server);
  assert.match(
    await run('Get-MessageTrackingLog -EventId FAIL -Recipients yoko@example.test | % MessageSubject'),
    /^ledger two\s*$/,
  );
  assert.equal(sink.messages.filter(({ rcpt }) => rcpt.join().includes('w@elsewhere.test')).length, 0);
  await run('Remove-TransportRule Copy -Confirm:$false');
});

test('a message is redirected to others instead of those it is for', async () => {
  for (const alias of ['zora', 'zeno']) await person(server, alias);
  await run(
    'New-TransportRule Hold -SentTo zora -FromScope NotInOrganization -RedirectMessageTo zeno,guard@elsewhere.test',
  );
  const sentBefore = sink.messages.length;
  assert.match(await fromOutside('zora', 'for zora'), /^250/);
  assert.equal(subjectIn((await folderOf(server, 'zeno', 'INBOX', 1))[0]), 'for zora');
  await sink.received(sentBefore + 1);
  assert.match(sink.messages[sentBefore]?.rcpt.join() ?? '', /guard@elsewhere\.test/);
  assert.deepEqual(await folderOf(server, 'zora', 'INBOX', 0), []);
  // Nobody is left: it waits with its sender until the rule is mended.
  await run('Set-TransportRule Hold -RedirectMessageTo zeno; Remove-Mailbox zeno -Confirm:$false');
  assert.match(await fromOutside('zora', 'again'), /^45\d 4\./);
  await run('Remove-TransportRule Hold -Confirm:$false');
});

test('a field is taken out once its sender was judged by it; what tells of circles stays', async () => {
  await person(server, 'ugo');
  await run(
    'New-TransportRule Strip -SentTo ugo -RemoveHeader x-campaign -SetHeaderName X-Campaign -SetHeaderValue none',
  );
  await run(
    'New-TransportRule Later -SentTo ugo -HeaderContainsMessageHeader X-Campaign -HeaderContainsWords spring -SetSCL 0',
  );
  assert.match(await fromOutside('ugo', 'offer', 'X-Campaign: our\r\n spring sale\r\nx-campaign: two\r\n'), /^250/);
  const [inbox] = await folderOf(server, 'ugo', 'INBOX', 1);
  assert.deepEqual(inbox?.match(/^x-campaign.*$/gim), ['X-Campaign: none']);
  assert.match(inbox ?? '', /X-MS-Exchange-Organization-SCL: 0/);
  assert.match(
    (await server.shell('New-TransportRule Circle -RemoveHeader Received')).stderr,
    /Received stays: mail that goes in circles is found by it/,
  );
});

test('what looks suspect is filed as junk in every mailbox that the queue brings it to', async () => {
  for (const alias of ['jana', 'jens', 'jack', 'jill', 'joan']) await person(server, alias);
  await run('New-DistributionGroup Jury -Members jana,joan -RequireSenderAuthenticationEnabled $false');
  await run('Set-Mailbox joan -ForwardingAddress jill -DeliverToMailboxAndForward $true');
  await run('New-TransportRule Junk -FromScope NotInOrganization -SubjectContainsWords pills -SetSCL 9');
  await run('New-TransportRule Look -SubjectContainsWords pills,unsigned -BlindCopyTo jens');
  const client = await SmtpClient.connect(server.ports.smtp, { from: '127.0.0.9' });
  await client.say('EHLO client.test');
  // Of a delivery whose success is to be told of the queue takes care (RFC 3461), too.
  const unsigned = letter('ann@wary.test', 'unsigned').split('\r\n');
  assert.match(await client.say('MAIL FROM:<ann@wary.test>'), /^250/);
  assert.match(await client.say('RCPT TO:<jury@example.test>'), /^250/);
  assert.match(await client.say('RCPT TO:<jack@example.test> NOTIFY=SUCCESS'), /^250/);
  assert.match(await client.say('DATA'), /^354/);
  assert.match(await client.say([...unsigned, '.'].join('\r\n')), /^250/);
  client.close();
  assert.match(await fromOutside('jury', 'pills'), /^250/);
  await settled(server);
  for (const [alias, count] of [
    ['jana', 2],
    ['joan', 2],
    ['jill', 2],
    ['jens', 2],
    ['jack', 1],
  ] as const) {
    assert.equal((await folderOf(server, alias, 'Junk Email', count)).length, count, alias);
    assert.deepEqual(await folderOf(server, alias, 'INBOX', 0), [], alias);
  }
  await run('Remove-TransportRule Junk -Confirm:$false; Remove-TransportRule Look -Confirm:$false');
});

test('what is about recipients is done for those whom it concerns, and the others get the message as it is', async () => {
  for (const alias of ['olga', 'otto', 'omar', 'osip']) await person(server, alias);
  const { alice } = server.users;
  await run("New-TransportRule Far -SentToScope NotInOrganization -ApplyHtmlDisclaimerText 'for strangers'");
  await run("New-TransportRule Otto -SentTo otto -PrependSubject '[O] ' -BlindCopyTo osip");
  await run("New-TransportRule Omar -RecipientAddressContainsWords omar -RejectMessageReasonText 'Not omar'");
  await run('New-TransportRule Any -AnyOfRecipientAddressContainsWords far -SetHeaderName X-Any -SetHeaderValue yes');
  const to = ['olga', 'otto', 'omar'].map((alias) => `${alias}@example.test`);
  const had = sink.messages.length;
  const content = letter(alice.address, 'parts', 'Message-ID: <parts@example.test>\r\n');
  for (let turn = 0; turn < 2; turn += 1)
    assert.match(await send(server, alice, alice.address, [...to, 'far@elsewhere.test'], content), /^250/);
  await settled(server);
  const one = async (alias: string, count = 1): Promise<string> => {
    const found = await folderOf(server, alias, 'INBOX', count);
    assert.equal(found.length, count, alias);
    return found.join('\n');
  };
  // What a mailbox had is not filed again, with the fields of a rule above it neither.
  const plain = await one('olga');
  assert.equal(subjectIn(plain), 'parts');
  assert.match(plain, /^X-Any: yes\r$/m);
  assert.match(plain, /hello\r?\n$/);
  for (const alias of ['otto', 'osip']) assert.equal(subjectIn(await one(alias)), '[O] parts', alias);
  assert.deepEqual(await folderOf(server, 'omar', 'INBOX', 0), []);
  const far = sink.messages.slice(had);
  assert.deepEqual(
    far.map(({ rcpt }) => /<(.*?)>/.exec(rcpt.join())?.[1]),
    ['far@elsewhere.test', 'far@elsewhere.test'],
  );
  for (const { data } of far) assert.match(data, /^X-Any: yes\r$[^]*^Subject: parts\r$[^]*hello\r\n\r\nfor strangers/m);
  const reports = (await folderOf(server, 'alice', 'INBOX', 2)).filter((text) => /parts/.test(text));
  assert.equal(reports.length, 2);
  for (const report of reports) {
    assert.match(report, /Diagnostic-Code: smtp;\s*550 5\.7\.1 TRANSPORT\.RULES\.RejectMessage; Not omar/);
    assert.deepEqual(report.match(/^Final-Recipient: .*$/gm), ['Final-Recipient: rfc822; omar@example.test']);
  }
  const events = await run(
    'Get-MessageTrackingLog -MessageId \'<parts@example.test>\' | ? EventId -ne DSN | % { "$($_.EventId) $($_.Source) $($_.Recipients)" }',
  );
  for (const [event, count] of [
    [/^RECEIVE SMTP olga@\S+ otto@\S+ omar@\S+ far@\S+$/gm, 2],
    [/^TRANSFER ROUTING (?:otto|omar|far)@\S+$/gm, 6],
    [/^FAIL AGENT omar@\S+$/gm, 2],
    [/^FAIL /gm, 2],
    [/^DELIVER STOREDRIVER olga@\S+$/gm, 1],
  ] as const)
    assert.equal(events.match(event)?.length, count, `${event}: ${events}`);
  // Where nobody is left there is nobody to deliver to: its sender hears it at once.
  assert.match(
    await send(server, alice, alice.address, to.slice(2), letter(alice.address, 'alone')),
    /^550 5\.7\.1 .*Not omar/,
  );
  for (const name of ['Far', 'Otto', 'Omar', 'Any']) await run(`Remove-TransportRule ${name} -Confirm:$false`);
});

test('rules see the members of groups: each gets what is for him, once, and a report tells of who is refused', async () => {
  for (const alias of ['gina', 'gert', 'gabi', 'gwen']) await person(server, alias);
  const { alice } = server.users;
  await run("Set-Mailbox gert -EmailAddresses @{Add='gert.second@example.test'}");
  await run('New-MailContact Guest -ExternalEmailAddress guest@elsewhere.test');
  await run('New-DistributionGroup Inner -Members gabi,Guest,gert');
  await run('New-DistributionGroup Outer -Members gina,gert,Inner; New-DistributionGroup Closed -Members gwen');
  await run('Set-DistributionGroup Closed -AcceptMessagesOnlyFrom gwen');
  await run("New-TransportRule Far -SentToScope NotInOrganization -ApplyHtmlDisclaimerText 'for strangers'");
  await run("New-TransportRule Gert -RecipientAddressMatchesPatterns '^gert@' -PrependSubject '[G] '");
  await run("New-TransportRule Gabi -SentTo gabi -RejectMessageReasonText 'Not gabi'");
  await run('New-TransportRule Inner -SentToMemberOf Inner -SetHeaderName X-Inner -SetHeaderValue yes');
  await run(
    'New-TransportRule Outer -AnyOfRecipientAddressContainsWords outer -SetHeaderName X-Any -SetHeaderValue yes',
  );
  const had = sink.messages.length;
  const content = letter(alice.address, 'members', 'Message-ID: <members@example.test>\r\n');
  const client = await converse(server, alice);
  assert.match(await say(client, `MAIL FROM:<${alice.address}>`), /^250/);
  // Who may write to a group is asked at RCPT, as ever.
  assert.match(await say(client, 'RCPT TO:<closed@example.test>'), /^550 5\.7\./);
  for (const to of ['outer@example.test> NOTIFY=SUCCESS,FAILURE', 'gert.second@example.test>', 'inner@example.test>'])
    assert.match(await say(client, `RCPT TO:<${to}`), /^250/);
  assert.match(await say(client, 'DATA'), /^354/);
  assert.match(await say(client, `${content}\r\n.`), /^250/);
  client.close();
  await settled(server);
  const one = async (alias: string): Promise<string> => {
    const found = await folderOf(server, alias, 'INBOX', 1);
    assert.equal(found.length, 1, alias);
    return found[0] ?? '';
  };
  const gina = await one('gina');
  assert.equal(subjectIn(gina), 'members');
  assert.match(gina, /^X-Any: yes\r$/m);
  assert.doesNotMatch(gina, /X-Inner|for strangers/);
  // Named himself, under another address, and in both groups.
  const gert = await one('gert');
  assert.equal(subjectIn(gert), '[G] members');
  assert.match(gert, /^X-Inner: yes\r$/m);
  for (const alias of ['gabi', 'gwen']) assert.deepEqual(await folderOf(server, alias, 'INBOX', 0), [], alias);
  const far = sink.messages.slice(had);
  assert.deepEqual(
    far.map(({ rcpt }) => rcpt.map((line) => /<(.*?)>/.exec(line)?.[1]).join()),
    ['guest@elsewhere.test'],
  );
  assert.match(far[0]?.data ?? '', /^X-Inner: yes\r$[^]*^Subject: members\r$[^]*for strangers/m);
  const reports = (await folderOf(server, 'alice', 'INBOX', 2)).filter((text) => /^Subject:.*members/m.test(text));
  assert.deepEqual(reports.flatMap((text) => text.match(/^(?:Final-Recipient|Action): .*$/gm) ?? []).toSorted(), [
    'Action: expanded',
    'Action: failed',
    'Final-Recipient: rfc822; gabi@example.test',
    'Final-Recipient: rfc822; outer@example.test',
  ]);
  const events = await run(
    'Get-MessageTrackingLog -MessageId \'<members@example.test>\' | ? EventId -ne DSN | % { "$($_.EventId) $($_.Source) $($_.Recipients) $($_.RelatedRecipientAddress)" }',
  );
  const lines = events
    .trim()
    .split(/\r?\n/)
    .map((line) => line.trim());
  const at = (pattern: RegExp): number => lines.findIndex((line) => pattern.test(line));
  const count = (pattern: RegExp): number => lines.filter((line) => pattern.test(line)).length;
  assert.equal(count(/^RECEIVE SMTP gert\.second@\S+ outer@\S+ inner@\S+$/), 1, events);
  assert.equal(count(/^EXPAND ROUTING gina@\S+ gert@\S+ inner@\S+ outer@\S+$/), 1, events);
  assert.equal(count(/^EXPAND ROUTING gabi@\S+ guest@\S+ gert@\S+ inner@\S+$/), 1, events);
  assert.equal(count(/^EXPAND /), 2, events);
  assert.equal(count(/^TRANSFER ROUTING (?:gina|gabi|guest)@\S+$/), 3, events);
  assert.equal(count(/^FAIL AGENT gabi@\S+$/), 1, events);
  assert.ok(at(/^RECEIVE SMTP/) < at(/^EXPAND/) && at(/^EXPAND/) < at(/^TRANSFER/), events);
  // With LMTP a group is answered for as a whole: of the member who is refused a report tells, of who is named himself the reply.
  const [port = 0] = await freePorts(1);
  await run(
    `New-ReceiveConnector -Name LMTP -Usage Lmtp -Bindings 127.0.0.1:${port}; Set-DistributionGroup Inner -RequireSenderAuthenticationEnabled $false`,
  );
  const lmtp = await SmtpClient.connect(port);
  await lmtp.say('LHLO client.test');
  await lmtp.say(`MAIL FROM:<${alice.address}>`);
  for (const to of ['gina', 'inner']) assert.match(await lmtp.say(`RCPT TO:<${to}@example.test>`), /^250/);
  await lmtp.say('DATA');
  assert.match(await lmtp.say(`${letter(alice.address, 'by LMTP')}\r\n.`), /^250/);
  assert.match(await lmtp.reply(), /^250/);
  lmtp.close();
  await settled(server);
  for (const [alias, copies] of [
    ['gina', 2],
    ['gert', 2],
    ['gabi', 0],
  ] as const)
    assert.equal((await folderOf(server, alias, 'INBOX', copies)).length, copies, alias);
  const told = (await folderOf(server, 'alice', 'INBOX', 3)).filter((text) => /^Subject:.*by LMTP/m.test(text));
  assert.deepEqual(
    told.flatMap((text) => text.match(/^Final-Recipient: .*$/gm)),
    ['Final-Recipient: rfc822; gabi@example.test'],
  );
  // Where no member may have it, its sender hears it at once.
  await run(
    "New-TransportRule Gwen -SentTo gwen -RejectMessageReasonText 'Not gwen'; Set-DistributionGroup Closed -AcceptMessagesOnlyFrom $null",
  );
  assert.match(
    await send(server, alice, alice.address, ['closed@example.test'], letter(alice.address, 'x')),
    /^550 5\.7\.1 .*Not gwen/,
  );
  for (const name of ['Far', 'Gert', 'Gabi', 'Inner', 'Outer', 'Gwen'])
    await run(`Remove-TransportRule ${name} -Confirm:$false`);
});
