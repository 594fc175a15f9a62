import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
const endings: (() => Promise<void>)[] = [];
before(async () => {
  server = await startServer({ after: (work) => void endings.push(work) });
  await server.shell('New-SendConnector -Name out -AddressSpaces *');
});
after(async () => {
  for (const end of endings) await end();
});

const evil = '"x`r`nX-Injected: 1`r`n`r`nbody"';

/** What an administrator or a user can set and that comes to stand in a header, a greeting or a command to others. */
const commands = [
  `Set-Mailbox alice -DisplayName ${evil}`,
  `Set-Mailbox alice -Name ${evil}`,
  `Set-Mailbox alice -EmailAddresses @{Add="a\`r\`nX-Injected: 1@example.test"}`,
  `Set-Mailbox alice -ForwardingSmtpAddress "a@far.test\`r\`nRCPT TO:<b@far.test>"`,
  `New-DistributionGroup -Name ${evil}`,
  `New-MailContact -Name ${evil} -ExternalEmailAddress c@far.test`,
  `New-MailContact -Name c -ExternalEmailAddress "c@far.test\`r\`nRCPT TO:<b@far.test>"`,
  `New-AcceptedDomain -Name x -DomainName "x.test\`r\`nX-Injected: 1"`,
  `Set-ReceiveConnector "Default Frontend CAS01" -Banner "220 x\`r\`n250 y"`,
  `Set-ReceiveConnector "Default Frontend CAS01" -Fqdn "x.test\`r\`nX-Injected: 1"`,
  `Set-ReceiveConnector "Default Frontend CAS01" -DefaultDomain "x.test\`r\`nX-Injected: 1"`,
  `Set-SendConnector out -Fqdn "x.test\`r\`nMAIL FROM:<x@y.test>"`,
  `Set-SendConnector out -SmartHosts "x.test\`r\`nMAIL FROM:<x@y.test>" -DNSRoutingEnabled $false`,
  `Set-ImapSettings -Banner "x\`r\`n* BYE y"`,
  `Set-PopSettings -Banner "x\`r\`n-ERR y"`,
  `New-DkimSigningConfig example.test -Selector "x\`r\`nX-Injected: 1"`,
  `Set-TransportConfig -ExternalPostmasterAddress "a@b.test>\`r\`nX-Injected: 1\`r\`n\`r\`nbody <x@y.test"`,
  `Set-TransportConfig -MtaStsPolicyHosts "mx.example.test\`r\`nmode: none"`,
  `New-InboxRule -Mailbox alice -Name r -RedirectTo "b@far.test\`r\`nRCPT TO:<c@far.test>"`,
];

for (const command of commands)
  test(`a line break is refused in ${command.replaceAll('\n', ' ')}`, async () => {
    const said = await server.shell(command);
    assert.equal(said.exitCode, 1, said.stdout + said.stderr);
    // For the value's sake, not since something else is wrong with the command.
    const start = /"[^"`]+(?=`r)/.exec(command)?.[0] ?? 'no line break';
    assert.ok(said.stderr.includes(start), said.stderr);
  });
