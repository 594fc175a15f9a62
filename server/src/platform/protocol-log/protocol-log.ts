import type { Endpoint } from '../net/transport.ts';

/**
 * Exchange's protocol log of one protocol (reference §5.3): comma-separated text, one event a line. Calls never wait and
 * never throw; a disk that cannot keep up costs lines (which are counted in the log), not memory and not sessions.
 */
export interface ProtocolLog {
  /** `id` is the connection's name in the operator's log; it stands in the context of the `+` line. */
  session(id: string, ends: SessionEnds): ProtocolLogSession;
  /** Writes what is queued and closes the file. */
  close(): Promise<void>;
}

export interface SessionEnds {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  /** `SERVER\Default Frontend SERVER`; POP3 and IMAP4 leave it empty. */
  readonly connector?: string;
}

export interface ProtocolLogSession {
  /** False: nothing is kept now, and callers may save themselves the making of lines. */
  readonly isOn: boolean;
  /** `+` */
  connect(): void;
  /** `-` */
  disconnect(reason: string): void;
  /** `<` A password among the parameters of LOGIN, PASS, AUTH and AUTHENTICATE is never written, whoever calls. */
  received(command: string, parameters?: string): void;
  /** `>` */
  sent(reply: string): void;
  /** `*` */
  info(text: string): void;
}

const silentSession: ProtocolLogSession = {
  isOn: false,
  connect: () => {},
  disconnect: () => {},
  received: () => {},
  sent: () => {},
  info: () => {},
};

/** For a protocol whose log is switched off. */
export const silentProtocolLog: ProtocolLog = {
  session: () => silentSession,
  close: async () => {},
};
