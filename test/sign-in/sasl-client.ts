import { createHash, createHmac, pbkdf2Sync, randomBytes, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectTls, type TLSSocket } from 'node:tls';

export type MailDoor = 'imap' | 'pop3' | 'smtp';

/** How each protocol carries SASL: what asks for it, what a challenge looks like, and what an end. */
const doors = {
  imap: {
    greeting: 1,
    before: [],
    auth: (words: string) => `a1 AUTHENTICATE ${words}`,
    challenge: /^\+ ?(.*)$/,
    end: /^a1 (OK|NO|BAD)/,
    good: /^a1 OK/,
  },
  pop3: {
    greeting: 1,
    before: [],
    auth: (words: string) => `AUTH ${words}`,
    challenge: /^\+ (.*)$/,
    end: /^(\+OK|-ERR)/,
    good: /^\+OK/,
  },
  smtp: {
    greeting: 1,
    before: ['EHLO client.test'],
    auth: (words: string) => `AUTH ${words}`,
    challenge: /^334 ?(.*)$/,
    end: /^[245]\d\d /,
    good: /^235 /,
  },
} as const;

/** One connection over TLS that signs in by SASL as RFC 5802 and RFC 7628 say; of our own making, from the client's side. */
export class SaslClient {
  readonly socket: TLSSocket;
  readonly #door: (typeof doors)[MailDoor];
  #buffer = '';
  #ended = false;
  #wake: (() => void) | null = null;

  private constructor(socket: TLSSocket, door: MailDoor) {
    this.socket = socket;
    this.#door = doors[door];
    socket.on('data', (chunk: Buffer) => {
      this.#buffer += chunk.toString('latin1');
      this.#wake?.();
    });
    socket.on('close', () => {
      this.#ended = true;
      this.#wake?.();
    });
    socket.on('error', () => undefined);
  }

  static async connect(
    door: MailDoor,
    port: number,
    options: { readonly maxVersion?: 'TLSv1.2' } = {},
  ): Promise<SaslClient> {
    const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options });
    await once(socket, 'secureConnect');
    const client = new SaslClient(socket, door);
    await client.line();
    for (const command of client.#door.before) {
      client.send(command);
      while (/^\d\d\d-/.test(await client.line()));
    }
    return client;
  }

  send(line: string): void {
    this.socket.write(`${line}\r\n`);
  }

  async line(): Promise<string> {
    for (;;) {
      const end = this.#buffer.indexOf('\r\n');
      if (end >= 0) {
        const line = this.#buffer.slice(0, end);
        this.#buffer = this.#buffer.slice(end + 2);
        return line;
      }
      if (this.#ended) throw new Error(`the server hung up; before it: ${this.#buffer}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** Sends AUTH and answers challenges until the end; gives the last line. */
  async authenticate(
    mechanism: string,
    answers: (challenge: string) => string | null,
    initial?: string,
  ): Promise<string> {
    const base64 = (text: string): string => Buffer.from(text).toString('base64');
    this.send(this.#door.auth(initial === undefined ? mechanism : `${mechanism} ${base64(initial)}`));
    for (;;) {
      const line = await this.line();
      if (this.#door.end.test(line)) return line;
      const challenge = this.#door.challenge.exec(line)?.[1];
      if (challenge === undefined) continue;
      const answer = answers(Buffer.from(challenge, 'base64').toString());
      this.send(answer === null ? '*' : base64(answer));
    }
  }

  isGood(line: string): boolean {
    return this.#door.good.test(line);
  }

  exporter(): Buffer {
    return this.socket.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0));
  }

  /** RFC 5929 §4.1, for the SHA-256 certificates that the server makes itself. */
  endPoint(): Buffer {
    return createHash('sha256').update(new X509Certificate(this.socket.getPeerCertificate().raw).raw).digest();
  }

  end(): void {
    this.socket.destroy();
  }
}

export interface ScramAttempt {
  readonly user: string;
  readonly password: string;
  /** `n,,`, `y,,` or `p=tls-exporter,,`. */
  readonly header?: string;
  readonly binding?: Buffer;
  /** What somebody on the way changes in the last message. */
  tamper?(last: string): string;
}

/** The client's side of SCRAM-SHA-256 (RFC 5802 §3). `serverFirst` and whether the server proved itself are kept. */
export function scram({
  user,
  password,
  header = 'n,,',
  binding = Buffer.alloc(0),
  tamper = (last) => last,
}: ScramAttempt) {
  const nonce = randomBytes(18).toString('base64');
  const bare = `n=${user.replaceAll('=', '=3D').replaceAll(',', '=2C')},r=${nonce}`;
  const seen = { serverFirst: '', serverProved: false };
  let expected = '';
  const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
  return {
    seen,
    initial: `${header}${bare}`,
    answer(challenge: string): string {
      if (challenge.startsWith('v=')) {
        seen.serverProved = challenge === expected;
        return '';
      }
      if (challenge === '') return `${header}${bare}`;
      seen.serverFirst = challenge;
      const [, whole = '', salt = '', count = '0'] = /^r=([^,]+),s=([^,]+),i=(\d+)$/.exec(challenge) ?? [];
      if (!whole.startsWith(nonce)) throw new Error('the server took another nonce');
      const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(count), 32, 'sha256');
      const clientKey = hmac(salted, 'Client Key');
      const withoutProof = `c=${Buffer.concat([Buffer.from(header), binding]).toString('base64')},r=${whole}`;
      const authMessage = `${bare},${challenge},${withoutProof}`;
      const signature = hmac(createHash('sha256').update(clientKey).digest(), authMessage);
      expected = `v=${hmac(hmac(salted, 'Server Key'), authMessage).toString('base64')}`;
      const proof = Buffer.from(clientKey.map((byte, at) => byte ^ (signature[at] ?? 0)));
      return tamper(`${withoutProof},p=${proof.toString('base64')}`);
    },
  };
}
