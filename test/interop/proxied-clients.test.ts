import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { before, test } from 'node:test';
import { onBothEngines, databaseFor } from '../support/both-engines.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { startServer, type TestServer } from '../support/server.ts';

let plain: TestServer;
const ending = endingOfThisFile();
before(async () => {
  plain = await startServer(ending);
});

const signature = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');
/** A header of version 2 over IPv4 from 192.0.2.`last`, with a field of unknown type behind the addresses. */
const second = (last: number): Buffer =>
  Buffer.concat([
    signature,
    Buffer.from([0x21, 0x11, 0, 16, 192, 0, 2, last, 192, 0, 2, 1, 1, 0, 0, 25, 0xe0, 0, 1, 0]),
  ]);

/** Everything that came until it matches or the server hung up. */
async function heard(socket: Socket, until: RegExp): Promise<string> {
  let text = '';
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    if (until.test(text)) break;
  }
  return text;
}

async function addresses(server: TestServer): Promise<string> {
  return (await server.shell('Get-ClientSession | ConvertTo-Json')).stdout;
}

onBothEngines(
  'IMAP4 and POP3 behind a proxy know the client of a PROXY header, version 1 and 2, plain and TLS',
  async (t) => {
    const databaseUrl = await databaseFor(t);
    const server = await startServer({ after: (work) => t.after(work) }, databaseUrl === null ? {} : { databaseUrl });
    for (const command of [
      'Set-ProxyProtocolConfig -ImapProxyAddresses 127.0.0.1 -PopProxyAddresses 127.0.0.1',
      'Set-ImapSettings -LoginType PlainTextLogin',
      'Set-PopSettings -LoginType PlainTextLogin',
      'Restart-Service MSExchangeImap4',
      'Restart-Service MSExchangePop3',
    ]) {
      const said = await server.shell(command);
      assert.equal(said.exitCode, 0, said.stderr);
    }
    const { alice } = server.users;
    const dialogues = {
      imap: {
        ports: [server.ports.imap, server.ports.imaps],
        sent: `a LOGIN ${alice.address} ${alice.password}\r\nb SELECT INBOX\r\n`,
        until: /^b OK/m,
      },
      pop3: {
        ports: [server.ports.pop3, server.ports.pop3s],
        sent: `USER ${alice.address}\r\nPASS ${alice.password}\r\nSTAT\r\n`,
        until: /^\+OK \d+ \d+/m,
      },
    } as const;
    let last = 10;
    for (const [protocol, { ports, sent, until }] of Object.entries(dialogues)) {
      for (const version of [1, 2]) {
        for (const [index, port] of ports.entries()) {
          last += 1;
          const socket = connect(port, '127.0.0.1');
          socket.write(version === 1 ? `PROXY TCP4 192.0.2.${last} 192.0.2.1 56324 ${port}\r\n` : second(last));
          const client = index === 0 ? socket : connectTls({ socket, rejectUnauthorized: false });
          if (index === 1) await once(client, 'secureConnect');
          client.write(sent);
          assert.match(await heard(client, until), until, `${protocol} ${version} ${port}`);
          assert.match(
            await addresses(server),
            new RegExp(`192\\.0\\.2\\.${last}\\b`),
            `${protocol} ${version} ${port}`,
          );
          client.destroy();
        }
      }
      // Without its header, or with one that cannot be read, a connection of the proxy ends without a word.
      for (const bytes of [
        sent,
        'PROXY TCP4 nobody 192.0.2.1 1 25\r\n',
        Buffer.concat([signature, Buffer.from([0x2f])]),
      ]) {
        const socket = connect(ports[0], '127.0.0.1');
        socket.on('error', () => {});
        socket.end(bytes);
        assert.equal(await heard(socket, /$^/), '');
      }
    }
  },
);

test('a PROXY header from an address that is no proxy is no command', async () => {
  for (const [port, refused] of [
    [plain.ports.imap, /^PROXY BAD|^\* BAD|^PROXY /m],
    [plain.ports.pop3, /^-ERR /m],
  ] as const) {
    const socket = connect(port, '127.0.0.1');
    socket.write(`PROXY TCP4 192.0.2.7 192.0.2.1 56324 ${port}\r\n`);
    assert.match(await heard(socket, refused), refused);
    assert.doesNotMatch(await addresses(plain), /192\.0\.2\.7/);
    socket.destroy();
  }
});
