import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { startServerAndSink } from '../mail-flow/server-and-sink.ts';
import type { TestServer } from '../support/server.ts';
import { freePorts } from '../transcripts/smtp/free-ports.ts';
import { SmtpClient } from '../transcripts/smtp/smtp-client.ts';

async function metricsOf(server: TestServer): Promise<string> {
  const asked = request({ socketPath: server.running.socketPath, path: '/metrics' }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  assert.equal(answer.statusCode, 200);
  return text(answer);
}

test('/metrics tells sessions, certificates, the disk, and mail that does not leave', async (t) => {
  const { server } = await startServerAndSink(t, ['far.test']);
  const [closed] = await freePorts(1);
  for (const command of [
    `New-SendConnector -Name out -AddressSpaces * -Port ${closed}`,
    'New-MailContact -Name far -ExternalEmailAddress far@far.test -PrimarySmtpAddress far@example.test',
  ])
    assert.equal((await server.shell(command)).exitCode, 0);
  const before = await metricsOf(server);
  assert.match(before, /^relais_queued_messages 0$/m);
  assert.match(before, /^relais_failing_queues 0$/m);
  assert.match(before, /^relais_smtp_sessions 0$/m);
  assert.match(before, /^relais_imap4_sessions 0$/m);
  assert.match(before, /^relais_pop3_sessions 0$/m);
  assert.match(before, /^relais_certificate_seconds_left [1-9]\d+$/m);
  assert.match(before, /^relais_data_bytes_free [1-9]\d+$/m);
  const client = await SmtpClient.connect(server.ports.smtp);
  await client.say('EHLO elsewhere.test');
  await client.send('x@elsewhere.test', ['far@example.test'], 'Subject: x\r\n\r\nx');
  assert.match(await metricsOf(server), /^relais_smtp_sessions 1$/m);
  // The try comes soon after the reply, and is refused at once.
  let metrics = '';
  while (!/^relais_failing_queues 1$/m.test(metrics)) metrics = await metricsOf(server);
  assert.match(metrics, /^relais_queued_messages 1$/m);
  client.close();
});
