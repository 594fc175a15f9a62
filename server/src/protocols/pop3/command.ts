import type { Request, ResponseCode, Verb } from '@relais/pop3-codec';
import type { Session } from './session.ts';
import type { StateKind, StateOf } from './session-state.ts';
import type { ReplyText } from './reply-texts.ts';

/** How a command ends. */
export type Completion =
  | { readonly status: 'OK'; readonly text?: string | ReplyText; readonly afterwards?: () => Promise<void> }
  | {
      readonly status: 'ERR';
      readonly code?: ResponseCode;
      readonly text: string | ReplyText;
      readonly afterwards?: () => Promise<void>;
    }
  /** The command has written its own reply: RETR, listings. */
  | { readonly status: 'answered' };

export const ok: Completion = { status: 'OK' };
export const answered: Completion = { status: 'answered' };

/** What stands beside each command is data; dispatch.ts enforces it. */
export interface Command<R extends Request = Request, K extends StateKind = StateKind> {
  readonly name: Verb;
  /** Where it is defined. */
  readonly rfc: string;
  readonly allowedIn: readonly K[];
  /** A promise only where there is something to wait for: most of RETR is in memory. */
  run(session: Session, request: R, state: StateOf<K>): Completion | Promise<Completion>;
}

/** Ties the request and state that `run` gets to what the data says. */
export function defineCommand<V extends Verb, K extends StateKind>(command: {
  readonly name: V;
  readonly rfc: string;
  readonly allowedIn: readonly K[];
  run(session: Session, request: Extract<Request, { verb: V }>, state: StateOf<K>): Completion | Promise<Completion>;
}): Command {
  return command as unknown as Command;
}
