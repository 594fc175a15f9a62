import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folderOf, person, settled } from '../recipients/people.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { startServer } from '../support/server.ts';
import { SmtpClient } from '../transcripts/smtp/smtp-client.ts';

// RFC 8098 §2.3: what ORCPT said stands beside the Return-Path, for the receipt that the reader may send.
const ending = endingOfThisFile();

test('the address that a sender gave with ORCPT stands in what each mailbox is given, whichever way it comes', async () => {
  const server = await startServer(ending, {});
  for (const alias of ['ora', 'otto', 'olga']) await person(server, alias);
  // Only who sends mail on offers DSN.
  const { exitCode } = await server.shell("New-SendConnector -Name Internet -AddressSpaces '*' -Port 9");
  assert.equal(exitCode, 0);
  const client = await SmtpClient.connect(server.ports.smtp);
  await client.say('EHLO client.test');
  const give = async (recipients: readonly string[], subject: string): Promise<void> => {
    assert.match(await client.say('MAIL FROM:<w@elsewhere.test>'), /^250/);
    for (const one of recipients) assert.match(await client.say(`RCPT TO:${one}`), /^250/);
    assert.match(await client.say('DATA'), /^354/);
    const content = `From: w@elsewhere.test\r\nSubject: ${subject}\r\nMessage-ID: <${subject}@elsewhere.test>\r\nDate: Mon, 30 Nov 2026 10:00:00 +0000\r\n\r\nhello`;
    assert.match(await client.say(`${content}\r\n.`), /^250/);
  };
  const top = async (alias: string, count: number): Promise<string> =>
    /^Return-Path: <w@elsewhere\.test>\r\n([^:]+: .*)\r\n/.exec(
      (await folderOf(server, alias, 'INBOX', count))[count - 1] ?? '',
    )?.[1] ?? '';

  await give(['<ora@example.test> ORCPT=rfc822;Ora+2Blist@old.test'], 'alone');
  assert.equal(await top('ora', 1), 'Original-Recipient: rfc822;Ora+list@old.test');
  await give(
    [
      '<ora@example.test> ORCPT=rfc822;a@old.test',
      '<otto@example.test>',
      '<olga@example.test> ORCPT=rfc822;c@old.test NOTIFY=SUCCESS',
    ],
    'together',
  );
  assert.equal(await top('ora', 2), 'Original-Recipient: rfc822;a@old.test');
  assert.match(await top('otto', 1), /^Received: /);
  assert.equal(await top('olga', 1), 'Original-Recipient: rfc822;c@old.test');
  // What was reached by two addresses is one message.
  await give(['<ora@example.test> ORCPT=rfc822;another@old.test'], 'alone');
  await give(['<ora@example.test>', '<otto@example.test> ORCPT=rfc822;o@old.test'], 'together');
  await settled(server);
  assert.equal((await folderOf(server, 'ora', 'INBOX', 2)).length, 2);
  assert.equal((await folderOf(server, 'otto', 'INBOX', 1)).length, 1);
  client.close();
});
