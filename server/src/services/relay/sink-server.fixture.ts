import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';

export interface SunkMessage {
  readonly connection: number;
  readonly helo: string;
  readonly secure: boolean;
  /** Name in the client's certificate, if it was asked for one. */
  readonly shown: string | null;
  /** The name that TLS asked for. */
  readonly asked: string | null;
  readonly user: string | null;
  readonly mail: string;
  readonly rcpt: readonly string[];
  /** Without dot-stuffing. */
  readonly data: string;
}

export interface SinkOptions {
  readonly address?: string;
  readonly port?: number;
  /** Lines of the EHLO reply after the first. */
  readonly offers?: readonly string[];
  /** `asks`: for the client's certificate too, and takes any. */
  readonly tls?: { readonly key: string; readonly certificate: string; readonly asks?: boolean };
  readonly user?: { readonly name: string; readonly password: string };
  /** Reply to a command or, as `.`, to the end of data, instead of the usual; `drop`: closes without a word; `silence`: says nothing. */
  answer?(command: string, connection: number): string | 'drop' | 'silence' | null;
  /** QUIT is answered once it resolves. */
  beforeGoodbye?(): Promise<void>;
  /** Closes after the reply to the end of data. */
  readonly closesAfterMessage?: boolean;
  /** Sent in one write with the 220 to STARTTLS, before the handshake. */
  readonly injected?: string;
}

/** A small SMTP server of its own, for what the relay says to others. It shares no code with the server. */
export interface Sink {
  readonly port: number;
  readonly messages: SunkMessage[];
  /** Every command line, in order. */
  readonly commands: string[];
  connections: number;
  /** Resolves when `count` messages have come. */
  received(count: number): Promise<void>;
  close(): Promise<void>;
}

export async function startSink(options: SinkOptions = {}): Promise<Sink> {
  const sockets = new Set<Socket>();
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const server: Server = createServer((socket) => {
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    sink.connections += 1;
    converse(socket, sink.connections);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, options.address ?? '127.0.0.1', resolve);
  });
  const address = server.address();
  const sink: Sink = {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    messages: [],
    commands: [],
    connections: 0,
    received: (count) =>
      new Promise((resolve) => {
        waiting.push({ count, resolve });
        announce();
      }),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  function announce(): void {
    for (const { count, resolve } of waiting) if (sink.messages.length >= count) resolve();
  }

  function converse(plain: Socket, connection: number): void {
    let socket: Socket = plain;
    let secure = false;
    let buffer = '';
    let helo = '';
    let user: string | null = null;
    let mail = '';
    let rcpt: string[] = [];
    let mode: 'commands' | 'data' | 'login-name' | 'login-password' = 'commands';
    let loginName = '';
    const say = (text: string): void => void socket.write(`${text}\r\n`, 'utf8');

    const answer = (command: string, usual: () => string | null): void => {
      const given = options.answer?.(command, connection) ?? null;
      if (given === 'drop') return void socket.destroy();
      if (given === 'silence') return;
      const reply = given ?? usual();
      if (reply !== null) say(reply);
    };
    const onData = (chunk: Buffer): void => {
      buffer += chunk.toString('latin1');
      for (;;) {
        if (mode === 'data') {
          const end = buffer.startsWith('.\r\n') ? 0 : buffer.indexOf('\r\n.\r\n') + 2;
          if (end === 1 || (end === 0 && !buffer.startsWith('.\r\n'))) return;
          const data = buffer.slice(0, end).replace(/^\.\./gm, '.');
          buffer = buffer.slice(end + 3);
          mode = 'commands';
          const shown = socket instanceof TLSSocket ? (socket.getPeerX509Certificate()?.subject ?? null) : null;
          const asked =
            socket instanceof TLSSocket ? (socket as TLSSocket & { servername?: string }).servername || null : null;
          const message = { connection, helo, secure, shown, asked, user, mail, rcpt, data };
          answer('.', () => {
            sink.messages.push(message);
            return '250 2.6.0 Taken';
          });
          announce();
          if (options.closesAfterMessage) socket.end();
          continue;
        }
        const end = buffer.indexOf('\r\n');
        if (end === -1) return;
        const line = Buffer.from(buffer.slice(0, end), 'latin1').toString('utf8');
        buffer = buffer.slice(end + 2);
        sink.commands.push(line);
        if (mode === 'login-name') {
          loginName = Buffer.from(line, 'base64').toString();
          mode = 'login-password';
          say('334 UGFzc3dvcmQ6');
          continue;
        }
        if (mode === 'login-password') {
          mode = 'commands';
          say(signIn(loginName, Buffer.from(line, 'base64').toString()));
          continue;
        }
        if (obey(line)) return;
      }
    };
    const signIn = (name: string, password: string): string => {
      if (options.user?.name !== name || options.user.password !== password) return '535 5.7.8 No';
      user = name;
      return '235 2.7.0 Welcome';
    };
    /** True when what follows belongs to another reader. */
    const obey = (line: string): boolean => {
      const verb = line.split(/[ :]/)[0]?.toUpperCase() ?? '';
      switch (verb) {
        case 'EHLO':
        case 'HELO':
          answer(line, () => {
            helo = line;
            if (verb === 'HELO') return '250 sink';
            const offers = ['sink', ...(options.offers ?? [])].filter((offer) => !(secure && offer === 'STARTTLS'));
            return offers.map((offer, at) => `250${at === offers.length - 1 ? ' ' : '-'}${offer}`).join('\r\n');
          });
          return false;
        case 'STARTTLS': {
          const given = options.answer?.(line, connection) ?? null;
          if (given !== null) {
            say(given);
            return false;
          }
          socket.removeListener('data', onData);
          plain.write(`220 ready\r\n${options.injected ?? ''}`);
          const { tls } = options;
          if (tls === undefined) return true;
          const upgraded = new TLSSocket(plain, {
            isServer: true,
            secureContext: createSecureContext({ key: tls.key, cert: tls.certificate }),
            ...(tls.asks ? { requestCert: true, rejectUnauthorized: false } : {}),
          });
          upgraded.on('error', () => {});
          upgraded.on('data', onData);
          socket = upgraded;
          secure = true;
          return true;
        }
        case 'AUTH': {
          const [, mechanism, initial = ''] = line.split(' ');
          if (mechanism === 'LOGIN') {
            mode = 'login-name';
            say('334 VXNlcm5hbWU6');
            return false;
          }
          const [, name = '', password = ''] = Buffer.from(initial, 'base64').toString().split('\0');
          say(signIn(name, password));
          return false;
        }
        case 'MAIL':
          answer(line, () => '250 2.1.0 ok');
          mail = line;
          rcpt = [];
          return false;
        case 'RCPT':
          answer(line, () => {
            rcpt.push(line);
            return '250 2.1.5 ok';
          });
          return false;
        case 'DATA':
          answer(line, () => {
            if (rcpt.length === 0) return '554 5.5.1 no valid recipients';
            mode = 'data';
            return '354 go';
          });
          return false;
        case 'QUIT':
          void (options.beforeGoodbye?.() ?? Promise.resolve()).then(() => {
            say('221 bye');
            socket.end();
          });
          return false;
        default:
          answer(line, () => '250 2.0.0 ok');
          return false;
      }
    };
    socket.on('data', onData);
    answer('', () => '220 sink ESMTP');
  }

  return sink;
}
