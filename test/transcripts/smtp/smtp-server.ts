import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TimeSpan } from '@relais/management-contract';
import { configurationMigrations } from '../../../server/src/domain/configuration/configuration-migrations.ts';
import { newReceiveConnector } from '../../../server/src/domain/configuration/default-receive-connectors.ts';
import { openReceiveConnectors } from '../../../server/src/domain/configuration/open-receive-connectors.ts';
import type { SettingsStore } from '../../../server/src/domain/configuration/settings-store.ts';
import { openSettingsStore } from '../../../server/src/domain/configuration/open-settings-store.ts';
import { frontendTransportSettings } from '../../../server/src/domain/configuration/frontend-transport-settings.ts';
import { transportServiceSettings } from '../../../server/src/domain/configuration/transport-service-settings.ts';
import type {
  ReceiveConnector,
  ReceiveConnectors,
} from '../../../server/src/domain/configuration/receive-connectors.ts';
import {
  type TransportSettings,
  transportSettings,
} from '../../../server/src/domain/configuration/transport-settings.ts';
import type { Directory } from '../../../server/src/domain/directory/directory.ts';
import { directoryMigrations } from '../../../server/src/domain/directory/directory-migrations.ts';
import { openDirectory } from '../../../server/src/domain/directory/open-directory.ts';
import type { AccountStore } from '../../../server/src/domain/mail/account-store.ts';
import { openMailStore } from '../../../server/src/domain/mail/mail-store.ts';

import { openTrackingLog } from '../../../server/src/domain/queue/open-tracking-log.ts';
import { queueMigrations } from '../../../server/src/domain/queue/queue-migrations.ts';
import type { TrackingLog } from '../../../server/src/domain/queue/tracking-log.ts';
import { openEngine } from '../../../server/src/main/open-engine.ts';
import { createDnsClient } from '../../../server/src/platform/dns/create-dns-client.ts';
import { ManualClock } from '../../../server/src/platform/clock/manual-clock.ts';
import { systemClock } from '../../../server/src/platform/clock/system-clock.ts';
import { silentLog } from '../../../server/src/platform/log/silent-log.ts';
import { CertificateFolder } from '../../../server/src/platform/tls/certificate-folder.ts';
import { createSmtpService } from '../../../server/src/protocols/smtp/service.ts';
import type { Service } from '../../../server/src/protocols/service.ts';
import { createLiveSessions } from '../../../server/src/services/admission/create-live-sessions.ts';
import type { LiveSessions } from '../../../server/src/services/admission/live-sessions.ts';
import { createAuthenticator } from '../../../server/src/services/authentication/create-authenticator.ts';
import { filteredDelivery } from '../../../server/src/services/content-filters/filtered-delivery.ts';
import { createDelivery } from '../../../server/src/services/delivery/create-delivery.ts';
import { createMessageInspector } from '../../../server/src/services/message-authentication/create-message-inspector.ts';
import { migrate } from '../../../server/src/storage/migrations.ts';
import { cheapHash } from '../../support/cheap-hash.ts';
import { freePorts } from './free-ports.ts';

/** SMTP over the real store, directory and sign-in, on free ports of loopback: for the world, for users, for users by TLS. */
export interface SmtpServer {
  readonly service: Service;
  readonly connectors: ReceiveConnectors;
  readonly settings: SettingsStore;
  readonly directory: Directory;
  readonly tracking: TrackingLog;
  readonly liveSessions: LiveSessions;
  readonly dataDirectory: string;
  readonly ports: { readonly world: number; readonly submission: number; readonly tls: number; readonly lmtp: number };
  readonly clock: ManualClock | null;
  /** As it is now. */
  connector(which: 'world' | 'submission' | 'tls'): ReceiveConnector;
  account(alias: string): Promise<AccountStore>;
  /** The messages of an INBOX as text, oldest first. */
  inbox(alias: string, folder?: string): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export interface SmtpServerOptions {
  /** Over all three connectors; tarpit is off unless given. */
  readonly change?: Partial<ReceiveConnector>;
  readonly manualClock?: boolean;
  readonly mailboxes?: readonly string[];
  /** `postgres://…`; the embedded store otherwise. */
  readonly databaseUrl?: string | null;
  /** `127.0.0.1:5353`: strangers other than 127.0.0.1 are looked at with this DNS. */
  readonly resolver?: string;
  readonly transport?: Partial<TransportSettings>;
  /** Instead of the machine's own. */
  readonly clientAuthorities?: readonly string[];
}

/** In the order of `ports`. */
const connectorNames = ['Default Frontend', 'Client Frontend', 'Client Submissions TLS'];
export const password = 'correct horse';
let passwordHash: Promise<string> | undefined;

export async function startSmtpServer({
  change = {},
  manualClock = false,
  mailboxes = ['anna', 'bob', 'carl'],
  databaseUrl = null,
  resolver,
  transport = {},
  clientAuthorities,
}: SmtpServerOptions = {}): Promise<SmtpServer> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'relais-smtp-'));
  const clock = manualClock ? new ManualClock(Date.UTC(2026, 10, 22, 12)) : systemClock;
  const { engine, changes } = await openEngine({ dataDirectory, databaseUrl, log: silentLog, clock });
  await migrate(engine.system, engine.differences, 'directory', directoryMigrations);
  await migrate(engine.system, engine.differences, 'configuration', configurationMigrations);
  const directory = await openDirectory({ scope: engine.system, clock, organizationName: 'Contoso' });
  const authenticator = createAuthenticator({ directory, clock, log: silentLog });
  passwordHash ??= cheapHash(password);
  await directory.createAcceptedDomain({
    name: 'example.test',
    domainName: 'example.test',
    domainType: 'Authoritative',
    isDefault: true,
  });
  for (const alias of mailboxes) {
    const address = `${alias}@example.test`;
    await directory.createMailbox(
      { name: alias, alias, userPrincipalName: address, primarySmtpAddress: address },
      await passwordHash,
    );
  }
  const server = {
    serverName: 'CAS01',
    fqdn: 'cas01.example.test',
    dataDirectory,
    bindAddress: '127.0.0.1',
    portOffset: 0,
  };
  const receiveConnectors = await openReceiveConnectors({ scope: engine.system, clock, server });
  const ports = await freePorts(4);
  await bindConnectors(receiveConnectors, ports, { TarpitInterval: new TimeSpan(0), ...change });
  await receiveConnectors.create(
    newReceiveConnector(server, clock.now(), {
      Name: 'LMTP',
      Lmtp: true,
      PermissionGroups: ['AnonymousUsers'],
      Bindings: [`127.0.0.1:${ports[3]}`],
      MaxInboundConnectionPercentagePerSource: 100,
      TarpitInterval: new TimeSpan(0),
      ...change,
    }),
  );
  await migrate(engine.system, engine.differences, 'queue', queueMigrations);
  const tracking = await openTrackingLog({ scope: engine.system, clock, server: 'CAS01' });
  const mail = openMailStore({ engine, changes, clock, log: silentLog });
  const liveSessions = createLiveSessions({ clock });
  const settings = await openSettingsStore({
    scope: engine.system,
    definitions: [transportServiceSettings, frontendTransportSettings, transportSettings],
    server,
    clock,
  });
  const transportNow = (): TransportSettings => ({ ...transportSettings.defaults(server), ...transport });
  const service = createSmtpService({
    ...(clientAuthorities === undefined ? {} : { clientAuthorities }),
    settings,
    receiveConnectors,
    directory,
    authenticator,
    liveSessions,
    clock,
    log: silentLog,
    server,
    delivery: filteredDelivery({
      settings: transportNow,
      tracking,
      server: server.fqdn,
      spoolDirectory: dataDirectory,
      clock,
      log: silentLog,
      delivery: createDelivery({
        directory,
        mail,
        clock,
        log: silentLog,
        tracking,
        spoolDirectory: dataDirectory,
        ...(resolver === undefined
          ? {}
          : {
              inspector: createMessageInspector({
                dns: createDnsClient({ clock, resolvers: () => [resolver], timeoutMs: 30_000 }),
                settings: transportNow,
                clock,
                log: silentLog,
              }),
            }),
      }),
    }),
    certificates: await CertificateFolder.open(join(dataDirectory, 'certificates'), ['cas01.example.test'], Date.now),
  });
  await service.start();
  const account = async (alias: string): Promise<AccountStore> =>
    mail.account(directory.findMailbox(alias)?.guid ?? '');
  return {
    service,
    settings,
    directory,
    tracking,
    liveSessions,
    dataDirectory,
    account,
    connectors: receiveConnectors,
    clock: clock instanceof ManualClock ? clock : null,
    ports: { world: ports[0] ?? 0, submission: ports[1] ?? 0, tls: ports[2] ?? 0, lmtp: ports[3] ?? 0 },
    connector(which) {
      const index = { world: 0, submission: 1, tls: 2 }[which];
      const found = receiveConnectors.list().find(({ Bindings }) => Bindings[0] === `127.0.0.1:${ports[index]}`);
      if (found === undefined) throw new Error(`the connector ${which} is gone`);
      return found;
    },
    inbox: async (alias, folder) => inboxOf(await account(alias), folder),
    async stop() {
      await service.stop();
      await changes.close();
      await engine.close();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

async function bindConnectors(
  connectors: ReceiveConnectors,
  ports: readonly number[],
  change: Partial<ReceiveConnector>,
): Promise<void> {
  for (const connector of connectors.list()) {
    const index = connectorNames.findIndex((name) => connector.Name.startsWith(name));
    await connectors.update(connector.Guid, { Bindings: [`127.0.0.1:${ports[index]}`], ...change });
  }
}

async function inboxOf(store: AccountStore, folder = 'INBOX'): Promise<readonly string[]> {
  const { folderId } = await store.folder(folder);
  const texts: string[] = [];
  for await (const rows of store.messages(folderId, [{ first: 1, last: 4_294_967_295 }], {})) {
    for (const row of rows) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of store.content(row.contentId)) chunks.push(chunk);
      texts.push(Buffer.concat(chunks).toString('utf8'));
    }
  }
  return texts;
}
