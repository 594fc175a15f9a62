import type { LocalisedText } from '@relais/management-contract';
import type { ExternalAccount } from '../../platform/acme/jws.ts';
import type { TlsService } from '../../platform/tls/certificates.ts';
import type { SqlReader, SqlWriter } from '../../storage/sql-engine.ts';
import type { SystemScope } from '../../storage/system-scope.ts';

/** What an administrator wants of a certificate authority (RFC 8555). Nothing is asked of any before `enabled`. */
export interface AcmeConfig {
  readonly enabled: boolean;
  readonly directoryUrl: string;
  /** Host names in lower case, A-labels. */
  readonly domainNames: readonly string[];
  /** What the first certificate is enabled for; the next ones take over what the last one serves. */
  readonly services: readonly TlsService[];
  readonly contacts: readonly string[];
  /** Of the authority at `directoryUrl`. */
  readonly termsAgreed: boolean;
  /** PEM of who vouches for a private ACME server; `null`: whom this machine trusts. */
  readonly authorities: string | null;
  readonly externalAccount: ExternalAccount | null;
}

/** What came of it: shared by all nodes, and changed by the one that holds the lock. */
export interface AcmeState {
  /** PEM of the key that the next certificate is for; the same from one to the next unless an administrator wants a new one. */
  readonly key: string | null;
  /** One that was begun and goes on after a restart. */
  readonly order: { readonly url: string; readonly directoryUrl: string; readonly names: readonly string[] } | null;
  readonly issued: IssuedCertificate | null;
  /** Thumbprints of those before, which nodes remove once they have the new one. */
  readonly earlier: readonly string[];
  readonly lastAttempt: number | null;
  readonly lastError: (LocalisedText & { readonly at: number }) | null;
  /** In a row. */
  readonly failures: number;
  /** After a failure: not sooner by the clock. */
  readonly nextAttempt: number | null;
  /** The authority wants to be left alone until then, also by administrators. */
  readonly leaveAloneUntil: number | null;
  readonly renewAt: number | null;
  /** Where the authority's terms of service stand, as its directory last said. */
  readonly termsOfService: string | null;
  /** What CAA records call the authority (RFC 8659), as its directory last said. */
  readonly caaIdentities: readonly string[];
}

export interface IssuedCertificate {
  /** PEM with its chain. */
  readonly certificate: string;
  /** PEM. Secret. */
  readonly key: string;
  readonly thumbprint: string;
  readonly names: readonly string[];
  readonly notBefore: number;
  readonly notAfter: number;
  /** RFC 9773 §4.1; `null`: its authority does not say when it wants to renew it. */
  readonly renewalId: string | null;
}

/** An account at an authority. */
export interface AcmeAccount {
  /** PEM, P-256. Secret. */
  readonly key: string;
  /** Its address; `null` until the authority gave one. */
  readonly kid: string | null;
}

export const usualAcmeConfig: AcmeConfig = {
  enabled: false,
  directoryUrl: 'https://acme-v02.api.letsencrypt.org/directory',
  domainNames: [],
  services: ['IMAP', 'POP', 'SMTP', 'IIS'],
  contacts: [],
  termsAgreed: false,
  authorities: null,
  externalAccount: null,
};

const emptyAcmeState: AcmeState = {
  key: null,
  order: null,
  issued: null,
  earlier: [],
  lastAttempt: null,
  lastError: null,
  failures: 0,
  nextAttempt: null,
  leaveAloneUntil: null,
  renewAt: null,
  termsOfService: null,
  caaIdentities: [],
};

/** What ACME keeps, in the system's tables. Reads of config and state are from memory; writes resolve when durable. */
export interface AcmeStore {
  config(): AcmeConfig;
  state(): AcmeState;
  configure(change: Partial<AcmeConfig>): Promise<void>;
  note(change: Partial<AcmeState>): Promise<void>;
  account(directoryUrl: string): Promise<AcmeAccount | null>;
  keepAccount(directoryUrl: string, account: AcmeAccount): Promise<void>;
  /** From now on every node answers this token (RFC 8555 §8.3). */
  offerChallenge(token: string, keyAuthorization: string): Promise<void>;
  withdrawChallenges(): Promise<void>;
  /** Read anew each time: the authority asks the node that it finds, at once. */
  challenge(token: string): Promise<string | null>;
  /** When it resolves, memory is no older than this call. */
  refresh(): Promise<void>;
  /** Called after each change of config or state, of other nodes too. */
  onChange(listener: () => void): void;
}

/** Opens it on the system scope, migrated with `configurationMigrations`. */
export async function openAcmeStore(scope: SystemScope): Promise<AcmeStore> {
  let config = usualAcmeConfig;
  let state = emptyAcmeState;
  const listeners: (() => void)[] = [];
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  await scope.keep(['acme'], async (reader) => {
    const now = { config: await recordOf(reader, 'config'), state: await recordOf(reader, 'state') };
    config = { ...usualAcmeConfig, ...(now.config as Partial<AcmeConfig> | null) };
    state = { ...emptyAcmeState, ...(now.state as Partial<AcmeState> | null) };
    changed();
  });
  return {
    config: () => config,
    state: () => state,
    configure: (change) =>
      scope.write(async (writer) => {
        const held = (await recordOf(writer, 'config')) as Partial<AcmeConfig> | null;
        const next = { ...usualAcmeConfig, ...held, ...change };
        await keepRecord(writer, 'config', next);
        writer.onCommit(() => {
          config = next;
          changed();
        });
      }),
    note: (change) =>
      scope.write(async (writer) => {
        const held = (await recordOf(writer, 'state')) as Partial<AcmeState> | null;
        const next = { ...emptyAcmeState, ...held, ...change };
        await keepRecord(writer, 'state', next);
        writer.onCommit(() => {
          state = next;
          changed();
        });
      }),
    account: async (directoryUrl) =>
      (await scope.read((reader) => recordOf(reader, `account ${directoryUrl}`))) as AcmeAccount | null,
    keepAccount: (directoryUrl, account) =>
      scope.write((writer) => keepRecord(writer, `account ${directoryUrl}`, account)),
    offerChallenge: (token, keyAuthorization) =>
      scope.write(async (writer) => {
        await writer.run(
          'INSERT INTO acme_challenge (token, answer) VALUES (?, ?) ON CONFLICT (token) DO UPDATE SET answer = excluded.answer',
          token,
          keyAuthorization,
        );
      }),
    withdrawChallenges: () =>
      scope.write(async (writer) => {
        await writer.run('DELETE FROM acme_challenge');
      }),
    challenge: async (token) => {
      const row = await scope.read((reader) =>
        reader.get<{ answer: string }>('SELECT answer FROM acme_challenge WHERE token = ?', token),
      );
      return row?.answer ?? null;
    },
    refresh: () => scope.refresh(),
    onChange: (listener) => void listeners.push(listener),
  };
}

async function recordOf(reader: SqlReader, name: string): Promise<unknown> {
  const row = await reader.get<{ record: string }>('SELECT record FROM acme WHERE name = ?', name);
  return row === undefined ? null : JSON.parse(row.record);
}

async function keepRecord(writer: SqlWriter, name: string, record: unknown): Promise<void> {
  await writer.run(
    'INSERT INTO acme (name, record) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET record = excluded.record',
    name,
    JSON.stringify(record),
  );
}
