import type { SqlWriter } from '../../storage/sql-engine.ts';

/** Something that happened today and is told to the domain that it concerns; what is alike is counted. */
export interface Observation {
  /** Where the policy stands: the domain that is reported to. */
  readonly policyDomain: string;
}

export type Counted<O extends Observation> = O & { readonly count: number };

/** A day (UTC) of a domain that may want a report. */
export interface ObservedDay {
  /** Days since 1970. */
  readonly day: number;
  readonly policyDomain: string;
}

/** Another node of this organization has queued the report of that day. */
export class AlreadyReported extends Error {}

/** Counts a day at a time, until they are reported. */
export interface DailyCounts<O extends Observation> {
  /** Returns at once; written within a minute and at the end of the server. */
  note(observation: O): void;
  /** Days before `day` that have not been reported. */
  before(day: number): Promise<readonly ObservedDay[]>;
  /** The most frequent first, at most `most`. */
  of(observed: ObservedDay, most: number): Promise<readonly Counted<O>[]>;
  /**
   * For the transaction that queues the report, which forgets what it tells of: of several nodes that made it, one sends it.
   * @throws AlreadyReported
   */
  claiming(observed: ObservedDay): (writer: SqlWriter) => Promise<void>;
  /** Nobody is told. */
  forget(observed: ObservedDay): Promise<void>;
  flush(): Promise<void>;
  stop(): void;
}
