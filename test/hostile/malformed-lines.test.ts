import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { LineClient } from '../support/line-client.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { TimeSpan } from '@relais/management-contract';
import { malformedLines } from './malformed-lines.ts';
import { usedMemory } from './used-memory.ts';

const ending = endingOfThisFile();
let server: TestServer;
before(async () => {
  server = await startServer(ending);
  for (const { Guid } of server.running.connectors.list()) {
    // Refusals to strangers wait 5 s by default, and five of them end a session.
    await server.running.connectors.update(Guid, { MaxProtocolErrors: 1_000_000, TarpitInterval: new TimeSpan(0) });
  }
});

interface Door {
  readonly name: string;
  readonly port: () => number;
  readonly words: readonly string[];
  /** What a line is sent as: IMAP wants a tag to answer to. */
  readonly line: (text: string) => string;
  readonly refusal: RegExp;
  readonly wellFormed: string;
  readonly answer: RegExp;
}

const doors: readonly Door[] = [
  {
    name: 'IMAP4',
    port: () => server.ports.imap,
    words: ['LOGIN', 'SELECT', 'AUTHENTICATE', 'FETCH', 'UID', 'APPEND', 'STARTTLS', 'ID (', 'ENABLE'],
    line: (text) => `t ${text}`,
    refusal: /^(?:t (?:BAD|NO) |\* (?:BAD|BYE) )/,
    wellFormed: 'z NOOP',
    answer: /^z OK /,
  },
  {
    name: 'POP3',
    port: () => server.ports.pop3,
    words: ['USER', 'PASS', 'AUTH', 'RETR', 'TOP', 'UIDL', 'DELE', 'APOP'],
    line: (text) => text,
    refusal: /^-ERR /,
    wellFormed: 'CAPA',
    answer: /^\+OK/,
  },
  {
    name: 'SMTP',
    port: () => server.ports.smtp,
    words: ['MAIL FROM:', 'RCPT TO:<', 'EHLO', 'BDAT', 'AUTH', 'DATA', 'STARTTLS', 'VRFY\x01', 'RSET'],
    line: (text) => text,
    refusal: /^[45]\d\d /,
    wellFormed: 'NOOP',
    answer: /^250 /,
  },
];

for (const door of doors) {
  test(`200 malformed lines at ${door.name}: each gets a clear refusal, and the service goes on`, async () => {
    let client: LineClient | null = null;
    for (const text of malformedLines(door.words, 200)) {
      client ??= await connected(door);
      client.send(`${door.line(text)}\r\n`);
      const reply = await client.line();
      assert.match(reply ?? 'closed without a word', door.refusal, JSON.stringify(text));
      assert.doesNotMatch(reply ?? '', /[^ -~\t]|undefined|Error:|at .*\.ts/);
      // A server may hang up on somebody who speaks no such protocol, after it has said so; it answers the next one.
      if (await hangsUp(client, door)) client = null;
    }
    const last = await connected(door);
    last.send(`${door.wellFormed}\r\n`);
    assert.match((await last.line()) ?? 'closed', door.answer);
    last.close();
  });
}

test('memory stays flat under them', async () => {
  await Promise.all(doors.map((door) => floods(door, 400)));
  const start = await usedMemory();
  await Promise.all(doors.map((door) => floods(door, 2000)));
  const more = (await usedMemory()) - start;
  assert.ok(more < 8 * 1024 * 1024, `${Math.round(more / 1024)} KB more`);
});

/** Sends lines without looking at the refusals, from as many connections as it takes. */
async function floods(door: Door, count: number): Promise<void> {
  const lines = malformedLines(door.words, count, 11);
  for (let at = 0; at < lines.length; ) {
    const client = await connected(door);
    const batch = lines.slice(at, at + 8);
    at += batch.length;
    client.send(`${batch.map((text) => `${door.line(text)}\r\n`).join('')}${door.wellFormed}\r\n`);
    for (let line = await client.line(); line !== null && !door.answer.test(line); ) line = await client.line();
    client.close();
  }
}

async function connected(door: Door): Promise<LineClient> {
  const client = await LineClient.connect(door.port());
  await client.line();
  return client;
}

/** Whether the connection is over; what else the line brought (a CR in it makes two) is read away. */
async function hangsUp(client: LineClient, door: Door): Promise<boolean> {
  client.send(`${door.wellFormed}\r\n`);
  for (;;) {
    const line = await client.line();
    if (line === null) return true;
    if (!door.answer.test(line)) continue;
    // CAPA has lines.
    if (door.name === 'POP3') await client.until(/^\.$/);
    return false;
  }
}
