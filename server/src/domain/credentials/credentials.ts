import type { Credential, CredentialKind, CredentialOf } from './credential.ts';

/** Everything that mailboxes have to prove themselves with, besides passwords. Reads are from memory. */
export interface Credentials {
  /** 32 random bytes, made when first asked for and the same ever after, also over a restart. */
  key(name: string): Promise<Buffer>;
  find<K extends CredentialKind>(kind: K, verifier: string): CredentialOf<K> | null;
  byId<K extends CredentialKind>(kind: K, id: string): CredentialOf<K> | null;
  /** Oldest first. */
  of<K extends CredentialKind>(mailbox: string, kind: K): readonly CredentialOf<K>[];
  all<K extends CredentialKind>(kind: K): readonly CredentialOf<K>[];
  /** Found at once, durable when it resolves. */
  add(...credentials: readonly Credential[]): Promise<void>;
  /** Changes at once what is found, durable when it resolves. Nothing when it is gone meanwhile. */
  replace(credential: Credential): Promise<void>;
  /** `replace` for what may be lost in a crash (a last use): written within a minute. */
  note(credential: Credential): void;
  /** Not found any more at once; durable when it resolves. When the storage refuses, `flush` tries again. */
  remove(...ids: readonly string[]): Promise<void>;
  removeAllOf(mailbox: string): Promise<void>;
  /** When one is not found any more, with its mailbox; also of what another node removed. Call the result to stop. */
  onRemove(listener: (mailbox: string) => void): () => void;
  /** Writes what was noted, and what was removed while the storage refused. */
  flush(): Promise<void>;
}
