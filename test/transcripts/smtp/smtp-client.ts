import { LineClient } from '../../support/line-client.ts';
import { password } from './smtp-server.ts';

/** A client that asks and reads whole replies. */
export class SmtpClient {
  readonly lines: LineClient;

  private constructor(lines: LineClient) {
    this.lines = lines;
  }

  /** Connected and greeted; `greeting` is what the server said first. */
  static async connect(
    port: number,
    options: { readonly tls?: boolean; readonly host?: string; readonly from?: string } = {},
  ): Promise<SmtpClient & { greeting: string }> {
    const client = new SmtpClient(await LineClient.connect(port, options));
    return Object.assign(client, { greeting: await client.reply() });
  }

  /** The last line of the next reply; `closed` when the server has hung up. */
  async reply(): Promise<string> {
    return (await this.replyLines()).at(-1) ?? 'closed';
  }

  async replyLines(): Promise<string[]> {
    const read: string[] = [];
    for (;;) {
      const line = await this.lines.line();
      if (line === null) return read;
      read.push(line);
      if (/^\d{3} /.test(line)) return read;
    }
  }

  async say(command: string): Promise<string> {
    this.lines.send(`${command}\r\n`);
    return this.reply();
  }

  async sayLines(command: string): Promise<string[]> {
    this.lines.send(`${command}\r\n`);
    return this.replyLines();
  }

  /** With a certificate to show, if the server asks for one. */
  async startTls(own: { readonly cert?: string; readonly key?: string } = {}): Promise<SmtpClient> {
    await this.say('STARTTLS');
    return new SmtpClient(await this.lines.startTls(own));
  }

  signIn(user: string, word = password): Promise<string> {
    return this.say(`AUTH PLAIN ${Buffer.from(`\0${user}\0${word}`).toString('base64')}`);
  }

  /** A whole transaction; the reply that ended it. */
  async send(from: string, to: readonly string[], content: string): Promise<string> {
    for (const command of [`MAIL FROM:<${from}>`, ...to.map((address) => `RCPT TO:<${address}>`), 'DATA']) {
      const reply = await this.say(command);
      if (!/^[23]/.test(reply)) return reply;
    }
    return this.say(`${content.replace(/^\./gm, '..')}\r\n.`);
  }

  close(): void {
    this.lines.close();
  }
}
