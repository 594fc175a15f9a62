import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { networkWords } from './network-words.ts';
import { StepFailure } from './test-step.ts';

const connectLimitMs = 8000;
const answerLimitMs = 15_000;
const longestLine = 65_536;

/** A client's side of a line protocol, for trying a server as a mail program would. Every wait ends by itself. */
export class ProbeConnection {
  private socket: Socket;
  private buffered = '';
  private failure: Error | null = null;
  private wake: (() => void) | null = null;

  private constructor(socket: Socket) {
    this.socket = socket;
    this.listenTo(socket);
  }

  /** @throws StepFailure that says who does not answer. */
  static open(address: string, port: number, signal: AbortSignal): Promise<ProbeConnection> {
    return new Promise((resolve, reject) => {
      const socket = connectTcp({ host: address, port, signal });
      socket.setTimeout(connectLimitMs, () =>
        socket.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })),
      );
      socket.once('error', (cause) => reject(unreachable(address, port, cause)));
      socket.once('connect', () => {
        socket.setTimeout(0);
        socket.removeAllListeners('error');
        resolve(new ProbeConnection(socket));
      });
    });
  }

  /** The handshake, whatever the certificate; judging it is a step of its own. */
  startTls(host: string): Promise<TLSSocket> {
    const plain = this.socket;
    plain.removeAllListeners('data');
    this.buffered = '';
    return new Promise((resolve, reject) => {
      const secure = connectTls({
        socket: plain,
        rejectUnauthorized: false,
        minVersion: 'TLSv1.2',
        ...(isIP(host) === 0 ? { servername: host } : {}),
      });
      secure.setTimeout(connectLimitMs, () =>
        secure.destroy(Object.assign(new Error('the handshake took too long'), { code: 'ETIMEDOUT' })),
      );
      secure.once('error', (cause) => {
        const why = networkWords(cause);
        reject(
          new StepFailure({
            en: `TLS cannot be started: ${why.en}. Check that this port really speaks this encryption method.`,
            fr: `TLS ne peut pas démarrer : ${why.fr}. Vérifiez que ce port parle bien cette méthode de chiffrement.`,
          }),
        );
      });
      secure.once('secureConnect', () => {
        secure.setTimeout(0);
        secure.removeAllListeners('error');
        this.socket = secure;
        this.listenTo(secure);
        resolve(secure);
      });
    });
  }

  send(line: string): void {
    this.socket.write(`${line}\r\n`);
  }

  /** The next line without its end. @throws StepFailure when the server closes or says nothing in time. */
  async line(limitMs: number = answerLimitMs): Promise<string> {
    const until = performance.now() + limitMs;
    while (true) {
      const end = this.buffered.indexOf('\n');
      if (end >= 0) {
        const line = this.buffered.slice(0, end).replace(/\r$/, '');
        this.buffered = this.buffered.slice(end + 1);
        return line;
      }
      if (this.failure !== null || this.buffered.length > longestLine) throw closed(this.failure);
      const left = until - performance.now();
      if (left <= 0) throw silent(limitMs);
      await this.more(left);
    }
  }

  close(): void {
    this.socket.destroy();
  }

  private more(limitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.wake?.(), limitMs);
      this.wake = () => {
        clearTimeout(timer);
        this.wake = null;
        resolve();
      };
    });
  }

  private listenTo(socket: Socket): void {
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      this.buffered += chunk;
      this.wake?.();
    });
    const over = (cause?: Error) => {
      this.failure ??= cause instanceof Error ? cause : new Error('closed');
      this.wake?.();
    };
    socket.on('error', over);
    socket.on('close', () => over());
  }
}

function unreachable(address: string, port: number, cause: Error & { code?: string }): StepFailure {
  if (cause.code === 'ECONNREFUSED') {
    return new StepFailure({
      en: `Nothing listens on port ${port} of ${address}. The service may be stopped, or its bindings use another port.`,
      fr: `Rien n’écoute sur le port ${port} de ${address}. Le service est peut-être arrêté, ou ses liaisons utilisent un autre port.`,
    });
  }
  const why = networkWords(cause);
  return new StepFailure({
    en: `Port ${port} of ${address} cannot be reached: ${why.en}. A firewall may be in the way.`,
    fr: `Le port ${port} de ${address} est injoignable : ${why.fr}. Un pare-feu fait peut-être obstacle.`,
  });
}

function closed(cause: Error | null): StepFailure {
  if (cause === null || cause.message === 'closed') {
    return new StepFailure({ en: 'The server closed the connection.', fr: 'Le serveur a fermé la connexion.' });
  }
  const why = networkWords(cause);
  return new StepFailure({ en: `The connection broke: ${why.en}.`, fr: `La connexion s’est rompue : ${why.fr}.` });
}

function silent(limitMs: number): StepFailure {
  return new StepFailure({
    en: `The server said nothing for ${limitMs / 1000} s.`,
    fr: `Le serveur n’a rien dit pendant ${limitMs / 1000} s.`,
  });
}
