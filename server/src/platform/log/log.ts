/** Plain values only; a logged string may be hostile, so views must show it as text. Never a secret. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** The operator's log: one line of JSON an event. What it records of a session goes by the connection's id. */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  /** `cause` is logged with its stack; call it once, at the door. */
  error(event: string, cause: unknown, fields?: LogFields): void;
  with(fields: LogFields): Log;
}
