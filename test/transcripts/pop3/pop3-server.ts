import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ManagementValue } from '@relais/management-contract';
import { configurationMigrations } from '../../../server/src/domain/configuration/configuration-migrations.ts';
import { openSettingsStore } from '../../../server/src/domain/configuration/open-settings-store.ts';
import type { SettingsStore } from '../../../server/src/domain/configuration/settings-store.ts';
import type { Directory, Mailbox } from '../../../server/src/domain/directory/directory.ts';
import { directoryMigrations } from '../../../server/src/domain/directory/directory-migrations.ts';
import { openDirectory } from '../../../server/src/domain/directory/open-directory.ts';
import type { AccountStore, MailStore } from '../../../server/src/domain/mail/account-store.ts';
import { noFlags } from '../../../server/src/domain/mail/flags.ts';
import { openMailStore } from '../../../server/src/domain/mail/mail-store.ts';
import { ManualClock } from '../../../server/src/platform/clock/manual-clock.ts';
import { silentLog } from '../../../server/src/platform/log/silent-log.ts';
import { CertificateFolder } from '../../../server/src/platform/tls/certificate-folder.ts';
import { createPop3Service } from '../../../server/src/protocols/pop3/service.ts';
import { popSettings } from '../../../server/src/protocols/pop3/settings.ts';
import type { Service } from '../../../server/src/protocols/service.ts';
import { createLiveSessions } from '../../../server/src/services/admission/create-live-sessions.ts';
import type { LiveSessions } from '../../../server/src/services/admission/live-sessions.ts';
import { createAuthenticator } from '../../../server/src/services/authentication/create-authenticator.ts';
import { LocalChangeSignal } from '../../../server/src/storage/embedded/change-signal.ts';
import { LocalExclusiveLocks } from '../../../server/src/storage/local-exclusive-locks.ts';
import { openEmbeddedEngine } from '../../../server/src/storage/embedded/open-embedded-engine.ts';
import { openPostgresEngine } from '../../../server/src/storage/postgres/open-postgres-engine.ts';
import { PostgresExclusiveLocks } from '../../../server/src/storage/postgres/exclusive-locks.ts';
import { migrate } from '../../../server/src/storage/migrations.ts';
import type { SqlEngine } from '../../../server/src/storage/sql-engine.ts';
import type { TranscriptSurroundings } from '../../support/transcripts.ts';
import { cheapHash } from '../../support/cheap-hash.ts';

export type Settings = Readonly<Record<string, ManagementValue>>;

/** The POP3 service over the real store, directory and sign-in, on free ports of loopback; time stands still. */
export interface Pop3Server {
  readonly service: Service;
  readonly settings: SettingsStore;
  readonly clock: ManualClock;
  readonly liveSessions: LiveSessions;
  readonly directory: Directory;
  readonly dataDirectory: string;
  readonly ann: Mailbox;
  readonly ports: { readonly plain: number; readonly tls: number };
  /** For transcripts: ann's. */
  readonly surroundings: TranscriptSurroundings;
  inbox(): Promise<{ readonly store: AccountStore; readonly folderId: number }>;
  deliver(...messages: readonly (string | Buffer)[]): Promise<void>;
  /** Writes settings; they count after `service.restart()`. */
  configure(change: Settings): Promise<void>;
  /** Stops and starts everything on the same data. */
  reopen(): Promise<Pop3Server>;
  stop(): Promise<void>;
}

const password = 'correct horse';
let passwordHash: Promise<string> | undefined;

export interface Pop3ServerOptions {
  /** A data directory of before, with all its mail. */
  readonly existing?: string;
  /** `postgres://…`; the embedded store otherwise. */
  readonly databaseUrl?: string;
}

export async function startPop3Server(change: Settings = {}, options: Pop3ServerOptions = {}): Promise<Pop3Server> {
  const dataDirectory = options.existing ?? (await mkdtemp(join(tmpdir(), 'relais-pop3-')));
  const clock = new ManualClock(Date.UTC(2026, 10, 22, 12));
  const { databaseUrl: url } = options;
  const engine: SqlEngine =
    url === undefined
      ? await openEmbeddedEngine({ dataDirectory, log: silentLog })
      : await openPostgresEngine({ url, log: silentLog });
  await migrate(engine.system, engine.differences, 'directory', directoryMigrations);
  await migrate(engine.system, engine.differences, 'configuration', configurationMigrations);
  const directory = await openDirectory({ scope: engine.system, clock, organizationName: 'Contoso' });
  const authenticator = createAuthenticator({ directory, clock, log: silentLog });
  passwordHash ??= cheapHash(password);
  const ann = directory.findMailbox('ann') ?? (await makePeople(directory, await passwordHash));
  const server = {
    serverName: 'CAS01',
    fqdn: 'cas01.example.test',
    dataDirectory,
    bindAddress: '127.0.0.1',
    portOffset: 0,
  };
  const settings = await openSettingsStore({ scope: engine.system, definitions: [popSettings], server, clock });
  await settings.configure(popSettings, {
    UnencryptedOrTLSBindings: ['127.0.0.1:0'],
    SSLBindings: ['127.0.0.1:0'],
    ...change,
  });
  const changes = new LocalChangeSignal();
  const mailStore: MailStore = openMailStore({ engine, changes, clock, log: silentLog });
  const liveSessions = createLiveSessions({ clock });
  const locks =
    url === undefined ? new LocalExclusiveLocks() : new PostgresExclusiveLocks({ url, log: silentLog, clock });
  const service = createPop3Service({
    settings,
    server,
    mailStore,
    locks,
    authenticator,
    liveSessions,
    certificates: await CertificateFolder.open(join(dataDirectory, 'certificates'), ['cas01.example.test'], Date.now),
    clock,
    log: silentLog,
    version: '1.2.3',
  });
  await service.start();
  const [plain, tls] = service.bound;
  if (plain === undefined || tls === undefined) throw new Error('the service has not bound its two ports');

  const inbox = async (): Promise<{ store: AccountStore; folderId: number }> => {
    const store = await mailStore.account(ann.guid);
    return { store, folderId: (await store.folder('INBOX')).folderId };
  };
  const close = async (): Promise<void> => {
    await service.stop();
    await locks.close();
    await changes.close();
    await engine.close();
  };
  return {
    service,
    settings,
    clock,
    liveSessions,
    directory,
    dataDirectory,
    ann,
    ports: { plain: plain.port, tls: tls.port },
    surroundings: {
      port: plain.port,
      tlsPort: tls.port,
      advance: (milliseconds) => clock.advance(milliseconds),
      values: {
        plain: Buffer.from(`\0ann\0${password}`).toString('base64'),
        plainWrong: Buffer.from('\0ann\0wrong').toString('base64'),
      },
    },
    inbox,
    async deliver(...messages) {
      const { store, folderId } = await inbox();
      for (const message of messages) {
        const incoming = await store.beginMessage();
        await incoming.write(typeof message === 'string' ? Buffer.from(message.replaceAll('\n', '\r\n')) : message);
        await store.append(folderId, [{ message: await incoming.finish(), flags: noFlags }]);
      }
    },
    configure: (next) => settings.configure(popSettings, next),
    async reopen() {
      await close();
      return startPop3Server({}, { ...options, existing: dataDirectory });
    },
    async stop() {
      await close();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

async function makePeople(directory: Directory, hash: string): Promise<Mailbox> {
  await directory.createAcceptedDomain({
    name: 'example.test',
    domainName: 'example.test',
    domainType: 'Authoritative',
    isDefault: true,
  });
  const make = (alias: string): Promise<Mailbox> =>
    directory.createMailbox(
      { name: alias, alias, userPrincipalName: `${alias}@example.test`, primarySmtpAddress: `${alias}@example.test` },
      hash,
    );
  const closed = await make('closed');
  await directory.updateMailbox(closed.guid, { popEnabled: false });
  const gone = await make('gone');
  await directory.updateMailbox(gone.guid, { enabled: false });
  return make('ann');
}
