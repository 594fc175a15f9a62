import type { SqlWriter } from '../../storage/sql-engine.ts';

/** What this server found of one message whose author's domain wants reports (RFC 7489 §7.2); messages alike are counted. */
export interface DmarcObservation {
  /** Where the policy stands: the domain that is reported to. */
  readonly policyDomain: string;
  readonly policy: {
    readonly p: string;
    readonly sp: string;
    readonly adkim: 'r' | 's';
    readonly aspf: 'r' | 's';
  };
  readonly sourceIp: string;
  readonly headerFrom: string;
  /** Empty for the null sender. */
  readonly envelopeFrom: string;
  readonly disposition: 'none' | 'quarantine' | 'reject';
  /** Aligned and passed. */
  readonly dkim: 'pass' | 'fail';
  readonly spf: 'pass' | 'fail';
  /** Why something else was done than the policy asks for; `null`: it was not. */
  readonly reason: {
    readonly type: 'trusted_forwarder' | 'local_policy' | 'sampled_out';
    readonly comment: string;
  } | null;
  readonly dkimResults: readonly { readonly domain: string; readonly selector: string; readonly result: string }[];
  readonly spfResult: { readonly domain: string; readonly scope: 'helo' | 'mfrom'; readonly result: string };
}

export interface CountedObservation extends DmarcObservation {
  readonly count: number;
}

/** A day (UTC) of a domain that wants reports. */
export interface ObservedDay {
  /** Days since 1970. */
  readonly day: number;
  readonly policyDomain: string;
}

/** Counts a day at a time, until they are reported. */
export interface DmarcObservations {
  /** Returns at once; written within a minute and at the end of the server. */
  note(observation: DmarcObservation): void;
  /** Days before `day` that have not been reported. */
  before(day: number): Promise<readonly ObservedDay[]>;
  /** The most frequent first, at most `most`. */
  of(observed: ObservedDay, most: number): Promise<readonly CountedObservation[]>;
  /** Within a transaction of somebody else: with the report that tells of them. */
  forgetting(observed: ObservedDay): (writer: SqlWriter) => Promise<void>;
  forget(observed: ObservedDay): Promise<void>;
  flush(): Promise<void>;
  stop(): void;
}
