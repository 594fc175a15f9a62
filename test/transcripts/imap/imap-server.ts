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
import type { MailStore } from '../../../server/src/domain/mail/account-store.ts';
import { openMailStore } from '../../../server/src/domain/mail/mail-store.ts';
import { openFolderGrants } from '../../../server/src/domain/sharing/folder-grants.ts';
import { sharingMigrations } from '../../../server/src/domain/sharing/sharing-migrations.ts';
import { ManualClock } from '../../../server/src/platform/clock/manual-clock.ts';
import { silentLog } from '../../../server/src/platform/log/silent-log.ts';
import { CertificateFolder } from '../../../server/src/platform/tls/certificate-folder.ts';
import { createImapService } from '../../../server/src/protocols/imap/service.ts';
import { imapSettings } from '../../../server/src/protocols/imap/settings.ts';
import type { Service } from '../../../server/src/protocols/service.ts';
import { createLiveSessions } from '../../../server/src/services/admission/create-live-sessions.ts';
import type { LiveSessions } from '../../../server/src/services/admission/live-sessions.ts';
import { createAuthenticator } from '../../../server/src/services/authentication/create-authenticator.ts';
import { createMailboxes } from '../../../server/src/services/sharing/open-mailbox.ts';
import { openEngine } from '../../../server/src/main/open-engine.ts';
import { migrate } from '../../../server/src/storage/migrations.ts';
import { cheapHash } from '../../support/cheap-hash.ts';
import type { TranscriptSurroundings } from '../../support/transcripts.ts';

/** The IMAP4 service over the real store, directory and sign-in, on free ports of loopback; time stands still. */
export interface ImapServer {
  readonly service: Service;
  readonly settings: SettingsStore;
  readonly directory: Directory;
  readonly clock: ManualClock;
  readonly mailStore: MailStore;
  readonly liveSessions: LiveSessions;
  readonly dataDirectory: string;
  readonly ports: { readonly plain: number; readonly tls: number };
  /** A mailbox of its own, so that transcripts do not see one another. */
  user(name: string): Promise<{ readonly mailbox: Mailbox; readonly surroundings: TranscriptSurroundings }>;
  stop(): Promise<void>;
}

export const password = 'correct-horse';

/** `databaseUrl`: `postgres://…`; the embedded store otherwise. */
export async function startImapServer(
  change: Readonly<Record<string, ManagementValue>> = {},
  databaseUrl?: string,
): Promise<ImapServer> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'relais-imap-'));
  const clock = new ManualClock(Date.UTC(2026, 10, 22, 12));
  const { engine, changes } = await openEngine({
    dataDirectory,
    databaseUrl: databaseUrl ?? null,
    log: silentLog,
    clock,
  });
  await migrate(engine.system, engine.differences, 'directory', directoryMigrations);
  await migrate(engine.system, engine.differences, 'configuration', configurationMigrations);
  await migrate(engine.system, engine.differences, 'sharing', sharingMigrations);
  const directory = await openDirectory({ scope: engine.system, clock, organizationName: 'Contoso' });
  await directory.createAcceptedDomain({
    name: 'example.test',
    domainName: 'example.test',
    domainType: 'Authoritative',
    isDefault: true,
  });
  const authenticator = createAuthenticator({ directory, clock, log: silentLog });
  const hash = await cheapHash(password);
  const server = {
    serverName: 'CAS01',
    fqdn: 'cas01.example.test',
    dataDirectory,
    bindAddress: '127.0.0.1',
    portOffset: 0,
  };
  const settings = await openSettingsStore({ scope: engine.system, definitions: [imapSettings], server, clock });
  const bindings = { UnencryptedOrTLSBindings: ['127.0.0.1:0'], SSLBindings: ['127.0.0.1:0'] };
  await settings.configure(imapSettings, { ...bindings, ...change });
  const mailStore: MailStore = openMailStore({ engine, changes, clock, log: silentLog });
  const liveSessions = createLiveSessions({ clock });
  const certificates = await CertificateFolder.open(join(dataDirectory, 'certificates'), [server.fqdn], Date.now);
  const jmapUrl = 'https://cas01.example.test/.well-known/jmap';
  const grants = await openFolderGrants(engine.system);
  const mailboxes = createMailboxes({ mailStore, directory, grants });
  const shared = { settings, mailboxes, directory, authenticator, liveSessions, certificates, clock };
  const service = createImapService({
    ...shared,
    jmapUrl: () => jmapUrl,
    mailStore,
    log: silentLog,
    dataDirectory,
    version: '1.2.3',
  });
  await service.start();
  const [plain, tls] = service.bound;
  if (plain === undefined || tls === undefined) throw new Error('the service has not bound its two ports');
  const ports = { plain: plain.port, tls: tls.port };
  return {
    service,
    settings,
    directory,
    clock,
    mailStore,
    liveSessions,
    dataDirectory,
    ports,
    async user(name) {
      const mailbox = await makeUser(directory, name, hash);
      return { mailbox, surroundings: surroundingsOf(ports, clock, `${name}@example.test`) };
    },
    async stop() {
      await service.stop();
      await changes.close();
      await engine.close();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

async function makeUser(directory: Directory, name: string, hash: string): Promise<Mailbox> {
  const address = `${name}@example.test`;
  const found = directory.findMailbox(address);
  if (found !== null) return found;
  const mailbox = await directory.createMailbox(
    { name, alias: name, userPrincipalName: address, primarySmtpAddress: address },
    hash,
  );
  return mailbox;
}

function surroundingsOf(ports: ImapServer['ports'], clock: ManualClock, user: string): TranscriptSurroundings {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  return {
    port: ports.plain,
    tlsPort: ports.tls,
    advance: (milliseconds) => clock.advance(milliseconds),
    values: {
      user,
      password,
      plain: base64(`\0${user}\0${password}`),
      plainWrong: base64(`\0${user}\0wrong`),
      userBase: base64(user),
      passwordBase: base64(password),
    },
  };
}
