import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Sink } from '../../server/src/services/relay/sink-server.fixture.ts';
import { folderOf, person, send, settled } from '../recipients/people.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import type { TestServer } from '../support/server.ts';
import { startServerAndSink } from './server-and-sink.ts';

// What New-TransportRule does to mail, as senders and recipients see it.
let server: TestServer;
let sink: Sink;
const ending = endingOfThisFile();

before(async () => {
  ({ server, sink } = await startServerAndSink(ending, ['elsewhere.test']));
  await run(`New-SendConnector -Name Internet -AddressSpaces '*' -Port ${sink.port}`);
  await run('Get-ReceiveConnector | Set-ReceiveConnector -TarpitInterval 00:00:00');
});

async function run(text: string): Promise<string> {
  const { stdout, stderr, exitCode } = await server.shell(text);
  assert.equal(exitCode, 0, `${text}: ${stderr}`);
  return stdout;
}

const letter = (from: string, subject: string, more = ''): string =>
  `From: ${from}\r\n${more}Subject: ${subject}\r\n\r\nhello`;
const fromOutside = (to: string, subject: string, more = ''): Promise<string> =>
  send(server, null, 'w@elsewhere.test', [`${to}@example.test`], letter('w@elsewhere.test', subject, more));

test('a rejected message is refused at the door with the reason, by words, authors and scope', async () => {
  await person(server, 'tara');
  const { alice } = server.users;
  await run(
    "New-TransportRule Secret -SubjectContainsWords 'top secret' -FromScope InOrganization -SentTo press@elsewhere.test -ExceptIfFrom bob -RejectMessageReasonText 'Not to the press'",
  );
  const write = (who: typeof alice, to: string, subject: string): Promise<string> =>
    send(server, who, who.address, [to], letter(who.address, subject));
  assert.match(
    await write(alice, 'press@elsewhere.test', 'Top Secret plans'),
    /^550 5\.7\.1 TRANSPORT\.RULES\.RejectMessage; Not to the press/,
  );
  // A part of a word is no word; another recipient, an exception, and a stranger are not meant.
  assert.match(await write(alice, 'press@elsewhere.test', 'Top Secretary'), /^250/);
  assert.match(await write(alice, 'tara@example.test', 'Top Secret plans'), /^250/);
  assert.match(await write(server.users.bob, 'press@elsewhere.test', 'top secret'), /^250/);
  assert.match(await fromOutside('tara', 'top secret'), /^250/);
  await run('Disable-TransportRule Secret -Confirm:$false');
  assert.match(await write(alice, 'press@elsewhere.test', 'Top Secret plans'), /^250/);
  await settled(server);
  assert.equal(sink.messages.filter(({ rcpt }) => rcpt.join().includes('press@')).length, 3);
});

test('the status of a rejection is the one that was chosen, at the door, in the report and in the tracking log', async () => {
  const { alice, bob } = server.users;
  await run('New-TransportRule Status -SubjectContainsWords embargo -RejectMessageEnhancedStatusCode 5.7.941');
  const toBob = (subject: string): Promise<string> =>
    send(server, alice, alice.address, [bob.address], letter(alice.address, subject));
  assert.match(
    await toBob('the embargo'),
    /^550 5\.7\.941 TRANSPORT\.RULES\.RejectMessage; Delivery not authorized, message refused/,
  );
  assert.match(
    await run('Get-MessageTrackingLog -Source AGENT -EventId FAIL -MessageSubject embargo | % RecipientStatus'),
    /550 5\.7\.941 TRANSPORT/,
  );
  await run("Set-TransportRule Status -RejectMessageReasonText 'Not before Monday'");
  assert.match(await toBob('the embargo'), /^550 5\.7\.941 TRANSPORT\.RULES\.RejectMessage; Not before Monday/);
  await run('Set-TransportRule Status -RejectMessageEnhancedStatusCode $null');
  assert.match(await toBob('the embargo'), /^550 5\.7\.1 TRANSPORT\.RULES\.RejectMessage; Not before Monday/);
  const shown = '(Get-TransportRule Status).RejectMessageEnhancedStatusCode';
  assert.match(await run(shown), /^5\.7\.1\s*$/);
  await run('Set-TransportRule Status -RejectMessageReasonText $null -RejectMessageEnhancedStatusCode 5.7.900');
  assert.match(await run(shown), /^5\.7\.900\s*$/);
  // Without either there is nothing left that the rule would do.
  assert.match(
    (await server.shell('Set-TransportRule Status -RejectMessageReasonText $null')).stderr,
    /would do nothing/,
  );
  for (const wrong of ['5.7.2', '5.7.1000', '4.7.1', '550 5.7.1'])
    assert.match(
      (await server.shell(`Set-TransportRule Status -RejectMessageEnhancedStatusCode '${wrong}'`)).stderr,
      /5\.7\.900 to 5\.7\.999/,
    );
  await run('Remove-TransportRule Status -Confirm:$false');
});

test('rules mark, file as junk and drop, in their order, until one stops', async () => {
  await person(server, 'udo');
  await run('New-TransportRule Tag -FromScope NotInOrganization -SetHeaderName X-Outside -SetHeaderValue yes');
  await run('New-TransportRule Junk -SubjectContainsWords lottery -SetSCL 9');
  await run(
    'New-TransportRule Drop -HeaderContainsMessageHeader X-Campaign -HeaderContainsWords spring -DeleteMessage $true',
  );
  assert.match(await fromOutside('udo', 'plain'), /^250/);
  assert.match(await fromOutside('udo', '=?utf-8?Q?The_lottery?='), /^250/);
  assert.match(await fromOutside('udo', 'offer', 'X-Campaign: our\r\n spring sale\r\n'), /^250/);
  const junk = (await folderOf(server, 'udo', 'Junk Email', 1)).join('\n');
  assert.match(
    junk,
    /X-MS-Exchange-Organization-SCL: 9[\s\S]*X-Outside: yes|X-Outside: yes[\s\S]*X-MS-Exchange-Organization-SCL: 9/,
  );
  const inbox = await folderOf(server, 'udo', 'INBOX', 1);
  assert.equal(inbox.length, 1);
  assert.match(inbox.join('\n'), /X-Outside: yes[\s\S]*Subject: plain/);
  const dropped = await run(
    'Get-MessageTrackingLog -Source AGENT -EventId FAIL -MessageSubject offer | % SourceContext',
  );
  assert.match(dropped, /Transport Rule Agent: delete: Tag, Drop/);
  // First, and stopping: nothing after it is asked.
  await run(
    'New-TransportRule First -SubjectContainsWords lottery -StopRuleProcessing $true -SetHeaderName X-First -SetHeaderValue 1 -Priority 0',
  );
  assert.match(await run('Get-TransportRule | ? State -eq Enabled | % Name'), /^First\s+Tag\s+Junk\s+Drop/);
  await fromOutside('udo', 'lottery again');
  assert.match((await folderOf(server, 'udo', 'INBOX', 2)).join('\n'), /X-First: 1/);
});

test('a rule in audit mode only says what it would do', async () => {
  await person(server, 'vito');
  await run('New-TransportRule Watch -SubjectContainsWords watched -RejectMessageReasonText no -Mode Audit');
  assert.match(await fromOutside('vito', 'watched'), /^250/);
  assert.match(
    await run('Get-MessageTrackingLog -Source AGENT -MessageSubject watched | % SourceContext'),
    /Watch \(audit\)/,
  );
  await run('Set-TransportRule Watch -Mode Enforce');
  assert.match(await fromOutside('vito', 'watched'), /^550 5\.7\.1 TRANSPORT/);
  await run('Remove-TransportRule Watch -Confirm:$false');
  assert.match(await fromOutside('vito', 'watched'), /^250/);
});

test('a rule that does nothing, or two things at once, is refused', async () => {
  const refusal = async (text: string): Promise<string> => (await server.shell(text)).stderr;
  assert.match(await refusal('New-TransportRule Empty -SubjectContainsWords x'), /would do nothing/);
  assert.match(
    await refusal('New-TransportRule Both -DeleteMessage $true -RejectMessageReasonText no'),
    /either deleted or rejected/,
  );
  assert.match(
    await refusal('New-TransportRule Who -From nobody -DeleteMessage $true'),
    /neither a recipient here nor an address/,
  );
  assert.match(
    await refusal('New-TransportRule Inject -SetHeaderName X -SetHeaderValue "a`r`nBcc: x"'),
    /printable ASCII/,
  );
});

test('a word of a rule is one: nothing and blanks alone are refused, for transport rules and for inbox rules', async () => {
  for (const word of ["''", "'  '"]) {
    for (const command of [
      `New-TransportRule Blank -SubjectContainsWords ${word} -SetSCL 5`,
      `New-TransportRule Blank -SubjectContainsWords x -ExceptIfSubjectContainsWords ${word} -SetSCL 5`,
      `New-TransportRule Blank -HeaderContainsMessageHeader X-A -HeaderContainsWords x,${word} -SetSCL 5`,
      `New-InboxRule Blank -Mailbox alice -SubjectContainsWords ${word} -DeleteMessage $true`,
    ]) {
      const { stderr, exitCode } = await server.shell(command);
      assert.equal(exitCode, 1, command);
      assert.match(stderr, /The text must be a word\./, command);
    }
  }
});

test('groups, domains, scopes and words of addresses are conditions, and each of them is an exception', async () => {
  for (const alias of ['wade', 'walt', 'wren']) await person(server, alias);
  const { alice, bob } = server.users;
  await run('New-MailContact Partner -ExternalEmailAddress partner@elsewhere.test');
  await run('New-DistributionGroup Inner -Members wade,Partner; New-DistributionGroup Outer -Members Inner,alice');
  await run('Set-DistributionGroup Inner -RequireSenderAuthenticationEnabled $false');
  await run('Get-TransportRule | Disable-TransportRule -Confirm:$false');
  await run("New-TransportRule Probe -SubjectContainsWords x -RejectMessageReasonText 'it holds'");
  const write = (who: typeof alice | null, to: readonly string[], from = who?.address ?? 'w@elsewhere.test') =>
    send(server, who, from, to, letter(from, 'x'));
  const [wade, walt, press] = ['wade@example.test', 'walt@example.test', 'press@elsewhere.test'];
  type Writing = () => Promise<string>;
  const cases: readonly (readonly [asked: string, held: readonly Writing[], not: readonly Writing[]])[] = [
    ['SentToScope NotInOrganization', [() => write(alice, [press])], [() => write(alice, [walt])]],
    ['SentToScope InOrganization', [() => write(alice, [walt])], [() => write(alice, [press])]],
    [
      'FromMemberOf Outer',
      [() => write(alice, [walt]), () => write(null, [walt], 'partner@elsewhere.test')],
      [() => write(bob, [walt]), () => write(null, [walt])],
    ],
    [
      'SentToMemberOf Outer',
      [
        () => write(bob, [wade]),
        () => write(bob, ['partner@elsewhere.test']),
        () => write(null, ['inner@example.test']),
      ],
      [() => write(bob, [walt]), () => write(bob, [press])],
    ],
    ['RecipientAddressContainsWords press,nobody', [() => write(alice, [press])], [() => write(alice, [walt])]],
    [
      'SenderDomainIs Elsewhere.Test,x.test',
      [() => write(null, [walt])],
      [() => write(bob, [walt]), () => write(null, [walt], 'w@below.elsewhere.test')],
    ],
    ['RecipientDomainIs elsewhere.test', [() => write(alice, [press])], [() => write(alice, [walt])]],
    ['FromScope InOrganization', [() => write(alice, [walt])], [() => write(null, [walt])]],
    ['SentTo walt', [() => write(alice, [walt])], [() => write(alice, [wade])]],
  ];
  for (const [asked, held, not] of cases) {
    const [name, value] = asked.split(' ');
    await run(`Set-TransportRule Probe -${asked}`);
    for (const one of held) assert.match(await one(), /^550 5\.7\.1 .*it holds/, asked);
    for (const one of not) assert.match(await one(), /^250/, asked);
    await run(`Set-TransportRule Probe -${name} $null -ExceptIf${asked}`);
    for (const one of held) assert.match(await one(), /^250/, `except ${asked}`);
    for (const one of not) assert.match(await one(), /^550 5\.7\.1 .*it holds/, `except ${asked}`);
    const shown = await run(`Get-TransportRule Probe | Format-List ${name},ExceptIf${name}`);
    const list = value?.split(',').join(', ');
    assert.match(shown, new RegExp(`^${name} +: (?:\\{\\})?$[^]*^ExceptIf${name} +: \\{?(?:${list}|walt)\\}?$`, 'm'));
    await run(`Set-TransportRule Probe -ExceptIf${name} $null`);
  }
  assert.match((await server.shell('Set-TransportRule Probe -FromMemberOf walt')).stderr, /is no distribution group/);
  assert.match((await server.shell("Set-TransportRule Probe -SenderDomainIs '*.x.test'")).stderr, /a domain/);
  await run('Remove-TransportRule Probe -Confirm:$false');
});
