import type { Target } from '../target.ts';
import type { Plan } from './plan.ts';

/** The steps of an IMAP client in a plan. A command of large texts is given in pieces, so that each is kept once. */
export class ImapScript {
  private readonly plan: Plan;
  private readonly target: Target;
  private lastTag = 0;

  constructor(plan: Plan, target: Target) {
    this.plan = plan;
    this.target = target;
  }

  connect(tls = false): void {
    this.plan.connect(tls ? this.target.imapsPort : this.target.imapPort, tls);
    this.plan.line('* OK');
  }

  signIn(options: { readonly user?: number; readonly tls?: boolean } = {}): void {
    this.connect(options.tls);
    this.run(login(this.target, options.user ?? 0));
  }

  /** A command that must be answered with OK, after at least so many literals. */
  run(command: string | readonly string[], literals = 0): void {
    const tag = this.tag();
    this.sendWhole(tag, command);
    this.plan.tagged(tag, literals);
  }

  /** A command to which NO is an answer too. */
  ask(command: string | readonly string[]): void {
    const tag = this.tag();
    this.sendWhole(tag, command);
    this.plan.answered(tag);
  }

  /** Commands in one write, each of which must be answered with OK in its turn, and all with so many literals each. */
  pipeline(commands: readonly string[], literals = 0): void {
    const tags = commands.map(() => this.tag());
    this.plan.send(commands.map((command, at) => `${tags[at]} ${command}\r\n`).join(''));
    tags.forEach((tag, at) => this.plan.tagged(tag, at === tags.length - 1 ? literals * tags.length : 0));
  }

  private tag(): string {
    this.lastTag += 1;
    return `t${this.lastTag}`;
  }

  private sendWhole(tag: string, command: string | readonly string[]): void {
    if (typeof command === 'string') this.plan.send(`${tag} ${command}\r\n`);
    else this.plan.send(`${tag} `, ...command, '\r\n');
  }
}

export function login(target: Target, user: number): string {
  return `LOGIN ${target.user(user)} ${target.password}`;
}

/** RFC 3502; of one mail it is a plain APPEND. Each mail is given in pieces. */
export function appendOf(folder: string, ...mails: readonly (readonly string[])[]): string[] {
  return [
    `APPEND ${folder}`,
    ...mails.flatMap((mail) => [` {${mail.reduce((sum, piece) => sum + piece.length, 0)}+}\r\n`, ...mail]),
  ];
}
