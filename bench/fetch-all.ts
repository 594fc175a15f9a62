import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { startBenchServer } from './bench-server.ts';
import type { Figure } from './main.ts';
import { median } from './statistics.ts';

const messages = 50_000;
const items = 'UID FLAGS ENVELOPE BODYSTRUCTURE';

/** Time of `FETCH 1:* (UID FLAGS ENVELOPE BODYSTRUCTURE)` on 50,000 messages: the first after filling, and again. */
export async function fetchAll(): Promise<readonly Figure[]> {
  const server = await startBenchServer();
  await server.shell('Set-ImapSettings -LoginType PlainTextLogin; Restart-Service MSExchangeImap4');
  const client = await Reader.connect(server.ports.imap);
  await client.run(`a LOGIN administrator@example.test ${server.password}\r\n`, 'a');
  const filling = performance.now();
  for (let first = 0; first < messages; first += 500) {
    let batch = '';
    for (let index = first; index < first + 500; index += 1) {
      const text = sample(index);
      batch += `x${index} APPEND INBOX {${text.length}+}\r\n${text}\r\n`;
    }
    await client.run(batch, `x${first + 499}`);
  }
  const fillSeconds = (performance.now() - filling) / 1000;
  await client.run('s SELECT INBOX\r\n', 's');
  const times: number[] = [];
  let bytes = 0;
  for (let round = 0; round < 4; round += 1) {
    const started = performance.now();
    bytes = await client.run(`f${round} FETCH 1:* (${items})\r\n`, `f${round}`);
    times.push(performance.now() - started);
  }
  client.close();
  await server.stop();
  return [
    {
      what: '50,000 messages appended one by one, pipelined, each durable',
      value: `${Math.round(messages / fillSeconds)} a second`,
    },
    { what: `FETCH 1:* (${items}) on 50,000, first`, value: `${Math.round(times[0] ?? 0)} ms` },
    {
      what: `the same again, median of 3`,
      value: `${Math.round(median(times.slice(1)))} ms (${(bytes / 1024 / 1024).toFixed(1)} MiB)`,
    },
  ];
}

function sample(index: number): string {
  return [
    `From: "Sender ${index % 97}" <sender${index % 97}@example.test>`,
    'To: administrator@example.test',
    `Subject: Message number ${index} about a matter of some length`,
    'Date: Thu, 01 Jan 2026 12:00:00 +0000',
    `Message-ID: <${index}@bench.example.test>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/alternative; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Plain text.',
    '--b',
    'Content-Type: text/html; charset=utf-8',
    '',
    '<p>Rich text.</p>',
    '--b--',
    '',
  ].join('\r\n');
}

/** Counts bytes and looks for the tagged reply only: the driver must not be what is measured. */
class Reader {
  private readonly socket: Socket;

  private constructor(socket: Socket) {
    this.socket = socket;
  }

  static async connect(port: number): Promise<Reader> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'data');
    return new Reader(socket);
  }

  run(text: string, tag: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const mark = Buffer.from(`\r\n${tag} `);
      let tail = Buffer.from('\r\n');
      let bytes = 0;
      const listen = (chunk: Buffer): void => {
        bytes += chunk.length;
        const looked = Buffer.concat([tail, chunk]);
        const found = looked.indexOf(mark);
        if (found < 0) {
          tail = looked.subarray(-mark.length - 64);
          return;
        }
        const status = looked.subarray(found + mark.length, found + mark.length + 3).toString();
        this.socket.off('data', listen);
        if (status.startsWith('OK')) resolve(bytes);
        else reject(new Error(looked.subarray(found).toString().slice(0, 200)));
      };
      this.socket.on('data', listen);
      this.socket.write(text);
    });
  }

  close(): void {
    this.socket.destroy();
  }
}
