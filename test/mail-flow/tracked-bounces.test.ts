import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { SmtpClient } from '../transcripts/smtp/smtp-client.ts';
import { startServerAndSink } from './server-and-sink.ts';

const ending = endingOfThisFile();

test('the tracking log knows a rewritten sender: where it was said, and where what bounces to it went', async () => {
  const { server, sink } = await startServerAndSink(ending, ['out.test', 'from.test']);
  const run = async (text: string): Promise<string> => {
    const { stdout, stderr, exitCode } = await server.shell(text);
    assert.equal(exitCode, 0, stderr);
    return stdout;
  };
  await run(
    `New-SendConnector out -AddressSpaces * -Port ${sink.port}
     Set-TransportConfig -SenderRewritingEnabled $true
     Set-Mailbox alice -ForwardingSmtpAddress alice@out.test -DeliverToMailboxAndForward $true`,
  );
  const client = await SmtpClient.connect(server.ports.smtp);
  await client.say('EHLO client.test');
  const letter = 'From: <ann@from.test>\r\nMessage-ID: <letter@from.test>\r\n\r\nx';
  assert.match(await client.send('ann@from.test', ['alice@example.test'], letter), /^250/);
  await sink.received(1);
  const rewritten = /<(SRS0=.*)>/.exec(sink.messages[0]?.mail ?? '')?.[1] ?? '';
  assert.notEqual(rewritten, '');
  const bounce = 'From: <postmaster@out.test>\r\nMessage-ID: <bounce@out.test>\r\n\r\nx';
  assert.match(await client.send('', [rewritten], bounce), /^250/);
  client.close();
  await sink.received(2);
  assert.match(sink.messages[1]?.rcpt.join() ?? '', /<ann@from\.test>/);

  /** The events of a message once it has left. */
  const tracked = async (query: string): Promise<readonly string[]> => {
    for (;;) {
      const said = await run(
        `Get-MessageTrackingLog ${query} | foreach { $_.EventId + ' ' + $_.Source + ' ' + $_.Recipients + ' from ' + $_.ReturnPath + ' for ' + $_.RelatedRecipientAddress }`,
      );
      const lines = said.trim().split('\n');
      if (lines.some((line) => line.startsWith('SEND '))) return lines.map((line) => line.trim());
    }
  };
  assert.deepEqual(await tracked("-MessageId '<bounce@out.test>'"), [
    `RECEIVE SMTP ${rewritten} from <> for`,
    `REDIRECT ROUTING ann@from.test from <> for ${rewritten}`,
    'SEND SMTP ann@from.test from <> for',
  ]);
  const sent = (await tracked("-MessageId '<letter@from.test>'")).filter((line) => line.startsWith('SEND '));
  assert.deepEqual(sent, [`SEND SMTP alice@out.test from ${rewritten} for`]);
  // Whoever has the address from a report of the other side finds it.
  assert.match(await run(`(Get-MessageTrackingLog -Recipients '${rewritten}').EventId`), /RECEIVE/);
});
