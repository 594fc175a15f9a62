import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import nodemailer from 'nodemailer';
import { missingSwaks } from '../../support/debian-program.ts';
import { password, type SmtpServer, startSmtpServer } from './smtp-server.ts';

const run = promisify(execFile);
let server: SmtpServer;
before(async () => {
  server = await startSmtpServer();
});
after(() => server.stop());

const missing = (program: string): string | false =>
  spawnSync(program, ['--version']).error === undefined ? false : `${program} is not on this machine`;

async function withSubject(alias: string, subject: string): Promise<string> {
  return (await server.inbox(alias)).find((text) => text.includes(`Subject: ${subject}`)) ?? 'not delivered';
}

test('nodemailer submits over STARTTLS and over implicit TLS, pooled, with attachments and UTF-8', async () => {
  for (const [name, port, secure] of [
    ['starttls', server.ports.submission, false],
    ['implicit', server.ports.tls, true],
  ] as const) {
    const transport = nodemailer.createTransport({
      host: '127.0.0.1',
      port,
      secure,
      pool: true,
      auth: { user: 'anna', pass: password },
      tls: { rejectUnauthorized: false },
    });
    const attachment = { filename: 'été.bin', content: Buffer.alloc(300_000, 7) };
    for (let n = 0; n < 3; n += 1) {
      const sent = await transport.sendMail({
        from: 'Anna <anna@example.test>',
        to: ['bob@example.test', 'carl@example.test'],
        subject: `${name}-${n}`,
        text: '.\n..\n.x\n',
        attachments: [attachment],
      });
      assert.match(sent.response, /^250 2\.6\.0 /);
    }
    await assert.rejects(
      transport.sendMail({ from: 'bob@example.test', to: 'anna@example.test', text: 'x' }),
      /550 5\.7\.1 Client does not have permissions/,
    );
    transport.close();
    assert.match(await withSubject('carl', `${name}-2`), /\r\n\.\r\n\.\.\r\n\.x\r\n/);
  }
});

test('swaks: AUTH LOGIN over STARTTLS, and several recipients pipelined from outside', {
  skip: missingSwaks(),
}, async () => {
  const to = ['--server', '127.0.0.1', '--to', 'bob@example.test,carl@example.test'];
  await run('swaks', [
    ...to,
    '--port',
    String(server.ports.submission),
    '--tls',
    '--auth',
    'LOGIN',
    '--auth-user',
    'anna@example.test',
    '--auth-password',
    password,
    '--from',
    'anna@example.test',
    '--header',
    'Subject: swaks one',
  ]);
  await run('swaks', [
    ...to,
    '--port',
    String(server.ports.world),
    '--pipeline',
    '--from',
    'x@elsewhere.test',
    '--header',
    'Subject: swaks two',
  ]);
  for (const subject of ['swaks one', 'swaks two'])
    assert.match(await withSubject('bob', subject), /This is a test mailing/);
});

test('curl submits over smtps and over STARTTLS', { skip: missing('curl') }, async () => {
  for (const [scheme, port] of [
    ['smtps', server.ports.tls],
    ['smtp', server.ports.submission],
  ] as const) {
    const child = run('curl', [
      '-sS',
      '-k',
      '--ssl-reqd',
      '--url',
      `${scheme}://127.0.0.1:${port}`,
      '--user',
      `anna:${password}`,
      '--mail-from',
      'anna@example.test',
      '--mail-rcpt',
      'bob@example.test',
      '--upload-file',
      '-',
    ]);
    child.child.stdin?.end(`Subject: by ${scheme}\r\n\r\nHello\r\n`);
    await child;
    assert.match(await withSubject('bob', `by ${scheme}`), /\r\n\r\nHello\r\n$/);
  }
});

const smtplib = `
import smtplib, ssl, sys
port, password = int(sys.argv[1]), sys.argv[2]
context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
with smtplib.SMTP('127.0.0.1', port) as smtp:
    smtp.starttls(context=context)
    smtp.login('anna', password)
    refused = smtp.sendmail('anna@example.test', ['bob@example.test', 'nobody@example.test'], 'Subject: smtplib\\r\\n\\r\\nHello\\r\\n')
    print(refused)
`;
test('Python’s smtplib signs in, sends, and hears of each recipient', { skip: missing('python3') }, async () => {
  const { stdout } = await run('python3', ['-c', smtplib, String(server.ports.submission), password]);
  assert.match(stdout, /\{'nobody@example\.test': \(550, b'5\.1\.1 User unknown'\)\}/);
  assert.match(await withSubject('bob', 'smtplib'), /Hello/);
});
