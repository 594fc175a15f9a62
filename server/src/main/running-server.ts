import type { ReceiveConnectors } from '../domain/configuration/receive-connectors.ts';
import type { SettingsStore } from '../domain/configuration/settings-store.ts';
import type { Directory } from '../domain/directory/directory.ts';
import type { MailStore } from '../domain/mail/account-store.ts';
import type { ServerFacts } from '../platform/settings/define-settings.ts';
import type { CertificateInfo } from '../platform/tls/certificates.ts';
import type { Service } from '../protocols/service.ts';
import type { SqlEngine } from '../storage/sql-engine.ts';
import type { NewAccount } from './first-run.ts';

/** A server that accepts connections, as `serve` and the tests hold it. */
export interface RunningServer {
  readonly facts: ServerFacts;
  readonly domain: string;
  readonly engine: SqlEngine;
  readonly directory: Directory;
  readonly mail: MailStore;
  readonly settings: SettingsStore;
  readonly connectors: ReceiveConnectors;
  readonly services: readonly Service[];
  readonly certificate: CertificateInfo;
  /** A sentence for the operator for each certificate that cannot be used, and each presented that ends soon, has ended or does not hold yet. */
  readonly certificateTroubles: readonly string[];
  /** A sentence for the operator for each other server on the same files whose mail waits, or in whose place this one began. */
  readonly nameTroubles: readonly string[];
  /** Not empty when this start made accounts: shown once. */
  readonly newAccounts: readonly NewAccount[];
  /** `newAccounts` were shown; until then every start makes new passwords for them. */
  passwordsShown(): Promise<void>;
  readonly socketPath: string;
  readonly isRepair: boolean;
  /** Resolves, with a sentence for the operator, when another server has taken this one's name: this one must stop. */
  readonly nameTaken: Promise<string>;
  /** Certificates read anew; a sentence for the operator for each that cannot be used. */
  reload(): Promise<readonly string[]>;
  /** Finishes what is in hand, at most 10 s. */
  stop(): Promise<void>;
}
