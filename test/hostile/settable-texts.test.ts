import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { convertScalar } from '../../server/src/management/engine/conversions/convert-scalar.ts';
import { everything, JmapTestClient } from '../../server/src/http/jmap/fixtures/jmap-client.ts';
import { HttpCmdletHost } from '@relais/shell';
import { askHttps } from '../sign-in/https-client.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { LineClient } from '../support/line-client.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { controlTexts, oddTexts, overlong, quoted } from './hostile-texts.ts';

// Every text that a person can set, by each way there is to it, and what he is told when it is no line.
let server: TestServer;
let alice: JmapTestClient;
const ending = endingOfThisFile();

before(async () => {
  server = await startServer(ending);
  alice = await JmapTestClient.open(server, server.users.alice);
  for (const command of [
    'New-SendConnector -Name out -AddressSpaces *',
    'New-DistributionGroup -Name staff',
    'New-MailContact -Name kim -ExternalEmailAddress kim@far.test',
    'New-InboxRule -Mailbox alice -Name r -SubjectContainsWords x -MarkAsRead $true',
    'New-TransportRule t -SubjectContainsWords x -SetSCL 1',
    'New-RemoteDomain -Name far -DomainName far.test',
  ]) {
    const { exitCode, stderr } = await server.shell(command);
    assert.equal(exitCode, 0, stderr);
  }
});

/** Free texts: a command with `§` where the value stands, and the property that holds it afterwards. */
const freeTexts: readonly (readonly [command: string, readBack: string | null, mostCharacters: number])[] = [
  ['Set-Mailbox alice -DisplayName §', '(Get-Mailbox alice).DisplayName', 256],
  ['Set-User alice -FirstName §', '(Get-User alice).FirstName', 64],
  ['Set-User alice -Company §', '(Get-User alice).Company', 64],
  ['Set-Mailbox alice -MailTip §', null, 1024],
  ['Set-DistributionGroup staff -DisplayName §', '(Get-DistributionGroup staff).DisplayName', 256],
  ['Set-MailContact kim -DisplayName §', '(Get-MailContact kim).DisplayName', 256],
  ['Set-InboxRule -Mailbox alice -Identity r -SubjectContainsWords §', null, 255],
  ['New-InboxRule -Mailbox alice -MarkAsRead $true -Name §', null, 512],
  ['Set-InboxRule -Mailbox alice -Identity r -ApplyCategory §', null, 1000],
  ['Set-TransportRule t -RejectMessageReasonText §', null, 400],
  ['Set-TransportRule t -PrependSubject §', null, 128],
  ['Set-TransportRule t -SetHeaderName X-A -SetHeaderValue §', null, 400],
  ['New-TransportRule -SubjectContainsWords x -SetSCL 1 -Name §', null, 64],
  ['New-RemoteDomain -DomainName other.test -Name §', null, 64],
  ['New-DistributionGroup -Name §', null, 64],
  ['New-MailContact -ExternalEmailAddress c@far.test -Name §', null, 64],
  ['New-AcceptedDomain -DomainName x.test -Name §', null, 64],
  ['New-SendConnector -AddressSpaces other.test -Name §', null, 64],
  ['New-ThrottlingPolicy -Name §', null, 64],
  ['New-AppPassword alice -Name §', null, 64],
  ['Set-ReceiveConnector "Default Frontend CAS01" -Name §', null, 64],
  ['Set-ReceiveConnector "Default Frontend CAS01" -Banner §', null, 500],
  ['Set-ImapSettings -Banner §', null, 400],
  ['Set-PopSettings -Banner §', null, 400],
];

/** Names of hosts, domains and addresses: nothing of the kind is one, and the refusal quotes what was given. */
const names: readonly string[] = [
  'Set-Mailbox alice -EmailAddresses @{Add=§}',
  'Set-Mailbox alice -ForwardingSmtpAddress §',
  'Set-Mailbox alice -PrimarySmtpAddress §',
  'New-MailContact -Name c -ExternalEmailAddress §',
  'New-InboxRule -Mailbox alice -Name q -RedirectTo §',
  'New-InboxRule -Mailbox alice -Name q -ForwardTo §',
  'Set-TransportConfig -ExternalPostmasterAddress §',
];
const hosts: readonly string[] = [
  'New-AcceptedDomain -Name x -DomainName §',
  'Set-ReceiveConnector "Default Frontend CAS01" -Fqdn §',
  'Set-ReceiveConnector "Default Frontend CAS01" -DefaultDomain §',
  'Set-SendConnector out -Fqdn §',
  'Set-SendConnector out -DNSRoutingEnabled $false -SmartHosts §',
  'Set-TransportConfig -MtaStsPolicyHosts §',
  'New-DkimSigningConfig example.test -Selector §',
];

async function refusalOf(command: string, value: string): Promise<string> {
  const { exitCode, stdout, stderr } = await server.shell(command.replace('§', () => quoted(value)));
  assert.equal(exitCode, 1, `${command} ${JSON.stringify(value.slice(0, 80))}: ${stdout}${stderr}`);
  // Without the place, where the command stands and with it the value.
  return stderr.slice(0, stderr.indexOf('At line:'));
}

/** Which parameter was refused, whatever else may be wrong with the command. */
function parameterOf(command: string): string {
  return /-(\w+) (?:@\{Add=)?§/.exec(command)?.[1] ?? 'no parameter';
}

for (const [command, readBack, most] of freeTexts) {
  test(`${command}: one line, of at most ${most} characters`, async () => {
    const parameter = parameterOf(command);
    for (const { holds, text } of controlTexts) {
      const said = await refusalOf(command, text);
      assert.ok(said.includes(parameter), `${JSON.stringify(text)}: ${said}`);
      assert.match(said, new RegExp(`holds ${holds.replace('+', '\\+')}|one line of printable ASCII|printable ASCII`));
    }
    const said = await refusalOf(command, overlong);
    assert.match(said, new RegExp(`(?:has 2000 characters; at most|at most|no more than) ${most}\\b|printable ASCII`));
    if (readBack === null) return;
    for (const odd of oddTexts) {
      const { exitCode, stderr } = await server.shell(command.replace('§', () => quoted(odd)));
      assert.equal(exitCode, 0, stderr);
      assert.equal((await server.shell(readBack)).stdout.trimEnd(), odd);
    }
  });
}

for (const command of [...names, ...hosts]) {
  const tail = names.includes(command) ? '@far.test' : '.far.test';
  test(`${command}: what holds a control character is no name`, async () => {
    for (const { text } of [...controlTexts, { text: overlong }]) {
      const said = await refusalOf(command, `${text.replaceAll(' ', '')}${tail}`);
      const about = text === overlong ? 'xxxxxxxx' : 'evil';
      assert.ok(said.includes(about), `${JSON.stringify(text.slice(0, 80))}: ${said}`);
    }
  });
}

test('no text parameter of any cmdlet takes a control character', async () => {
  const host = new HttpCmdletHost({ socketPath: server.running.socketPath });
  let looked = 0;
  for (const { name, parameters } of await host.describe()) {
    for (const parameter of parameters) {
      const { type } = parameter;
      if (type.kind !== 'string' && type.kind !== 'identity') continue;
      looked += 1;
      const refused =
        type.kind === 'string' && type.lines === true ? ['a\0b', 'a\u0085b'] : controlTexts.map((c) => c.text);
      for (const text of refused)
        assert.equal(
          convertScalar(text, type).kind,
          'not-this-type',
          `${name} -${parameter.name} ${JSON.stringify(text)}`,
        );
    }
  }
  assert.ok(looked > 500, `${looked} parameters`);
});

test('texts of several lines take CR LF, LF and tabs, and no other control character', async () => {
  for (const [command, readBack] of [
    [
      'Set-MailboxAutoReplyConfiguration alice -InternalMessage §',
      '(Get-MailboxAutoReplyConfiguration alice).InternalMessage',
    ],
    [
      'Set-MailboxAutoReplyConfiguration alice -ExternalMessage §',
      '(Get-MailboxAutoReplyConfiguration alice).ExternalMessage',
    ],
    ['Set-User alice -Notes §', '(Get-User alice).Notes'],
    ['Set-DistributionGroup staff -Notes §', null],
    [
      'Set-ReceiveConnector "Default Frontend CAS01" -Comment §',
      '(Get-ReceiveConnector "Default Frontend CAS01").Comment',
    ],
    ['Set-TransportRule t -Comments §', '(Get-TransportRule t).Comments'],
  ] as const) {
    for (const [text, holds] of [
      ['a\0b', 'NUL'],
      ['a\u001bb', 'U\\+001B'],
      ['a\u0085b', 'U\\+0085'],
    ] as const) {
      assert.match(
        await refusalOf(command, text),
        new RegExp(`control character ${holds}; of those only line ends and tabs`),
      );
    }
    const { exitCode, stderr } = await server.shell(command.replace('§', () => quoted('one\r\n\ttwo\nthree')));
    assert.equal(exitCode, 0, stderr);
    if (readBack !== null) assert.equal((await server.shell(`(${readBack}).Length`)).stdout.trim(), '15');
  }
});

test('the administration interface refuses as the shell does', async () => {
  const administrator = await JmapTestClient.open(server, server.users.administrator);
  for (const { holds, text } of controlTexts) {
    const body = { CmdletInput: { CmdletName: 'Set-Mailbox', Parameters: { Identity: 'alice', DisplayName: text } } };
    const answer = await administrator.ask('POST', '/adminapi/beta/-/InvokeCommand', JSON.stringify(body));
    assert.equal(answer.status, 400, answer.text);
    assert.ok(answer.text.includes(`one line without control characters, but holds ${holds}.`), answer.text);
  }
});

test("webmail's own doors: rules, automatic replies and the names of app passwords", async () => {
  const { address: userName, password } = server.users.alice;
  const { https } = server.ports;
  const { cookie, text: session } = await askHttps(https, 'POST', '/api/sign-in', {}, { userName, password });
  const headers = { cookie, 'x-csrf-token': JSON.parse(session).csrfToken };
  const post = (path: string, body: object): ReturnType<typeof askHttps> =>
    askHttps(https, 'POST', path, headers, body);
  for (const { holds, text } of controlTexts) {
    for (const [rule, property] of [
      [{ name: text, actions: { markAsRead: true } }, 'Name'],
      [
        { name: 'w', actions: { markAsRead: true }, conditions: { subjectContainsWords: [text] } },
        'SubjectContainsWords',
      ],
      [{ name: 'f', actions: { moveToFolder: text } }, 'MoveToFolder'],
    ] as const) {
      const answer = await post('/api/inbox-rules', rule);
      assert.equal(answer.status, 400, answer.text);
      const { message } = JSON.parse(answer.text).error;
      assert.ok(message.startsWith(`${property} must be text without control characters, but `), message);
      assert.ok(message.endsWith(` holds ${holds}.`), message);
    }
    const named = await post('/api/app-passwords', { name: `a${text}` });
    assert.equal(named.status, 400, named.text);
    assert.ok(JSON.parse(named.text).error.message.endsWith(`holds ${holds}.`), named.text);
  }
  for (const property of ['internalMessage', 'externalMessage']) {
    const answer = await post('/api/automatic-replies', { [property]: 'a\0b' });
    assert.equal(answer.status, 400, answer.text);
    assert.match(JSON.parse(answer.text).error.message, /^(?:In|Ex)ternalMessage must be text .* holds NUL\.$/);
    assert.equal((await post('/api/automatic-replies', { [property]: 'a\r\nb\n\tc' })).status, 200);
  }
});

test('JMAP: the texts of an identity and of the automatic reply', async () => {
  assert.ok(everything.includes('urn:ietf:params:jmap:vacationresponse'));
  const [[, { list }]] = await alice.call(['Identity/get', { ids: null }, 'i']);
  const { id } = list[0];
  const refused = async (
    method: string,
    target: string,
    patch: object,
  ): Promise<{ type: string; properties: string[]; description: string }> => {
    const [[, answer]] = await alice.call([method, { update: { [target]: patch } }, 's']);
    return answer.notUpdated?.[target] ?? assert.fail(`${method} took ${JSON.stringify(patch).slice(0, 200)}`);
  };
  const longAddress = `${overlong}@far.test`;
  for (const { holds, text } of controlTexts) {
    for (const [method, target, property, value] of [
      ['Identity/set', id, 'name', text],
      ['Identity/set', id, 'replyTo', [{ name: text, email: 'a@far.test' }]],
      ['VacationResponse/set', 'singleton', 'subject', text],
    ] as const) {
      const error = await refused(method, target, { [property]: value });
      assert.equal(error.type, 'invalidProperties');
      assert.deepEqual(error.properties, [property]);
      assert.ok(error.description.endsWith(`but holds ${holds}.`), error.description);
    }
    const error = await refused('Identity/set', id, { bcc: [{ name: null, email: `${text}@far.test` }] });
    assert.deepEqual([error.type, error.properties], ['invalidProperties', ['bcc']]);
    assert.match(error.description, /^An address must read local@domain/);
  }
  for (const [method, target, property, value, says] of [
    ['Identity/set', id, 'name', overlong, /at most/],
    ['Identity/set', id, 'replyTo', [{ name: null, email: longAddress }], /^An address has at most 254 octets/],
    ['Identity/set', id, 'textSignature', 'a\0b', /holds NUL\.$/],
    ['VacationResponse/set', 'singleton', 'subject', overlong, /at most 255 characters/],
    ['VacationResponse/set', 'singleton', 'textBody', 'a\u0085b', /holds U\+0085\.$/],
  ] as const) {
    const error = await refused(method, target, { [property]: value });
    assert.deepEqual([error.type, error.properties], ['invalidProperties', [property]]);
    assert.match(error.description, says);
  }
});

test('the name of a folder, by JMAP and by IMAP', async () => {
  const imap = await LineClient.connect(server.ports.imaps, { tls: true });
  const { address, password } = server.users.alice;
  await imap.line();
  await imap.command('a', `LOGIN ${address} ${password}`);
  await imap.command('b', 'ENABLE UTF8=ACCEPT');
  for (const { text } of [...controlTexts, { text: overlong }]) {
    const [[, answer]] = await alice.call(['Mailbox/set', { create: { k: { name: text, parentId: null } } }, 's']);
    const { type, properties, description } = answer.notCreated.k;
    assert.deepEqual([type, properties], ['invalidProperties', ['name']]);
    assert.match(description, text === overlong ? /A name has 1 to 250 bytes/ : /holds a control character/);
    const octets = Buffer.from(text);
    const [said = ''] = await imap.command('c', `CREATE {${octets.length}+}\r\n${octets.toString('latin1')}`);
    assert.match(said, /^c (?:NO|BAD) [ -~]*$/);
  }
  assert.ok((await imap.command('d', 'LIST "" *')).every((line) => !/evil|xxxx/.test(line)));
  imap.close();
});
