/** A server under comparison. User 0 owns the large mailbox, users 1 to 20 small ones; all have one password. */
export interface Target {
  readonly name: string;
  /** Its mailboxes are those of another target. */
  readonly isFront?: true;
  readonly imapPort: number;
  readonly imapsPort: number;
  readonly pop3Port: number;
  readonly pop3sPort: number;
  /** Where mail for the users comes in; null: the program takes none by SMTP. */
  readonly smtpPort: number | null;
  /** Where users give mail for others, after AUTH PLAIN; null: `smtpPort` takes it without. */
  readonly submissionPort: number | null;
  /** null: no LMTP. */
  readonly lmtpPort: number | null;
  readonly password: string;
  user(index: number): string;
  /** User and system time of all its processes so far, in seconds. */
  processorSeconds(): Promise<number>;
  /** Proportional memory of all its processes, in bytes. */
  memory(): Promise<number>;
  /** Without what its last sessions left, processes or memory. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export const userCount = 21;

/**
 * What Relais is held against. `dovecot-hibernate` has imap-hibernate and SHA512-CRYPT hashes, `dovecot-sync` makes
 * flags durable before its OK as Relais does (mail_fsync=always).
 */
export type Peer = 'dovecot' | 'dovecot-hibernate' | 'dovecot-sync' | 'postfix';
