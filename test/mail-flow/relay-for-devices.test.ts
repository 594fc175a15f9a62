import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Sink } from '../../server/src/services/relay/sink-server.fixture.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import type { TestServer } from '../support/server.ts';
import { SmtpClient } from '../transcripts/smtp/smtp-client.ts';
import { freePorts } from '../transcripts/smtp/free-ports.ts';
import { startServerAndSink } from './server-and-sink.ts';

let server: TestServer;
let sink: Sink;
let port = 0;
let trustedPort = 0;
const ending = endingOfThisFile();
/** Refusals to strangers wait 5 s by default. */
const withoutWaiting = '-TarpitInterval 00:00:00';
const everybody = 'NT AUTHORITY\\ANONYMOUS LOGON';

before(async () => {
  ({ server, sink } = await startServerAndSink(ending, ['far.test']));
  [port = 0, trustedPort = 0] = await freePorts(2);
  await tell(`New-SendConnector -Name out -AddressSpaces * ; Set-SendConnector out -Port ${sink.port}`);
  await tell(`Get-ReceiveConnector | Set-ReceiveConnector ${withoutWaiting}`);
});

/** Everything the shell said. */
async function tell(text: string): Promise<string> {
  const said = await server.shell(text);
  return JSON.stringify(said).replaceAll('\\n', '\n').replaceAll('\\"', '"');
}

test('a device may send anywhere only after its connector was given the right, and nobody else gains by it', async () => {
  await tell(
    `New-ReceiveConnector -Name Printers -Usage Custom -Bindings 127.0.0.1:${port} -RemoteIPRanges 127.0.0.1 -PermissionGroups AnonymousUsers ${withoutWaiting}`,
  );
  const client = await SmtpClient.connect(port);
  await client.say('EHLO printer');
  const scan = 'From: scanner@example.test\r\nSubject: scan\r\n\r\nx';
  assert.match(await client.send('scanner@example.test', ['a@far.test'], scan), /^550 5\.7\.1 Unable to relay/);
  client.close();
  const given = await tell(
    `Get-ReceiveConnector Printers | Add-ADPermission -User "${everybody}" -ExtendedRights "ms-Exch-SMTP-Accept-Any-Recipient"`,
  );
  assert.doesNotMatch(given, /open relay/);
  const again = await SmtpClient.connect(port);
  await again.say('EHLO printer');
  assert.match(await again.send('scanner@example.test', ['a@far.test'], scan), /^250 /);
  again.close();
  await sink.received(1);
  assert.equal(sink.messages[0]?.mail.includes('<scanner@example.test>'), true);
  // An outsider's probe: the other connectors relay for nobody who has not signed in.
  const outsider = await SmtpClient.connect(server.ports.smtp);
  await outsider.say('EHLO outsider');
  assert.match(await outsider.send('x@else.test', ['a@far.test'], scan), /^550 5\.7\.1 Unable to relay/);
  outsider.close();
});

test('a connector that relays for the Internet is warned of, by whatever change it became one', async () => {
  const widened = await tell('Set-ReceiveConnector Printers -RemoteIPRanges 127.0.0.1,0.0.0.0-255.255.255.255');
  assert.match(widened, /"Printers" is an open relay: anybody from 0\.0\.0\.0-255\.255\.255\.255/);
  assert.doesNotMatch(await tell('Set-ReceiveConnector Printers -RemoteIPRanges 127.0.0.1'), /open relay/);
  const external = await tell(
    `New-ReceiveConnector -Name Wide -Usage Custom -Bindings 127.0.0.1:${port + 1} -RemoteIPRanges 198.51.100.0/24 -PermissionGroups ExchangeServers -AuthMechanism ExternalAuthoritative`,
  );
  assert.match(external, /"Wide" is an open relay/);
});

test('a connector that nobody can use is warned of, however it became one', async () => {
  const partner = await tell(
    `New-ReceiveConnector -Name Partner -Usage Partner -Bindings 127.0.0.1:${port} -RemoteIPRanges 198.51.100.7`,
  );
  assert.match(partner, /Nobody can use "Partner" until a partner is named: Set-TransportConfig/);
  assert.doesNotMatch(await tell('Set-ReceiveConnector Partner -PermissionGroups Partners,AnonymousUsers'), /Nobody/);
  assert.match(await tell('Set-ReceiveConnector Partner -PermissionGroups ExchangeUsers'), /needs BasicAuth/);
});

test('what an externally secured connector brings counts as signed in', async () => {
  await tell(
    `New-ReceiveConnector -Name Trusted -Usage Custom -Bindings 127.0.0.1:${trustedPort} -RemoteIPRanges 127.0.0.1 -PermissionGroups ExchangeServers -AuthMechanism ExternalAuthoritative ${withoutWaiting}
     New-DistributionGroup -Name inside -PrimarySmtpAddress inside@example.test -Members alice
     New-DistributionGroup -Name chosen -PrimarySmtpAddress chosen@example.test -Members alice
     Set-DistributionGroup chosen -AcceptMessagesOnlyFrom bob`,
  );
  const outsider = await SmtpClient.connect(server.ports.smtp);
  await outsider.say('EHLO outsider');
  await outsider.say('MAIL FROM:<bob@example.test>');
  assert.match(await outsider.say('RCPT TO:<inside@example.test>'), /^550 5\.7\.1 /);
  assert.match(await outsider.say('RCPT TO:<chosen@example.test>'), /^550 5\.7\.1 /);
  outsider.close();
  const client = await SmtpClient.connect(trustedPort);
  await client.say('EHLO server');
  await client.say('MAIL FROM:<bob@example.test>');
  assert.match(await client.say('RCPT TO:<inside@example.test>'), /^250 /);
  assert.match(await client.say('RCPT TO:<chosen@example.test>'), /^250 /);
  await client.say('RSET');
  await client.say('MAIL FROM:<alice@example.test>');
  assert.match(await client.say('RCPT TO:<chosen@example.test>'), /^550 5\.7\.1 /);
  client.close();
});

test('a right that a group gives can be taken away: no stranger as a sender of our own domain', async () => {
  const shown = await tell(
    'Get-ADPermission Printers | where {($_.Deny -eq $false) -and ($_.IsInherited -eq $false)} | Format-List User,ExtendedRights',
  );
  assert.match(shown, /ANONYMOUS LOGON\s+ExtendedRights : \{ms-Exch-SMTP-Accept-Any-Recipient\}/);
  await tell(
    `Remove-ADPermission Printers -User "${everybody}" -ExtendedRights Accept-Authoritative-Domain-Sender -Confirm:$false`,
  );
  const client = await SmtpClient.connect(port);
  await client.say('EHLO printer');
  assert.match(await client.say('MAIL FROM:<anna@example.test>'), /^550 5\.7\.1 Client does not have permissions/);
  assert.match(await client.say('MAIL FROM:<x@far.test>'), /^250 /);
  client.close();
});
