/** A subcommand of `relais`. */
export interface Command {
  readonly name: string;
  readonly synopsis: string;
  /** What `relais NAME --help` prints. */
  readonly help: string;
  /** @returns the exit code. @throws UsageError for words it does not understand. */
  run(args: readonly string[]): Promise<number>;
}

/** The words of a call were off; the message says which and what is right. Exit code 2. */
export class UsageError extends Error {}
