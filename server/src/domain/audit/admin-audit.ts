import type { WireValue } from '@relais/management-contract';

/** What one administrator did with one cmdlet. Parameters hold no secret: the writer has removed them. */
export interface AuditedAction {
  /** Who: an address, or `local administrator`. */
  readonly caller: string;
  readonly cmdlet: string;
  /** Identity of what was changed; `null` when the call failed before anything was found. */
  readonly objectModified: string | null;
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  readonly modifiedProperties: readonly {
    readonly name: string;
    readonly oldValue: WireValue;
    readonly newValue: WireValue;
  }[];
  readonly succeeded: boolean;
  /** The message shown to the caller; `null` on success. */
  readonly error: string | null;
  readonly originatingServer: string;
}

export interface AuditEntry extends AuditedAction {
  /** From 1, without gaps. */
  readonly sequence: number;
  /** Milliseconds since 1970. */
  readonly runDate: number;
  /** SHA-256 over the entry and the hash before it, in hex: who changes or removes an entry breaks the chain. */
  readonly hash: string;
}

/** What to look for; everything given must hold, lists mean any of them, names are compared without case. */
export interface AuditQuery {
  readonly cmdlets?: readonly string[];
  /** Entries that used any of these parameters. */
  readonly parameters?: readonly string[];
  readonly startDate?: number;
  readonly endDate?: number;
  readonly callers?: readonly string[];
  readonly objects?: readonly string[];
  readonly succeeded?: boolean;
  readonly startIndex?: number;
  /** `null`: all. */
  readonly limit: number | null;
}

export type ChainProof =
  | { readonly kind: 'intact'; readonly entries: number }
  /** The first entry that is not what was written, or whose predecessor is missing. */
  | { readonly kind: 'broken'; readonly sequence: number };

/** Every change by a cmdlet, kept for good, in a chain of hashes. */
export interface AdminAudit {
  /** Durable when it resolves. */
  record(action: AuditedAction): Promise<AuditEntry>;
  /** Newest first. */
  search(query: AuditQuery): Promise<readonly AuditEntry[]>;
  /** The same one by one, read in pages as they are asked for: the log grows for years. */
  entries(query: AuditQuery): AsyncGenerator<AuditEntry, void, void>;
  /** Computes the chain anew; `onProgress` hears how many entries are proven of how many. @throws when `signal` aborts. */
  prove(options?: {
    readonly onProgress?: (done: number, total: number) => void;
    readonly signal?: AbortSignal;
  }): Promise<ChainProof>;
}
