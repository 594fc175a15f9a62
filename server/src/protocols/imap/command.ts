import type { ImapRequest, RequestName } from '@relais/imap-codec';
import type { Session } from './session.ts';
import type { StateKind, StateOf } from './session-state.ts';

/** How a command ends: the tagged line. Without a text it says `<NAME> completed.`, as Exchange does. */
export type Completion =
  | {
      readonly status: 'OK' | 'NO' | 'BAD';
      readonly code?: string;
      readonly text?: string;
      readonly afterwards?: () => Promise<void>;
    }
  /** The command has already answered (LOGOUT). */
  | { readonly status: 'answered' };

export const completed: Completion = { status: 'OK' };

/** What stands beside each command is data; dispatch.ts enforces it. */
export interface Command<R extends ImapRequest = ImapRequest, K extends StateKind = StateKind> {
  readonly names: readonly RequestName[];
  /** Where it is defined. */
  readonly rfc: string;
  readonly allowedIn: readonly K[];
  /**
   * Whether `* n EXPUNGE` may come with its answer (RFC 3501 §7.4.1: not with FETCH, STORE and SEARCH, since sequence
   * numbers would change under them; their UID forms do not have the problem).
   */
  readonly revealsExpunges: boolean | 'when-uid';
  /** Answered from what is at hand, so it does not wait behind the work of others (platform/clock/turn.ts). */
  readonly isShort?: boolean;
  run(session: Session, request: R, state: StateOf<K>): Promise<Completion>;
}

/** Requests that may have one of these names; one type stands for COPY and MOVE. */
type RequestNamed<N extends RequestName, R extends ImapRequest = ImapRequest> = R extends unknown
  ? [Extract<R['name'], N>] extends [never]
    ? never
    : R
  : never;

/** Ties the request and state that `run` gets to what the data says. */
export function defineCommand<N extends RequestName, K extends StateKind>(command: {
  readonly names: readonly N[];
  readonly rfc: string;
  readonly allowedIn: readonly K[];
  readonly revealsExpunges: boolean | 'when-uid';
  readonly isShort?: boolean;
  run(session: Session, request: RequestNamed<N>, state: StateOf<K>): Promise<Completion>;
}): Command {
  return command as unknown as Command;
}
