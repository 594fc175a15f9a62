import type { CommandScanner } from './command-scanner.ts';
import type { AppendMessage } from './commands/append.ts';

/** What a decision is about. */
type Literal = Pick<AppendMessage, 'sizeBytes' | 'isSynchronizing'>;

/** What a CommandReader is in the middle of. */
export type ReaderMode =
  | { readonly kind: 'line' }
  | { readonly kind: 'literal'; readonly literal: Buffer; filled: number }
  /** Waiting for acceptMessage or refuseMessage. */
  | { readonly kind: 'decision'; readonly message: Literal; readonly scanner?: CommandScanner }
  /** In a line piece, before a part of CATENATE or its end. */
  | { readonly kind: 'catenate'; readonly scanner: CommandScanner; readonly isFirst: boolean }
  /** In a line piece, behind the closing parenthesis of CATENATE. */
  | { readonly kind: 'after-message'; readonly scanner: CommandScanner }
  | { readonly kind: 'message'; remaining: number }
  | { readonly kind: 'skip-literal'; remaining: number }
  | { readonly kind: 'skip-line'; tail: Buffer }
  | { readonly kind: 'dead' };
