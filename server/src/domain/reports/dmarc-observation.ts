import type { DailyCounts, Observation } from './daily-counts.ts';

/** What this server found of one message whose author's domain wants reports (RFC 7489 §7.2); messages alike are counted. */
export interface DmarcObservation extends Observation {
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

export type DmarcObservations = DailyCounts<DmarcObservation>;
