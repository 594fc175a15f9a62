/** A subcommand in the list of all; its code is loaded only when it is run, so that `shell` starts without the server. */
export interface CommandEntry {
  readonly name: string;
  readonly synopsis: string;
  load(): Promise<Command>;
}

/** What a subcommand does. */
export interface Command {
  /** What `relais NAME --help` prints. */
  readonly help: string;
  /** @returns the exit code. @throws UsageError for words it does not understand. */
  run(args: readonly string[]): Promise<number>;
}

/** The words of a call were off; the message says which and what is right. Exit code 2. */
export class UsageError extends Error {}
