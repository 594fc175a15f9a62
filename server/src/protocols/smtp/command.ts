import type { Reply, SmtpRequest, SmtpVerb } from '@relais/smtp-codec';
import type { Session } from './session.ts';
import type { StateKind, StateOf } from './session-state.ts';

/** What stands beside each command is data; dispatch.ts enforces it. */
export interface Command<R extends SmtpRequest = SmtpRequest, K extends StateKind = StateKind> {
  readonly verbs: readonly SmtpVerb[];
  /** Where it is defined. */
  readonly rfc: string;
  readonly allowedIn: readonly K[];
  /** Whether a connector that requires TLS answers it before STARTTLS (RFC 3207 §4). */
  readonly allowedBeforeTls: boolean;
  /** The reply, or `null` when the session has been told already. */
  run(session: Session, request: R, state: StateOf<K>): Promise<Reply | null>;
}

/** Ties the request and state that `run` gets to what the data says. */
export function defineCommand<V extends SmtpVerb, K extends StateKind>(command: {
  readonly verbs: readonly V[];
  readonly rfc: string;
  readonly allowedIn: readonly K[];
  readonly allowedBeforeTls: boolean;
  run(session: Session, request: RequestOf<V>, state: StateOf<K>): Promise<Reply | null>;
}): Command {
  return command as unknown as Command;
}

type RequestOf<V extends SmtpVerb> = SmtpRequest extends infer R
  ? R extends { verb: infer W }
    ? V extends W
      ? R
      : never
    : never
  : never;
