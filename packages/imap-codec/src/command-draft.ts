import { type AppendMessage, type AppendTarget, refuseLongNonSynchronizing } from './commands/append.ts';
import { commandGrammars } from './commands/index.ts';
import type { CodecLimits } from './limits.ts';
import { ImapSyntaxError, shown } from './syntax-error.ts';

/** The command that is being put together. */
export interface CommandDraft {
  tag?: string;
  /** In capitals, `UID FETCH` included; '' until the first line piece has been read. */
  name: string;
  readonly pieces: string[];
  readonly literals: Buffer[];
  literalTotalBytes: number;
  lineBytes: number;
  append?: { target: AppendTarget; message: AppendMessage };
  /** Between the parentheses of CATENATE; `url`: the literal that has just been read is a URL. */
  catenate?: 'parts' | 'url';
}

export function newDraft(): CommandDraft {
  return { name: '', pieces: [], literals: [], literalTotalBytes: 0, lineBytes: 0 };
}

/** Whether its messages are handed on as they come, and never kept. */
export function isAppend(name: string): boolean {
  return name === 'APPEND' || name === 'REPLACE' || name === 'UID REPLACE';
}

/** RFC 3501 §9: tag = 1*<any ASTRING-CHAR except "+">, then a space. */
export function tagOf(text: string): string | undefined {
  return /^([!#$&',\-./0-9:;<=>?@A-Z[\]^_`a-z|}~]{1,128}) /.exec(text)?.[1];
}

/** From the first line piece. @throws ImapSyntaxError */
export function readTagAndName(draft: CommandDraft, text: string): void {
  draft.tag = tagOf(text);
  if (draft.tag === undefined) {
    throw new ImapSyntaxError(
      'line',
      text === '' ? 'the line is empty' : `${shown(text)} does not begin with a tag and a space`,
    );
  }
  const name = /^[^ ]+ ((?:UID )?[^ {]*)/i.exec(text)?.[1]?.toUpperCase() ?? '';
  if (name === '') throw new ImapSyntaxError('line', 'no command after the tag');
  if (!commandGrammars.has(name) && !isAppend(name))
    throw new ImapSyntaxError('unknown-command', `the command ${shown(name)} is unknown`);
  draft.name = name;
}

/** The size of the literal that a marker announces, counted into the draft. @throws ImapSyntaxError when it is too much. */
export function admitLiteral(draft: CommandDraft, marker: RegExpExecArray, limits: CodecLimits): number {
  const size = Number(marker[2]);
  const { literalBytes, literalCount, literalTotalBytes } = limits;
  if (size > literalBytes)
    throw new ImapSyntaxError('too-long', `a literal of ${marker[2]} bytes, at most ${literalBytes} are taken here`);
  if (draft.literals.length >= literalCount)
    throw new ImapSyntaxError('too-long', `more than ${literalCount} literals in one command`);
  if (marker[3] !== '') refuseLongNonSynchronizing(limits, size);
  draft.literalTotalBytes += size;
  if (draft.literalTotalBytes > literalTotalBytes) {
    throw new ImapSyntaxError(
      'too-long',
      `the literals of one command are longer than ${literalTotalBytes} bytes together`,
    );
  }
  return size;
}

/** No command ends with a space; some clients leave one there. */
export function withoutSpacesAtEnd(pieces: readonly string[]): readonly string[] {
  const last = pieces.at(-1);
  if (last === undefined || !last.endsWith(' ')) return pieces;
  let end = last.length;
  while (last.charAt(end - 1) === ' ') end--;
  return pieces.with(-1, last.slice(0, end));
}
