import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { SmtpClient } from '../transcripts/smtp/smtp-client.ts';
import { startServerAndSink } from './server-and-sink.ts';

const ending = endingOfThisFile();

test('nobody outside gets our DKIM signature under an author of ours by writing to one who forwards, or to a group', async () => {
  const { server, sink } = await startServerAndSink(ending, ['out.test']);
  const { exitCode, stderr } = await server.shell(
    `New-SendConnector out -AddressSpaces * -Port ${sink.port}
     New-DkimSigningConfig example.test -Selector k -Enabled $true
     Set-Mailbox alice -ForwardingSmtpAddress alice@out.test -DeliverToMailboxAndForward $true
     New-MailContact Outside -ExternalEmailAddress contact@out.test
     New-DistributionGroup Team -Members Outside,alice -RequireSenderAuthenticationEnabled $false
     New-Mailbox printers -Shared; New-InboxRule out -Mailbox printers -RedirectTo rule@out.test`,
  );
  assert.equal(exitCode, 0, stderr);
  const letter = (subject: string, author = 'Boss <administrator@example.test>'): string =>
    `From: ${author}\r\nSubject: ${subject}\r\nDate: Mon, 30 Nov 2026 10:00:00 +0000\r\n\r\nx`;
  const outside = await SmtpClient.connect(server.ports.smtp);
  await outside.say('EHLO client.test');
  for (const [number, from] of ['someone@far.test', 'bob@example.test', ''].entries())
    for (const to of ['alice', 'team', 'printers'])
      assert.match(await outside.send(from, [`${to}@example.test`], letter(`forged ${to} ${number}`)), /^250/);
  outside.close();
  const plain = await SmtpClient.connect(server.ports.submission);
  await plain.say('EHLO client.test');
  const bob = await plain.startTls();
  await bob.say('EHLO client.test');
  assert.match(await bob.signIn(server.users.bob.address, server.users.bob.password), /^235/);
  for (const to of ['alice', 'team', 'printers'])
    assert.match(
      await bob.send('bob@example.test', [`${to}@example.test`], letter(`own ${to}`, 'bob@example.test')),
      /^250/,
    );
  bob.close();
  // The group's go to its contact and, by alice, to where she forwards.
  await sink.received(16);
  const signed = sink.messages.map(
    ({ data }) => `${/^Subject: (.*?)\r$/m.exec(data)?.[1]}: ${/^DKIM-Signature:/m.test(data) ? 'signed' : 'as it is'}`,
  );
  const forged = [0, 1, 2].flatMap((number) =>
    ['alice', 'team', 'team', 'printers'].map((to) => `forged ${to} ${number}: as it is`),
  );
  assert.deepEqual(
    signed.toSorted(),
    [...forged, 'own alice: signed', 'own team: signed', 'own team: signed', 'own printers: signed'].toSorted(),
  );
});
