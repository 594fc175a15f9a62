import { isBlank, isNewline, isWordCharacter } from './characters.ts';
import { ShellSyntaxError } from './syntax-error.ts';

const deepestNesting = 100;

/** The source with a reading position: PowerShell's tokens depend on where they stand, so the parser reads characters. */
export class Scanner {
  readonly source: string;
  offset = 0;
  private depth = 0;
  constructor(source: string) {
    this.source = source;
  }

  peek(ahead = 0): string {
    return this.source[this.offset + ahead] ?? '';
  }

  get atEnd(): boolean {
    return this.offset >= this.source.length;
  }

  startsWith(text: string): boolean {
    return this.source.startsWith(text, this.offset);
  }

  /** Takes `text` when it stands here. */
  take(text: string): boolean {
    if (!this.startsWith(text)) return false;
    this.offset += text.length;
    return true;
  }

  /** Spaces, comments and continued lines; returns whether there were any. */
  skipBlanks(): boolean {
    const from = this.offset;
    for (;;) {
      const character = this.peek();
      if (isBlank(character)) this.offset += 1;
      else if (character === '`' && isNewline(this.peek(1))) this.offset += this.startsWith('`\r\n') ? 3 : 2;
      else if (character === '#') this.skipLineComment();
      else if (this.startsWith('<#')) this.skipBlockComment();
      else return this.offset > from;
    }
  }

  /** Blanks and line ends. */
  skipLines(): void {
    for (;;) {
      this.skipBlanks();
      if (!isNewline(this.peek())) return;
      this.offset += 1;
    }
  }

  /** Blanks, line ends and `;`. */
  skipSeparators(): void {
    for (;;) {
      this.skipLines();
      if (this.peek() !== ';') return;
      this.offset += 1;
    }
  }

  /** The letters, digits and underscores from here, without taking them. */
  peekName(ahead = 0): string {
    let end = this.offset + ahead;
    while (isWordCharacter(this.source[end] ?? '')) end += 1;
    return this.source.slice(this.offset + ahead, end);
  }

  /** Guards the parser's own stack; every nesting construct goes through it. */
  nested<T>(read: () => T): T {
    this.depth += 1;
    if (this.depth > deepestNesting) {
      this.fail('NestingTooDeep', `The script is nested more than ${deepestNesting} levels deep.`);
    }
    try {
      return read();
    } finally {
      this.depth -= 1;
    }
  }

  expect(text: string, id: string, message: string): void {
    if (!this.take(text)) this.fail(id, message);
  }

  /** As `expect`; at the end of the source the fault is at `opened`, where what is not closed begins. */
  expectEnd(text: string, id: string, message: string, opened: number): void {
    if (this.take(text)) return;
    if (this.atEnd) this.fail(id, message, opened, opened + 1);
    this.fail(id, message);
  }

  /** @throws ShellSyntaxError always; it counts as incomplete when the source ends here. */
  fail(id: string, message: string, start = this.offset, end = Math.max(start + 1, this.offset)): never {
    const incomplete = this.offset >= this.source.length;
    throw new ShellSyntaxError(id, message, this.source, { start, end: Math.min(end, this.source.length) }, incomplete);
  }

  private skipLineComment(): void {
    while (!this.atEnd && !isNewline(this.peek())) this.offset += 1;
  }

  private skipBlockComment(): void {
    const end = this.source.indexOf('#>', this.offset + 2);
    if (end === -1) {
      const start = this.offset;
      this.offset = this.source.length;
      this.fail('MissingCommentEnd', 'The comment that starts with "<#" is not closed with "#>".', start);
    }
    this.offset = end + 2;
  }
}
