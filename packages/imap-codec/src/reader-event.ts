import type { AppendMessage, AppendTarget } from './commands/append.ts';
import type { ImapRequest } from './commands/index.ts';
import type { ImapSyntaxError } from './syntax-error.ts';

/** What a CommandReader hands out, in the order in which it stands in the client's bytes. */
export type ReaderEvent =
  /** `line` is the first line piece, for logs: it may hold a password. */
  | { readonly kind: 'command'; readonly tag: string; readonly request: ImapRequest; readonly line: string }
  /** The client waits for `+` before it goes on with a literal; send it and read on. */
  | { readonly kind: 'continuation' }
  /** A message is about to come: answer with `acceptMessage` or `refuseMessage` before asking for the next event. */
  | { readonly kind: 'message'; readonly tag: string; readonly target: AppendTarget; readonly message: AppendMessage }
  /** A piece of the accepted message. It is a view of the pushed chunk, which nobody changes. */
  | { readonly kind: 'message-bytes'; readonly bytes: Buffer }
  | { readonly kind: 'message-end' }
  /** CATENATE: text of so many bytes comes next; decide about it as about a message. */
  | { readonly kind: 'catenate-text'; readonly sizeBytes: number; readonly isSynchronizing: boolean }
  /** CATENATE: what this URL names comes next in the message. */
  | { readonly kind: 'catenate-url'; readonly url: string }
  /** All messages of the APPEND or REPLACE have come and its line is complete: carry it out. */
  | { readonly kind: 'append-end'; readonly tag: string; readonly target: AppendTarget }
  /** The line that `expectLine` asked for, without its terminator. */
  | { readonly kind: 'line'; readonly line: string }
  /** Ends the command it belongs to, an APPEND in the middle of its messages included. No tag: answer untagged. */
  | { readonly kind: 'syntax-error'; readonly tag?: string; readonly error: ImapSyntaxError }
  /** The rest of this connection cannot be made sense of within the limits: say BYE and close. */
  | { readonly kind: 'fatal'; readonly error: ImapSyntaxError };
