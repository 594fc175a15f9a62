/** An aggregate report (RFC 7489 appendix C) as it is kept: texts cut, the rows with the most messages. */
export interface DmarcReport {
  readonly policy: {
    readonly p: string;
    readonly sp: string;
    readonly adkim: string;
    readonly aspf: string;
    readonly pct: string;
  };
  readonly rows: readonly DmarcRow[];
}

/** Messages of one source that were judged alike. */
export interface DmarcRow {
  readonly sourceIp: string;
  readonly count: number;
  /** What was done: `none`, `quarantine`, `reject`. */
  readonly disposition: string;
  /** Whether an aligned signature, an aligned sender backed the author: `pass`, `fail`. */
  readonly dkim: string;
  readonly spf: string;
  readonly headerFrom: string;
  readonly envelopeFrom: string;
  /** Why another policy was applied: `forwarded`, `mailing_list: text`. */
  readonly reasons: readonly string[];
  /** `contoso.com/selector=pass`, as they were verified. */
  readonly dkimResults: readonly string[];
  /** `contoso.com=pass`. */
  readonly spfResults: readonly string[];
}

/** RFC 7489 §3: one of both is enough. */
export function passesDmarc({ dkim, spf }: Pick<DmarcRow, 'dkim' | 'spf'>): boolean {
  return dkim === 'pass' || spf === 'pass';
}
