import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { Credential, SecureText } from '@relais/management-contract';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { makeAuthority } from '../../platform/tls/authority.fixture.ts';
import { type Sink, type SinkOptions, startSink } from '../relay/sink-server.fixture.ts';
import { MailNotSent, type ScriptMail, sendMail } from './send-mail.ts';

const around = { clock: systemClock, signal: new AbortController().signal };

async function sinkFor(t: TestContext, options: SinkOptions = {}): Promise<Sink> {
  const sink = await startSink(options);
  t.after(() => sink.close());
  return sink;
}

function mail(sink: Sink, more: Partial<ScriptMail> = {}): ScriptMail {
  return {
    server: '127.0.0.1',
    port: sink.port,
    useSsl: false,
    credential: null,
    from: 'Monitor <monitor@contoso.com>',
    to: ['Élise <elise@contoso.com>', 'bob@contoso.com'],
    cc: ['carol@contoso.com'],
    bcc: ['dave@contoso.com'],
    replyTo: [],
    subject: 'Certificats : été',
    body: '<p>Bientôt</p>\n.\n',
    isHtml: true,
    attachments: [{ name: 'report.csv', content: Buffer.from('"Name"\n"Zoé"\n') }],
    priority: 'High',
    ...more,
  };
}

test('a message with copies, an attachment and a priority is handed over as a mail program does', async (t) => {
  const sink = await sinkFor(t, { offers: ['SIZE 1000000', '8BITMIME'] });
  await sendMail(mail(sink), around);
  const [message] = sink.messages;
  assert.match(message?.mail ?? '', /<monitor@contoso\.com> SIZE=\d+/);
  assert.deepEqual(
    message?.rcpt.map((line) => /<(.*)>/.exec(line)?.[1] ?? line),
    ['elise@contoso.com', 'bob@contoso.com', 'carol@contoso.com', 'dave@contoso.com'],
  );
  const data = message?.data ?? '';
  assert.match(data, /^From: Monitor <monitor@contoso\.com>\r$/m);
  assert.match(data, /^To: =\?utf-8\?.+ <elise@contoso\.com>,\s+bob@contoso\.com\r$/im);
  assert.match(data, /^Cc: carol@contoso\.com\r$/m);
  assert.doesNotMatch(data, /dave@/);
  assert.match(data, /^Importance: high\r$/m);
  assert.match(data, /^Content-Type: text\/html/im);
  assert.match(data, /filename="?report\.csv/);
});

test('with -UseSsl a trusted name is needed, and the credential is given within TLS', async (t) => {
  const authority = await makeAuthority(Date.now());
  const tls = await authority.issue(['localhost']);
  const user = { name: 'relay', password: 'secret' };
  const sink = await sinkFor(t, { address: '::', tls, user, offers: ['STARTTLS', 'AUTH PLAIN LOGIN'] });
  const secure = {
    server: 'localhost',
    useSsl: true,
    credential: new Credential(user.name, new SecureText(user.password)),
  };
  const trusting = { ...around, authorities: [authority.certificate] };
  await sendMail(mail(sink, secure), trusting);
  assert.deepEqual([sink.messages[0]?.secure, sink.messages[0]?.user], [true, 'relay']);
  await assert.rejects(sendMail(mail(sink, secure), { ...around, authorities: [] }), /certificate is not trusted/);
  await assert.rejects(sendMail(mail(sink, { ...secure, server: '127.0.0.1' }), trusting), MailNotSent);
  await assert.rejects(
    sendMail(mail(sink, { ...secure, credential: new Credential('relay', new SecureText('wrong')) }), trusting),
    /refused the credential/,
  );
  assert.equal(sink.messages.length, 1);
});

test('what the server refuses is told with its words; the others still receive it', async (t) => {
  const sink = await sinkFor(t, {
    answer: (command) => (command.startsWith('RCPT TO:<bob@') ? '550 5.1.1 nobody of that name' : null),
  });
  await assert.rejects(sendMail(mail(sink), around), { message: 'bob@contoso.com: 550 5.1.1 nobody of that name' });
  assert.equal(sink.messages[0]?.rcpt.length, 3);
  const closed = await sinkFor(t);
  await closed.close();
  await assert.rejects(
    sendMail(mail(closed), around),
    (error) => error instanceof MailNotSent && /ECONNREFUSED/.test(error.message),
  );
  await assert.rejects(sendMail(mail(sink, { to: ['nobody'] }), around), /"nobody" is no address/);
  await assert.rejects(
    sendMail(mail(sink, { to: [], cc: [], bcc: [] }), around),
    /A sender and a recipient are needed/,
  );
});
