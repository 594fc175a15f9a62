import { closeSync, fdatasync, fdatasyncSync, openSync, readFileSync, writeSync, writevSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { LineDriver } from './line-driver.ts';
import { listedMail } from './sample-mail.ts';

/**
 * What a mail server on one loop of Node hardly passes: it receives, syncs what must be durable once a turn of the loop, and answers what
 * a client wants to hear, made before. It parses, checks, indexes and keeps nothing.
 */
interface FloorOptions {
  readonly ports: Readonly<Record<'imap' | 'imaps' | 'pop3' | 'pop3s' | 'smtp' | 'submission' | 'lmtp', number>>;
  readonly sinkPort: number;
  readonly messages: number;
  readonly journal: string;
  readonly certificate: string;
  readonly key: string;
}

const options = JSON.parse(readFileSync(process.argv[2] as string, 'utf8')) as FloorOptions;
const journal = openSync(options.journal, 'w');
/** Written once, so that a sync of what is written over it is one of bytes alone. */
const journalBytes = 256 * 1024 * 1024;
const zeros = Buffer.alloc(1024 * 1024);
for (let at = 0; at < journalBytes; at += zeros.length) writeSync(journal, zeros, 0, zeros.length, at);
fdatasyncSync(journal);
const ecdhCurve = 'X25519';

/** All that came in one turn is written and synced together; then all are answered. */
class Journal {
  private chunks: Buffer[] = [];
  private answers: (() => void)[] = [];
  private at = 0;

  add(chunks: readonly Buffer[], answer: () => void): void {
    if (this.answers.length === 0) setImmediate(() => this.commit());
    this.chunks.push(...chunks);
    this.answers.push(answer);
  }

  private commit(): void {
    const { chunks, answers } = this;
    this.chunks = [];
    this.answers = [];
    const written = writevSync(journal, chunks, this.at);
    this.at = (this.at + written) % (journalBytes / 2);
    // In the thread pool: beside other work a loop that waits for the disk itself has been seen to answer half as often, and less.
    fdatasync(journal, (cause) => {
      if (cause !== null) throw cause;
      for (const answer of answers) answer();
    });
  }
}

const durable = new Journal();
const counts = new Map<string, number>();
const bodyOf = Array.from({ length: Math.min(2_000, options.messages) }, (_, index) => Buffer.from(listedMail(index)));
const body = (number: number): Buffer => bodyOf[(number - 1) % bodyOf.length] as Buffer;
const answered = new Map<string, Buffer>();

/** Lines and counted bytes of a connection, as they come. */
abstract class Conversation {
  protected readonly socket: Socket;
  private rest: Buffer = Buffer.alloc(0);
  protected constructor(socket: Socket, greeting: string) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => this.take(chunk));
    socket.write(greeting);
  }

  /** What is no line: how much of `bytes` it takes; -1: lines are wanted. */
  protected abstract bytes(bytes: Buffer): number;
  protected abstract line(line: string): void;

  protected say(text: string | Buffer): void {
    this.socket.write(text);
  }

  private take(chunk: Buffer): void {
    let left = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    this.socket.cork();
    while (left.length > 0) {
      const taken = this.bytes(left);
      if (taken >= 0) {
        left = left.subarray(taken);
        if (taken === 0) break;
        continue;
      }
      const end = left.indexOf('\r\n');
      if (end < 0) break;
      const line = left.toString('latin1', 0, end);
      left = left.subarray(end + 2);
      this.line(line);
    }
    this.rest = left;
    this.socket.uncork();
  }
}

class Imap extends Conversation {
  private literal = 0;
  private literals: Buffer[] = [];
  private command = '';
  private user = '';

  constructor(socket: Socket) {
    super(socket, '* OK [CAPABILITY IMAP4rev1 IMAP4rev2 IDLE MOVE UIDPLUS LITERAL+ MULTIAPPEND] floor\r\n');
  }

  protected bytes(bytes: Buffer): number {
    if (this.literal === 0) return -1;
    const part = bytes.subarray(0, this.literal);
    this.literal -= part.length;
    this.literals.push(part);
    return part.length;
  }

  protected line(line: string): void {
    this.command ||= line;
    const literal = /\{(\d+)\+\}$/.exec(line);
    if (literal !== null) {
      this.literal = Number(literal[1]);
      return;
    }
    const { command } = this;
    this.command = '';
    const space = command.indexOf(' ');
    this.answer(command.slice(0, space), command.slice(space + 1));
  }

  private answer(tag: string, command: string): void {
    const words = command.split(' ');
    const ok = `${tag} OK done\r\n`;
    switch (words[0]) {
      case 'LOGIN':
        this.user = words[1] as string;
        return this.say(`${tag} OK [CAPABILITY IMAP4rev1 IMAP4rev2 IDLE MOVE UIDPLUS LITERAL+ MULTIAPPEND] done\r\n`);
      case 'SELECT':
        return this.say(
          `* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)\r\n* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft \\*)] kept\r\n* ${options.messages} EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY 1] valid\r\n* OK [UIDNEXT ${options.messages + 1}] next\r\n* OK [HIGHESTMODSEQ 1] highest\r\n${tag} OK [READ-WRITE] done\r\n`,
        );
      case 'LOGOUT':
        this.say(`* BYE bye\r\n${ok}`);
        this.socket.end();
        return;
      case 'STATUS':
        return this.say(`* STATUS INBOX (MESSAGES ${counts.get(this.user) ?? 0})\r\n${ok}`);
      case 'IDLE':
        return this.say('+ idling\r\n');
      case 'STORE':
        return durable.add([Buffer.from(command)], () => this.say(`* ${words[1]} FETCH (FLAGS (\\Flagged))\r\n${ok}`));
      case 'MOVE':
        return durable.add([Buffer.from(command)], () =>
          this.say(`* OK [COPYUID 1 ${words[1]} ${words[1]}] moved\r\n* ${words[1]} EXPUNGE\r\n${ok}`),
        );
      case 'COPY':
        return durable.add([Buffer.from(command)], () =>
          this.say(`${tag} OK [COPYUID 1 ${words[1]} ${words[1]}] done\r\n`),
        );
      case 'APPEND': {
        const { literals } = this;
        this.literals = [];
        return durable.add(literals, () => this.say(`${tag} OK [APPENDUID 1 1] done\r\n`));
      }
      case 'FETCH':
        this.say(fetched(command));
        return this.say(ok);
      default:
        return this.say(ok);
    }
  }
}

function fetched(command: string): Buffer {
  let found = answered.get(command);
  if (found === undefined) answered.set(command, (found = fetch(command)));
  return found;
}

function fetch(command: string): Buffer {
  const [, first = 1, last = first] = (/^FETCH (\d+)(?::(\d+))?/.exec(command) ?? []).map(Number);
  const numbers = Array.from({ length: (Number.isNaN(last) ? first : last) - first + 1 }, (_, index) => first + index);
  return Buffer.concat(
    numbers.flatMap((number) => {
      const what = body(number);
      if (command.includes('BODY.PEEK[]'))
        return [Buffer.from(`* ${number} FETCH (BODY[] {${what.length}}\r\n`), what, Buffer.from(')\r\n')];
      return [
        Buffer.from(`* ${number} FETCH (UID ${number} RFC822.SIZE ${what.length} ENVELOPE (${'x'.repeat(400)}))\r\n`),
      ];
    }),
  );
}

class Pop3 extends Conversation {
  constructor(socket: Socket) {
    super(socket, '+OK floor\r\n');
  }

  protected bytes(): number {
    return -1;
  }

  protected line(line: string): void {
    if (!line.startsWith('RETR ')) this.say('+OK 1 1\r\n');
    else {
      let found = answered.get(line);
      if (found === undefined) {
        found = Buffer.concat([Buffer.from('+OK\r\n'), body(Number(line.slice(5))), Buffer.from('.\r\n')]);
        answered.set(line, found);
      }
      this.say(found);
    }
    if (line === 'QUIT') this.socket.end();
  }
}

const endOfData = Buffer.from('\r\n.\r\n');

class Smtp extends Conversation {
  private data: Buffer[] | null = null;
  private recipient = '';
  private readonly isSubmission: boolean;

  constructor(socket: Socket, isSubmission: boolean) {
    super(socket, '220 floor ESMTP\r\n');
    this.isSubmission = isSubmission;
  }

  protected bytes(bytes: Buffer): number {
    if (this.data === null) return -1;
    const end = bytes.indexOf(endOfData);
    if (end < 0) {
      // What may be the beginning of the end stays.
      const taken = Math.max(0, bytes.length - 4);
      if (taken > 0) this.data.push(bytes.subarray(0, taken));
      return taken;
    }
    this.data.push(bytes.subarray(0, end + 2));
    const { data, recipient } = this;
    this.data = null;
    durable.add(data, () => {
      counts.set(recipient, (counts.get(recipient) ?? 0) + 1);
      if (this.isSubmission) outbound.push({ recipient, data });
      this.say('250 2.0.0 taken\r\n');
      send();
    });
    return end + 5;
  }

  protected line(line: string): void {
    const verb = line.slice(0, 4);
    if (verb === 'EHLO' || verb === 'LHLO') return this.say('250-floor\r\n250-PIPELINING\r\n250 SIZE 50000000\r\n');
    if (verb === 'AUTH') return this.say('235 2.7.0 done\r\n');
    if (verb === 'RCPT') this.recipient = line.slice(line.indexOf('<') + 1, line.indexOf('>'));
    if (verb === 'DATA') {
      this.data = [];
      return this.say('354 go on\r\n');
    }
    this.say('250 2.0.0 ok\r\n');
  }
}

const outbound: { readonly recipient: string; readonly data: readonly Buffer[] }[] = [];
const mostConnections = 8;
const idle: LineDriver[] = [];
let open = 0;

/** Next messages go out on connections that are free, and each is taken from the journal once it was accepted. */
function send(): void {
  while (outbound.length > 0 && (idle.length > 0 || open < mostConnections)) {
    const next = outbound.shift() as (typeof outbound)[number];
    void deliver(next);
  }
}

async function deliver({ recipient, data }: (typeof outbound)[number]): Promise<void> {
  let client = idle.pop();
  if (client === undefined) {
    open += 1;
    client = await LineDriver.connect(options.sinkPort);
    await client.smtp('220');
    client.send('EHLO floor\r\n');
    await client.smtp('250');
  }
  client.send(`MAIL FROM:<a@b.test>\r\nRCPT TO:<${recipient}>\r\nDATA\r\n`);
  await client.smtp('250');
  await client.smtp('250');
  await client.smtp('354');
  for (const chunk of data) client.send(chunk.toString('latin1'));
  client.send('.\r\n');
  await client.smtp('250');
  idle.push(client);
  durable.add([Buffer.from('gone\n')], send);
}

const tls = { cert: options.certificate, key: options.key, minVersion: 'TLSv1.3', ecdhCurve } as const;
const { ports } = options;
const listening = [
  createServer((socket) => new Imap(socket)).listen(ports.imap, '127.0.0.1'),
  createTlsServer(tls, (socket) => new Imap(socket)).listen(ports.imaps, '127.0.0.1'),
  createServer((socket) => new Pop3(socket)).listen(ports.pop3, '127.0.0.1'),
  createTlsServer(tls, (socket) => new Pop3(socket)).listen(ports.pop3s, '127.0.0.1'),
  createServer((socket) => new Smtp(socket, false)).listen(ports.smtp, '127.0.0.1'),
  createServer((socket) => new Smtp(socket, true)).listen(ports.submission, '127.0.0.1'),
  createServer((socket) => new Smtp(socket, false)).listen(ports.lmtp, '127.0.0.1'),
];
await Promise.all(listening.map((server) => new Promise<void>((resolve) => server.once('listening', () => resolve()))));
process.once('SIGTERM', () => {
  closeSync(journal);
  process.exit(0);
});
console.log('floor: ready');
