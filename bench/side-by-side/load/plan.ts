/** Bytes that are sent: a text, or the N-th text of the piece of work in hand, or of those that are the connection's own. */
export type Piece = string | { readonly item: number } | { readonly own: number };

/** A step that is named before it is known where it stands. */
export interface Label {
  at: number;
}

/**
 * What `player.c` plays: steps, and the connections that go through them. Texts are latin1; equal ones are kept once, so
 * that large mail is there once however often it is sent. The format stands in `plan.h`, with what each step means.
 */
export class Plan {
  private readonly numbers = new Map<string, number>();
  private readonly head: Buffer[] = [];
  private readonly steps: (string | { readonly word: string; readonly label: Label })[] = [];
  private readonly ends: string[] = [];

  /** Where the next step will stand. */
  get next(): number {
    return this.steps.length;
  }

  /** For `jump`, `over` and the like: given a place by `here`. */
  static label(): Label {
    return { at: -1 };
  }

  here(label: Label = Plan.label()): Label {
    label.at = this.next;
    return label;
  }

  connect(port: number, tls = false): void {
    this.steps.push(`connect${tls ? '-tls' : ''} ${port}`);
  }

  send(...pieces: readonly Piece[]): void {
    const words = pieces.map((piece) => {
      if (typeof piece === 'string') return this.text(piece);
      return 'item' in piece ? `i${piece.item}` : `o${piece.own}`;
    });
    this.steps.push(`send ${words.join(' ')}`);
  }

  /** A line that begins so. */
  line(beginning: string): void {
    this.steps.push(`line ${beginning}`);
  }

  smtp(code: string): void {
    this.steps.push(`smtp ${code}`);
  }

  /** A POP3 reply of several lines. */
  lines(beginning: string): void {
    this.steps.push(`lines ${beginning}`);
  }

  /** IMAP's OK, with at least so many literals since something was sent. */
  tagged(tag: string, literals = 0): void {
    this.steps.push(`tagged ${tag} ${literals}`);
  }

  /** IMAP's OK or NO. */
  answered(tag: string): void {
    this.steps.push(`answered ${tag}`);
  }

  /** IMAP's OK after STATUS with MESSAGES, which `arrived` adds up. */
  status(tag: string): void {
    this.steps.push(`status ${tag}`);
  }

  close(): void {
    this.steps.push('close');
  }

  /** The clock runs from here, once all connections have come. */
  start(): void {
    this.steps.push('start');
  }

  /** All connections wait for each other. */
  meet(): void {
    this.steps.push('meet');
  }

  /** The clock stops when the last connection has come here. */
  stop(): void {
    this.steps.push('stop');
  }

  /** Takes the next piece of work, or goes on at `done`. */
  take(done: Label): void {
    this.to('next', done);
  }

  /** `work` for one piece of work after the other, until none is left; gives where that begins. */
  each(work: () => void): Label {
    const done = Plan.label();
    const next = this.here();
    this.take(done);
    work();
    this.jump(next);
    this.here(done);
    return next;
  }

  jump(label: Label): void {
    this.to('jump', label);
  }

  over(label: Label): void {
    this.to('over', label);
  }

  /** Goes on at `again`, after 10 ms, until so many messages more are there than in the beginning. */
  arrived(count: number, again: Label): void {
    this.to(`arrived ${count}`, again);
  }

  /** A piece of work; without texts one of mere repetition. */
  item(...texts: readonly string[]): void {
    this.ends.push(`item ${texts.map((text) => this.text(text)).join(' ')}`);
  }

  /** After which `over` holds. */
  seconds(seconds: number): void {
    this.ends.push(`seconds ${seconds}`);
  }

  /** A connection that begins at `from`. */
  play(from: Label, ...own: readonly string[]): void {
    this.ends.push(`play ${from.at} ${own.map((text) => this.text(text)).join(' ')}`);
  }

  toBuffer(): Buffer {
    const lines = this.steps.map((step) => {
      if (typeof step === 'string') return step;
      if (step.label.at < 0) throw new Error(`"${step.word}" goes on at a step that was not given a place`);
      return `${step.word} ${step.label.at}`;
    });
    return Buffer.concat([...this.head, Buffer.from(`${[...lines, ...this.ends].join('\n')}\n`)]);
  }

  private to(word: string, label: Label): void {
    this.steps.push({ word, label });
  }

  private text(text: string): number {
    let number = this.numbers.get(text);
    if (number === undefined) {
      number = this.numbers.size;
      this.numbers.set(text, number);
      this.head.push(Buffer.from(`text ${text.length}\n${text}\n`, 'latin1'));
    }
    return number;
  }
}
